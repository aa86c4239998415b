//! Freezing, giving up, sending, taking back.

use super::drafts::{Work, case_of, trouble, work_on};
use super::parsed;
use super::showing::case_show;
use super::signing::{papers_to_sign, still_missing};
use crate::Desk;
use crate::clock::fresh_id;
use crate::desk::Shelf;
use crate::view::*;
use casework::case::{
    Applicant, Deferred, FileHash, Frozen, ItemEdition, Material, PrintedPaper, Submission,
};
use casework::id::{CaseId, EntryId};
use casework::moment::Moment;
use casework::number::ReceiptNumber;
use casework::state::{Act, PaperKind, Phase};
use catalogue::item::MaterialKind;
use catalogue::{Evaluation, Form, MaterialCheck, pinyin_keys};
use serde_json::{Map, Value};
use station_store::{CaseChange, CaseRecord, Freezing, FrozenRecord, Identity, NewEntry, Step, Store};
use std::collections::BTreeMap;
use wire::entry::{CatalogueEdition, EntryType, Withdrawal};

/// A case by id or receipt number.
pub(crate) fn find_case(store: &Store, text: &str) -> Result<CaseRecord, Failure> {
    if let Ok(id) = text.trim().parse::<CaseId>() {
        return Ok(store.case(id)?);
    }
    let number: ReceiptNumber = parsed(text, &format!("编号 {text} 的办件"))?;
    store.case_numbered(&number).map_err(|error| match error {
        station_store::StoreError::NotFound => {
            Failure::new(ErrorCode::NotFound, format!("编号 {} 的办件", number.grouped()))
        }
        other => other.into(),
    })
}

pub(crate) fn identity_of(store: &Store) -> Result<Identity, Failure> {
    store.identity()?.ok_or_else(|| Failure::new(ErrorCode::NotEnrolled, ""))
}

pub(crate) fn edition(shelf: &Shelf) -> Result<CatalogueEdition, Failure> {
    let identity = shelf.catalogue.identity();
    let hash: FileHash = parsed(&identity.hash, "事项目录")?;
    Ok(CatalogueEdition { publisher: identity.publisher.clone(), version: identity.version, hash })
}

/// What still stands in the way of freezing: the form first, then the materials.
///
/// # Errors
/// [`ErrorCode::Form`] or [`ErrorCode::Missing`] with every place.
fn ready(work: &Work) -> Result<(), Failure> {
    if !work.evaluation.is_clean() {
        return Err(Failure::at(ErrorCode::Form, work.evaluation.errors.iter().map(trouble).collect()));
    }
    let gaps = missing(work);
    if gaps.is_empty() { Ok(()) } else { Err(Failure::at(ErrorCode::Missing, gaps)) }
}

fn taken(work: &Work) -> BTreeMap<String, u16> {
    let mut taken = BTreeMap::new();
    for material in &work.materials {
        *taken.entry(material.slot.clone()).or_insert(0u16) += 1;
    }
    taken
}

/// All that is missing, told at once (一次性告知): every needed material of which nothing was taken in, unless it may
/// come later and was marked so. Pieces in one file count as one, so one file fills a slot.
pub(crate) fn missing(work: &Work) -> Vec<Trouble> {
    let check = MaterialCheck::of(&work.evaluation, &taken(work));
    let unmarked = check.later.iter().filter(|gap| !work.deferred.contains(&gap.slot));
    check
        .missing
        .iter()
        .chain(unmarked)
        .filter(|gap| gap.taken == 0 && !is_the_form(&work.form, &gap.slot))
        .map(|gap| {
            let later = gap.due_days.map(|d| format!("可以 {d} 天内补,请点“以后补”")).unwrap_or_default();
            let tail = if later.is_empty() { String::new() } else { format!(",{later}") };
            Trouble { path: gap.slot.clone(), message: format!("{}还没有收{tail}", gap.name) }
        })
        .collect()
}

/// The application form itself: the program prints it and its signed scan comes back, so nobody hands it in. In the
/// item's list it bears the title of the form.
pub(crate) fn is_the_form(form: &Form, slot: &str) -> bool {
    let material = form.item().materials.iter().find(|m| m.slot == slot);
    material.is_some_and(|m| m.kind == MaterialKind::Form && m.name == form.pack().title)
}

fn applicant(data: &Map<String, Value>) -> Applicant {
    let text = |id: &str| data.get(id).and_then(Value::as_str).unwrap_or_default().to_owned();
    Applicant {
        name: text("applicant_name"),
        id_number: text("applicant_id"),
        phone: text("applicant_phone"),
    }
}

fn deferred(desk: &Desk, work: &Work) -> Vec<Deferred> {
    let held = taken(work);
    work.form
        .item()
        .materials
        .iter()
        .filter(|m| {
            work.deferred.contains(&m.slot)
                && !held.contains_key(&m.slot)
                && needed(&work.evaluation, &m.slot)
        })
        .filter_map(|m| {
            let due = super::drafts::later_day(desk, m.defer_days).parse().ok()?;
            Some(Deferred { slot: m.slot.clone(), name: m.name.clone(), due })
        })
        .collect()
}

