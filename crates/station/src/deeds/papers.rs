//! The papers of a case: made from the frozen version, kept as printed, shown page by page.

use super::cases::{find_case, identity_of};
use super::items::limit_words;
use super::notices::notice_for;
use super::offers::{mandate, offered, promise};
use super::signing::digest16;
use super::{encoded, parsed};
use crate::form_paper::filled_form;
use crate::form_words::record_words;
use crate::view::*;
use crate::{Desk, pages};
use casework::case::{FileHash, Frozen, SignedBy};
use casework::decision::{Decided, Outcome};
use casework::identity::masked_number;
use casework::print::PrintRole;
use casework::state::{PaperKind, State};
use catalogue::item::Item;
use papers::{
    Agent, Code, Collection, Delivered, Delivery, Document, FilledForm, Folio, Kept, Marks, Medium, Missing,
    PaperError, PaperNumber, Press, Print, Receipt, Received, Rendered, SignPlace, Thing, Way, Witness,
};
use station_store::{CaseRecord, Counts, FrozenRecord, HeldPaper, Identity, PageToSign, PaperRecord, Store};

/// A document ready to show, save or print.
pub(crate) struct Ready {
    pub kind: String,
    pub title: String,
    pub pdf: Vec<u8>,
    pub sha256: FileHash,
    pub pages: u32,
    /// Case, draft or item.
    pub subject: String,
}

pub(crate) fn own(kind: PaperKind) -> bool {
    matches!(
        kind,
        PaperKind::Form
            | PaperKind::Receipt
            | PaperKind::Notice
            | PaperKind::Delivery
            | PaperKind::Mandate
            | PaperKind::Promise
            | PaperKind::Collection
    )
}

/// The papers there are or can be made for a case.
pub(crate) fn paper_views(store: &Store, case: &CaseRecord) -> Result<Vec<PaperView>, Failure> {
    let kept = store.papers_of(case.id)?;
    let mut kinds = vec![PaperKind::Form, PaperKind::Receipt];
    if matches!(case.state, State::Served | State::Archived) || case.state.awaits_service() {
        kinds.push(PaperKind::Delivery);
        kinds.extend(store.decisions(case.id)?.last().filter(granted).map(|_| PaperKind::Collection));
    }
    if !text(&store.frozen(case.id, case.version)?, "agent_name").is_empty() {
        kinds.push(PaperKind::Mandate);
    }
    let mut views = Vec::new();
    for kind in kinds {
        let found = kept.iter().find(|p| p.kind == kind && p.version == case.version && !p.issued);
        views.push(view(store, case, kind, found)?);
    }
    for issued in kept.iter().filter(|p| p.issued) {
        views.push(view(store, case, issued.kind, Some(issued))?);
    }
    views.extend(store.held_papers(case.id)?.iter().map(held_view));
    Ok(views)
}

/// A paper of the authority that does not hold: shown with its sentence, opened and printed by nobody.
fn held_view(held: &HeldPaper) -> PaperView {
    let Failure { message, next, .. } = Failure::new(ErrorCode::PaperHeld, "");
    PaperView {
        kind: held.kind.to_string(),
        title: wording::paper_title(held.kind),
        version: held.version,
        pages: 0,
        issued: true,
        to_sign: false,
        printed: 0,
        underway: 0,
        slip: false,
        held: format!("{message}{next}"),
    }
}

fn granted(decided: &&Decided) -> bool {
    decided.decision.outcome == Outcome::Grant
}

fn view(
    store: &Store,
    case: &CaseRecord,
    kind: PaperKind,
    kept: Option<&PaperRecord>,
) -> Result<PaperView, Failure> {
    let counts = match kept {
        Some(paper) => store.print_counts(&case.id.to_string(), &kind.to_string(), &paper.sha256)?,
        None => Counts::default(),
    };
    Ok(PaperView {
        kind: kind.to_string(),
        title: wording::paper_title(kind),
        version: kept.map_or(case.version, |p| p.version),
        pages: kept.map_or(0, |p| p.pages),
        issued: kept.is_some_and(|p| p.issued),
        to_sign: matches!(
            kind,
            PaperKind::Form
                | PaperKind::Receipt
                | PaperKind::Delivery
                | PaperKind::Mandate
                | PaperKind::Promise
                | PaperKind::Collection
        ),
        printed: counts.printed,
        underway: counts.underway,
        slip: kind == PaperKind::Receipt && store.printers()?.contains_key(&PrintRole::Slips),
        held: String::new(),
    })
}

