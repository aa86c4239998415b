use crate::DbError;
use rusqlite::Connection;
use std::path::Path;

/// One numbered, additive step of a schema.
#[derive(Debug, Clone, Copy)]
pub struct Migration {
    /// 1, 2, 3 …
    pub number: u32,
    /// Statements.
    pub sql: &'static str,
    /// The oldest schema number whose program may still open the file afterwards.
    pub least_reader: u32,
}

const NOTES: &str = "CREATE TABLE IF NOT EXISTS schema_note (least_reader INTEGER NOT NULL) STRICT;";

/// Brings the file to the newest schema. `backup` runs before the first step that changes an existing file.
pub(crate) fn migrate(
    db: &mut Connection,
    steps: &[Migration],
    backup: impl FnOnce(&Connection, u32) -> Result<(), DbError>,
) -> Result<(), DbError> {
    let stands: u32 = db.query_row("PRAGMA user_version", [], |r| r.get(0))?;
    let knows = steps.last().map_or(0, |s| s.number);
    refuse_newer(db, stands, knows)?;
    if stands >= knows {
        return Ok(());
    }
    if stands > 0 {
        backup(db, stands)?;
    }
    for step in steps.iter().filter(|s| s.number > stands) {
        apply(db, step)?;
    }
    Ok(())
}

fn refuse_newer(db: &Connection, stands: u32, knows: u32) -> Result<(), DbError> {
    if stands <= knows {
        return Ok(());
    }
    let needs: u32 = db.query_row("SELECT least_reader FROM schema_note", [], |r| r.get(0))?;
    if needs > knows { Err(DbError::Newer { needs, knows }) } else { Ok(()) }
}

fn apply(db: &mut Connection, step: &Migration) -> Result<(), DbError> {
    let change = db.transaction()?;
    change.execute_batch(NOTES)?;
    change.execute_batch(step.sql)?;
    change.execute("DELETE FROM schema_note", [])?;
    change.execute("INSERT INTO schema_note VALUES (?1)", [step.least_reader])?;
    change.pragma_update(None, "user_version", step.number)?;
    change.commit()?;
    Ok(())
}

/// Makes the folder's entries durable: a new or renamed file is only there after this.
pub(crate) fn sync_folder(folder: &Path) -> Result<(), DbError> {
    std::fs::File::open(folder).and_then(|f| f.sync_all()).map_err(|e| DbError::file(folder, e))
}
