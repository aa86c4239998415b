//! What has to be signed, what of it is back, and by what the resident signs.

use super::cases::{find_case, freeze};
use super::correcting::{broken_of, reopen};
use super::drafts::{clock_time, draft_open};
use super::parsed;
use super::showing::case_show;
use crate::Desk;
use crate::view::*;
use casework::case::{FileHash, Frozen, SignedBy, SignedPage, Signing};
use casework::id::DraftId;
use casework::identity::check_citizen;
use casework::state::{PaperKind, State};
use seal::Digest;
use station_store::{CaseRecord, PageToSign, PaperRecord, Store};

/// A paper that has to come back signed.
pub(crate) struct PaperToSign {
    pub kind: PaperKind,
    /// What was printed; nothing yet when the paper was not made.
    pub paper: Option<FileHash>,
    pub pages: Vec<PageToSign>,
    pub back: Vec<SignedPage>,
    /// What was signed of it on the screen opens no more: nobody has it on paper.
    pub lost_on_screen: bool,
}

impl PaperToSign {
    fn missing(&self) -> Vec<u32> {
        let back = |page: u32| self.back.iter().any(|signed| signed.page == page);
        self.pages.iter().map(|one| one.page).filter(|page| !back(*page)).collect()
    }

    pub fn is_back(&self) -> bool {
        !self.pages.is_empty() && self.missing().is_empty()
    }

    /// All of it was signed on the screen.
    pub fn is_on_pad(&self) -> bool {
        self.is_back() && self.back.iter().all(|page| page.ink.is_some())
    }

    /// Counts a page as back in place of an earlier scan of it.
    fn take(&mut self, page: &SignedPage) {
        self.back.retain(|one| one.page != page.page);
        self.back.push(page.clone());
        self.back.sort_by_key(|one| one.page);
    }
}

/// Every page of the form and of the receipt's copy that stays; the mandate where somebody came for the applicant; the
/// promise where one was made.
pub(crate) fn papers_to_sign(store: &Store, case: &CaseRecord) -> Result<Vec<PaperToSign>, Failure> {
    let kept = store.papers_of(case.id)?;
    let back = store.signed_pages(case.id, case.version)?;
    let made = |kind: PaperKind| kept.iter().find(|p| p.kind == kind && p.version == case.version);
    let agent = store.frozen(case.id, case.version)?.frozen.form.get("agent_name").cloned();
    let comes = agent.is_some_and(|name| name.as_str().is_some_and(|name| !name.is_empty()));
    let mut kinds = vec![PaperKind::Form, PaperKind::Receipt];
    kinds.extend(comes.then_some(PaperKind::Mandate));
    kinds.extend(made(PaperKind::Promise).map(|paper| paper.kind));
    let paper = |kind: PaperKind| {
        let made = made(kind);
        Ok(PaperToSign {
            kind,
            paper: made.map(|paper| paper.sha256.clone()),
            pages: made.map(|paper| pages_of(store, paper)).transpose()?.unwrap_or_default(),
            back: back.iter().filter(|page| page.kind == kind).cloned().collect(),
            lost_on_screen: false,
        })
    };
    kinds.into_iter().map(paper).collect()
}

/// The same, where a page is still to come of which the scan, or the ink that was written on the screen, opens no more here.
pub(crate) fn papers_to_scan(store: &Store, case: &CaseRecord) -> Result<Vec<PaperToSign>, Failure> {
    let broken = broken_of(store, case)?;
    let is_lost = |page: &SignedPage| page.files().any(|file| broken.contains(file));
    let mut papers = papers_to_sign(store, case)?;
    for paper in &mut papers {
        paper.lost_on_screen = paper.back.iter().any(|page| page.ink.is_some() && is_lost(page));
        paper.back.retain(|page| !is_lost(page));
    }
    Ok(papers)
}

/// A paper that was made before its pages were noted: of the receipt the second half is the copy that stays.
fn pages_of(store: &Store, paper: &PaperRecord) -> Result<Vec<PageToSign>, Failure> {
    let noted = store.pages_to_sign(&paper.sha256)?;
    if !noted.is_empty() {
        return Ok(noted);
    }
    let first = if paper.kind == PaperKind::Receipt { paper.pages / 2 } else { 0 };
    Ok((first + 1..=paper.pages).map(|at| PageToSign { page: at - first, at }).collect())
}

