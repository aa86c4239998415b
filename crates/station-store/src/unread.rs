//! Events that only a newer program can read. They are kept as they came, a person is told, and what follows for the same
//! case waits behind them; the newer program takes all of it in its order.

use crate::{Arrival, Store, StoreError, Write, audit, cases, inbox};
use casework::id::CaseId;
use casework::state::Act;
use seal::Digest;
use sqlite_kit::Prepared as _;
use wire::down::{Event, RawEvent};

/// Something of this case waits for a newer program. What a gateway forgot again holds up nothing.
pub(crate) fn waits(w: &Write<'_>, case: CaseId) -> Result<bool, StoreError> {
    let sql = "SELECT EXISTS (SELECT 1 FROM unread_event WHERE case_id = ?1 AND dseq > 0)";
    Ok(w.ask(sql, [case.to_string()], |r| r.get(0))?)
}

/// Keeps one, and says so beside its case.
pub(crate) fn keep(w: &Write<'_>, arrival: &Arrival) -> Result<(), StoreError> {
    let (case, at) = (arrival.header.case, arrival.header.at);
    let told = waits(w, case)?;
    w.run("INSERT INTO unread_event VALUES (?1, ?2)", (arrival.header.dseq, case.to_string()))?;
    if let Some(state) = inbox::state_of(w, case)?.filter(|_| !told) {
        let words = wording::newer_event();
        cases::add_step(w, case, &cases::gateway_step(at, cases::GATEWAY, Act::Attach, state, &words))?;
        cases::set_note(w, case, &words)?;
    }
    audit::add(w, at, "gateway", "event.newer", &arrival.header)
}

impl Store {
    /// Events that could not be read when they came and can be now, in their order; of a case, those before the first that
    /// still cannot.
    ///
    /// # Errors
    /// Database, or unreadable rows.
    pub fn unread_events(&self) -> Result<Vec<Arrival>, StoreError> {
        let mut query = self.db.connection().prepare_cached(
            "SELECT i.header, i.payload, i.hash FROM unread_event u JOIN inbox i ON i.dseq = u.dseq
             WHERE u.dseq > 0 ORDER BY u.dseq",
        )?;
        let rows = query.query_map([], |r| {
            Ok((r.get::<_, String>(0)?, r.get::<_, String>(1)?, r.get::<_, String>(2)?))
        })?;
        let (mut found, mut still) = (Vec::new(), Vec::new());
        for row in rows {
            let (header, payload, hash) = row?;
            let hash: Digest = hash.parse().map_err(StoreError::unreadable)?;
            let raw = RawEvent::from_bytes(header.into_bytes(), payload.into_bytes());
            let raw = raw.map_err(StoreError::unreadable)?;
            let (header, event) = raw.read().map_err(StoreError::unreadable)?;
            match event == Event::Newer || still.contains(&header.case) {
                true => still.push(header.case),
                false => found.push(Arrival { raw, hash, header, event }),
            }
        }
        Ok(found)
    }

    /// Takes one of [`Self::unread_events`] in.
    ///
    /// # Errors
    /// Database.
    pub fn take_unread(&mut self, arrival: &Arrival) -> Result<(), StoreError> {
        self.write(|w| {
            w.run("DELETE FROM unread_event WHERE dseq = ?1", [arrival.header.dseq])?;
            inbox::apply(w, arrival)
        })
    }
}
