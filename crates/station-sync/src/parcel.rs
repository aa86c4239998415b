//! A packed batch of what waits: the body of a push, on the line or on a stick.

use crate::round::{RoundError, StoreDoor, log_of};
use casework::id::CaseId;
use station_store::Identity;
use wire::batch::{Batch, BatchError, LogId};

/// A packed batch.
pub(crate) struct Parcel {
    pub packed: Vec<u8>,
    pub count: usize,
    pub last_seq: u64,
    /// The cases it is about.
    pub cases: Vec<CaseId>,
}

/// The next batch of a lane behind a sequence: at most `most` entries, and fewer from then on where they turn out to be
/// large.
pub(crate) fn packed_behind(
    door: &impl StoreDoor,
    identity: &Identity,
    lane: u8,
    seq: u64,
    most: &mut usize,
) -> Result<Option<Parcel>, RoundError> {
    loop {
        let at_most = u32::try_from(*most).unwrap_or(1);
        let (prev, waiting) = door.with(|s| s.waiting_entries(identity, lane, seq, at_most))?;
        let (Some(first), Some(last)) = (waiting.first(), waiting.last()) else {
            return Ok(None);
        };
        let (first_seq, last_seq, count) = (first.seq, last.seq, waiting.len());
        let cases = waiting.iter().map(|waiting| waiting.case).collect();
        let entries = waiting.into_iter().map(|waiting| waiting.entry).collect();
        let log = LogId { lane, ..log_of(identity) };
        let batch = Batch::sign(log, first_seq, prev, entries, &identity.key);
        match batch.pack() {
            Err(BatchError::TooLarge) if count > 1 => *most = count / 2,
            packed => return Ok(Some(Parcel { packed: packed?, count, last_seq, cases })),
        }
    }
}
