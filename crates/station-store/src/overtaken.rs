//! Drafts that change a case, and that the case went on without.

use crate::{StoreError, Write, audit};
use casework::id::{CaseId, DraftId};
use casework::moment::Moment;
use casework::state::{Act, NotAllowed};
use rusqlite::OptionalExtension as _;
use sqlite_kit::Prepared as _;

/// Puts away, for good, what was begun to change a case and is not frozen: what the resident gave up must not come back
/// with the next question.
pub(crate) fn overtake(w: &Write<'_>, case: CaseId, who: &str, at: Moment) -> Result<(), StoreError> {
    let overtaken = w.run(
        "UPDATE draft SET overtaken_at = ?2, discarded_at = coalesce(discarded_at, ?2)
         WHERE case_id = ?1 AND frozen_at IS NULL AND overtaken_at IS NULL",
        (case.to_string(), at.millis()),
    )?;
    if overtaken == 0 {
        return Ok(());
    }
    audit::add(w, at, who, "draft_overtaken", &case)
}

/// What was put away because its case went on takes nothing any more: who still has it before him is told so at once.
pub(crate) fn still_open(w: &Write<'_>, draft: DraftId) -> Result<(), StoreError> {
    let sql = "SELECT c.state FROM draft d JOIN case_file c ON c.id = d.case_id
               WHERE d.id = ?1 AND d.overtaken_at IS NOT NULL";
    let state: Option<String> = w.ask(sql, [draft.to_string()], |r| r.get(0)).optional()?;
    let Some(state) = state else { return Ok(()) };
    let from = state.parse().map_err(StoreError::unreadable)?;
    Err(StoreError::Overtaken(NotAllowed { from, act: Act::Freeze }))
}
