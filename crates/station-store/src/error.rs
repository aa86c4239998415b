use sqlite_kit::DbError;
use std::path::{Path, PathBuf};

/// Why the store could not do it. Nothing half-done is left behind.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database itself.
    #[error(transparent)]
    Db(#[from] DbError),
    /// A sealed file.
    #[error("{path}: {source}")]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The disk is full; nothing was changed.
    #[error("the disk is full")]
    DiskFull,
    /// A sealed file does not open or is not what its name says.
    #[error("file {0} is damaged")]
    FileDamaged(String),
    /// A sealed file that is named but not there.
    #[error("file {0} is missing")]
    FileMissing(String),
    /// No such draft, case, paper.
    #[error("not found")]
    NotFound,
    /// Somebody saved the draft in between.
    #[error("the draft was changed by somebody else: it is at revision {now}")]
    DraftChanged {
        /// Revision on disk.
        now: u32,
    },
    /// The case went on without this change of it.
    #[error(transparent)]
    Overtaken(casework::state::NotAllowed),
    /// A stored value cannot be read.
    #[error("a stored value cannot be read")]
    Unreadable(#[source] Box<dyn std::error::Error + Send + Sync>),
    /// This data is another station's: its numbers and frozen versions name that one.
    #[error("the data is another station's")]
    OtherStation,
    /// Nobody would be left who may manage staff.
    #[error("nobody would be left who may manage staff")]
    LastChief,
    /// All numbers of the day are used.
    #[error(transparent)]
    Number(#[from] casework::number::NumberError),
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        match error {
            rusqlite::Error::QueryReturnedNoRows => Self::NotFound,
            other => Self::Db(other.into()),
        }
    }
}

impl From<serde_json::Error> for StoreError {
    fn from(error: serde_json::Error) -> Self {
        Self::Unreadable(Box::new(error))
    }
}

impl From<seal::canonical::NotCanonical> for StoreError {
    fn from(error: seal::canonical::NotCanonical) -> Self {
        Self::Unreadable(Box::new(error))
    }
}

impl StoreError {
    pub(crate) fn unreadable(error: impl std::error::Error + Send + Sync + 'static) -> Self {
        Self::Unreadable(Box::new(error))
    }

    pub(crate) fn file(path: &Path, source: std::io::Error) -> Self {
        match source.kind() {
            std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => Self::DiskFull,
            _ => Self::File { path: path.to_owned(), source },
        }
    }
}
