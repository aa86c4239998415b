//! Writing what waits onto a stick.

use super::{BundleFault, stick};
use crate::batches::{Packing, packed_behind};
use crate::door::{RoundError, StoreDoor};
use casework::case::FileHash;
use casework::id::CaseId;
use seal::Digest;
use station_store::{Identity, Most, Store, StoreError, Upload};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use wire::bundle::{Addressed, Frame, Header, LaneRange, PIECE, Piece, Volumes, Way, free_number};
use wire::entry::CatalogueEdition;
use wire::packing::Effort;
use wire::{MAX_BATCH_ENTRIES, MAX_BATCH_PLAIN, lane};

/// The lanes that are carried, in the order in which they are taken: what follows a case comes behind it.
const LANES: [u8; 3] = [lane::CASES, lane::URGENT, lane::BULK];
/// Announced papers that a bundle asks for by name at most; the others come with the next one.
const WANTED: usize = 200;
/// What the seal, the marks and the names of a bundle take.
const AROUND: u64 = 64 * 1024;

/// How and where a bundle is written.
#[derive(Clone, Debug)]
pub struct Terms<'a> {
    /// The folder on the stick.
    pub folder: &'a Path,
    /// Bytes of a volume at most.
    pub volume: u64,
    /// Who does it, for the audit chain.
    pub who: &'a str,
}

/// What would be written now.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Plan {
    /// Cases with something to carry.
    pub cases: u64,
    /// Entries.
    pub entries: u64,
    /// Files.
    pub files: u64,
    /// Bytes on the stick at most.
    pub bytes: u64,
}

/// What was written.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Exported {
    /// Number of the bundle.
    pub number: u64,
    /// Cases with something in it.
    pub cases: u64,
    /// Entries.
    pub entries: u64,
    /// Files.
    pub files: u64,
    /// Files that are damaged on this computer and stayed behind.
    pub damaged: u64,
    /// Bytes on the stick.
    pub bytes: u64,
    /// The volumes.
    pub volumes: Vec<PathBuf>,
}

/// How much there is to carry, so that nobody begins on a stick that is too small.
///
/// # Errors
/// [`RoundError::NotEnrolled`], the store.
pub fn plan(door: &impl StoreDoor) -> Result<Plan, BundleFault> {
    let identity = door.with(|s| s.identity())?.ok_or(RoundError::NotEnrolled)?;
    Ok(planned(door, &identity)?)
}

/// Counted by the database: a queue may be long, and the screen asks often.
fn planned(door: &impl StoreDoor, identity: &Identity) -> Result<Plan, StoreError> {
    door.with(|store| {
        let again = store.uploads_to_carry_again()?;
        let (files, bytes) = store.waiting_files()?;
        let (files, bytes) =
            (files + again.len() as u64, bytes + again.iter().map(|upload| upload.size).sum::<u64>());
        let around = AROUND + (files + bytes / PIECE as u64) * 64;
        let mut plan = Plan { cases: store.cases_to_carry()?, entries: 0, files, bytes: bytes + around };
        for lane in LANES {
            let (entries, bytes) = store.waiting_size(identity, lane)?;
            plan.entries += entries;
            plan.bytes += bytes;
        }
        Ok(plan)
    })
}

/// What of a lane is carried: behind the last word that the gateway gave, and nothing where none waits. The reply says
/// whether the gateway still stands there: one that was restored is found out in a lane that has nothing new as well.
fn range(store: &Store, identity: &Identity, lane: u8) -> Result<Option<LaneRange>, StoreError> {
    let behind = match store.lacks_from(identity, lane)? {
        Some(from) => from - 1,
        None => store.judged_through(identity, lane)?,
    };
    let (last, _) = store.lane_head(identity, lane)?;
    let before = store.hash_at(identity, lane, behind)?.unwrap_or(Digest::ZERO);
    Ok((last > 0).then_some(LaneRange { lane, first: behind + 1, last, before }))
}

/// Writes everything that has no word of the gateway yet, and what a gateway that was restored lacks of what it had. It
/// stays in the queue. `tell` hears the bytes written so far and says whether to go on.
///
/// # Errors
/// [`BundleFault`]; nothing is left on the stick then and nothing was changed in the queue.
pub fn export(
    door: &impl StoreDoor,
    terms: &Terms<'_>,
    tell: &dyn Fn(&Exported) -> bool,
) -> Result<Exported, BundleFault> {
    let identity = door.with(|s| s.identity())?.ok_or(RoundError::NotEnrolled)?;
    // files first: what comes meanwhile is in neither, or its entry is in without its file, never the other way round
    let mut uploads = door.with(|s| s.uploads_to_carry())?;
    uploads.extend(door.with(|s| s.uploads_to_carry_again())?);
    let header = header(door, &identity, terms)?;
    let lanes = header.lanes.clone();
    let gateway = identity.enrolment.gateway;
    let keys = Addressed { from: &identity.key, to: &gateway };
    let mut done = Exported { number: header.number, ..Exported::default() };
    let volumes = Volumes::begin(terms.folder, header, keys, terms.volume).map_err(stick)?;
    let mut writing = Writing { door, identity: &identity, volumes, tell, cases: BTreeSet::new() };
    for range in &lanes {
        writing.entries(range, &mut done)?;
    }
    for upload in &uploads {
        writing.file(upload, &mut done)?;
    }
    let written = writing.volumes.finish().map_err(stick)?;
    done.cases = writing.cases.len() as u64;
    (done.bytes, done.volumes) = (written.bytes, written.files);
    Ok(done)
}

