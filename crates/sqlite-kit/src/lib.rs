//! Opens (encrypted or not), checks, migrates, locks and backs up an SQLite file the same way everywhere.
//!
//! Settings that keep an acknowledged case through a power cut: WAL and synchronous=FULL, both
//! read back after they were set. SQLCipher with a raw 32-byte key and a 64 MB cache.

mod error;
mod lock;
mod migrate;
mod open;
mod prepared;

pub use error::DbError;
pub use lock::InstanceLock;
pub use migrate::Migration;
pub use open::{Database, Key, Settings};
pub use prepared::Prepared;
