use casework::decision::Incomplete;
use casework::moment::Moment;
use casework::number::NumberError;
use casework::place::PlaceError;
use casework::state::{NotAllowed, State};
use jiff::civil::Date;
use seal::canonical::NotCanonical;
use seal::sign::KeyError;
use seal::slot::SlotError;
use sqlite_kit::DbError;
use std::path::{Path, PathBuf};
use wire::{BatchError, EntryError};

/// Why the store did not do what it was asked. Nothing of it is kept then.
#[derive(Debug, thiserror::Error)]
pub enum StoreError {
    /// The database.
    #[error(transparent)]
    Db(#[from] DbError),
    /// A file of the data folder.
    #[error("{path}: {source}")]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
    /// The data folder was never prepared.
    #[error("{0} is not a gateway's data folder")]
    NotPrepared(PathBuf),
    /// The data folder was prepared for something else.
    #[error("the data folder was prepared otherwise: {0}")]
    PreparedOtherwise(String),
    /// A secret key is gone. With a new one in its place nobody would believe what comes.
    #[error("the key {0} is missing")]
    KeyMissing(PathBuf),
    /// A key cannot end so: in the future, or nobody says why.
    #[error("a key ends now or has ended before, for a reason")]
    EndOfKey,
    /// Something stored does not read back.
    #[error("what was stored does not read back: {0}")]
    Stored(String),
    /// The program broke off in the middle of the work, which is undone.
    #[error("the work broke off, see the log")]
    BrokeOff,
    /// The shared commit failed; the call may be repeated.
    #[error("the change could not be committed")]
    NotCommitted {
        /// For want of room on the disk.
        disk_full: bool,
    },
    /// More waits to be written than the queue holds. Come again later.
    #[error("too much waits to be written")]
    Busy,
    /// No randomness, or a stored key is none.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// A password could not be worked.
    #[error(transparent)]
    Slot(#[from] SlotError),
    /// A value without canonical form.
    #[error(transparent)]
    Canonical(#[from] NotCanonical),
    /// An entry or event that cannot be made or read.
    #[error(transparent)]
    Entry(#[from] EntryError),
    /// A batch that may not be believed.
    #[error(transparent)]
    Batch(#[from] BatchError),
    /// The term that is named as the last one cannot have followed the data that are here.
    #[error("the last term lies between {own} and {most}, not at {after}")]
    NotATerm {
        /// The one that was named.
        after: u32,
        /// The one that the data are of.
        own: u32,
        /// The last that may be named.
        most: u32,
    },
    /// A counter ran out.
    #[error(transparent)]
    Number(#[from] NumberError),
    /// A code that is no place.
    #[error(transparent)]
    Place(#[from] PlaceError),
    /// Unknown station or device, wrong signature, session over.
    #[error("not authorised")]
    NotAuthorised,
    /// Wrong user or password.
    #[error("wrong user or password")]
    WrongPassword,
    /// Too many wrong passwords.
    #[error("locked out until {until}")]
    LockedOut {
        /// When the next try is allowed.
        until: Moment,
    },
    /// No account of this name.
    #[error("there is no account {0}")]
    NoUser(String),
    /// The account ended: it takes no new password.
    #[error("the account {0} has ended")]
    EndedUser(String),
    /// Not this role's.
    #[error("this role may not do that")]
    Forbidden,
    /// Unknown, expired or used.
    #[error("the enrolment code is not valid")]
    EnrolCode,
    /// No such thing, or it is another county's.
    #[error("no such thing")]
    NotFound,
    /// It is there already.
    #[error("{0} is there already")]
    Exists(String),
    /// A push begins too late.
    #[error("the next expected sequence is {expected}")]
    Gap {
        /// First sequence that is missing.
        expected: u64,
    },
    /// Same sequence, other bytes.
    #[error("another entry is known at sequence {seq}")]
    Fork {
        /// Where.
        seq: u64,
    },
    /// An append at the wrong offset.
    #[error("the file goes on at {have}")]
    FileOffset {
        /// Bytes that are here.
        have: u64,
    },
    /// Bytes that do not make the file's name.
    #[error("the bytes do not make the file's name")]
    FileHash,
    /// More than allowed.
    #[error("larger than {limit} bytes")]
    TooLarge {
        /// Allowed bytes.
        limit: u64,
    },
    /// The case does not allow it now.
    #[error(transparent)]
    State(#[from] NotAllowed),
    /// The resident may still bring what he was asked for.
    #[error("what was asked for may come until {until}")]
    Awaited {
        /// The last day.
        until: Date,
    },
    /// A decision that lacks something.
    #[error(transparent)]
    Incomplete(#[from] Incomplete),
    /// The case moved while the decision was being written: read it again.
    #[error("the case moved meanwhile")]
    Overtaken,
    /// A decision on another version than the case has: read it first.
    #[error("the case is at version {now}, the decision is on version {seen}")]
    OtherVersion {
        /// The one that was decided on.
        seen: u32,
        /// The one that is here.
        now: u32,
    },
    /// A decision on a case that stands elsewhere by now: read it first.
    #[error("the case is {now}, the decision is on one that is {seen}")]
    OtherState {
        /// Where it was seen.
        seen: State,
        /// Where it stands.
        now: State,
    },
    /// A pack older than the one in force, or other content under the same version.
    #[error("version {newest} of this publisher is in force, a new one needs a greater number")]
    OldPack {
        /// Newest version.
        newest: u32,
    },
}

impl StoreError {
    pub(crate) fn file(path: &Path, source: std::io::Error) -> Self {
        if source.kind() == std::io::ErrorKind::StorageFull {
            return Self::Db(DbError::DiskFull);
        }
        Self::File { path: path.to_owned(), source }
    }

    /// The disk has no room left.
    pub fn is_disk_full(&self) -> bool {
        matches!(self, Self::Db(DbError::DiskFull) | Self::NotCommitted { disk_full: true })
    }
}

impl From<rusqlite::Error> for StoreError {
    fn from(error: rusqlite::Error) -> Self {
        Self::Db(error.into())
    }
}