/// How a version is signed once these pages are back too; nothing while another is missing.
pub(crate) fn signed_with(
    store: &Store,
    case: &CaseRecord,
    pages: &[SignedPage],
) -> Result<Option<Signing>, Failure> {
    let mut papers = papers_to_sign(store, case)?;
    for page in pages {
        papers.iter_mut().filter(|paper| paper.kind == page.kind).for_each(|paper| paper.take(page));
    }
    if !papers.iter().all(PaperToSign::is_back) {
        return Ok(None);
    }
    let pages = papers.into_iter().flat_map(|paper| paper.back).collect();
    let frozen = store.frozen(case.id, case.version)?.frozen;
    Ok(Signing::scanned(pages, signed_by(store, &frozen)?))
}

/// Which pages are still to come, a sentence for each paper.
pub(crate) fn still_missing(papers: &[PaperToSign]) -> Vec<Trouble> {
    let missing = papers.iter().filter(|paper| !paper.is_back());
    let sentence = |paper: &PaperToSign| {
        let pages = u32::try_from(paper.pages.len()).unwrap_or(u32::MAX);
        let mut message = wording::still_missing(paper.kind, pages, &paper.missing());
        if paper.lost_on_screen {
            message.push_str(&wording::sign_again_on_paper());
        }
        Trouble { path: paper.kind.to_string(), message }
    };
    missing.map(sentence).collect()
}

/// The pages that have to be signed, for the screen.
pub(crate) fn sign_pages(papers: &[PaperToSign]) -> Vec<SignPage> {
    papers.iter().flat_map(|paper| paper.pages.iter().map(move |page| sign_page(paper, page))).collect()
}

fn sign_page(paper: &PaperToSign, page: &PageToSign) -> SignPage {
    let back = paper.back.iter().find(|signed| signed.page == page.page);
    SignPage {
        kind: paper.kind.to_string(),
        title: wording::signed_paper(paper.kind),
        page: page.page,
        pages: u32::try_from(paper.pages.len()).unwrap_or(u32::MAX),
        at: page.at,
        back: back.is_some(),
        scan: back.map(|signed| signed.scan.to_string()).unwrap_or_default(),
        scan_page: back.map_or(0, |signed| signed.scan_page),
        by_eye: back.is_some_and(|signed| signed.told_by == casework::case::ToldBy::Clerk),
        on_pad: back.is_some_and(|signed| signed.ink.is_some()),
        taken: back.map(|signed| format!("{} {}", signed.clerk, clock_time(signed.at))).unwrap_or_default(),
    }
}

/// By what the resident of a version signs. A witness is printed and stands; hand or thumb may be said later.
pub(crate) fn signed_by(store: &Store, frozen: &Frozen) -> Result<SignedBy, Failure> {
    if is_printed(&frozen.signed_by) {
        return Ok(frozen.signed_by.clone());
    }
    let said = store.signed_by(&frozen.case.to_string(), frozen.version)?;
    Ok(said.unwrap_or_else(|| frozen.signed_by.clone()))
}

/// Whether the paper says so: only a witness has a line of his own.
fn is_printed(by: &SignedBy) -> bool {
    matches!(by, SignedBy::Witness { .. })
}

pub(crate) fn sign_way(by: &SignedBy) -> SignWay {
    match by {
        // what is said is by hand; that it was done on the screen is seen by the pages
        SignedBy::Hand | SignedBy::Pad => SignWay { by: "hand".to_owned(), ..SignWay::default() },
        SignedBy::Thumb => SignWay { by: "thumb".to_owned(), ..SignWay::default() },
        SignedBy::Witness { name, id_number, relation } => SignWay {
            by: "witness".to_owned(),
            name: name.clone(),
            id_number: id_number.clone(),
            relation: relation.clone(),
        },
    }
}

/// A witness is named so that he can be found: by number, or by what he is to the applicant.
fn way_of(desk: &Desk, way: &SignWay, applicant: &str) -> Result<SignedBy, Failure> {
    let refused = |why: &str| Err(Failure::new(ErrorCode::Witness, why));
    let (name, relation) = (way.name.trim(), way.relation.trim());
    match way.by.as_str() {
        "hand" => return Ok(SignedBy::Hand),
        "thumb" => return Ok(SignedBy::Thumb),
        "witness" if name.is_empty() => return refused("没有姓名"),
        "witness" if name == applicant => return refused("见证人不能是申请人自己"),
        "witness" if way.id_number.trim().is_empty() && relation.is_empty() => {
            return refused("没有证件号码,也没有与申请人的关系");
        }
        "witness" => {}
        other => return Err(Failure::new(ErrorCode::Input, other)),
    }
    let id_number = match way.id_number.trim() {
        "" => String::new(),
        typed => match check_citizen(typed, desk.today()).accepted() {
            Ok(number) => number.as_str().to_owned(),
            Err(_) => return refused("证件号码不对"),
        },
    };
    Ok(SignedBy::Witness { name: name.to_owned(), id_number, relation: relation.to_owned() })
}

