//! Files that follow their entries: what of them the gateway has, and which go next.

use crate::{Store, StoreError, Write};
use casework::case::FileHash;
use casework::id::CaseId;
use rusqlite::Connection;
use sqlite_kit::Prepared as _;
use wire::batch::FileState;

/// In the place of why a file cannot go: nobody waits for it.
pub(crate) const UNWANTED: &str = "unwanted";

/// What of `upload` is not at the gateway and still goes there. What opens no more goes nowhere once its case is closed:
/// nobody can take it in anew.
pub(crate) const STILL_GOES: &str = "complete = 0 AND broken <> 'unwanted'
    AND (broken = '' OR NOT EXISTS (SELECT 1 FROM case_file c WHERE c.id = case_id AND c.state IN ('voided', 'archived')))";

/// What of `upload` only held entries name: an entry that was taken or waits for its verdict would be followed by it.
const NAMED_IN_VAIN: &str = "complete = 0 AND broken <> 'unwanted'
    AND EXISTS (SELECT 1 FROM outbox o WHERE o.case_id = upload.case_id AND o.verdict ->> '$.verdict' = 'held')
    AND NOT EXISTS (SELECT 1 FROM outbox o
                    WHERE o.case_id = upload.case_id AND coalesce(o.verdict ->> '$.verdict', '') <> 'held'
                    AND instr(o.payload, upload.sha256) > 0)";

/// A file on its way.
#[derive(Clone, Debug, PartialEq)]
pub struct Upload {
    /// The file.
    pub sha256: FileHash,
    /// The case.
    pub case: CaseId,
    /// Bytes.
    pub size: u64,
    /// Bytes the gateway has.
    pub sent: u64,
    /// All of it.
    pub complete: bool,
}

impl Store {
    /// Files that still have to go up and whose entry was taken; the case with the fewest bytes missing first.
    ///
    /// # Errors
    /// Database.
    pub fn waiting_uploads(&self, most: u32) -> Result<Vec<Upload>, StoreError> {
        let db = self.db.connection();
        let mut cases = db.prepare_cached(
            "SELECT case_id FROM upload WHERE complete = 0
             GROUP BY case_id HAVING min(broken) = '' ORDER BY sum(size - sent), case_id",
        )?;
        let mut cases = cases.query([])?;
        let mut found = Vec::new();
        // the entries are looked at only as far as they are needed: there may be thousands of cases
        while found.len() < most as usize {
            let Some(row) = cases.next()? else { break };
            let case: String = row.get(0)?;
            if is_taken(db, &case)? {
                let left = most as usize - found.len();
                found.extend(self.uploads(
                    "u.case_id = ?1 AND u.complete = 0 AND u.broken = '' ORDER BY u.size LIMIT ?2",
                    &[&case, &left],
                )?);
            }
        }
        Ok(found)
    }

    /// Files of a case, sent or not, without those that nobody waits for.
    ///
    /// # Errors
    /// Database.
    pub fn uploads_of(&self, case: CaseId) -> Result<Vec<Upload>, StoreError> {
        let wanted = "u.case_id = ?1 AND (u.complete = 1 OR u.broken <> ?2) ORDER BY u.sha256";
        self.uploads(wanted, &[&case.to_string(), &UNWANTED])
    }

