//! A batch: entries of one lane in order, one signature over the chain head inside the body, zstd.

use crate::Dictionary;
use crate::entry::{After, Entry, EntryError, Epoch, Header};
use crate::packing::Effort;
use crate::proof::Proof;
use crate::{MAX_BATCH_BYTES, MAX_BATCH_ENTRIES, MAX_BATCH_PLAIN, packing};
use casework::case::FileHash;
use casework::id::EntryId;
use casework::place::{DeviceNumber, StationCode};
use seal::{Digest, PublicKey, Signature, SigningKey, chain};
use serde::{Deserialize, Serialize};
use std::fmt;

/// Why bytes are not a batch that may be believed.
#[derive(Debug, thiserror::Error)]
pub enum BatchError {
    /// Not zstd, or cut.
    #[error("the batch does not unpack")]
    Unpack(#[source] std::io::Error),
    /// Packed with a dictionary that is not here.
    #[error("dictionary {0} is not known")]
    Dictionary(u32),
    /// Above [`MAX_BATCH_BYTES`], [`MAX_BATCH_PLAIN`] or [`MAX_BATCH_ENTRIES`].
    #[error("the batch is too large")]
    TooLarge,
    /// No entry in it.
    #[error("the batch is empty")]
    Empty,
    /// Not JSON of the right shape.
    #[error("the batch is not readable")]
    Shape(#[source] serde_json::Error),
    /// The signature is not the station's.
    #[error("the signature does not fit")]
    Signature,
    /// Entries that are not of this station, device, epoch and lane, or not in order.
    #[error("an entry stands in the wrong place")]
    Order,
    /// An entry that is not readable.
    #[error(transparent)]
    Entry(#[from] EntryError),
}

/// Whose log it is.
#[derive(Clone, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LogId {
    /// Station.
    pub station: StationCode,
    /// Device.
    pub device: DeviceNumber,
    /// Epoch.
    pub epoch: Epoch,
    /// Lane.
    pub lane: u8,
}

/// The body of a push.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Batch {
    /// Whose log.
    pub log: LogId,
    /// Sequence of the first entry.
    pub first_seq: u64,
    /// Chain hash before the first entry.
    pub prev: Digest,
    /// The entries.
    pub entries: Vec<Entry>,
    /// Over the chain head, first sequence and count.
    pub signature: Signature,
    /// The gateway's own proofs of these entries, where it has forgotten that it took them. It gives them again.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub proofs: Vec<Proof>,
}

impl Batch {
    /// Signs entries that follow `prev`.
    pub fn sign(log: LogId, first_seq: u64, prev: Digest, entries: Vec<Entry>, key: &SigningKey) -> Self {
        let head = head(&prev, &entries);
        let count = u32::try_from(entries.len()).unwrap_or(u32::MAX);
        let signature = chain::sign_batch(key, &head, first_seq, count);
        Self { log, first_seq, prev, entries, signature, proofs: Vec::new() }
    }

    /// The same batch, presenting proofs that the gateway gave before it was restored from an older backup.
    #[must_use]
    pub fn presenting(self, proofs: Vec<Proof>) -> Self {
        Self { proofs, ..self }
    }

    /// Chain hash after the last entry.
    pub fn head(&self) -> Digest {
        head(&self.prev, &self.entries)
    }

    /// Packs it for the line.
    ///
    /// # Errors
    /// [`BatchError::TooLarge`] when it has to be halved.
    pub fn pack(&self) -> Result<Vec<u8>, BatchError> {
        self.pack_with(Effort::Hard, None)
    }

    /// The same with more or less work, and with a dictionary that the gateway has as well.
    ///
    /// # Errors
    /// As [`Self::pack`].
    pub fn pack_with(&self, effort: Effort, dictionary: Option<&Dictionary>) -> Result<Vec<u8>, BatchError> {
        let plain = self.plain()?;
        let packed = packing::batch(&plain, effort, dictionary).map_err(BatchError::Unpack)?;
        let fits = packed.len() <= MAX_BATCH_BYTES && self.entries.len() <= MAX_BATCH_ENTRIES;
        if fits || self.entries.len() == 1 && plain.len() <= MAX_BATCH_PLAIN {
            Ok(packed)
        } else {
            Err(BatchError::TooLarge)
        }
    }

    /// What is packed: JSON.
    ///
    /// # Errors
    /// [`BatchError::Shape`].
    pub fn plain(&self) -> Result<Vec<u8>, BatchError> {
        serde_json::to_vec(self).map_err(BatchError::Shape)
    }

