//! The print queue: every job with what goes out, where it stands, who changed it last, and what the printer said.

use crate::{Store, StoreError, Wishes, Write, audit};
use casework::case::FileHash;
use casework::moment::Moment;
use casework::print::{PrintRole, PrintState};
use rusqlite::{OptionalExtension as _, Row};
use serde::Serialize;
use sqlite_kit::Prepared as _;

/// Who changed a job where no person did.
const PROGRAM: &str = "程序";

/// One job at a printer.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PrintJob {
    /// Its id.
    pub id: String,
    /// Case, draft or item; a printer's address for its test page.
    pub subject: String,
    /// Kind of paper.
    pub kind: String,
    /// Title of the paper.
    pub title: String,
    /// What goes out, as it is archived.
    pub sha256: FileHash,
    /// The paper it is a print of: its first print, which carries no mark.
    pub paper: FileHash,
    /// 1 = first print, 2 and up are 补打.
    pub copy: u32,
    /// Why it is printed again.
    pub reason: String,
    /// What its printer is for.
    pub role: PrintRole,
    /// Address of the printer.
    pub printer: String,
    /// How it is to be printed.
    pub wishes: Wishes,
    /// The printer's name for the job, once it has it.
    pub job_uri: String,
    /// Where it stands.
    pub state: PrintState,
    /// What was said last, by the printer or a person.
    pub words: String,
    /// Somebody wants it back; the printer has not answered yet.
    pub cancelling: bool,
    /// Nobody has to care about it any more.
    pub settled: bool,
    /// Who printed.
    pub clerk: String,
    /// When.
    pub at: Moment,
    /// Who changed it last.
    pub changed_by: String,
    /// When.
    pub changed_at: Moment,
}

/// What a printer said of a job.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PrintReport {
    /// When it was asked.
    pub at: Moment,
    /// The state it told.
    pub state: PrintState,
    /// In words.
    pub words: String,
}

/// How often a paper was printed.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Counts {
    /// Out of a printer, as far as is known.
    pub printed: u32,
    /// In the queue or at a printer.
    pub underway: u32,
}

const COLUMNS: &str = "id, subject, kind, title, sha256, copy, printer, job_uri, state, words, clerk, at,
 paper, reason, role, wishes, cancelling, settled, changed_by, changed_at";
/// What needs care as it was asked for, then the rest, the newest first.
const LISTED: &str =
    "settled, CASE settled WHEN 0 THEN at ELSE -at END, CASE settled WHEN 0 THEN id END, id DESC";
const COUNTED: &str = "subject = ?1 AND kind = ?2 AND paper = ?3 AND state NOT IN ('failed', 'cancelled')";

fn read(row: &Row<'_>) -> Result<PrintJob, StoreError> {
    let text = |at: usize| row.get::<_, String>(at);
    Ok(PrintJob {
        id: text(0)?,
        subject: text(1)?,
        kind: text(2)?,
        title: text(3)?,
        sha256: text(4)?.parse().map_err(StoreError::unreadable)?,
        copy: row.get(5)?,
        printer: text(6)?,
        job_uri: text(7)?,
        state: text(8)?.parse().map_err(StoreError::unreadable)?,
        words: text(9)?,
        clerk: text(10)?,
        at: Moment::from_millis(row.get(11)?),
        paper: text(12)?.parse().map_err(StoreError::unreadable)?,
        reason: text(13)?,
        role: text(14)?.parse().map_err(StoreError::unreadable)?,
        wishes: serde_json::from_str(&text(15)?)?,
        cancelling: row.get(16)?,
        settled: row.get(17)?,
        changed_by: text(18)?,
        changed_at: Moment::from_millis(row.get(19)?),
    })
}

fn all(
    db: &rusqlite::Connection,
    wanted: &str,
    values: &[&dyn rusqlite::ToSql],
) -> Result<Vec<PrintJob>, StoreError> {
    let mut query = db.prepare_cached(&format!("SELECT {COLUMNS} FROM print_job WHERE {wanted}"))?;
    let mut rows = query.query(values)?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(read(row)?);
    }
    Ok(found)
}

fn one(db: &rusqlite::Connection, id: &str) -> Result<PrintJob, StoreError> {
    all(db, "id = ?1", &[&id])?.pop().ok_or(StoreError::NotFound)
}

