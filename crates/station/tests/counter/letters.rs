//! The authority's letters at the counter: printed as they came when they hold, held and shown when they do not.

use crate::eve::Eve;
use crate::town::*;
use casework::decision::{Decision, Outcome};
use papers::{Document, FontSet, Marks, Press, Print, TestPage, file_seal};
use seal::SigningKey;
use serde_json::json;
use station::view::*;
use station::{Desk, deeds};
use std::sync::Arc;

fn letter(desk: &Desk, case: &CaseView) -> PaperView {
    let papers = show(desk, case).papers;
    papers.into_iter().find(|paper| paper.kind == "acceptance").unwrap()
}

fn sent(desk: &Desk) -> CaseView {
    let case = submitted(desk, "old-age-allowance", &sample("old-age-allowance"));
    desk.send_now().unwrap();
    case
}

/// A page of the press, sealed by a key of nobody.
fn sealed_by_a_stranger() -> Vec<u8> {
    let words = || String::from("x");
    let page = TestPage {
        station: words(),
        printer: words(),
        address: words(),
        printed_at: words(),
        program: words(),
    };
    let stranger = SigningKey::from_bytes([66; 32]);
    let sign = |bytes: &[u8]| stranger.sign(bytes).0;
    let marks = Marks::Coded(papers::Code {
        number: papers::PaperNumber::parse("469028100200 20260415 01 0001 X").unwrap(),
        version: 1,
        digest: [0; 16],
        key_id: stranger.public().id().0,
        sign: &sign,
        reprint: 0,
    });
    let press = Press::new(Arc::new(FontSet::open_system().unwrap())).unwrap();
    press.render(&Document::TestPage(page), &marks, Print::Usual).unwrap().pdf
}

#[test]
fn a_letter_that_holds_is_printed_byte_for_byte_as_the_gateway_made_it() {
    let town = Town::new();
    let desk = town.open_desk();
    let case = sent(&desk);
    let decided = town.official_decides(&case.number, &Decision::new(Outcome::Accept));
    let report = desk.send_now().unwrap();
    assert_eq!((report.papers, report.held), (1, 0));
    let made = std::fs::read(town.paper_at_the_gateway(&decided)).unwrap();
    assert!(file_seal::parse(&made).is_ok());
    assert_eq!(deeds::paper_bytes(&desk, &case.case, "acceptance").unwrap(), made);
    assert_eq!(letter(&desk, &case).held, "");
}

#[test]
fn a_letter_changed_on_its_way_is_held_shown_and_not_printed_until_the_true_one_comes() {
    let town = Town::new();
    let desk = town.open_desk();
    let case = sent(&desk);
    let decided = town.official_decides(&case.number, &Decision::new(Outcome::Accept));
    let kept = town.paper_at_the_gateway(&decided);
    let made = std::fs::read(&kept).unwrap();
    let mut changed = made.clone();
    changed[2_000] ^= 1;
    std::fs::write(&kept, &changed).unwrap();
    let other = submitted(&desk, "unemployment", &sample("unemployment"));

    let report = desk.send_now().unwrap();
    assert_eq!((report.papers, report.held), (0, 1));
    assert_eq!(show(&desk, &other).row.word, "省里已收到", "the rest of the round went on");
    let held = letter(&desk, &case);
    assert!(held.issued && held.held.contains("已扣住,不能打印。请打电话问县里"), "{held:?}");
    let eve = Eve::start();
    for (name, more) in [
        ("paper_print", json!({"printer": eve.address()})),
        ("paper_page", json!({"page": 1})),
        ("paper_file", json!({})),
    ] {
        let mut input = json!({"case": case.case, "kind": "acceptance"});
        input.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
        assert_eq!(call(&desk, name, input).unwrap_err().code, ErrorCode::PaperHeld, "{name}");
    }
    assert_eq!(desk.send_now().unwrap().held, 1, "who asks for it is not put off");

    std::fs::write(&kept, &made).unwrap();
    let report = desk.send_now().unwrap();
    assert_eq!((report.papers, report.held), (1, 0));
    assert_eq!(deeds::paper_bytes(&desk, &case.case, "acceptance").unwrap(), made);
    let letters: Vec<String> =
        show(&desk, &case).papers.into_iter().filter(|paper| paper.issued).map(|paper| paper.held).collect();
    assert_eq!(letters, [""], "held no more, and listed once");
}

