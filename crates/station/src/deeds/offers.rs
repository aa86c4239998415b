//! Papers that an item offers before there is a case: 办事指南, blank form, 授权委托书, 告知承诺书, 转介单. For a draft the
//! ones that name people are filled with what was typed so far.

use super::drafts::work_on;
use super::items::{
    amount, kind_word, level_word, limit_words, mode_word, need_word, promised_words, step_days,
};
use super::notices::{kept_of, needed};
use super::papers::Ready;
use super::session::called;
use crate::Desk;
use crate::form_blank::blank_form;
use crate::view::*;
use casework::id::DraftId;
use casework::state::PaperKind;
use catalogue::Form;
use catalogue::item::{Item, Limit, Material, Need};
use papers::{
    Basis, Document, Guide, GuideMaterial, Mandate, Party, Powers, Print, Promise, Proof, Question, Referral,
    Step,
};
use serde_json::{Map, Value};

/// What the mandate lets an agent do where nobody says more.
const ACTS: [&str; 2] = ["代为填写、递交申请表和材料；", "代为接收通知书、补交材料。"];
/// A material that may be met by a promise says so among what may stand in for it.
const PROMISE: &str = "承诺";

/// A paper of a draft by its id or of an item by its name; nothing when the subject is neither or offers no such paper.
///
/// # Errors
/// A character without a glyph, missing fonts.
pub(crate) fn offered(
    desk: &Desk,
    subject: &str,
    kind: PaperKind,
    print: Print,
) -> Result<Option<Ready>, Failure> {
    if let Ok(id) = subject.parse::<DraftId>() {
        if !desk.at_work(|store, _| Ok(store.draft(id).is_ok_and(|d| !d.frozen)))? {
            return Ok(None);
        }
        let work = work_on(desk, subject)?;
        let Some(document) = of(desk, &work.form, &work.record.data, kind)? else { return Ok(None) };
        return kept_of(desk, subject, kind, &document, print).map(Some);
    }
    let shelf = desk.shelf()?;
    let Some(item) = shelf.catalogue.item(subject.trim()) else {
        return Ok(None);
    };
    let form = shelf.catalogue.form(item.slug.as_str())?;
    let Some(document) = of(desk, &form, &Map::new(), kind)? else { return Ok(None) };
    kept_of(desk, item.slug.as_str(), kind, &document, print).map(Some)
}

fn of(
    desk: &Desk,
    form: &Form,
    data: &Map<String, Value>,
    kind: PaperKind,
) -> Result<Option<Document>, Failure> {
    let item = form.item();
    Ok(Some(match kind {
        PaperKind::Guide => Document::Guide(guide(desk, item)?),
        PaperKind::Form => Document::Form(blank_form(form)),
        PaperKind::Mandate => Document::Mandate(mandate(item, data, &desk.today().to_string())),
        PaperKind::Promise => Document::Promise(promise(desk, item, data)?),
        PaperKind::Referral => Document::Referral(referral(desk, item)?),
        _ => return Ok(None),
    }))
}

fn text<'a>(data: &'a Map<String, Value>, id: &str) -> &'a str {
    data.get(id).and_then(Value::as_str).unwrap_or_default()
}

pub(crate) fn mandate(item: &Item, data: &Map<String, Value>, today: &str) -> Mandate {
    let party = |name: &str, id: &str, phone: &str, address: &str| Party {
        name: text(data, name).to_owned(),
        id_number: text(data, id).to_owned(),
        phone: text(data, phone).to_owned(),
        address: text(data, address).to_owned(),
    };
    Mandate {
        authority: item.authority.name.clone(),
        item: item.name.clone(),
        item_code: item.code.to_string(),
        principal: party("applicant_name", "applicant_id", "applicant_phone", "live_address"),
        agent: party("agent_name", "agent_id", "agent_phone", "agent_address"),
        relation: String::new(),
        powers: Powers::General,
        from: today.to_owned(),
        until: String::new(),
        guardian: false,
        acts: ACTS.map(str::to_owned).into(),
    }
}

