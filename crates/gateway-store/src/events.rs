//! What goes down to a device: its own contiguous, chained sequence.

use crate::row;
use crate::{DeviceId, Store, StoreError};
use casework::id::CaseId;
use casework::moment::Moment;
use casework::place::DeviceNumber;
use rusqlite::{Connection, OptionalExtension as _, Row};
use seal::{Digest, canonical};
use sqlite_kit::Prepared as _;
use std::collections::BTreeSet;
use wire::down::{Event, EventHeader, Page, RawEvent};

/// Events in a page at most.
const PAGE: usize = 200;

impl Store {
    /// The events after `cursor`, at least one when there is any, and about `max_bytes` of them.
    ///
    /// # Errors
    /// [`StoreError::Gap`] when the cursor lies beyond the newest event.
    pub fn pull(&self, owner: &DeviceId, cursor: u64, max_bytes: u32) -> Result<Page, StoreError> {
        let (prev, events, more) = self.read(|db| {
            let prev = hash_at(db, owner, cursor)?;
            let (events, more) = after(db, owner, cursor, max_bytes as usize)?;
            Ok((prev, events, more))
        })?;
        Ok(Page::sign(cursor + 1, &prev, events, more, self.keys().gateway()))
    }

    /// Chain hash of a device's events at a place, their beginning included; none beyond the newest.
    ///
    /// # Errors
    /// Database errors.
    pub fn events_hash_at(&self, owner: &DeviceId, dseq: u64) -> Result<Option<Digest>, StoreError> {
        match self.read(|db| hash_at(db, owner, dseq)) {
            Err(StoreError::Gap { .. }) => Ok(None),
            hash => hash.map(Some),
        }
    }
}

/// Appends an event in the caller's transaction. What is for a device whose key ended goes to those that were bound since;
/// as long as there is none, it stays with the first.
pub(crate) fn append(
    db: &Connection,
    to: &DeviceId,
    case: CaseId,
    event: &Event,
    at: Moment,
) -> Result<(), StoreError> {
    let payload = canonical::bytes(event)?;
    in_place_of(db, to)?.iter().try_for_each(|to| append_to(db, to, case, payload.clone(), at))
}

fn append_to(
    db: &Connection,
    to: &DeviceId,
    case: CaseId,
    payload: Vec<u8>,
    at: Moment,
) -> Result<(), StoreError> {
    let (last, prev) = newest(db, to)?;
    let DeviceId { station, device } = to.clone();
    let header = EventHeader { v: 1, station, device, dseq: last + 1, case, at };
    let raw = RawEvent::from_bytes(canonical::bytes(&header)?, payload)?;
    db.run(
        "INSERT INTO down_event (station, device, dseq, case_id, header, payload, hash)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        (
            to.station.as_str(),
            to.device.get(),
            row::int(header.dseq),
            case.to_string(),
            raw.header_bytes(),
            raw.payload_bytes(),
            raw.hash(&prev).to_string(),
        ),
    )?;
    Ok(())
}

/// The device itself while its key holds; else those of the station that were bound since then and are still in use: nobody
/// knows which of them holds the data. A computer that knows nothing of the case passes over what it is told.
fn in_place_of(db: &Connection, owner: &DeviceId) -> Result<Vec<DeviceId>, StoreError> {
    let mut rows = db.prepare_cached(
        "SELECT n.number FROM device o JOIN ended_key e ON e.key = o.key
         JOIN device n ON n.station = o.station AND n.enrolled_at >= e.until AND n.number > o.number
         WHERE o.station = ?1 AND o.number = ?2 AND n.key NOT IN (SELECT key FROM ended_key)
         ORDER BY n.number",
    )?;
    let numbers = rows.query_map((owner.station.as_str(), owner.device.get()), |r| r.get::<_, u32>(0))?;
    let station = &owner.station;
    let device = |number| Ok(DeviceId { station: station.clone(), device: DeviceNumber::new(number)? });
    let since: Vec<DeviceId> = numbers.map(|number| device(number?)).collect::<Result<_, StoreError>>()?;
    Ok(if since.is_empty() { vec![owner.clone()] } else { since })
}

