//! A copy of the data folder while it is in use.

use crate::blobs::{sync_folder, sync_folder_of};
use crate::store::database_path;
use crate::{Store, StoreError};
use serde::Serialize;
use sqlite_kit::Key;
use std::fs::{self, DirBuilder, File};
use std::io::{self, ErrorKind};
use std::os::unix::fs::DirBuilderExt as _;
use std::path::{Path, PathBuf};

/// What the store keeps beside its database. Files that still grow (`partial`) come again from their stations.
const FOLDERS: [&str; 2] = ["keys", "files"];

/// What a backup holds.
#[derive(Clone, Copy, Default, PartialEq, Eq, Debug, Serialize)]
pub struct Backup {
    /// Files, the database among them.
    pub files: u64,
    /// Bytes of all of them.
    pub bytes: u64,
}

impl Store {
    /// Copies the data folder to a place where nothing is yet, beside whoever works with it: whole and on the
    /// disk, or not at all. `beside` names the folders in it that others than the store keep. The place must not
    /// lie in one that is copied.
    ///
    /// # Errors
    /// [`StoreError::Exists`] when something is there; disk and database errors.
    pub fn back_up(&self, to: &Path, beside: &[&str]) -> Result<Backup, StoreError> {
        let to = std::path::absolute(to).map_err(|e| StoreError::file(to, e))?;
        if to.symlink_metadata().is_ok() {
            return Err(StoreError::Exists(to.display().to_string()));
        }
        let fresh = fresh_beside(&to);
        // of a run that broke off
        remove(&fresh)?;
        let made = self.fill(&fresh, beside).and_then(|made| {
            fs::rename(&fresh, &to).map_err(|e| StoreError::file(&to, e))?;
            sync_folder_of(&to)?;
            Ok(made)
        });
        if made.is_err() {
            // what stays all the same is removed by the next run
            let _ = fs::remove_dir_all(&fresh);
        }
        made
    }

    fn fill(&self, fresh: &Path, beside: &[&str]) -> Result<Backup, StoreError> {
        make(fresh)?;
        let mut made = Backup::default();
        // first: what a row names was on the disk before the row
        let database = database_path(fresh);
        self.with_database(|db| Ok(db.back_up(&database, Key::None)?))?;
        made.count(fs::metadata(&database).map_err(|e| StoreError::file(&database, e))?.len());
        for name in FOLDERS.iter().chain(beside) {
            let (from, to) = (self.folder().join(name), fresh.join(name));
            if from.exists() {
                copy_folder(&from, &to, &mut made)?;
                sync_folder_of(&to)?;
            }
        }
        sync_folder(fresh)?;
        Ok(made)
    }
}

impl Backup {
    fn count(&mut self, bytes: u64) {
        self.files += 1;
        self.bytes += bytes;
    }
}

/// The name under which a backup is made, until it is whole.
fn fresh_beside(to: &Path) -> PathBuf {
    let mut name = to.file_name().unwrap_or_default().to_owned();
    name.push(".being-written");
    to.with_file_name(name)
}

fn remove(folder: &Path) -> Result<(), StoreError> {
    match fs::remove_dir_all(folder) {
        Err(e) if e.kind() != ErrorKind::NotFound => Err(StoreError::file(folder, e)),
        _ => Ok(()),
    }
}

/// A folder for its owner only: keys and the residents' materials lie in it.
fn make(folder: &Path) -> Result<(), StoreError> {
    DirBuilder::new().recursive(true).mode(0o700).create(folder).map_err(|e| StoreError::file(folder, e))
}

fn copy_folder(from: &Path, to: &Path, made: &mut Backup) -> Result<(), StoreError> {
    let failed = |e| StoreError::file(from, e);
    make(to)?;
    for entry in fs::read_dir(from).map_err(failed)? {
        let entry = entry.map_err(failed)?;
        let (from, to) = (entry.path(), to.join(entry.file_name()));
        if from.is_dir() {
            copy_folder(&from, &to, made)?;
        } else if let Some(bytes) = copy_file(&from, &to).map_err(|e| StoreError::file(&to, e))? {
            made.count(bytes);
        }
    }
    sync_folder(to)
}

/// The bytes of the copy, which is on the disk then; none of a file that went meanwhile.
fn copy_file(from: &Path, to: &Path) -> io::Result<Option<u64>> {
    let bytes = match fs::copy(from, to) {
        // renamed when it was whole, or laid aside
        Err(e) if e.kind() == ErrorKind::NotFound => return Ok(None),
        copied => copied?,
    };
    File::open(to)?.sync_all()?;
    Ok(Some(bytes))
}