fn needed(evaluation: &Evaluation, slot: &str) -> bool {
    evaluation.materials.iter().any(|m| m.needed && m.slot == slot)
}

pub(crate) fn material_name(work: &Work, slot: &str) -> String {
    work.form
        .item()
        .materials
        .iter()
        .find(|m| m.slot == slot)
        .map_or_else(|| slot.to_owned(), |m| m.name.clone())
}

/// What a search for this case can begin with.
fn search_keys(applicant: &Applicant, item_name: &str) -> Vec<String> {
    let mut keys = vec![applicant.id_number.clone(), applicant.phone.clone(), item_name.to_owned()];
    let name: Vec<char> = applicant.name.chars().collect();
    keys.extend((0..name.len()).map(|at| name[at..].iter().collect::<String>()));
    keys.extend(pinyin_keys(&applicant.name));
    keys.extend(pinyin_keys(item_name));
    keys
}

/// Freezes a draft: version n and, for the first, the receipt number. Nothing is sent yet.
///
/// # Errors
/// [`ErrorCode::Form`], [`ErrorCode::Missing`], [`ErrorCode::NotEnrolled`], a draft changed meanwhile.
pub fn case_freeze(desk: &Desk, input: DraftInput) -> Result<CaseView, Failure> {
    let frozen = freeze(desk, &input.draft)?;
    case_show(desk, CaseInput { case: frozen.frozen.case.to_string() })
}

pub(crate) fn freeze(desk: &Desk, draft: &str) -> Result<FrozenRecord, Failure> {
    let work = work_on(desk, draft)?;
    let identity = desk.at_work(|store, _| identity_of(store))?;
    ready(&work)?;
    let at = desk.now();
    let case = case_of(&work);
    let data = work.evaluation.submission().clone();
    let applicant = applicant(&data);
    let item = item_edition(&work)?;
    let keys = search_keys(&applicant, &item.name);
    let certificate = identity.enrolment.certificate;
    let deferred = deferred(desk, &work);
    let materials = materials(&work);
    let form_version = work.form.pack().version;
    let signed_by = work.signed_by.clone();
    let frozen = desk.at_work(|store, clerk| {
        if let Some(open) = work.record.case {
            // the authority may have ended it while it was being changed
            store.case(open)?.state.take(Act::Freeze)?;
        }
        let freezing = Freezing {
            draft: work.record.id,
            rev: work.record.rev,
            case,
            station: &certificate.station,
            device: certificate.device,
            at,
            keys: &keys,
        };
        let frozen = store.freeze(&freezing, |number, version| Frozen {
            case,
            version,
            number,
            station: certificate.station.clone(),
            device: certificate.device,
            item,
            form_version,
            applicant,
            form: data,
            materials,
            deferred,
            clerk: clerk.name.clone(),
            frozen_at: at,
            signed_by,
        })?;
        Ok(frozen)
    })?;
    Ok(frozen)
}

fn item_edition(work: &Work) -> Result<ItemEdition, Failure> {
    let item = work.form.item();
    let identity = work.shelf.catalogue.identity();
    Ok(ItemEdition {
        publisher: identity.publisher.clone(),
        code: item.code.to_string(),
        slug: item.slug.to_string(),
        name: item.name.clone(),
        version: identity.version,
        hash: parsed(&identity.hash, "事项目录")?,
    })
}

fn materials(work: &Work) -> Vec<Material> {
    work.materials
        .iter()
        .map(|m| Material {
            id: m.id,
            slot: m.slot.clone(),
            name: material_name(work, &m.slot),
            sha256: m.sha256.clone(),
            size: m.size,
            media_type: m.media_type.clone(),
            pages: m.pages,
            trust: m.trust,
            taken_at: m.taken_at,
        })
        .collect()
}

/// A step of the station's own, checked against the table.
pub(crate) fn step(
    store: &Store,
    case: &CaseRecord,
    act: Act,
    who: &str,
    at: Moment,
    note: &str,
) -> Result<Step, Failure> {
    let edge = case.state.take(act)?;
    if !edge.is_open(store.was_sent(case.id)?) {
        return Err(other_way_out(act));
    }
    if edge.needs_reason && note.trim().is_empty() {
        return Err(Failure::new(ErrorCode::Input, "请写明原因"));
    }
    Ok(Step {
        at,
        clock: "station".to_owned(),
        who: who.to_owned(),
        act,
        state: edge.to,
        note: note.to_owned(),
    })
}

/// Who wants a case no more gives it up as long as nobody else has it, and asks for it back from then on.
fn other_way_out(act: Act) -> Failure {
    match act {
        Act::Void => Failure::new(ErrorCode::Sent, ""),
        _ => Failure::new(ErrorCode::State, "还没有交过,不办了请作废"),
    }
}

