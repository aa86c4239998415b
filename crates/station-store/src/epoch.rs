//! A new life of the data: after the gateway was found to know another history than this folder.

use crate::{Identity, Setting, Store, StoreError, Write, audit, outbox, settings};
use casework::moment::Moment;
use sqlite_kit::Prepared as _;
use std::collections::BTreeMap;
use wire::entry::{After, Entry, Epoch};
use wire::lane::LANES;

/// Where each waiting entry stood, by lane and sequence, and the sequence it has now.
type Moved = BTreeMap<(u8, u64), u64>;

impl Store {
    /// Begins a new epoch and queues there, under the same ids, what has no verdict yet. The gateway gives an entry that
    /// it took before the word it gave then, so that nothing is lost and nothing doubled. Gives the epoch that is in force:
    /// where somebody else found the fork first (a stick beside the line), theirs, and nothing is moved.
    ///
    /// # Errors
    /// Database.
    pub fn begin_epoch(&mut self, old: &Identity, epoch: Epoch, at: Moment) -> Result<Epoch, StoreError> {
        self.write(|w| {
            if let Some(begun) =
                settings::get::<Epoch>(w, Setting::Epoch)?.filter(|begun| *begun != old.epoch)
            {
                return Ok(begun);
            }
            settings::set(w, Setting::Epoch, &epoch)?;
            settings::set(w, Setting::Forked, &at)?;
            move_waiting(w, old, &Identity { epoch, ..old.clone() })?;
            audit::add(w, at, "gateway", "fork", &(old.epoch, epoch))?;
            Ok(epoch)
        })
    }
}

/// Queues in the epoch of `new`, and as its device's, what has no verdict in that of `old`.
pub(crate) fn move_waiting(w: &Write<'_>, old: &Identity, new: &Identity) -> Result<(), StoreError> {
    let moved = new_places(w, old, new.epoch)?;
    moved.keys().try_for_each(|place| move_on(w, old, new, *place, &moved))
}

fn new_places(w: &Write<'_>, old: &Identity, epoch: Epoch) -> Result<Moved, StoreError> {
    let mut next = BTreeMap::new();
    for lane in LANES {
        next.insert(lane, outbox::last_of_lane(w, &epoch.to_string(), lane)?.0);
    }
    let mut query = w.prepare_cached(
        "SELECT lane, seq FROM outbox WHERE epoch = ?1 AND verdict IS NULL ORDER BY lane, seq",
    )?;
    let rows = query.query_map([old.epoch.to_string()], |r| Ok((r.get::<_, u8>(0)?, r.get::<_, u64>(1)?)))?;
    let mut moved = Moved::new();
    for row in rows {
        let (lane, seq) = row?;
        let last = next.entry(lane).or_insert(0);
        *last += 1;
        moved.insert((lane, seq), *last);
    }
    Ok(moved)
}

/// Puts one entry behind those of its lane that moved before it. What it follows is named by its new place; what was
/// judged meanwhile needs no naming any more.
fn move_on(
    w: &Write<'_>,
    old: &Identity,
    new: &Identity,
    (lane, seq): (u8, u64),
    moved: &Moved,
) -> Result<(), StoreError> {
    let (header, payload): (String, String) = w.ask(
        "SELECT header, payload FROM outbox WHERE epoch = ?1 AND lane = ?2 AND seq = ?3",
        (old.epoch.to_string(), lane, seq),
        |r| Ok((r.get(0)?, r.get(1)?)),
    )?;
    let waiting =
        Entry::from_bytes(header.into_bytes(), payload.into_bytes()).map_err(StoreError::unreadable)?;
    let (epoch, certificate) = (new.epoch.to_string(), &new.enrolment.certificate);
    let (last, prev) = outbox::last_of_lane(w, &epoch, lane)?;
    let mut header = waiting.header().map_err(StoreError::unreadable)?;
    (header.station, header.device) = (certificate.station.clone(), certificate.device);
    header.epoch = new.epoch;
    header.seq = last + 1;
    let new_place = |after: After| Some(After { seq: *moved.get(&(after.lane, after.seq))?, ..after });
    header.after = header.after.into_iter().filter_map(new_place).collect();
    let entry = waiting.under(&header).map_err(StoreError::unreadable)?;
    w.run(
        "UPDATE outbox SET epoch = ?4, seq = ?5, header = ?6, hash = ?7 WHERE epoch = ?1 AND lane = ?2 AND seq = ?3",
        (
            old.epoch.to_string(),
            lane,
            seq,
            epoch,
            header.seq,
            String::from_utf8_lossy(entry.header_bytes()),
            entry.hash(&prev).to_string(),
        ),
    )?;
    Ok(())
}
