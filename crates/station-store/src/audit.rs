//! The audit chain: every deed with its whole row, each linked to the one before.

use crate::{Store, StoreError, Write};
use casework::id::CaseId;
use casework::moment::Moment;
use rusqlite::OptionalExtension as _;
use seal::{Digest, canonical, chain};
use serde::Serialize;
use sqlite_kit::Prepared as _;

#[derive(Serialize)]
struct Deed<'a, T: Serialize> {
    at: Moment,
    who: &'a str,
    deed: &'a str,
    row: &'a T,
}

/// The first row of the chain that does not hold.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("audit row {nr} was changed or removed")]
pub struct AuditFault {
    /// Its number.
    pub nr: u64,
}

pub(crate) fn add<T: Serialize>(
    write: &Write<'_>,
    at: Moment,
    who: &str,
    deed: &str,
    row: &T,
) -> Result<(), StoreError> {
    let bytes = canonical::bytes(&Deed { at, who, deed, row })?;
    let text = String::from_utf8(bytes).map_err(StoreError::unreadable)?;
    let prev = head(write)?;
    let hash = chain::audit_hash(&prev, text.as_bytes());
    write.run("INSERT INTO audit (deed, hash) VALUES (?1, ?2)", (text, hash.to_string()))?;
    Ok(())
}

fn head(db: &rusqlite::Connection) -> Result<Digest, StoreError> {
    let hash: Option<String> =
        db.ask("SELECT hash FROM audit ORDER BY nr DESC LIMIT 1", [], |r| r.get(0)).optional()?;
    hash.map_or(Ok(Digest::ZERO), |h| h.parse().map_err(StoreError::unreadable))
}

/// Remembers the head as it stands when a version is frozen, the freeze itself included.
pub(crate) fn keep_head(write: &Write<'_>, case: CaseId, version: u32) -> Result<(), StoreError> {
    let head = head(write)?.to_string();
    write.run("INSERT INTO freeze_head VALUES (?1, ?2, ?3)", (case.to_string(), version, head))?;
    Ok(())
}

impl Store {
    /// Head of the audit chain.
    ///
    /// # Errors
    /// Database.
    pub fn audit_head(&self) -> Result<Digest, StoreError> {
        head(self.db.connection())
    }

    /// Head of the audit chain when a version was frozen, for the receipt; not known for versions of an older program.
    ///
    /// # Errors
    /// Database.
    pub fn head_at_freeze(&self, case: CaseId, version: u32) -> Result<Option<Digest>, StoreError> {
        let head: Option<String> = self
            .db
            .connection()
            .ask(
                "SELECT head FROM freeze_head WHERE case_id = ?1 AND version = ?2",
                (case.to_string(), version),
                |r| r.get(0),
            )
            .optional()?;
        head.map(|head| head.parse().map_err(StoreError::unreadable)).transpose()
    }

    /// Walks the chain from the start. Cheap enough for every start: a million rows take a second.
    ///
    /// # Errors
    /// [`StoreError::Unreadable`] around [`AuditFault`] names the first row that does not hold.
    pub fn audit_check(&self) -> Result<(), StoreError> {
        let mut query =
            self.db.connection().prepare_cached("SELECT nr, deed, hash FROM audit ORDER BY nr")?;
        let mut rows = query.query([])?;
        let mut prev = Digest::ZERO;
        let mut expected = 1u64;
        while let Some(row) = rows.next()? {
            let (nr, deed, hash): (u64, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
            prev = chain::audit_hash(&prev, deed.as_bytes());
            if nr != expected || hash != prev.to_string() {
                return Err(StoreError::unreadable(AuditFault { nr: expected }));
            }
            expected += 1;
        }
        Ok(())
    }
}
