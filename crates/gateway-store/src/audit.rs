//! Who did what, chained so that a changed or missing row shows.

use crate::StoreError;
use casework::moment::Moment;
use rusqlite::{Connection, OptionalExtension as _};
use seal::Digest;
use serde::Serialize;
use sqlite_kit::Prepared as _;

#[derive(Serialize)]
struct Row<'a> {
    at: Moment,
    who: &'a str,
    deed: &'a str,
    about: &'a str,
}

/// Adds a row in the caller's transaction.
pub(crate) fn note(
    db: &Connection,
    at: Moment,
    who: &str,
    deed: &str,
    about: &str,
) -> Result<(), StoreError> {
    let row = crate::row::to_json(&Row { at, who, deed, about })?;
    let last = db.ask("SELECT hash FROM audit ORDER BY n DESC LIMIT 1", [], |r| r.get::<_, String>(0));
    let prev: Digest = last.optional()?.map_or(Ok(Digest::ZERO), |hash| crate::row::text(&hash))?;
    let hash = seal::chain::audit_hash(&prev, row.as_bytes());
    db.run("INSERT INTO audit (row, hash) VALUES (?1, ?2)", (row, hash.to_string()))?;
    Ok(())
}
