//! 大字版: what a resident reads in 18 point, beside the paper that is signed, never instead of it.

use crate::eve::Eve;
use crate::paper::words_of;
use crate::queue::*;
use crate::town::*;
use casework::decision::{Decision, Outcome};
use serde_json::json;
use station::view::*;
use station::{Desk, deeds, pages};

const BANNER: &str = "大字版供阅读，以原件为准";

fn large(case: &str, kind: &str, reason: &str) -> PrintInput {
    PrintInput { large: true, ..paper(case, kind, reason) }
}

fn jobs(desk: &Desk, subject: &str) -> Vec<(String, String)> {
    let input = PrintQueueInput { subject: subject.into(), after: 0, limit: 20 };
    let jobs = deeds::print_queue(desk, input).unwrap().jobs;
    jobs.into_iter().map(|job| (job.kind, job.title)).collect()
}

fn page(desk: &Desk, subject: &str, kind: &str) -> PaperPage {
    deeds::paper_page(
        desk,
        PaperPageInput { case: subject.into(), kind: kind.into(), page: 1, ..PaperPageInput::default() },
    )
    .unwrap()
}

#[test]
fn the_paper_itself_goes_out_before_its_copy_in_large_print_and_each_is_numbered_for_itself() {
    let town = Town::new();
    let eve = Eve::start();
    let desk = desk_with(&town, &eve);
    let case = frozen(&desk, ITEM, &sample(ITEM));
    let original = deeds::paper_bytes(&desk, &case.case, "receipt").unwrap();

    let first = deeds::paper_print(&desk, large(&case.case, "receipt", "")).unwrap();
    assert_eq!((first.kind.as_str(), first.title.as_str()), ("large_receipt", "收件凭证(大字版)"));
    until(&desk, &first, is(PrintStage::Done));
    let came = eve.printed();
    assert!(came.len() == 2 && came[0] == original, "the receipt itself, as ever, and first");
    let words = words_of(&came[1]);
    assert!(words.contains(BANNER) && words.contains("申请人联") && !words.contains("存档联"), "{words}");
    assert!(words.contains("编号") && !words.contains("补打"), "{words}");

    let asked = deeds::paper_print(&desk, large(&case.case, "receipt", "")).unwrap_err();
    assert_eq!(asked.code, ErrorCode::Reprint);
    let again = deeds::paper_print(&desk, large(&case.case, "receipt", "居民遗失")).unwrap();
    assert_eq!((again.title.as_str(), again.reason.as_str()), ("收件凭证(大字版)(补打 1)", "居民遗失"));
    until(&desk, &again, is(PrintStage::Done));
    assert_eq!(eve.printed().len(), 3, "the receipt was out already");
    assert!(words_of(&eve.printed()[2]).contains("补打第1次"));

    let receipt = show(&desk, &case).papers.into_iter().find(|one| one.kind == "receipt").unwrap();
    assert_eq!((receipt.printed, receipt.large), (1, true), "a copy to read is no print of the receipt");
    assert!(deeds::paper_bytes(&desk, &case.case, "receipt").unwrap() == original);
}

#[test]
fn a_resident_who_read_something_large_is_offered_it_again_in_the_same_case_only() {
    let town = Town::new();
    let eve = Eve::out_of_paper();
    let desk = desk_with(&town, &eve);
    let draft = filled(&desk, ITEM, &sample(ITEM), &[]);
    let offered = page(&desk, &draft.draft, "notice");
    assert!(offered.large && !offered.wished);
    deeds::paper_print(&desk, large(&draft.draft, "notice", "")).unwrap();
    assert!(page(&desk, &draft.draft, "notice").wished);

    let case = deeds::case_freeze(&desk, DraftInput { draft: draft.draft }).unwrap();
    assert!(show(&desk, &case).large_print && page(&desk, &case.case, "receipt").wished);
    assert!(!page(&desk, &case.case, "form").wished, "of the form there is no such copy");
    let other = frozen(&desk, "unemployment", &sample("unemployment"));
    assert!(!show(&desk, &other).large_print && !page(&desk, &other.case, "receipt").wished);

    let job = deeds::paper_print(&desk, large(&other.case, "receipt", "")).unwrap();
    assert!(show(&desk, &other).large_print);
    deeds::print_cancel(&desk, by_id(&job)).unwrap();
    assert!(!show(&desk, &other).large_print, "it was taken back");
}

#[test]
fn neither_the_form_nor_a_paper_of_the_authority_is_printed_large() {
    let town = Town::new();
    let eve = Eve::start();
    let desk = desk_with(&town, &eve);
    let case = submitted(&desk, ITEM, &sample(ITEM));
    desk.send_now().unwrap();
    town.official_decides(&case.number, &Decision::new(Outcome::Accept));
    desk.send_now().unwrap();

    let letter = show(&desk, &case).papers.into_iter().find(|one| one.kind == "acceptance").unwrap();
    assert!(letter.issued && !letter.large);
    for kind in ["form", "acceptance"] {
        let refused = deeds::paper_print(&desk, large(&case.case, kind, "")).unwrap_err();
        assert_eq!(refused.code, ErrorCode::NoLarge, "{kind}: {refused:?}");
        assert!(!page(&desk, &case.case, kind).large, "{kind}");
    }
    assert_eq!(jobs(&desk, &case.case), [], "nothing was put into the queue");
}

#[test]
fn a_copy_to_read_that_is_scanned_does_not_pass_for_the_page_that_is_signed() {
    let town = Town::new();
    let desk = town.open_desk();
    let case = frozen(&desk, ITEM, &sample(ITEM));
    let copy = deeds::large_bytes(&desk, &case.case, "receipt").unwrap();
    let scanned = pages::picture(&copy, "application/pdf", 1, 1_700).unwrap();
    assert_eq!(deeds::bind_scan(&desk, &case.case, &scanned).unwrap_err().code, ErrorCode::NoCode);
    let original = scan(&desk, &case.case, "receipt");
    assert_ne!(deeds::bind_scan(&desk, &case.case, &original).err().map(|e| e.code), Some(ErrorCode::NoCode));
}

#[test]
fn a_receipt_that_would_come_out_otherwise_today_has_no_copy_to_read() {
    let mut town = Town::new();
    let desk = town.open_desk();
    let case = frozen(&desk, ITEM, &sample(ITEM));
    deeds::paper_bytes(&desk, &case.case, "receipt").unwrap();
    town.line_down();
    town.publish_changed(|pack| {
        let receipt = pack.papers.get_mut("receipt").unwrap();
        receipt["title"] = json!("收件回单");
    });
    town.line_up();
    deeds::line_send(&desk, Nothing {}).unwrap();
    let refused = deeds::large_bytes(&desk, &case.case, "receipt").unwrap_err();
    assert_eq!(refused.code, ErrorCode::LargeDiffers);
}
