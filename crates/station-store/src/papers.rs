use crate::{Store, StoreError, audit, held};
use casework::case::FileHash;
use casework::id::CaseId;
use casework::moment::Moment;
use casework::state::PaperKind;
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
}
