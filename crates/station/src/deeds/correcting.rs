//! Changing a case: before it is signed, and when the authority asks for a correction. A changed form is a new version,
//! printed and signed again.

use super::cases::{edition, find_case, identity_of};
use super::decoded;
use super::deferrals::{deferred_of, may_follow};
use super::drafts::draft_open;
use super::materials::keep_file;
use super::showing::case_show;
use crate::clock::fresh_id;
use crate::view::*;
use crate::{Desk, pages};
use casework::case::{Deferred, FileHash, Frozen, Material, Supplement, after_supplements};
use casework::id::{CaseId, DraftId, EntryId};
use casework::moment::Moment;
use casework::state::{Act, State};
use serde_json::{Map, Value};
use station_store::{CaseRecord, DraftRecord, MaterialRecord, NewEntry, Step, Store};
use std::collections::HashSet;
use wire::entry::{Attachment, EntryType};

/// What was asked, and how the form was when it was sent.
#[derive(Default)]
pub(crate) struct Asked {
    pub number: String,
    pub demands: Vec<Trouble>,
    pub before: Map<String, Value>,
}

pub(crate) fn asked(desk: &Desk, case: CaseId) -> Result<Asked, Failure> {
    desk.at_work(|store, _| {
        let record = store.case(case)?;
        let open = matches!(record.state, State::CorrectionRequested | State::FurtherMaterials);
        let last = store.decisions(case)?.into_iter().rev().find(|d| !d.decision.demands.is_empty());
        let demands = last.filter(|_| open).map(|d| d.decision.demands).unwrap_or_default();
        Ok(Asked {
            number: record.number.grouped(),
            demands: demands.into_iter().map(|d| Trouble { path: d.field, message: d.words }).collect(),
            before: store.frozen(case, record.version)?.frozen.form,
        })
    })
}

/// Opens a case for a change or a correction: a draft with everything that was in it, or the one that was begun since the
/// case stands as it does. Nothing of the case changes until the draft is frozen.
///
/// # Errors
/// Not where the case stands.
pub fn case_change(desk: &Desk, input: CaseInput) -> Result<DraftView, Failure> {
    let at = desk.now();
    let draft = desk.at_work(|store, clerk| {
        let case = find_case(store, &input.case)?;
        case.state.take(Act::Freeze)?;
        if let Some(open) = store.draft_of_case(case.id)? {
            return Ok(open.id);
        }
        reopen(store, &case, &clerk.name, at)
    })?;
    draft_open(desk, DraftInput { draft: draft.to_string() })
}

pub(crate) fn reopen(
    store: &mut Store,
    case: &CaseRecord,
    clerk: &str,
    at: Moment,
) -> Result<DraftId, Failure> {
    let frozen = store.frozen(case.id, case.version)?.frozen;
    let materials: Vec<MaterialRecord> = materials_of(store, &frozen)?.iter().map(material_record).collect();
    let id = DraftId::new(fresh_id());
    let record = DraftRecord {
        id,
        item: case.item.clone(),
        case: Some(case.id),
        data: frozen.form,
        rev: 1,
        begun_by: clerk.to_owned(),
        saved_at: at,
        discarded: false,
        frozen: false,
    };
    store.begin_draft(&record, &materials)?;
    // as at the freeze: a slot that holds a file is promised no more
    let still_empty = |one: &&Deferred| materials.iter().all(|m| m.slot != one.slot);
    for deferred in frozen.deferred.iter().filter(still_empty) {
        store.defer(id, &deferred.slot, true, clerk, at)?;
    }
    store.say_signed_by(&id.to_string(), 0, &frozen.signed_by, clerk, at)?;
    Ok(id)
}

fn material_record(material: &Material) -> MaterialRecord {
    MaterialRecord {
        id: material.id,
        slot: material.slot.clone(),
        sha256: material.sha256.clone(),
        size: material.size,
        media_type: material.media_type.clone(),
        pages: material.pages,
        trust: material.trust,
        taken_at: material.taken_at,
    }
}

/// Adds a material that was to come later (容缺) to a case that was sent, in as many sittings as it takes.
///
/// # Errors
/// A slot that was not to come later, not where the case stands, a file that cannot be taken.
pub fn supplement_add(desk: &Desk, input: SupplementAdd) -> Result<CaseView, Failure> {
    let bytes = decoded(&input.bytes, pages::LARGEST_FILE)?;
    let catalogue = edition(&*desk.shelf()?)?;
    let (case, name) = desk.at_work(|store, _| {
        let case = find_case(store, &input.case)?;
        let held = materials_of(store, &store.frozen(case.id, case.version)?.frozen)?;
        let deferred = deferred_of(store, &case, &held)?;
        let name = deferred.into_iter().find(|d| d.slot == input.slot).map(|d| d.name);
        let name = name.ok_or_else(|| Failure::new(ErrorCode::State, "这份材料没有说好以后补"))?;
        may_follow(case.state)?;
        Ok((case, name))
    })?;
    let kept = keep_file(desk, &input.slot, &bytes)?;
    let supplement = Supplement::Material { material: named(kept.clone(), &name), instead_of: None };
    attach(desk, &case, &catalogue, supplement, &format!("补交{name}"))?;
    put_into_draft(desk, &case, &kept)?;
    case_show(desk, CaseInput { case: input.case })
}

