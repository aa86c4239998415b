//! The papers of a case: made from the frozen version, kept as printed, shown page by page.

use super::cases::{find_case, identity_of, missing};
use super::drafts::{Work, work_on};
use super::items::{amount, limit_words, promised_words};
use super::signing::digest16;
use super::{encoded, masked, parsed};
use crate::form_words::filled_form;
use crate::view::*;
use crate::{Desk, pages};
use casework::case::FileHash;
use casework::id::DraftId;
use casework::state::{PaperKind, State};
use catalogue::item::Item;
use papers::{
    Agent, Code, Delivered, Delivery, Document, Kept, Marks, Medium, Missing, Needed, Notice, PaperNumber,
    Receipt, Received, SignPlace, Way,
};
use station_store::{CaseRecord, FrozenRecord, Identity, PaperRecord, Store};

/// A document ready to show, save or print.
pub(crate) struct Ready {
    pub kind: PaperKind,
    pub title: String,
    pub pdf: Vec<u8>,
    pub sha256: FileHash,
    pub pages: u32,
    /// Case or draft id.
    pub subject: String,
}

fn own(kind: PaperKind) -> bool {
    matches!(kind, PaperKind::Form | PaperKind::Receipt | PaperKind::Notice | PaperKind::Delivery)
}

/// The papers there are or can be made for a case.
pub(crate) fn paper_views(store: &Store, case: &CaseRecord) -> Result<Vec<PaperView>, Failure> {
    let kept = store.papers_of(case.id)?;
    let mut kinds = vec![PaperKind::Form, PaperKind::Receipt];
    if matches!(case.state, State::Served | State::Archived) || case.state.awaits_service() {
        kinds.push(PaperKind::Delivery);
    }
    let mut views = Vec::new();
    for kind in kinds {
        let found = kept.iter().find(|p| p.kind == kind && p.version == case.version && !p.issued);
        views.push(view(store, case, kind, found)?);
    }
    for issued in kept.iter().filter(|p| p.issued) {
        views.push(view(store, case, issued.kind, Some(issued))?);
    }
    Ok(views)
}

fn view(
    store: &Store,
    case: &CaseRecord,
    kind: PaperKind,
    kept: Option<&PaperRecord>,
) -> Result<PaperView, Failure> {
    let printed = match kept {
        Some(paper) => store.times_printed(&case.id.to_string(), &kind.to_string(), &paper.sha256)?,
        None => 0,
    };
    Ok(PaperView {
        kind: kind.to_string(),
        title: wording::paper_title(kind),
        version: kept.map_or(case.version, |p| p.version),
        pages: kept.map_or(0, |p| p.pages),
        issued: kept.is_some_and(|p| p.issued),
        to_sign: matches!(kind, PaperKind::Form | PaperKind::Receipt | PaperKind::Delivery),
        printed,
    })
}

/// A paper of a case, or the notice of a draft: made if it was not yet, else the very bytes that were kept.
///
/// # Errors
/// A character without a glyph, missing fonts, no such paper.
pub(crate) fn ready(desk: &Desk, subject: &str, kind: &str) -> Result<Ready, Failure> {
    let kind: PaperKind = parsed(kind, "这份文书")?;
    if kind == PaperKind::Notice && is_draft(desk, subject)? {
        return notice_of_draft(desk, subject);
    }
    let case = desk.at_work(|store, _| find_case(store, subject))?;
    let kept = desk.at_work(|store, _| Ok(store.papers_of(case.id)?))?;
    // the delivery record changes as it is served; everything else is printed once per version and kept
    let found = kept.iter().rev().find(|p| p.kind == kind && (p.issued || p.version == case.version));
    if let Some(paper) = found.filter(|_| kind != PaperKind::Delivery) {
        let pdf = desk.at_work(|store, _| Ok(store.files().read(&paper.sha256)?))?;
        let pages = if paper.pages > 0 { paper.pages } else { pages::inspect(&pdf)?.1 };
        return Ok(Ready {
            kind,
            title: wording::paper_title(kind),
            pdf,
            sha256: paper.sha256.clone(),
            pages,
            subject: case.id.to_string(),
        });
    }
    if !own(kind) {
        return Err(Failure::new(ErrorCode::NotFound, wording::paper_title(kind)));
    }
    make(desk, &case, kind)
}

