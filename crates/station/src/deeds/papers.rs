//! The papers of a case: made from the frozen version, kept as printed, shown page by page.

use super::cases::{find_case, identity_of};
use super::filled::{document_of, text};
use super::large::large_print;
use super::notices::notice_for;
use super::offers::offered;
use super::signing::digest16;
use super::{encoded, parsed};
use crate::view::*;
use crate::{Desk, pages};
use casework::case::FileHash;
use casework::decision::{Decided, Outcome};
use casework::print::PrintRole;
use casework::state::{PaperKind, State};
use papers::{Code, Document, Folio, Layouts, Marks, PaperError, PaperNumber, Press, Print, Rendered, Spot};
use station_store::{CaseRecord, Counts, HeldPaper, PageToSign, PaperRecord, SignSpot, Store};

/// A document ready to show, save or print.
pub(crate) struct Ready {
    pub kind: String,
    pub title: String,
    pub pdf: Vec<u8>,
    pub sha256: FileHash,
    pub pages: u32,
    /// Case, draft or item.
    pub subject: String,
    /// It can also be had in large print.
    pub large: bool,
}

impl Ready {
    /// A paper that was just made; its bytes are kept as they are.
    ///
    /// # Errors
    /// A full disk.
    pub(crate) fn kept(
        desk: &Desk,
        subject: &str,
        kind: &str,
        title: String,
        rendered: Rendered,
        large: bool,
    ) -> Result<Self, Failure> {
        let Rendered { pdf, pages, .. } = rendered;
        let sha256 = desk.at_work(|store, _| Ok(store.files().keep(&pdf)?))?;
        Ok(Self { kind: kind.to_owned(), title, pdf, sha256, pages, subject: subject.to_owned(), large })
    }
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
pub(crate) fn paper_views(
    store: &Store,
    layouts: &Layouts,
    case: &CaseRecord,
) -> Result<Vec<PaperView>, Failure> {
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
        let large = layouts.has_large(&layouts_of(case, kind));
        views.push(PaperView { large, ..view(store, case, kind, found)? });
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
        letter: held.document.clone(),
        kind: held.kind.to_string(),
        title: wording::paper_title(held.kind),
        version: held.version,
        pages: 0,
        issued: true,
        to_sign: false,
        printed: 0,
        underway: 0,
        slip: false,
        large: false,
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
        letter: kept.filter(|p| p.issued).map(|p| p.document.clone()).unwrap_or_default(),
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
        large: false,
        held: String::new(),
    })
}

/// The layouts a paper of a case can be printed by.
fn layouts_of(case: &CaseRecord, kind: PaperKind) -> Vec<String> {
    vec![format!("{kind}-{}", case.item), kind.to_string()]
}

/// A paper of a draft or of an item, before there is a case; nothing where the subject is neither.
///
/// # Errors
/// A character without a glyph, missing fonts, one that is not printed large.
pub(crate) fn before_a_case(
    desk: &Desk,
    subject: &str,
    kind: PaperKind,
    print: Print,
) -> Result<Option<Ready>, Failure> {
    if kind == PaperKind::Notice
        && let Some(notice) = notice_for(desk, subject, print)?
    {
        return Ok(Some(notice));
    }
    offered(desk, subject, kind, print)
}

/// Whether this is the letter that is meant: the one of this document number, or any of its kind where none is named.
fn meant(letter: &str, document: &str) -> bool {
    letter.is_empty() || letter == document
}

