//! What must be sent: the entry's exact bytes, chained, written in the transaction that made it necessary.

use crate::uploads::{self, STILL_GOES, UNWANTED};
use crate::{CaseChange, Identity, Store, StoreError, Write, audit, cases, lanes};
use casework::case::FileHash;
use casework::id::{CaseId, EntryId};
use casework::moment::Moment;
use casework::state::{Act, State};
use rusqlite::{Connection, OptionalExtension as _};
use seal::Digest;
use serde::Deserialize as _;
use sqlite_kit::Prepared as _;
use wire::batch::HoldCode;
use wire::entry::{Attachment, CatalogueEdition, Entry, EntryType, Epoch, FIRST_SCHEMA, Header, SCHEMA};
use wire::{Proof, Verdict};

/// An entry to be made.
#[derive(Clone, Debug)]
pub struct NewEntry {
    /// Its id.
    pub id: EntryId,
    /// What it says.
    pub kind: EntryType,
    /// The case.
    pub case: CaseId,
    /// Version of the case.
    pub rev: u32,
    /// The payload as a JSON value; stored in canonical form.
    pub payload: serde_json::Value,
    /// Files that must follow, with their sizes.
    pub files: Vec<(FileHash, u64)>,
    /// Station's clock.
    pub claimed_at: Moment,
}

impl NewEntry {
    /// The file that does not open any more and follows no longer, because its own files do.
    fn instead_of(&self) -> Option<FileHash> {
        let is_attached = self.kind == EntryType::MaterialAttach;
        let attachment = is_attached.then(|| Attachment::deserialize(&self.payload).ok()).flatten()?;
        attachment.supplement.instead_of().cloned()
    }

    /// The oldest layout that can say it.
    fn layout(&self) -> u32 {
        if self.instead_of().is_some() { SCHEMA } else { FIRST_SCHEMA }
    }
}

/// A stored entry.
#[derive(Clone, Debug, PartialEq)]
pub struct OutboxEntry {
    /// Place in the lane.
    pub seq: u64,
    /// Its id.
    pub id: EntryId,
    /// What it says.
    pub kind: EntryType,
    /// The case.
    pub case: CaseId,
    /// The bytes.
    pub entry: Entry,
}

pub(crate) fn last_of_lane(db: &Connection, epoch: &str, lane: u8) -> Result<(u64, Digest), StoreError> {
    let last: Option<(u64, String)> = db
        .ask(
            "SELECT seq, hash FROM outbox WHERE epoch = ?1 AND lane = ?2 ORDER BY seq DESC LIMIT 1",
            (epoch, lane),
            |r| Ok((r.get(0)?, r.get(1)?)),
        )
        .optional()?;
    match last {
        Some((seq, hash)) => Ok((seq, hash.parse().map_err(StoreError::unreadable)?)),
        None => Ok((0, Digest::ZERO)),
    }
}

pub(crate) fn queue(
    w: &Write<'_>,
    identity: &Identity,
    catalogue: &CatalogueEdition,
    new: &NewEntry,
    boot: u64,
) -> Result<(), StoreError> {
    let epoch = identity.epoch.to_string();
    let lane = new.kind.lane();
    let (seq, prev) = last_of_lane(w, &epoch, lane)?;
    let certificate = &identity.enrolment.certificate;
    let header = Header {
        v: 1,
        suite: 1,
        station: certificate.station.clone(),
        device: certificate.device,
        epoch: identity.epoch,
        lane,
        seq: seq + 1,
        id: new.id,
        kind: new.kind,
        case: new.case,
        rev: new.rev,
        schema: new.layout(),
        after: lanes::followed(w, &epoch, lane, new.case)?,
        catalogue: catalogue.clone(),
        claimed_at: new.claimed_at,
        boot,
        dict: 0,
    };
    let entry = Entry::new(&header, &new.payload).map_err(StoreError::unreadable)?;
    let kind = serde_json::to_value(new.kind)?;
    w.run(
        "INSERT INTO outbox VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, NULL)",
        (
            &epoch,
            lane,
            header.seq,
            new.id.to_string(),
            kind.as_str().unwrap_or_default(),
            new.case.to_string(),
            new.rev,
            String::from_utf8_lossy(entry.header_bytes()),
            String::from_utf8_lossy(entry.payload_bytes()),
            entry.hash(&prev).to_string(),
        ),
    )?;
    follow(w, new)
}