fn put(w: &Write<'_>, job: &PrintJob) -> Result<(), StoreError> {
    w.run(
        "INSERT INTO print_job
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20)
         ON CONFLICT (id) DO UPDATE SET printer = excluded.printer, wishes = excluded.wishes,
         job_uri = excluded.job_uri, state = excluded.state, words = excluded.words,
         cancelling = excluded.cancelling, settled = excluded.settled,
         changed_by = excluded.changed_by, changed_at = excluded.changed_at",
        rusqlite::params![
            job.id,
            job.subject,
            job.kind,
            job.title,
            job.sha256.as_str(),
            job.copy,
            job.printer,
            job.job_uri,
            job.state.to_string(),
            job.words,
            job.clerk,
            job.at.millis(),
            job.paper.as_str(),
            job.reason,
            job.role.to_string(),
            serde_json::to_string(&job.wishes)?,
            job.cancelling,
            job.settled,
            job.changed_by,
            job.changed_at.millis(),
        ],
    )?;
    audit::add(w, job.changed_at, &job.changed_by, "print", job)
}

/// The number the next print of a paper gets. Numbers are not given twice to prints that count.
fn next_copy(
    db: &rusqlite::Connection,
    subject: &str,
    kind: &str,
    paper: &FileHash,
) -> Result<u32, StoreError> {
    let sql = format!("SELECT coalesce(max(copy), 0) + 1 FROM print_job WHERE {COUNTED}");
    Ok(db.ask(&sql, (subject, kind, paper.as_str()), |r| r.get(0))?)
}

/// Changes a job in the name of `who`. A change that comes too late, because the job is over meanwhile, changes nothing.
fn change(
    w: &Write<'_>,
    id: &str,
    who: &str,
    at: Moment,
    change: impl FnOnce(&mut PrintJob),
) -> Result<PrintJob, StoreError> {
    let before = one(w, id)?;
    let mut job = before.clone();
    change(&mut job);
    let allowed = before.state == job.state || before.state.may_become(job.state);
    if !allowed || job == before {
        return Ok(before);
    }
    job.settled = matches!(job.state, PrintState::Confirmed | PrintState::Cancelled);
    (job.changed_by, job.changed_at) = (who.to_owned(), at);
    put(w, &job)?;
    Ok(job)
}

fn note(w: &Write<'_>, id: &str, report: &PrintReport) -> Result<(), StoreError> {
    let last: Option<(u32, String, String)> = w
        .ask("SELECT nr, state, words FROM print_report WHERE job = ?1 ORDER BY nr DESC LIMIT 1", [id], |r| {
            Ok((r.get(0)?, r.get(1)?, r.get(2)?))
        })
        .optional()?;
    let state = report.state.to_string();
    let nr = match last {
        Some((_, before, words)) if before == state && words == report.words => return Ok(()),
        Some((nr, ..)) => nr + 1,
        None => 1,
    };
    w.run(
        "INSERT INTO print_report VALUES (?1, ?2, ?3, ?4, ?5)",
        (id, nr, report.at.millis(), state, &report.words),
    )?;
    Ok(())
}

impl Store {
    /// Puts a job into the queue, unless its number was given to another print meanwhile: then `false`, and nothing is
    /// kept. A failed print of the same paper needs no care any more.
    ///
    /// # Errors
    /// Database.
    pub fn queue_print(&mut self, job: &PrintJob) -> Result<bool, StoreError> {
        self.write(|w| {
            if next_copy(w, &job.subject, &job.kind, &job.paper)? != job.copy {
                return Ok(false);
            }
            w.run(
                "UPDATE print_job SET settled = 1 WHERE subject = ?1 AND kind = ?2 AND paper = ?3 AND state = 'failed'",
                (&job.subject, &job.kind, job.paper.as_str()),
            )?;
            put(w, job)?;
            Ok(true)
        })
    }

    /// A person changes a job; gives it as it is then.
    ///
    /// # Errors
    /// [`StoreError::NotFound`], database.
    pub fn change_print(
        &mut self,
        id: &str,
        who: &str,
        at: Moment,
        how: impl FnOnce(&mut PrintJob),
    ) -> Result<PrintJob, StoreError> {
        self.write(|w| change(w, id, who, at, how))
    }

