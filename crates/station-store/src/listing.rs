//! Which cases there are: windows of the list, counts, and what one person had before.

use crate::cases::{COLUMNS, phase_name, record};
use crate::{CaseRecord, Store, StoreError, search};
use casework::moment::Moment;
use casework::state::Phase;

/// Which cases to list.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Only this phase.
    pub phase: Option<Phase>,
    /// Begin of a name, pinyin, number …; empty = all.
    pub text: String,
}

impl Store {
    /// A window of the list, newest change first, and how many there are in all.
    ///
    /// # Errors
    /// Database.
    pub fn list_cases(
        &self,
        filter: &Filter,
        skip: u32,
        limit: u32,
    ) -> Result<(Vec<CaseRecord>, u32), StoreError> {
        let phase = filter.phase.map(phase_name).transpose()?;
        let (from, key) = search::clause(&filter.text);
        let wanted = format!("{from} WHERE (?1 IS NULL OR c.phase = ?1) AND (?2 = '' OR 1)");
        let total: u32 = self
            .db
            .connection()
            .prepare_cached(&format!("SELECT count(*) {wanted}"))?
            .query_row(rusqlite::params_from_iter(search::values(phase.as_deref(), &key)), |r| r.get(0))?;
        let sql = format!("SELECT {COLUMNS} {wanted} ORDER BY c.changed_at DESC LIMIT {limit} OFFSET {skip}");
        let mut query = self.db.connection().prepare_cached(&sql)?;
        let mut rows = query.query(rusqlite::params_from_iter(search::values(phase.as_deref(), &key)))?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            found.push(record(row)?);
        }
        Ok((found, total))
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
            db.query_row("SELECT count(*) FROM case_file WHERE taken_at >= ?1", [since.millis()], |r| {
                r.get(0)
            })?;
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
