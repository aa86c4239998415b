//! What crosses the line or the stick: entries, batches, verdicts, proofs, pages, enrolment, county batches; and the
//! [`Exchange`] trait that the HTTP client and the faulty lines of tests implement. Sticks go by [`bundle`].
//!
//! The bytes are frozen by the golden vectors under `tests/vectors`.

pub mod batch;
pub mod bundle;
pub mod chunks;
pub mod county;
pub mod dictionary;
pub mod down;
pub mod enrol;
pub mod entry;
pub mod exchange;
pub mod hello;
pub mod introduction;
pub mod keys;
pub mod lane;
pub mod newer;
pub mod packing;
pub mod problem;
pub mod proof;
pub mod recovery;
mod spelling;

pub use batch::{Batch, BatchError, PushAnswer, Verdict};
pub use dictionary::Dictionary;
pub use entry::{Body, Entry, EntryError, Epoch, Header};
pub use exchange::{Answer, Exchange, LinkError, Request};
pub use keys::{KeyKind, KeyList, KeyListError, ListedKey, SignedKeyList};
pub use proof::{Proof, ProofBody};

/// Compressed bytes of the largest unit that must cross whole.
pub const MAX_BATCH_BYTES: usize = 64 * 1024;
/// Entries in a batch at most.
pub const MAX_BATCH_ENTRIES: usize = 50;
/// Plain bytes a batch may unpack to; more is refused before it is unpacked.
pub const MAX_BATCH_PLAIN: usize = 4 * 1024 * 1024;
/// The lane of cases: [`lane::CASES`].
pub const CASE_LANE: u8 = lane::CASES;