/// What may be vouched for instead of being proved.
///
/// # Errors
/// An item whose materials all have to be brought.
pub(crate) fn promise(desk: &Desk, item: &Item, data: &Map<String, Value>) -> Result<Promise, Failure> {
    let proofs: Vec<Proof> = item.materials.iter().filter(|m| may_be_promised(m)).map(proof).collect();
    if proofs.is_empty() {
        return Err(Failure::new(ErrorCode::NotFound, "可以用承诺代替的证明"));
    }
    let (station, told_by) = here(desk)?;
    Ok(Promise {
        station,
        authority: item.authority.name.clone(),
        item: item.name.clone(),
        item_code: item.code.to_string(),
        applicant: text(data, "applicant_name").to_owned(),
        id_number: text(data, "applicant_id").to_owned(),
        phone: text(data, "applicant_phone").to_owned(),
        proofs,
        conditions: item.conditions.clone(),
        told_by,
        told_on: desk.today().to_string(),
    })
}

pub(crate) fn may_be_promised(material: &Material) -> bool {
    material.instead.iter().any(|words| words.contains(PROMISE))
}

fn proof(material: &Material) -> Proof {
    let basis = Some(&material.basis).filter(|basis| basis.checked).map(law).unwrap_or_default();
    Proof { name: material.name.clone(), basis, shows: material.basis.says.clone() }
}

fn here(desk: &Desk) -> Result<(String, String), Failure> {
    desk.at_work(|store, clerk| Ok((called(store)?.unwrap_or_default(), clerk.name.clone())))
}

fn referral(desk: &Desk, item: &Item) -> Result<Referral, Failure> {
    let (station, told_by) = here(desk)?;
    Ok(Referral {
        station,
        applicant: String::new(),
        item: item.name.clone(),
        reason: "要到承办机关当面办。".to_owned(),
        office: item.authority.name.clone(),
        place: item.place.clone(),
        phone: item.phone.clone(),
        hours: item.hours.clone(),
        materials: item.materials.iter().map(|m| needed(m, false)).collect(),
        done: String::new(),
        told_by,
        told_on: desk.today().to_string(),
    })
}

fn law(basis: &catalogue::item::Basis) -> String {
    let number = if basis.number.is_empty() { String::new() } else { format!("（{}）", basis.number) };
    format!("《{}》{number}{}", basis.title, basis.article)
}

fn guide(desk: &Desk, item: &Item) -> Result<Guide, Failure> {
    let (station, _) = here(desk)?;
    let shelf = desk.shelf()?;
    let limit = |limit: &Option<Limit>| limit.as_ref().map_or_else(|| "没有规定".to_owned(), limit_words);
    Ok(Guide {
        station,
        item: item.name.clone(),
        item_code: item.code.to_string(),
        kind: kind_word(item.kind).to_owned(),
        level: level_word(item.level).to_owned(),
        authority: item.authority.name.clone(),
        mode: mode_word(item.mode).to_owned(),
        basis: item.basis.iter().filter(|basis| basis.checked).map(in_law).collect(),
        conditions: item.conditions.clone(),
        materials: item.materials.iter().map(to_bring).collect(),
        steps: item.flow.iter().map(step).collect(),
        statutory_limit: limit(&item.limits.statutory),
        promised_limit: promised_words(item),
        fee: item.fee.note.clone(),
        result: format!("{}，{}", item.result.name, item.result.how),
        place: item.place.clone(),
        hours: item.hours.clone(),
        phone: item.phone.clone(),
        complaint_phone: item.complaint_phone.clone(),
        remedies: [&item.remedies.review, &item.remedies.suit]
            .into_iter()
            .filter(|r| !r.is_empty())
            .cloned()
            .collect(),
        questions: item
            .faq
            .iter()
            .map(|q| Question { ask: q.ask.clone(), answer: q.answer.clone() })
            .collect(),
        mark: shelf.catalogue.publisher().mark.clone(),
        printed_on: desk.today().to_string(),
    })
}

/// What nobody has read in its source stands on no paper; the screens mark it.
fn in_law(basis: &catalogue::item::Basis) -> Basis {
    Basis { law: law(basis), says: basis.says.clone() }
}

fn to_bring(material: &Material) -> GuideMaterial {
    let needed = needed(material, false);
    GuideMaterial {
        name: needed.name,
        need: match (&material.when, material.need) {
            (Some(_), Need::Required) => "视情况",
            (_, need) => need_word(need),
        }
        .to_owned(),
        count: amount(material),
        how: needed.how,
    }
}

fn step(flow: &catalogue::item::FlowStep) -> Step {
    let limit = flow.limit.as_ref().map(step_days).unwrap_or_default();
    Step { name: flow.step.clone(), who: flow.who.clone(), what: flow.what.clone(), limit }
}
