//! Pages that have to be signed, pages that came back, and pages that nobody knows yet.

use crate::cases::{COLUMNS, keep_signing, record};
use crate::uploads::UNWANTED;
use crate::{CaseRecord, Store, StoreError, Write, audit};
use casework::case::{FileHash, SignedBy, SignedPage, Signing};
use casework::id::CaseId;
use casework::moment::Moment;
use rusqlite::{OptionalExtension as _, Row};
use serde::Serialize;
use sqlite_kit::Prepared as _;

/// A page that has to be signed, and where it lies in the file of its paper; both from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct PageToSign {
    /// Page of the paper (of the copy that is signed).
    pub page: u32,
    /// Page of the file.
    pub at: u32,
}

/// A scanned page that no case has yet.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct LoosePage {
    /// The scan's plain bytes.
    pub scan: FileHash,
    /// Page of the scan, from 1.
    pub page: u32,
    /// Pages of the scan.
    pub pages: u32,
    /// Bytes of the scan.
    pub size: u64,
    /// Sniffed type.
    pub media_type: String,
    /// Why no case has it, in the caller's words; empty while it was not looked at.
    pub reason: String,
    /// The case its code names, where that is one of ours.
    pub case: Option<CaseId>,
    /// Who took it in.
    pub clerk: String,
    /// When.
    pub at: Moment,
}

/// A page that is back: what it is now, and which loose page it was.
#[derive(Clone, Debug, PartialEq)]
pub struct PageBack<'a> {
    /// The case.
    pub case: CaseId,
    /// Its version.
    pub version: u32,
    /// What came back.
    pub page: &'a SignedPage,
    /// The scan it came in, and its page there.
    pub from: (&'a FileHash, u32),
    /// How the version is signed, where this was the last page.
    pub signing: Option<&'a Signing>,
}

fn loose(row: &Row<'_>) -> Result<LoosePage, StoreError> {
    let case: String = row.get(6)?;
    let case = if case.is_empty() { None } else { Some(case.parse().map_err(StoreError::unreadable)?) };
    Ok(LoosePage {
        scan: row.get::<_, String>(0)?.parse().map_err(StoreError::unreadable)?,
        page: row.get(1)?,
        pages: row.get(2)?,
        size: row.get(3)?,
        media_type: row.get(4)?,
        reason: row.get(5)?,
        case,
        clerk: row.get(7)?,
        at: Moment::from_millis(row.get(8)?),
    })
}

const LOOSE: &str = "scan, page, pages, size, media_type, reason, case_id, clerk, at";

impl Store {
    /// Notes which pages of a paper have to be signed. Comes before the paper's own row.
    ///
    /// # Errors
    /// Database.
    pub fn keep_pages_to_sign(&mut self, paper: &FileHash, pages: &[PageToSign]) -> Result<(), StoreError> {
        self.write(|w| {
            for PageToSign { page, at } in pages {
                let row = (paper.as_str(), page, at);
                w.run("INSERT OR IGNORE INTO page_to_sign VALUES (?1, ?2, ?3)", row)?;
            }
            Ok(())
        })
    }

