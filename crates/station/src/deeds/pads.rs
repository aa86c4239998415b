//! Signing on the screen (在屏上签字): the resident sees the page itself and writes with finger, pen or mouse. The ink is
//! drawn on the very bytes that were made for the frozen version and kept; whether a printer put them on paper too makes
//! no difference to what is signed. A page that was signed so is bound and sent as a scan of it is, with the record of
//! the strokes beside it ([`casework::ink`]).

use super::cases::find_case;
use super::papers::ready;
use super::parsed;
use super::showing::case_show;
use super::signing::{PaperToSign, papers_to_sign, signed_by, signed_with};
use crate::ink::SignedSheet;
use crate::view::*;
use crate::{Desk, pages};
use casework::case::{FileHash, InkFile, SignedBy, SignedPage, ToldBy};
use casework::ink::{self, InkFault, InkPlace, InkPoint, InkRecord};
use casework::moment::Moment;
use casework::state::{PaperKind, State};
use papers::{PAGE_HEIGHT, PAGE_WIDTH, Roll, SlipLine, SlipVoice};
use station_store::{CaseRecord, PadSigned, PageToSign, SignSpot, Store};

/// Width of a signed page: 200 dpi, as a good scan.
const PICTURE: u32 = 1_654;
/// Where a page says that it was signed on the screen: under its foot, points from the left and from the top.
const MARK: (f32, f32) = (56.7, PAGE_HEIGHT - 34.0);
/// So much of the record's name stands in that line.
const NAMED: usize = 12;

/// A paper and where on it somebody signs.
struct Pad {
    case: CaseRecord,
    kind: PaperKind,
    paper: FileHash,
    pages: Vec<PageToSign>,
    spots: Vec<SignSpot>,
}

/// A page with its ink, as a picture.
struct Inked {
    page: PageToSign,
    picture: Vec<u8>,
}

/// The papers of a case that may be signed on the screen.
pub(crate) fn pad_offers(
    store: &Store,
    case: &CaseRecord,
    by: &SignedBy,
    papers: &[PaperToSign],
) -> Result<Vec<PadOffer>, Failure> {
    let mut offers = Vec::new();
    if case.state != State::AwaitingSignature || *by != SignedBy::Hand {
        return Ok(offers);
    }
    for paper in papers {
        // one that was made before places were noted is signed on paper
        let placed = match &paper.paper {
            Some(made) => !store.sign_spots(made)?.is_empty(),
            None => true,
        };
        if placed {
            let (kind, title) = (paper.kind.to_string(), wording::signed_paper(paper.kind));
            offers.push(PadOffer { kind, title, signed: paper.is_on_pad() });
        }
    }
    Ok(offers)
}

/// Whether this case is signed by hand and now.
fn may_sign(store: &Store, case: &CaseRecord) -> Result<(), Failure> {
    if case.state != State::AwaitingSignature {
        return Err(Failure::new(ErrorCode::State, wording::phase_word(case.state.phase())));
    }
    match signed_by(store, &store.frozen(case.id, case.version)?.frozen)? {
        SignedBy::Hand => Ok(()),
        _ => Err(Failure::new(ErrorCode::OnPaper, wording::pad_only_hand())),
    }
}

fn paper_to_sign(store: &Store, case: &CaseRecord, kind: PaperKind) -> Result<PaperToSign, Failure> {
    let papers = papers_to_sign(store, case)?;
    papers.into_iter().find(|paper| paper.kind == kind).ok_or_else(|| Failure::new(ErrorCode::OtherPaper, ""))
}

/// The paper as it is now, where it can be signed on the screen.
fn pad_of(store: &Store, case: CaseRecord, kind: PaperKind) -> Result<Pad, Failure> {
    may_sign(store, &case)?;
    let to_sign = paper_to_sign(store, &case, kind)?;
    let paper = to_sign.paper.ok_or_else(|| Failure::new(ErrorCode::OtherPaper, ""))?;
    let spots = store.sign_spots(&paper)?;
    if spots.is_empty() {
        return Err(Failure::new(ErrorCode::OnPaper, wording::pad_no_place()));
    }
    Ok(Pad { case, kind, paper, pages: to_sign.pages, spots })
}

