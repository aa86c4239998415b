//! What the papers of a case say: the frozen version and what happened since, as plain views for the press.

use super::items::limit_words;
use super::offers::{mandate, promise};
use crate::Desk;
use crate::form_paper::filled_form;
use crate::form_signers::places;
use crate::form_words::record_words;
use crate::view::*;
use casework::case::{Frozen, SignedBy};
use casework::identity::masked_number;
use casework::state::PaperKind;
use catalogue::item::Item;
use papers::{
    Agent, Collection, Delivered, Delivery, Document, FilledForm, Kept, Medium, Missing, Receipt, Received,
    Thing, Way, Witness,
};
use station_store::{CaseRecord, FrozenRecord, Identity};

/// A paper that the station makes for a case.
///
/// # Errors
/// A kind that is not made here, an item the catalogue does not have any more, no decision where one is handed over.
pub(super) fn document_of(
    desk: &Desk,
    case: &CaseRecord,
    frozen: &FrozenRecord,
    identity: &Identity,
    kind: PaperKind,
) -> Result<Document, Failure> {
    Ok(match kind {
        PaperKind::Form => form_document(desk, frozen)?,
        PaperKind::Receipt => receipt_document(desk, frozen, identity)?,
        PaperKind::Delivery => delivery_document(desk, case, identity)?,
        PaperKind::Mandate => {
            let (item, data) = (listed_item(desk, frozen)?, &frozen.frozen.form);
            Document::Mandate(mandate(&item, data, &frozen.frozen.frozen_at.date().to_string()))
        }
        PaperKind::Promise => {
            Document::Promise(promise(desk, &listed_item(desk, frozen)?, &frozen.frozen.form)?)
        }
        PaperKind::Collection => collection_document(desk, case, frozen, identity)?,
        _ => return Err(Failure::new(ErrorCode::NotFound, wording::paper_title(kind))),
    })
}

fn form_document(desk: &Desk, frozen: &FrozenRecord) -> Result<Document, Failure> {
    let shelf = desk.shelf()?;
    let form = shelf.catalogue.form(&frozen.frozen.item.slug)?;
    let data = &frozen.frozen.form;
    let evaluation = form.evaluate(data, frozen.frozen.frozen_at.date());
    let hidden: Vec<String> = evaluation.hidden.iter().map(ToString::to_string).collect();
    let places = places(form.pack(), &evaluation, data);
    let organ = form.item().authority.name.clone();
    let filled = filled_form(form.pack(), data, &hidden, places, &organ);
    Ok(Document::Form(FilledForm { witness: witness(&frozen.frozen), ..filled }))
}

fn witness(frozen: &Frozen) -> Option<Witness> {
    let SignedBy::Witness { name, id_number, relation } = frozen.signed_by.clone() else {
        return None;
    };
    Some(Witness { name, id_number, relation, read_by: frozen.clerk.clone() })
}

fn listed_item(desk: &Desk, frozen: &FrozenRecord) -> Result<Item, Failure> {
    let shelf = desk.shelf()?;
    let slug = &frozen.frozen.item.slug;
    shelf
        .catalogue
        .item(slug)
        .cloned()
        .ok_or_else(|| Failure::new(ErrorCode::NotFound, format!("事项“{slug}”")))
}

/// What was granted is handed over; more is written in by hand.
fn collection_document(
    desk: &Desk,
    case: &CaseRecord,
    frozen: &FrozenRecord,
    identity: &Identity,
) -> Result<Document, Failure> {
    let decisions = desk.at_work(|store, _| Ok(store.decisions(case.id)?))?;
    let last = decisions.last().ok_or_else(|| Failure::new(ErrorCode::NotFound, "要领取的证照和文书"))?;
    let title = last.paper.as_ref().map(|paper| wording::paper_title(paper.kind));
    let paper = title.map(|name| Thing { name, number: last.document_number.clone(), count: 1 });
    let named = desk.shelf()?.catalogue.item(&frozen.frozen.item.slug).map(|item| item.result.name.clone());
    let result = named.map(|name| Thing { name, number: String::new(), count: 1 });
    Ok(Document::Collection(Collection {
        station: identity.enrolment.certificate.station_name.clone(),
        authority: last.authority.clone(),
        item: case.item_name.clone(),
        applicant: case.applicant.clone(),
        masked_id: masked_number(&frozen.frozen.applicant.id_number),
        agent: agent_of(frozen),
        things: paper.into_iter().chain(result).collect(),
        handed_by: String::new(),
        handed_at: desk.now().minute().replace(' ', "T"),
    }))
}

/// An answer of the frozen form; empty where there is none.
pub(super) fn text<'a>(frozen: &'a FrozenRecord, id: &str) -> &'a str {
    frozen.frozen.form.get(id).and_then(|v| v.as_str()).unwrap_or_default()
}

fn agent_of(frozen: &FrozenRecord) -> Option<Agent> {
    let name = text(frozen, "agent_name");
    (!name.is_empty())
        .then(|| Agent { name: name.to_owned(), masked_id: masked_number(text(frozen, "agent_id")) })
}

