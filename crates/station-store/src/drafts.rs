use crate::{Store, StoreError, Write, audit, overtaken};
use casework::case::{FileHash, Trust};
use casework::id::{CaseId, DraftId, MaterialId};
use casework::moment::Moment;
use rusqlite::{OptionalExtension as _, Row};
use serde_json::{Map, Value};
use sqlite_kit::Prepared as _;

/// A draft as stored.
#[derive(Clone, Debug, PartialEq)]
pub struct DraftRecord {
    /// Its id.
    pub id: DraftId,
    /// Item slug.
    pub item: String,
    /// The case it changes or corrects.
    pub case: Option<CaseId>,
    /// Form data.
    pub data: Map<String, Value>,
    /// Revision.
    pub rev: u32,
    /// Who began it.
    pub begun_by: String,
    /// Last commit.
    pub saved_at: Moment,
    /// Put away (30 days in the bin).
    pub discarded: bool,
    /// Already frozen into a version.
    pub frozen: bool,
}

/// A file of a draft as stored.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct MaterialRecord {
    /// Its id.
    pub id: MaterialId,
    /// Slot.
    pub slot: String,
    /// Plain bytes.
    pub sha256: FileHash,
    /// Bytes.
    pub size: u64,
    /// Sniffed.
    pub media_type: String,
    /// Pages.
    pub pages: u32,
    /// Level.
    pub trust: Trust,
    /// When.
    pub taken_at: Moment,
}

const COLUMNS: &str = "id, item, case_id, data, rev, begun_by, saved_at, discarded_at, frozen_at";

fn text_of<'a>(data: &'a Map<String, Value>, field: &str) -> &'a str {
    data.get(field).and_then(Value::as_str).unwrap_or_default()
}

struct Raw {
    id: String,
    item: String,
    case: Option<String>,
    data: String,
    rev: u32,
    begun_by: String,
    saved_at: i64,
    discarded: bool,
    frozen: bool,
}

fn raw(row: &Row<'_>) -> rusqlite::Result<Raw> {
    Ok(Raw {
        id: row.get(0)?,
        item: row.get(1)?,
        case: row.get(2)?,
        data: row.get(3)?,
        rev: row.get(4)?,
        begun_by: row.get(5)?,
        saved_at: row.get(6)?,
        discarded: row.get::<_, Option<i64>>(7)?.is_some(),
        frozen: row.get::<_, Option<i64>>(8)?.is_some(),
    })
}

fn record(raw: Raw) -> Result<DraftRecord, StoreError> {
    Ok(DraftRecord {
        id: raw.id.parse().map_err(StoreError::unreadable)?,
        item: raw.item,
        case: raw.case.map(|c| c.parse().map_err(StoreError::unreadable)).transpose()?,
        data: serde_json::from_str(&raw.data)?,
        rev: raw.rev,
        begun_by: raw.begun_by,
        saved_at: Moment::from_millis(raw.saved_at),
        discarded: raw.discarded,
        frozen: raw.frozen,
    })
}

impl Store {
    /// Begins a draft with what is known already.
    ///
    /// # Errors
    /// Database.
    pub fn begin_draft(
        &mut self,
        draft: &DraftRecord,
        materials: &[MaterialRecord],
    ) -> Result<(), StoreError> {
        let data = serde_json::to_string(&draft.data)?;
        self.write(|w| {
            w.run(
                "INSERT INTO draft (id, item, case_id, data, rev, applicant, id_number, begun_by, saved_at)
                 VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
                (
                    draft.id.to_string(),
                    &draft.item,
                    draft.case.map(|c| c.to_string()),
                    data,
                    draft.rev,
                    text_of(&draft.data, "applicant_name"),
                    text_of(&draft.data, "applicant_id"),
                    &draft.begun_by,
                    draft.saved_at.millis(),
                ),
            )?;
            materials.iter().try_for_each(|m| insert_material(w, draft.id, m))?;
            audit::add(w, draft.saved_at, &draft.begun_by, "draft", &(draft.id, &draft.item, draft.case))
        })
    }

