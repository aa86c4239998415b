//! Taking a bundle in. Everything in it may have come before, by line or by stick: that changes nothing, and so a bundle
//! that was cut off is simply read again.

use super::{ImportError, not_for_us};
use casework::case::FileHash;
use casework::moment::Moment;
use casework::place::CountyCode;
use gateway_store::{DeviceId, Store, StoreError};
use std::collections::{BTreeMap, BTreeSet};
use std::fs::File;
use std::io::BufReader;
use std::path::Path;
use wire::Batch;
use wire::batch::Verdict;
use wire::bundle::{Frame, Header, Index, Piece, Reader, Unread, Way, open};
use wire::entry::After;

/// A device's bundle as far as it was taken.
#[derive(Debug)]
pub struct Taken {
    /// What the bundle says it is.
    pub header: Header,
    /// Entries that were taken, now or before.
    pub entries: u64,
    /// Entries among them that are held, each with a reason.
    pub held: u64,
    /// Files that are whole here now.
    pub files: u64,
    /// Files of whatever state that the bundle brought.
    pub brought: BTreeSet<FileHash>,
    /// What was wrong beside.
    pub faults: Faults,
    /// What the maker counted; None when the bundle ended too soon.
    pub end: Option<Index>,
}

/// What stands in the way of taking all of a bundle that is sound by itself.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Faults {
    /// The bundle begins behind a gap, or follows what has not come: per lane the first and the last entry that are missing.
    pub missing: BTreeMap<u8, (u64, u64)>,
    /// Another history of the same device is known: a copied or restored computer.
    pub fork: bool,
    /// Files that no taken entry names, or that begin in another volume.
    pub waiting: u64,
    /// Files whose bytes do not make their name.
    pub damaged: u64,
    /// Batches that are not what they should be.
    pub refused: u64,
}

impl Faults {
    /// Of several gaps in a lane the first one counts: what fills it comes before all else.
    fn misses(&mut self, lane: u8, gap: (u64, u64)) {
        let known = self.missing.entry(lane).or_insert(gap);
        *known = gap.min(*known);
    }
}

/// Takes one volume in. `county`: only from its stations.
///
/// # Errors
/// [`ImportError`]; the taken part is told beside it and stays.
pub fn take(
    store: &Store,
    path: &Path,
    county: Option<&CountyCode>,
    now: impl Fn() -> Moment,
) -> Result<(Taken, Result<(), ImportError>), ImportError> {
    let (mut before, mut first) = (0, true);
    loop {
        let (taken, done) = pass(store, path, county, &now)?;
        // what lay here of a file was spoilt and has gone: the same bundle has all of it
        let spoilt = first && taken.faults.damaged > 0;
        // lanes follow each other in no fixed order: what came in now may be what another one missed
        let fills = !taken.faults.missing.is_empty() && taken.entries > before;
        if done.is_err() || !(spoilt || fills) {
            return Ok((taken, done));
        }
        (before, first) = (taken.entries, false);
    }
}

fn pass(
    store: &Store,
    path: &Path,
    county: Option<&CountyCode>,
    now: &impl Fn() -> Moment,
) -> Result<(Taken, Result<(), ImportError>), ImportError> {
    let gateway = store.keys().gateway();
    let file = BufReader::new(File::open(path)?);
    let unread = open(gateway, file).map_err(|error| not_for_us(error, &gateway.public().id()))?;
    let owner = owner_of(&unread, store, county)?;
    let (header, reader) = unread.by(&store.key_of(&owner)?)?;
    let mut taken = Taken {
        header,
        entries: 0,
        held: 0,
        files: 0,
        brought: BTreeSet::new(),
        faults: Faults::default(),
        end: None,
    };
    let done = Taking { store, owner, taken: &mut taken, whole: BTreeSet::new() }.all(reader, now);
    Ok((taken, done))
}

