//! The bundle that goes back: what the gateway says to everything that came, and what the county said meanwhile.

use super::{ImportError, Taken};
use casework::case::FileHash;
use casework::moment::Moment;
use gateway_store::{DeviceId, Store, StoreError};
use std::path::Path;
use wire::PushAnswer;
use wire::batch::LogId;
use wire::bundle::{
    Addressed, Answer, Frame, Header, LaneRange, PIECE, PackNote, Piece, Stand, Volumes, Way, Written,
};
use wire::down::{Event, Page};

/// Entries or files answered in one frame.
const AT_ONCE: u64 = 50;
/// Bytes of events in one frame.
const PAGE: u32 = 64 * 1024;

/// Writes the answer to the volumes of one device's bundle into a folder. `taken` are those that came, in their order.
///
/// # Errors
/// [`ImportError::Store`], [`ImportError::Bundle`] for a folder that cannot be written to.
pub fn reply(
    store: &Store,
    taken: &[Taken],
    folder: &Path,
    volume: u64,
    now: Moment,
) -> Result<Option<Written>, ImportError> {
    let Some(newest) = taken.iter().max_by_key(|taken| taken.header.number) else { return Ok(None) };
    let up = &newest.header;
    let owner = DeviceId { station: up.station.clone(), device: up.device };
    let lanes = lanes_of(taken, up);
    let cursor = agreed(store, &owner, up)?;
    let header = Header {
        way: Way::Down,
        volume: 1,
        before: seal::Digest::ZERO,
        made_at: now,
        program: env!("CARGO_PKG_VERSION").to_owned(),
        lanes: lanes.clone(),
        cursor,
        cursor_head: None,
        wanted: store.awaited_files(&up.station, up.number)?,
        catalogue: None,
        ..up.clone()
    };
    let (to, from) = (store.key_of(&owner)?, store.keys().gateway());
    let keys = Addressed { from, to: &to };
    let mut writing = Writing { store, owner, volumes: Volumes::begin(folder, header, keys, volume)? };
    for lane in &lanes {
        writing.lane(up, lane, missing_in(taken, lane.lane))?;
    }
    writing.files(up, taken)?;
    let papers = writing.events(cursor)?;
    for paper in papers.iter().chain(&up.wanted) {
        writing.paper(paper)?;
    }
    writing.pack(up)?;
    Ok(Some(writing.volumes.finish()?))
}

/// Up to where the station has the events that are told here: none of them where it was told others.
fn agreed(store: &Store, owner: &DeviceId, up: &Header) -> Result<u64, StoreError> {
    let Some(head) = up.cursor_head else { return Ok(up.cursor) };
    Ok(if store.events_hash_at(owner, up.cursor)? == Some(head) { up.cursor } else { 0 })
}

/// The stretches that all volumes of the epoch name together.
fn lanes_of(taken: &[Taken], up: &Header) -> Vec<LaneRange> {
    let mut lanes: Vec<LaneRange> = Vec::new();
    let same = taken.iter().filter(|taken| taken.header.epoch == up.epoch);
    for range in same.flat_map(|taken| &taken.header.lanes) {
        match lanes.iter_mut().find(|lane| lane.lane == range.lane) {
            None => lanes.push(*range),
            Some(lane) => {
                lane.last = lane.last.max(range.last);
                if range.first < lane.first {
                    (lane.first, lane.before) = (range.first, range.before);
                }
            }
        }
    }
    lanes
}

fn missing_in(taken: &[Taken], lane: u8) -> Option<u64> {
    taken.iter().filter_map(|taken| taken.faults.missing.get(&lane)).map(|(first, _)| *first).min()
}

struct Writing<'a> {
    store: &'a Store,
    owner: DeviceId,
    volumes: Volumes<'a>,
}

