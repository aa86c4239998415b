//! What county staff pull to their own disk: a lease over cases whose files are all here, immutable while it lives,
//! offered again to the same user until it is acknowledged.

use crate::cases::{self, Case};
use crate::row;
use crate::submitted::{case_file, files_of};
use crate::{Keys, Official, Store, StoreError};
use casework::case::FileHash;
use casework::id::CaseId;
use casework::moment::Moment;
use casework::number::ReceiptNumber;
use casework::place::StationCode;
use casework::state::{Actor, State};
use rusqlite::{Connection, OptionalExtension as _};
use seal::{Digest, canonical};
use sqlite_kit::Prepared as _;
use std::sync::Arc;
use wire::county::{LeaseAck, Manifest, ManifestCase, SignedManifest};

/// How long a lease keeps its cases from others.
const LEASE_MILLIS: i64 = 24 * 3600 * 1000;
/// Cases of one lease at most.
const MOST: u32 = 500;
/// How long a case that could not be pulled is not lent again: not every pull shall end with it.
const LEFT_ALONE_MILLIS: i64 = 3600 * 1000;
/// A case that could not be pulled: it stays with its lease, though that is acknowledged.
const LEFT_OUT: &str = "EXISTS (SELECT 1 FROM lease l WHERE l.id = cases.lease AND l.acked_at IS NOT NULL)";

impl Store {
    /// Leases up to `max_cases` cases that the county has not pulled yet. A lease of this user that is not
    /// acknowledged is given again instead. A lease without cases is not kept and needs no acknowledgement.
    ///
    /// # Errors
    /// [`StoreError::Forbidden`] for roles that may not pull.
    pub fn lease(
        &self,
        official: &Official,
        max_cases: u32,
        now: Moment,
    ) -> Result<SignedManifest, StoreError> {
        may_pull(official)?;
        let missed = self.read(|db| missed_files(db, official))?;
        missed.iter().try_for_each(|(station, file)| self.find_again(station, file, now))?;
        let (keys, official) = (Arc::clone(self.keys()), official.clone());
        self.write(move |db| match open_lease(db, &official, now)? {
            Some(manifest) => Ok(manifest),
            None => new_lease(db, &keys, &official, max_cases.clamp(1, MOST), now),
        })
    }

    /// The manifest of a lease of the official's county.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub fn manifest(&self, official: &Official, lease: &str) -> Result<SignedManifest, StoreError> {
        may_pull(official)?;
        self.read(|db| manifest_of(db, official, lease))
    }

    /// Canonical bytes of a leased [`wire::county::CaseFile`], as the manifest names them.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub fn leased_case(
        &self,
        official: &Official,
        lease: &str,
        number: &ReceiptNumber,
    ) -> Result<Vec<u8>, StoreError> {
        may_pull(official)?;
        self.read(|db| {
            let row = db.ask(
                "SELECT c.bytes FROM lease_case c JOIN lease l ON l.id = c.lease
                 WHERE l.id = ?1 AND l.county = ?2 AND c.number = ?3",
                (lease, official.county.as_str(), number.as_str()),
                |r| r.get(0),
            );
            row.optional()?.ok_or(StoreError::NotFound)
        })
    }

    /// The batch is on the county's disk, verified: its cases are not offered again, but for those that were left out; of
    /// these, what is lost is asked for again. Twice equals once; a late word counts as well.
    ///
    /// # Errors
    /// [`StoreError::NotFound`], [`StoreError::FileHash`] when it names another manifest.
    pub fn acknowledge(
        &self,
        official: &Official,
        lease: &str,
        ack: LeaseAck,
        now: Moment,
    ) -> Result<(), StoreError> {
        may_pull(official)?;
        let (official, lease) = (official.clone(), lease.to_owned());
        let left_out = self.write(move |db| {
            let manifest = manifest_of(db, &official, &lease)?.manifest;
            if Digest::of(&canonical::bytes(&manifest)?) != ack.manifest {
                return Err(StoreError::FileHash);
            }
            let lent = manifest.cases.into_iter().map(|case| case.number);
            let left_out: Vec<_> = lent.filter(|lent| ack.left_out.contains(lent)).collect();
            let numbers: Vec<&str> = left_out.iter().map(ReceiptNumber::as_str).collect();
            settle(db, &lease, &numbers, now)?;
            if !numbers.is_empty() {
                crate::audit::note(db, now, &official.user, "lease.left_out", &numbers.join(" "))?;
            }
            crate::audit::note(db, now, &official.user, "lease.ack", &lease)?;
            Ok(left_out)
        })?;
        left_out.iter().try_for_each(|number| self.ask_again_for_lost_files_of(number.as_str()))
    }
}

