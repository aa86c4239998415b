//! The door of the crate: open, close, spoil, open again.
#![allow(clippy::unwrap_used)] // a test that cannot go on stops here

use sqlite_kit::{Database, DbError, InstanceLock, Key, Migration, Settings};
use std::path::Path;

const FIRST: Migration =
    Migration { number: 1, sql: "CREATE TABLE note (text TEXT NOT NULL) STRICT;", least_reader: 1 };
const SECOND: Migration =
    Migration { number: 2, sql: "ALTER TABLE note ADD COLUMN mark TEXT;", least_reader: 1 };
const BREAKING: Migration =
    Migration { number: 3, sql: "ALTER TABLE note ADD COLUMN must TEXT;", least_reader: 3 };
const KEY: [u8; 32] = [7; 32];

fn open(path: &Path, key: &[u8; 32], migrations: &[Migration]) -> Result<Database, DbError> {
    Database::open(&Settings { path, key: Key::Raw(key), migrations })
}

fn with_a_note(path: &Path) {
    let mut db = open(path, &KEY, &[FIRST]).unwrap();
    db.write::<_, DbError>(|w| Ok(w.execute("INSERT INTO note VALUES ('王小妹')", [])?)).unwrap();
}

fn note(db: &Database) -> String {
    db.connection().query_row("SELECT text FROM note", [], |r| r.get(0)).unwrap()
}

#[test]
fn what_was_written_is_there_after_opening_again_and_not_readable_in_the_file() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("station.db");
    with_a_note(&path);
    assert_eq!(note(&open(&path, &KEY, &[FIRST]).unwrap()), "王小妹");
    for name in ["station.db", "station.db-wal"] {
        let bytes = std::fs::read(folder.path().join(name)).unwrap_or_default();
        let canary = "王小妹".as_bytes();
        assert!(!bytes.windows(canary.len()).any(|w| w == canary), "{name}");
    }
}

#[test]
fn a_wrong_key_is_named_as_such() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("station.db");
    with_a_note(&path);
    assert!(matches!(open(&path, &[8; 32], &[FIRST]), Err(DbError::WrongKey)));
}

#[test]
fn a_truncated_or_foreign_file_is_refused_and_left_as_it_is() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("station.db");
    std::fs::write(&path, "这不是数据库".repeat(500)).unwrap();
    let before = std::fs::read(&path).unwrap();
    assert!(matches!(open(&path, &KEY, &[FIRST]), Err(DbError::WrongKey)));
    assert_eq!(std::fs::read(&path).unwrap(), before);
}

#[test]
fn a_flipped_bit_in_the_file_is_noticed() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("station.db");
    with_a_note(&path);
    let mut bytes = std::fs::read(&path).unwrap();
    let middle = 4096 + 200;
    bytes[middle] ^= 4;
    std::fs::write(&path, bytes).unwrap();
    let opened = open(&path, &KEY, &[FIRST]).and_then(|db| db.check());
    assert!(matches!(opened, Err(DbError::WrongKey | DbError::Damaged(_))), "{opened:?}");
}

#[test]
fn a_backup_is_kept_before_a_migration_and_opens_with_the_old_program() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("station.db");
    with_a_note(&path);
    assert_eq!(note(&open(&path, &KEY, &[FIRST, SECOND]).unwrap()), "王小妹");
    let copy = open(&folder.path().join("station.before-2"), &KEY, &[FIRST]).unwrap();
    assert_eq!(note(&copy), "王小妹");
}

#[test]
fn an_older_program_opens_an_additive_schema_and_refuses_a_breaking_one() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("station.db");
    with_a_note(&path);
    drop(open(&path, &KEY, &[FIRST, SECOND]).unwrap());
    drop(open(&path, &KEY, &[FIRST]).unwrap());
    drop(open(&path, &KEY, &[FIRST, SECOND, BREAKING]).unwrap());
    let refused = open(&path, &KEY, &[FIRST, SECOND]);
    assert!(matches!(refused, Err(DbError::Newer { needs: 3, knows: 2 })), "{refused:?}");
}

#[test]
fn a_second_instance_is_refused_until_the_first_lets_go() {
    let folder = tempfile::tempdir().unwrap();
    let first = InstanceLock::take(folder.path()).unwrap();
    assert!(matches!(InstanceLock::take(folder.path()), Err(DbError::Busy { .. })));
    drop(first);
    InstanceLock::take(folder.path()).unwrap();
}

#[test]
fn a_failed_transaction_leaves_nothing_behind() {
    let folder = tempfile::tempdir().unwrap();
    let mut db = open(&folder.path().join("a.db"), &KEY, &[FIRST]).unwrap();
    let failed: Result<(), DbError> = db.write(|w| {
        w.execute("INSERT INTO note VALUES ('half')", [])?;
        w.execute("INSERT INTO note VALUES (NULL)", [])?;
        Ok(())
    });
    assert!(failed.is_err());
    let count: i64 = db.connection().query_row("SELECT count(*) FROM note", [], |r| r.get(0)).unwrap();
    assert_eq!(count, 0);
}