/// A correction that was begun before would promise once more, and its receipt call missing, what was handed in.
fn put_into_draft(desk: &Desk, case: &CaseRecord, kept: &MaterialRecord) -> Result<(), Failure> {
    desk.at_work(|store, clerk| {
        if let Some(draft) = store.draft_of_case(case.id)? {
            store.add_material(draft.id, kept, &clerk.name)?;
        }
        Ok(())
    })
}

fn named(kept: MaterialRecord, name: &str) -> Material {
    Material {
        id: kept.id,
        slot: kept.slot,
        name: name.to_owned(),
        sha256: kept.sha256,
        size: kept.size,
        media_type: kept.media_type,
        pages: kept.pages,
        trust: kept.trust,
        taken_at: kept.taken_at,
    }
}

/// Takes a material in anew whose file opens no more on this computer and cannot be sent. The same file as before simply goes
/// on; another one follows in its place, and the county gets that.
///
/// # Errors
/// A material that opens, was sent or can still be changed, a file that cannot be taken.
pub fn material_again(desk: &Desk, input: MaterialAgain) -> Result<CaseView, Failure> {
    let bytes = decoded(&input.bytes, pages::LARGEST_FILE)?;
    let (case, mut places) = desk.at_work(|store, _| {
        let case = find_case(store, &input.case)?;
        let places = broken_materials(store, &case)?;
        Ok((case, places))
    })?;
    let chosen = places.iter().find(|one| one.id.to_string() == input.material);
    let opens = || Failure::new(ErrorCode::State, "这份材料打得开,不用重新放");
    let before = chosen.ok_or_else(opens)?.sha256.clone();
    places.retain(|one| one.sha256 == before);
    take_in_place_of(desk, &case, &places, &before, &bytes)?;
    case_show(desk, CaseInput { case: input.case })
}

/// One file may lie in several places of a case: it is replaced in all of them, and given up with the last.
fn take_in_place_of(
    desk: &Desk,
    case: &CaseRecord,
    places: &[Material],
    before: &FileHash,
    bytes: &[u8],
) -> Result<(), Failure> {
    let catalogue = edition(&*desk.shelf()?)?;
    for (left, place) in (0..places.len()).rev().zip(places) {
        let material = named(keep_file(desk, &place.slot, bytes)?, &place.name);
        if material.sha256 == *before {
            desk.at_work(|store, _| Ok(store.upload_opens_again(before)?))?;
            desk.line.ring();
            return Ok(());
        }
        let instead_of = (left == 0).then(|| before.clone());
        let supplement = Supplement::Material { material, instead_of };
        attach(desk, case, &catalogue, supplement, &format!("重新放了{}", place.name))?;
    }
    Ok(())
}

fn broken_materials(store: &Store, case: &CaseRecord) -> Result<Vec<Material>, Failure> {
    let broken = broken_of(store, case)?;
    let mut materials = materials_of(store, &store.frozen(case.id, case.version)?.frozen)?;
    materials.retain(|material| broken.contains(&material.sha256));
    Ok(materials)
}

/// Files of a case that was sent that open no more; what was not sent yet is changed.
pub(crate) fn broken_of(store: &Store, case: &CaseRecord) -> Result<Vec<FileHash>, Failure> {
    match case.state {
        State::Draft | State::AwaitingSignature => Ok(Vec::new()),
        _ => Ok(store.broken_uploads(case.id)?),
    }
}

/// The materials of a case's version as they stand now: with what followed it, and what came in the place of its files. What
/// followed an older version it has taken over, or a clerk took it out.
pub(crate) fn materials_of(store: &Store, frozen: &Frozen) -> Result<Vec<Material>, Failure> {
    let mut followed = store.supplements(frozen.case)?;
    let replaces = |one: &Supplement| {
        one.instead_of().is_some_and(|file| frozen.materials.iter().any(|material| material.sha256 == *file))
    };
    followed.retain(|(version, one)| *version >= frozen.version || replaces(one));
    let mut materials = after_supplements(&frozen.materials, followed.iter().map(|(_, one)| one));
    // what a correction took over from an older version is in both
    let mut seen = HashSet::new();
    materials.retain(|one| seen.insert(one.id));
    Ok(materials)
}

/// Queues something that follows its case.
pub(crate) fn attach(
    desk: &Desk,
    case: &CaseRecord,
    catalogue: &wire::entry::CatalogueEdition,
    supplement: Supplement,
    note: &str,
) -> Result<(), Failure> {
    let at = desk.now();
    desk.at_work(|store, clerk| {
        let files = match &supplement {
            Supplement::Material { material, .. } => vec![(material.sha256.clone(), material.size)],
            Supplement::Scan { signing, .. } => signing.files(),
        };
        let payload = Attachment { number: case.number.clone(), supplement };
        let entry = NewEntry {
            id: EntryId::new(fresh_id()),
            kind: EntryType::MaterialAttach,
            case: case.id,
            rev: case.version,
            payload: serde_json::to_value(&payload)?,
            files,
            claimed_at: at,
        };
        let step = Step {
            at,
            clock: "station".to_owned(),
            who: clerk.name.clone(),
            act: Act::Attach,
            state: case.state,
            note: note.to_owned(),
        };
        Ok(store.note_and_queue(case.id, &step, &identity_of(store)?, catalogue, &entry)?)
    })?;
    desk.line.ring();
    Ok(())
}
