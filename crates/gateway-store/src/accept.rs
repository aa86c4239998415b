//! Accepting a push: one transaction for entries, verdicts, cases, proofs and events.

use crate::cases;
use crate::catalogues::FormWord;
use crate::judge::{Hold, Plan, judge};
use crate::order::{self, Order, order};
use crate::prove::{self, Provable, Shown};
use crate::row;
use crate::said::Said;
use crate::{DeviceId, Keys, Store, StoreError};
use casework::case::FileHash;
use casework::id::CaseId;
use casework::moment::Moment;
use casework::state::{Act, State};
use rusqlite::{Connection, OptionalExtension as _};
use seal::Digest;
use sqlite_kit::Prepared as _;
use std::sync::Arc;
use wire::batch::{HoldCode, LogId};
use wire::down::Event;
use wire::lane::LANES;
use wire::{Batch, BatchError, Entry, EntryError, Header, Proof, PushAnswer, Verdict};

/// How far a log was taken.
pub(crate) struct Stand {
    pub accepted_through: u64,
    pub head: Digest,
}

/// An entry at its place in the chain.
pub(crate) struct Placed<'a> {
    pub seq: u64,
    pub hash: Digest,
    entry: &'a Entry,
}

impl Store {
    /// Takes a packed batch. Answered after the commit; the same batch again gets the stored answer.
    ///
    /// # Errors
    /// [`StoreError::Batch`] for bytes that may not be believed, [`StoreError::NotAuthorised`] for an unknown
    /// device, [`StoreError::Gap`], [`StoreError::Fork`], [`StoreError::Busy`].
    pub fn push(&self, packed: &[u8], now: Moment) -> Result<PushAnswer, StoreError> {
        let batch = self.unpack(packed)?;
        if !LANES.contains(&batch.log.lane) || batch.first_seq == 0 {
            return Err(BatchError::Order.into());
        }
        let turn = self.in_hand.enter(&batch.log, batch.first_seq);
        let key = self.read(|db| crate::enrol::device_key(db, &batch.log.station, batch.log.device))?;
        let headers = batch.verify(&key)?;
        let station = batch.log.station.clone();
        let (keys, province) = (Arc::clone(self.keys()), self.foundation().province);
        let said = self.hear(&batch, headers)?;
        let batch = Arc::new(batch);
        let taken = Arc::clone(&batch);
        turn.come();
        let accepted = self.write(move |db| accept(db, &keys, province, &taken, said, now));
        drop(turn);
        if let Err(StoreError::Fork { seq }) = accepted {
            // beside the transaction that came to nothing
            self.write(move |db| crate::lives::note_push(db, &batch, seq, now))?;
            return Err(StoreError::Fork { seq });
        }
        let (mut answer, named) = accepted?;
        answer.files = self.states_of(&station, &named)?;
        Ok(answer)
    }
}

fn accept(
    db: &Connection,
    keys: &Keys,
    province: u32,
    batch: &Batch,
    said: Vec<Said>,
    now: Moment,
) -> Result<(PushAnswer, Vec<FileHash>), StoreError> {
    let owner = DeviceId { station: batch.log.station.clone(), device: batch.log.device };
    crate::lives::heard(db, &owner, batch.log.epoch, "", now)?;
    let stand = stand(db, &batch.log)?;
    let placed = place(db, batch, &stand)?;
    let mut shown = Shown::of(db, batch, keys, &placed, &stand, now)?;
    let mut provable = Vec::new();
    let mut named = Vec::with_capacity(said.len());
    let (mut last, mut waits) = (None, None);
    for (placed, mut said) in placed.iter().zip(said) {
        if placed.seq > stand.accepted_through {
            match order(db, &batch.log, &said.header)? {
                Order::Later(after) => {
                    waits = Some((placed.seq, after));
                    break;
                }
                Order::Never => said.body = Err(EntryError::Order),
                Order::Now => {}
            }
        }
        named.push(std::mem::take(&mut said.files));
        if placed.seq > stand.accepted_through {
            let given = shown.take(&said.header, placed.hash);
            provable.extend(take_in(db, &batch.log, placed, said, given, now)?);
            last = Some(placed);
        }
    }
    prove::prove(db, keys.gateway(), province, provable, now)?;
    if let Some(last) = last {
        advance(db, &batch.log, last)?;
    }
    order::note(db, &batch.log, waits)?;
    let (answer, named) = crate::replay::answer(db, batch, named)?;
    Ok((PushAnswer { waits: waits.map(|(_, after)| after), ..answer }, named))
}

