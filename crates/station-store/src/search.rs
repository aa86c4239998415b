//! Finding a case by what a clerk types: the begin of a name or of any part of it, its pinyin or initials, an identity
//! number, a receipt number, an item.

use crate::{StoreError, Write};
use casework::id::CaseId;

/// Keys as stored and as typed: without spaces, lower case.
fn normal(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect()
}

pub(crate) fn index(w: &Write<'_>, case: CaseId, keys: &[String], number: &str) -> Result<(), StoreError> {
    w.execute("DELETE FROM case_key WHERE case_id = ?1", [case.to_string()])?;
    let mut insert = w.prepare_cached("INSERT OR IGNORE INTO case_key VALUES (?1, ?2)")?;
    let keys = keys.iter().map(String::as_str).chain([number]);
    for key in keys.map(normal).filter(|k| !k.is_empty()) {
        insert.execute((key, case.to_string()))?;
    }
    Ok(())
}

/// The FROM clause for a typed text, and the normalised text. A range over the key's index, never a LIKE scan.
pub(crate) fn clause(text: &str) -> (&'static str, String) {
    let key = normal(text);
    if key.is_empty() {
        ("FROM case_file c", key)
    } else {
        (
            "FROM (SELECT DISTINCT case_id FROM case_key WHERE key >= ?2 AND key < ?3) k JOIN case_file c ON c.id = k.case_id",
            key,
        )
    }
}

/// The values for [`clause`]: phase, begin and end of the range.
pub(crate) fn values(phase: Option<&str>, key: &str) -> Vec<rusqlite::types::Value> {
    let mut values =
        vec![phase.map_or(rusqlite::types::Value::Null, |p| p.to_owned().into()), key.to_owned().into()];
    if !key.is_empty() {
        values.push(format!("{key}\u{10ffff}").into());
    }
    values
}