/// A paper of a case, or the notice of a draft or an item: made if it was not yet, else the very bytes that were kept.
///
/// # Errors
/// A character without a glyph, missing fonts, no such paper, one of the authority's that is held.
pub(crate) fn ready(desk: &Desk, subject: &str, kind: &str, letter: &str) -> Result<Ready, Failure> {
    let kind: PaperKind = parsed(kind, "这份文书")?;
    if let Some(paper) = before_a_case(desk, subject, kind, Print::Usual)? {
        return Ok(paper);
    }
    let case = desk.at_work(|store, _| find_case(store, subject))?;
    let (kept, held) =
        desk.at_work(|store, _| Ok((store.papers_of(case.id)?, store.held_papers(case.id)?)))?;
    if held.iter().any(|paper| paper.kind == kind && meant(letter, &paper.document)) {
        return Err(Failure::new(ErrorCode::PaperHeld, ""));
    }
    // the delivery record changes as it is served; everything else is printed once per version and kept
    let is_it = |p: &&PaperRecord| {
        let wanted = if p.issued { meant(letter, &p.document) } else { p.version == case.version };
        p.kind == kind && wanted
    };
    let found = kept.iter().rev().find(is_it);
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
            large: !paper.issued && desk.press()?.layouts().has_large(&layouts_of(&case, kind)),
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
    print: Print,
) -> Result<Rendered, Failure> {
    on_the_press(desk, case, kind, reprint, |press, document, marks| press.render(document, marks, print))
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
    let document = document_of(desk, case, &frozen, &identity, kind)?;
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
    let rendered = render(desk, case, kind, 0, Print::Usual)?;
    let at = desk.now();
    let to_sign = pages_to_sign(&rendered.folios);
    let spots = sign_spots(&rendered.spots, &to_sign);
    let large = desk.press()?.layouts().has_large(&layouts_of(case, kind));
    let title = wording::paper_title(kind);
    let paper = Ready::kept(desk, &case.id.to_string(), &kind.to_string(), title, rendered, large)?;
    desk.at_work(|store, clerk| {
        store.keep_pages_to_sign(&paper.sha256, &to_sign)?;
        store.keep_sign_spots(&paper.sha256, &spots)?;
        let record = PaperRecord {
            case: case.id,
            version: case.version,
            kind,
            sha256: paper.sha256.clone(),
            size: paper.pdf.len() as u64,
            pages: paper.pages,
            issued: false,
            document: if matches!(kind, PaperKind::Delivery | PaperKind::Collection) {
                paper.sha256.to_string()
            } else {
                String::new()
            },
            made_at: at,
        };
        Ok(store.keep_paper(&record, &clerk.name)?)
    })?;
    Ok(paper)
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

/// Where somebody signs on the pages that come back signed.
fn sign_spots(spots: &[Spot], pages: &[PageToSign]) -> Vec<SignSpot> {
    let hundredths = |points: f32| (points * 100.0).round() as u32;
    let kept = |spot: &&Spot| pages.iter().any(|page| page.at == spot.at);
    let noted = |Spot { at, label, room }: &Spot| SignSpot {
        at: *at,
        label: label.trim_end_matches(['：', ':']).to_owned(),
        room: [room.x, room.y, room.width, room.height].map(hundredths),
    };
    spots.iter().filter(kept).map(noted).collect()
}

/// One page as a picture: the printed page itself.
///
/// # Errors
/// As for making the paper.
pub fn paper_page(desk: &Desk, input: PaperPageInput) -> Result<PaperPage, Failure> {
    let paper = asked(desk, &input.case, &input.kind, &input.letter, input.large)?;
    let page = input.page.clamp(1, paper.pages.max(1));
    let png = pages::picture(&paper.pdf, "application/pdf", page, 1_240)?;
    let wished = desk.at_work(|store, _| Ok(store.large_print_wished(&paper.subject)?))?;
    Ok(PaperPage {
        page,
        pages: paper.pages,
        bytes: encoded(&png),
        large: paper.large,
        wished: paper.large && wished,
    })
}

/// The PDF to save.
///
/// # Errors
/// As for making the paper.
pub fn paper_file(desk: &Desk, input: PaperInput) -> Result<PaperFile, Failure> {
    let paper = asked(desk, &input.case, &input.kind, &input.letter, input.large)?;
    Ok(PaperFile { file_name: format!("{}.pdf", paper.title), bytes: encoded(&paper.pdf) })
}

/// The PDF's bytes for the command line.
///
/// # Errors
/// As for making the paper.
pub fn paper_bytes(desk: &Desk, case: &str, kind: &str) -> Result<Vec<u8>, Failure> {
    Ok(ready(desk, case, kind, "")?.pdf)
}

/// The bytes of the copy in large print for the command line.
///
/// # Errors
/// As for making the paper; one that is not printed large.
pub fn large_bytes(desk: &Desk, case: &str, kind: &str) -> Result<Vec<u8>, Failure> {
    Ok(large_print(desk, case, kind, 0)?.pdf)
}

fn asked(desk: &Desk, subject: &str, kind: &str, letter: &str, large: bool) -> Result<Ready, Failure> {
    if large { large_print(desk, subject, kind, 0) } else { ready(desk, subject, kind, letter) }
}
