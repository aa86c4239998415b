//! What was held: consumed, never applied, never lost, and shown to the county until the station mended it.

use crate::row;
use crate::{Official, Store, StoreError};
use casework::moment::Moment;
use casework::place::StationCode;
use rusqlite::Connection;
use serde::Serialize;
use wire::Verdict;
use wire::batch::HoldCode;
use wire::entry::EntryType;

/// Rows of the list at most, newest first.
const MOST: i64 = 200;

/// An entry that was held.
#[derive(Clone, Debug, Serialize)]
pub struct HeldRow {
    /// When it came.
    pub received_at: Moment,
    /// From which station.
    pub station: StationCode,
    /// Its name.
    pub station_name: String,
    /// Place in its log.
    pub seq: u64,
    /// What it says.
    pub kind: EntryType,
    /// Why it was held.
    pub code: HoldCode,
    /// For the log and the console.
    pub detail: String,
}

impl Store {
    /// The newest held entries of the official's county.
    ///
    /// # Errors
    /// [`StoreError::Forbidden`], database errors.
    pub fn held(&self, official: &Official) -> Result<Vec<HeldRow>, StoreError> {
        official.must_read()?;
        self.read(|db| rows(db, official))
    }
}

fn rows(db: &Connection, official: &Official) -> Result<Vec<HeldRow>, StoreError> {
    let mut rows = db.prepare(
        "SELECT e.received_at, e.station, s.name, e.kind, e.verdict
         FROM entry e JOIN station s ON s.code = e.station
         WHERE s.county = ?1 AND e.verdict ->> '$.verdict' = 'held' ORDER BY e.n DESC LIMIT ?2",
    )?;
    let found = rows.query_map((official.county.as_str(), MOST), |r| {
        let text = |at: usize| r.get::<_, String>(at);
        Ok((r.get::<_, i64>(0)?, text(1)?, text(2)?, text(3)?, text(4)?))
    })?;
    let mut held = Vec::new();
    for found in found {
        let (at, station, station_name, kind, verdict) = found?;
        let Verdict::Held { seq, code, detail, .. } = row::json(verdict.as_bytes())? else {
            continue;
        };
        let (received_at, station) = (row::moment(at), row::text(&station)?);
        let kind = row::json(kind.as_bytes())?;
        held.push(HeldRow { received_at, station, station_name, seq, kind, code, detail });
    }
    Ok(held)
}
