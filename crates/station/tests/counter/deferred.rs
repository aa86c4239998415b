//! What was promised for later (容缺): it comes in as many sittings as it takes, and a correction does not forget it.

use crate::paper::words_of;
use crate::stories::correction;
use crate::town::*;
use casework::decision::{Decision, Outcome};
use serde_json::json;
use station::desk::DeskSettings;
use station::view::*;
use station::{Desk, deeds};

const RELIEF: &str = "temporary-relief";
const AUTHORISATION: &str = "authorisation_later";
/// Two pictures come later for it: during the works, and when they are done.
const HOUSING: &str = "rural-housing-safety";
const PICTURES: &str = "photos_after";

fn adds(desk: &Desk, case: &CaseView, slot: &str, bytes: &[u8]) -> Result<CaseView, Failure> {
    let input = json!({"case": case.case, "slot": slot, "file_name": "../../x.png", "bytes": base64(bytes)});
    Ok(serde_json::from_value(call(desk, "supplement_add", input)?).unwrap())
}

fn promised(case: &CaseView, slot: &str) -> DeferredView {
    case.deferred.iter().find(|one| one.slot == slot).unwrap().clone()
}

/// Files that came, and pieces still to come.
fn counts(case: &CaseView, slot: &str) -> (u32, u32) {
    let promised = promised(case, slot);
    (promised.came, promised.lacking)
}

fn file_ids<'a>(case: &'a CaseView, slot: &str) -> Vec<&'a str> {
    let of_slot = case.materials.iter().filter(|one| one.file.slot == slot);
    of_slot.map(|one| one.file.id.as_str()).collect()
}

/// A case that was sent and is asked to be corrected.
fn returned(town: &Town, desk: &Desk, case: &CaseView) {
    town.decide(&case.number, correction("applicant_phone", "电话少一位"));
    desk.send_now().unwrap();
    assert_eq!(show(desk, case).state, "correction_requested");
}

/// A begun correction is frozen, signed again and sent.
fn corrected(desk: &Desk, draft: DraftView) -> CaseView {
    let again = deeds::case_freeze(desk, DraftInput { draft: draft.draft }).unwrap();
    signed(desk, &again);
    deeds::case_submit(desk, by(&again)).unwrap();
    desk.send_now().unwrap();
    show(desk, &again)
}

/// Names of what the county has of a slot.
fn pulled(town: &Town, case: &CaseView, slot: &str) -> Vec<String> {
    let mut names = names_in(&town.county_pulls().join("materials").join(&case.number));
    names.retain(|name| name.starts_with(slot));
    names
}

#[test]
fn a_material_that_may_come_later_is_promised_on_the_case_and_added_when_it_comes() {
    let town = Town::new();
    let desk = town.open_desk();
    let case = submitted(&desk, RELIEF, &sample(RELIEF));
    let before = promised(&case, AUTHORISATION);
    assert_eq!((before.due.as_str(), before.came, before.lacking), ("2026-04-29", 0, 1));
    assert_eq!(case.next[0], NextDeed::Supplement);
    desk.send_now().unwrap();
    let later = adds(&desk, &case, AUTHORISATION, &picture(200)).unwrap();
    assert_eq!(counts(&later, AUTHORISATION), (1, 0));
    assert!(later.next.contains(&NextDeed::Supplement) && later.next[0] != NextDeed::Supplement);
    let report = desk.send_now().unwrap();
    assert_eq!((report.entries, report.files), (1, 1));
}

#[test]
fn pictures_that_come_in_several_sittings_are_all_added_and_what_lacks_stays_due() {
    let town = Town::new();
    let desk = town.open_desk();
    let case = submitted(&desk, HOUSING, &sample(HOUSING));
    let due = promised(&case, PICTURES).due;
    assert_eq!(counts(&case, PICTURES), (0, 2));
    desk.send_now().unwrap();
    let works = adds(&desk, &case, PICTURES, &picture(200)).unwrap();
    assert_eq!((counts(&works, PICTURES), promised(&works, PICTURES).due), ((1, 1), due));

    assert!(adds(&desk, &case, PICTURES, b"no picture").is_err());
    let still = show(&desk, &case);
    assert_eq!(counts(&still, PICTURES), (1, 1), "what is refused takes the place of nothing");
    assert!(still.next.contains(&NextDeed::Supplement));

    let done = adds(&desk, &case, PICTURES, &picture(201)).unwrap();
    assert_eq!(counts(&done, PICTURES), (2, 0));
    let more = adds(&desk, &case, PICTURES, &picture(202)).unwrap();
    assert_eq!(counts(&more, PICTURES), (3, 0), "and more may come than was wanted");
    desk.send_now().unwrap();
    assert_eq!(pulled(&town, &case, PICTURES).len(), 3);
}

#[test]
fn nothing_is_added_and_nothing_due_any_more_once_there_is_a_result() {
    let town = Town::new();
    let desk = town.open_desk();
    let case = submitted(&desk, RELIEF, &sample(RELIEF));
    desk.send_now().unwrap();
    town.decide(&case.number, Decision::new(Outcome::Accept));
    town.decide(&case.number, Decision { result: "救助金".into(), ..Decision::new(Outcome::Grant) });
    desk.send_now().unwrap();
    let granted = show(&desk, &case);
    assert_eq!((granted.state.as_str(), granted.deferred.len()), ("granted", 0));
    assert!(!granted.next.contains(&NextDeed::Supplement));
    let refused = adds(&desk, &case, AUTHORISATION, &picture(200)).unwrap_err();
    assert_eq!(refused.code, ErrorCode::State);
}

