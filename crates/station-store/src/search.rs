//! Finding a case by what a clerk types: the begin of a name or of any part of it, its pinyin or initials, an identity
//! number, a receipt number, an item.
//!
//! A text that few cases fit is looked up in the keys. One that very many fit (a surname, a letter, the digits that all
//! numbers begin with) is looked for in the newest cases only: no answer takes longer than the next letter.

use crate::{StoreError, Write};
use casework::id::CaseId;
use rusqlite::Connection;
use sqlite_kit::Prepared as _;
use std::collections::BTreeSet;

/// A text is frequent when more keys than this begin with it.
const FREQUENT: usize = 2_000;
/// So many of the newest cases are then looked through.
const LOOKED_THROUGH: usize = 3_000;

/// Keys as stored and as typed: without spaces, lower case.
fn normal(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_lowercase).collect()
}

pub(crate) fn index(w: &Write<'_>, case: CaseId, keys: &[String], number: &str) -> Result<(), StoreError> {
    w.run("DELETE FROM case_key WHERE case_id = ?1", [case.to_string()])?;
    let mut insert = w.prepare_cached("INSERT OR IGNORE INTO case_key VALUES (?1, ?2)")?;
    let keys = keys.iter().map(String::as_str).chain([number]);
    for key in keys.map(normal).filter(|k| !k.is_empty()) {
        insert.execute((key, case.to_string()))?;
    }
    Ok(())
}

/// The keys that begin with what was typed.
pub(crate) struct Range {
    from: String,
    to: String,
}

/// Cases with a key in a range.
pub(crate) struct Hits {
    /// Their ids.
    pub cases: BTreeSet<String>,
    /// All of them; otherwise the text is frequent.
    pub all: bool,
}

impl Range {
    /// None when nothing was typed.
    pub(crate) fn of(text: &str) -> Option<Self> {
        let from = normal(text);
        let to = format!("{from}\u{10ffff}");
        (!from.is_empty()).then_some(Self { from, to })
    }

    /// The cases whose keys come first.
    pub(crate) fn hits(&self, db: &Connection) -> Result<Hits, StoreError> {
        let mut query =
            db.prepare_cached("SELECT case_id FROM case_key WHERE key >= ?1 AND key < ?2 LIMIT ?3")?;
        let found = query.query_map((&self.from, &self.to, FREQUENT + 1), |r| r.get(0))?;
        let found: Vec<String> = found.collect::<Result<_, _>>()?;
        Ok(Hits { all: found.len() <= FREQUENT, cases: found.into_iter().collect() })
    }

    /// Those of the newest cases that fit, newest change first, up to `most`.
    pub(crate) fn newest(
        &self,
        db: &Connection,
        phase: Option<&str>,
        most: usize,
    ) -> Result<Vec<String>, StoreError> {
        let within = if phase.is_some() { "WHERE phase = ?5" } else { "" };
        let mut query = db.prepare_cached(&format!(
            "SELECT id FROM (SELECT id FROM case_file {within} ORDER BY changed_at DESC LIMIT ?3) newest
             WHERE EXISTS (SELECT 1 FROM case_key WHERE case_id = newest.id AND key >= ?1 AND key < ?2) LIMIT ?4"
        ))?;
        query.raw_bind_parameter(1, &self.from)?;
        query.raw_bind_parameter(2, &self.to)?;
        query.raw_bind_parameter(3, LOOKED_THROUGH)?;
        query.raw_bind_parameter(4, most)?;
        if let Some(phase) = phase {
            query.raw_bind_parameter(5, phase)?;
        }
        Ok(query.raw_query().mapped(|r| r.get(0)).collect::<Result<_, _>>()?)
    }
}
