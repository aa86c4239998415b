//! A scanned page finds its place: case, version, paper and page by the signed code on it, or by the clerk's eye.

use super::cases::{edition, find_case, identity_of};
use super::correcting::{attach, materials_of};
use super::signing::{PaperToSign, papers_to_scan, papers_to_sign, signed_with};
use crate::view::*;
use crate::{Desk, pages};
use casework::case::{FileHash, SignedPage, Signing, Supplement, ToldBy};
use casework::id::CaseId;
use casework::number::ReceiptNumber;
use casework::place::StationCode;
use casework::state::{PaperKind, State};
use papers::{PaperCode, qr};
use seal::Signature;
use station_store::{CaseRecord, LoosePage, PageBack, Store};
use wire::enrol::Certificate;

/// Where a scanned page belongs.
pub(crate) struct Place {
    pub case: CaseRecord,
    pub kind: PaperKind,
    pub page: u32,
    /// The bytes that were printed.
    pub paper: FileHash,
    pub pages: u32,
}

/// Why a page has no place, and the case of ours that its code names all the same.
pub(crate) struct Stray {
    pub why: Failure,
    pub case: Option<CaseId>,
}

impl<E: Into<Failure>> From<E> for Stray {
    fn from(error: E) -> Self {
        Self { why: error.into(), case: None }
    }
}

/// What is said of the page and not of the computer: such a page waits in the tray.
pub(crate) fn is_of_the_page(code: ErrorCode) -> bool {
    use ErrorCode as E;
    matches!(
        code,
        E::NoCode
            | E::OtherCase
            | E::OldVersion
            | E::OtherPaper
            | E::ForgedCode
            | E::OtherStation
            | E::OtherProvince
            | E::OtherDevice
            | E::CaseClosed
            | E::Pages
            | E::FileKind
    )
}

/// Reads the code on a page and finds its place; with `expected` only pages of that case have one.
pub(crate) fn place_by_code(
    desk: &Desk,
    loose: &LoosePage,
    bytes: &[u8],
    expected: &str,
) -> Result<Place, Stray> {
    let unread = || Failure::new(ErrorCode::NoCode, "");
    let text = pages::code_on(bytes, &loose.media_type, loose.page)?.ok_or_else(unread)?;
    let code = qr::parse(&text).map_err(|_| unread())?;
    let mut named = None;
    let place = desk.at_work(|store, _| checked(store, &code, expected, &mut named));
    place.map_err(|why| Stray { why, case: named })
}

fn checked(
    store: &Store,
    code: &PaperCode,
    expected: &str,
    named: &mut Option<CaseId>,
) -> Result<Place, Failure> {
    let identity = identity_of(store)?;
    let forged = || Failure::new(ErrorCode::ForgedCode, "");
    let number: ReceiptNumber = code.number.as_str().parse().map_err(|_| forged())?;
    let mut ours = store.formerly()?;
    ours.push(identity.enrolment.certificate);
    of_this_desk(&number, &ours)?;
    genuine(code, &ours).ok_or_else(forged)?;
    let case = store.case_numbered(&number).map_err(|_| {
        Failure::new(ErrorCode::OtherCase, format!("编号 {},本站没有这一件", number.grouped()))
    })?;
    *named = Some(case.id);
    if !expected.trim().is_empty() && find_case(store, expected)?.id != case.id {
        return Err(Failure::new(ErrorCode::OtherCase, whose(&case)));
    }
    is_open(store, &case)?;
    let kind = to_be_signed(code.kind).ok_or_else(|| Failure::new(ErrorCode::OtherPaper, ""))?;
    let frozen = store.frozen(case.id, case.version)?;
    if u32::from(code.version) != case.version || code.digest != frozen.hash.0[..16] {
        return Err(Failure::new(ErrorCode::OldVersion, ""));
    }
    let papers = papers_to_sign(store, &case)?;
    place_in(case, &papers, kind, u32::from(code.page))
}

fn whose(case: &CaseRecord) -> String {
    format!("{} {} {}", case.number.grouped(), case.applicant, case.item_name)
}

/// A version that was asked back or overtaken before it was handed in goes nowhere, and neither does its signed page.
fn is_open(store: &Store, case: &CaseRecord) -> Result<(), Failure> {
    let waits = case.state == State::AwaitingSignature;
    let closed = matches!(case.state, State::Voided | State::Archived);
    if closed || !waits && !store.was_handed_in(case.id, case.version)? {
        return Err(Failure::new(ErrorCode::CaseClosed, whose(case)));
    }
    Ok(())
}

