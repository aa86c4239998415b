//! A change of a case that was begun and not frozen: it is of the case as it stands, and of no later one.

use crate::stories::{correction, ended};
use crate::town::*;
use casework::decision::Decision;
use serde_json::json;
use station::view::*;
use station::{Desk, deeds};

const ITEM: &str = "old-age-allowance";

/// A change of the phone number is begun.
fn begun(desk: &Desk, case: &CaseView) -> DraftView {
    let draft = deeds::case_change(desk, by(case)).unwrap();
    let mut data = draft.data.clone();
    data.insert("applicant_phone".into(), json!("13800000009"));
    deeds::draft_save(desk, DraftSave { draft: draft.draft.clone(), rev: draft.rev, data }).unwrap();
    draft
}

fn drafts(desk: &Desk) -> usize {
    deeds::home(desk, Nothing {}).unwrap().drafts.len()
}

fn the(draft: &DraftView) -> DraftInput {
    DraftInput { draft: draft.draft.clone() }
}

fn because(case: &CaseView, reason: &str) -> CaseReason {
    CaseReason { case: case.case.clone(), reason: reason.into() }
}

/// A case that the county asks a correction of.
fn returned(town: &Town, desk: &Desk) -> CaseView {
    let case = submitted(desk, ITEM, &sample(ITEM));
    desk.send_now().unwrap();
    // without a day: the county may end it at once
    town.decide(&case.number, Decision { due: None, ..correction("id_card", "身份证背面没有拍") });
    desk.send_now().unwrap();
    show(desk, &case)
}

#[test]
fn a_change_that_was_left_does_not_come_back_with_the_countys_question() {
    let town = Town::new();
    let desk = town.open_desk();
    let data = sample(ITEM);
    let case = frozen(&desk, ITEM, &data);
    let left = begun(&desk, &case);
    assert_eq!(drafts(&desk), 1);
    signed(&desk, &case);
    deeds::case_submit(&desk, by(&case)).unwrap();
    assert_eq!(drafts(&desk), 0, "what was signed is sent, and nothing else is open");
    desk.send_now().unwrap();
    town.decide(&case.number, correction("id_card", "身份证背面没有拍"));
    desk.send_now().unwrap();

    assert_eq!(deeds::draft_restore(&desk, the(&left)).unwrap_err().code, ErrorCode::NotFound);
    assert_eq!(deeds::case_freeze(&desk, the(&left)).unwrap_err().code, ErrorCode::NotFound);
    let draft = deeds::case_change(&desk, by(&case)).unwrap();
    assert_eq!(draft.data["applicant_phone"], data["applicant_phone"]);
    let again = begun(&desk, &case);
    assert_eq!(again.draft, draft.draft, "what was begun since goes on");
    assert_eq!(deeds::case_freeze(&desk, the(&again)).unwrap().version, 2);
}

#[test]
fn no_change_of_a_case_stays_in_the_list_when_the_case_goes_on_without_it() {
    let town = Town::new();
    let desk = town.open_desk();
    let case = frozen(&desk, ITEM, &sample(ITEM));
    begun(&desk, &case);
    deeds::case_void(&desk, because(&case, "不办了")).unwrap();
    assert_eq!(drafts(&desk), 0, "it was given up");

    let case = returned(&town, &desk);
    begun(&desk, &case);
    deeds::case_withdraw(&desk, because(&case, "不办了")).unwrap();
    assert_eq!(drafts(&desk), 0, "it is asked back");

    let case = returned(&town, &desk);
    let draft = begun(&desk, &case);
    town.decide(&case.number, ended("要求补正的材料没有收到"));
    desk.send_now().unwrap();
    assert_eq!((show(&desk, &case).state.as_str(), drafts(&desk)), ("lapsed", 0));
    assert_eq!(deeds::draft_restore(&desk, the(&draft)).unwrap_err().code, ErrorCode::NotFound);
}

#[test]
fn who_still_has_a_change_before_him_is_told_at_once_when_the_case_went_on_without_it() {
    let town = Town::new();
    let desk = town.open_desk();
    let case = returned(&town, &desk);
    let draft = deeds::case_change(&desk, by(&case)).unwrap();
    town.decide(&case.number, ended("要求补正的材料没有收到"));
    desk.send_now().unwrap();
    let save = DraftSave { draft: draft.draft.clone(), rev: draft.rev, data: draft.data };
    let refused = deeds::draft_save(&desk, save).unwrap_err();
    assert_eq!(refused.code, ErrorCode::State, "{refused:?}");
    assert!(refused.message.contains("已有结果"), "{refused:?}");
}

#[test]
fn a_change_that_was_thrown_away_by_mistake_is_taken_back_while_the_case_stands_as_it_did() {
    let town = Town::new();
    let desk = town.open_desk();
    let case = frozen(&desk, ITEM, &sample(ITEM));
    let draft = begun(&desk, &case);
    deeds::draft_discard(&desk, the(&draft)).unwrap();
    assert_eq!(drafts(&desk), 0);
    let back = deeds::draft_restore(&desk, the(&draft)).unwrap();
    assert_eq!(back.data["applicant_phone"], json!("13800000009"));
    assert_eq!(deeds::case_freeze(&desk, the(&draft)).unwrap().version, 2);
}

#[test]
fn what_the_county_has_is_asked_back_and_not_given_up_while_its_correction_waits_for_the_signature() {
    let town = Town::new();
    let desk = town.open_desk();
    let fresh = frozen(&desk, ITEM, &sample(ITEM));
    assert!(fresh.next.contains(&NextDeed::Void) && !fresh.next.contains(&NextDeed::Withdraw));
    let early = deeds::case_withdraw(&desk, because(&fresh, "不办了")).unwrap_err();
    assert_eq!(early.code, ErrorCode::State, "nobody has it");

    let case = returned(&town, &desk);
    let draft = deeds::case_change(&desk, by(&case)).unwrap();
    let again = deeds::case_freeze(&desk, the(&draft)).unwrap();
    assert!(again.next.contains(&NextDeed::Withdraw) && !again.next.contains(&NextDeed::Void));
    let refused = deeds::case_void(&desk, because(&case, "不办了")).unwrap_err();
    let told = (refused.code, refused.message.as_str(), refused.next.as_str());
    assert_eq!(told, (ErrorCode::Sent, "这一件已经交过,不能作废。", "不办了请申请撤回。"));
    let (_, page) = pages_to_sign(&desk, &case.case).swap_remove(0);
    deeds::case_withdraw(&desk, because(&case, "不办了")).unwrap();
    let late = deeds::bind_scan(&desk, &case.case, &page).err().unwrap();
    assert_eq!(late.code, ErrorCode::CaseClosed, "nobody sent what this page belongs to");
    desk.send_now().unwrap();
    let asked = show(&desk, &case);
    assert_eq!((asked.state.as_str(), asked.row.due.as_str()), ("withdrawal_requested", ""));
    town.decide(&case.number, ended("申请人撤回"));
    desk.send_now().unwrap();
    let gone = show(&desk, &case);
    assert_eq!(gone.state, "withdrawn");
    assert!(!gone.next.contains(&NextDeed::Sign), "the version that was not signed goes nowhere");
}
