//! A packed batch of what waits: the body of a push, on the line or on a stick.

use crate::asking::log_of;
use crate::dictionaries::Dictionaries;
use crate::door::{RoundError, StoreDoor};
use casework::id::CaseId;
use station_store::{Identity, Most};
use wire::batch::{Batch, BatchError};
use wire::packing::Effort;

/// A packed batch.
pub(crate) struct PackedBatch {
    pub packed: Vec<u8>,
    pub count: usize,
    /// Its last sequence.
    pub through: u64,
    /// The cases it is about.
    pub cases: Vec<CaseId>,
    /// With a dictionary, which the gateway must have.
    pub with_dictionary: bool,
}

/// How a batch is packed.
pub(crate) struct Packing<'a> {
    /// With what has its verdict already and the proofs of it, for a gateway that forgot.
    pub again: bool,
    pub effort: Effort,
    /// Where it pays.
    pub dictionaries: Option<&'a mut Dictionaries>,
}

/// The next batch of a lane behind a sequence: at most `most`, and less from then on where entries turn out to be large.
pub(crate) fn packed_behind(
    door: &impl StoreDoor,
    identity: &Identity,
    lane: u8,
    behind: u64,
    most: &mut Most,
    mut packing: Packing<'_>,
) -> Result<Option<PackedBatch>, RoundError> {
    loop {
        let at_most = *most;
        let (prev, waiting, proofs) = door.with(|store| {
            if !packing.again {
                let (prev, entries) = store.waiting_entries(identity, lane, behind, at_most)?;
                return Ok((prev, entries, Vec::new()));
            }
            let (prev, entries) = store.entries_behind(identity, lane, behind, at_most)?;
            let proofs = store.proofs_of(&entries)?;
            Ok((prev, entries, proofs))
        })?;
        let (Some(first), Some(last)) = (waiting.first(), waiting.last()) else {
            return Ok(None);
        };
        let (first_seq, through, count) = (first.seq, last.seq, waiting.len());
        let dictionary = match &mut packing.dictionaries {
            Some(known) => known.of(door, first)?,
            None => None,
        };
        let cases = waiting.iter().map(|waiting| waiting.case).collect();
        let entries = waiting.into_iter().map(|waiting| waiting.entry).collect();
        let batch = Batch::sign(log_of(identity, lane), first_seq, prev, entries, &identity.key);
        match batch.presenting(proofs).pack_with(packing.effort, dictionary.as_ref()) {
            Err(BatchError::TooLarge) if count > 1 => most.entries = u32::try_from(count / 2).unwrap_or(1),
            packed => {
                let (packed, with_dictionary) = (packed?, dictionary.is_some());
                return Ok(Some(PackedBatch { packed, count, through, cases, with_dictionary }));
            }
        }
    }
}
