use crate::DbError;
use std::fs::{File, OpenOptions, TryLockError};
use std::path::Path;

/// Held while a data folder is in use. The system lets go of it when the process ends, however it ends.
#[derive(Debug)]
pub struct InstanceLock {
    _file: File,
}

impl InstanceLock {
    /// Takes the lock of a data folder.
    ///
    /// # Errors
    /// [`DbError::Busy`] when another process has it.
    pub fn take(folder: &Path) -> Result<Self, DbError> {
        let path = folder.join("in-use.lock");
        let file = OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(&path)
            .map_err(|e| DbError::file(&path, e))?;
        match file.try_lock() {
            Ok(()) => Ok(Self { _file: file }),
            Err(TryLockError::WouldBlock) => Err(DbError::Busy { folder: folder.to_owned() }),
            Err(TryLockError::Error(e)) => Err(DbError::file(&path, e)),
        }
    }
}