/// Whose bundle it says it is; the signature decides.
fn owner_of<R: std::io::Read>(
    unread: &Unread<R>,
    store: &Store,
    county: Option<&CountyCode>,
) -> Result<DeviceId, ImportError> {
    let Header { way, station, device, gateway, .. } = unread.header();
    if *gateway != store.keys().gateway().public().id() {
        return Err(ImportError::OtherGateway);
    }
    if *way == Way::Down {
        return Err(ImportError::GoesDown(station.clone()));
    }
    if county.is_some_and(|county| *county != station.county()) {
        return Err(ImportError::OtherCounty(station.clone()));
    }
    let owner = DeviceId { station: station.clone(), device: *device };
    match store.key_of(&owner) {
        Err(StoreError::NotAuthorised) => {
            Err(ImportError::UnknownStation { station: station.clone(), device: device.get() })
        }
        Err(error) => Err(error.into()),
        Ok(_) => Ok(owner),
    }
}

struct Taking<'a> {
    store: &'a Store,
    owner: DeviceId,
    taken: &'a mut Taken,
    whole: BTreeSet<FileHash>,
}

impl Taking<'_> {
    fn all(
        mut self,
        mut reader: Reader<BufReader<File>>,
        now: &impl Fn() -> Moment,
    ) -> Result<(), ImportError> {
        while let Some(frame) = reader.next_frame()? {
            match frame {
                Frame::Batch(packed) => self.batch(&packed, now())?,
                Frame::Piece(piece) => self.piece(&piece, now())?,
                // what only goes back
                _ => self.taken.faults.refused += 1,
            }
        }
        self.taken.end = reader.end();
        Ok(())
    }

    /// The same transaction as a push.
    fn batch(&mut self, packed: &[u8], now: Moment) -> Result<(), ImportError> {
        let Some(batch) = self.store.unpack(packed).ok().filter(|batch| self.is_of(batch)) else {
            self.taken.faults.refused += 1;
            return Ok(());
        };
        match self.store.push(packed, now) {
            Ok(answer) => {
                self.taken.entries += answer.verdicts.len() as u64;
                if let Some(After { lane, seq }) = answer.waits {
                    self.taken.faults.misses(lane, (seq, seq));
                }
                let held = answer.verdicts.iter().filter(|verdict| matches!(verdict, Verdict::Held { .. }));
                self.taken.held += held.count() as u64;
            }
            Err(StoreError::Gap { expected }) => {
                self.taken.faults.misses(batch.log.lane, (expected, batch.first_seq - 1));
            }
            Err(StoreError::Fork { .. }) => self.taken.faults.fork = true,
            Err(StoreError::Batch(_) | StoreError::Entry(_)) => self.taken.faults.refused += 1,
            Err(error) => return Err(error.into()),
        }
        Ok(())
    }

    fn is_of(&self, batch: &Batch) -> bool {
        batch.log.station == self.owner.station && batch.log.device == self.owner.device
    }

    /// The same append as over the line, from where the file stands: the line may carry it at the same time.
    fn piece(&mut self, piece: &Piece, now: Moment) -> Result<(), ImportError> {
        self.taken.brought.insert(piece.file.clone());
        let (mut offset, end) = (piece.offset, piece.offset + piece.bytes.len() as u64);
        loop {
            let skip = usize::try_from(offset - piece.offset).unwrap_or(usize::MAX);
            let bytes = piece.bytes.get(skip..).unwrap_or_default();
            match self.store.append(&self.owner, &piece.file, offset, bytes, piece.last, now) {
                Ok(state) => {
                    if state.complete && self.whole.insert(piece.file.clone()) {
                        self.taken.files += 1;
                    }
                    return Ok(());
                }
                Err(StoreError::FileOffset { have })
                    if have > offset && (have < end || ends(piece, have)) =>
                {
                    offset = have;
                }
                Err(StoreError::FileOffset { have }) if have >= end => return Ok(()),
                Err(StoreError::NotFound | StoreError::FileOffset { .. }) => {
                    self.taken.faults.waiting += u64::from(piece.last);
                    return Ok(());
                }
                Err(StoreError::FileHash | StoreError::TooLarge { .. }) => {
                    self.taken.faults.damaged += 1;
                    return Ok(());
                }
                Err(error) => return Err(error.into()),
            }
        }
    }
}

/// All bytes are here and nobody has said yet that the file ends with them.
fn ends(piece: &Piece, have: u64) -> bool {
    piece.last && have == piece.offset + piece.bytes.len() as u64
}