    /// Unpacks what came over the line; never more than [`MAX_BATCH_PLAIN`] bytes are made of it. `dictionary`: the one
    /// that [`Dictionary::id_in`] names.
    ///
    /// # Errors
    /// [`BatchError`], the signature not yet checked.
    pub fn unpack(packed: &[u8], dictionary: Option<&Dictionary>) -> Result<Self, BatchError> {
        let plain = packing::unpacked_by(packed, MAX_BATCH_PLAIN, dictionary).map_err(BatchError::Unpack)?;
        let plain = plain.ok_or(BatchError::TooLarge)?;
        let batch: Self = serde_json::from_slice(&plain).map_err(BatchError::Shape)?;
        match batch.entries.len() {
            0 => Err(BatchError::Empty),
            n if n > MAX_BATCH_ENTRIES => Err(BatchError::TooLarge),
            _ => Ok(batch),
        }
    }

    /// Checks the signature and that every entry stands where its header says; gives the headers, which were read for it.
    ///
    /// # Errors
    /// [`BatchError::Signature`], [`BatchError::Order`], [`BatchError::Entry`].
    pub fn verify(&self, key: &PublicKey) -> Result<Vec<Header>, BatchError> {
        let count = u32::try_from(self.entries.len()).map_err(|_| BatchError::TooLarge)?;
        if !chain::verify_batch(key, &self.head(), self.first_seq, count, &self.signature) {
            return Err(BatchError::Signature);
        }
        let mut headers = Vec::with_capacity(self.entries.len());
        for (entry, seq) in self.entries.iter().zip(self.first_seq..) {
            let header = entry.header()?;
            let placed = header.station == self.log.station
                && header.device == self.log.device
                && header.epoch == self.log.epoch
                && header.lane == self.log.lane
                && header.seq == seq;
            if !placed {
                return Err(BatchError::Order);
            }
            headers.push(header);
        }
        Ok(headers)
    }
}

fn head(prev: &Digest, entries: &[Entry]) -> Digest {
    entries.iter().fold(*prev, |hash, entry| entry.hash(&hash))
}

/// Why an entry was held. The code is for programs; `wording` has the sentence and the way out.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HoldCode {
    /// The payload is not readable as what its type says.
    Unreadable,
    /// The receipt number does not belong to this station, or is another case's.
    Number,
    /// The case is not in a state that takes this.
    State,
    /// The correction it answers is closed or another round.
    StaleCorrection,
    /// The form's data does not hold against the catalogue it names.
    Form,
    /// The case it follows is not known.
    UnknownCase,
    /// The authority decided before it came.
    TooLate,
    /// A newer program made it, and what is needed of it cannot be read yet.
    NewerSchema,
    /// A reason that a newer gateway knows.
    #[serde(other)]
    Other,
}

impl fmt::Display for HoldCode {
    /// The name under which it is sent.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.serialize(f)
    }
}

/// The gateway's word on one entry. Final.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(tag = "verdict", rename_all = "snake_case")]
pub enum Verdict {
    /// Taken.
    Accepted {
        /// Place in the lane.
        seq: u64,
        /// The entry.
        id: EntryId,
    },
    /// Consumed and kept with a reason; it never stops the rest.
    Held {
        /// Place in the lane.
        seq: u64,
        /// The entry.
        id: EntryId,
        /// Why.
        code: HoldCode,
        /// For the log and the console.
        detail: String,
    },
}

impl Verdict {
    /// Place in the lane.
    pub fn seq(&self) -> u64 {
        match self {
            Self::Accepted { seq, .. } | Self::Held { seq, .. } => *seq,
        }
    }
}

/// How much of a file the gateway has. What a newer gateway says beside it is passed over.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct FileState {
    /// The file.
    pub sha256: FileHash,
    /// Bytes it has, in order from the start.
    pub offset: u64,
    /// It has all of it and the hash fits.
    pub complete: bool,
}

/// Answer to a push. A replay gets the stored one. What a newer gateway says beside it is passed over.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct PushAnswer {
    /// Last sequence taken, all before it as well.
    pub accepted_through: u64,
    /// Chain hash there.
    pub head: Digest,
    /// A verdict for each entry of the batch, or for those before the first one that waits.
    pub verdicts: Vec<Verdict>,
    /// A proof for each accepted `case.submit` and `case.correct`.
    pub proofs: Vec<Proof>,
    /// The files named in the batch.
    pub files: Vec<FileState>,
    /// The entry behind the last verdict was not taken yet: this place of another lane must be there first. Nothing is
    /// lost by it; the entry comes again once that place was taken.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub waits: Option<After>,
}