/// A paper of a case, or the notice of a draft or an item: made if it was not yet, else the very bytes that were kept.
///
/// # Errors
/// A character without a glyph, missing fonts, no such paper, one of the authority's that is held.
pub(crate) fn ready(desk: &Desk, subject: &str, kind: &str) -> Result<Ready, Failure> {
    let kind: PaperKind = parsed(kind, "这份文书")?;
    if kind == PaperKind::Notice
        && let Some(notice) = notice_for(desk, subject)?
    {
        return Ok(notice);
    }
    if let Some(paper) = offered(desk, subject, kind)? {
        return Ok(paper);
    }
    let case = desk.at_work(|store, _| find_case(store, subject))?;
    let (kept, held) =
        desk.at_work(|store, _| Ok((store.papers_of(case.id)?, store.held_papers(case.id)?)))?;
    if held.iter().any(|paper| paper.kind == kind) {
        return Err(Failure::new(ErrorCode::PaperHeld, ""));
    }
    // the delivery record changes as it is served; everything else is printed once per version and kept
    let found = kept.iter().rev().find(|p| p.kind == kind && (p.issued || p.version == case.version));
    let changes = matches!(kind, PaperKind::Delivery | PaperKind::Collection);
    if let Some(paper) = found.filter(|_| !changes) {
        let pdf = desk.at_work(|store, _| Ok(store.files().read(&paper.sha256)?))?;
        let pages = if paper.pages > 0 { paper.pages } else { pages::inspect(&pdf)?.1 };
        return Ok(Ready {
            kind: kind.to_string(),
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

pub(crate) fn render(
    desk: &Desk,
    case: &CaseRecord,
    kind: PaperKind,
    reprint: u16,
) -> Result<Rendered, Failure> {
    on_the_press(desk, case, kind, reprint, |press, document, marks| {
        press.render(document, marks, Print::Usual)
    })
}

/// Does something with a paper of a case, its marks and the press.
pub(crate) fn on_the_press<T>(
    desk: &Desk,
    case: &CaseRecord,
    kind: PaperKind,
    reprint: u16,
    work: impl FnOnce(&Press, &Document, &Marks<'_>) -> Result<T, PaperError>,
) -> Result<T, Failure> {
    let press = desk.press()?;
    let (frozen, identity) =
        desk.at_work(|store, _| Ok((store.frozen(case.id, case.version)?, identity_of(store)?)))?;
    let document = match kind {
        PaperKind::Form => form_document(desk, &frozen)?,
        PaperKind::Receipt => receipt_document(desk, &frozen, &identity)?,
        PaperKind::Delivery => delivery_document(desk, case)?,
        PaperKind::Mandate => {
            let (item, data) = (listed_item(desk, &frozen)?, &frozen.frozen.form);
            Document::Mandate(mandate(&item, data, &frozen.frozen.frozen_at.date().to_string()))
        }
        PaperKind::Promise => {
            Document::Promise(promise(desk, &listed_item(desk, &frozen)?, &frozen.frozen.form)?)
        }
        PaperKind::Collection => collection_document(desk, case, &frozen, &identity)?,
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
        reprint,
    });
    Ok(work(&press, &document, &marks)?)
}

fn make(desk: &Desk, case: &CaseRecord, kind: PaperKind) -> Result<Ready, Failure> {
    let rendered = render(desk, case, kind, 0)?;
    let at = desk.now();
    let to_sign = pages_to_sign(&rendered.folios);
    let (pages, pdf) = (rendered.pages, rendered.pdf);
    let sha256 = desk.at_work(|store, clerk| {
        let sha256 = store.files().keep(&pdf)?;
        store.keep_pages_to_sign(&sha256, &to_sign)?;
        let record = PaperRecord {
            case: case.id,
            version: case.version,
            kind,
            sha256: sha256.clone(),
            size: pdf.len() as u64,
            pages,
            issued: false,
            document: if matches!(kind, PaperKind::Delivery | PaperKind::Collection) {
                sha256.to_string()
            } else {
                String::new()
            },
            made_at: at,
        };
        store.keep_paper(&record, &clerk.name)?;
        Ok(sha256)
    })?;
    Ok(Ready {
        kind: kind.to_string(),
        title: wording::paper_title(kind),
        pdf,
        sha256,
        pages,
        subject: case.id.to_string(),
    })
}

/// The pages that come back signed; of the receipt those of the copy that stays. A page that is printed in two copies
/// comes back once.
fn pages_to_sign(folios: &[Folio]) -> Vec<PageToSign> {
    let signed = (1..).zip(folios).filter(|(_, folio)| folio.kind != papers::PaperKind::Receipt);
    let mut pages: Vec<PageToSign> = signed.map(|(at, folio)| PageToSign { page: folio.page, at }).collect();
    pages.sort_by_key(|page| page.page);
    pages.dedup_by_key(|page| page.page);
    pages
}

fn form_document(desk: &Desk, frozen: &FrozenRecord) -> Result<Document, Failure> {
    let shelf = desk.shelf()?;
    let form = shelf.catalogue.form(&frozen.frozen.item.slug)?;
    let data = &frozen.frozen.form;
    let evaluation = form.evaluate(data, frozen.frozen.frozen_at.date());
    let hidden: Vec<String> = evaluation.hidden.iter().map(ToString::to_string).collect();
    let places = evaluation.signatures.into_iter().map(|s| SignPlace { label: s.label, date: s.date });
    let organ = form.item().authority.name.clone();
    let filled = filled_form(form.pack(), data, &hidden, places.collect(), &organ);
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

fn text<'a>(frozen: &'a FrozenRecord, id: &str) -> &'a str {
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
