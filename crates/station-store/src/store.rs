use crate::{Files, StoreError};
use casework::case::FileHash;
use rusqlite::Transaction;
use seal::slot::{DataKey, Purpose};
use sqlite_kit::{Database, DbError, InstanceLock, Key, Migration, Settings};
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

const MIGRATIONS: &[Migration] = &[
    Migration { number: 1, sql: include_str!("schema/001_first.sql"), least_reader: 1 },
    Migration { number: 2, sql: include_str!("schema/002_keys_of_a_case.sql"), least_reader: 1 },
    Migration { number: 3, sql: include_str!("schema/003_held_papers.sql"), least_reader: 1 },
    Migration { number: 4, sql: include_str!("schema/004_signed_pages.sql"), least_reader: 1 },
    // a job has more columns than an older program writes
    Migration { number: 5, sql: include_str!("schema/005_print_queue.sql"), least_reader: 5 },
    // an older program cannot read what was signed on a screen
    Migration { number: 6, sql: include_str!("schema/006_pads.sql"), least_reader: 6 },
    Migration { number: 7, sql: include_str!("schema/007_the_line.sql"), least_reader: 6 },
    Migration { number: 8, sql: include_str!("schema/008_awaited_papers.sql"), least_reader: 6 },
    Migration { number: 9, sql: include_str!("schema/009_arriving.sql"), least_reader: 6 },
    Migration { number: 10, sql: include_str!("schema/010_overtaken_drafts.sql"), least_reader: 6 },
    Migration { number: 11, sql: include_str!("schema/011_lost_files.sql"), least_reader: 6 },
];

const DATABASE: &str = "station.db";

/// One station's data folder, open. Only one process can have it.
pub struct Store {
    pub(crate) db: Database,
    files: Files,
    folder: PathBuf,
    key: Zeroizing<[u8; 32]>,
    /// Packs that were read since the program began and were as they came.
    pub(crate) sound_packs: RefCell<BTreeSet<FileHash>>,
    _lock: InstanceLock,
}

/// One transaction on the station's database.
pub type Write<'a> = Transaction<'a>;

impl Store {
    /// Makes the database of a folder that is being prepared. What lies there of a preparation that was cut short goes
    /// first: nothing was ever taken into it.
    ///
    /// # Errors
    /// [`StoreError::Db`]: busy, disk.
    pub fn create(folder: &Path, data_key: &DataKey) -> Result<Self, StoreError> {
        let lock = InstanceLock::take(folder)?;
        for name in [DATABASE, "station.db-wal", "station.db-shm"] {
            remove(&folder.join(name))?;
        }
        Self::start(folder, data_key, lock)
    }

    /// Opens the folder's database under the data key, checks it, brings it to the newest schema and counts the start.
    /// A database that is gone is never made anew: an empty desk would hide the loss.
    ///
    /// # Errors
    /// [`StoreError::Db`]: busy, gone, wrong key, damaged, newer, disk.
    pub fn open(folder: &Path, data_key: &DataKey) -> Result<Self, StoreError> {
        let lock = InstanceLock::take(folder)?;
        let size = fs::metadata(folder.join(DATABASE)).map_or(0, |file| file.len());
        if size == 0 {
            return Err(DbError::Gone.into());
        }
        Self::start(folder, data_key, lock)
    }

    /// Whether a database lies in the folder.
    pub fn lies_in(folder: &Path) -> bool {
        folder.join(DATABASE).exists()
    }

    /// Names of the copies that were kept before migrations.
    pub fn copies_in(folder: &Path) -> Vec<String> {
        let entries = fs::read_dir(folder).into_iter().flatten().flatten();
        let names = entries.map(|entry| entry.file_name().to_string_lossy().into_owned());
        names.filter(|name| name.starts_with("station.before-")).collect()
    }

    fn start(folder: &Path, data_key: &DataKey, lock: InstanceLock) -> Result<Self, StoreError> {
        let key = data_key.derive(Purpose::Database);
        let path = folder.join(DATABASE);
        let db = Database::open(&Settings { path: &path, key: Key::Raw(&key), migrations: MIGRATIONS })?;
        db.check()?;
        let files = Files::new(folder.join("files"), data_key.derive(Purpose::Files));
        let (folder, sound_packs) = (folder.to_owned(), RefCell::default());
        let mut store = Self { db, files, folder, key, sound_packs, _lock: lock };
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

fn remove(path: &Path) -> Result<(), StoreError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(StoreError::file(path, error)),
        _ => Ok(()),
    }
}