fn may_pull(official: &Official) -> Result<(), StoreError> {
    if official.role.may_pull() { Ok(()) } else { Err(StoreError::Forbidden) }
}

fn manifest_of(db: &Connection, official: &Official, lease: &str) -> Result<SignedManifest, StoreError> {
    let row = db.ask(
        "SELECT manifest FROM lease WHERE id = ?1 AND county = ?2",
        (lease, official.county.as_str()),
        |r| r.get::<_, String>(0),
    );
    row::json(row.optional()?.ok_or(StoreError::NotFound)?.as_bytes())
}

fn open_lease(
    db: &Connection,
    official: &Official,
    now: Moment,
) -> Result<Option<SignedManifest>, StoreError> {
    let row = db.ask(
        "SELECT manifest FROM lease WHERE user = ?1 AND county = ?2 AND acked_at IS NULL AND made_at > ?3
         ORDER BY made_at DESC LIMIT 1",
        (&official.user, official.county.as_str(), now.millis() - LEASE_MILLIS),
        |r| r.get::<_, String>(0),
    );
    row.optional()?.map(|manifest| row::json(manifest.as_bytes())).transpose()
}

fn new_lease(
    db: &Connection,
    keys: &Keys,
    official: &Official,
    max_cases: u32,
    now: Moment,
) -> Result<SignedManifest, StoreError> {
    let lease = seal::KeyId(seal::sign::random()?).to_string();
    let mut listed = Vec::new();
    let mut bundled = Vec::new();
    for case in free_cases(db, official, max_cases, now)? {
        let (entry, bytes) = bundle(db, &case)?;
        listed.push(entry);
        bundled.push((case, bytes));
    }
    let county = official.county.to_string();
    let manifest =
        Manifest { lease: lease.clone(), county, user: official.user.clone(), made_at: now, cases: listed };
    let signed = SignedManifest::sign(manifest, keys.gateway())?;
    if !bundled.is_empty() {
        keep(db, official, &signed, &lease, bundled, now)?;
    }
    Ok(signed)
}

/// Oldest first, behind all others what could not be pulled: complete, waiting for the authority, not pulled in this
/// version and with all its supplements, not leased to anybody.
fn free_cases(
    db: &Connection,
    official: &Official,
    max_cases: u32,
    now: Moment,
) -> Result<Vec<Case>, StoreError> {
    let sql = format!(
        "SELECT number FROM cases
         WHERE county = ?1 AND complete = 1
           AND (pulled_version < version
                OR pulled_supplements < (SELECT count(*) FROM supplement WHERE case_id = cases.id))
           AND (lease IS NULL OR lease_until <= ?2)
         ORDER BY {LEFT_OUT}, n"
    );
    let mut rows = db.prepare_cached(&sql)?;
    let numbers = rows
        .query_map((official.county.as_str(), now.millis()), |r| r.get::<_, String>(0))?
        .collect::<Result<Vec<_>, _>>()?;
    let mut free = Vec::new();
    for number in numbers {
        let case = cases::of_county(db, &official.county, &row::text(&number)?)?;
        if may_be_lent(case.state) {
            free.push(case);
        }
        if free.len() == max_cases as usize {
            break;
        }
    }
    Ok(free)
}

/// The authority can still do something about it.
pub(crate) fn may_be_lent(state: State) -> bool {
    state.open_to(Actor::Authority).next().is_some()
}

/// The county could not pull it.
pub(crate) fn is_left_out(db: &Connection, case: &str) -> Result<bool, StoreError> {
    let sql = format!("SELECT {LEFT_OUT} FROM cases WHERE id = ?1");
    Ok(db.ask(&sql, [case], |r| r.get(0))?)
}