/// Where a log stands; a log that was never seen stands at its beginning.
pub(crate) fn stand(db: &Connection, log: &LogId) -> Result<Stand, StoreError> {
    let row = db.ask(
        "SELECT accepted_through, head FROM log_head
         WHERE station = ?1 AND device = ?2 AND epoch = ?3 AND lane = ?4",
        (log.station.as_str(), log.device.get(), log.epoch.to_string(), log.lane),
        |r| Ok((r.get::<_, i64>(0)?, r.get::<_, String>(1)?)),
    );
    match row.optional()? {
        Some((through, head)) => Ok(Stand { accepted_through: row::count(through), head: row::text(&head)? }),
        None => Ok(Stand { accepted_through: 0, head: Digest::ZERO }),
    }
}

/// Gives each entry its place, and compares those that were taken before with what is stored.
fn place<'a>(db: &Connection, batch: &'a Batch, stand: &Stand) -> Result<Vec<Placed<'a>>, StoreError> {
    if batch.first_seq > stand.accepted_through + 1 {
        return Err(StoreError::Gap { expected: stand.accepted_through + 1 });
    }
    if hash_at(db, &batch.log, batch.first_seq - 1)? != batch.prev {
        return Err(StoreError::Fork { seq: batch.first_seq - 1 });
    }
    let mut placed: Vec<Placed<'_>> = Vec::with_capacity(batch.entries.len());
    for (entry, seq) in batch.entries.iter().zip(batch.first_seq..) {
        let hash = entry.hash(placed.last().map_or(&batch.prev, |before| &before.hash));
        if seq <= stand.accepted_through && hash_at(db, &batch.log, seq)? != hash {
            return Err(StoreError::Fork { seq });
        }
        placed.push(Placed { seq, hash, entry });
    }
    Ok(placed)
}

pub(crate) fn hash_at(db: &Connection, log: &LogId, seq: u64) -> Result<Digest, StoreError> {
    if seq == 0 {
        return Ok(Digest::ZERO);
    }
    let hash: String = db.ask(
        "SELECT hash FROM entry WHERE station = ?1 AND device = ?2 AND epoch = ?3 AND lane = ?4 AND seq = ?5",
        (log.station.as_str(), log.device.get(), log.epoch.to_string(), log.lane, row::int(seq)),
        |r| r.get(0),
    )?;
    row::text(&hash)
}

/// Takes one entry, or holds it: either way it is consumed and never stops the next one.
fn take_in(
    db: &Connection,
    log: &LogId,
    placed: &Placed<'_>,
    Said { header, body, form, outdated, newer, .. }: Said,
    given: Option<Proof>,
    now: Moment,
) -> Result<Option<Provable>, StoreError> {
    // what was taken before the gateway forgot it counts from the day on which it was taken
    let now = given.as_ref().map_or(now, |proof| proof.body.received_at);
    if let Some(first) = seen_before(db, &header)? {
        repeat(db, log, placed, &header, &first, now)?;
        return Ok(None);
    }
    let owner = DeviceId { station: log.station.clone(), device: log.device };
    match judge(db, &owner, &header, body, &form, given.is_some())? {
        Ok(plan) => {
            let verdict = Verdict::Accepted { seq: placed.seq, id: header.id };
            let row = store(db, log, placed, &header, &Record::fresh(&verdict), now)?;
            apply(db, &owner, &header, plan, row, now)?;
            cases::mark_flags(db, header.case, matches!(form, FormWord::Unread), outdated, newer)?;
            Ok(Provable::of(&header, placed.hash, row, given))
        }
        Err(Hold { code, detail }) => {
            let verdict = Verdict::Held { seq: placed.seq, id: header.id, code, detail };
            store(db, log, placed, &header, &Record::fresh(&verdict), now)?;
            Ok(None)
        }
    }
}

/// What is written beside the bytes of an entry.
struct Record<'a> {
    first: bool,
    verdict: &'a Verdict,
    proof: Option<&'a str>,
}

impl<'a> Record<'a> {
    fn fresh(verdict: &'a Verdict) -> Self {
        Self { first: true, verdict, proof: None }
    }
}