fn is_draft(desk: &Desk, subject: &str) -> Result<bool, Failure> {
    let Ok(id) = subject.parse::<DraftId>() else {
        return Ok(false);
    };
    desk.at_work(|store, _| Ok(store.draft(id).is_ok_and(|d| !d.frozen)))
}

fn make(desk: &Desk, case: &CaseRecord, kind: PaperKind) -> Result<Ready, Failure> {
    let fonts = desk.fonts()?;
    let (frozen, identity) =
        desk.at_work(|store, _| Ok((store.frozen(case.id, case.version)?, identity_of(store)?)))?;
    let document = match kind {
        PaperKind::Form => form_document(desk, &frozen)?,
        PaperKind::Receipt => receipt_document(desk, &frozen, &identity)?,
        PaperKind::Delivery => delivery_document(desk, case)?,
        _ => return Err(Failure::new(ErrorCode::NotFound, wording::paper_title(kind))),
    };
    let key = &identity.key;
    let sign = |bytes: &[u8]| key.sign(bytes).0;
    let marks = Marks::Coded(Code {
        number: PaperNumber::parse(case.number.as_str()).map_err(|e| Failure::internal(&e))?,
        version: u16::try_from(frozen.frozen.version).unwrap_or(u16::MAX),
        digest: digest16(&frozen.hash),
        key_id: key.public().id().0,
        sign: &sign,
        reprint: 0,
    });
    let rendered = papers::render(&document, &fonts, &marks)?;
    let at = desk.now();
    let (pages, pdf) = (rendered.pages, rendered.pdf);
    let sha256 = desk.at_work(|store, clerk| {
        let sha256 = store.files().keep(&pdf)?;
        let record = PaperRecord {
            case: case.id,
            version: case.version,
            kind,
            sha256: sha256.clone(),
            size: pdf.len() as u64,
            pages,
            issued: false,
            document: if kind == PaperKind::Delivery { sha256.to_string() } else { String::new() },
            made_at: at,
        };
        store.keep_paper(&record, &clerk.name)?;
        Ok(sha256)
    })?;
    Ok(Ready { kind, title: wording::paper_title(kind), pdf, sha256, pages, subject: case.id.to_string() })
}

fn form_document(desk: &Desk, frozen: &FrozenRecord) -> Result<Document, Failure> {
    let shelf = desk.shelf()?;
    let form = shelf.catalogue.form(&frozen.frozen.item.slug)?;
    let data = &frozen.frozen.form;
    let evaluation = form.evaluate(data, frozen.frozen.frozen_at.date());
    let hidden: Vec<String> = evaluation.hidden.iter().map(ToString::to_string).collect();
    let places = evaluation.signatures.into_iter().map(|s| SignPlace { label: s.label, date: s.date });
    let organ = form.item().authority.name.clone();
    Ok(Document::Form(filled_form(form.pack(), data, &hidden, places.collect(), &organ)))
}

fn text<'a>(frozen: &'a FrozenRecord, id: &str) -> &'a str {
    frozen.frozen.form.get(id).and_then(|v| v.as_str()).unwrap_or_default()
}

fn agent_of(frozen: &FrozenRecord) -> Option<Agent> {
    let name = text(frozen, "agent_name");
    (!name.is_empty()).then(|| Agent { name: name.to_owned(), masked_id: masked(text(frozen, "agent_id")) })
}

fn received(frozen: &FrozenRecord, item: Option<&Item>) -> Vec<Received> {
    let kept = |slot: &str| {
        item.and_then(|i| i.materials.iter().find(|m| m.slot == slot)).is_some_and(|m| m.keep_original)
    };
    frozen
        .frozen
        .materials
        .iter()
        .map(|m| Received {
            name: m.name.clone(),
            medium: Medium::Scan,
            pages: m.pages,
            kept: if kept(&m.slot) { Kept::Kept } else { Kept::Returned },
        })
        .collect()
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
    Ok(Document::Receipt(Receipt {
        station: identity.enrolment.certificate.station_name.clone(),
        item: content.item.name.clone(),
        item_code: content.item.code.clone(),
        applicant: content.applicant.name.clone(),
        masked_id: masked(&content.applicant.id_number),
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
    }))
}

