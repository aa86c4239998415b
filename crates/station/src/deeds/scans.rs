//! Signed pages come back in any order, one file or many: each is read alone, finds its case, or waits in the tray
//! (待认领) until a clerk says where it belongs or throws it away.

use super::binding::{Stray, bind, is_of_the_page, place_by_code, place_by_eye};
use super::cases::find_case;
use super::drafts::clock_time;
use super::signing::{papers_to_scan, sign_pages};
use super::{decoded, encoded, parsed};
use crate::view::*;
use crate::{Desk, pages};
use casework::case::{FileHash, ToldBy};
use casework::id::CaseId;
use casework::number::{NumberError, ReceiptNumber};
use casework::state::PaperKind;
use station_store::{CaseRecord, LoosePage, Store};

/// Most pages of one file.
const MOST_PAGES: u32 = 300;
/// Most cases offered for a page.
const MOST_CANDIDATES: u32 = 200;

/// Takes in a file of scanned pages. From now on they are on the disk, and in the tray until each has found its case.
///
/// # Errors
/// A file that is too large or not a picture or PDF, a full disk.
pub fn scan_take(desk: &Desk, input: ScanTake) -> Result<ScanTaken, Failure> {
    take_scan(desk, &decoded(&input.bytes, pages::LARGEST_SCAN)?)
}

fn take_scan(desk: &Desk, bytes: &[u8]) -> Result<ScanTaken, Failure> {
    let (kind, pages) = pages::inspect_scan(bytes)?;
    if pages > MOST_PAGES {
        return Err(Failure::new(ErrorCode::FileTooLarge, format!("超过 {MOST_PAGES} 页")));
    }
    let at = desk.now();
    desk.at_work(|store, clerk| {
        let scan = store.files().keep(bytes)?;
        let page = |page: u32| LoosePage {
            scan: scan.clone(),
            page,
            pages,
            size: bytes.len() as u64,
            media_type: kind.media_type().to_owned(),
            reason: String::new(),
            case: None,
            clerk: clerk.name.clone(),
            at,
        };
        store.keep_loose(&(1..=pages).map(page).collect::<Vec<_>>())?;
        Ok(ScanTaken { scan: scan.to_string(), pages })
    })
}

/// Reads one page and binds it to the case its code names, or notes why it has none.
///
/// # Errors
/// No such page, a full disk. What is wrong with the page itself is its reason, no error.
pub fn scan_read(desk: &Desk, input: ScanRead) -> Result<PageRead, Failure> {
    let loose = loose_page(desk, &input.scan, input.page)?;
    let bytes = desk.scan(&loose.scan)?;
    if loose.page == loose.pages {
        desk.put_scan_down();
    }
    let read = match place_by_code(desk, &loose, &bytes, &input.case) {
        Ok(place) => bind(desk, &place, &loose, &bytes, ToldBy::Code).map_err(Stray::from),
        Err(stray) => Err(stray),
    };
    match read {
        Ok(bound) => Ok(found(&loose, bound)),
        Err(stray) if is_of_the_page(stray.why.code) => stays(desk, &loose, stray),
        Err(stray) => Err(stray.why),
    }
}

fn loose_page(desk: &Desk, scan: &str, page: u32) -> Result<LoosePage, Failure> {
    let scan: FileHash = parsed(scan, "这份扫描件")?;
    let none = |_| Failure::new(ErrorCode::NotFound, "这一页,它已经认领或丢掉了");
    desk.at_work(|store, _| store.loose_page(&scan, page).map_err(none))
}

fn found(loose: &LoosePage, bound: ScanBound) -> PageRead {
    PageRead { scan: loose.scan.to_string(), page: loose.page, bound: Some(bound), reason: None }
}

fn stays(desk: &Desk, loose: &LoosePage, stray: Stray) -> Result<PageRead, Failure> {
    let reason = serde_json::to_string(&stray.why)?;
    desk.at_work(|store, _| Ok(store.explain_loose(&loose.scan, loose.page, &reason, stray.case)?))?;
    Ok(PageRead { scan: loose.scan.to_string(), page: loose.page, bound: None, reason: Some(stray.why) })
}

/// Takes in a file and reads all its pages: what became of each.
///
/// # Errors
/// As [`scan_take`] and [`scan_read`].
pub fn read_scan(desk: &Desk, expected: &str, bytes: &[u8]) -> Result<Vec<PageRead>, Failure> {
    let taken = take_scan(desk, bytes)?;
    let read = |page| scan_read(desk, ScanRead { scan: taken.scan.clone(), page, case: expected.to_owned() });
    (1..=taken.pages).map(read).collect()
}

/// Takes in a file of signed pages: the first one that was bound.
///
/// # Errors
/// As [`read_scan`]; the reason of the first page when none was bound.
pub fn bind_scan(desk: &Desk, expected: &str, bytes: &[u8]) -> Result<ScanBound, Failure> {
    let read = read_scan(desk, expected, bytes)?;
    match read.iter().find_map(|page| page.bound.clone()) {
        Some(bound) => Ok(bound),
        None => Err(read
            .into_iter()
            .find_map(|page| page.reason)
            .unwrap_or_else(|| Failure::new(ErrorCode::NoCode, ""))),
    }
}

