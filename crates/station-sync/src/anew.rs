//! After a fork: what waits is queued anew in a new epoch.

use crate::door::{RoundError, StoreDoor};
use station_store::Identity;
use wire::entry::Epoch;

/// Begins a new epoch, and gives the one in force. The next push, or the next bundle, carries what waits under it.
pub(crate) fn begin_anew(door: &impl StoreDoor, identity: &Identity) -> Result<Epoch, RoundError> {
    let epoch = door.fresh_epoch()?;
    let at = door.now();
    Ok(door.with(|s| s.begin_epoch(identity, epoch, at))?)
}