    /// Saves form data if nobody saved in between; returns the new revision.
    ///
    /// # Errors
    /// [`StoreError::DraftChanged`], [`StoreError::NotFound`].
    pub fn save_draft(
        &mut self,
        id: DraftId,
        rev: u32,
        data: &Map<String, Value>,
        at: Moment,
    ) -> Result<u32, StoreError> {
        let text = serde_json::to_string(data)?;
        self.write(|w| {
            overtaken::still_open(w, id)?;
            let sql = "SELECT rev FROM draft WHERE id = ?1 AND frozen_at IS NULL";
            let now: u32 = w.ask(sql, [id.to_string()], |r| r.get(0))?;
            if now != rev {
                return Err(StoreError::DraftChanged { now });
            }
            w.run(
                "UPDATE draft SET data = ?2, rev = rev + 1, applicant = ?3, id_number = ?4, saved_at = ?5 WHERE id = ?1",
                (id.to_string(), text, text_of(data, "applicant_name"), text_of(data, "applicant_id"), at.millis()),
            )?;
            Ok(rev + 1)
        })
    }

    /// One draft.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub fn draft(&self, id: DraftId) -> Result<DraftRecord, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM draft WHERE id = ?1");
        record(self.db.connection().ask(&sql, [id.to_string()], raw)?)
    }

    /// Drafts that are neither frozen nor put away, newest first.
    ///
    /// # Errors
    /// Database.
    pub fn open_drafts(&self) -> Result<Vec<DraftRecord>, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM draft WHERE discarded_at IS NULL AND frozen_at IS NULL ORDER BY saved_at DESC LIMIT 500"
        );
        let mut query = self.db.connection().prepare_cached(&sql)?;
        let rows = query.query_map([], raw)?;
        rows.map(|r| record(r?)).collect()
    }

    /// The open draft that changes or corrects a case as it stands, if there is one.
    ///
    /// # Errors
    /// Database.
    pub fn draft_of_case(&self, case: CaseId) -> Result<Option<DraftRecord>, StoreError> {
        let sql = format!(
            "SELECT {COLUMNS} FROM draft WHERE case_id = ?1 AND discarded_at IS NULL AND frozen_at IS NULL"
        );
        self.db.connection().ask(&sql, [case.to_string()], raw).optional()?.map(record).transpose()
    }

    /// Puts a draft away, or takes it back; not one that its case went on without.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub fn discard_draft(
        &mut self,
        id: DraftId,
        away: bool,
        who: &str,
        at: Moment,
    ) -> Result<(), StoreError> {
        let sql = "UPDATE draft SET discarded_at = ?2
                   WHERE id = ?1 AND frozen_at IS NULL AND (?2 IS NOT NULL OR overtaken_at IS NULL)";
        self.write(|w| {
            let changed = w.run(sql, (id.to_string(), away.then(|| at.millis())))?;
            if changed == 0 {
                return Err(StoreError::NotFound);
            }
            audit::add(w, at, who, if away { "draft_discard" } else { "draft_restore" }, &id)
        })
    }

    /// Files of a draft that were not removed, in the order they came.
    ///
    /// # Errors
    /// Database.
    pub fn materials(&self, draft: DraftId) -> Result<Vec<MaterialRecord>, StoreError> {
        materials(self.db.connection(), draft)
    }

    /// Takes a file into a slot. The file itself is on disk already.
    ///
    /// # Errors
    /// Database.
    pub fn add_material(
        &mut self,
        draft: DraftId,
        material: &MaterialRecord,
        who: &str,
    ) -> Result<(), StoreError> {
        self.write(|w| {
            insert_material(w, draft, material)?;
            note_saved(w, draft, material.taken_at)?;
            audit::add(w, material.taken_at, who, "material", &(draft, material))
        })
    }

    /// Removes a file from a draft, or takes it back.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub fn remove_material(
        &mut self,
        draft: DraftId,
        id: MaterialId,
        away: bool,
        who: &str,
        at: Moment,
    ) -> Result<(), StoreError> {
        self.write(|w| {
            let changed = w.run(
                "UPDATE material SET removed_at = ?3 WHERE draft = ?1 AND id = ?2",
                (draft.to_string(), id.to_string(), away.then(|| at.millis())),
            )?;
            if changed == 0 {
                return Err(StoreError::NotFound);
            }
            note_saved(w, draft, at)?;
            audit::add(w, at, who, if away { "material_remove" } else { "material_restore" }, &(draft, id))
        })
    }

    /// A clerk compared the file with the original, or takes that back.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub fn trust_material(
        &mut self,
        draft: DraftId,
        id: MaterialId,
        trust: Trust,
        who: &str,
        at: Moment,
    ) -> Result<(), StoreError> {
        self.write(|w| {
            let changed = w.run(
                "UPDATE material SET trust = ?3 WHERE draft = ?1 AND id = ?2",
                (draft.to_string(), id.to_string(), trust_name(trust)),
            )?;
            if changed == 0 {
                return Err(StoreError::NotFound);
            }
            note_saved(w, draft, at)?;
            audit::add(w, at, who, "material_compare", &(draft, id, trust))
        })
    }

    /// A file by its material id, in whatever draft it was taken in: hash and media type.
    ///
    /// # Errors
    /// Database.
    pub fn material_file(&self, id: MaterialId) -> Result<Option<(FileHash, String)>, StoreError> {
        let found: Option<(String, String)> = self
            .db
            .connection()
            .ask("SELECT sha256, media_type FROM material WHERE id = ?1 LIMIT 1", [id.to_string()], |r| {
                Ok((r.get(0)?, r.get(1)?))
            })
            .optional()?;
        found.map(|(hash, kind)| Ok((hash.parse().map_err(StoreError::unreadable)?, kind))).transpose()
    }

    /// Slots that come later.
    ///
    /// # Errors
    /// Database.
    pub fn deferred(&self, draft: DraftId) -> Result<Vec<String>, StoreError> {
        let mut query = self
            .db
            .connection()
            .prepare_cached("SELECT slot FROM deferral WHERE draft = ?1 ORDER BY slot")?;
        let rows = query.query_map([draft.to_string()], |r| r.get(0))?;
        Ok(rows.collect::<Result<_, _>>()?)
    }

    /// Marks a slot as coming later, or not.
    ///
    /// # Errors
    /// Database.
    pub fn defer(
        &mut self,
        draft: DraftId,
        slot: &str,
        later: bool,
        who: &str,
        at: Moment,
    ) -> Result<(), StoreError> {
        let sql = if later {
            "INSERT OR IGNORE INTO deferral VALUES (?1, ?2)"
        } else {
            "DELETE FROM deferral WHERE draft = ?1 AND slot = ?2"
        };
        self.write(|w| {
            w.run(sql, (draft.to_string(), slot))?;
            note_saved(w, draft, at)?;
            audit::add(w, at, who, "material_defer", &(draft, slot, later))
        })
    }
}

