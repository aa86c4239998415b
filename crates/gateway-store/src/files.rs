//! Files of cases: only those that an accepted entry of the station named, and never longer than it said.

use crate::chunks::Chunks;
use crate::row;
use crate::{DeviceId, Official, Store, StoreError};
use casework::case::FileHash;
use casework::id::CaseId;
use casework::moment::Moment;
use casework::place::StationCode;
use rusqlite::{Connection, OptionalExtension as _};
use sqlite_kit::Prepared as _;
use std::collections::BTreeSet;
use wire::batch::FileState;

/// The largest file that an entry may name.
pub(crate) const MAX_FILE: u64 = 64 * 1024 * 1024;

/// Files of which a hello hears how much is here.
const TOLD: usize = 16;
/// Files of which a stick hears that they are waited for: they stand in the header of its answer, with room to spare.
const TOLD_BY_STICK: usize = 500;

/// A piece of a file as it comes.
#[derive(Clone, Copy)]
pub struct Piece<'a> {
    /// Where it begins.
    pub offset: u64,
    /// Its bytes.
    pub bytes: &'a [u8],
    /// The file ends with it.
    pub last: bool,
    /// What is known of the chunks that end in it.
    pub chunks: &'a Chunks,
}

/// A file as an entry names it.
pub(crate) struct NamedFile {
    pub sha256: FileHash,
    pub size: u64,
    pub media_type: String,
}

struct Expected {
    size: u64,
    complete: bool,
}

impl Store {
    /// Appends a piece of whose chunks nothing is known; `last` says that the file ends with it.
    ///
    /// # Errors
    /// As [`Self::append_piece`].
    pub fn append(
        &self,
        owner: &DeviceId,
        file: &FileHash,
        offset: u64,
        bytes: &[u8],
        last: bool,
        now: Moment,
    ) -> Result<FileState, StoreError> {
        self.append_piece(owner, file, &Piece { offset, bytes, last, chunks: &Chunks::default() }, now)
    }

    /// Appends a piece. What arrived stays, but for a chunk that does not hold.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] when no accepted entry named the file, [`StoreError::FileOffset`] with the right
    /// offset, where a chunk does not hold its beginning; [`StoreError::TooLarge`], [`StoreError::FileHash`] when the whole
    /// does not make its name and no chunk is known to be at fault: it begins again at 0. [`StoreError::FileHash`] as well,
    /// and nothing of the piece is kept, when the file would end at a size that no entry named.
    pub fn append_piece(
        &self,
        owner: &DeviceId,
        file: &FileHash,
        &Piece { offset, bytes, last, chunks }: &Piece<'_>,
        now: Moment,
    ) -> Result<FileState, StoreError> {
        let _turn = self.blobs.turn(file)?;
        let expected = self.read(|db| expected(db, &owner.station, file))?.ok_or(StoreError::NotFound)?;
        if expected.complete {
            return Ok(FileState { sha256: file.clone(), offset: expected.size, complete: true });
        }
        let have = self.blobs.have(&owner.station, file);
        if have != offset {
            return Err(StoreError::FileOffset { have });
        }
        let until = have + bytes.len() as u64;
        if until > expected.size {
            return Err(StoreError::TooLarge { limit: expected.size });
        }
        // a case would be complete with a file of another size than its county is promised
        if last
            && until != expected.size
            && !self.read(|db| is_named_with(db, &owner.station, file, until))?
        {
            return Err(StoreError::FileHash);
        }
        // a piece that only in part was needed says nothing about the end
        let ends = |have| last && have == until || have == expected.size;
        let have = self.blobs.append(&owner.station, file, bytes, chunks, ends)?;
        let complete = ends(have);
        if complete {
            self.blobs.finish(&owner.station, file)?;
            self.completed(&owner.station, file, have, now)?;
        }
        Ok(FileState { sha256: file.clone(), offset: have, complete })
    }

    fn completed(
        &self,
        station: &StationCode,
        file: &FileHash,
        size: u64,
        now: Moment,
    ) -> Result<(), StoreError> {
        let (station, file) = (station.clone(), file.clone());
        self.write(move |db| {
            db.run(
                "UPDATE file SET complete = 1, size = ?3 WHERE station = ?1 AND sha256 = ?2",
                (station.as_str(), file.as_str(), row::int(size)),
            )?;
            for case in cases_waiting_for(db, &station, &file)? {
                crate::cases::complete_if_all_is_here(db, case, now)?;
            }
            Ok(())
        })
    }

    /// How much of each file is here; files that were never named are left out.
    pub(crate) fn states_of(
        &self,
        station: &StationCode,
        files: &[FileHash],
    ) -> Result<Vec<FileState>, StoreError> {
        let mut seen = BTreeSet::new();
        let mut states = Vec::new();
        let files: Vec<_> = files.iter().filter(|file| seen.insert(file.as_str())).collect();
        let known = self
            .read(|db| files.iter().map(|file| expected(db, station, file)).collect::<Result<Vec<_>, _>>())?;
        for (file, known) in files.into_iter().zip(known) {
            let Some(known) = known else { continue };
            let offset = if known.complete { known.size } else { self.blobs.have(station, file) };
            states.push(FileState { sha256: FileHash::clone(file), offset, complete: known.complete });
        }
        Ok(states)
    }

