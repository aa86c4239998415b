use crate::outbox::{NewEntry, queue};
use crate::overtaken::overtake;
use crate::{Identity, PaperRecord, Store, StoreError, Write, audit};
use casework::case::{Frozen, Material, Signing, Supplement};
use casework::decision::Decided;
use casework::id::{CaseId, MaterialId};
use casework::moment::Moment;
use casework::number::ReceiptNumber;
use casework::state::{Act, Phase, State};
use rusqlite::{OptionalExtension as _, Row};
use seal::Digest;
use serde::Serialize;
use sqlite_kit::Prepared as _;
use wire::entry::{Attachment, CatalogueEdition, EntryType};

/// One case as listed.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct CaseRecord {
    /// Its id.
    pub id: CaseId,
    /// Receipt number.
    pub number: ReceiptNumber,
    /// Item slug.
    pub item: String,
    /// Item name.
    pub item_name: String,
    /// Applicant.
    pub applicant: String,
    /// Identity number.
    pub id_number: String,
    /// Where it stands.
    pub state: State,
    /// Newest version.
    pub version: u32,
    /// Who took it in.
    pub clerk: String,
    /// When it was first frozen.
    pub taken_at: Moment,
    /// Last step.
    pub changed_at: Moment,
    /// Due day YYYY-MM-DD, or empty.
    pub due: String,
    /// Corrections asked so far.
    pub round: u32,
    /// Why it needs somebody.
    pub note: String,
}

/// A frozen version with its exact bytes.
#[derive(Clone, Debug, PartialEq)]
pub struct FrozenRecord {
    /// The version.
    pub frozen: Frozen,
    /// SHA-256 of its canonical bytes; the codes on its papers carry the start of it.
    pub hash: Digest,
}

/// One line of a case's time line.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Step {
    /// When, by …
    pub at: Moment,
    /// … this clock: `station` or `gateway`.
    pub clock: String,
    /// Who.
    pub who: String,
    /// What.
    pub act: Act,
    /// Where it stood afterwards.
    pub state: State,
    /// Reason and the like.
    pub note: String,
}

/// A change of where a case stands.
#[derive(Clone, Debug, PartialEq)]
pub struct CaseChange<'a> {
    /// The case.
    pub case: CaseId,
    /// The line of its time line.
    pub step: Step,
    /// Due day, when this changes it.
    pub due: Option<&'a str>,
    /// What needs somebody; replaces what stood there.
    pub attention: &'a str,
    /// 补正 round as the gateway counts it, when this asks for one.
    pub round: Option<u32>,
}

pub(crate) const COLUMNS: &str = "c.id, c.number, c.item, c.item_name, c.applicant, c.id_number, c.state, c.version, c.clerk, c.taken_at, \
     c.changed_at, c.due, c.round, c.note";

pub(crate) fn record(row: &Row<'_>) -> Result<CaseRecord, StoreError> {
    Ok(CaseRecord {
        id: row.get::<_, String>(0)?.parse().map_err(StoreError::unreadable)?,
        number: row.get::<_, String>(1)?.parse()?,
        item: row.get(2)?,
        item_name: row.get(3)?,
        applicant: row.get(4)?,
        id_number: row.get(5)?,
        state: row.get::<_, String>(6)?.parse().map_err(StoreError::unreadable)?,
        version: row.get(7)?,
        clerk: row.get(8)?,
        taken_at: Moment::from_millis(row.get(9)?),
        changed_at: Moment::from_millis(row.get(10)?),
        due: row.get(11)?,
        round: row.get(12)?,
        note: row.get(13)?,
    })
}

pub(crate) fn phase_name(phase: Phase) -> Result<String, StoreError> {
    Ok(serde_json::to_value(phase)?.as_str().unwrap_or_default().to_owned())
}