    /// The pages of a paper that have to be signed; none for one that was made before they were noted.
    ///
    /// # Errors
    /// Database.
    pub fn pages_to_sign(&self, paper: &FileHash) -> Result<Vec<PageToSign>, StoreError> {
        let mut query = self
            .db
            .connection()
            .prepare_cached("SELECT page, at FROM page_to_sign WHERE paper = ?1 ORDER BY page")?;
        let rows =
            query.query_map([paper.as_str()], |r| Ok(PageToSign { page: r.get(0)?, at: r.get(1)? }))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// The pages of a version that came back.
    ///
    /// # Errors
    /// Database.
    pub fn signed_pages(&self, case: CaseId, version: u32) -> Result<Vec<SignedPage>, StoreError> {
        let mut query = self.db.connection().prepare_cached(
            "SELECT signed FROM signed_page WHERE case_id = ?1 AND version = ?2 ORDER BY kind, page",
        )?;
        let rows = query.query_map((case.to_string(), version), |r| r.get::<_, String>(0))?;
        rows.map(|text| Ok(serde_json::from_str(&text?)?)).collect()
    }

    /// Binds a page that came back; with the last page of its version, how that is signed.
    ///
    /// # Errors
    /// Database.
    pub fn sign_page(&mut self, back: &PageBack<'_>) -> Result<(), StoreError> {
        let PageBack { case, version, page, from, signing } = back;
        let text = serde_json::to_string(page)?;
        self.write(|w| {
            w.run(
                "INSERT INTO signed_page VALUES (?1, ?2, ?3, ?4, ?5)
                 ON CONFLICT (case_id, version, kind, page) DO UPDATE SET signed = excluded.signed",
                (case.to_string(), version, page.kind.to_string(), page.page, text),
            )?;
            w.run("DELETE FROM loose_page WHERE scan = ?1 AND page = ?2", (from.0.as_str(), from.1))?;
            if let Some(signing) = signing {
                keep_signing(w, *case, *version, signing, &page.clerk)?;
            }
            audit::add(w, page.at, &page.clerk, "sign_page", &(case, version, page, signing))
        })
    }

    /// Takes in the pages of a scan that nobody has looked at yet. Those that lie here already stay as they are, and
    /// those that were thrown away come back.
    ///
    /// # Errors
    /// Database.
    pub fn keep_loose(&mut self, pages: &[LoosePage]) -> Result<(), StoreError> {
        self.write(|w| {
            for page in pages {
                keep_loose_page(w, page)?;
            }
            match pages.first() {
                Some(first) => audit::add(w, first.at, &first.clerk, "scan", &(&first.scan, first.pages)),
                None => Ok(()),
            }
        })
    }

    /// Notes why no case has a page, and the case its code names.
    ///
    /// # Errors
    /// Database.
    pub fn explain_loose(
        &mut self,
        scan: &FileHash,
        page: u32,
        reason: &str,
        case: Option<CaseId>,
    ) -> Result<(), StoreError> {
        let case = case.map(|id| id.to_string()).unwrap_or_default();
        self.write(|w| {
            w.run(
                "UPDATE loose_page SET reason = ?3, case_id = ?4 WHERE scan = ?1 AND page = ?2",
                (scan.as_str(), page, reason, case),
            )?;
            Ok(())
        })
    }

    /// Throws a loose page away, or takes it back.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub fn discard_loose(
        &mut self,
        scan: &FileHash,
        page: u32,
        away: bool,
        who: &str,
        at: Moment,
    ) -> Result<(), StoreError> {
        let discarded = away.then(|| at.millis());
        self.write(|w| {
            let changed = w.run(
                "UPDATE loose_page SET discarded_at = ?3 WHERE scan = ?1 AND page = ?2",
                (scan.as_str(), page, discarded),
            )?;
            if changed == 0 {
                return Err(StoreError::NotFound);
            }
            audit::add(w, at, who, "scan_discard", &(scan, page, away))
        })
    }

