//! What came down: events in order, applied in the transaction that moves the cursor.

use crate::{CaseChange, Store, StoreError, Write, audit, cases, outbox, unread};
use casework::decision::Decided;
use casework::id::CaseId;
use casework::moment::Moment;
use casework::state::{Act, Phase, State};
use rusqlite::OptionalExtension as _;
use seal::{Digest, PublicKey};
use sqlite_kit::Prepared as _;
use wire::down::{Event, EventHeader, RawEvent};

/// One event, read and verified by who calls.
#[derive(Clone, Debug, PartialEq)]
pub struct Arrival {
    /// Exact bytes.
    pub raw: RawEvent,
    /// Chain hash after it.
    pub hash: Digest,
    /// Its header.
    pub header: EventHeader,
    /// What it says.
    pub event: Event,
}

/// A decision whose paper is to be fetched.
#[derive(Clone, Debug, PartialEq)]
pub struct Announced {
    /// The decision; it names the paper.
    pub decided: Decided,
    /// The county's key that signed it.
    pub key: PublicKey,
}

impl Store {
    /// Last event applied and the chain hash there.
    ///
    /// # Errors
    /// Database.
    pub fn cursor(&self) -> Result<(u64, Digest), StoreError> {
        let last: Option<(u64, String)> = self
            .db
            .connection()
            .ask("SELECT dseq, hash FROM inbox WHERE dseq > 0 ORDER BY dseq DESC LIMIT 1", [], |r| {
                Ok((r.get(0)?, r.get(1)?))
            })
            .optional()?;
        match last {
            Some((dseq, hash)) => Ok((dseq, hash.parse().map_err(StoreError::unreadable)?)),
            None => Ok((0, Digest::ZERO)),
        }
    }

    /// Applies events in one transaction, each once.
    ///
    /// # Errors
    /// Database.
    pub fn take_events(&mut self, arrivals: &[Arrival]) -> Result<(), StoreError> {
        self.write(|w| arrivals.iter().try_for_each(|a| take_event(w, a)))
    }

    /// Papers of the authority that were announced but are not here yet. One that is held although it is what its decision
    /// names, because its seal is not the county's, is here: it could only come with the same bytes.
    ///
    /// # Errors
    /// Database.
    pub fn papers_to_fetch(&self) -> Result<Vec<Announced>, StoreError> {
        let mut query = self.db.connection().prepare_cached(
            "SELECT d.decided, i.payload FROM awaited_paper a
             CROSS JOIN decision d ON d.case_id = a.case_id AND d.decided ->> '$.paper.sha256' = a.sha256
             JOIN inbox i ON i.dseq = d.dseq
             WHERE NOT EXISTS (SELECT 1 FROM held_paper h
                               WHERE h.case_id = a.case_id AND h.sha256 = a.sha256 AND h.released_at IS NULL)
             ORDER BY d.dseq",
        )?;
        let rows = query.query_map([], |r| Ok((r.get::<_, String>(0)?, r.get::<_, String>(1)?)))?;
        let mut missing = Vec::new();
        for row in rows {
            let (decided, payload) = row?;
            let decided: Decided = serde_json::from_str(&decided)?;
            if let Event::Decided { key, .. } =
                Event::read(payload.as_bytes()).map_err(StoreError::unreadable)?
            {
                missing.push(Announced { decided, key });
            }
        }
        Ok(missing)
    }
}

fn take_event(w: &Write<'_>, arrival: &Arrival) -> Result<(), StoreError> {
    if comes_back(w, arrival)? {
        return Ok(());
    }
    let added = w.run(
        "INSERT OR IGNORE INTO inbox VALUES (?1, ?2, ?3, ?4)",
        (
            arrival.header.dseq,
            String::from_utf8_lossy(arrival.raw.header_bytes()),
            String::from_utf8_lossy(arrival.raw.payload_bytes()),
            arrival.hash.to_string(),
        ),
    )?;
    if added == 0 {
        return Ok(());
    }
    if arrival.event == Event::Newer || unread::waits(w, arrival.header.case)? {
        return unread::keep(w, arrival);
    }
    apply(w, arrival)
}

/// Does what an event says.
pub(crate) fn apply(w: &Write<'_>, arrival: &Arrival) -> Result<(), StoreError> {
    match &arrival.event {
        Event::MaterialsComplete { rev } => {
            materials_complete(w, arrival.header.case, *rev, arrival.header.at)?
        }
        Event::Moved { state, note } => moved(w, arrival, *state, note)?,
        Event::Decided { decided, .. } => decided_on(w, arrival.header.dseq, decided)?,
        Event::Newer => return Ok(()),
    }
    audit::add(w, arrival.header.at, "gateway", "event", &(&arrival.header, &arrival.event))
}

