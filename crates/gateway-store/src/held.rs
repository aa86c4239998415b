//! What was held: consumed, never applied, never lost, and shown to the county until the station mended it.

use crate::row;
use crate::{Official, Store, StoreError};
use casework::moment::Moment;
use casework::place::StationCode;
use rusqlite::Connection;
use serde::Serialize;
use serde_json::Value;
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
    /// The receipt number it names, where it can be read.
    pub number: String,
    /// The case's applicant, or the one it names; empty where neither is known.
    pub applicant_name: String,
    /// Why it was held.
    pub code: HoldCode,
    /// For the log and the console.
    pub detail: String,
}

impl Store {
    /// The newest held entries of the official's county, without those after which the station sent the case well.
    ///
    /// # Errors
    /// [`StoreError::Forbidden`], database errors.
    pub fn held(&self, official: &Official) -> Result<Vec<HeldRow>, StoreError> {
        official.must_read()?;
        self.read(|db| rows(db, official))
    }
}

fn rows(db: &Connection, official: &Official) -> Result<Vec<HeldRow>, StoreError> {
    let mut rows = db.prepare_cached(
        "SELECT e.received_at, e.station, s.name, e.kind, e.verdict, e.payload, c.applicant_name
         FROM entry e JOIN station s ON s.code = e.station
         LEFT JOIN cases c ON c.id = e.case_id AND c.station = e.station
         WHERE s.county = ?1 AND e.verdict ->> '$.verdict' = 'held' AND e.first = 1
           AND NOT EXISTS (SELECT 1 FROM entry later
                           WHERE later.case_id = e.case_id AND later.kind = e.kind AND later.n > e.n
                             AND later.verdict ->> '$.verdict' = 'accepted')
         ORDER BY e.n DESC LIMIT ?2",
    )?;
    let found = rows.query_map((official.county.as_str(), MOST), |r| {
        let text = |at: usize| r.get::<_, String>(at);
        let applicant: Option<String> = r.get(6)?;
        Ok((r.get::<_, i64>(0)?, text(1)?, text(2)?, text(3)?, text(4)?, r.get::<_, Vec<u8>>(5)?, applicant))
    })?;
    let mut held = Vec::new();
    for found in found {
        let (at, station, station_name, kind, verdict, payload, applicant) = found?;
        let Verdict::Held { seq, code, detail, .. } = row::json(verdict.as_bytes())? else {
            continue;
        };
        let payload: Value = serde_json::from_slice(&payload).unwrap_or_default();
        held.push(HeldRow {
            received_at: row::moment(at),
            station: row::text(&station)?,
            station_name,
            seq,
            kind: row::json(kind.as_bytes())?,
            number: text_at(&payload, &["/frozen/number", "/number"]),
            applicant_name: applicant.unwrap_or_else(|| text_at(&payload, &["/frozen/applicant/name"])),
            code,
            detail,
        });
    }
    Ok(held)
}

/// The text at the first of these places that has one.
fn text_at(payload: &Value, places: &[&str]) -> String {
    let text = places.iter().find_map(|place| payload.pointer(place)?.as_str());
    text.unwrap_or_default().to_owned()
}
