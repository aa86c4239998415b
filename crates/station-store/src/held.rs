//! Papers of the authority that do not hold: kept as they came, shown, never printed. They are asked for again where other
//! bytes came than their decision names.

use crate::{Store, StoreError, Write, audit};
use casework::case::FileHash;
use casework::id::CaseId;
use casework::moment::Moment;
use casework::state::PaperKind;
use rusqlite::OptionalExtension as _;
use serde::{Deserialize, Serialize};
use sqlite_kit::Prepared as _;

/// What does not hold.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Holding {
    /// The bytes are not those that the county's signed decision names.
    Hash,
    /// The file's own seal is not the county's.
    Seal,
}

/// A paper of the authority as it came.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct HeldPaper {
    /// The case.
    pub case: CaseId,
    /// Version.
    pub version: u32,
    /// Which.
    pub kind: PaperKind,
    /// The authority's document number.
    pub document: String,
    /// What came.
    pub sha256: FileHash,
    /// What does not hold.
    pub reason: Holding,
    /// When it came.
    pub at: Moment,
}

impl Store {
    /// Holds a paper back; its file is on disk already. The same bytes again change nothing.
    ///
    /// # Errors
    /// Database.
    pub fn hold_paper(&mut self, paper: &HeldPaper, who: &str) -> Result<(), StoreError> {
        self.write(|w| {
            let before: Option<String> = w
                .ask(
                    "SELECT sha256 FROM held_paper WHERE case_id = ?1 AND document = ?2",
                    (paper.case.to_string(), &paper.document),
                    |r| r.get(0),
                )
                .optional()?;
            if before.as_deref() == Some(paper.sha256.as_str()) {
                return Ok(());
            }
            w.run(
                "INSERT OR REPLACE INTO held_paper VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, NULL)",
                (
                    paper.case.to_string(),
                    paper.version,
                    paper.kind.to_string(),
                    &paper.document,
                    paper.sha256.as_str(),
                    serde_json::to_value(paper.reason)?.as_str().unwrap_or_default(),
                    paper.at.millis(),
                ),
            )?;
            audit::add(w, paper.at, who, "hold_paper", paper)
        })
    }

    /// Papers of a case that are held.
    ///
    /// # Errors
    /// Database.
    pub fn held_papers(&self, case: CaseId) -> Result<Vec<HeldPaper>, StoreError> {
        let mut query = self.db.connection().prepare_cached(
            "SELECT version, kind, document, sha256, reason, at FROM held_paper
             WHERE case_id = ?1 AND released_at IS NULL ORDER BY at, document",
        )?;
        let mut rows = query.query([case.to_string()])?;
        let mut held = Vec::new();
        while let Some(row) = rows.next()? {
            held.push(HeldPaper {
                case,
                version: row.get(0)?,
                kind: row.get::<_, String>(1)?.parse().map_err(StoreError::unreadable)?,
                document: row.get(2)?,
                sha256: row.get::<_, String>(3)?.parse().map_err(StoreError::unreadable)?,
                reason: serde_json::from_value(serde_json::Value::String(row.get(4)?))?,
                at: Moment::from_millis(row.get(5)?),
            });
        }
        Ok(held)
    }
}

/// The paper came again and holds.
pub(crate) fn release(w: &Write<'_>, case: CaseId, document: &str, at: Moment) -> Result<(), StoreError> {
    w.run(
        "UPDATE held_paper SET released_at = ?3 WHERE case_id = ?1 AND document = ?2 AND released_at IS NULL",
        (case.to_string(), document, at.millis()),
    )?;
    Ok(())
}
