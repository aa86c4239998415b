//! Which cases there are: windows of the list, counts, and what one person had before.

use crate::cases::{COLUMNS, phase_name, record};
use crate::search::Range;
use crate::{CaseRecord, Store, StoreError};
use casework::moment::Moment;
use casework::state::Phase;
use rusqlite::{Connection, OptionalExtension as _, params_from_iter};
use sqlite_kit::Prepared as _;
use std::collections::BTreeSet;

/// Which cases to list.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Only this phase.
    pub phase: Option<Phase>,
    /// Begin of a name, pinyin, number …; empty = all.
    pub text: String,
}

/// A window of the list.
#[derive(Clone, Debug, PartialEq)]
pub struct Found {
    /// Newest change first.
    pub cases: Vec<CaseRecord>,
    /// How many there are in all, as far as they were counted …
    pub total: u32,
    /// … and whether there are more: the text fits so many that only the newest were looked through.
    pub more: bool,
}

impl Store {
    /// A window of the list.
    ///
    /// # Errors
    /// Database.
    pub fn list_cases(&self, filter: &Filter, skip: u32, limit: u32) -> Result<Found, StoreError> {
        let phase = filter.phase.map(phase_name).transpose()?;
        match Range::of(&filter.text) {
            None => all(self.db.connection(), phase.as_deref(), skip, limit),
            Some(range) => self.fitting(&range, phase.as_deref(), skip as usize, limit as usize),
        }
    }

    fn fitting(
        &self,
        range: &Range,
        phase: Option<&str>,
        skip: usize,
        limit: usize,
    ) -> Result<Found, StoreError> {
        let db = self.db.connection();
        let mut hits = range.hits(db)?;
        let mut ids = Vec::new();
        if !hits.all {
            ids = range.newest(db, phase, skip + limit)?;
        }
        if ids.len() < skip + limit {
            // all there are, or what else of a frequent text is at hand
            hits.cases.retain(|id| !ids.contains(id));
            ids.extend(by_change(db, &hits.cases, phase)?);
        }
        let window = ids.iter().skip(skip).take(limit);
        let cases = window.map(|id| self.one_case("c.id", id)).collect::<Result<_, _>>()?;
        Ok(Found { cases, total: u32::try_from(ids.len()).unwrap_or(u32::MAX), more: !hits.all })
    }

    /// Cases of one person for one item since a day: the guard against doing it twice.
    ///
    /// # Errors
    /// Database.
    pub fn cases_of(
        &self,
        id_number: &str,
        item: &str,
        since: Moment,
    ) -> Result<Vec<CaseRecord>, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM case_file c WHERE c.id_number = ?1 AND c.item = ?2 AND c.taken_at >= ?3
             ORDER BY c.taken_at DESC LIMIT 5"
        );
        let mut query = self.db.connection().prepare_cached(&sql)?;
        let mut rows = query.query((id_number, item, since.millis()))?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            found.push(record(row)?);
        }
        Ok(found)
    }

    /// How many cases stand in each phase, and how many were taken in since a moment.
    ///
    /// # Errors
    /// Database.
    pub fn count_phases(&self, since: Moment) -> Result<(Vec<(Phase, u32)>, u32), StoreError> {
        let db = self.db.connection();
        let mut query = db.prepare_cached("SELECT phase, count(*) FROM case_file GROUP BY phase")?;
        let mut rows = query.query([])?;
        let mut phases = Vec::new();
        while let Some(row) = rows.next()? {
            let name: String = row.get(0)?;
            phases.push((serde_json::from_value(serde_json::Value::String(name))?, row.get(1)?));
        }
        let taken =
            db.ask("SELECT count(*) FROM case_file WHERE taken_at >= ?1", [since.millis()], |r| r.get(0))?;
        Ok((phases, taken))
    }

    /// Cases taken in per item, most first.
    ///
    /// # Errors
    /// Database.
    pub fn count_items(&self) -> Result<Vec<(String, u32)>, StoreError> {
        let mut query = self.db.connection().prepare_cached(
            "SELECT item, count(*) FROM case_file GROUP BY item ORDER BY count(*) DESC, item",
        )?;
        let rows = query.query_map([], |r| Ok((r.get(0)?, r.get(1)?)))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }
}

/// The list without a text.
fn all(db: &Connection, phase: Option<&str>, skip: u32, limit: u32) -> Result<Found, StoreError> {
    let within = if phase.is_some() { "WHERE c.phase = ?1" } else { "" };
    let mut count = db.prepare_cached(&format!("SELECT count(*) FROM case_file c {within}"))?;
    let total = count.query_row(params_from_iter(phase), |r| r.get(0))?;
    let mut query = db.prepare_cached(&format!(
        "SELECT {COLUMNS} FROM case_file c {within} ORDER BY c.changed_at DESC LIMIT {limit} OFFSET {skip}"
    ))?;
    let mut rows = query.query(params_from_iter(phase))?;
    let mut cases = Vec::new();
    while let Some(row) = rows.next()? {
        cases.push(record(row)?);
    }
    Ok(Found { cases, total, more: false })
}

/// Those of the cases that stand in the phase, newest change first.
fn by_change(
    db: &Connection,
    ids: &BTreeSet<String>,
    phase: Option<&str>,
) -> Result<Vec<String>, StoreError> {
    let within = if phase.is_some() { "AND phase = ?2" } else { "" };
    let mut query = db.prepare_cached(&format!("SELECT changed_at FROM case_file WHERE id = ?1 {within}"))?;
    let mut found: Vec<(i64, &String)> = Vec::with_capacity(ids.len());
    for id in ids {
        let values = [Some(id.as_str()), phase].into_iter().flatten();
        let changed: Option<i64> = query.query_row(params_from_iter(values), |r| r.get(0)).optional()?;
        found.extend(changed.map(|changed| (changed, id)));
    }
    found.sort_by(|one, other| other.cmp(one));
    Ok(found.into_iter().map(|(_, id)| id.clone()).collect())
}
