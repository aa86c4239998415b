//! Sealed files named by the hash of their plain bytes: temp, fsync, rename, fsync folder; then the row may name them.

use crate::StoreError;
use casework::case::FileHash;
use seal::{Digest, file};
use std::fs::{self, File, OpenOptions};
use std::io::Write as _;
use std::ops::Range;
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// The folder of sealed files.
pub struct Files {
    folder: PathBuf,
    key: Zeroizing<[u8; 32]>,
}

impl Files {
    pub(crate) fn new(folder: PathBuf, key: Zeroizing<[u8; 32]>) -> Self {
        Self { folder, key }
    }

    fn place(&self, hash: &FileHash) -> (PathBuf, PathBuf) {
        let folder = self.folder.join(&hash.as_str()[..2]);
        let path = folder.join(hash.as_str());
        (folder, path)
    }

    /// Keeps bytes; they are on disk when this returns. The same bytes twice are kept once, unless what was kept does
    /// not open any more.
    ///
    /// # Errors
    /// [`StoreError::DiskFull`], [`StoreError::File`].
    pub fn keep(&self, plain: &[u8]) -> Result<FileHash, StoreError> {
        let hash: FileHash = Digest::of(plain).to_string().parse().map_err(StoreError::unreadable)?;
        let (folder, path) = self.place(&hash);
        if path.exists() && self.read(&hash).is_ok() {
            return Ok(hash);
        }
        let sealed =
            file::seal(&self.key, hash.as_str().as_bytes(), plain).map_err(StoreError::unreadable)?;
        fs::create_dir_all(&folder).map_err(|e| StoreError::file(&folder, e))?;
        write_durably(&folder, &path, &sealed)?;
        sync(&self.folder)?;
        Ok(hash)
    }

    /// The plain bytes, checked against their name.
    ///
    /// # Errors
    /// [`StoreError::FileMissing`], [`StoreError::FileDamaged`].
    pub fn read(&self, hash: &FileHash) -> Result<Vec<u8>, StoreError> {
        let (_, path) = self.place(hash);
        let sealed = fs::read(&path).map_err(|e| match e.kind() {
            std::io::ErrorKind::NotFound => StoreError::FileMissing(hash.to_string()),
            _ => StoreError::file(&path, e),
        })?;
        let plain = file::open(&self.key, hash.as_str().as_bytes(), &sealed)
            .map_err(|_| StoreError::FileDamaged(hash.to_string()))?;
        if Digest::of(&plain).to_string() == hash.as_str() {
            Ok(plain)
        } else {
            Err(StoreError::FileDamaged(hash.to_string()))
        }
    }

    /// A stretch of the plain bytes, without those before it and behind it: each sealed chunk that is opened for it is
    /// checked, the sum of the whole is not.
    ///
    /// # Errors
    /// As [`Self::read`]; [`StoreError::FileDamaged`] also where the file ends within the stretch.
    pub fn read_stretch(&self, hash: &FileHash, stretch: Range<usize>) -> Result<Vec<u8>, StoreError> {
        let damaged = |_| StoreError::FileDamaged(hash.to_string());
        let mut opening = self.opening(hash)?;
        let mut at = opening.go_to(stretch.start as u64).map_err(damaged)? as usize;
        let mut plain = Vec::with_capacity(stretch.len());
        while at < stretch.end {
            let chunk = opening.next_chunk().map_err(damaged)?;
            let chunk = chunk.ok_or_else(|| StoreError::FileDamaged(hash.to_string()))?;
            let wanted = stretch.start.saturating_sub(at)..chunk.len().min(stretch.end - at);
            plain.extend_from_slice(chunk.get(wanted).unwrap_or_default());
            at += chunk.len();
        }
        Ok(plain)
    }

    /// The plain bytes piece by piece, for a file that need not lie in memory whole. Every piece is checked, their sum is
    /// for whoever reads them.
    ///
    /// # Errors
    /// [`StoreError::FileMissing`], [`StoreError::FileDamaged`].
    pub fn opening(&self, hash: &FileHash) -> Result<file::Opening<File>, StoreError> {
        let (_, path) = self.place(hash);
        let sealed = File::open(&path).map_err(|e| match e.kind() {
            std::io::ErrorKind::NotFound => StoreError::FileMissing(hash.to_string()),
            _ => StoreError::file(&path, e),
        })?;
        file::opening(&self.key, hash.as_str().as_bytes(), sealed)
            .map_err(|_| StoreError::FileDamaged(hash.to_string()))
    }
}

fn write_durably(folder: &Path, path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
    let fresh = path.with_extension("part");
    let written =
        OpenOptions::new().create(true).write(true).truncate(true).open(&fresh).and_then(|mut f| {
            f.write_all(bytes)?;
            f.sync_all()
        });
    if let Err(e) = written.and_then(|()| fs::rename(&fresh, path)) {
        // what was written of it is worth nothing, and on a full disk its room is needed
        let _ = fs::remove_file(&fresh);
        return Err(StoreError::file(&fresh, e));
    }
    sync(folder)
}

fn sync(folder: &Path) -> Result<(), StoreError> {
    File::open(folder).and_then(|f| f.sync_all()).map_err(|e| StoreError::file(folder, e))
}
