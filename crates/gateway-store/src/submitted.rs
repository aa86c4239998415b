//! A case as the county reads it: the submission and everything that followed.

use crate::cases::{self, Case};
use crate::list::{Dates, TimelineRow, dates_of};
use crate::row;
use crate::{Official, Store, StoreError};
use casework::case::{FileHash, Submission, Supplement};
use casework::decision::Decided;
use casework::id::CaseId;
use casework::number::ReceiptNumber;
use casework::role::CountyRole;
use rusqlite::{Connection, OptionalExtension as _};
use serde_json::{Map, Value};
use sqlite_kit::Prepared as _;
use wire::Proof;
use wire::county::CaseFile;
use wire::entry::{Attachment, EntryType, Withdrawal};

/// A case with its way so far.
#[derive(Clone, Debug)]
pub struct Submitted {
    /// What travels in a batch as well.
    pub file: CaseFile,
    /// Every file named so far is here.
    pub complete: bool,
    /// What its limits are reckoned by.
    pub dates: Dates,
    /// The catalogue its form names is not here, so the form was taken unread.
    pub form_unread: bool,
    /// The form was already replaced by another one when the case came.
    pub form_outdated: bool,
    /// A newer program made something of the case, and this gateway cannot show all of it yet.
    pub newer_program: bool,
    /// Why the resident asked for it back, when that was asked.
    pub withdrawal: Option<String>,
    /// What happened, oldest first.
    pub timeline: Vec<TimelineRow>,
    /// Form data of the version before this one.
    pub previous: Option<Map<String, Value>>,
}

impl Official {
    /// Reads cases: everybody of the county but the keeper of the accounts.
    pub(crate) fn must_read(&self) -> Result<(), StoreError> {
        if self.role == CountyRole::Admin { Err(StoreError::Forbidden) } else { Ok(()) }
    }
}

impl Store {
    /// One case of the official's county.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] for another county's as well, [`StoreError::Forbidden`].
    pub fn case(&self, official: &Official, number: &ReceiptNumber) -> Result<Submitted, StoreError> {
        official.must_read()?;
        self.read(|db| {
            let case = cases::of_county(db, &official.county, number)?;
            let id = case.id.to_string();
            let (complete, form_unread, form_outdated, newer_program) = db.ask(
                "SELECT complete, form_unread, form_outdated, newer_program FROM cases WHERE id = ?1",
                [&id],
                |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?)),
            )?;
            Ok(Submitted {
                file: case_file(db, &case)?,
                complete,
                form_unread,
                form_outdated,
                newer_program,
                dates: dates_of(db, &id)?,
                withdrawal: withdrawal(db, &id)?,
                timeline: crate::list::timeline(db, case.id)?,
                previous: form_before(db, &case)?,
            })
        })
    }
}

/// Everything the gateway has on a case.
pub(crate) fn case_file(db: &Connection, case: &Case) -> Result<CaseFile, StoreError> {
    let (submission, proof) = newest_version(db, case.id)?;
    Ok(CaseFile {
        case: case.id,
        number: case.number.clone(),
        station: case.owner.station.clone(),
        state: case.state,
        submission,
        proof,
        supplements: supplements(db, case.id)?,
        decisions: decisions(db, case)?,
    })
}

/// What followed, in its order. A file in whose place another came and that came back since, or was here before, counts again.
fn supplements(db: &Connection, case: CaseId) -> Result<Vec<Supplement>, StoreError> {
    let mut followed: Vec<_> =
        as_they_came(db, case)?.into_iter().map(|(_, supplement)| supplement).collect();
    for supplement in &mut followed {
        if let Some(replaced) = supplement.instead_of()
            && cases::expects(db, case, replaced)?
        {
            supplement.stands_for_itself();
        }
    }
    Ok(followed)
}

/// With the rows of their entries.
fn as_they_came(db: &Connection, case: CaseId) -> Result<Vec<(i64, Supplement)>, StoreError> {
    let mut rows = db.prepare_cached(
        "SELECT e.n, e.payload FROM supplement s JOIN entry e ON e.n = s.entry WHERE s.case_id = ?1 ORDER BY s.n",
    )?;
    let found = rows.query_map([case.to_string()], |r| Ok((r.get(0)?, r.get::<_, Vec<u8>>(1)?)))?;
    let attached = |(entry, bytes): (i64, Vec<u8>)| {
        row::payload::<Attachment>(&bytes).map(|attachment| (entry, attachment.supplement))
    };
    found.map(|row| attached(row?)).collect()
}

