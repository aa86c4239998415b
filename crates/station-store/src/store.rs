use crate::{Files, StoreError};
use rusqlite::Transaction;
use seal::slot::{DataKey, Purpose};
use sqlite_kit::{Database, InstanceLock, Key, Migration, Settings};
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

const MIGRATIONS: &[Migration] =
    &[Migration { number: 1, sql: include_str!("schema/001_first.sql"), least_reader: 1 }];

/// One station's data folder, open. Only one process can have it.
pub struct Store {
    pub(crate) db: Database,
    files: Files,
    folder: PathBuf,
    key: Zeroizing<[u8; 32]>,
    _lock: InstanceLock,
}

/// One transaction on the station's database.
pub type Write<'a> = Transaction<'a>;

impl Store {
    /// Opens the folder's database under the data key, brings it to the newest schema and counts the start.
    ///
    /// # Errors
    /// [`StoreError::Db`]: busy, wrong key, damaged, newer, disk.
    pub fn open(folder: &Path, data_key: &DataKey) -> Result<Self, StoreError> {
        let lock = InstanceLock::take(folder)?;
        let key = data_key.derive(Purpose::Database);
        let path = folder.join("station.db");
        let db = Database::open(&Settings { path: &path, key: Key::Raw(&key), migrations: MIGRATIONS })?;
        let files = Files::new(folder.join("files"), data_key.derive(Purpose::Files));
        let mut store = Self { db, files, folder: folder.to_owned(), key, _lock: lock };
        store.audit_check()?;
        store.count_start()?;
        Ok(store)
    }

    /// The sealed files of this station.
    pub fn files(&self) -> &Files {
        &self.files
    }

    /// The data folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// One transaction; on disk when it returns Ok.
    ///
    /// # Errors
    /// What `work` returns, or the database's.
    pub fn write<T>(
        &mut self,
        work: impl FnOnce(&Write<'_>) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        self.db.write(work)
    }

    /// A consistent copy of the database under the same key.
    ///
    /// # Errors
    /// The database's.
    pub fn back_up(&self, to: &Path) -> Result<(), StoreError> {
        Ok(self.db.back_up(to, Key::Raw(&self.key))?)
    }
}
