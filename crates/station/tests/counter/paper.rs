//! Paper at the counter: the notice a resident takes home, the printer that is tried, and money on its way to the county.

use crate::eve::{self, Eve};
use crate::pretending;
use crate::town::*;
use serde_json::json;
use station::view::*;
use station::{Desk, deeds};
use std::time::{Duration, Instant};

/// Longest a page may take.
const PATIENCE: Duration = Duration::from_secs(60);

pub fn words_of(pdf: &[u8]) -> String {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("paper.pdf");
    std::fs::write(&file, pdf).unwrap();
    let said = std::process::Command::new("pdftotext").arg(&file).arg("-").output().unwrap();
    String::from_utf8(said.stdout).unwrap().split_whitespace().collect()
}

fn finished(desk: &Desk, job: PrintJobView) -> PrintJobView {
    let deadline = Instant::now() + PATIENCE;
    let mut job = job;
    while job.open {
        assert!(Instant::now() < deadline, "the job stays {job:?}");
        desk.print_now(PATIENCE);
        job = deeds::print_job(desk, PrintJobInput { job: job.job }).unwrap();
    }
    job
}

#[test]
fn the_notice_of_an_item_lists_all_it_may_ask_for_and_leaves_no_draft_behind() {
    let town = Town::new();
    let desk = town.open_desk();
    let guide = deeds::item_show(&desk, ItemInput { item: "old-age-allowance".into() }).unwrap();
    let words = words_of(&deeds::paper_bytes(&desk, "old-age-allowance", "notice").unwrap());
    for material in &guide.materials {
        assert!(words.contains(&material.name), "{} is not in {words}", material.name);
    }
    assert!(words.contains("看情况"), "{words}");
    assert!(deeds::home(&desk, Nothing {}).unwrap().drafts.is_empty());
    assert_eq!(deeds::paper_bytes(&desk, "no-such-item", "notice").unwrap_err().code, ErrorCode::NotFound);
}

#[test]
fn a_notice_says_from_when_the_limit_runs_and_names_the_limit_of_the_law_that_somebody_has_read() {
    let town = Town::new();
    let desk = town.open_desk();
    let notice = |item: &str| words_of(&deeds::paper_bytes(&desk, item, "notice").unwrap());
    let felling = notice("tree-felling");
    assert!(felling.contains("受理后10个工作日（法定20个工作日）"), "{felling}");
    let relief = notice("temporary-relief");
    assert!(relief.contains("受理后") && !relief.contains("工作日（法定"), "{relief}");
}

#[test]
fn an_item_gives_its_guide_a_blank_form_and_the_papers_that_name_people_before_there_is_a_case() {
    let town = Town::new();
    let desk = town.open_desk();
    let guide = deeds::item_show(&desk, ItemInput { item: "birth-registration".into() }).unwrap();
    let paper = |kind: &str| words_of(&deeds::paper_bytes(&desk, "birth-registration", kind).unwrap());
    let said = paper("guide");
    for words in guide.materials.iter().map(|m| &m.name).chain([&guide.phone, &guide.mark, &guide.row.name]) {
        let words: String = casework::punctuation::full_width(words).split_whitespace().collect();
        assert!(said.contains(&words), "{words} is not in {said}");
    }
    assert!(!said.contains("待核"), "{said}");
    assert!(guide.promisable);
    for kind in ["form", "promise", "mandate", "referral"] {
        assert!(paper(kind).contains("示例，以县级发布为准"), "{kind}");
    }
    assert!(paper("promise").contains("不实承诺的责任"));
    assert!(paper("mandate").contains("☐特别授权") || paper("mandate").contains("特别授权"));
    assert!(paper("referral").contains(&guide.phone));
    let blank = paper("form");
    assert!(!blank.contains("46000") && blank.contains("公民身份号码"), "{blank}");
    assert!(deeds::home(&desk, Nothing {}).unwrap().drafts.is_empty());

    let none = deeds::paper_bytes(&desk, "old-age-allowance", "promise").unwrap_err();
    assert_eq!(none.code, ErrorCode::NotFound);
}

