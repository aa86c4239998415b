//! Signing on a screen: where on a paper somebody signs, pages that were signed there, and taking them back.

use crate::cases::keep_signing;
use crate::{Store, StoreError, audit};
use casework::case::{FileHash, SignedPage, Signing};
use casework::id::CaseId;
use casework::moment::Moment;
use casework::state::PaperKind;
use serde::Serialize;
use sqlite_kit::Prepared as _;

/// A place to sign of a kept paper.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct SignSpot {
    /// Page of the file, from 1.
    pub at: u32,
    /// Who signs there, as it is printed.
    pub label: String,
    /// Left, top, width and height, hundredths of a point.
    pub room: [u32; 4],
}

/// A paper that was signed on the screen.
#[derive(Clone, PartialEq, Debug)]
pub struct PadSigned<'a> {
    /// The case.
    pub case: CaseId,
    /// Its version.
    pub version: u32,
    /// All pages of the paper that have to be signed.
    pub pages: &'a [SignedPage],
    /// How the version is signed, where no other page is missing.
    pub signing: Option<&'a Signing>,
}

impl Store {
    /// Notes where on a paper somebody signs. Comes before the paper's own row.
    ///
    /// # Errors
    /// Database.
    pub fn keep_sign_spots(&mut self, paper: &FileHash, spots: &[SignSpot]) -> Result<(), StoreError> {
        self.write(|w| {
            for (nr, SignSpot { at, label, room: [x, y, width, height] }) in (0u32..).zip(spots) {
                w.run(
                    "INSERT OR IGNORE INTO sign_place VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
                    (paper.as_str(), nr, at, label, x, y, width, height),
                )?;
            }
            Ok(())
        })
    }

    /// Where on a paper somebody signs, in reading order; nothing of one that was made before this was noted.
    ///
    /// # Errors
    /// Database.
    pub fn sign_spots(&self, paper: &FileHash) -> Result<Vec<SignSpot>, StoreError> {
        let mut query = self.db.connection().prepare_cached(
            "SELECT at, label, x, y, width, height FROM sign_place WHERE paper = ?1 ORDER BY nr",
        )?;
        let rows = query.query_map([paper.as_str()], |r| {
            let room = [r.get(2)?, r.get(3)?, r.get(4)?, r.get(5)?];
            Ok(SignSpot { at: r.get(0)?, label: r.get(1)?, room })
        })?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Binds the pages of a paper that was signed on the screen, all or none, in place of what came back of them before.
    ///
    /// # Errors
    /// Database.
    pub fn sign_on_pad(&mut self, signed: &PadSigned<'_>) -> Result<(), StoreError> {
        let PadSigned { case, version, pages, signing } = signed;
        let Some(first) = pages.first() else { return Ok(()) };
        self.write(|w| {
            for page in *pages {
                w.run(
                    "INSERT INTO signed_page VALUES (?1, ?2, ?3, ?4, ?5)
                     ON CONFLICT (case_id, version, kind, page) DO UPDATE SET signed = excluded.signed",
                    (
                        case.to_string(),
                        version,
                        page.kind.to_string(),
                        page.page,
                        serde_json::to_string(page)?,
                    ),
                )?;
            }
            if let Some(signing) = signing {
                keep_signing(w, *case, *version, signing, &first.clerk)?;
            }
            audit::add(w, first.at, &first.clerk, "sign_on_pad", &(case, version, pages, signing))
        })
    }

    /// Takes back what was signed on the screen of one paper: it has to be signed again. The files stay.
    ///
    /// # Errors
    /// [`StoreError::NotFound`] where nothing of it was signed on the screen.
    pub fn take_back_pad(
        &mut self,
        case: CaseId,
        version: u32,
        kind: PaperKind,
        who: &str,
        at: Moment,
    ) -> Result<(), StoreError> {
        self.write(|w| {
            let taken = w.run(
                "DELETE FROM signed_page WHERE case_id = ?1 AND version = ?2 AND kind = ?3
                   AND json_extract(signed, '$.ink') IS NOT NULL",
                (case.to_string(), version, kind.to_string()),
            )?;
            if taken == 0 {
                return Err(StoreError::NotFound);
            }
            w.run(
                "DELETE FROM signing WHERE case_id = ?1 AND version = ?2
                   AND json_extract(signing, '$.how') = 'scanned'",
                (case.to_string(), version),
            )?;
            audit::add(w, at, who, "take_back_pad", &(case, version, kind))
        })
    }
}
