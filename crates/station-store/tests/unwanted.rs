//! Files that nobody waits for, because every entry that names them was held; and those that can go no more.
#![allow(clippy::unwrap_used)] // a test that cannot go on stops here

mod counter;

use casework::case::FileHash;
use casework::id::{CaseId, EntryId};
use casework::state::{Act, State};
use counter::*;
use seal::Digest;
use station_store::{CaseChange, NewEntry, Step, Store};
use uuid::Uuid;
use wire::Verdict;
use wire::batch::{FileState, HoldCode};
use wire::entry::EntryType;
use wire::lane::{CASES, URGENT};

/// Bytes of each file.
const SIZE: u64 = 4;

fn file(name: &str) -> FileHash {
    Digest::of(name.as_bytes()).to_string().parse().unwrap()
}

fn files(names: &[&str]) -> Vec<FileHash> {
    let mut files: Vec<_> = names.iter().map(|name| file(name)).collect();
    files.sort();
    files
}

fn moves(case: CaseId, act: Act, state: State) -> CaseChange<'static> {
    let (clock, who) = ("station".to_owned(), "张小梅".to_owned());
    let step = Step { at: at(6), clock, who, act, state, note: String::new() };
    CaseChange { case, step, due: None, attention: "", round: None }
}

/// An entry that names these files waits.
fn hands_in(store: &mut Store, kind: EntryType, case: CaseId, names: &[&str]) -> EntryId {
    let id = EntryId::new(Uuid::now_v7());
    let files: Vec<_> = names.iter().map(|name| (file(name), SIZE)).collect();
    let payload = serde_json::json!({"names": files});
    let entry = NewEntry { id, kind, case, rev: 1, payload, files, claimed_at: at(6) };
    let change = moves(case, Act::Submit, State::Queued);
    store.change_and_queue(&change, &identity(), &catalogue(), &entry).unwrap();
    id
}

fn is_held(store: &mut Store, lane: u8, seq: u64, id: EntryId) {
    hears(store, lane, Verdict::Held { seq, id, code: HoldCode::Form, detail: String::new() });
}

fn is_taken(store: &mut Store, lane: u8, seq: u64, id: EntryId) {
    hears(store, lane, Verdict::Accepted { seq, id });
}

fn hears(store: &mut Store, lane: u8, verdict: Verdict) {
    store.take_verdicts(identity().epoch, lane, &[verdict], &[], at(9)).unwrap();
}

/// What a stick carries, and what is counted on the send page and before a stick is written.
fn still_goes(store: &Store) -> Vec<FileHash> {
    let mut carried: Vec<_> =
        store.uploads_to_carry().unwrap().into_iter().map(|upload| upload.sha256).collect();
    let (count, bytes) = store.waiting_files().unwrap();
    assert_eq!((count, bytes), (carried.len() as u64, carried.len() as u64 * SIZE));
    let cases = store.waiting_cases().unwrap();
    assert_eq!(cases.iter().map(|(_, _, missing, _)| missing).sum::<u64>(), bytes);
    assert_eq!(cases.len() as u64, store.cases_to_carry().unwrap());
    carried.sort();
    carried
}

#[test]
fn a_case_that_was_held_and_given_up_is_counted_and_carried_nowhere() {
    let (_folder, mut store, case) = with_a_frozen_case();
    let id = hands_in(&mut store, EntryType::CaseSubmit, case, &["photo", "scan"]);
    assert_eq!(still_goes(&store), files(&["photo", "scan"]));
    is_held(&mut store, CASES, 1, id);
    assert_eq!(store.case(case).unwrap().state, State::Held);
    assert_eq!(still_goes(&store), [], "it would be followed by nothing");
    store.change_case(&moves(case, Act::Freeze, State::AwaitingSignature)).unwrap();
    store.change_case(&moves(case, Act::Void, State::Voided)).unwrap();
    assert_eq!((still_goes(&store), store.cases_to_carry().unwrap()), (vec![], 0));
    assert_eq!(store.uploads_of(case).unwrap(), [], "nor does its page say that they wait");
}

