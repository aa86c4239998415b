use crate::migrate::{migrate, sync_folder};
use crate::{DbError, Migration};
use rusqlite::config::DbConfig;
use rusqlite::{Connection, OpenFlags};
use std::path::{Path, PathBuf};
use std::time::Duration;

/// Prepared statements kept for a connection: more than any of our databases has.
const STATEMENTS: usize = 200;
/// Pages of a log that [`Database::keep_log_long`] allows: 64 MB.
const LONG_LOG: u32 = 16_000;

/// How long to wait before the next try where somebody else has the file.
const BUSY: Duration = Duration::from_millis(10);

/// How the file is protected.
#[derive(Clone, Copy)]
pub enum Key<'a> {
    /// Not encrypted: the gateway, whose disk is.
    None,
    /// SQLCipher under this raw key.
    Raw(&'a [u8; 32]),
}

/// What to open and how.
pub struct Settings<'a> {
    /// The database file.
    pub path: &'a Path,
    /// Its protection.
    pub key: Key<'a>,
    /// The schema, oldest step first.
    pub migrations: &'a [Migration],
}

/// An open database whose settings were read back.
#[derive(Debug)]
pub struct Database {
    connection: Connection,
    path: PathBuf,
}

impl Database {
    /// Opens, checks and migrates. Before a step that changes an existing file a copy is kept beside it as
    /// `NAME.before-N`, under the same key.
    ///
    /// # Errors
    /// Any [`DbError`].
    pub fn open(settings: &Settings<'_>) -> Result<Self, DbError> {
        let mut connection = connect(settings.path, settings.key)?;
        settle(&connection)?;
        migrate(&mut connection, settings.migrations, |db, stands| {
            let copy = settings.path.with_extension(format!("before-{}", stands + 1));
            back_up(db, &copy, settings.key)
        })?;
        Ok(Self { connection, path: settings.path.to_owned() })
    }

    /// A second connection to the same file, for reading while the first writes.
    ///
    /// # Errors
    /// Any [`DbError`].
    pub fn reader(&self, key: Key<'_>) -> Result<Connection, DbError> {
        let connection = connect(&self.path, key)?;
        connection.pragma_update(None, "query_only", true)?;
        Ok(connection)
    }

    /// Reads and single statements.
    pub fn connection(&self) -> &Connection {
        &self.connection
    }

    /// One transaction: all of it is on the disk when this returns Ok, or none of it.
    ///
    /// # Errors
    /// Whatever `work` returns, or any [`DbError`].
    pub fn write<T, E: From<DbError>>(
        &mut self,
        work: impl FnOnce(&rusqlite::Transaction<'_>) -> Result<T, E>,
    ) -> Result<T, E> {
        let change = self
            .connection
            .transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)
            .map_err(DbError::from)?;
        let result = work(&change)?;
        change.commit().map_err(DbError::from)?;
        Ok(result)
    }

    /// A consistent copy under the same key, on disk when this returns. Others may go on reading and writing.
    ///
    /// # Errors
    /// Any [`DbError`].
    pub fn back_up(&self, to: &Path, key: Key<'_>) -> Result<(), DbError> {
        back_up(&self.connection, to, key)
    }

    /// Lets a commit put the log into the database file only when it is very long; [`Database::put_log_away`] does it
    /// before, when nobody waits.
    ///
    /// # Errors
    /// Any [`DbError`].
    pub fn keep_log_long(&self) -> Result<(), DbError> {
        Ok(self.connection.pragma_update(None, "wal_autocheckpoint", LONG_LOG)?)
    }

    /// Puts as much of the log into the database file as no reader still needs. What cannot be put away now stays where
    /// it is safe, and is put away next time.
    pub fn put_log_away(&self) {
        let _ = self.connection.query_row("PRAGMA wal_checkpoint(PASSIVE)", [], |_| Ok(()));
    }

    /// SQLite's own check of structure; with SQLCipher the pages' seals are checked as well.
    ///
    /// # Errors
    /// [`DbError::Damaged`].
    pub fn check(&self) -> Result<(), DbError> {
        let answer: String = self.connection.query_row("PRAGMA quick_check", [], |r| r.get(0))?;
        if answer == "ok" { Ok(()) } else { Err(DbError::Damaged(rusqlite::Error::InvalidQuery)) }
    }
}

fn connect(path: &Path, key: Key<'_>) -> Result<Connection, DbError> {
    let flags =
        OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_CREATE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let db = Connection::open_with_flags(path, flags)?;
    if let Key::Raw(raw) = key {
        unlock(&db, raw)?;
    }
    db.busy_timeout(Duration::from_secs(5))?;
    db.set_prepared_statement_cache_capacity(STATEMENTS);
    // a statement is planned once and not anew for every value it is asked with
    db.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true)?;
    // the first read: a wrong key or a foreign file shows here
    db.query_row("SELECT count(*) FROM sqlite_master", [], |r| r.get::<_, i64>(0))?;
    Ok(db)
}

fn unlock(db: &Connection, raw: &[u8; 32]) -> Result<(), DbError> {
    use std::fmt::Write as _;
    let mut hex = String::with_capacity(64);
    for byte in raw {
        let _ = write!(hex, "{byte:02x}");
    }
    db.pragma_update(None, "key", format!("x'{hex}'"))?;
    db.pragma_update(None, "cipher_log_level", "NONE")?;
    db.pragma_update(None, "cache_size", -64_000)?;
    Ok(())
}

fn settle(db: &Connection) -> Result<(), DbError> {
    let mode: String = db.query_row("PRAGMA journal_mode=WAL", [], |r| r.get(0))?;
    if mode != "wal" {
        return Err(DbError::Setting { setting: "journal_mode=WAL", found: mode });
    }
    db.pragma_update(None, "synchronous", "FULL")?;
    let level: i64 = db.query_row("PRAGMA synchronous", [], |r| r.get(0))?;
    if level != 2 {
        return Err(DbError::Setting { setting: "synchronous=FULL", found: level.to_string() });
    }
    db.pragma_update(None, "foreign_keys", true)?;
    db.pragma_update(None, "temp_store", "MEMORY")?;
    db.pragma_update(None, "secure_delete", true)?;
    db.pragma_update(None, "journal_size_limit", 16 * 1024 * 1024)?;
    Ok(())
}

fn back_up(db: &Connection, to: &Path, key: Key<'_>) -> Result<(), DbError> {
    let fresh = to.with_extension("being-written");
    if fresh.exists() {
        std::fs::remove_file(&fresh).map_err(|e| DbError::file(&fresh, e))?;
    }
    copy_pages(db, &fresh, key)?;
    let written = std::fs::File::open(&fresh).and_then(|f| f.sync_all());
    written.map_err(|e| DbError::file(&fresh, e))?;
    std::fs::rename(&fresh, to).map_err(|e| DbError::file(to, e))?;
    to.parent().map_or(Ok(()), sync_folder)
}

fn copy_pages(db: &Connection, to: &Path, key: Key<'_>) -> Result<(), DbError> {
    let mut copy = connect(to, key)?;
    let backup = rusqlite::backup::Backup::new(db, &mut copy)?;
    // in one step: what another program commits between two of them would make it begin anew, each time
    backup.run_to_completion(i32::MAX, BUSY, None)?;
    Ok(())
}
