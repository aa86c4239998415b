//! Filling a form. Every save is on the disk before the screen hears of it.

use super::cases::is_the_form;
use super::items::{find_item, form_view, guide_material, promised_words};
use super::parsed;
use super::showing::short_time;
use super::signing::sign_way;
use crate::Desk;
use crate::clock::fresh_id;
use crate::desk::Shelf;
use crate::view::*;
use casework::case::{SignedBy, Trust};
use casework::id::{CaseId, DraftId};
use casework::moment::Moment;
use casework::state::State;
use catalogue::{Evaluation, FieldError, Form};
use serde_json::Map;
use station_store::{CaseRecord, DraftRecord, MaterialRecord};
use std::sync::Arc;

/// Days in which the same person and item is asked about.
const DUPLICATE_DAYS: i64 = 30;

/// Begins a case.
///
/// # Errors
/// No such item, an item that is only told about.
pub fn draft_start(desk: &Desk, input: DraftStart) -> Result<DraftView, Failure> {
    let shelf = desk.shelf()?;
    let item = find_item(&shelf, &input.item)?;
    if item.mode == catalogue::item::Mode::Notice {
        return Err(Failure::new(ErrorCode::State, "这一项只告知去哪里办"));
    }
    let at = desk.now();
    let slug = item.slug.to_string();
    let id = DraftId::new(fresh_id());
    desk.at_work(|store, clerk| {
        let record = DraftRecord {
            id,
            item: slug,
            case: None,
            data: Map::new(),
            rev: 1,
            begun_by: clerk.name.clone(),
            saved_at: at,
            discarded: false,
            frozen: false,
        };
        Ok(store.begin_draft(&record, &[])?)
    })?;
    draft_open(desk, DraftInput { draft: id.to_string() })
}

/// A draft with its form and files.
pub(crate) struct Work {
    pub shelf: Arc<Shelf>,
    pub form: Arc<Form>,
    pub record: DraftRecord,
    pub materials: Vec<MaterialRecord>,
    pub deferred: Vec<String>,
    pub signed_by: SignedBy,
    pub evaluation: Evaluation,
}

/// Reads a draft and evaluates it.
pub(crate) fn work_on(desk: &Desk, draft: &str) -> Result<Work, Failure> {
    let shelf = desk.shelf()?;
    let id: DraftId = parsed(draft, "这份草稿")?;
    let (record, materials, deferred, signed_by) = desk.at_work(|store, _| {
        let record = store.draft(id)?;
        if record.frozen {
            return Err(Failure::new(ErrorCode::NotFound, "这份草稿,它已经定稿"));
        }
        let signed_by = store.signed_by(&id.to_string(), 0)?.unwrap_or_default();
        Ok((record, store.materials(id)?, store.deferred(id)?, signed_by))
    })?;
    let form = shelf.catalogue.form(&record.item)?;
    let evaluation = form.evaluate(&record.data, desk.today());
    Ok(Work { shelf, form, record, materials, deferred, signed_by, evaluation })
}

/// Opens a draft, also one that another clerk began.
///
/// # Errors
/// No such draft.
pub fn draft_open(desk: &Desk, input: DraftInput) -> Result<DraftView, Failure> {
    let work = work_on(desk, &input.draft)?;
    let correction = work.record.case.map(|case| super::correcting::asked(desk, case)).transpose()?;
    let item = work.form.item();
    let correction = correction.unwrap_or_default();
    let county =
        desk.at_work(|store, _| Ok(store.station()?.map(|s| s.county().to_string()).unwrap_or_default()))?;
    Ok(DraftView {
        draft: work.record.id.to_string(),
        item_name: item.name.clone(),
        form: form_view(work.form.pack(), &county),
        rev: work.record.rev,
        data: work.record.data.clone(),
        slots: slots(desk, &work),
        saved_at: clock_time(work.record.saved_at),
        begun_by: work.record.begun_by.clone(),
        case: work.record.case.map(|c| c.to_string()).unwrap_or_default(),
        number: correction.number,
        demands: correction.demands,
        before: correction.before,
        duplicate: duplicate(desk, &work.record)?,
        limit: promised_words(item),
        sign_way: sign_way(&work.signed_by),
        evaluation: evaluation_view(&work.form, &work.evaluation),
    })
}

/// `09:30` in China.
pub(crate) fn clock_time(moment: Moment) -> String {
    moment.minute().split(' ').nth(1).unwrap_or_default().to_owned()
}

pub(crate) fn trouble(error: &FieldError) -> Trouble {
    Trouble { path: error.path.to_string(), message: error.message.clone() }
}

pub(crate) fn evaluation_view(form: &Form, evaluation: &Evaluation) -> EvaluationView {
    EvaluationView {
        computed: evaluation.values.iter().map(|(path, value)| (path.to_string(), value.clone())).collect(),
        hidden: evaluation.hidden.iter().map(ToString::to_string).collect(),
        required: evaluation.required.iter().map(ToString::to_string).collect(),
        errors: evaluation.errors.iter().map(trouble).collect(),
        warnings: evaluation.concerns.iter().map(trouble).collect(),
        materials: evaluation
            .materials
            .iter()
            .filter(|m| m.needed && !is_the_form(form, &m.slot))
            .map(|m| m.slot.clone())
            .collect(),
    }
}