/// Whether the last that was said of a file of a case is that another came in its place.
pub(crate) fn is_replaced(db: &Connection, case: CaseId, file: &FileHash) -> Result<bool, StoreError> {
    let (version, submission) = db.ask(
        "SELECT e.n, e.payload FROM case_version v JOIN entry e ON e.n = v.entry
         WHERE v.case_id = ?1 ORDER BY v.version DESC LIMIT 1",
        [case.to_string()],
        |r| Ok((r.get::<_, i64>(0)?, r.get::<_, Vec<u8>>(1)?)),
    )?;
    let names = |(named, _): &(FileHash, u64)| named == file;
    let in_version = row::payload::<Submission>(&submission)?.files().iter().any(names);
    let mut said = if in_version { vec![(version, false)] } else { Vec::new() };
    for (entry, supplement) in as_they_came(db, case)? {
        if supplement.instead_of() == Some(file) {
            said.push((entry, true));
        } else if cases::files_of_supplement(&supplement).iter().any(|named| named.sha256 == *file) {
            said.push((entry, false));
        }
    }
    Ok(said.into_iter().max().is_some_and(|(_, replaced)| replaced))
}

/// Files that followed a case and that nothing replaced since.
pub(crate) fn files_that_followed(db: &Connection, case: CaseId) -> Result<Vec<FileHash>, StoreError> {
    let followed = supplements(db, case)?;
    let replaced: Vec<_> = followed.iter().filter_map(Supplement::instead_of).cloned().collect();
    let files = followed.iter().flat_map(cases::files_of_supplement).map(|named| named.sha256);
    Ok(files.filter(|file| !replaced.contains(file)).collect())
}

/// The newest version as it was submitted, and its proof.
pub(crate) fn newest_version(db: &Connection, case: CaseId) -> Result<(Submission, Proof), StoreError> {
    let (payload, proof) = db.ask(
        "SELECT e.payload, e.proof FROM case_version v JOIN entry e ON e.n = v.entry
         WHERE v.case_id = ?1 ORDER BY v.version DESC LIMIT 1",
        [case.to_string()],
        |r| Ok((r.get::<_, Vec<u8>>(0)?, r.get::<_, String>(1)?)),
    )?;
    Ok((row::payload(&payload)?, row::json(proof.as_bytes())?))
}

fn withdrawal(db: &Connection, case: &str) -> Result<Option<String>, StoreError> {
    let kind = row::to_json(&EntryType::CaseWithdraw)?;
    let row = db.ask(
        "SELECT payload FROM entry
         WHERE case_id = ?1 AND kind = ?2 AND verdict ->> '$.verdict' = 'accepted' ORDER BY n DESC LIMIT 1",
        (case, kind),
        |r| r.get::<_, Vec<u8>>(0),
    );
    let payload = row.optional()?;
    payload.map(|payload| Ok(row::payload::<Withdrawal>(&payload)?.reason)).transpose()
}

fn form_before(db: &Connection, case: &Case) -> Result<Option<Map<String, Value>>, StoreError> {
    let row = db.ask(
        "SELECT e.payload FROM case_version v JOIN entry e ON e.n = v.entry
         WHERE v.case_id = ?1 ORDER BY v.version DESC LIMIT 1 OFFSET 1",
        [case.id.to_string()],
        |r| r.get::<_, Vec<u8>>(0),
    );
    let Some(payload) = row.optional()? else {
        return Ok(None);
    };
    Ok(Some(row::payload::<Submission>(&payload)?.frozen.form))
}

pub(crate) fn decisions(db: &Connection, case: &Case) -> Result<Vec<Decided>, StoreError> {
    payloads(db, "SELECT decided FROM decision WHERE case_id = ?1 ORDER BY n", case.id)
}

fn payloads<T: serde::de::DeserializeOwned>(
    db: &Connection,
    sql: &str,
    case: CaseId,
) -> Result<Vec<T>, StoreError> {
    let mut rows = db.prepare_cached(sql)?;
    let found = rows.query_map([case.to_string()], |r| r.get::<_, Vec<u8>>(0))?;
    found.map(|bytes| row::payload(&bytes?)).collect()
}

/// The files a county pulls with a case: the newest version's and the supplements', each once, without those in whose place
/// others came.
pub(crate) fn files_of(file: &CaseFile) -> Vec<(FileHash, u64)> {
    let submission: &Submission = &file.submission;
    let supplements = file.supplements.iter().flat_map(cases::files_of_supplement);
    let mut files = submission.files();
    files.extend(supplements.map(|named| (named.sha256, named.size)));
    files.retain(|(named, _)| !file.is_replaced(named));
    files.sort();
    files.dedup();
    files
}
