//! What a talk needs of the station, and what it tells.

use casework::case::FileHash;
use casework::moment::Moment;
use seal::canonical;
use seal::sign::KeyError;
use station_store::{Store, StoreError};
use std::time::Duration;
use wire::LinkError;
use wire::batch::BatchError;
use wire::entry::Epoch;

/// What stood in the way. Everything taken until then is kept.
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
    Key(#[from] KeyError),
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
    /// Called between steps; true lets what is under way end and begins nothing new (the person pressed 暂停, or the
    /// program closes).
    fn stop(&self) -> bool {
        false
    }
    /// Changes whenever something came that a talk under way should hear of: a new entry, a person's wish. A talk looks
    /// at it while it waits, so that what is urgent does not wait for the answer to a piece of a scan.
    fn rings(&self) -> u64 {
        0
    }
    /// The name of a new life of this station's data: random, and never that of another life.
    ///
    /// # Errors
    /// The system gives no randomness.
    fn fresh_epoch(&self) -> Result<Epoch, KeyError> {
        Ok(Epoch::new(u64::from_be_bytes(seal::sign::random()?)))
    }
    /// What is going on, for the send page.
    fn progress(&self, _progress: Progress) {}
}

/// What a talk is doing.
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

/// What a talk did.
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
    /// Papers that came and do not hold: kept apart.
    pub held: usize,
    /// A new catalogue came.
    pub catalogue: bool,
    /// The gateway answered at least once.
    pub answered: bool,
    /// How far this computer's clock is ahead of the gateway's, in milliseconds.
    pub clock_ahead: i64,
    /// The day of a line that costs by the byte is spent: files wait so long.
    pub files_wait: Option<Duration>,
    /// When to come again, if nothing happens before.
    pub rest: Duration,
}

impl Report {
    /// Two talks, one right behind the other, as one.
    pub fn behind(self, earlier: Self) -> Self {
        Self {
            entries: self.entries + earlier.entries,
            files: self.files + earlier.files,
            events: self.events + earlier.events,
            papers: self.papers + earlier.papers,
            held: self.held + earlier.held,
            catalogue: self.catalogue || earlier.catalogue,
            answered: self.answered || earlier.answered,
            clock_ahead: if self.answered { self.clock_ahead } else { earlier.clock_ahead },
            ..self
        }
    }
}
