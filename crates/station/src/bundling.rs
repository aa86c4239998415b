//! A bundle under way, and the sticks that are plugged in.

use crate::desk::Desk;
use casework::moment::Moment;
use station_store::{Store, StoreError};
use station_sync::StoreDoor;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, AtomicU32, Ordering};
use std::sync::{Mutex, MutexGuard, TryLockError};

/// Where desktops put what is plugged in.
const MOUNTS: &str = "/proc/self/mounts";
const DEVICE: &str = "/dev/";
const PLUGGED: [&str; 3] = ["/run/media/", "/media/", "/mnt/"];

/// The one bundle that a desk writes or reads at a time.
#[derive(Default)]
pub(crate) struct Bundling {
    turn: Mutex<()>,
    stopped: AtomicBool,
    under_way: AtomicBool,
    percent: AtomicU32,
}

/// A bundle is under way as long as this lives.
pub(crate) struct UnderWay<'a> {
    all: &'a Bundling,
    _turn: MutexGuard<'a, ()>,
}

impl Bundling {
    /// None while another one is under way.
    pub fn begin(&self) -> Option<UnderWay<'_>> {
        let turn = match self.turn.try_lock() {
            Ok(turn) => turn,
            Err(TryLockError::Poisoned(turn)) => turn.into_inner(),
            Err(TryLockError::WouldBlock) => return None,
        };
        self.stopped.store(false, Ordering::SeqCst);
        self.percent.store(0, Ordering::SeqCst);
        self.under_way.store(true, Ordering::SeqCst);
        Some(UnderWay { all: self, _turn: turn })
    }

    /// A person does not want it any more.
    pub fn stop(&self) {
        self.stopped.store(true, Ordering::SeqCst);
    }

    /// How far it is; None when none is under way.
    pub fn percent(&self) -> Option<u32> {
        self.under_way.load(Ordering::SeqCst).then(|| self.percent.load(Ordering::SeqCst))
    }
}

impl UnderWay<'_> {
    /// Notes how far it is; false when it shall stop.
    pub fn goes_on(&self, done: u64, all: u64) -> bool {
        let percent = u32::try_from(done.saturating_mul(100) / all.max(1)).unwrap_or(100).min(100);
        self.all.percent.store(percent, Ordering::SeqCst);
        !self.all.stopped.load(Ordering::SeqCst)
    }
}

impl Drop for UnderWay<'_> {
    fn drop(&mut self) {
        self.all.under_way.store(false, Ordering::SeqCst);
    }
}

/// The desk as a bundle sees it: the store for moments only, so that the line and the counter go on meanwhile.
pub(crate) struct Carrier<'a>(pub &'a Desk);

impl StoreDoor for Carrier<'_> {
    fn with<T>(&self, work: impl FnOnce(&mut Store) -> Result<T, StoreError>) -> Result<T, StoreError> {
        self.0.behind_the_lock(work).unwrap_or(Err(StoreError::NotFound))
    }

    fn now(&self) -> Moment {
        self.0.now()
    }

    fn stop(&self) -> bool {
        self.0.bundling.stopped.load(Ordering::SeqCst)
    }
}

/// Bytes that may still be written to a folder; None where the system does not say.
pub(crate) fn free_bytes(folder: &Path) -> Option<u64> {
    let disk = rustix::fs::statvfs(folder).ok()?;
    Some(disk.f_bavail.saturating_mul(disk.f_frsize))
}

/// Where sticks are mounted at this moment.
pub(crate) fn sticks() -> Vec<PathBuf> {
    let mounts = std::fs::read_to_string(MOUNTS).unwrap_or_default();
    let mut sticks: Vec<PathBuf> = mounts.lines().filter_map(stick_of).collect();
    sticks.sort();
    sticks.dedup();
    sticks
}

/// The place of a mount that is a device of its own and was plugged in: no share, no memory, no part of the system.
fn stick_of(mount: &str) -> Option<PathBuf> {
    let (device, rest) = mount.split_once(' ')?;
    let place = unescaped(rest.split(' ').next()?);
    let plugged = device.starts_with(DEVICE) && PLUGGED.iter().any(|at| place.starts_with(at));
    plugged.then(|| PathBuf::from(place))
}

/// The system writes a space as `\040`.
fn unescaped(place: &str) -> String {
    place.replace("\\040", " ").replace("\\011", "\t").replace("\\134", "\\")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_stick_is_a_device_that_was_plugged_in_and_nothing_else_is_offered() {
        let stick = stick_of(r"/dev/sdb1 /media/clerk/KING\040STON vfat rw,nosuid 0 0");
        assert_eq!(stick, Some(PathBuf::from("/media/clerk/KING STON")));
        for other in
            ["tools /mnt/tools tmpfs ro 0 0", "/dev/sda1 / ext4 rw 0 0", "share:/x /media/x nfs rw 0 0", ""]
        {
            assert_eq!(stick_of(other), None, "{other}");
        }
    }
}
