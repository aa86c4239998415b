use crate::blobs::Blobs;
use crate::catalogues::Catalogues;
use crate::in_hand::InHand;
use crate::packs::Differences;
use crate::writer::Writer;
use crate::{Keys, StoreError, documents};
use casework::moment::Moment;
use rusqlite::{Connection, OptionalExtension as _};
use sqlite_kit::{Database, Key, Migration, Prepared as _, Settings};
use std::ops::RangeInclusive;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use wire::hello::Policy;

const MIGRATIONS: &[Migration] = &[
    Migration { number: 1, sql: include_str!("schema/0001.sql"), least_reader: 1 },
    Migration { number: 2, sql: include_str!("schema/0002.sql"), least_reader: 1 },
    Migration { number: 3, sql: include_str!("schema/0003.sql"), least_reader: 1 },
    // an older program would go on believing a key that ended
    Migration { number: 4, sql: include_str!("schema/0004.sql"), least_reader: 4 },
    Migration { number: 5, sql: include_str!("schema/0005.sql"), least_reader: 4 },
    Migration { number: 6, sql: include_str!("schema/0006.sql"), least_reader: 4 },
    Migration { number: 7, sql: include_str!("schema/0007.sql"), least_reader: 4 },
    // an older program would go on letting in whose account ended
    Migration { number: 8, sql: include_str!("schema/0008.sql"), least_reader: 8 },
];
/// So many terms may have followed a copy's own. The proof numbers of a year tell two hundred apart, and a slip of the
/// finger shall not use them up.
const MOST_TERMS_LOST: u32 = 100;
/// Connections kept open for reading between requests.
const IDLE_READERS: usize = 16;
/// What one that reads holds in memory, KiB as SQLite wants it: the system has the pages of the file as well.
const READER_CACHE: i32 = -256;

/// What a data folder is made for; it never changes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Foundation {
    /// First two digits of the division codes; part of every proof number.
    pub province: u32,
    /// For training and demonstration: the clock may be set.
    pub demo: bool,
}

/// The gateway's data folder.
pub struct Store {
    folder: PathBuf,
    foundation: Foundation,
    keys: Arc<Keys>,
    pub(crate) blobs: Blobs,
    pub(crate) catalogues: Catalogues,
    pub(crate) differences: Differences,
    pub(crate) in_hand: InHand,
    writer: Writer,
    idle: Mutex<Vec<Database>>,
}

impl Store {
    /// Prepares a data folder. Doing it again for the same foundation changes nothing.
    ///
    /// # Errors
    /// [`StoreError::PreparedOtherwise`] when it exists for another foundation, [`StoreError::KeyMissing`] when
    /// it lost a key; disk and database errors.
    pub fn init(folder: &Path, foundation: Foundation, now: Moment) -> Result<Self, StoreError> {
        std::fs::create_dir_all(folder).map_err(|e| StoreError::file(folder, e))?;
        let mut db = open_database(folder)?;
        if read_foundation(db.connection())?.is_none() {
            // first: of a folder that counts as prepared, a key that is not there was lost
            Keys::make(folder)?;
            db.write(|db| found(db, foundation, now))?;
        }
        drop(db);
        let store = Self::open(folder)?;
        if store.foundation != foundation {
            let Foundation { province, demo } = store.foundation;
            return Err(StoreError::PreparedOtherwise(format!("province {province:02}, demo {demo}")));
        }
        Ok(store)
    }

    /// Opens a prepared data folder. Several programs may have it open at once.
    ///
    /// # Errors
    /// [`StoreError::NotPrepared`], [`StoreError::KeyMissing`], disk and database errors.
    pub fn open(folder: &Path) -> Result<Self, StoreError> {
        let not_prepared = || StoreError::NotPrepared(folder.to_owned());
        if !database_path(folder).exists() {
            return Err(not_prepared());
        }
        let db = open_database(folder)?;
        let foundation = read_foundation(db.connection())?.ok_or_else(not_prepared)?;
        db.keep_log_long()?;
        Ok(Self {
            folder: folder.to_owned(),
            foundation,
            keys: Arc::new(Keys::open(folder)?),
            blobs: Blobs::open(folder)?,
            catalogues: Catalogues::default(),
            differences: Differences::default(),
            in_hand: InHand::default(),
            writer: Writer::start(db).map_err(|e| StoreError::file(folder, e))?,
            idle: Mutex::new(Vec::new()),
        })
    }

    /// The data folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// What it was made for.
    pub fn foundation(&self) -> Foundation {
        self.foundation
    }

    /// The keys.
    pub fn keys(&self) -> &Arc<Keys> {
        &self.keys
    }

    /// The data folder came from a backup: a new term begins, so that no proof number is given twice. A backup that was put
    /// back before knows nothing of the terms that followed then: `after` is the last one that was told.
    ///
    /// # Errors
    /// [`StoreError::NotATerm`] when `after` cannot have followed what is here; database errors.
    pub fn restored(&self, after: Option<u32>, now: Moment) -> Result<u32, StoreError> {
        self.write(move |db| {
            let own = term(db)?;
            let most = own.saturating_add(MOST_TERMS_LOST);
            match after {
                Some(after) if !(own..=most).contains(&after) => {
                    Err(StoreError::NotATerm { after, own, most })
                }
                _ => begin_term(db, after.unwrap_or(own), now),
            }
        })
    }

    /// Whether the database is sound, all of it.
    ///
    /// # Errors
    /// [`sqlite_kit::DbError::Damaged`], disk and database errors.
    pub fn check(&self) -> Result<(), StoreError> {
        self.with_database(|db| Ok(db.check()?))
    }