impl Store {
    /// Changes where a case stands.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub fn change_case(&mut self, change: &CaseChange<'_>) -> Result<(), StoreError> {
        self.write(|w| {
            apply(w, change)?;
            audit::add(w, change.step.at, &change.step.who, "step", &(change.case, &change.step))
        })
    }

    /// Changes where a case stands and queues the entry that says so, in one transaction.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub fn change_and_queue(
        &mut self,
        change: &CaseChange<'_>,
        identity: &Identity,
        catalogue: &CatalogueEdition,
        entry: &NewEntry,
    ) -> Result<(), StoreError> {
        let boot = self.boot()?;
        self.write(|w| {
            apply(w, change)?;
            queue(w, identity, catalogue, entry, boot)?;
            audit::add(w, change.step.at, &change.step.who, "step", &(change.case, &change.step, entry.id))
        })
    }

    /// Queues an entry that moves nothing (a later material), with its line in the time line.
    ///
    /// # Errors
    /// Database.
    pub fn note_and_queue(
        &mut self,
        case: CaseId,
        step: &Step,
        identity: &Identity,
        catalogue: &CatalogueEdition,
        entry: &NewEntry,
    ) -> Result<(), StoreError> {
        let boot = self.boot()?;
        self.write(|w| {
            add_step(w, case, step)?;
            queue(w, identity, catalogue, entry, boot)?;
            audit::add(w, step.at, &step.who, "note", &(case, step, entry.id))
        })
    }

    /// A material that followed its case, by its id.
    ///
    /// # Errors
    /// Database.
    pub fn followed_material(&self, id: MaterialId) -> Result<Option<Material>, StoreError> {
        let mut query = self
            .db
            .connection()
            .prepare_cached("SELECT payload FROM outbox WHERE kind = ?1 AND instr(payload, ?2) > 0")?;
        let kind = serde_json::to_value(EntryType::MaterialAttach)?;
        let rows = query.query_map((kind.as_str(), id.to_string()), |r| r.get::<_, String>(0))?;
        for payload in rows {
            if let Supplement::Material { material, .. } =
                serde_json::from_str::<Attachment>(&payload?)?.supplement
            {
                return Ok(Some(material));
            }
        }
        Ok(None)
    }

    /// What followed a case, in its order, each behind the version that it followed; what the gateway refused is left out.
    ///
    /// # Errors
    /// Database.
    pub fn supplements(&self, case: CaseId) -> Result<Vec<(u32, Supplement)>, StoreError> {
        let mut query = self.db.connection().prepare_cached(
            "SELECT rev, payload FROM outbox WHERE case_id = ?1 AND kind = ?2
             AND coalesce(verdict ->> '$.verdict', '') <> 'held' ORDER BY rowid",
        )?;
        let kind = serde_json::to_value(EntryType::MaterialAttach)?;
        let read = |r: &Row<'_>| Ok((r.get(0)?, r.get::<_, String>(1)?));
        let rows = query.query_map((case.to_string(), kind.as_str()), read)?;
        let followed = |(rev, payload): (u32, String)| {
            Ok((rev, serde_json::from_str::<Attachment>(&payload)?.supplement))
        };
        rows.map(|row| followed(row?)).collect()
    }

    /// Binds how a version was signed.
    ///
    /// # Errors
    /// Database.
    pub fn sign(
        &mut self,
        case: CaseId,
        version: u32,
        signing: &Signing,
        who: &str,
        at: Moment,
    ) -> Result<(), StoreError> {
        self.write(|w| {
            keep_signing(w, case, version, signing, who)?;
            audit::add(w, at, who, "sign", &(case, version, signing))
        })
    }

    /// How a version was signed.
    ///
    /// # Errors
    /// Database.
    pub fn signing(&self, case: CaseId, version: u32) -> Result<Option<Signing>, StoreError> {
        let text: Option<String> = self
            .db
            .connection()
            .ask(
                "SELECT signing FROM signing WHERE case_id = ?1 AND version = ?2",
                (case.to_string(), version),
                |r| r.get(0),
            )
            .optional()?;
        Ok(text.map(|t| serde_json::from_str(&t)).transpose()?)
    }

    /// One case.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub fn case(&self, id: CaseId) -> Result<CaseRecord, StoreError> {
        self.one_case("c.id", &id.to_string())
    }

    /// The case of a receipt number.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub fn case_numbered(&self, number: &ReceiptNumber) -> Result<CaseRecord, StoreError> {
        self.one_case("c.number", number.as_str())
    }

    pub(crate) fn one_case(&self, column: &str, value: &str) -> Result<CaseRecord, StoreError> {
        let sql = format!("SELECT {COLUMNS} FROM case_file c WHERE {column} = ?1");
        let mut query = self.db.connection().prepare_cached(&sql)?;
        let mut rows = query.query([value])?;
        rows.next()?.map_or(Err(StoreError::NotFound), record)
    }

    /// One frozen version.
    ///
    /// # Errors
    /// [`StoreError::NotFound`].
    pub fn frozen(&self, case: CaseId, version: u32) -> Result<FrozenRecord, StoreError> {
        let (text, hash): (String, String) = self.db.connection().ask(
            "SELECT frozen, hash FROM version WHERE case_id = ?1 AND version = ?2",
            (case.to_string(), version),
            |r| Ok((r.get(0)?, r.get(1)?)),
        )?;
        Ok(FrozenRecord {
            frozen: serde_json::from_str(&text)?,
            hash: hash.parse().map_err(StoreError::unreadable)?,
        })
    }

    /// The time line, oldest first.
    ///
    /// # Errors
    /// Database.
    pub fn steps(&self, case: CaseId) -> Result<Vec<Step>, StoreError> {
        let mut query = self.db.connection().prepare_cached(
            "SELECT at, clock, who, act, state, note FROM step WHERE case_id = ?1 ORDER BY nr",
        )?;
        let mut rows = query.query([case.to_string()])?;
        let mut steps = Vec::new();
        while let Some(row) = rows.next()? {
            steps.push(Step {
                at: Moment::from_millis(row.get(0)?),
                clock: row.get(1)?,
                who: row.get(2)?,
                act: row.get::<_, String>(3)?.parse().map_err(StoreError::unreadable)?,
                state: row.get::<_, String>(4)?.parse().map_err(StoreError::unreadable)?,
                note: row.get(5)?,
            });
        }
        Ok(steps)
    }

    /// What the authority decided, oldest first.
    ///
    /// # Errors
    /// Database.
    pub fn decisions(&self, case: CaseId) -> Result<Vec<Decided>, StoreError> {
        let mut query = self
            .db
            .connection()
            .prepare_cached("SELECT decided FROM decision WHERE case_id = ?1 ORDER BY rowid")?;
        let rows = query.query_map([case.to_string()], |r| r.get::<_, String>(0))?;
        rows.map(|text| Ok(serde_json::from_str(&text?)?)).collect()
    }

    /// Papers kept for a case that `papers` lists; see there.
    ///
    /// # Errors
    /// Database.
    pub fn papers_of(&self, case: CaseId) -> Result<Vec<PaperRecord>, StoreError> {
        crate::papers::of_case(self.db.connection(), case)
    }
}