/// Lays a paper before the resident to be signed on the screen. It is made now if it was not yet, and kept.
///
/// # Errors
/// [`ErrorCode::OnPaper`], [`ErrorCode::OtherPaper`], not where the case stands, what making a paper may fail with.
pub fn pad_open(desk: &Desk, input: PaperInput) -> Result<PadView, Failure> {
    let kind: PaperKind = parsed(&input.kind, "这份文书")?;
    desk.at_work(|store, _| {
        let case = find_case(store, &input.case)?;
        may_sign(store, &case)?;
        paper_to_sign(store, &case, kind).map(|_| ())
    })?;
    ready(desk, &input.case, &input.kind, "")?;
    let pad = desk.at_work(|store, _| pad_of(store, find_case(store, &input.case)?, kind))?;
    Ok(PadView {
        kind: kind.to_string(),
        title: wording::signed_paper(kind),
        applicant: pad.case.applicant,
        paper: pad.paper.to_string(),
        pages: pad.pages.iter().map(|page| page.at).collect(),
        places: pad.spots.into_iter().map(place).collect(),
    })
}

fn place(spot: SignSpot) -> PadPlace {
    let part = |hundredths: u32, whole: f32| f64::from(hundredths) / 100.0 / f64::from(whole);
    let [x, y, width, height] = spot.room;
    PadPlace {
        at: spot.at,
        label: spot.label,
        left: part(x, PAGE_WIDTH),
        top: part(y, PAGE_HEIGHT),
        width: part(width, PAGE_WIDTH),
        height: part(height, PAGE_HEIGHT),
    }
}

/// Takes what was written on a paper and binds its pages. All places are signed, or nothing is taken.
///
/// # Errors
/// [`ErrorCode::OldVersion`] for strokes on what was made before a change, [`ErrorCode::OtherPaper`],
/// [`ErrorCode::InkEmpty`], [`ErrorCode::Ink`], as [`pad_open`].
pub fn pad_sign(desk: &Desk, input: PadSign) -> Result<CaseView, Failure> {
    let kind: PaperKind = parsed(&input.kind, "这份文书")?;
    let shown: FileHash = parsed(&input.paper, "这份文书")?;
    let (pad, pdf) = desk.at_work(|store, _| {
        let pad = current(store, &input.case, kind, &shown)?;
        let pdf = store.files().read(&pad.paper)?;
        Ok((pad, pdf))
    })?;
    let places = places(&pad, &input.places)?;
    let at = desk.now();
    let (record, ink) = desk.at_work(|store, clerk| recorded(store, &pad, places, &clerk.name, at))?;
    let sheets = pad.pages.iter().map(|page| inked(desk, &pdf, *page, &record, &ink));
    let sheets = sheets.collect::<Result<Vec<_>, _>>()?;
    desk.at_work(|store, _| {
        // the case may have been changed while the pages were drawn
        current(store, &input.case, kind, &shown)?;
        bind_sheets(store, &pad.case, &record, &ink, &sheets)
    })?;
    case_show(desk, CaseInput { case: input.case })
}

/// The paper that was shown, where it is still the one that is signed.
fn current(store: &Store, case: &str, kind: PaperKind, shown: &FileHash) -> Result<Pad, Failure> {
    let case = find_case(store, case)?;
    let made = store.papers_of(case.id)?;
    let version =
        made.iter().find(|paper| paper.sha256 == *shown && paper.kind == kind).map(|paper| paper.version);
    match version {
        Some(version) if version == case.version => pad_of(store, case, kind),
        Some(_) => Err(Failure::new(ErrorCode::OldVersion, "")),
        None => Err(Failure::new(ErrorCode::OtherPaper, "")),
    }
}

fn places(pad: &Pad, written: &[PadInk]) -> Result<Vec<InkPlace>, Failure> {
    if written.len() != pad.spots.len() {
        return Err(Failure::new(ErrorCode::OtherPaper, ""));
    }
    let place = |(nr, (spot, written))| checked(spot, written).map_err(|refused| at_place(nr, refused));
    pad.spots.iter().zip(written).enumerate().map(place).collect()
}

/// The refusal with the place it is about, so that the screen goes back there.
fn at_place(nr: usize, refused: Failure) -> Failure {
    let problem = Trouble { path: nr.to_string(), message: refused.message.clone() };
    Failure { problems: vec![problem], ..refused }
}

