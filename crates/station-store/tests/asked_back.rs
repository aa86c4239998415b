//! A case that is asked back, and the gateway's word on what went before.
#![allow(clippy::unwrap_used)] // a test that cannot go on stops here

mod counter;

use casework::id::{CaseId, EntryId};
use casework::state::{Act, State};
use counter::*;
use station_store::{CaseChange, NewEntry, Step, Store};
use uuid::Uuid;
use wire::Verdict;
use wire::batch::HoldCode;
use wire::entry::EntryType;
use wire::lane::{CASES, URGENT};

/// The county asked for a correction, and the answer to it waits for the signature.
fn is_corrected(store: &mut Store, case: CaseId) {
    for (act, state) in
        [(Act::RequestCorrection, State::CorrectionRequested), (Act::Freeze, State::AwaitingSignature)]
    {
        store.change_case(&moves(case, act, state)).unwrap();
    }
}

fn moves(case: CaseId, act: Act, state: State) -> CaseChange<'static> {
    let (clock, who) = ("station".to_owned(), "张小梅".to_owned());
    let step = Step { at: at(6), clock, who, act, state, note: String::new() };
    CaseChange { case, step, due: None, attention: "", round: None }
}

/// An entry waits, by an act of the station.
fn queues(store: &mut Store, case: CaseId, kind: EntryType, act: Act) -> EntryId {
    let id = EntryId::new(Uuid::now_v7());
    let state = store.case(case).unwrap().state.take(act).unwrap().to;
    let payload = serde_json::json!({"about": kind});
    let entry = NewEntry { id, kind, case, rev: 1, payload, files: vec![], claimed_at: at(6) };
    store.change_and_queue(&moves(case, act, state), &identity(), &catalogue(), &entry).unwrap();
    id
}

fn hears(store: &mut Store, lane: u8, verdict: Verdict) {
    store.take_verdicts(identity().epoch, lane, &[verdict], &[], at(9)).unwrap();
}

fn held(id: EntryId, seq: u64, code: HoldCode, detail: &str) -> Verdict {
    Verdict::Held { seq, id, code, detail: detail.into() }
}

#[test]
fn what_was_not_taken_is_the_clerks_again_and_says_why_whatever_becomes_of_the_wish() {
    let (_folder, mut store, case) = with_a_frozen_case();
    let submitted = queues(&mut store, case, EntryType::CaseSubmit, Act::Submit);
    let wish = queues(&mut store, case, EntryType::CaseWithdraw, Act::RequestWithdrawal);
    assert!(store.was_sent(case).unwrap(), "it may be there");
    hears(&mut store, CASES, held(submitted, 1, HoldCode::Form, "phone"));
    hears(&mut store, URGENT, held(wish, 1, HoldCode::UnknownCase, "the case is not here"));
    let stands = store.case(case).unwrap();
    assert_eq!(stands.state, State::Held);
    assert!(stands.note.contains("phone"), "{}", stands.note);
    let told = store.steps(case).unwrap().into_iter().filter(|step| step.act == Act::Hold).count();
    assert_eq!((told, store.was_sent(case).unwrap()), (2, false));
}

#[test]
fn a_case_that_the_gateway_has_all_the_same_stays_asked_back() {
    let (_folder, mut store, case) = with_a_frozen_case();
    let submitted = queues(&mut store, case, EntryType::CaseSubmit, Act::Submit);
    queues(&mut store, case, EntryType::CaseWithdraw, Act::RequestWithdrawal);
    hears(&mut store, CASES, held(submitted, 1, HoldCode::State, "the case is here already"));
    assert_eq!(store.case(case).unwrap().state, State::WithdrawalRequested, "by another history of the data");
    assert!(store.was_sent(case).unwrap());
}

#[test]
fn a_correction_that_is_not_taken_leaves_the_wish_to_have_the_case_back_standing() {
    let (_folder, mut store, case) = with_a_frozen_case();
    let submitted = queues(&mut store, case, EntryType::CaseSubmit, Act::Submit);
    hears(&mut store, CASES, Verdict::Accepted { seq: 1, id: submitted });
    is_corrected(&mut store, case);
    let correction = queues(&mut store, case, EntryType::CaseCorrect, Act::Submit);
    queues(&mut store, case, EntryType::CaseWithdraw, Act::RequestWithdrawal);
    hears(&mut store, URGENT, held(correction, 1, HoldCode::StaleCorrection, "round 2 is open"));
    assert_eq!(store.case(case).unwrap().state, State::WithdrawalRequested);
    assert!(store.was_sent(case).unwrap());
}