fn store(
    db: &Connection,
    log: &LogId,
    placed: &Placed<'_>,
    header: &Header,
    record: &Record<'_>,
    now: Moment,
) -> Result<i64, StoreError> {
    db.run(
        "INSERT INTO entry (station, device, epoch, lane, seq, id, first, hash, kind, case_id, rev, header,
                            payload, verdict, proof, received_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)",
        rusqlite::params![
            log.station.as_str(),
            log.device.get(),
            log.epoch.to_string(),
            log.lane,
            row::int(placed.seq),
            header.id.to_string(),
            record.first,
            placed.hash.to_string(),
            row::to_json(&header.kind)?,
            header.case.to_string(),
            header.rev,
            placed.entry.header_bytes(),
            placed.entry.payload_bytes(),
            row::to_json(record.verdict)?,
            record.proof,
            now.millis(),
        ],
    )?;
    Ok(db.last_insert_rowid())
}

/// The first coming of an entry's id.
struct First {
    station: String,
    payload: Vec<u8>,
    verdict: String,
    proof: Option<String>,
}

fn seen_before(db: &Connection, header: &Header) -> Result<Option<First>, StoreError> {
    let row = db.ask(
        "SELECT station, payload, verdict, proof FROM entry WHERE id = ?1 AND first = 1",
        [header.id.to_string()],
        |r| Ok(First { station: r.get(0)?, payload: r.get(1)?, verdict: r.get(2)?, proof: r.get(3)? }),
    );
    Ok(row.optional()?)
}

/// The same entry in another epoch (a restored station): it counts once and gets the word it got before.
fn repeat(
    db: &Connection,
    log: &LogId,
    placed: &Placed<'_>,
    header: &Header,
    first: &First,
    now: Moment,
) -> Result<(), StoreError> {
    let same = first.station == log.station.as_str() && first.payload == placed.entry.payload_bytes();
    let (seq, id) = (placed.seq, header.id);
    let verdict = match row::json(first.verdict.as_bytes())? {
        Verdict::Accepted { .. } if same => Verdict::Accepted { seq, id },
        Verdict::Held { code, detail, .. } if same => Verdict::Held { seq, id, code, detail },
        _ => {
            let detail = "the id is another entry's".to_owned();
            Verdict::Held { seq, id, code: HoldCode::Unreadable, detail }
        }
    };
    let proof = first.proof.as_deref().filter(|_| same);
    store(db, log, placed, header, &Record { first: false, verdict: &verdict, proof }, now)?;
    Ok(())
}

fn apply(
    db: &Connection,
    owner: &DeviceId,
    header: &Header,
    plan: Plan,
    entry: i64,
    now: Moment,
) -> Result<(), StoreError> {
    let case = header.case;
    match plan {
        Plan::Begin(submission) => {
            let edge = State::Queued.take(Act::Receive)?;
            cases::begin(db, owner, &submission, edge.to, entry, now)?;
            cases::mark(db, case, edge.act, edge.to, &submission.frozen.clerk, now)?;
            cases::complete_if_all_is_here(db, case, now)
        }
        Plan::Renew(submission, to) => {
            cases::renew(db, owner, &submission, entry)?;
            cases::move_to(db, case, Act::ReceiveCorrection, to, &submission.frozen.clerk, now)?;
            cases::complete_if_all_is_here(db, case, now)
        }
        Plan::Move(act, to) => {
            cases::move_to(db, case, act, to, "", now)?;
            if act == Act::RequestWithdrawal { tell_where_it_stands(db, case, to, now) } else { Ok(()) }
        }
        Plan::Supplement(supplement) => {
            cases::supplement(db, owner, case, &supplement, entry)?;
            if let Some(known) = cases::by_id(db, case)? {
                cases::mark(db, case, Act::Attach, known.state, "", now)?;
            }
            cases::complete_if_all_is_here(db, case, now)
        }
    }
}

/// The station asked for it without knowing what the authority said before: where the case stands now comes behind that.
fn tell_where_it_stands(db: &Connection, case: CaseId, state: State, now: Moment) -> Result<(), StoreError> {
    let Some(known) = cases::by_id(db, case)? else { return Ok(()) };
    crate::events::append(db, &known.owner, case, &Event::Moved { state, note: String::new() }, now)
}

fn advance(db: &Connection, log: &LogId, last: &Placed<'_>) -> Result<(), StoreError> {
    db.run(
        "INSERT INTO log_head (station, device, epoch, lane, accepted_through, head)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)
         ON CONFLICT (station, device, epoch, lane) DO UPDATE SET accepted_through = ?5, head = ?6",
        (
            log.station.as_str(),
            log.device.get(),
            log.epoch.to_string(),
            log.lane,
            row::int(last.seq),
            last.hash.to_string(),
        ),
    )?;
    Ok(())
}