/// One row per material, however many files it came in, in the order of the guide.
fn received(frozen: &FrozenRecord, item: Option<&Item>) -> Vec<Received> {
    let listed = item.map_or(&[][..], |i| &i.materials);
    let place = |slot: &str| listed.iter().position(|m| m.slot == slot);
    let kept = |slot: &str| place(slot).is_some_and(|at| listed[at].keep_original);
    let mut rows: Vec<(&str, Received)> = Vec::new();
    for m in &frozen.frozen.materials {
        if let Some((_, row)) = rows.iter_mut().find(|(slot, _)| *slot == m.slot) {
            row.pages += m.pages;
            continue;
        }
        let kept = if kept(&m.slot) { Kept::Kept } else { Kept::Returned };
        rows.push((&m.slot, Received { name: m.name.clone(), medium: Medium::Scan, pages: m.pages, kept }));
    }
    rows.sort_by_key(|(slot, _)| place(slot));
    rows.into_iter().map(|(_, row)| row).collect()
}

/// Last day on which the station hands the case up, by the item's limit.
fn send_by(desk: &Desk, frozen: &FrozenRecord, item: Option<&Item>) -> Result<String, Failure> {
    let Some(limit) = item.and_then(|i| i.limits.forward.as_ref()) else {
        return Ok("连上网后立即送出".to_owned());
    };
    let days = casework::calendar::Days::new(u32::from(limit.days)).map_err(|e| Failure::internal(&e))?;
    let unit = match limit.unit {
        catalogue::item::Unit::Working => casework::calendar::Unit::Working,
        catalogue::item::Unit::Calendar => casework::calendar::Unit::Calendar,
    };
    let county = frozen.frozen.station.county();
    let due = desk
        .calendar()?
        .due(frozen.frozen.frozen_at.date(), days, unit, Some(&county), limit.roll)
        .map_err(|e| Failure::internal(&e))?;
    Ok(due.date.to_string())
}

fn receipt_document(desk: &Desk, frozen: &FrozenRecord, identity: &Identity) -> Result<Document, Failure> {
    let shelf = desk.shelf()?;
    let item = shelf.catalogue.item(&frozen.frozen.item.slug);
    let content = &frozen.frozen;
    let head = desk.at_work(|store, _| Ok(store.head_at_freeze(content.case, content.version)?))?;
    Ok(Document::Receipt(Receipt {
        station: identity.enrolment.certificate.station_name.clone(),
        item: content.item.name.clone(),
        item_code: content.item.code.clone(),
        applicant: content.applicant.name.clone(),
        masked_id: masked_number(&content.applicant.id_number),
        agent: agent_of(frozen),
        authority: item.map(|i| i.authority.name.clone()).unwrap_or_default(),
        materials: received(frozen, item),
        missing: content
            .deferred
            .iter()
            .map(|d| Missing { name: d.name.clone(), by: d.due.to_string() })
            .collect(),
        received_by: content.clerk.clone(),
        received_at: content.frozen_at.minute().replace(' ', "T"),
        send_by: send_by(desk, frozen, item)?,
        promised_limit: item
            .and_then(|i| i.limits.promised.as_ref())
            .map_or_else(|| "以承办机关告知为准".to_owned(), limit_words),
        enquiries: item.map(|i| format!("{},电话 {},{}", i.place, i.phone, i.hours)).unwrap_or_default(),
        record: head.as_ref().map(record_words).unwrap_or_default(),
    }))
}

fn delivery_document(desk: &Desk, case: &CaseRecord, identity: &Identity) -> Result<Document, Failure> {
    let (decisions, steps) =
        desk.at_work(|store, _| Ok((store.decisions(case.id)?, store.steps(case.id)?)))?;
    let last = decisions.last().ok_or_else(|| Failure::new(ErrorCode::NotFound, "要送达的文书"))?;
    let served = steps.iter().rev().find(|s| s.act == casework::state::Act::Serve);
    let title = last
        .paper
        .as_ref()
        .map_or_else(|| wording::outcome_title(last.decision.outcome), |p| wording::paper_title(p.kind));
    Ok(Document::Delivery(Delivery {
        organ: last.authority.clone(),
        item: case.item_name.clone(),
        documents: vec![Delivered { title, document_number: last.document_number.clone(), copies: 1 }],
        recipient: case.applicant.clone(),
        received_for: served.map(|s| s.note.clone()).unwrap_or_default(),
        place: String::new(),
        time: served.map(|s| s.at.minute().replace(' ', "T")).unwrap_or_default(),
        way: served.map(|_| Way::Entrusted),
        entrusted: served.map_or_else(String::new, |_| identity.enrolment.certificate.station_name.clone()),
        left_because: String::new(),
        witness: String::new(),
        served_by: served.map(|s| s.who.clone()).unwrap_or_default(),
        remarks: String::new(),
    }))
}
