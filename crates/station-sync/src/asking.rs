//! From what the core wants to the bytes that leave. Reads the store, changes nothing.

use crate::batches::{PackedBatch, Packing, packed_behind};
use crate::core::{Ask, Facts, Waiting};
use crate::door::{Progress, RoundError, StoreDoor};
use crate::history;
use crate::talk::Known;
use casework::case::FileHash;
use station_store::{Arriving, Identity, LaneQueue, Most, Store, StoreError, Upload};
use wire::batch::LogId;
use wire::chunks;
use wire::entry::{CatalogueEdition, Epoch};
use wire::exchange::Part;
use wire::hello::{Hello, SignedHello};
use wire::lane::LANES;
use wire::packing::Effort;
use wire::{CASE_LANE, MAX_BATCH_ENTRIES, MAX_BATCH_PLAIN, Request};

/// Bytes asked for in one page of events.
const PAGE: u32 = 64 * 1024;
/// Files that a hello asks after.
const ASKED_AFTER: u32 = 16;
/// What packing makes of entries at the most careful guess: a batch is taken so much larger than it may leave.
const PACKED: usize = 4;

/// A question ready to leave.
pub(crate) struct Parcel {
    pub request: Request,
    pub ask: Ask,
    /// In which it was made: an answer that comes after a new one began speaks of the old one.
    pub epoch: Epoch,
    pub contents: Contents,
}

/// What a parcel carries, for when the answer is here.
pub(crate) enum Contents {
    /// Nothing that must be remembered.
    Nothing,
    /// Entries up to a sequence.
    Entries { count: usize, through: u64, with_dictionary: bool },
    /// A piece of a file.
    Piece { upload: Upload, end: u64 },
}

impl Parcel {
    pub fn through(&self) -> u64 {
        match self.contents {
            Contents::Entries { through, .. } => through,
            _ => 0,
        }
    }

    /// Who reads it must have a dictionary.
    pub fn needs_dictionary(&self) -> bool {
        matches!(self.contents, Contents::Entries { with_dictionary: true, .. })
    }

    /// It carries what the gateway forgot of a life that is over.
    pub fn is_of_a_life_before(&self) -> bool {
        matches!(self.ask, Ask::Push { epoch, .. } if epoch != self.epoch)
    }
}

/// Whose log it is.
pub(crate) fn log_of(identity: &Identity, lane: u8) -> LogId {
    let certificate = &identity.enrolment.certificate;
    LogId { station: certificate.station.clone(), device: certificate.device, epoch: identity.epoch, lane }
}

/// What waits now.
pub(crate) fn facts(door: &impl StoreDoor, known: &Known) -> Result<Facts, RoundError> {
    let lanes = door.with(|store| match history::next_gap(store, &known.identity, &known.gaps)? {
        // what was forgotten goes before all else, one lane after the other: what waits may speak of it
        Some(gap) => Ok(vec![Waiting { epoch: gap.epoch, lane: gap.lane, last: gap.through }]),
        None => {
            let waiting = LANES.into_iter().map(|lane| waiting(store, &known.identity, lane));
            waiting.filter_map(Result::transpose).collect()
        }
    })?;
    Ok(Facts {
        lanes,
        files: known.uploads.iter().map(|upload| upload.sha256.clone()).collect(),
        papers: known.awaited_papers(),
    })
}

/// What waits in a lane. One whose first entry follows one of another lane waits for that one; in the lane of the cases
/// nothing does.
fn waiting(store: &Store, identity: &Identity, lane: u8) -> Result<Option<Waiting>, StoreError> {
    let Some(LaneQueue { last, behind, .. }) = store.waiting(identity, lane)? else { return Ok(None) };
    let held_up = lane != CASE_LANE && behind.is_some();
    Ok((!held_up).then_some(Waiting { epoch: identity.epoch, lane, last }))
}

/// Makes the question; None when there is nothing to ask after all.
pub(crate) fn parcel(
    door: &impl StoreDoor,
    known: &mut Known,
    ask: Ask,
) -> Result<Option<Parcel>, RoundError> {
    let session = known.session.clone();
    let (request, contents) = match &ask {
        Ask::Hello => (hello(door, known)?, Contents::Nothing),
        Ask::Push { epoch, lane, behind, bytes, swift } => {
            match push(door, known, (*epoch, *lane), *behind, (*bytes, *swift))? {
                Some(push) => push,
                None => return Ok(None),
            }
        }
        Ask::Append { file, bytes } => match piece(door, known, file, *bytes)? {
            Some(piece) => piece,
            None => return Ok(None),
        },
        Ask::Pull => {
            door.progress(Progress::Events);
            let (cursor, _) = door.with(|store| store.cursor())?;
            (Request::Pull { session, cursor, max_bytes: PAGE }, Contents::Nothing)
        }
        Ask::Fetch { file, bytes } => {
            let part = next_part(door, Arriving::Paper(file), *bytes)?;
            (Request::Fetch { session, file: file.clone(), part }, Contents::Nothing)
        }
        Ask::Catalogue { bytes } => {
            let Some(CatalogueEdition { publisher, version, hash }) = known.catalogue.clone() else {
                return Ok(None);
            };
            let old = door.with(|store| store.newest_pack_of(&publisher))?.filter(|_| !known.whole_pack);
            let since = old.map(|pack| pack.version);
            let part = next_part(door, Arriving::Pack(&hash, since), *bytes)?;
            (Request::Catalogue { session, publisher, version, since, part }, Contents::Nothing)
        }
    };
    Ok(Some(Parcel { request, ask, epoch: known.identity.epoch, contents }))
}