/// A number tells where it was given; nobody else's key can be checked here, so this is said first.
fn of_this_desk(number: &ReceiptNumber, ours: &[Certificate]) -> Result<(), Failure> {
    let here = ours.last().map(|certificate| certificate.station.to_string()).unwrap_or_default();
    let (there, device) = (number.station(), number.device());
    if there.get(..2) != here.get(..2) {
        return Err(Failure::new(ErrorCode::OtherProvince, there));
    }
    if there != here {
        return Err(Failure::new(ErrorCode::OtherStation, spoken(there)));
    }
    let is_its = |certificate: &Certificate| device.parse() == Ok(certificate.device.get());
    if !ours.iter().any(is_its) {
        return Err(Failure::new(ErrorCode::OtherDevice, device));
    }
    Ok(())
}

/// The code of a station with the village's name, where the table has it.
fn spoken(code: &str) -> String {
    let name = code.parse::<StationCode>().ok().and_then(|_| crate::form_words::division_name(code));
    name.map_or_else(|| code.to_owned(), |name| format!("{code} {name}"))
}

/// The code was signed by this computer, under the key it has or one that it had.
fn genuine(code: &PaperCode, ours: &[Certificate]) -> Option<()> {
    let signed_by = |Certificate { key, .. }: &Certificate| {
        let holds = |id: &papers::KeyId, bytes: &[u8], signature: &papers::Signature| {
            *id == key.id().0 && key.verifies(bytes, &Signature(*signature))
        };
        code.verify(holds).ok()
    };
    ours.iter().find_map(signed_by)
}

/// The paper that a code names, where it is one that comes back signed.
fn to_be_signed(kind: papers::PaperKind) -> Option<PaperKind> {
    match kind {
        papers::PaperKind::Form => Some(PaperKind::Form),
        papers::PaperKind::ReceiptArchive => Some(PaperKind::Receipt),
        papers::PaperKind::Mandate => Some(PaperKind::Mandate),
        papers::PaperKind::Promise => Some(PaperKind::Promise),
        papers::PaperKind::Receipt
        | papers::PaperKind::Notice
        | papers::PaperKind::Letter
        | papers::PaperKind::Delivery
        | papers::PaperKind::Referral
        | papers::PaperKind::Collection
        | papers::PaperKind::Guide => None,
    }
}

fn place_in(case: CaseRecord, papers: &[PaperToSign], kind: PaperKind, page: u32) -> Result<Place, Failure> {
    let other = || Failure::new(ErrorCode::OtherPaper, "");
    let to_sign = papers.iter().find(|paper| paper.kind == kind).ok_or_else(other)?;
    let paper = to_sign.paper.clone().ok_or_else(other)?;
    if !to_sign.pages.iter().any(|one| one.page == page) {
        return Err(other());
    }
    let pages = u32::try_from(to_sign.pages.len()).unwrap_or(u32::MAX);
    Ok(Place { case, kind, page, paper, pages })
}

/// The place that the clerk names for a page without a code that can be read: never one that is taken.
pub(crate) fn place_by_eye(
    store: &Store,
    case: CaseRecord,
    kind: PaperKind,
    page: u32,
) -> Result<Place, Failure> {
    is_open(store, &case)?;
    let papers = papers_to_scan(store, &case)?;
    if papers.iter().any(|paper| paper.kind == kind && paper.back.iter().any(|one| one.page == page)) {
        return Err(Failure::new(ErrorCode::State, "这一页已经扫回来了"));
    }
    place_in(case, &papers, kind, page)
}

/// Binds a page to its place. A scan of several pages is taken apart first: no case carries another one's papers.
pub(crate) fn bind(
    desk: &Desk,
    place: &Place,
    loose: &LoosePage,
    bytes: &[u8],
    told_by: ToldBy,
) -> Result<ScanBound, Failure> {
    let before = sent_before(desk, place)?;
    let broken = before.as_ref().map(|page| broken_files(desk, place, page)).transpose()?.unwrap_or_default();
    let (page, signing) = match before.filter(|_| broken.is_empty()) {
        Some(page) => (page, None),
        None => {
            let page = page_alone(desk, place, loose, bytes, told_by)?;
            let signing =
                desk.at_work(|store, _| signed_with(store, &place.case, std::slice::from_ref(&page)))?;
            (page, signing)
        }
    };
    // what was sent already gets its scan after it, first of all: a page that is bound twice does no harm
    if let Some(signing) = signing.as_ref().filter(|_| place.case.state != State::AwaitingSignature) {
        follow(desk, &place.case, signing, &broken, &page)?;
    }
    let complete = signing.is_some();
    desk.at_work(|store, _| {
        let (case, version) = (place.case.id, place.case.version);
        let from = (&loose.scan, loose.page);
        let back = PageBack { case, version, page: &page, from, signing: signing.as_ref() };
        Ok(store.sign_page(&back)?)
    })?;
    Ok(bound(place, complete))
}