/// Says by what the resident of a draft will sign: before the freeze, because a witness's line is printed.
///
/// # Errors
/// [`ErrorCode::Witness`], no such draft.
pub fn draft_sign_way(desk: &Desk, input: DraftSignWay) -> Result<DraftView, Failure> {
    let id: DraftId = parsed(&input.draft, "这份草稿")?;
    let draft = desk.at_work(|store, _| Ok(store.draft(id)?))?;
    let applicant = draft.data.get("applicant_name").and_then(|v| v.as_str()).unwrap_or_default();
    let by = way_of(desk, &input.way, applicant)?;
    let at = desk.now();
    desk.at_work(|store, clerk| Ok(store.say_signed_by(&id.to_string(), 0, &by, &clerk.name, at)?))?;
    draft_open(desk, DraftInput { draft: input.draft })
}

/// Says by what the resident of a frozen case signs. With another witness the paper is another one: that is the next
/// version, printed and signed anew; hand or thumb sign on the same line and change nothing that was printed.
///
/// # Errors
/// [`ErrorCode::Witness`], not where the case stands, a change of the case that somebody is at.
pub fn case_sign_way(desk: &Desk, input: CaseSignWay) -> Result<CaseView, Failure> {
    let (case, frozen) = desk.at_work(|store, _| {
        let case = find_case(store, &input.case)?;
        if case.state != State::AwaitingSignature {
            return Err(Failure::new(ErrorCode::State, wording::phase_word(case.state.phase())));
        }
        let frozen = store.frozen(case.id, case.version)?.frozen;
        Ok((case, frozen))
    })?;
    let by = way_of(desk, &input.way, &frozen.applicant.name)?;
    if by == frozen.signed_by || !(is_printed(&by) || is_printed(&frozen.signed_by)) {
        say_of_version(desk, &case, &by)?;
    } else {
        print_anew(desk, &case, &by)?;
    }
    case_show(desk, CaseInput { case: input.case })
}

fn say_of_version(desk: &Desk, case: &CaseRecord, by: &SignedBy) -> Result<(), Failure> {
    let at = desk.now();
    desk.at_work(|store, clerk| {
        store.say_signed_by(&case.id.to_string(), case.version, by, &clerk.name, at)?;
        if let Some(Signing::Scanned { pages, .. }) = store.signing(case.id, case.version)?
            && let Some(signing) = Signing::scanned(pages, by.clone())
        {
            store.sign(case.id, case.version, &signing, &clerk.name, at)?;
        }
        Ok(())
    })
}

fn print_anew(desk: &Desk, case: &CaseRecord, by: &SignedBy) -> Result<(), Failure> {
    let at = desk.now();
    let draft = desk.at_work(|store, clerk| {
        if store.draft_of_case(case.id)?.is_some() {
            return Err(Failure::new(ErrorCode::State, "这一件正在改,请在核对时选怎么签"));
        }
        let draft = reopen(store, case, &clerk.name, at)?;
        store.say_signed_by(&draft.to_string(), 0, by, &clerk.name, at)?;
        Ok(draft)
    })?;
    freeze(desk, &draft.to_string()).map(|_| ())
}

/// The resident signed on paper and the scan follows, where the item allows it.
///
/// # Errors
/// An item that must be scanned first, not where the case stands.
pub fn sign_later(desk: &Desk, input: CaseInput) -> Result<CaseView, Failure> {
    let shelf = desk.shelf()?;
    let at = desk.now();
    let today = desk.today();
    desk.at_work(|store, clerk| {
        let case = find_case(store, &input.case)?;
        if case.state != State::AwaitingSignature {
            return Err(Failure::new(ErrorCode::State, wording::phase_word(case.state.phase())));
        }
        if matches!(store.signing(case.id, case.version)?, Some(Signing::Scanned { .. })) {
            return Err(Failure::new(ErrorCode::State, "签过字的页已经扫齐"));
        }
        let item = super::items::find_item(&shelf, &case.item)?;
        if !item.submit.before_scan {
            return Err(Failure::new(ErrorCode::State, "这一项要先扫回签字页才能提交"));
        }
        let days = jiff::Span::new().days(i64::from(item.submit.scan_within_days));
        let signing = Signing::ScanBy { due: today.saturating_add(days), at };
        Ok(store.sign(case.id, case.version, &signing, &clerk.name, at)?)
    })?;
    case_show(desk, CaseInput { case: input.case })
}

/// First 16 bytes of what a version holds, as its codes carry them.
pub(crate) fn digest16(hash: &Digest) -> [u8; 16] {
    let mut short = [0; 16];
    short.copy_from_slice(&hash.0[..16]);
    short
}