/// The loose pages, and the cases that wait for signed pages.
///
/// # Errors
/// Nobody logged in.
pub fn scan_tray(desk: &Desk, _: Nothing) -> Result<TrayView, Failure> {
    desk.at_work(|store, _| {
        let pages = store.loose_pages()?.iter().map(loose_view).collect::<Result<_, _>>()?;
        let waiting = store.cases_to_sign(MOST_CANDIDATES)?;
        let candidates = waiting.iter().map(|case| candidate(store, case)).collect::<Result<_, _>>()?;
        Ok(TrayView { pages, candidates })
    })
}

fn reason_of(loose: &LoosePage) -> Result<Failure, Failure> {
    if loose.reason.is_empty() {
        return Ok(Failure::new(ErrorCode::Unread, ""));
    }
    Ok(serde_json::from_str(&loose.reason)?)
}

fn is_claimable(reason: &Failure) -> bool {
    matches!(reason.code, ErrorCode::NoCode)
}

fn loose_view(loose: &LoosePage) -> Result<LoosePageView, Failure> {
    let reason = reason_of(loose)?;
    Ok(LoosePageView {
        scan: loose.scan.to_string(),
        page: loose.page,
        pages: loose.pages,
        claimable: is_claimable(&reason),
        case: loose.case.map(|case| case.to_string()).unwrap_or_default(),
        taken: format!("{} {}", loose.clerk, clock_time(loose.at)),
        reason,
    })
}

fn candidate(store: &Store, case: &CaseRecord) -> Result<SignCandidate, Failure> {
    let pages = sign_pages(&papers_to_scan(store, case)?);
    Ok(SignCandidate {
        case: case.id.to_string(),
        number: case.number.grouped(),
        applicant: case.applicant.clone(),
        item_name: case.item_name.clone(),
        pages: pages.into_iter().filter(|page| !page.back).collect(),
    })
}

/// The clerk says which page a loose one is, because its code cannot be read; it is recorded that way. A page whose
/// code was read and names another version or case is never taken for something else.
///
/// # Errors
/// [`ErrorCode::Number`], [`ErrorCode::OtherPaper`], a page that is back, a code that says otherwise.
pub fn scan_claim(desk: &Desk, input: ScanClaim) -> Result<PageRead, Failure> {
    let loose = loose_page(desk, &input.scan, input.page)?;
    if !is_claimable(&reason_of(&loose)?) {
        return Err(Failure::new(ErrorCode::State, "这页的二维码认得出来,不能认领成别的页"));
    }
    let place = desk.at_work(|store, _| {
        let case = case_meant(store, &input.case)?;
        let kind: PaperKind = parsed(&input.kind, "这份文书")?;
        place_by_eye(store, case, kind, input.paper_page)
    })?;
    let bytes = desk.scan(&loose.scan)?;
    desk.put_scan_down();
    Ok(found(&loose, bind(desk, &place, &loose, &bytes, ToldBy::Clerk)?))
}

/// A case by its id, or by the number as it was typed from the paper: every character is checked.
fn case_meant(store: &Store, text: &str) -> Result<CaseRecord, Failure> {
    if text.trim().parse::<CaseId>().is_err()
        && let Err(error) = text.parse::<ReceiptNumber>()
    {
        return Err(Failure::new(ErrorCode::Number, number_words(&error)));
    }
    find_case(store, text)
}

fn number_words(error: &NumberError) -> String {
    match error {
        NumberError::Length { expected, found } => format!("要 {expected} 位,输了 {found} 位"),
        NumberError::Character { position } => format!("第 {position} 位不对"),
        NumberError::Check | NumberError::Exhausted => "校验位对不上,有一位看错了".to_owned(),
    }
}

/// Throws a loose page away, or takes it back.
///
/// # Errors
/// No such page.
pub fn scan_discard(desk: &Desk, input: ScanDiscard) -> Result<TrayView, Failure> {
    let loose = loose_page(desk, &input.scan, input.page)?;
    let at = desk.now();
    desk.at_work(|store, clerk| {
        Ok(store.discard_loose(&loose.scan, loose.page, input.away, &clerk.name, at)?)
    })?;
    scan_tray(desk, Nothing {})
}

/// A scanned page as a picture, loose or bound.
///
/// # Errors
/// No such page, a page that cannot be drawn.
pub fn scan_picture(desk: &Desk, input: ScanPicture) -> Result<PictureView, Failure> {
    let scan: FileHash = parsed(&input.scan, "这份扫描件")?;
    let (bytes, media_type) = desk.at_work(|store, _| {
        let kind = store.scan_media(&scan)?.ok_or_else(|| Failure::new(ErrorCode::NotFound, "这份扫描件"))?;
        Ok((store.files().read(&scan)?, kind))
    })?;
    let png = pages::picture(&bytes, &media_type, input.page.max(1), input.width)?;
    Ok(PictureView { media_type: "image/png".to_owned(), bytes: encoded(&png) })
}
