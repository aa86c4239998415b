use rusqlite::ffi::SQLITE_IOERR_SHMSIZE;
use std::path::PathBuf;

/// Why a database could not be opened or written. Each has its own sentence in `wording`.
#[derive(Debug, thiserror::Error)]
pub enum DbError {
    /// Another instance of the program has this data folder open.
    #[error("{folder} is in use by another instance")]
    Busy {
        /// The data folder.
        folder: PathBuf,
    },
    /// There should be a database and is none, or an empty file.
    #[error("the database is gone")]
    Gone,
    /// Not a database, or not under this key.
    #[error("the key does not open the database, or the file is not one")]
    WrongKey,
    /// The file is damaged.
    #[error("the database is damaged")]
    Damaged(#[source] rusqlite::Error),
    /// Written by a newer program that forbids older ones.
    #[error(
        "the database was written by a newer program: it needs at least schema {needs}, this one knows {knows}"
    )]
    Newer {
        /// Least schema that may open it.
        needs: u32,
        /// Newest schema this program knows.
        knows: u32,
    },
    /// The disk is full. Nothing was changed.
    #[error("the disk is full")]
    DiskFull,
    /// The disk refused a read or write.
    #[error("the disk failed")]
    Disk(#[source] rusqlite::Error),
    /// The file system would not keep the settings that survive a power cut.
    #[error("{setting} could not be set: it is {found:?}")]
    Setting {
        /// Which.
        setting: &'static str,
        /// What it is instead.
        found: String,
    },
    /// A file beside the database failed.
    #[error("{path}: {source}")]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// A statement of ours is wrong, or a rule of the schema was broken.
    #[error(transparent)]
    Statement(rusqlite::Error),
}

impl From<rusqlite::Error> for DbError {
    /// Sorts by SQLite's result code, never by its message.
    fn from(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode::{
            CannotOpen, DatabaseCorrupt, DiskFull, NotADatabase, ReadOnly, SystemIoFailure,
        };
        match error.sqlite_error_code() {
            Some(NotADatabase) => Self::WrongKey,
            Some(DatabaseCorrupt) => Self::Damaged(error),
            Some(DiskFull) => Self::DiskFull,
            // the file that WAL's readers share could not be made as large as it must be
            Some(SystemIoFailure) if extended(&error) == Some(SQLITE_IOERR_SHMSIZE) => Self::DiskFull,
            Some(SystemIoFailure | CannotOpen | ReadOnly) => Self::Disk(error),
            _ => Self::Statement(error),
        }
    }
}

fn extended(error: &rusqlite::Error) -> Option<i32> {
    error.sqlite_error().map(|error| error.extended_code)
}

impl DbError {
    pub(crate) fn file(path: &std::path::Path, source: std::io::Error) -> Self {
        if source.kind() == std::io::ErrorKind::StorageFull {
            return Self::DiskFull;
        }
        Self::File { path: path.to_owned(), source }
    }
}