#[test]
fn of_a_version_that_was_held_only_what_the_next_one_names_goes() {
    let (_folder, mut store, case) = with_a_frozen_case();
    let first = hands_in(&mut store, EntryType::CaseSubmit, case, &["photo", "the first scan"]);
    is_held(&mut store, CASES, 1, first);
    let second = hands_in(&mut store, EntryType::CaseSubmit, case, &["photo", "the second scan"]);
    let named = files(&["photo", "the second scan"]);
    assert_eq!(still_goes(&store), named);
    is_taken(&mut store, CASES, 2, second);
    assert_eq!(still_goes(&store), named);
    let mut line: Vec<_> =
        store.waiting_uploads(9).unwrap().into_iter().map(|upload| upload.sha256).collect();
    line.sort();
    assert_eq!(line, named);
}

#[test]
fn what_another_entry_names_that_was_taken_or_waits_still_goes() {
    let (_folder, mut store, case) = with_a_frozen_case();
    let first = hands_in(&mut store, EntryType::CaseSubmit, case, &["photo"]);
    is_taken(&mut store, CASES, 1, first);
    let second = hands_in(&mut store, EntryType::CaseCorrect, case, &["photo", "form", "scan"]);
    let behind = hands_in(&mut store, EntryType::MaterialAttach, case, &["scan"]);
    is_held(&mut store, URGENT, 1, second);
    assert_eq!(still_goes(&store), files(&["photo", "scan"]));
    is_held(&mut store, URGENT, 2, behind);
    assert_eq!(still_goes(&store), files(&["photo"]));
    store.change_case(&moves(case, Act::Void, State::Voided)).unwrap();
    assert_eq!(still_goes(&store), files(&["photo"]), "the version that the province has waits for it");
}

#[test]
fn what_the_answer_on_a_stick_waits_for_goes_though_its_entry_was_held_by_a_gateway_that_forgot_why() {
    let (_folder, mut store, case) = with_a_frozen_case();
    let id = hands_in(&mut store, EntryType::CaseSubmit, case, &["photo", "scan"]);
    is_held(&mut store, CASES, 1, id);
    assert_eq!(store.uploads_go_again(&files(&["photo"]), 1).unwrap(), 1);
    assert_eq!(still_goes(&store), files(&["photo"]));
}

#[test]
fn what_the_answer_to_a_later_bundle_has_is_asked_for_by_no_earlier_one_in_a_database_that_was_put_back() {
    let (_folder, mut store, case) = with_a_frozen_case();
    let id = hands_in(&mut store, EntryType::CaseSubmit, case, &["photo", "scan"]);
    is_taken(&mut store, CASES, 1, id);
    store.note_bundle(3).unwrap();
    store.upload_reached(&FileState { sha256: file("photo"), offset: SIZE, complete: true }, 3).unwrap();
    store.note_bundle(2).unwrap();
    assert_eq!(store.uploads_go_again(&files(&["photo"]), 2).unwrap(), 0);
    assert_eq!(still_goes(&store), files(&["scan"]));
    assert_eq!(store.next_bundle().unwrap(), 4);
}

#[test]
fn a_file_that_opens_no_more_is_told_until_its_case_is_closed() {
    let (_folder, mut store, case) = with_a_frozen_case();
    let id = hands_in(&mut store, EntryType::CaseSubmit, case, &["photo", "scan"]);
    is_taken(&mut store, CASES, 1, id);
    store.upload_is_broken(&file("photo"), "damaged").unwrap();
    assert_eq!(store.broken_uploads(case).unwrap(), files(&["photo"]));
    assert_eq!(still_goes(&store), files(&["photo", "scan"]), "somebody takes it in anew");
    store.change_case(&moves(case, Act::Archive, State::Archived)).unwrap();
    assert_eq!(store.broken_uploads(case).unwrap(), []);
    assert_eq!(still_goes(&store), files(&["scan"]));
}