fn checked(spot: &SignSpot, written: &PadInk) -> Result<InkPlace, Failure> {
    let refused = |fault: InkFault| match fault {
        InkFault::Empty => Failure::new(ErrorCode::InkEmpty, &spot.label),
        fault => Failure::new(ErrorCode::Ink, wording::ink_fault(fault)),
    };
    let point = |one: &PadPoint| ink::point(one.x, one.y, one.pressure, one.time);
    let strokes: Result<Vec<Vec<InkPoint>>, InkFault> =
        written.strokes.iter().map(|stroke| stroke.iter().map(point).collect()).collect();
    let strokes = strokes.map_err(refused)?;
    ink::check(&strokes).map_err(refused)?;
    Ok(InkPlace { at: spot.at, label: spot.label.clone(), room: spot.room, strokes })
}

/// Keeps what was written, under the name of its own bytes.
fn recorded(
    store: &Store,
    pad: &Pad,
    places: Vec<InkPlace>,
    clerk: &str,
    at: Moment,
) -> Result<(InkRecord, InkFile), Failure> {
    let (paper, kind, case, version) = (pad.paper.clone(), pad.kind, pad.case.id, pad.case.version);
    let record = InkRecord { v: 1, paper, kind, case, version, places, clerk: clerk.to_owned(), at };
    let bytes = serde_json::to_vec(&record)?;
    let ink = InkFile { sha256: store.files().keep(&bytes)?, size: bytes.len() as u64 };
    Ok((record, ink))
}

/// A page of the printed bytes with its ink, and with the line that says where it was signed.
fn inked(
    desk: &Desk,
    pdf: &[u8],
    page: PageToSign,
    record: &InkRecord,
    ink: &InkFile,
) -> Result<Inked, Failure> {
    let mut sheet = SignedSheet(pages::drawn(pdf, page.at, PICTURE)?);
    record.places.iter().filter(|place| place.at == page.at).for_each(|place| sheet.write(place));
    let text = wording::pad_mark(&record.at.minute(), &ink.sha256.as_str()[..NAMED]);
    let line = SlipLine { text, voice: SlipVoice::Plain };
    sheet.stamp(&desk.press()?.draw_line(&line, Roll::Mm80)?, MARK.0, MARK.1);
    Ok(Inked { page, picture: sheet.done()? })
}

fn bind_sheets(
    store: &mut Store,
    case: &CaseRecord,
    record: &InkRecord,
    ink: &InkFile,
    sheets: &[Inked],
) -> Result<(), Failure> {
    let pages = sheets.iter().map(|sheet| kept(store, record, sheet, ink));
    let pages = pages.collect::<Result<Vec<_>, Failure>>()?;
    let signing = signed_with(store, case, &pages)?;
    let signed = PadSigned { case: case.id, version: case.version, pages: &pages, signing: signing.as_ref() };
    Ok(store.sign_on_pad(&signed)?)
}

fn kept(store: &Store, record: &InkRecord, sheet: &Inked, ink: &InkFile) -> Result<SignedPage, Failure> {
    Ok(SignedPage {
        kind: record.kind,
        page: sheet.page.page,
        paper: record.paper.clone(),
        scan: store.files().keep(&sheet.picture)?,
        scan_page: 1,
        size: sheet.picture.len() as u64,
        media_type: "image/png".to_owned(),
        told_by: ToldBy::Pad,
        clerk: record.clerk.clone(),
        at: record.at,
        ink: Some(ink.clone()),
    })
}

/// Takes back what was signed of a paper on the screen, before it is sent. What was written stays in the record.
///
/// # Errors
/// Not where the case stands, nothing that was signed on the screen.
pub fn pad_take_back(desk: &Desk, input: PaperInput) -> Result<CaseView, Failure> {
    let kind: PaperKind = parsed(&input.kind, "这份文书")?;
    let at = desk.now();
    desk.at_work(|store, clerk| {
        let case = find_case(store, &input.case)?;
        if case.state != State::AwaitingSignature {
            return Err(Failure::new(ErrorCode::State, wording::phase_word(case.state.phase())));
        }
        let none = |_| Failure::new(ErrorCode::NotFound, "屏上的签字");
        store.take_back_pad(case.id, case.version, kind, &clerk.name, at).map_err(none)
    })?;
    case_show(desk, CaseInput { case: input.case })
}