fn delivery_document(desk: &Desk, case: &CaseRecord) -> Result<Document, Failure> {
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
        left_because: String::new(),
        witness: String::new(),
        served_by: served.map(|s| s.who.clone()).unwrap_or_default(),
        remarks: String::new(),
    }))
}

fn notice_of_draft(desk: &Desk, draft: &str) -> Result<Ready, Failure> {
    let work = work_on(desk, draft)?;
    let (station, clerk) = desk.at_work(|store, clerk| {
        let name = match store.identity()? {
            Some(identity) => identity.enrolment.certificate.station_name,
            None => store.station()?.map(|s| super::station_name(&s)).unwrap_or_default(),
        };
        Ok((name, clerk.name.clone()))
    })?;
    let document = Document::Notice(notice(desk, &work, station, clerk));
    let rendered = papers::render(&document, &*desk.fonts()?, &Marks::Plain)?;
    let sha256 = desk.at_work(|store, _| Ok(store.files().keep(&rendered.pdf)?))?;
    Ok(Ready {
        kind: PaperKind::Notice,
        title: wording::paper_title(PaperKind::Notice),
        pdf: rendered.pdf,
        sha256,
        pages: rendered.pages,
        subject: draft.to_owned(),
    })
}

fn notice(desk: &Desk, work: &Work, station: String, clerk: String) -> Notice {
    let item = work.form.item();
    let gaps = missing(work);
    let needed = |slot: &str| work.evaluation.materials.iter().any(|m| m.slot == slot && m.needed);
    let name = work.record.data.get("applicant_name").and_then(|v| v.as_str()).unwrap_or_default();
    Notice {
        station,
        item: item.name.clone(),
        applicant: name.to_owned(),
        authority: item.authority.name.clone(),
        conditions: item.conditions.clone(),
        materials: item
            .materials
            .iter()
            .filter(|m| needed(&m.slot))
            .map(|m| Needed {
                name: m.name.clone(),
                count: amount(m),
                how: [m.how.as_str(), m.get.as_str()]
                    .into_iter()
                    .filter(|t| !t.is_empty())
                    .collect::<Vec<_>>()
                    .join(";"),
                missing: gaps.iter().any(|g| g.path == m.slot),
            })
            .collect(),
        time_limit: promised_words(item),
        fee: item.fee.note.clone(),
        place: item.place.clone(),
        hours: item.hours.clone(),
        phone: item.phone.clone(),
        told_by: clerk,
        told_on: desk.today().to_string(),
    }
}

/// One page as a picture: the printed page itself.
///
/// # Errors
/// As for making the paper.
pub fn paper_page(desk: &Desk, input: PaperPageInput) -> Result<PaperPage, Failure> {
    let paper = ready(desk, &input.case, &input.kind)?;
    let page = input.page.clamp(1, paper.pages.max(1));
    let png = pages::picture(&paper.pdf, "application/pdf", page, 1_240)?;
    Ok(PaperPage { page, pages: paper.pages, bytes: encoded(&png) })
}

/// The PDF to save.
///
/// # Errors
/// As for making the paper.
pub fn paper_file(desk: &Desk, input: PaperInput) -> Result<PaperFile, Failure> {
    let paper = ready(desk, &input.case, &input.kind)?;
    Ok(PaperFile { file_name: format!("{}.pdf", paper.title), bytes: encoded(&paper.pdf) })
}

/// The PDF's bytes for the command line.
///
/// # Errors
/// As for making the paper.
pub fn paper_bytes(desk: &Desk, case: &str, kind: &str) -> Result<Vec<u8>, Failure> {
    Ok(ready(desk, case, kind)?.pdf)
}