#[test]
fn a_correction_begins_with_what_came_later_and_its_receipt_misses_nothing() {
    let town = Town::new();
    let desk = town.open_desk();
    let case = submitted(&desk, RELIEF, &sample(RELIEF));
    let first = words_of(&deeds::paper_bytes(&desk, &case.case, "receipt").unwrap());
    assert!(first.contains("逾期没有补交"), "{first}");
    desk.send_now().unwrap();
    adds(&desk, &case, AUTHORISATION, &picture(200)).unwrap();
    desk.send_now().unwrap();
    returned(&town, &desk, &case);

    let draft = deeds::case_change(&desk, by(&case)).unwrap();
    let slot = draft.slots.iter().find(|one| one.guide.slot == AUTHORISATION).unwrap();
    assert_eq!((slot.files.len(), slot.deferred_until.as_str()), (1, ""));
    let again = corrected(&desk, draft);
    assert_eq!((again.version, file_ids(&again, AUTHORISATION).len()), (2, 1), "and is in the case once");
    assert_eq!(counts(&again, AUTHORISATION), (1, 0));
    let receipt = words_of(&deeds::paper_bytes(&desk, &case.case, "receipt").unwrap());
    assert!(receipt.contains("收件凭证") && !receipt.contains("逾期没有补交"), "{receipt}");
    assert_eq!(pulled(&town, &case, AUTHORISATION).len(), 1);
}

#[test]
fn a_picture_that_a_clerk_took_out_of_a_correction_stays_out_of_it_and_of_the_next_one() {
    let town = Town::new();
    let desk = town.open_desk();
    let case = submitted(&desk, RELIEF, &sample(RELIEF));
    desk.send_now().unwrap();
    let blurred = adds(&desk, &case, AUTHORISATION, &picture(200)).unwrap();
    desk.send_now().unwrap();
    returned(&town, &desk, &case);
    let draft = deeds::case_change(&desk, by(&case)).unwrap();
    let material = file_ids(&blurred, AUTHORISATION)[0].to_owned();
    let out = MaterialInput { draft: draft.draft.clone(), material };
    deeds::material_remove(&desk, out).unwrap();
    let later = MaterialDefer { draft: draft.draft, slot: AUTHORISATION.into(), later: true };
    let draft = deeds::material_defer(&desk, later).unwrap();
    let again = corrected(&desk, draft);
    assert_eq!((again.version, counts(&again, AUTHORISATION)), (2, (0, 1)), "a better one is to come");
    returned(&town, &desk, &case);
    let draft = deeds::case_change(&desk, by(&case)).unwrap();
    let slot = draft.slots.iter().find(|one| one.guide.slot == AUTHORISATION).unwrap();
    assert!(slot.files.is_empty(), "{:?}", slot.files.len());
}

#[test]
fn what_still_lacks_when_a_correction_is_made_may_come_after_it_by_the_day_it_had() {
    let town = Town::new();
    let desk = town.open_desk();
    let case = submitted(&desk, HOUSING, &sample(HOUSING));
    let due = promised(&case, PICTURES).due;
    desk.send_now().unwrap();
    adds(&desk, &case, PICTURES, &picture(200)).unwrap();
    desk.send_now().unwrap();
    returned(&town, &desk, &case);
    let again = corrected(&desk, deeds::case_change(&desk, by(&case)).unwrap());
    assert_eq!((counts(&again, PICTURES), promised(&again, PICTURES).due), ((1, 1), due));
    let done = adds(&desk, &again, PICTURES, &picture(201)).unwrap();
    assert_eq!(counts(&done, PICTURES), (2, 0));
}

#[test]
fn what_comes_while_a_correction_is_being_made_is_in_the_correction_too() {
    let town = Town::new();
    let desk = town.open_desk();
    let case = submitted(&desk, RELIEF, &sample(RELIEF));
    desk.send_now().unwrap();
    returned(&town, &desk, &case);
    let draft = deeds::case_change(&desk, by(&case)).unwrap();
    adds(&desk, &case, AUTHORISATION, &picture(200)).unwrap();
    let again = corrected(&desk, draft);
    assert_eq!((file_ids(&again, AUTHORISATION).len(), counts(&again, AUTHORISATION)), (1, (1, 0)));
}

#[test]
fn what_the_gateway_did_not_take_is_still_due() {
    let town = Town::new();
    drop(town.open_desk());
    a_copy_takes_the_first_number(&town);
    let desk = town.desk();
    deeds::login(&desk, LoginInput { clerk: CHIEF.into(), password: PASSWORD.into() }).unwrap();
    let case = submitted(&desk, RELIEF, &sample(RELIEF));
    adds(&desk, &case, AUTHORISATION, &picture(200)).unwrap();
    for _ in 0..3 {
        // the first round tells of the copy, the next ones are judged
        let _ = desk.send_now();
    }
    let refused = show(&desk, &case);
    assert_eq!((refused.state.as_str(), file_ids(&refused, AUTHORISATION).len()), ("held", 0));
    assert_eq!(counts(&refused, AUTHORISATION), (0, 1));
    assert!(!refused.next.contains(&NextDeed::Supplement), "the case itself is mended first");
    let draft = deeds::case_change(&desk, by(&case)).unwrap();
    let slot = draft.slots.iter().find(|one| one.guide.slot == AUTHORISATION).unwrap();
    assert_ne!(slot.deferred_until, "");
}

/// The station's data is copied, and the copy hands a case in first: the next one here gets the same number.
fn a_copy_takes_the_first_number(town: &Town) {
    let copy = town.folder.path().join("copied");
    copy_folder(&town.station, &copy);
    let desk = Desk::new(DeskSettings { folder: copy, ..town.settings() });
    deeds::login(&desk, LoginInput { clerk: CHIEF.into(), password: PASSWORD.into() }).unwrap();
    submitted(&desk, "old-age-allowance", &sample("old-age-allowance"));
    desk.send_now().unwrap();
}