#[test]
fn a_mandate_of_a_draft_names_those_who_were_typed() {
    let town = Town::new();
    let desk = town.open_desk();
    let mut data = sample("old-age-allowance");
    let agent = json!({"agent": true, "agent_name": "王䶮", "agent_id": "460034198001010020", "agent_phone": "13800000000"});
    data.extend(agent.as_object().unwrap().clone());
    let draft = filled(&desk, "old-age-allowance", &data, &[]);
    let words = words_of(&deeds::paper_bytes(&desk, &draft.draft, "mandate").unwrap());
    let name = data["applicant_name"].as_str().unwrap();
    for said in
        [name, data["applicant_id"].as_str().unwrap(), "王䶮", "460034198001010020", "委托人因故不能亲自办理"]
    {
        assert!(words.contains(said), "{said} is not in {words}");
    }
}

#[test]
fn a_printer_is_tried_with_a_page_of_our_own_and_called_by_its_name_even_when_it_is_off() {
    let town = Town::new();
    let desk = town.open_desk();
    let eve = Eve::start();
    let at = PrinterInput { address: eve.address() };
    let forms =
        json!({"role": "forms", "address": eve.address(), "copies": 1, "both_sides": false, "tray": ""});
    let listed: PrintersView = serde_json::from_value(call(&desk, "printer_choose", forms).unwrap()).unwrap();
    let this = listed.printers.iter().find(|one| one.address == eve.address()).unwrap();
    assert_eq!((this.name.as_str(), this.words.as_str()), (eve::NAME, "可以打印"));

    let job = finished(&desk, deeds::printer_test(&desk, at.clone()).unwrap());
    assert_eq!(
        (job.title.as_str(), job.printer.as_str(), job.state),
        ("试打页", eve::NAME, PrintStage::Done)
    );
    let words = words_of(&eve.printed()[0]);
    for said in [eve::NAME, "2026年4月15日9时30分", "𬱖", "左右一样宽"] {
        assert!(words.contains(said), "{said} is not in {words}");
    }
    let case = frozen(&desk, "old-age-allowance", &sample("old-age-allowance"));
    let print = json!({"case": case.case, "kind": "receipt", "printer": ""});
    assert_eq!(call(&desk, "paper_print", print).unwrap()["printer"], eve::NAME);

    drop(eve);
    let off = deeds::printer_list(&desk, Nothing {}).unwrap();
    let off = off.printers.iter().find(|one| one.address == at.address).unwrap();
    assert_eq!(off.name, eve::NAME);
    assert!(off.words.contains("没开机"), "{}", off.words);
    let failure = deeds::printer_test(&desk, PrinterInput { address: off.address.clone() }).unwrap_err();
    assert!(failure.message.contains("没开机"), "{}", failure.message);
}

#[test]
fn another_draft_of_the_same_person_and_item_is_told_as_soon_as_the_number_is_saved() {
    let town = Town::new();
    let desk = town.open_desk();
    let data = sample("old-age-allowance");
    let first = filled(&desk, "old-age-allowance", &data, &[]);
    assert_eq!(first.duplicate, None);
    let second = deeds::draft_start(&desk, DraftStart { item: "old-age-allowance".into() }).unwrap();
    let save = DraftSave { draft: second.draft.clone(), rev: second.rev, data: data.clone() };
    let known = deeds::draft_save(&desk, save).unwrap().duplicate.unwrap();
    assert_eq!((known.draft, known.case), (first.draft, String::new()));
    let other = filled(&desk, "disability-subsidy", &sample("disability-subsidy"), &[]);
    assert_eq!(other.duplicate, None);
}

#[test]
fn a_case_that_was_given_up_is_no_duplicate() {
    let town = Town::new();
    let desk = town.open_desk();
    let data = sample("old-age-allowance");
    let case = frozen(&desk, "old-age-allowance", &data);
    let reason = CaseReason { case: case.case, reason: "填错了人".into() };
    deeds::case_void(&desk, reason).unwrap();
    assert_eq!(filled(&desk, "old-age-allowance", &data, &[]).duplicate, None);
}

