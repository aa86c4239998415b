//! A real disk of a few megabytes that can be filled to its last byte, without harm to the computer's own.

use std::ffi::OsStr;
use std::fs::{File, OpenOptions};
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};
use std::process::Command;

/// Where the test that was begun again finds its disk.
const PLACE: &str = "BIANMIN_SMALL_DISK";
/// A container's own small disk.
const SHARED: &str = "/dev/shm";
/// Mounts the disk, then goes on as the test program.
const SCRIPT: &str = r#"
    disk=$1; shift; mount -t tmpfs -o "size=$0" bianmin-test "$disk" || exit; trap 'umount "$disk"' EXIT; "$@""#;
/// Ways to a mount namespace: for root, for a user who may have one, for root in a changed root, whose "/" is no mount
/// that could be made private.
const NAMESPACES: [&[&str]; 3] = [&["-m"], &["-Urm"], &["-m", "--propagation", "unchanged"]];

/// Runs a test with a small disk. The test of this name is begun again in a mount namespace of its own, where the disk
/// is mounted; it goes when the test ends, however it ends. Where namespaces are not to be had (a container without
/// privileges), the shared memory of the container, which is a small disk too, serves.
pub fn with_a_small_disk(test: &str, size: &str, work: impl FnOnce(&Path)) {
    if let Some(place) = std::env::var_os(PLACE) {
        return work(Path::new(&place));
    }
    for namespace in NAMESPACES {
        if may_mount(namespace) {
            return begin_again(namespace, test, size);
        }
    }
    let shared = tempfile::tempdir_in(SHARED).expect("neither a mount nor shared memory");
    assert!(free_mib(SHARED) < 1024, "no small disk: nothing may be mounted and {SHARED} is large");
    work(shared.path());
}

fn free_mib(folder: &str) -> u64 {
    let said = Command::new("df").args(["--output=avail", "-BM", folder]).output().unwrap().stdout;
    let digits = String::from_utf8(said).unwrap().chars().filter(char::is_ascii_digit).collect::<String>();
    digits.parse().unwrap()
}

fn may_mount(namespace: &[&str]) -> bool {
    let trial = "mount -t tmpfs bianmin-test /mnt && umount /mnt";
    let mounts = Command::new("unshare").args(namespace).args(["sh", "-c", trial]).output();
    mounts.is_ok_and(|tried| tried.status.success())
}

fn begin_again(namespace: &[&str], test: &str, size: &str) {
    let place = tempfile::tempdir().unwrap();
    let program = std::env::current_exe().unwrap();
    let ended = Command::new("unshare")
        .args(namespace)
        .args(["sh", "-c", SCRIPT, size])
        .args([place.path().as_os_str(), program.as_os_str()])
        .args(["--exact", test, "--nocapture"].map(OsStr::new))
        .env(PLACE, place.path())
        .status();
    assert!(ended.unwrap().success(), "{test} failed on its small disk");
}

/// What fills a disk. The room is free again when this is dropped.
pub struct Ballast(PathBuf);

impl Ballast {
    /// Fills the disk on which a folder lies, to the last byte.
    pub fn on(folder: &Path) -> Self {
        let ballast = Self(folder.join("ballast"));
        let mut file = OpenOptions::new().create_new(true).write(true).open(&ballast.0).unwrap();
        for piece in [1024 * 1024, 4096, 1] {
            fill(&mut file, &vec![0; piece]);
        }
        ballast
    }
}

fn fill(file: &mut File, piece: &[u8]) {
    loop {
        match file.write(piece) {
            Ok(written) => assert!(written > 0),
            Err(full) if full.kind() == ErrorKind::StorageFull => return,
            Err(other) => panic!("{other}"),
        }
    }
}

impl Drop for Ballast {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}