/// An event that was set aside because the gateway forgot it, and that the gateway has after all, or that it tells again to
/// this computer under its new number: it was applied. It takes its new place with the bytes that the chain goes on from.
fn comes_back(w: &Write<'_>, arrival: &Arrival) -> Result<bool, StoreError> {
    let header = String::from_utf8_lossy(arrival.raw.header_bytes()).into_owned();
    let payload = String::from_utf8_lossy(arrival.raw.payload_bytes());
    let hash = arrival.hash.to_string();
    let sql = "SELECT dseq FROM inbox WHERE dseq < 0 AND (hash = ?1 OR payload = ?2
                 AND header ->> '$.device' <> ?3 ->> '$.device'
                 AND header ->> '$.case' = ?3 ->> '$.case' AND header ->> '$.at' = ?3 ->> '$.at') LIMIT 1";
    let aside: Option<i64> = w.ask(sql, (&hash, &payload, &header), |r| r.get(0)).optional()?;
    let Some(aside) = aside else { return Ok(false) };
    let dseq = arrival.header.dseq;
    w.run("UPDATE decision SET dseq = ?2 WHERE dseq = ?1", (aside, dseq))?;
    let sql = "UPDATE OR IGNORE inbox SET dseq = ?2, header = ?3, hash = ?4 WHERE dseq = ?1";
    Ok(w.run(sql, (aside, dseq, header, hash))? > 0)
}

pub(crate) fn state_of(w: &Write<'_>, case: CaseId) -> Result<Option<State>, StoreError> {
    let name: Option<String> =
        w.ask("SELECT state FROM case_file WHERE id = ?1", [case.to_string()], |r| r.get(0)).optional()?;
    name.map(|n| n.parse().map_err(StoreError::unreadable)).transpose()
}

fn materials_complete(w: &Write<'_>, case: CaseId, rev: u32, at: Moment) -> Result<(), StoreError> {
    outbox::received(w, case, rev, at)?;
    let Some(state) = state_of(w, case)? else {
        return Ok(());
    };
    let to = state.take(Act::CompleteMaterials).map_or(state, |edge| edge.to);
    let step = cases::gateway_step(at, cases::GATEWAY, Act::CompleteMaterials, to, "");
    if to == state {
        return cases::add_step(w, case, &step);
    }
    cases::apply(w, &CaseChange { case, step, due: None, attention: "", round: None })
}

fn moved(w: &Write<'_>, arrival: &Arrival, state: State, note: &str) -> Result<(), StoreError> {
    let case = arrival.header.case;
    let Some(stands) = state_of(w, case)? else { return Ok(()) };
    let asked_back = state == State::WithdrawalRequested;
    // it was asked for here: nothing came between, or the answer to what did comes behind it
    if asked_back && (stands == state || is_answered_behind(w, case, stands)?) {
        return Ok(());
    }
    let act = match state {
        State::WithdrawalRequested => Act::RequestWithdrawal,
        State::Accepted => Act::DeemAccepted,
        _ => Act::BeginReview,
    };
    // what the resident was asked for is due no longer
    let due = (asked_back && stands.phase() == Phase::NeedsYou).then_some("");
    let step = cases::gateway_step(arrival.header.at, "承办机关", act, state, note);
    cases::apply(w, &CaseChange { case, step, due, attention: "", round: None })
}

/// The resident asked for it back before he heard of a question, and answers the question all the same: the version that
/// does so comes behind his wish, is still to be signed, or was begun.
fn is_answered_behind(w: &Write<'_>, case: CaseId, stands: State) -> Result<bool, StoreError> {
    let sql = "SELECT EXISTS (SELECT 1 FROM outbox c
                              WHERE c.case_id = ?1 AND c.kind = 'case.correct' AND c.rowid > o.rowid)
                   OR EXISTS (SELECT 1 FROM draft d
                              WHERE d.case_id = ?1 AND d.frozen_at IS NULL AND d.discarded_at IS NULL)
               FROM outbox o WHERE o.case_id = ?1 AND o.kind = 'case.withdraw' ORDER BY o.rowid DESC LIMIT 1";
    let sent: Option<bool> = w.ask(sql, [case.to_string()], |r| r.get(0)).optional()?;
    Ok(sent.is_some_and(|sent| sent || stands == State::AwaitingSignature))
}

fn decided_on(w: &Write<'_>, dseq: u64, decided: &Decided) -> Result<(), StoreError> {
    let case = decided.case;
    if state_of(w, case)?.is_none() {
        return Ok(());
    }
    outbox::received(w, case, decided.version, decided.at)?;
    w.run(
        "INSERT OR IGNORE INTO decision VALUES (?1, ?2, ?3)",
        (case.to_string(), dseq, serde_json::to_string(decided)?),
    )?;
    let act = decided.act();
    let who = format!("{} {}", decided.authority, decided.official);
    let note = words_of(decided);
    let due = match (act, decided.decision.due, decided.promised_due) {
        (Act::RequestCorrection | Act::RequestFurtherMaterials, Some(due), _) => Some(due.to_string()),
        (Act::Accept | Act::Resume, _, Some(due)) => Some(due.to_string()),
        (Act::Grant | Act::Deny | Act::RefuseAcceptance, _, _) => Some(String::new()),
        (Act::Lapse | Act::Terminate | Act::Withdraw, _, _) => Some(String::new()),
        _ => None,
    };
    let step = cases::gateway_step(decided.at, &who, act, decided.state, &note);
    let attention = if decided.state.phase() == Phase::NeedsYou { note.as_str() } else { "" };
    cases::apply(w, &CaseChange { case, step, due: due.as_deref(), attention, round: decided.round })
}

fn words_of(decided: &Decided) -> String {
    let demands: Vec<&str> = decided.decision.demands.iter().map(|d| d.words.as_str()).collect();
    if demands.is_empty() { decided.decision.reason.clone() } else { demands.join(";") }
}