    /// What stations are asked to keep to on their lines.
    ///
    /// # Errors
    /// Database errors.
    pub fn set_policy(&self, policy: Policy, now: Moment) -> Result<(), StoreError> {
        self.write(move |db| {
            let json = crate::row::to_json(&policy)?;
            set_setting(db, "policy", &json)?;
            crate::audit::note(db, now, "gateway", "policy", &json)
        })
    }

    /// One transaction of the writer; answered when it is on the disk.
    pub(crate) fn write<T: Send + 'static>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, StoreError> + Send + 'static,
    ) -> Result<T, StoreError> {
        self.writer.write(work)
    }

    /// One consistent view, beside the writer.
    pub(crate) fn read<T>(
        &self,
        work: impl FnOnce(&Connection) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let reader = self.take_reader()?;
        let view = reader.connection().unchecked_transaction()?;
        let result = work(&view);
        view.finish()?;
        self.give_back(reader);
        result
    }

    /// Work on the database as a whole, beside the writer.
    pub(crate) fn with_database<T>(
        &self,
        work: impl FnOnce(&Database) -> Result<T, StoreError>,
    ) -> Result<T, StoreError> {
        let reader = self.take_reader()?;
        let result = work(&reader)?;
        self.give_back(reader);
        Ok(result)
    }

    fn take_reader(&self) -> Result<Database, StoreError> {
        let kept = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        if let Some(reader) = kept {
            return Ok(reader);
        }
        let reader = open_database(&self.folder)?;
        reader.connection().pragma_update(None, "query_only", true)?;
        reader.connection().pragma_update(None, "cache_size", READER_CACHE)?;
        Ok(reader)
    }

    fn give_back(&self, reader: Database) {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < IDLE_READERS {
            idle.push(reader);
        }
    }
}

pub(crate) fn database_path(folder: &Path) -> PathBuf {
    folder.join("gateway.db")
}

fn open_database(folder: &Path) -> Result<Database, StoreError> {
    let path = database_path(folder);
    Ok(Database::open(&Settings { path: &path, key: Key::None, migrations: MIGRATIONS })?)
}

/// Notes what a data folder is made for, unless another program just did.
fn found(db: &Connection, foundation: Foundation, now: Moment) -> Result<(), StoreError> {
    if read_foundation(db)?.is_some() {
        return Ok(());
    }
    let mut set = db.prepare_cached("INSERT INTO setting (name, value) VALUES (?1, ?2)")?;
    set.execute(("province", foundation.province.to_string()))?;
    set.execute(("demo", foundation.demo.to_string()))?;
    set.execute(("term", "1"))?;
    crate::audit::note(db, now, "gateway", "init", &format!("{:02}", foundation.province))
}

fn read_foundation(db: &Connection) -> Result<Option<Foundation>, StoreError> {
    let Some(province) = setting(db, "province")? else {
        return Ok(None);
    };
    let demo = setting(db, "demo")?.is_some_and(|demo| demo == "true");
    Ok(Some(Foundation { province: crate::row::text(&province)?, demo }))
}

pub(crate) fn setting(db: &Connection, name: &str) -> Result<Option<String>, StoreError> {
    let row = db.ask("SELECT value FROM setting WHERE name = ?1", [name], |r| r.get(0));
    Ok(row.optional()?)
}

pub(crate) fn set_setting(db: &Connection, name: &str, value: &str) -> Result<(), StoreError> {
    let sql = "INSERT INTO setting (name, value) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET value = ?2";
    db.run(sql, (name, value))?;
    Ok(())
}

pub(crate) fn policy(db: &Connection) -> Result<Policy, StoreError> {
    setting(db, "policy")?.map_or(Ok(Policy::default()), |policy| crate::row::json(policy.as_bytes()))
}

/// The gateway's term: one more at every failover or restore.
pub(crate) fn term(db: &Connection) -> Result<u32, StoreError> {
    setting(db, "term")?.map_or(Ok(1), |term| crate::row::text(&term))
}

/// Begins a term beyond `past`: numbers given from now on are never those that were given before.
pub(crate) fn begin_term(db: &Connection, past: u32, now: Moment) -> Result<u32, StoreError> {
    let own = term(db)?;
    let next = own.max(past) + 1;
    set_setting(db, "term", &next.to_string())?;
    documents::spare(db, next - own, now)?;
    crate::audit::note(db, now, "gateway", "term", &next.to_string())?;
    Ok(next)
}

/// The number after the last one given under this name. Given out only by [`take_numbers`], and those of documents by [`documents::take`].
pub(crate) fn next_number(db: &Connection, name: &str) -> Result<u32, StoreError> {
    let row = db.ask("SELECT last FROM counter WHERE name = ?1", [name], |r| r.get(0));
    crate::row::small(row.optional()?.unwrap_or(0) + 1)
}

/// Gives out so many numbers in a row, at least one; a rolled back transaction has given none.
pub(crate) fn take_numbers(
    db: &Connection,
    name: &str,
    count: u32,
) -> Result<RangeInclusive<u32>, StoreError> {
    let first = next_number(db, name)?;
    let last = crate::row::small(i64::from(first) + i64::from(count.max(1)) - 1)?;
    set_last(db, name, last)?;
    Ok(first..=last)
}

/// The last number given under this name.
pub(crate) fn set_last(db: &Connection, name: &str, last: u32) -> Result<(), StoreError> {
    db.run(
        "INSERT INTO counter (name, last) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET last = ?2",
        (name, last),
    )?;
    Ok(())
}