/// From where it stands.
fn next_part(door: &impl StoreDoor, what: Arriving<'_>, bytes: usize) -> Result<Part, StoreError> {
    let from = door.with(|store| store.arrived(what))?;
    Ok(Part { from, most: u32::try_from(bytes).unwrap_or(u32::MAX) })
}

fn hello(door: &impl StoreDoor, known: &Known) -> Result<Request, RoundError> {
    door.progress(Progress::Hello);
    let identity = &known.identity;
    let (lanes, (seq, head), cursor, unfinished) = door.with(|store| {
        let unfinished =
            store.waiting_uploads(ASKED_AFTER)?.into_iter().map(|upload| upload.sha256).collect();
        let stands = store.lane_heads(identity)?;
        Ok((stands, store.lane_head(identity, CASE_LANE)?, store.cursor()?.0, unfinished))
    })?;
    let hello = Hello {
        log: log_of(identity, CASE_LANE),
        lanes,
        seq,
        head,
        cursor,
        unfinished,
        program: env!("CARGO_PKG_VERSION").to_owned(),
        clock: door.now(),
    };
    Ok(Request::Hello(Box::new(SignedHello::sign(hello, &identity.key)?)))
}

/// The next batch of a lane: at most about so many packed bytes, at least one entry.
fn push(
    door: &impl StoreDoor,
    known: &mut Known,
    (epoch, lane): (Epoch, u8),
    behind: u64,
    (bytes, swift): (usize, bool),
) -> Result<Option<(Request, Contents)>, RoundError> {
    let mut most = Most { entries: MAX_BATCH_ENTRIES as u32, bytes: (bytes * PACKED).min(MAX_BATCH_PLAIN) };
    let gap = known.gaps.iter().find(|gap| gap.epoch == epoch && gap.lane == lane);
    let gap =
        gap.map(|gap| (behind.max(gap.behind), gap.through)).filter(|(behind, through)| behind < through);
    let (behind, again) = gap.map_or((behind, false), |(behind, _)| (behind, true));
    let of = Identity { epoch, ..known.identity.clone() };
    let packing = match swift {
        true => Packing { again, effort: Effort::Quick, dictionaries: None },
        false => Packing { again, effort: Effort::Hard, dictionaries: Some(&mut known.dictionaries) },
    };
    let batch = packed_behind(door, &of, lane, behind, &mut most, packing)?;
    let Some(PackedBatch { packed, count, through, with_dictionary, .. }) = batch else { return Ok(None) };
    door.progress(Progress::Entries { count });
    Ok(Some((Request::Push(packed), Contents::Entries { count, through, with_dictionary })))
}

/// The next piece of a file, from where the gateway stands.
fn piece(
    door: &impl StoreDoor,
    known: &Known,
    file: &FileHash,
    most: usize,
) -> Result<Option<(Request, Contents)>, RoundError> {
    let Some(upload) = known.uploads.iter().find(|upload| upload.sha256 == *file).cloned() else {
        return Ok(None);
    };
    let size = usize::try_from(upload.size).unwrap_or(usize::MAX);
    let begin = usize::try_from(upload.sent).unwrap_or(usize::MAX).min(size);
    let end = begin.saturating_add(most).min(size);
    let stretch = chunks::begin_of(begin)..end;
    let mut bytes = match door.with(|store| store.files().read_stretch(file, stretch)) {
        Ok(bytes) => bytes,
        // it does not open any more: said beside its case, and in nobody's way
        Err(error) => {
            door.with(|store| store.upload_is_broken(file, &error.to_string()))?;
            return Ok(None);
        }
    };
    door.progress(Progress::File { file: file.clone(), sent: upload.sent, size: upload.size });
    let chunks = chunks::ended_within(&bytes, begin..end, size);
    let request = Request::Append {
        session: known.session.clone(),
        file: file.clone(),
        offset: begin as u64,
        bytes: bytes.split_off(begin - chunks::begin_of(begin)),
        last: end == size,
        chunks,
    };
    Ok(Some((request, Contents::Piece { upload, end: end as u64 })))
}