    /// Files that are waited for beside those that a station asked after, so that there are [`TOLD`] in all: it may think
    /// that they are here, when this gateway forgot that they came. Of many each moment tells others.
    pub(crate) fn other_states(
        &self,
        station: &StationCode,
        told: &[FileState],
        now: Moment,
    ) -> Result<Vec<FileState>, StoreError> {
        let room = TOLD.saturating_sub(told.len());
        if room == 0 {
            return Ok(Vec::new());
        }
        let awaited = self.read(|db| awaited(db, station, 2 * TOLD, now.millis().unsigned_abs()))?;
        let other = |file: &FileHash| !told.iter().any(|state| state.sha256 == *file);
        let others: Vec<FileHash> = awaited.into_iter().filter(other).take(room).collect();
        self.states_of(station, &others)
    }

    /// Files that are waited for, for the answer to a bundle: the station may think that some of them are here. Of more than
    /// an answer holds each `bundle` is told others.
    ///
    /// # Errors
    /// Database errors.
    pub fn awaited_files(&self, station: &StationCode, bundle: u64) -> Result<Vec<FileHash>, StoreError> {
        let turn = bundle.wrapping_mul(TOLD_BY_STICK as u64);
        self.read(|db| awaited(db, station, TOLD_BY_STICK, turn))
    }

    /// A case's files that are gone from the disk, or damaged on it: their station is asked for them again, as for those that
    /// a restored gateway forgot, and whatever names them waits for them.
    ///
    /// # Errors
    /// Database, or a disk that lets nothing be removed.
    pub(crate) fn ask_again_for_lost_files_of(&self, number: &str) -> Result<(), StoreError> {
        for file in self.read(|db| whole_files_of(db, number))? {
            let _turn = self.blobs.turn(&file)?;
            if !self.blobs.holds(&file)? {
                self.write(move |db| lose(db, &file))?;
            }
        }
        Ok(())
    }

    /// A file that was lost is there again, put back from a backup or by a disk that came back: nobody need send it.
    pub(crate) fn find_again(
        &self,
        station: &StationCode,
        file: &FileHash,
        now: Moment,
    ) -> Result<(), StoreError> {
        let _turn = self.blobs.turn(file)?;
        match self.blobs.holds(file)? {
            true => self.completed(station, file, self.blobs.read(file)?.len() as u64, now),
            false => Ok(()),
        }
    }

    /// A material, scan or paper of a case of the official's county, with its type.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] for another county's files as well, and while the file is not whole.
    pub fn county_file(&self, official: &Official, file: &FileHash) -> Result<(Vec<u8>, String), StoreError> {
        let media_type = self.read(|db| {
            let row = db.ask(
                "SELECT f.media_type FROM case_file f JOIN cases c ON c.id = f.case_id
                 WHERE f.sha256 = ?1 AND c.county = ?2
                 UNION ALL
                 SELECT 'application/pdf' FROM paper p JOIN cases c ON c.id = p.case_id
                 WHERE p.sha256 = ?1 AND c.county = ?2
                 LIMIT 1",
                (file.as_str(), official.county.as_str()),
                |r| r.get::<_, String>(0),
            );
            row.optional()?.ok_or(StoreError::NotFound)
        })?;
        Ok((self.blobs.read(file)?, media_type))
    }
}

fn whole_files_of(db: &Connection, number: &str) -> Result<Vec<FileHash>, StoreError> {
    let mut rows = db.prepare_cached(
        "SELECT s.sha256 FROM cases c JOIN case_file f ON f.case_id = c.id
         JOIN file s ON s.station = c.station AND s.sha256 = f.sha256 WHERE c.number = ?1 AND s.complete = 1",
    )?;
    let files = rows.query_map([number], |r| r.get::<_, String>(0))?;
    files.map(|file| row::text(&file?)).collect()
}

/// A file lies here once for all who named it. Where another came in its place nobody has it any more to send it again: that
/// one speaks for it.
fn lose(db: &Connection, file: &FileHash) -> Result<(), StoreError> {
    db.run("UPDATE file SET complete = 0 WHERE sha256 = ?1", [file.as_str()])?;
    for case in cases_that_name(db, file)? {
        match crate::submitted::is_replaced(db, case, file)? {
            true => {
                crate::cases::expects_no_more(db, case, file)?;
                crate::leases::offer_again(db, case)?;
            }
            false => crate::cases::lacks_a_file(db, case)?,
        }
    }
    Ok(())
}