/// Files that left-out cases wait for: they may lie on the disk again without having been sent.
fn missed_files(db: &Connection, official: &Official) -> Result<Vec<(StationCode, FileHash)>, StoreError> {
    let sql = format!(
        "SELECT DISTINCT s.station, s.sha256 FROM cases JOIN case_file f ON f.case_id = cases.id
         JOIN file s ON s.station = cases.station AND s.sha256 = f.sha256
         WHERE cases.county = ?1 AND cases.complete = 0 AND s.complete = 0 AND {LEFT_OUT}"
    );
    let mut rows = db.prepare_cached(&sql)?;
    let read = |r: &rusqlite::Row<'_>| Ok((r.get::<_, String>(0)?, r.get::<_, String>(1)?));
    let files = rows.query_map([official.county.as_str()], read)?;
    files.map(|named| named.map(|(station, file)| Ok((row::text(&station)?, row::text(&file)?)))?).collect()
}

/// Something new is here of a case: where it could not be pulled, it need not wait any longer.
pub(crate) fn offer_again(db: &Connection, case: CaseId) -> Result<(), StoreError> {
    let sql = format!("UPDATE cases SET lease = NULL, lease_until = NULL WHERE id = ?1 AND {LEFT_OUT}");
    db.run(&sql, [case.to_string()])?;
    Ok(())
}

fn bundle(db: &Connection, case: &Case) -> Result<(ManifestCase, Vec<u8>), StoreError> {
    let file = case_file(db, case)?;
    let bytes = canonical::bytes(&file)?;
    let entry = ManifestCase {
        number: case.number.clone(),
        rev: case.version,
        entry: file.proof.body.entry,
        file: Digest::of(&bytes),
        materials: files_of(&file),
    };
    Ok((entry, bytes))
}

fn keep(
    db: &Connection,
    official: &Official,
    signed: &SignedManifest,
    lease: &str,
    bundled: Vec<(Case, Vec<u8>)>,
    now: Moment,
) -> Result<(), StoreError> {
    db.run(
        "INSERT INTO lease (id, county, user, made_at, manifest) VALUES (?1, ?2, ?3, ?4, ?5)",
        (lease, official.county.as_str(), &official.user, now.millis(), row::to_json(signed)?),
    )?;
    for (case, bytes) in bundled {
        db.run(
            "INSERT INTO lease_case (lease, number, version, bytes, supplements)
             VALUES (?1, ?2, ?3, ?4, (SELECT count(*) FROM supplement WHERE case_id = ?5))",
            (lease, case.number.as_str(), case.version, bytes, case.id.to_string()),
        )?;
        db.run(
            "UPDATE cases SET lease = ?2, lease_until = ?3 WHERE number = ?1",
            (case.number.as_str(), lease, now.millis() + LEASE_MILLIS),
        )?;
    }
    crate::audit::note(db, now, &official.user, "lease", lease)
}

fn settle(db: &Connection, lease: &str, left_out: &[&str], now: Moment) -> Result<(), StoreError> {
    let left_out = row::to_json(&left_out)?;
    db.run("UPDATE lease SET acked_at = coalesce(acked_at, ?2) WHERE id = ?1", (lease, now.millis()))?;
    db.run(
        "UPDATE cases SET pulled_version = max(pulled_version, l.version),
             pulled_supplements = max(pulled_supplements, l.supplements)
         FROM lease_case l WHERE l.lease = ?1 AND l.number = cases.number
             AND l.number NOT IN (SELECT value FROM json_each(?2))",
        (lease, &left_out),
    )?;
    db.run(
        "UPDATE cases SET lease = NULL, lease_until = NULL
         WHERE lease = ?1 AND number NOT IN (SELECT value FROM json_each(?2))",
        (lease, &left_out),
    )?;
    db.run(
        "UPDATE cases SET lease_until = ?2 + (SELECT acked_at FROM lease WHERE id = ?1) WHERE lease = ?1",
        (lease, LEFT_ALONE_MILLIS),
    )?;
    Ok(())
}