#[test]
fn a_letter_that_is_held_keeps_nobody_from_another_of_its_kind_in_the_case() {
    let town = Town::new();
    let desk = town.open_desk();
    let case = sent(&desk);
    town.official_decides(&case.number, &Decision::new(Outcome::Accept));
    let suspend = Decision {
        reason: "要入户看".into(),
        clause: "临时救助工作规程第九条".into(),
        procedure: "现场勘查".into(),
        due: Some("2026-05-15".parse().unwrap()),
        ..Decision::new(Outcome::Suspend)
    };
    let first = town.official_decides(&case.number, &suspend);
    let kept = town.paper_at_the_gateway(&first);
    let mut changed = std::fs::read(&kept).unwrap();
    changed[2_000] ^= 1;
    std::fs::write(&kept, &changed).unwrap();
    town.official_decides(&case.number, &Decision::new(Outcome::Resume));
    let second = town.official_decides(&case.number, &suspend);
    desk.send_now().unwrap();

    let papers = show(&desk, &case).papers;
    let suspensions = papers.into_iter().filter(|paper| paper.kind == "suspension");
    let (held, good): (Vec<_>, Vec<_>) = suspensions.partition(|paper| !paper.held.is_empty());
    let letters = |papers: &[PaperView]| papers.iter().map(|one| one.letter.clone()).collect::<Vec<_>>();
    assert_eq!(letters(&held), [first.document_number]);
    assert_eq!(letters(&good), std::slice::from_ref(&second.document_number));

    let file = |letter: &str| {
        let (case, kind) = (case.case.clone(), "suspension".to_owned());
        deeds::paper_file(&desk, PaperInput { case, kind, letter: letter.into(), ..PaperInput::default() })
    };
    let made = std::fs::read(town.paper_at_the_gateway(&second)).unwrap();
    assert_eq!(file(&good[0].letter).unwrap().bytes, base64(&made));
    for letter in [held[0].letter.as_str(), ""] {
        assert_eq!(file(letter).err().unwrap().code, ErrorCode::PaperHeld, "{letter}");
    }
    assert_eq!(file("无此文号").err().unwrap().code, ErrorCode::NotFound);
}

#[test]
fn a_letter_whose_own_seal_is_not_the_countys_is_held_even_when_the_decision_names_it() {
    let town = Town::new();
    let desk = town.open_desk();
    let case = sent(&desk);
    town.decide_with(&case.number, Decision::new(Outcome::Accept), Some(sealed_by_a_stranger()));
    let report = desk.send_now().unwrap();
    assert_eq!((report.papers, report.held), (0, 1));
    assert_eq!(desk.send_now().unwrap().held, 0, "it is what the decision names: no others can come");
    assert_ne!(letter(&desk, &case).held, "");
}

#[test]
fn the_receipt_shows_the_start_of_the_audit_chain_as_it_stood_at_the_freeze() {
    let town = Town::new();
    let desk = town.open_desk();
    let case = frozen(&desk, "old-age-allowance", &sample("old-age-allowance"));
    let other = frozen(&desk, "unemployment", &sample("unemployment"));
    let record = |case: &CaseView| {
        let pdf = deeds::paper_bytes(&desk, &case.case, "receipt").unwrap();
        let words = papers::words_of(&pdf).unwrap();
        let told = |page: &[String]| {
            let foot = page.iter().find_map(|line| line.split_once("存证 ")).unwrap().1.to_owned();
            foot.chars().take(19).collect::<String>()
        };
        assert_eq!(told(&words.pages[0]), told(&words.pages[1]), "both copies say the same");
        told(&words.pages[0])
    };
    let groups: Vec<String> = record(&case).split(' ').map(str::to_owned).collect();
    assert_eq!(groups.iter().map(String::len).collect::<Vec<_>>(), [4, 4, 4, 4], "{groups:?}");
    assert_ne!(record(&case), record(&other));
}