/// The files of an entry follow it; the one that they stand for follows no longer.
fn follow(w: &Write<'_>, new: &NewEntry) -> Result<(), StoreError> {
    if let Some(replaced) = new.instead_of() {
        w.run(
            "DELETE FROM upload WHERE sha256 = ?1 AND case_id = ?2",
            (replaced.as_str(), new.case.to_string()),
        )?;
    }
    if new.kind == EntryType::CaseCorrect {
        forget_broken(w, new)?;
    }
    for (file, size) in &new.files {
        w.run(
            // one that did not open was taken in anew
            "INSERT INTO upload (sha256, case_id, size) VALUES (?1, ?2, ?3)
             ON CONFLICT (sha256, case_id) DO UPDATE SET broken = ''",
            (file.as_str(), new.case.to_string(), size),
        )?;
    }
    Ok(())
}

/// What opens no more of an older version, and is neither in this one nor followed that one, goes nowhere.
fn forget_broken(w: &Write<'_>, new: &NewEntry) -> Result<(), StoreError> {
    let files: Vec<_> = new.files.iter().map(|(file, _)| file).collect();
    w.run(
        "DELETE FROM upload WHERE case_id = ?1 AND complete = 0 AND broken NOT IN ('', ?2)
         AND sha256 NOT IN (SELECT value FROM json_each(?3))
         AND NOT EXISTS (SELECT 1 FROM outbox o WHERE o.case_id = ?1 AND o.kind = ?4 AND instr(o.payload, upload.sha256) > 0)",
        (
            new.case.to_string(),
            UNWANTED,
            serde_json::to_string(&files)?,
            serde_json::to_value(EntryType::MaterialAttach)?.as_str(),
        ),
    )?;
    Ok(())
}

impl Store {
    /// Takes the gateway's verdicts and proofs of a lane in one transaction, and gives how many were new. A verdict already
    /// known is kept as it is.
    ///
    /// # Errors
    /// Database.
    pub fn take_verdicts(
        &mut self,
        epoch: Epoch,
        lane: u8,
        verdicts: &[Verdict],
        proofs: &[Proof],
        at: Moment,
    ) -> Result<usize, StoreError> {
        let epoch = epoch.to_string();
        self.write(|w| {
            // of an entry that was judged before as well: its proof may have been lost on the way
            proofs.iter().try_for_each(|proof| keep_proof(w, proof))?;
            let mut fresh = 0;
            for verdict in verdicts {
                fresh += usize::from(take_verdict(w, &epoch, lane, verdict, proofs, at)?);
            }
            Ok(fresh)
        })
    }