    /// The program changes a job; gives it as it is then.
    ///
    /// # Errors
    /// [`StoreError::NotFound`], database.
    pub fn spool_print(
        &mut self,
        id: &str,
        at: Moment,
        how: impl FnOnce(&mut PrintJob),
    ) -> Result<PrintJob, StoreError> {
        self.write(|w| change(w, id, PROGRAM, at, how))
    }

    /// A printer said how a job stands. The same word twice is kept once.
    ///
    /// # Errors
    /// [`StoreError::NotFound`], database.
    pub fn take_report(&mut self, id: &str, report: &PrintReport) -> Result<PrintJob, StoreError> {
        self.write(|w| {
            note(w, id, report)?;
            change(w, id, PROGRAM, report.at, |job| {
                job.state = report.state;
                job.words.clone_from(&report.words);
            })
        })
    }

    /// One job.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub fn print_job(&self, id: &str) -> Result<PrintJob, StoreError> {
        one(self.db.connection(), id)
    }

    /// Jobs with which the spooler still has work, in the order they were asked for.
    ///
    /// # Errors
    /// Database.
    pub fn open_prints(&self) -> Result<Vec<PrintJob>, StoreError> {
        let mut jobs = all(self.db.connection(), "settled = 0 ORDER BY at, id", &[])?;
        jobs.retain(|job| job.state.is_open());
        Ok(jobs)
    }

    /// Jobs somebody has to care about, in the order they were asked for.
    ///
    /// # Errors
    /// Database.
    pub fn unsettled_prints(&self) -> Result<Vec<PrintJob>, StoreError> {
        all(self.db.connection(), "settled = 0 ORDER BY at, id", &[])
    }

    /// Jobs of one subject (all where it is empty), a page of them: those to care about first.
    ///
    /// # Errors
    /// Database.
    pub fn prints(&self, subject: &str, after: u32, most: u32) -> Result<Vec<PrintJob>, StoreError> {
        let whose = if subject.is_empty() { "?1 = ''" } else { "subject = ?1" };
        let wanted = format!("{whose} ORDER BY {LISTED} LIMIT ?3 OFFSET ?2");
        all(self.db.connection(), &wanted, &[&subject, &after, &most])
    }

    /// Whether something was printed large for a case or for one of its drafts: what helps the resident to read is
    /// offered again.
    ///
    /// # Errors
    /// Database.
    pub fn large_print_wished(&self, subject: &str) -> Result<bool, StoreError> {
        let sql = "SELECT EXISTS (SELECT 1 FROM print_job
             WHERE kind LIKE 'large\\_%' ESCAPE '\\' AND state NOT IN ('failed', 'cancelled')
             AND (subject = ?1 OR subject IN (SELECT id FROM draft WHERE case_id = ?1)
                  OR subject IN (SELECT case_id FROM draft WHERE id = ?1)))";
        Ok(self.db.connection().ask(sql, [subject], |r| r.get(0))?)
    }

    /// What the printer said of a job, oldest first.
    ///
    /// # Errors
    /// Database.
    pub fn print_reports(&self, id: &str) -> Result<Vec<PrintReport>, StoreError> {
        let db = self.db.connection();
        let mut query =
            db.prepare_cached("SELECT at, state, words FROM print_report WHERE job = ?1 ORDER BY nr")?;
        let mut rows = query.query([id])?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            found.push(PrintReport {
                at: Moment::from_millis(row.get(0)?),
                state: row.get::<_, String>(1)?.parse().map_err(StoreError::unreadable)?,
                words: row.get(2)?,
            });
        }
        Ok(found)
    }

    /// How often a paper was printed and how often it is on its way.
    ///
    /// # Errors
    /// Database.
    pub fn print_counts(&self, subject: &str, kind: &str, paper: &FileHash) -> Result<Counts, StoreError> {
        let mut counts = Counts::default();
        let values: [&dyn rusqlite::ToSql; 3] = [&subject, &kind, &paper.as_str()];
        for job in all(self.db.connection(), COUNTED, &values)? {
            *(if job.state.is_open() { &mut counts.underway } else { &mut counts.printed }) += 1;
        }
        Ok(counts)
    }

    /// The number the next print of a paper would get; 1 = the first.
    ///
    /// # Errors
    /// Database.
    pub fn next_copy(&self, subject: &str, kind: &str, paper: &FileHash) -> Result<u32, StoreError> {
        next_copy(self.db.connection(), subject, kind, paper)
    }
}
