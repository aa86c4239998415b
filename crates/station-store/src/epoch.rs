//! A new life of the data: after the gateway was found to know another history than this folder.

use crate::{Identity, Setting, Store, StoreError, Write, audit, outbox, settings};
use casework::moment::Moment;
use rusqlite::OptionalExtension as _;
use seal::Digest;
use sqlite_kit::Prepared as _;
use wire::entry::{Entry, Epoch};

/// An entry that waits, where it stands.
struct Waiting {
    lane: u8,
    seq: u64,
    entry: Entry,
}

impl Store {
    /// Begins a new epoch and queues there, under the same ids, what has no verdict yet. The gateway gives an entry that
    /// it took before the word it gave then, so that nothing is lost and nothing doubled.
    ///
    /// # Errors
    /// Database.
    pub fn begin_epoch(&mut self, old: &Identity, epoch: Epoch, at: Moment) -> Result<(), StoreError> {
        self.write(|w| {
            settings::set(w, Setting::Epoch, &epoch)?;
            while let Some(waiting) = first_waiting(w, &old.epoch.to_string())? {
                move_on(w, old, epoch, &waiting)?;
            }
            audit::add(w, at, "gateway", "fork", &(old.epoch, epoch))
        })
    }
}

fn first_waiting(w: &Write<'_>, epoch: &str) -> Result<Option<Waiting>, StoreError> {
    let row = w.ask(
        "SELECT lane, seq, header, payload FROM outbox WHERE epoch = ?1 AND verdict IS NULL ORDER BY lane, seq LIMIT 1",
        [epoch],
        |r| Ok((r.get(0)?, r.get(1)?, r.get::<_, String>(2)?, r.get::<_, String>(3)?)),
    );
    let Some((lane, seq, header, payload)) = row.optional()? else { return Ok(None) };
    let entry =
        Entry::from_bytes(header.into_bytes(), payload.into_bytes()).map_err(StoreError::unreadable)?;
    Ok(Some(Waiting { lane, seq, entry }))
}

fn move_on(w: &Write<'_>, old: &Identity, epoch: Epoch, waiting: &Waiting) -> Result<(), StoreError> {
    let (last, prev): (u64, Digest) = outbox::last_of_lane(w, &epoch.to_string(), waiting.lane)?;
    let mut header = waiting.entry.header().map_err(StoreError::unreadable)?;
    header.epoch = epoch;
    header.seq = last + 1;
    let entry = waiting.entry.under(&header).map_err(StoreError::unreadable)?;
    w.run(
        "UPDATE outbox SET epoch = ?4, seq = ?5, header = ?6, hash = ?7 WHERE epoch = ?1 AND lane = ?2 AND seq = ?3",
        (
            old.epoch.to_string(),
            waiting.lane,
            waiting.seq,
            epoch.to_string(),
            header.seq,
            String::from_utf8_lossy(entry.header_bytes()),
            entry.hash(&prev).to_string(),
        ),
    )?;
    Ok(())
}