#[test]
fn money_the_form_works_out_is_read_and_printed_in_yuan() {
    let town = Town::new();
    let desk = town.open_desk();
    let case = frozen(&desk, "subsistence-allowance", &sample("subsistence-allowance"));
    let fields: Vec<&FilledField> = case.sections.iter().flat_map(|section| &section.fields).collect();
    let total = fields.iter().find(|field| field.id == "income_total").unwrap();
    assert_eq!(total.value, "15,600.00 元");
    let printed = words_of(&deeds::paper_bytes(&desk, &case.case, "form").unwrap());
    assert!(printed.contains("15,600.00元"), "{printed}");
}

#[test]
fn a_demonstration_folder_is_marked_as_one_and_shows_its_own_time() {
    let town = Town::new();
    let desk = town.open_desk();
    let state = deeds::desk_state(&desk, Nothing {}).unwrap();
    let passed = state.now - morning().millis();
    assert!((0..600_000).contains(&passed), "{passed} ms after the morning");
    assert!(state.demo);
}

#[test]
fn a_job_the_printer_may_have_taken_is_left_to_the_clerk_and_not_called_failed() {
    let town = Town::new();
    let desk = town.open_desk();
    let case = frozen(&desk, "old-age-allowance", &sample("old-age-allowance"));
    // it describes itself, and to a job it says something that is no answer
    let describes = pretending::ipp_answer(
        ipp::model::StatusCode::SuccessfulOk,
        &[&[
            ("printer-state", ipp::value::IppValue::Enum(3)),
            (
                "document-format-supported",
                ipp::value::IppValue::new_mime_media_type("application/pdf").unwrap(),
            ),
        ]],
    );
    let address = pretending::always_answering(pretending::http("200 OK", "application/ipp", &describes));
    let input = PrintInput {
        case: case.case.clone(),
        kind: "form".into(),
        printer: address.to_string(),
        ..PrintInput::default()
    };
    let job = deeds::paper_print(&desk, input.clone()).unwrap();
    desk.print_now(PATIENCE);
    let job = deeds::print_job(&desk, PrintJobInput { job: job.job }).unwrap();
    assert_eq!((job.state, job.open), (PrintStage::Unsure, false), "{job:?}");
    assert!(job.words.contains("出纸口"), "{}", job.words);
    let came = PrintConfirm { job: job.job, came_out: true };
    assert_eq!(deeds::print_confirm(&desk, came).unwrap().state, PrintStage::Confirmed);
    let again = deeds::paper_print(&desk, PrintInput { reason: "又要一份".into(), ..input }).unwrap();
    assert!(again.title.ends_with("(补打 1)"), "{}", again.title);
}

#[test]
fn a_receipt_looks_as_the_newest_catalogue_publishes_it() {
    let mut town = Town::new();
    let desk = town.open_desk();
    town.line_down();
    town.publish_changed(|pack| {
        let receipt = pack.papers.get_mut("receipt").unwrap();
        receipt["title"] = json!("收件回单");
    });
    town.line_up();
    deeds::line_send(&desk, Nothing {}).unwrap();

    let case = frozen(&desk, "old-age-allowance", &sample("old-age-allowance"));
    let words = words_of(&deeds::paper_bytes(&desk, &case.case, "receipt").unwrap());
    assert!(words.contains("收件回单") && !words.contains("收件凭证"), "{words}");
}

#[test]
fn a_published_layout_the_program_cannot_read_keeps_nobody_from_a_receipt() {
    let mut town = Town::new();
    let desk = town.open_desk();
    town.line_down();
    town.publish_changed(|pack| {
        let receipt = pack.papers.get_mut("receipt").unwrap();
        receipt["parts"] = json!([{"hologram": "later"}]);
    });
    town.line_up();
    deeds::line_send(&desk, Nothing {}).unwrap();

    let case = frozen(&desk, "old-age-allowance", &sample("old-age-allowance"));
    let words = words_of(&deeds::paper_bytes(&desk, &case.case, "receipt").unwrap());
    assert!(words.contains("收件凭证") && words.contains("一、收到的材料"), "{words}");
}