pub(crate) fn material_view(record: &MaterialRecord) -> MaterialView {
    MaterialView {
        id: record.id.to_string(),
        slot: record.slot.clone(),
        media_type: record.media_type.clone(),
        size: u32::try_from(record.size).unwrap_or(u32::MAX),
        pages: record.pages,
        compared: record.trust == Trust::B,
        taken_at: record.taken_at.minute(),
    }
}

fn slots(desk: &Desk, work: &Work) -> Vec<SlotView> {
    let item = work.form.item();
    let needs = &work.evaluation.materials;
    item.materials
        .iter()
        .filter(|material| !is_the_form(&work.form, &material.slot))
        .map(|material| {
            let files: Vec<MaterialView> =
                work.materials.iter().filter(|m| m.slot == material.slot).map(material_view).collect();
            let later = work.deferred.contains(&material.slot);
            SlotView {
                needed: needs.iter().any(|n| n.slot == material.slot && n.needed),
                deferred_until: if later { later_day(desk, material.defer_days) } else { String::new() },
                guide: guide_material(material),
                files,
            }
        })
        .collect()
}

/// Last day for a material that comes later: calendar days from today.
pub(crate) fn later_day(desk: &Desk, days: u16) -> String {
    desk.today().saturating_add(jiff::Span::new().days(i64::from(days))).to_string()
}

/// Whether the person of a draft has handed the same item in lately, or another draft of it lies here.
fn duplicate(desk: &Desk, draft: &DraftRecord) -> Result<Option<DuplicateView>, Failure> {
    let id = applicant_id(draft);
    if draft.case.is_some() || id.chars().count() < 15 {
        return Ok(None);
    }
    let since = Moment::from_millis(desk.now().millis() - DUPLICATE_DAYS * 86_400_000);
    desk.at_work(|store, _| {
        let cases = store.cases_of(id, &draft.item, since)?;
        if let Some(case) = cases.iter().find(|c| c.state != State::Voided) {
            return Ok(Some(handed_in(case)));
        }
        let drafts = store.open_drafts()?;
        let same = |d: &&DraftRecord| d.id != draft.id && d.item == draft.item && applicant_id(d) == id;
        Ok(drafts.iter().find(same).map(begun))
    })
}

fn applicant_id(draft: &DraftRecord) -> &str {
    draft.data.get("applicant_id").and_then(|v| v.as_str()).unwrap_or_default()
}

fn handed_in(case: &CaseRecord) -> DuplicateView {
    let (day, word) = (&case.taken_at.minute()[5..10], wording::phase_word(case.state.phase()));
    DuplicateView {
        words: format!("{day} 已交过这一项({word})"),
        case: case.id.to_string(),
        draft: String::new(),
    }
}

fn begun(draft: &DraftRecord) -> DuplicateView {
    DuplicateView {
        words: format!("这一项还有一份没办完的草稿({} 存)", short_time(draft.saved_at)),
        case: String::new(),
        draft: draft.id.to_string(),
    }
}

/// Saves a draft.
///
/// # Errors
/// [`ErrorCode::DraftChanged`] when somebody else saved meanwhile, a full disk.
pub fn draft_save(desk: &Desk, input: DraftSave) -> Result<DraftSaved, Failure> {
    let id: DraftId = parsed(&input.draft, "这份草稿")?;
    let at = desk.now();
    let record = desk.at_work(|store, _| {
        store.save_draft(id, input.rev, &input.data, at)?;
        Ok(store.draft(id)?)
    })?;
    let form = desk.shelf()?.catalogue.form(&record.item)?;
    let evaluation = form.evaluate(&record.data, desk.today());
    Ok(DraftSaved {
        rev: record.rev,
        saved_at: clock_time(at),
        evaluation: evaluation_view(&form, &evaluation),
        duplicate: duplicate(desk, &record)?,
    })
}

/// Evaluates without saving, while somebody types.
///
/// # Errors
/// No such draft.
pub fn form_eval(desk: &Desk, input: DraftSave) -> Result<EvaluationView, Failure> {
    let id: DraftId = parsed(&input.draft, "这份草稿")?;
    let item = desk.at_work(|store, _| Ok(store.draft(id)?.item))?;
    let form = desk.shelf()?.catalogue.form(&item)?;
    Ok(evaluation_view(&form, &form.evaluate(&input.data, desk.today())))
}

/// Puts a draft away; it can be taken back.
///
/// # Errors
/// No such draft.
pub fn draft_discard(desk: &Desk, input: DraftInput) -> Result<Nothing, Failure> {
    put_away(desk, &input.draft, true)?;
    Ok(Nothing {})
}

/// Takes a draft back.
///
/// # Errors
/// No such draft, a change that its case went on without.
pub fn draft_restore(desk: &Desk, input: DraftInput) -> Result<DraftView, Failure> {
    put_away(desk, &input.draft, false)?;
    draft_open(desk, input)
}

fn put_away(desk: &Desk, draft: &str, away: bool) -> Result<(), Failure> {
    let id: DraftId = parsed(draft, "这份草稿")?;
    let at = desk.now();
    desk.at_work(|store, clerk| Ok(store.discard_draft(id, away, &clerk.name, at)?))
}

/// The case a draft changes, if any, as an id.
pub(crate) fn case_of(work: &Work) -> CaseId {
    work.record.case.unwrap_or_else(|| CaseId::new(fresh_id()))
}