/// The gateway itself, where no official speaks through it.
pub(crate) const GATEWAY: &str = "省审批网";

/// A step that came from the gateway, by its clock.
pub(crate) fn gateway_step(at: Moment, who: &str, act: Act, state: State, note: &str) -> Step {
    Step { at, clock: "gateway".to_owned(), who: who.to_owned(), act, state, note: note.to_owned() }
}

pub(crate) fn add_step(w: &Write<'_>, case: CaseId, step: &Step) -> Result<(), StoreError> {
    w.run(
        "INSERT INTO step SELECT ?1, coalesce(max(nr), 0) + 1, ?2, ?3, ?4, ?5, ?6, ?7 FROM step WHERE case_id = ?1",
        (
            case.to_string(),
            step.at.millis(),
            &step.clock,
            &step.who,
            step.act.to_string(),
            step.state.to_string(),
            &step.note,
        ),
    )?;
    Ok(())
}

/// What stands beside a case in the lists, until something happens to it.
pub(crate) fn set_note(w: &Write<'_>, case: CaseId, words: &str) -> Result<(), StoreError> {
    w.run("UPDATE case_file SET note = ?2 WHERE id = ?1", (case.to_string(), words))?;
    Ok(())
}

pub(crate) fn keep_signing(
    w: &Write<'_>,
    case: CaseId,
    version: u32,
    signing: &Signing,
    who: &str,
) -> Result<(), StoreError> {
    w.run(
        "INSERT INTO signing VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (case_id, version) DO UPDATE SET signing = excluded.signing, clerk = excluded.clerk",
        (case.to_string(), version, serde_json::to_string(signing)?, who),
    )?;
    Ok(())
}

pub(crate) fn apply(w: &Write<'_>, change: &CaseChange<'_>) -> Result<(), StoreError> {
    let state = change.step.state;
    let changed = w.run(
        "UPDATE case_file SET state = ?2, phase = ?3, changed_at = max(changed_at, ?4), note = ?5,
           due = coalesce(?6, due), round = coalesce(?7, round) WHERE id = ?1",
        (
            change.case.to_string(),
            state.to_string(),
            phase_name(state.phase())?,
            change.step.at.millis(),
            change.attention,
            change.due,
            change.round,
        ),
    )?;
    if changed == 0 {
        return Err(StoreError::NotFound);
    }
    if state.take(Act::Freeze).is_err() {
        overtake(w, change.case, &change.step.who, change.step.at)?;
    }
    add_step(w, change.case, &change.step)
}
