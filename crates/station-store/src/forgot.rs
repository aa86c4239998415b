//! A gateway that was restored from an older backup: it knows less than it once said. Nothing is deleted here for it; what
//! it forgot goes up again, and what it says anew is taken beside what it said then.

use crate::{Setting, Store, StoreError, Write, audit, settings};
use casework::moment::Moment;
use rusqlite::OptionalExtension as _;
use seal::Digest;
use serde::{Deserialize, Serialize};
use sqlite_kit::Prepared as _;
use wire::down::EventHeader;

/// What is known of a gateway that forgot.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Forgetting {
    /// When it was noticed (station's clock).
    pub at: Moment,
    /// The gateway's term then.
    pub term: u32,
    /// When the gateway had everything again (station's clock).
    #[serde(default)]
    pub healed: Option<Moment>,
}

impl Store {
    /// Notes that the gateway forgot, for the send page and the audit. Noted once for a term.
    ///
    /// # Errors
    /// Database.
    pub fn note_forgetting(&mut self, forgetting: Forgetting) -> Result<(), StoreError> {
        let same = |known: Forgetting| known.term == forgetting.term && known.healed.is_none();
        if self.forgetting()?.is_some_and(same) {
            return Ok(());
        }
        self.write(|w| {
            settings::set(w, Setting::GatewayForgot, &Some(forgetting))?;
            audit::add(w, forgetting.at, "gateway", "forgot", &forgetting)
        })
    }

    /// The gateway has everything again. That it forgot stays known: a person who was not there is told later.
    ///
    /// # Errors
    /// Unreadable value or database.
    pub fn end_forgetting(&mut self, at: Moment) -> Result<(), StoreError> {
        match self.forgetting()?.filter(|known| known.healed.is_none()) {
            Some(known) => self.set(Setting::GatewayForgot, &Some(Forgetting { healed: Some(at), ..known })),
            None => Ok(()),
        }
    }

    /// What is known of a gateway that forgot, the last time that it did.
    ///
    /// # Errors
    /// Unreadable value or database.
    pub fn forgetting(&self) -> Result<Option<Forgetting>, StoreError> {
        Ok(self.setting::<Option<Forgetting>>(Setting::GatewayForgot)?.flatten())
    }

    /// Chain hash of the down-events at a place, their beginning included; none where they do not reach that far.
    ///
    /// # Errors
    /// Database.
    pub fn events_hash_at(&self, dseq: u64) -> Result<Option<Digest>, StoreError> {
        if dseq == 0 {
            return Ok(Some(Digest::ZERO));
        }
        let found: Option<String> = self
            .db
            .connection()
            .ask("SELECT hash FROM inbox WHERE dseq = ?1", [dseq], |r| r.get(0))
            .optional()?;
        found.map(|hash| hash.parse().map_err(StoreError::unreadable)).transpose()
    }

    /// When the gateway told the event at a place, by its clock; none where there is none.
    ///
    /// # Errors
    /// Unreadable row or database.
    pub fn event_told_at(&self, dseq: u64) -> Result<Option<Moment>, StoreError> {
        let sql = "SELECT header FROM inbox WHERE dseq = ?1";
        let header: Option<String> = self.db.connection().ask(sql, [dseq], |r| r.get(0)).optional()?;
        let header: Option<EventHeader> = header.map(|header| serde_json::from_str(&header)).transpose()?;
        Ok(header.map(|header| header.at))
    }

    /// Sets aside the events behind `dseq`, which the gateway forgot, so that those it makes anew can be taken. Decisions
    /// and everything else that came with them stay.
    ///
    /// # Errors
    /// Database.
    pub fn set_events_aside(&mut self, dseq: u64, at: Moment) -> Result<(), StoreError> {
        self.write(|w| set_aside(w, dseq, at))
    }
}

pub(crate) fn set_aside(w: &Write<'_>, dseq: u64, at: Moment) -> Result<(), StoreError> {
    // below zero they are out of the way of every sequence, and a decision still finds its event
    let low: i64 = w.ask("SELECT min(0, coalesce(min(dseq), 0)) FROM inbox", [], |r| r.get(0))?;
    w.run("UPDATE decision SET dseq = ?1 - dseq WHERE dseq > ?2", (low, dseq))?;
    let aside = w.run("UPDATE inbox SET dseq = ?1 - dseq WHERE dseq > ?2", (low, dseq))?;
    audit::add(w, at, "gateway", "events_aside", &(dseq, aside))
}