    /// What lies in the tray, oldest scan first.
    ///
    /// # Errors
    /// Database.
    pub fn loose_pages(&self) -> Result<Vec<LoosePage>, StoreError> {
        let sql =
            format!("SELECT {LOOSE} FROM loose_page WHERE discarded_at IS NULL ORDER BY at, scan, page");
        let mut query = self.db.connection().prepare_cached(&sql)?;
        let mut rows = query.query([])?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            found.push(loose(row)?);
        }
        Ok(found)
    }

    /// How many pages lie in the tray.
    ///
    /// # Errors
    /// Database.
    pub fn count_loose(&self) -> Result<u32, StoreError> {
        let sql = "SELECT count(*) FROM loose_page WHERE discarded_at IS NULL";
        Ok(self.db.connection().ask(sql, [], |r| r.get(0))?)
    }

    /// One loose page, thrown away or not.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub fn loose_page(&self, scan: &FileHash, page: u32) -> Result<LoosePage, StoreError> {
        let sql = format!("SELECT {LOOSE} FROM loose_page WHERE scan = ?1 AND page = ?2");
        let mut query = self.db.connection().prepare_cached(&sql)?;
        let mut rows = query.query((scan.as_str(), page))?;
        rows.next()?.map_or(Err(StoreError::NotFound), loose)
    }

    /// The type of a file of scanned pages, loose or bound; nothing for any other file.
    ///
    /// # Errors
    /// Database.
    pub fn scan_media(&self, scan: &FileHash) -> Result<Option<String>, StoreError> {
        let found = self.db.connection().ask(
            "SELECT media_type FROM loose_page WHERE scan = ?1
             UNION SELECT json_extract(signed, '$.media_type') FROM signed_page
                   WHERE json_extract(signed, '$.scan') = ?1 LIMIT 1",
            [scan.as_str()],
            |r| r.get(0),
        );
        Ok(found.optional()?)
    }

    /// Cases whose signed pages are not back: before they are sent, where the scan was promised for later, and where one
    /// that must follow opens no more.
    ///
    /// # Errors
    /// Database.
    pub fn cases_to_sign(&self, limit: u32) -> Result<Vec<CaseRecord>, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM case_file c
             LEFT JOIN signing s ON s.case_id = c.id AND s.version = c.version
             WHERE (c.state = 'awaiting_signature' AND s.signing IS NULL)
                OR (c.state NOT IN ('voided', 'archived')
                    AND (json_extract(s.signing, '$.how') = 'scan_by'
                         OR EXISTS (SELECT 1 FROM upload u JOIN signed_page p ON p.case_id = u.case_id
                                    WHERE u.case_id = c.id AND u.complete = 0 AND u.broken NOT IN ('', '{UNWANTED}')
                                    AND p.version = c.version AND instr(p.signed, u.sha256) > 0)))
             ORDER BY c.changed_at DESC LIMIT ?1"
        );
        let mut query = self.db.connection().prepare_cached(&sql)?;
        let mut rows = query.query([limit])?;
        let mut found = Vec::new();
        while let Some(row) = rows.next()? {
            found.push(record(row)?);
        }
        Ok(found)
    }

    /// By what the resident of a draft (version 0) or of a version signs, where that was said.
    ///
    /// # Errors
    /// Database.
    pub fn signed_by(&self, subject: &str, version: u32) -> Result<Option<SignedBy>, StoreError> {
        let text: Option<String> = self
            .db
            .connection()
            .ask(
                "SELECT signed_by FROM signed_by WHERE subject = ?1 AND version = ?2",
                (subject, version),
                |r| r.get(0),
            )
            .optional()?;
        Ok(text.map(|text| serde_json::from_str(&text)).transpose()?)
    }

    /// Says by what the resident signs.
    ///
    /// # Errors
    /// Database.
    pub fn say_signed_by(
        &mut self,
        subject: &str,
        version: u32,
        by: &SignedBy,
        who: &str,
        at: Moment,
    ) -> Result<(), StoreError> {
        let text = serde_json::to_string(by)?;
        self.write(|w| {
            w.run(
                "INSERT INTO signed_by VALUES (?1, ?2, ?3)
                 ON CONFLICT (subject, version) DO UPDATE SET signed_by = excluded.signed_by",
                (subject, version, text),
            )?;
            audit::add(w, at, who, "signed_by", &(subject, version, by))
        })
    }
}

fn keep_loose_page(w: &Write<'_>, page: &LoosePage) -> Result<(), StoreError> {
    w.run(
        "INSERT INTO loose_page (scan, page, pages, size, media_type, clerk, at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)
         ON CONFLICT (scan, page) DO UPDATE SET discarded_at = NULL",
        (
            page.scan.as_str(),
            page.page,
            page.pages,
            page.size,
            &page.media_type,
            &page.clerk,
            page.at.millis(),
        ),
    )?;
    Ok(())
}