/// Sends the signed pages after their case; the same scan as before simply goes on. As long as another page names what opens no
/// more, nothing is sent: the gateway would wait for that. With the last one goes in whose place they all come, an entry for
/// each file: of a page that was signed on the screen picture and ink may be lost.
fn follow(
    desk: &Desk,
    case: &CaseRecord,
    signing: &Signing,
    broken: &[FileHash],
    page: &SignedPage,
) -> Result<(), Failure> {
    if broken.contains(&page.scan) {
        desk.at_work(|store, _| Ok(store.upload_opens_again(&page.scan)?))?;
        desk.line.ring();
        return Ok(());
    }
    let lost = desk.at_work(|store, _| lost_of_signing(store, case))?;
    if signing.files().iter().any(|(named, _)| lost.contains(named)) {
        return Ok(());
    }
    let catalogue = edition(&*desk.shelf()?)?;
    let places = if lost.is_empty() { vec![None] } else { lost.into_iter().map(Some).collect() };
    for instead_of in places {
        let scan = Supplement::Scan { version: case.version, signing: signing.clone(), instead_of };
        attach(desk, case, &catalogue, scan, "补交签字扫描件")?;
    }
    Ok(())
}

/// What of a case opens no more and is no material: scans of its signed pages, and what was written on a screen.
fn lost_of_signing(store: &Store, case: &CaseRecord) -> Result<Vec<FileHash>, Failure> {
    let materials = materials_of(store, &store.frozen(case.id, case.version)?.frozen)?;
    let is_material = |file: &FileHash| materials.iter().any(|material| material.sha256 == *file);
    Ok(store.broken_uploads(case.id)?.into_iter().filter(|file| !is_material(file)).collect())
}

/// A page that went up with all the others stays as it was sent.
fn sent_before(desk: &Desk, place: &Place) -> Result<Option<SignedPage>, Failure> {
    let (case, version) = (place.case.id, place.case.version);
    desk.at_work(|store, _| {
        let all_back = matches!(store.signing(case, version)?, Some(Signing::Scanned { .. }));
        if place.case.state == State::AwaitingSignature || !all_back {
            return Ok(None);
        }
        let back = store.signed_pages(case, version)?;
        Ok(back.into_iter().find(|page| page.kind == place.kind && page.page == place.page))
    })
}

/// What of a page that was sent with its case opens no more on this computer, before the gateway had it.
fn broken_files(desk: &Desk, place: &Place, page: &SignedPage) -> Result<Vec<FileHash>, Failure> {
    let broken = desk.at_work(|store, _| Ok(store.broken_uploads(place.case.id)?))?;
    Ok(broken.into_iter().filter(|file| page.files().any(|of_page| of_page == file)).collect())
}

fn page_alone(
    desk: &Desk,
    place: &Place,
    loose: &LoosePage,
    bytes: &[u8],
    told_by: ToldBy,
) -> Result<SignedPage, Failure> {
    let alone = pages::alone(bytes, loose.pages, loose.page)?;
    let at = desk.now();
    desk.at_work(|store, clerk| {
        Ok(SignedPage {
            kind: place.kind,
            page: place.page,
            paper: place.paper.clone(),
            scan: store.files().keep(&alone)?,
            scan_page: 1,
            size: alone.len() as u64,
            media_type: loose.media_type.clone(),
            told_by,
            clerk: clerk.name.clone(),
            at,
            ink: None,
        })
    })
}

fn bound(place: &Place, complete: bool) -> ScanBound {
    ScanBound {
        case: place.case.id.to_string(),
        number: place.case.number.grouped(),
        applicant: place.case.applicant.clone(),
        item_name: place.case.item_name.clone(),
        paper: wording::signed_paper(place.kind),
        version: place.case.version,
        page: place.page,
        pages: place.pages,
        complete,
    }
}
