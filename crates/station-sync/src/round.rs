//! One round with the gateway.

use crate::anew::begin_anew;
use crate::fetch::{fetch_catalogue, fetch_papers};
use crate::push::push_entries;
use casework::case::FileHash;
use casework::moment::Moment;
use seal::{Digest, PublicKey, canonical};
use station_store::{Arrival, Identity, Setting, Store, StoreError, Upload};
use wire::batch::{BatchError, FileState, LogId};
use wire::down::{Event, Page, county_key_message, decision_message};
use wire::hello::{Hello, HelloAnswer, SignedHello};
use wire::{CASE_LANE, Exchange, LinkError};

/// Bytes of a file sent in one piece: what a thin line carries in a few seconds.
const PIECE: usize = 256 * 1024;
/// Bytes asked for in one page of events.
const PAGE: u32 = 64 * 1024;

/// Why a round ended early. Everything taken until then is kept.
#[derive(Debug, thiserror::Error)]
pub enum RoundError {
    /// The line or the gateway.
    #[error(transparent)]
    Link(#[from] LinkError),
    /// The station's own store.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// The gateway's copy of this log differs: a copied disk or a restored folder.
    #[error("the gateway knows another history of this station")]
    Fork,
    /// Proofs, events or a catalogue whose signature does not hold. Nothing of it was taken.
    #[error("an answer is not signed by the gateway this station enrolled with")]
    Forged,
    /// A value of ours that cannot be packed.
    #[error(transparent)]
    Batch(#[from] BatchError),
    /// The system gives no randomness.
    #[error(transparent)]
    Key(#[from] seal::sign::KeyError),
    /// A value without canonical form.
    #[error(transparent)]
    Canonical(#[from] canonical::NotCanonical),
    /// The station is not enrolled.
    #[error("not enrolled")]
    NotEnrolled,
}

/// Lends the store for a moment. The desk behind a lock implements it, and in tests the store itself.
pub trait StoreDoor {
    /// Runs `work` with the store.
    ///
    /// # Errors
    /// What `work` returns.
    fn with<T>(&self, work: impl FnOnce(&mut Store) -> Result<T, StoreError>) -> Result<T, StoreError>;
    /// The station's clock.
    fn now(&self) -> Moment;
    /// Called between steps; true ends the round early (the person pressed 暂停 or the program closes).
    fn stop(&self) -> bool {
        false
    }
    /// What is going on, for the send page.
    fn progress(&self, _progress: Progress) {}
}

/// What a round is doing.
#[derive(Clone, Debug, PartialEq)]
pub enum Progress {
    /// Asking where both sides stand.
    Hello,
    /// Sending entries.
    Entries {
        /// So many in this batch.
        count: usize,
    },
    /// Sending a file.
    File {
        /// Which.
        file: FileHash,
        /// Bytes the gateway has.
        sent: u64,
        /// Of so many.
        size: u64,
    },
    /// Fetching what the county said.
    Events,
}

/// What a round did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Report {
    /// Entries that got their verdict.
    pub entries: usize,
    /// Files completed.
    pub files: usize,
    /// Events applied.
    pub events: usize,
    /// Papers of the authority that came.
    pub papers: usize,
    /// Papers that came and do not hold: kept apart, fetched again next time.
    pub held: usize,
    /// A new catalogue came.
    pub catalogue: bool,
}

/// Does one round. After a fork what waits is queued anew in a new epoch, for the next round.
///
/// # Errors
/// [`RoundError`]; what was taken before stays taken.
pub fn round(door: &impl StoreDoor, exchange: &(impl Exchange + Sync)) -> Result<Report, RoundError> {
    let identity = door.with(|s| s.identity())?.ok_or(RoundError::NotEnrolled)?;
    let done = round_as(door, exchange, &identity);
    if matches!(done, Err(RoundError::Fork)) {
        begin_anew(door, &identity)?;
    }
    done
}

fn round_as(
    door: &impl StoreDoor,
    exchange: &(impl Exchange + Sync),
    identity: &Identity,
) -> Result<Report, RoundError> {
    let mut report = Report::default();
    door.progress(Progress::Hello);
    let answer = say_hello(door, exchange, identity)?;
    report.entries = push_entries(door, exchange, identity)?;
    report.files = send_files(door, exchange, &answer)?;
    door.progress(Progress::Events);
    report.events = pull_events(door, exchange, identity, &answer.session)?;
    (report.papers, report.held) = fetch_papers(door, exchange, &answer.session)?;
    report.catalogue = fetch_catalogue(door, exchange, identity, &answer)?;
    door.with(|s| s.set(Setting::LastContact, &door.now()))?;
    Ok(report)
}

pub(crate) fn log_of(identity: &Identity) -> LogId {
    let certificate = &identity.enrolment.certificate;
    LogId {
        station: certificate.station.clone(),
        device: certificate.device,
        epoch: identity.epoch,
        lane: CASE_LANE,
    }
}

fn say_hello(
    door: &impl StoreDoor,
    exchange: &impl Exchange,
    identity: &Identity,
) -> Result<HelloAnswer, RoundError> {
    let (seq, head, cursor, unfinished) = door.with(|store| {
        let (seq, head) = store.lane_head(identity, CASE_LANE)?;
        let uploads = store.waiting_uploads(16)?;
        Ok((seq, head, store.cursor()?.0, uploads.into_iter().map(|u| u.sha256).collect()))
    })?;
    let hello = Hello {
        log: log_of(identity),
        seq,
        head,
        cursor,
        unfinished,
        program: env!("CARGO_PKG_VERSION").to_owned(),
        clock: door.now(),
    };
    let answer = exchange.hello(&SignedHello::sign(hello, &identity.key)?)?;
    let ahead = answer.accepted_through > seq;
    let differs = answer.accepted_through == seq && seq > 0 && answer.head != head;
    if ahead || differs {
        return Err(RoundError::Fork);
    }
    note_files(door, &answer.files)?;
    Ok(answer)
}

pub(crate) fn note_files(door: &impl StoreDoor, files: &[FileState]) -> Result<(), StoreError> {
    door.with(|store| files.iter().try_for_each(|f| store.upload_stands(&f.sha256, f.offset, f.complete)))
}

fn send_files(
    door: &impl StoreDoor,
    exchange: &impl Exchange,
    answer: &HelloAnswer,
) -> Result<usize, RoundError> {
    let mut done = 0;
    loop {
        let waiting = door.with(|s| s.waiting_uploads(1))?;
        let (Some(upload), false) = (waiting.into_iter().next(), door.stop()) else {
            return Ok(done);
        };
        if send_file(door, exchange, &answer.session, &upload)? {
            done += 1;
        } else {
            return Ok(done);
        }
    }
}

/// Sends a file from where the gateway stands; false when the round was stopped on the way.
fn send_file(
    door: &impl StoreDoor,
    exchange: &impl Exchange,
    session: &str,
    upload: &Upload,
) -> Result<bool, RoundError> {
    let bytes = door.with(|s| s.files().read(&upload.sha256))?;
    let mut sent = usize::try_from(upload.sent).unwrap_or(0).min(bytes.len());
    while !door.stop() {
        let end = (sent + PIECE).min(bytes.len());
        let piece = &bytes[sent..end];
        let offset = u64::try_from(sent).unwrap_or(0);
        let state = exchange.append(session, &upload.sha256, offset, piece, end == bytes.len())?;
        door.with(|s| s.upload_stands(&upload.sha256, state.offset, state.complete))?;
        door.progress(Progress::File { file: upload.sha256.clone(), sent: state.offset, size: upload.size });
        if state.complete {
            return Ok(true);
        }
        let stands = usize::try_from(state.offset).unwrap_or(0);
        if stands <= sent && end == bytes.len() {
            // all of it was sent and the gateway is not content: it says so with its own problem next time
            return Ok(false);
        }
        sent = stands.min(bytes.len());
    }
    Ok(false)
}

fn pull_events(
    door: &impl StoreDoor,
    exchange: &impl Exchange,
    identity: &Identity,
    session: &str,
) -> Result<usize, RoundError> {
    let mut done = 0;
    while !door.stop() {
        let (cursor, head) = door.with(|s| s.cursor())?;
        let page = exchange.pull(session, cursor, PAGE)?;
        if page.events.is_empty() {
            break;
        }
        let arrivals = verified(&page, cursor, &head, identity)?;
        done += arrivals.len();
        door.with(|s| s.take_events(&arrivals))?;
        if !page.more {
            break;
        }
    }
    Ok(done)
}

/// Reads a page; refuses it whole when chain, gateway signature, addressee or a county's signature does not hold.
pub(crate) fn verified(
    page: &Page,
    cursor: u64,
    head: &Digest,
    identity: &Identity,
) -> Result<Vec<Arrival>, RoundError> {
    let gateway = &identity.enrolment.gateway;
    if !page.follows(head, cursor + 1, gateway) {
        return Err(RoundError::Forged);
    }
    let certificate = &identity.enrolment.certificate;
    let mut hash = *head;
    let mut arrivals = Vec::with_capacity(page.events.len());
    for (raw, dseq) in page.events.iter().zip(cursor + 1..) {
        let (header, event) = raw.read().map_err(|_| RoundError::Forged)?;
        let ours = header.dseq == dseq
            && header.station == certificate.station
            && header.device == certificate.device;
        if !ours || !decision_holds(&event, gateway, certificate.station.county().as_str())? {
            return Err(RoundError::Forged);
        }
        hash = raw.hash(&hash);
        arrivals.push(Arrival { raw: raw.clone(), hash, header, event });
    }
    Ok(arrivals)
}

fn decision_holds(event: &Event, gateway: &PublicKey, county: &str) -> Result<bool, RoundError> {
    let Event::Decided { decided, key, signature, key_signature } = event else {
        return Ok(true);
    };
    Ok(gateway.verifies(&county_key_message(county, key), key_signature)
        && key.verifies(&decision_message(decided)?, signature))
}
