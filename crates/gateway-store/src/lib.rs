//! The gateway's data folder: one SQLite database with one writer, files named by their hash, and the secret keys.
//!
//! Every change goes through [`Store`] and is one transaction; several callers share one commit (group commit).
//! The store has no clock: whoever calls says what time it is.

mod accept;
mod accounts;
mod audit;
mod backup;
mod blobs;
mod bundles;
mod cases;
mod catalogues;
mod chunks;
mod decide;
mod documents;
mod end_key;
mod enrol;
mod error;
mod events;
mod files;
mod held;
mod in_hand;
mod judge;
mod key_list;
mod keys;
mod leases;
mod list;
mod lives;
mod order;
mod packs;
mod prove;
mod replay;
mod row;
mod said;
mod sessions;
mod store;
mod submitted;
mod unanswered;
mod writer;

pub use accounts::{NewUser, Official, UserRow};
pub use backup::Backup;
pub use chunks::Chunks;
pub use decide::{Draft, Drafted, Proposed, Seen};
pub use enrol::NewStation;
pub use error::StoreError;
pub use files::Piece;
pub use held::HeldRow;
pub use keys::{CountyKey, Keys, keep_once};
pub use list::{CaseQuery, CaseRow, Dates, TimelineRow};
pub use lives::{Branch, ForkRow};
pub use packs::PackRow;
pub use sessions::DeviceId;
pub use store::{Foundation, Store};
pub use submitted::Submitted;
pub use unanswered::Unanswered;