    pub(crate) fn uploads(
        &self,
        wanted: &str,
        values: &[&dyn rusqlite::ToSql],
    ) -> Result<Vec<Upload>, StoreError> {
        let sql =
            format!("SELECT u.sha256, u.case_id, u.size, u.sent, u.complete FROM upload u WHERE {wanted}");
        let mut query = self.db.connection().prepare_cached(&sql)?;
        let mut rows = query.query(values)?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            found.push(Upload {
                sha256: row.get::<_, String>(0)?.parse().map_err(StoreError::unreadable)?,
                case: row.get::<_, String>(1)?.parse().map_err(StoreError::unreadable)?,
                size: row.get(2)?,
                sent: row.get(3)?,
                complete: row.get::<_, i64>(4)? == 1,
            });
        }
        Ok(found)
    }

    /// The gateway has so much of each file: it waits for the rest. What is known already writes nothing.
    ///
    /// # Errors
    /// Database.
    pub fn uploads_stand(&mut self, states: &[FileState]) -> Result<(), StoreError> {
        self.write(|w| {
            for FileState { sha256, offset, complete } in states {
                w.run(
                    "UPDATE upload SET sent = ?2, complete = ?3, broken = CASE broken WHEN ?4 THEN '' ELSE broken END
                     WHERE sha256 = ?1 AND (sent <> ?2 OR complete <> ?3 OR broken = ?4)",
                    (sha256.as_str(), offset, i64::from(*complete), UNWANTED),
                )?;
            }
            Ok(())
        })
    }

    /// A file does not open any more: it goes up no further, and its case says so, if it is waited for.
    ///
    /// # Errors
    /// Database.
    pub fn upload_is_broken(&mut self, file: &FileHash, why: &str) -> Result<(), StoreError> {
        self.write(|w| {
            let sql = "UPDATE upload SET broken = ?2 WHERE sha256 = ?1 AND broken <> ?3";
            w.run(sql, (file.as_str(), why, UNWANTED))?;
            Ok(())
        })
    }

    fn upload_stands(&mut self, file: &FileHash, broken: &str) -> Result<(), StoreError> {
        self.write(|w| {
            w.run("UPDATE upload SET broken = ?2 WHERE sha256 = ?1", (file.as_str(), broken))?;
            Ok(())
        })
    }

    /// The gateway waits for no such file: the entry that names it was held. It goes up when it is named again.
    ///
    /// # Errors
    /// Database.
    pub fn upload_is_unwanted(&mut self, file: &FileHash) -> Result<(), StoreError> {
        self.upload_stands(file, UNWANTED)
    }

    /// The same bytes were taken in once more: the file opens again and goes on.
    ///
    /// # Errors
    /// Database.
    pub fn upload_opens_again(&mut self, file: &FileHash) -> Result<(), StoreError> {
        self.upload_stands(file, "")
    }

    /// Looks once more at what did not open: a disk that only hesitated gives it now, and it goes on.
    ///
    /// # Errors
    /// Database.
    pub fn look_again_at_broken(&mut self) -> Result<(), StoreError> {
        let broken = self.uploads("u.complete = 0 AND u.broken NOT IN ('', ?1)", &[&UNWANTED])?;
        for upload in broken {
            if self.files().read(&upload.sha256).is_ok() {
                self.upload_opens_again(&upload.sha256)?;
            }
        }
        Ok(())
    }

    /// Files of a case that must follow and do not open any more; none of a case that is closed.
    ///
    /// # Errors
    /// Database.
    pub fn broken_uploads(&self, case: CaseId) -> Result<Vec<FileHash>, StoreError> {
        let broken = format!("u.case_id = ?1 AND u.broken <> '' AND {STILL_GOES} ORDER BY u.sha256");
        let broken = self.uploads(&broken, &[&case.to_string()])?;
        Ok(broken.into_iter().map(|upload| upload.sha256).collect())
    }
}

/// An entry of the case was held: what only such entries name goes nowhere, until one names it again.
pub(crate) fn let_go(w: &Write<'_>, case: CaseId) -> Result<(), StoreError> {
    let sql = format!("UPDATE upload SET broken = ?2 WHERE case_id = ?1 AND {NAMED_IN_VAIN}");
    w.run(&sql, (case.to_string(), UNWANTED))?;
    Ok(())
}

/// An entry of the case was taken, and none waits.
fn is_taken(db: &Connection, case: &str) -> Result<bool, StoreError> {
    let sql = "SELECT coalesce(max(verdict ->> '$.verdict' = 'accepted'), 0) AND count(*) = count(verdict)
               FROM outbox WHERE case_id = ?1";
    Ok(db.ask(sql, [case], |r| r.get(0))?)
}