/// Tells a computer that was just bound what its station was told of the cases of computers whose key ended, as long as the
/// answer did not reach the resident: the one before may never have heard it.
pub(crate) fn tell_again(db: &Connection, to: &DeviceId) -> Result<(), StoreError> {
    let mut rows = db.prepare_cached(
        "SELECT d.header, d.payload FROM down_event d JOIN cases c ON c.id = d.case_id
         JOIN device o ON o.station = c.station AND o.number = c.device JOIN ended_key e ON e.key = o.key
         WHERE d.station = ?1 AND d.device <> ?2 AND c.state NOT IN ('served', 'archived') ORDER BY d.rowid",
    )?;
    let read = |r: &Row<'_>| Ok((r.get::<_, Vec<u8>>(0)?, r.get::<_, Vec<u8>>(1)?));
    let told = rows.query_map((to.station.as_str(), to.device.get()), read)?;
    let mut once = BTreeSet::new();
    for event in told.collect::<Result<Vec<_>, _>>()? {
        let (header, payload) = event;
        let EventHeader { case, at, .. } = row::json(&header)?;
        // several of them may have been told the same
        if once.insert((case.to_string(), at.millis(), payload.clone())) {
            append_to(db, to, case, payload, at)?;
        }
    }
    Ok(())
}

/// Sequence and hash of a device's newest event; 0 and the start of the chain when there is none.
pub(crate) fn newest(db: &Connection, owner: &DeviceId) -> Result<(u64, Digest), StoreError> {
    let row = db.ask(
        "SELECT dseq, hash FROM down_event WHERE station = ?1 AND device = ?2 ORDER BY dseq DESC LIMIT 1",
        (owner.station.as_str(), owner.device.get()),
        |r| Ok((r.get::<_, i64>(0)?, r.get::<_, String>(1)?)),
    );
    match row.optional()? {
        Some((dseq, hash)) => Ok((row::count(dseq), row::text(&hash)?)),
        None => Ok((0, Digest::ZERO)),
    }
}

pub(crate) fn hash_at(db: &Connection, owner: &DeviceId, dseq: u64) -> Result<Digest, StoreError> {
    if dseq == 0 {
        return Ok(Digest::ZERO);
    }
    let row = db.ask(
        "SELECT hash FROM down_event WHERE station = ?1 AND device = ?2 AND dseq = ?3",
        (owner.station.as_str(), owner.device.get(), row::int(dseq)),
        |r| r.get::<_, String>(0),
    );
    match row.optional()? {
        Some(hash) => row::text(&hash),
        None => Err(StoreError::Gap { expected: newest(db, owner)?.0 + 1 }),
    }
}

fn after(
    db: &Connection,
    owner: &DeviceId,
    cursor: u64,
    max_bytes: usize,
) -> Result<(Vec<RawEvent>, bool), StoreError> {
    let mut rows = db.prepare_cached(
        "SELECT header, payload FROM down_event WHERE station = ?1 AND device = ?2 AND dseq > ?3 ORDER BY dseq",
    )?;
    let found = rows.query_map((owner.station.as_str(), owner.device.get(), row::int(cursor)), |r| {
        Ok((r.get::<_, Vec<u8>>(0)?, r.get::<_, Vec<u8>>(1)?))
    })?;
    let (mut events, mut bytes) = (Vec::new(), 0);
    for event in found {
        let (header, payload) = event?;
        bytes += header.len() + payload.len();
        if !events.is_empty() && (bytes > max_bytes || events.len() == PAGE) {
            return Ok((events, true));
        }
        events.push(RawEvent::from_bytes(header, payload)?);
    }
    Ok((events, false))
}