/// A change of the materials is a change of the draft: the clerk reads when it was kept last.
fn note_saved(w: &Write<'_>, draft: DraftId, at: Moment) -> Result<(), StoreError> {
    overtaken::still_open(w, draft)?;
    w.run("UPDATE draft SET saved_at = ?2 WHERE id = ?1", (draft.to_string(), at.millis()))?;
    Ok(())
}

fn trust_name(trust: Trust) -> &'static str {
    match trust {
        Trust::B => "B",
        Trust::C => "C",
    }
}

fn insert_material(w: &Write<'_>, draft: DraftId, m: &MaterialRecord) -> Result<(), StoreError> {
    w.run(
        "INSERT INTO material (draft, id, slot, sha256, size, media_type, pages, trust, taken_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        (
            draft.to_string(),
            m.id.to_string(),
            &m.slot,
            m.sha256.as_str(),
            m.size,
            &m.media_type,
            m.pages,
            trust_name(m.trust),
            m.taken_at.millis(),
        ),
    )?;
    Ok(())
}

pub(crate) fn materials(
    db: &rusqlite::Connection,
    draft: DraftId,
) -> Result<Vec<MaterialRecord>, StoreError> {
    let mut query = db.prepare_cached(
        "SELECT id, slot, sha256, size, media_type, pages, trust, taken_at FROM material
         WHERE draft = ?1 AND removed_at IS NULL ORDER BY taken_at, id",
    )?;
    let mut rows = query.query([draft.to_string()])?;
    let mut found = Vec::new();
    while let Some(row) = rows.next()? {
        found.push(MaterialRecord {
            id: row.get::<_, String>(0)?.parse().map_err(StoreError::unreadable)?,
            slot: row.get(1)?,
            sha256: row.get::<_, String>(2)?.parse().map_err(StoreError::unreadable)?,
            size: row.get(3)?,
            media_type: row.get(4)?,
            pages: row.get(5)?,
            trust: if row.get::<_, String>(6)? == "B" { Trust::B } else { Trust::C },
            taken_at: Moment::from_millis(row.get(7)?),
        });
    }
    Ok(found)
}