    /// Cases with something unsent, with the bytes of entries and files that wait.
    ///
    /// # Errors
    /// Database.
    pub fn waiting_cases(&self) -> Result<Vec<(CaseId, u64, u64, u64)>, StoreError> {
        let sql = format!(
            "SELECT case_id, sum(entry), sum(missing), sum(size) FROM (
               SELECT case_id, octet_length(payload) AS entry, 0 AS missing, 0 AS size FROM outbox WHERE verdict IS NULL
               UNION ALL
               SELECT case_id, 0, size - sent, size FROM upload WHERE {STILL_GOES})
             GROUP BY case_id ORDER BY 2 DESC, 3"
        );
        let mut query = self.db.connection().prepare_cached(&sql)?;
        let mut rows = query.query([])?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            let case: String = row.get(0)?;
            found.push((
                case.parse().map_err(StoreError::unreadable)?,
                row.get(1)?,
                row.get(2)?,
                row.get(3)?,
            ));
        }
        Ok(found)
    }

    /// The gateway's proof of a version.
    ///
    /// # Errors
    /// Database.
    pub fn proof(&self, case: CaseId, rev: u32) -> Result<Option<Proof>, StoreError> {
        let text: Option<String> = self
            .db
            .connection()
            .ask("SELECT proof FROM proof WHERE case_id = ?1 AND rev = ?2", (case.to_string(), rev), |r| {
                r.get(0)
            })
            .optional()?;
        Ok(text.map(|t| serde_json::from_str(&t)).transpose()?)
    }

    /// A version of the case was handed to the line, and the gateway has it or may have it. What it held is as if it never
    /// went, unless the case is there already, from another history of this data.
    ///
    /// # Errors
    /// Database.
    pub fn was_sent(&self, case: CaseId) -> Result<bool, StoreError> {
        let sql = "SELECT EXISTS (SELECT 1 FROM outbox WHERE case_id = ?1 AND kind IN ('case.submit', 'case.correct')
              AND (coalesce(verdict ->> '$.verdict', '') <> 'held' OR verdict ->> '$.code' = 'state'))
            OR EXISTS (SELECT 1 FROM step WHERE case_id = ?1 AND clock = 'gateway' AND act <> 'hold')";
        Ok(self.db.connection().ask(sql, [case.to_string()], |r| r.get(0))?)
    }

    /// Entries the gateway took since a moment of its own clock, for today's count.
    ///
    /// # Errors
    /// Database.
    pub fn sent_since(&self, since: Moment) -> Result<u32, StoreError> {
        Ok(self.db.connection().ask(
            "SELECT count(DISTINCT case_id) FROM step WHERE act = 'receive' AND at >= ?1",
            [since.millis()],
            |r| r.get(0),
        )?)
    }
}

/// What an entry says, from its row.
pub(crate) fn kind_of(text: String) -> Result<EntryType, StoreError> {
    Ok(serde_json::from_value(serde_json::Value::String(text))?)
}

/// The case an entry is of, and whether the case stands at what the entry said.
struct Judged {
    case: CaseId,
    kind: EntryType,
    state: State,
    newest: bool,
}

fn judged(w: &Write<'_>, epoch: &str, lane: u8, seq: u64) -> Result<Option<Judged>, StoreError> {
    let row: Option<(String, String, String, bool)> = w
        .ask(
            "SELECT c.id, o.kind, c.state, o.rev = c.version FROM outbox o JOIN case_file c ON c.id = o.case_id
             WHERE o.epoch = ?1 AND o.lane = ?2 AND o.seq = ?3 AND o.verdict IS NULL",
            (epoch, lane, seq),
            |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?)),
        )
        .optional()?;
    let Some((case, kind, state, newest)) = row else { return Ok(None) };
    let (case, state) = (case.parse(), state.parse());
    Ok(Some(Judged {
        case: case.map_err(StoreError::unreadable)?,
        kind: kind_of(kind)?,
        state: state.map_err(StoreError::unreadable)?,
        newest,
    }))
}

impl Judged {
    /// What the word on the entry does to the case, and why. A version speaks for the case as long as it is the newest and
    /// nothing overtook its word: an event may have moved the case on already, even to the next question.
    fn moved_by(&self, verdict: &Verdict) -> Option<(Act, State, String)> {
        let received = self.kind.receipt()?;
        let (act, note) = match verdict {
            Verdict::Accepted { .. } => (received, String::new()),
            Verdict::Held { code, detail, .. } => (Act::Hold, why_held(*code, detail)),
        };
        let overtaken = !self.newest
            || act == Act::ReceiveCorrection && self.state != State::Queued
            || self.state == State::WithdrawalRequested && self.is_there_all_the_same(verdict);
        let edge = self.state.take(act).ok().filter(|_| !overtaken)?;
        Some((act, edge.to, note))
    }

    /// The gateway held the entry and has the case nevertheless: a wish to have it back stands.
    fn is_there_all_the_same(&self, verdict: &Verdict) -> bool {
        let Verdict::Held { code, .. } = verdict else { return false };
        self.kind == EntryType::CaseCorrect || *code == HoldCode::State
    }

    /// The gateway does not know the case, because its version was held: why that was is what counts.
    fn fell_with_its_version(&self, code: HoldCode) -> bool {
        code == HoldCode::UnknownCase && matches!(self.state, State::Held | State::Voided)
    }
}