fn header(door: &impl StoreDoor, identity: &Identity, terms: &Terms<'_>) -> Result<Header, BundleFault> {
    let (made_at, Plan { entries, files, .. }) = (door.now(), planned(door, identity)?);
    let certificate = &identity.enrolment.certificate;
    let next = door.with(|store| store.next_bundle())?;
    let number = free_number(terms.folder, &certificate.station, certificate.device, next).map_err(stick)?;
    let header = door.with(|store| {
        let wanted = store.papers_to_fetch()?.into_iter().filter_map(|paper| paper.decided.paper);
        let pack = store.packs()?.into_iter().next();
        let (cursor, cursor_head) = store.cursor()?;
        let ranges = LANES.into_iter().filter_map(|lane| range(store, identity, lane).transpose());
        let lanes = ranges.collect::<Result<Vec<_>, _>>()?;
        Ok(Header {
            v: 1,
            suite: 1,
            way: Way::Up,
            station: certificate.station.clone(),
            device: certificate.device,
            gateway: identity.enrolment.gateway.id(),
            number: store.begin_bundle(number, entries, files, terms.who, made_at)?,
            volume: 1,
            before: Digest::ZERO,
            made_at,
            program: env!("CARGO_PKG_VERSION").to_owned(),
            epoch: identity.epoch,
            lanes,
            cursor,
            cursor_head: Some(cursor_head),
            wanted: wanted.map(|paper| paper.sha256).take(WANTED).collect(),
            catalogue: pack.map(|p| CatalogueEdition {
                publisher: p.publisher,
                version: p.version,
                hash: p.hash,
            }),
        })
    })?;
    Ok(header)
}

struct Writing<'a, D> {
    door: &'a D,
    identity: &'a Identity,
    volumes: Volumes<'a>,
    tell: &'a dyn Fn(&Exported) -> bool,
    cases: BTreeSet<CaseId>,
}

impl<D: StoreDoor> Writing<'_, D> {
    fn add(&mut self, frame: &Frame, done: &mut Exported) -> Result<(), BundleFault> {
        if self.door.stop() || !(self.tell)(done) {
            return Err(BundleFault::Stopped);
        }
        self.volumes.add(frame).map_err(stick)
    }

    /// The entries of a lane that waited when the bundle was begun.
    fn entries(&mut self, range: &LaneRange, done: &mut Exported) -> Result<(), BundleFault> {
        let again = self.door.with(|s| s.lacks_from(self.identity, range.lane))?.is_some();
        let mut behind = range.first - 1;
        let mut most = Most { entries: MAX_BATCH_ENTRIES as u32, bytes: MAX_BATCH_PLAIN };
        while behind < range.last {
            most.entries = most.entries.min(u32::try_from(range.last - behind).unwrap_or(most.entries));
            let (lane, identity) = (range.lane, self.identity);
            let packing = Packing { again, effort: Effort::Hard, dictionaries: None };
            let batch = packed_behind(self.door, identity, lane, behind, &mut most, packing)?;
            let Some(batch) = batch else { break };
            self.cases.extend(&batch.cases);
            behind = batch.through;
            done.entries += batch.count as u64;
            done.bytes += batch.packed.len() as u64;
            self.add(&Frame::Batch(batch.packed), done)?;
        }
        Ok(())
    }

    /// It does not open any more: said beside its case, and in nobody's way.
    fn stays_behind(
        &self,
        upload: &Upload,
        error: &dyn std::error::Error,
        done: &mut Exported,
    ) -> Result<(), BundleFault> {
        done.damaged += 1;
        Ok(self.door.with(|store| store.upload_is_broken(&upload.sha256, &error.to_string()))?)
    }

    /// A file from its beginning: the stick alone is enough, whatever the line carried of it.
    fn file(&mut self, upload: &Upload, done: &mut Exported) -> Result<(), BundleFault> {
        let mut opening = match self.door.with(|s| s.files().opening(&upload.sha256)) {
            Ok(opening) => opening,
            Err(error) => return self.stays_behind(upload, &error, done),
        };
        let (mut offset, mut gathered) = (0, Vec::new());
        loop {
            match opening.next_chunk() {
                // what left already is dropped at the other end, where it does not make the name
                Err(error) => return self.stays_behind(upload, &error, done),
                Ok(Some(chunk)) if gathered.len() + chunk.len() <= PIECE => gathered.extend(chunk),
                Ok(chunk) => {
                    let last = chunk.is_none();
                    let bytes = std::mem::replace(&mut gathered, chunk.unwrap_or_default());
                    done.bytes += bytes.len() as u64;
                    offset += self.piece(&upload.sha256, offset, last, bytes, done)?;
                    if last {
                        break;
                    }
                }
            }
        }
        done.files += 1;
        self.cases.insert(upload.case);
        Ok(())
    }

    fn piece(
        &mut self,
        file: &FileHash,
        offset: u64,
        last: bool,
        bytes: Vec<u8>,
        done: &mut Exported,
    ) -> Result<u64, BundleFault> {
        let length = bytes.len() as u64;
        self.add(&Frame::Piece(Piece { file: file.clone(), offset, last, bytes }), done)?;
        Ok(length)
    }
}
