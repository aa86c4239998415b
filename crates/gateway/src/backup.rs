//! A copy of the data folder beside the gateway that serves.

use gateway_store::{Backup, Store, StoreError};
use std::path::Path;

/// What lies in the data folder beside what the store keeps: what came with a publication, and the answers to
/// sticks that nobody took away yet.
const BESIDE: [&str; 2] = ["content", "bundles/back"];

/// Copies the data folder to a place where nothing is yet: whole and on the disk, or not at all. What is taken in
/// meanwhile may be in it or not; what was acknowledged before is.
///
/// # Errors
/// [`StoreError::Exists`] when something is there; disk and database errors.
pub fn back_up(store: &Store, to: &Path) -> Result<Backup, StoreError> {
    store.back_up(to, &BESIDE)
}