/// Why an entry was not taken, and what to do, in words for the counter.
fn why_held(code: HoldCode, detail: &str) -> String {
    let said = wording::held(&code.to_string(), detail);
    said.message + &said.next
}

/// A word that moves the case nowhere: that something was not taken stands in its history and in the list all the same.
fn note_held(w: &Write<'_>, judged: &Judged, verdict: &Verdict, at: Moment) -> Result<(), StoreError> {
    let Verdict::Held { code, detail, .. } = verdict else { return Ok(()) };
    let words = why_held(*code, detail);
    cases::add_step(
        w,
        judged.case,
        &cases::gateway_step(at, cases::GATEWAY, Act::Hold, judged.state, &words),
    )?;
    if !judged.fell_with_its_version(*code) {
        cases::set_note(w, judged.case, &words)?;
    }
    audit::add(w, at, "gateway", "verdict", &(judged.case, verdict))
}

fn take_verdict(
    w: &Write<'_>,
    epoch: &str,
    lane: u8,
    verdict: &Verdict,
    proofs: &[Proof],
    at: Moment,
) -> Result<bool, StoreError> {
    let Some(judged) = judged(w, epoch, lane, verdict.seq())? else { return Ok(false) };
    w.run(
        "UPDATE outbox SET verdict = ?4 WHERE epoch = ?1 AND lane = ?2 AND seq = ?3",
        (epoch, lane, verdict.seq(), serde_json::to_string(verdict)?),
    )?;
    if matches!(verdict, Verdict::Held { .. }) {
        uploads::let_go(w, judged.case)?;
    }
    let Some((act, to, note)) = judged.moved_by(verdict) else {
        note_held(w, &judged, verdict, at)?;
        return Ok(true);
    };
    let case = judged.case;
    // what was asked for after acceptance goes back to the review it came from
    let state = if act == Act::ReceiveCorrection && was_accepted(w, case)? { State::InReview } else { to };
    let at_gateway = proofs.iter().find(|p| p.body.case == case).map_or(at, |p| p.body.received_at);
    let step = cases::gateway_step(at_gateway, cases::GATEWAY, act, state, &note);
    cases::apply(w, &CaseChange { case, step, due: None, attention: &note, round: None })?;
    audit::add(w, at, "gateway", "verdict", &(case, verdict))?;
    Ok(true)
}

/// A word of the gateway about a version shows that it has it, where the verdict was lost on its way.
pub(crate) fn received(w: &Write<'_>, case: CaseId, rev: u32, at: Moment) -> Result<(), StoreError> {
    let sql = "SELECT o.kind FROM outbox o JOIN case_file c ON c.id = o.case_id
               WHERE o.case_id = ?1 AND o.rev = ?2 AND o.verdict IS NULL AND c.state = 'queued'
               AND o.kind IN ('case.submit', 'case.correct') LIMIT 1";
    let kind: Option<String> = w.ask(sql, (case.to_string(), rev), |r| r.get(0)).optional()?;
    let Some(act) = kind.map(kind_of).transpose()?.and_then(EntryType::receipt) else { return Ok(()) };
    let Ok(edge) = State::Queued.take(act) else { return Ok(()) };
    let state =
        if act == Act::ReceiveCorrection && was_accepted(w, case)? { State::InReview } else { edge.to };
    let step = cases::gateway_step(at, cases::GATEWAY, act, state, "");
    cases::apply(w, &CaseChange { case, step, due: None, attention: "", round: None })
}

fn was_accepted(w: &Write<'_>, case: CaseId) -> Result<bool, StoreError> {
    let sql = "SELECT 1 FROM step WHERE case_id = ?1 AND act IN ('accept', 'deem_accepted') LIMIT 1";
    Ok(w.ask(sql, [case.to_string()], |_| Ok(())).optional()?.is_some())
}

pub(crate) fn keep_proof(w: &Write<'_>, proof: &Proof) -> Result<(), StoreError> {
    w.run(
        "INSERT OR IGNORE INTO proof VALUES (?1, ?2, ?3)",
        (proof.body.case.to_string(), proof.body.rev, serde_json::to_string(proof)?),
    )?;
    Ok(())
}
