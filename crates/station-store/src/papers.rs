use crate::{Store, StoreError, audit, held};
use casework::case::FileHash;
use casework::id::CaseId;
use casework::moment::Moment;
use casework::state::PaperKind;
use rusqlite::OptionalExtension as _;
use serde::Serialize;
use sqlite_kit::Prepared as _;

/// A document kept as printed, or as it came from the authority.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PaperRecord {
    /// The case.
    pub case: CaseId,
    /// Version.
    pub version: u32,
    /// Which.
    pub kind: PaperKind,
    /// Plain PDF bytes.
    pub sha256: FileHash,
    /// Bytes.
    pub size: u64,
    /// Pages.
    pub pages: u32,
    /// The authority's.
    pub issued: bool,
    /// The authority's document number, else empty.
    pub document: String,
    /// When it was made.
    pub made_at: Moment,
}

/// One job at a printer.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct PrintJob {
    /// Its id.
    pub id: String,
    /// Case or draft id.
    pub subject: String,
    /// Kind of paper.
    pub kind: String,
    /// Title of the paper.
    pub title: String,
    /// What was sent.
    pub sha256: FileHash,
    /// 1 = first print, 2 and up are 补打.
    pub copy: u32,
    /// IPP address.
    pub printer: String,
    /// The printer's name for the job.
    pub job_uri: String,
    /// waiting printing done stopped failed unsure confirmed.
    pub state: String,
    /// In words.
    pub words: String,
    /// Who printed.
    pub clerk: String,
    /// When.
    pub at: Moment,
}

pub(crate) fn of_case(db: &rusqlite::Connection, case: CaseId) -> Result<Vec<PaperRecord>, StoreError> {
    let mut query = db.prepare_cached(
        "SELECT version, kind, sha256, size, pages, issued, document, made_at FROM paper WHERE case_id = ?1
         ORDER BY made_at, kind",
    )?;
    let mut rows = query.query([case.to_string()])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(PaperRecord {
            case,
            version: row.get(0)?,
            kind: row.get::<_, String>(1)?.parse().map_err(StoreError::unreadable)?,
            sha256: row.get::<_, String>(2)?.parse().map_err(StoreError::unreadable)?,
            size: row.get(3)?,
            pages: row.get(4)?,
            issued: row.get::<_, i64>(5)? == 1,
            document: row.get(6)?,
            made_at: Moment::from_millis(row.get(7)?),
        });
    }
    Ok(found)
}

impl Store {
    /// Keeps a document's row; its file is on disk already. The same document twice is kept once. A paper of the
    /// authority that was held is so no more.
    ///
    /// # Errors
    /// Database.
    pub fn keep_paper(&mut self, paper: &PaperRecord, who: &str) -> Result<(), StoreError> {
        self.write(|w| {
            let added = w.run(
                "INSERT OR IGNORE INTO paper VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
                (
                    paper.case.to_string(),
                    paper.version,
                    paper.kind.to_string(),
                    paper.sha256.as_str(),
                    paper.size,
                    paper.pages,
                    i64::from(paper.issued),
                    &paper.document,
                    paper.made_at.millis(),
                ),
            )?;
            if paper.issued {
                held::release(w, paper.case, &paper.document, paper.made_at)?;
            }
            if added == 0 { Ok(()) } else { audit::add(w, paper.made_at, who, "paper", paper) }
        })
    }

    /// Papers of the authority whose pages were not counted yet.
    ///
    /// # Errors
    /// Database.
    pub fn uncounted_papers(&self) -> Result<Vec<FileHash>, StoreError> {
        let mut query = self
            .db
            .connection()
            .prepare_cached("SELECT DISTINCT sha256 FROM paper WHERE pages = 0 AND issued = 1")?;
        let rows = query.query_map([], |r| r.get::<_, String>(0))?;
        rows.map(|hash| hash?.parse().map_err(StoreError::unreadable)).collect()
    }

    /// Notes how many pages a paper has.
    ///
    /// # Errors
    /// Database.
    pub fn count_paper(&mut self, sha256: &FileHash, pages: u32) -> Result<(), StoreError> {
        self.write(|w| {
            w.run("UPDATE paper SET pages = ?2 WHERE sha256 = ?1", (sha256.as_str(), pages))?;
            Ok(())
        })
    }

    /// Records a job at a printer, or what became of it.
    ///
    /// # Errors
    /// Database.
    pub fn keep_print_job(&mut self, job: &PrintJob) -> Result<(), StoreError> {
        self.write(|w| {
            w.run(
                "INSERT INTO print_job VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)
                 ON CONFLICT (id) DO UPDATE SET job_uri = excluded.job_uri, state = excluded.state, words = excluded.words",
                (
                    &job.id,
                    &job.subject,
                    &job.kind,
                    &job.title,
                    job.sha256.as_str(),
                    job.copy,
                    &job.printer,
                    &job.job_uri,
                    &job.state,
                    &job.words,
                    &job.clerk,
                    job.at.millis(),
                ),
            )?;
            audit::add(w, job.at, &job.clerk, "print", job)
        })
    }

    /// One job.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub fn print_job(&self, id: &str) -> Result<PrintJob, StoreError> {
        self.job("id = ?1", &[&id])?.ok_or(StoreError::NotFound)
    }

    /// How often a paper was sent to a printer.
    ///
    /// # Errors
    /// Database.
    pub fn times_printed(&self, subject: &str, kind: &str, sha256: &FileHash) -> Result<u32, StoreError> {
        Ok(self.db.connection().ask(
            "SELECT count(*) FROM print_job WHERE subject = ?1 AND kind = ?2 AND sha256 = ?3 AND state <> 'failed'",
            (subject, kind, sha256.as_str()),
            |r| r.get(0),
        )?)
    }

    fn job(&self, wanted: &str, values: &[&dyn rusqlite::ToSql]) -> Result<Option<PrintJob>, StoreError> {
        let sql = format!(
            "SELECT id, subject, kind, title, sha256, copy, printer, job_uri, state, words, clerk, at
             FROM print_job WHERE {wanted}"
        );
        let found = self
            .db
            .connection()
            .ask(&sql, values, |r| {
                Ok((
                    r.get::<_, String>(4)?,
                    PrintJob {
                        id: r.get(0)?,
                        subject: r.get(1)?,
                        kind: r.get(2)?,
                        title: r.get(3)?,
                        sha256: FileHash::try_from("0".repeat(64))
                            .map_err(|_| rusqlite::Error::InvalidQuery)?,
                        copy: r.get(5)?,
                        printer: r.get(6)?,
                        job_uri: r.get(7)?,
                        state: r.get(8)?,
                        words: r.get(9)?,
                        clerk: r.get(10)?,
                        at: Moment::from_millis(r.get(11)?),
                    },
                ))
            })
            .optional()?;
        found
            .map(|(hash, job)| Ok(PrintJob { sha256: hash.parse().map_err(StoreError::unreadable)?, ..job }))
            .transpose()
    }
}