impl Writing<'_> {
    fn log(&self, up: &Header, lane: u8) -> LogId {
        LogId { station: up.station.clone(), device: up.device, epoch: up.epoch, lane }
    }

    /// How far a lane was taken, and the words on what the bundle named of it.
    fn lane(&mut self, up: &Header, range: &LaneRange, missing: Option<u64>) -> Result<(), ImportError> {
        let log = self.log(up, range.lane);
        let (accepted_through, head) = self.store.stand_of(&log)?;
        // a later bundle or the line may have closed the gap
        let missing = missing.filter(|first| *first > accepted_through);
        // what the station had our word on when it made the newest bundle, and this gateway does not have: it was restored
        let newest = up.lanes.iter().find(|newest| newest.lane == range.lane);
        let forgotten = newest.filter(|newest| accepted_through + 1 < newest.first);
        let missing = forgotten.map(|_| accepted_through + 1).or(missing);
        self.volumes.add(&Frame::Stand(Stand { log: log.clone(), accepted_through, head, missing }))?;
        let mut first = range.first;
        while first <= range.last.min(accepted_through) {
            let last = range.last.min(first + AT_ONCE - 1);
            let answer = self.store.answer_between(&log, first, last)?;
            self.volumes.add(&Frame::Answer(Answer { log: log.clone(), answer }))?;
            first = last + 1;
        }
        Ok(())
    }

    /// How much is here of the files that came, also of those whose entries were taken long ago.
    fn files(&mut self, up: &Header, taken: &[Taken]) -> Result<(), ImportError> {
        let brought: Vec<FileHash> = taken.iter().flat_map(|taken| &taken.brought).cloned().collect();
        let log = self.log(up, wire::CASE_LANE);
        let (accepted_through, head) = self.store.stand_of(&log)?;
        for some in brought.chunks(10 * AT_ONCE as usize) {
            let files = self.store.file_states(&up.station, some)?;
            let answer = PushAnswer {
                accepted_through,
                head,
                verdicts: Vec::new(),
                proofs: Vec::new(),
                files,
                waits: None,
            };
            self.volumes.add(&Frame::Answer(Answer { log: log.clone(), answer }))?;
        }
        Ok(())
    }

    /// Everything behind the cursor; gives the papers that are announced in it.
    fn events(&mut self, mut cursor: u64) -> Result<Vec<FileHash>, ImportError> {
        let mut papers = Vec::new();
        loop {
            let page = match self.store.pull(&self.owner, cursor, PAGE) {
                // to a station of before, a gateway that was restored knows less than it said: the line tells that story
                Err(StoreError::Gap { .. }) => return Ok(papers),
                page => page?,
            };
            if page.events.is_empty() {
                return Ok(papers);
            }
            cursor += page.events.len() as u64;
            papers.extend(papers_in(&page));
            let more = page.more;
            self.volumes.add(&Frame::Page(page))?;
            if !more {
                return Ok(papers);
            }
        }
    }

    fn paper(&mut self, file: &FileHash) -> Result<(), ImportError> {
        match self.store.paper_for(&self.owner, file) {
            Ok(bytes) => self.whole(file, &bytes),
            Err(StoreError::NotFound) => Ok(()),
            Err(error) => Err(error.into()),
        }
    }

    /// The catalogue in force, where the station has another one.
    fn pack(&mut self, up: &Header) -> Result<(), ImportError> {
        let in_force = self.store.catalogue_of(&up.station.county())?;
        let Some(edition) = in_force.filter(|edition| up.catalogue.as_ref() != Some(edition)) else {
            return Ok(());
        };
        let pack = self.store.pack(&edition.publisher, edition.version)?;
        let hash = edition.hash.clone();
        self.volumes.add(&Frame::Pack(PackNote { edition, signature: pack.signature }))?;
        self.whole(&hash, &pack.bytes)
    }

    fn whole(&mut self, file: &FileHash, bytes: &[u8]) -> Result<(), ImportError> {
        let pieces = bytes.len().div_ceil(PIECE);
        for (at, bytes) in bytes.chunks(PIECE).enumerate() {
            let (offset, last) = ((at * PIECE) as u64, at + 1 == pieces);
            let piece = Piece { file: file.clone(), offset, last, bytes: bytes.to_vec() };
            self.volumes.add(&Frame::Piece(piece))?;
        }
        Ok(())
    }
}

fn papers_in(page: &Page) -> impl Iterator<Item = FileHash> + '_ {
    let events = page.events.iter().filter_map(|event| event.read().ok());
    events.filter_map(|(_, event)| match event {
        Event::Decided { decided, .. } => decided.paper.map(|paper| paper.sha256),
        _ => None,
    })
}