/// Ends a case at the station, by the table: nothing is due any more.
fn end(desk: &Desk, case: &str, act: Act, reason: &str) -> Result<CaseView, Failure> {
    let at = desk.now();
    desk.at_work(|store, clerk| {
        let case = find_case(store, case)?;
        let step = step(store, &case, act, &clerk.name, at, reason)?;
        let change = CaseChange { case: case.id, step, due: Some(""), attention: "", round: None };
        Ok(store.change_case(&change)?)
    })?;
    case_show(desk, CaseInput { case: case.to_owned() })
}

/// Gives a case up of which no version was sent. Its number stays recorded.
///
/// # Errors
/// [`ErrorCode::Sent`], not where the case stands, no reason.
pub fn case_void(desk: &Desk, input: CaseReason) -> Result<CaseView, Failure> {
    end(desk, &input.case, Act::Void, &input.reason)
}

/// Puts a signed version into the outbox; the line takes it from there.
///
/// # Errors
/// [`ErrorCode::NotSigned`] with the pages that are not back, not where the case stands.
pub fn case_submit(desk: &Desk, input: CaseInput) -> Result<CaseView, Failure> {
    let shelf = desk.shelf()?;
    let catalogue = edition(&shelf)?;
    let at = desk.now();
    desk.at_work(|store, clerk| {
        let case = find_case(store, &input.case)?;
        let step = step(store, &case, Act::Submit, &clerk.name, at, "")?;
        let submission = submission(store, &case)?;
        let kind = if case.round > 0 { EntryType::CaseCorrect } else { EntryType::CaseSubmit };
        let entry = NewEntry {
            id: EntryId::new(fresh_id()),
            kind,
            case: case.id,
            rev: case.version,
            files: submission.files(),
            payload: serde_json::to_value(&submission)?,
            claimed_at: at,
        };
        let change = CaseChange { case: case.id, step, due: Some(""), attention: "", round: None };
        Ok(store.change_and_queue(&change, &identity_of(store)?, &catalogue, &entry)?)
    })?;
    desk.line.ring();
    case_show(desk, CaseInput { case: input.case })
}

fn submission(store: &Store, case: &CaseRecord) -> Result<Submission, Failure> {
    let Some(signing) = store.signing(case.id, case.version)? else {
        return Err(Failure::at(ErrorCode::NotSigned, still_missing(&papers_to_sign(store, case)?)));
    };
    let papers = store.papers_of(case.id)?;
    let papers = papers
        .into_iter()
        .filter(|p| p.version == case.version && !p.issued && is_signed(p.kind))
        .map(|p| PrintedPaper { kind: p.kind, sha256: p.sha256, size: p.size, pages: p.pages })
        .collect();
    Ok(Submission {
        frozen: store.frozen(case.id, case.version)?.frozen,
        papers,
        signing,
        answers_round: (case.round > 0).then_some(case.round),
    })
}

/// The papers of which pages come back signed.
fn is_signed(kind: PaperKind) -> bool {
    matches!(kind, PaperKind::Form | PaperKind::Receipt | PaperKind::Mandate | PaperKind::Promise)
}

/// Asks for a case back that was sent. A version of it that is still to be signed stays where it is and goes nowhere.
///
/// # Errors
/// Not where the case stands, a case that was never sent, no reason.
pub fn case_withdraw(desk: &Desk, input: CaseReason) -> Result<CaseView, Failure> {
    let catalogue = edition(&*desk.shelf()?)?;
    let at = desk.now();
    desk.at_work(|store, clerk| {
        let case = find_case(store, &input.case)?;
        let step = step(store, &case, Act::RequestWithdrawal, &clerk.name, at, &input.reason)?;
        let payload = Withdrawal { number: case.number.clone(), reason: input.reason.clone() };
        let entry = NewEntry {
            id: EntryId::new(fresh_id()),
            kind: EntryType::CaseWithdraw,
            case: case.id,
            rev: case.version,
            payload: serde_json::to_value(&payload)?,
            files: Vec::new(),
            claimed_at: at,
        };
        // what the resident was asked for is due no longer
        let asked = matches!(case.state.phase(), Phase::NeedsYou | Phase::AwaitingSignature);
        let due = asked.then_some("");
        let change = CaseChange { case: case.id, step, due, attention: "", round: None };
        Ok(store.change_and_queue(&change, &identity_of(store)?, &catalogue, &entry)?)
    })?;
    desk.line.ring();
    case_show(desk, CaseInput { case: input.case })
}

/// Puts a finished case away.
///
/// # Errors
/// Not where the case stands.
pub fn case_archive(desk: &Desk, input: CaseInput) -> Result<CaseView, Failure> {
    end(desk, &input.case, Act::Archive, "")
}