fn cases_that_name(db: &Connection, file: &FileHash) -> Result<Vec<CaseId>, StoreError> {
    let mut rows = db.prepare_cached("SELECT case_id FROM case_file WHERE sha256 = ?1")?;
    let ids = rows.query_map([file.as_str()], |r| r.get::<_, String>(0))?;
    ids.map(|id| row::text(&id?)).collect()
}

fn expected(db: &Connection, station: &StationCode, file: &FileHash) -> Result<Option<Expected>, StoreError> {
    let row = db.ask(
        "SELECT size, complete FROM file WHERE station = ?1 AND sha256 = ?2",
        (station.as_str(), file.as_str()),
        |r| Ok(Expected { size: row::count(r.get(0)?), complete: r.get(1)? }),
    );
    Ok(row.optional()?)
}

/// An entry of the station named the file with this size.
fn is_named_with(
    db: &Connection,
    station: &StationCode,
    file: &FileHash,
    size: u64,
) -> Result<bool, StoreError> {
    let sql = "SELECT EXISTS (SELECT 1 FROM case_file f JOIN cases c ON c.id = f.case_id
               WHERE f.sha256 = ?1 AND f.size = ?2 AND c.station = ?3)";
    Ok(db.ask(sql, (file.as_str(), row::int(size), station.as_str()), |r| r.get(0))?)
}

/// Files of a station that are not whole, those that were named last first, in a ring that is begun at a place of its own for
/// each `turn`: some may never come, and those must not hide the others from an answer that holds only a few.
fn awaited(
    db: &Connection,
    station: &StationCode,
    most: usize,
    turn: u64,
) -> Result<Vec<FileHash>, StoreError> {
    let start = start_of(db, station, turn)?;
    let mut ring = stretch(db, station, "rowid <= ?2", start, most)?;
    ring.extend(stretch(db, station, "rowid > ?2", start, most - ring.len())?);
    Ok(ring)
}

/// The row at which a turn begins; those of all files that are not whole, because they are quick to count.
fn start_of(db: &Connection, station: &StationCode, turn: u64) -> Result<i64, StoreError> {
    let unfinished = "FROM file WHERE station = ?1 AND complete = 0";
    let count: i64 = db.ask(&format!("SELECT count(*) {unfinished}"), [station.as_str()], |r| r.get(0))?;
    let skipped = turn.checked_rem(row::count(count)).unwrap_or(0);
    let sql = format!("SELECT rowid {unfinished} ORDER BY rowid DESC LIMIT 1 OFFSET ?2");
    let start = db.ask(&sql, (station.as_str(), row::int(skipped)), |r| r.get(0));
    Ok(start.optional()?.unwrap_or(0))
}

fn stretch(
    db: &Connection,
    station: &StationCode,
    place: &str,
    start: i64,
    most: usize,
) -> Result<Vec<FileHash>, StoreError> {
    let mut rows = db.prepare_cached(&format!(
        "SELECT sha256 FROM file WHERE station = ?1 AND complete = 0 AND {place} AND EXISTS
         (SELECT 1 FROM case_file f JOIN cases c ON c.id = f.case_id
          WHERE f.sha256 = file.sha256 AND c.station = file.station)
         ORDER BY rowid DESC LIMIT ?3"
    ))?;
    let most = i64::try_from(most).unwrap_or(i64::MAX);
    let files = rows.query_map((station.as_str(), start, most), |r| r.get::<_, String>(0))?;
    files.map(|file| row::text(&file?)).collect()
}

fn cases_waiting_for(
    db: &Connection,
    station: &StationCode,
    file: &FileHash,
) -> Result<Vec<CaseId>, StoreError> {
    let mut rows = db.prepare_cached(
        "SELECT c.id FROM case_file f JOIN cases c ON c.id = f.case_id
         WHERE f.sha256 = ?1 AND c.station = ?2 AND c.complete = 0",
    )?;
    let ids = rows.query_map((file.as_str(), station.as_str()), |r| r.get::<_, String>(0))?;
    ids.map(|id| row::text(&id?)).collect()
}

/// Records what an accepted entry names. Where two entries name a file with different sizes it may end at either; the hash
/// decides in the end, and the case of the other one is not complete with it.
pub(crate) fn name(
    db: &Connection,
    station: &StationCode,
    case: CaseId,
    files: &[NamedFile],
) -> Result<(), StoreError> {
    for NamedFile { sha256, size, media_type } in files {
        db.run(
            "INSERT INTO file (station, sha256, size) VALUES (?1, ?2, ?3)
             ON CONFLICT (station, sha256) DO UPDATE SET size = max(size, ?3) WHERE complete = 0",
            (station.as_str(), sha256.as_str(), row::int(*size)),
        )?;
        db.run(
            "INSERT INTO case_file (case_id, sha256, size, media_type) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (case_id, sha256) DO UPDATE SET size = ?3",
            (case.to_string(), sha256.as_str(), row::int(*size), media_type),
        )?;
    }
    Ok(())
}
