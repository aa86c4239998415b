//! Drafts that change a case, and that the case went on without.

use crate::{StoreError, Write, audit};
use casework::id::CaseId;
use casework::moment::Moment;
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
