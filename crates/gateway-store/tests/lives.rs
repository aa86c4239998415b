//! Copied disks, restored stations, and a gateway that was restored itself.
#![allow(clippy::unwrap_used)]

mod village;

use casework::decision::{Decision, Demand, Outcome};
use casework::role::CountyRole;
use casework::state::State;
use gateway_store::{DeviceId, Drafted, Foundation, Official, Store, StoreError};
use seal::Digest;
use std::collections::BTreeSet;
use std::path::Path;
use village::*;
use wire::batch::{HoldCode, Verdict};
use wire::lane::{BULK, URGENT};
use wire::{Batch, PushAnswer};

struct World {
    store: Store,
    village: Village,
    folder: tempfile::TempDir,
}

fn world() -> World {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::init(folder.path(), Foundation { province: 46, demo: false }, noon()).unwrap();
    let village = enrolled(&store, STATION);
    World { store, village, folder }
}

fn official() -> Official {
    Official {
        user: "wang".into(),
        name: "王审核".into(),
        role: CountyRole::Reviewer,
        county: "469028".parse().unwrap(),
    }
}

fn send(store: &Store, village: &mut Village, name: &str) -> (Counter, PushAnswer) {
    let counter = village.take_in(name, name.as_bytes(), b"scan");
    let entry = village.submit(&counter);
    let answer = store.push(&village.batch(vec![entry]), noon()).unwrap();
    (counter, answer)
}

fn held(answer: &PushAnswer) -> Vec<HoldCode> {
    let code = |verdict: &Verdict| match verdict {
        Verdict::Held { code, .. } => Some(*code),
        Verdict::Accepted { .. } => None,
    };
    answer.verdicts.iter().filter_map(code).collect()
}

fn copy_of(folder: &Path) -> tempfile::TempDir {
    let copy = tempfile::tempdir().unwrap();
    copy_into(folder, copy.path());
    copy
}

fn copy_into(from: &Path, to: &Path) {
    for entry in std::fs::read_dir(from).unwrap().map(Result::unwrap) {
        let (from, to) = (entry.path(), to.join(entry.file_name()));
        if from.is_dir() {
            std::fs::create_dir_all(&to).unwrap();
            copy_into(&from, &to);
        } else {
            std::fs::copy(&from, &to).unwrap();
        }
    }
}

#[test]
fn two_copies_of_a_disk_both_go_on_and_the_county_sees_which_case_came_of_which() {
    let World { store, mut village, folder: _folder } = world();
    send(&store, &mut village, "王小妹");
    let mut copy = village.clone();
    copy.day += 1000;
    let (of_first, _) = send(&store, &mut village, "李大哥");

    let lost = copy.take_in("符大姐", b"photo", b"scan");
    let entry = copy.submit(&lost);
    let forked = copy.batch(vec![entry.clone()]);
    for _ in 0..3 {
        assert!(matches!(store.push(&forked, later(5)), Err(StoreError::Fork { seq: 2 })));
    }
    let forks = store.forks(&official()).unwrap();
    assert_eq!(forks.len(), 1, "told once, however often it is tried");
    assert_eq!((forks[0].seq, forks[0].known, forks[0].other), (2, village.head, Some(copy.head)));
    assert_eq!((&forks[0].first.cases, &forks[0].second), (&vec![of_first.frozen.number.clone()], &None));

    let mut second = copy.in_epoch(8);
    let lanes = [&second.on_lane(URGENT), &second, &second.on_lane(BULK)];
    assert_eq!(store.hello(&Village::hello_of(&lanes, 0), later(6)).unwrap().life, 2);
    let again = second.again(&entry);
    let answer = store.push(&second.batch(vec![again]), later(6)).unwrap();
    assert_eq!((held(&answer), answer.proofs.len()), (vec![], 1), "under the same id, and taken");
    assert_eq!(held(&send(&store, &mut village, "陈阿公").1), []);
    assert_eq!(held(&send(&store, &mut second, "周大妈").1), []);
    assert_eq!(held(&send(&store, &mut village, "钱老师").1), []);
    let fork = store.forks(&official()).unwrap().remove(0);
    let other = fork.second.unwrap();
    assert_eq!((fork.first.life, fork.first.cases.len()), (1, 3));
    assert_eq!((other.life, other.cases.len(), other.program.as_str()), (2, 2, "0.1.0"));
    assert_eq!(other.cases.last(), Some(&lost.frozen.number));
    let other_county = Official { county: "469027".parse().unwrap(), ..official() };
    assert!(store.forks(&other_county).unwrap().is_empty());
}

#[test]
fn a_hello_that_names_another_hash_is_noted_as_a_fork_and_one_that_is_behind_is_not() {
    let World { store, mut village, folder: _folder } = world();
    let behind = village.clone();
    send(&store, &mut village, "王小妹");
    let hello = |village: &Village| {
        let lanes = [&village.on_lane(URGENT), village, &village.on_lane(BULK)];
        store.hello(&Village::hello_of(&lanes, 0), noon()).unwrap()
    };
    hello(&village);
    hello(&behind);
    assert!(store.forks(&official()).unwrap().is_empty());
    let other = Village { head: Digest([7; 32]), ..village.clone() };
    let answer = hello(&other);
    assert_eq!((answer.lanes[1].seq, answer.lanes[1].head), (1, village.head), "so that the station sees it");
    assert_eq!(store.forks(&official()).unwrap().len(), 1);
}

#[test]
fn a_station_put_back_from_an_old_backup_shows_by_its_new_life() {
    let World { store, mut village, folder: _folder } = world();
    send(&store, &mut village, "王小妹");
    let (_, last) = send(&store, &mut village, "李大哥");
    let mut restored = village.in_epoch(9);
    send(&store, &mut restored, "符大姐");
    let fork = store.forks(&official()).unwrap().remove(0);
    assert_eq!((fork.seq, fork.known, fork.other), (2, last.head, None));
    assert_eq!(fork.second.unwrap().cases.len(), 1);
}

#[test]
fn the_same_number_given_on_two_copies_is_held_for_the_second_case_and_the_first_stays() {
    let World { store, mut village, folder: _folder } = world();
    let mut copy = village.in_epoch(8);
    let (first, _) = send(&store, &mut village, "王小妹");
    let (second, answer) = send(&store, &mut copy, "李大哥");
    assert_eq!(first.frozen.number, second.frozen.number);
    assert_eq!(held(&answer), [HoldCode::Number]);
    let file = store.case(&official(), &first.frozen.number).unwrap().file;
    assert_eq!(file.case, first.frozen.case);
    let mut anew = second;
    anew.frozen.number = copy.take_in("李大哥", b"", b"").frozen.number;
    let entry = copy.submit(&anew);
    assert_eq!(
        held(&store.push(&copy.batch(vec![entry]), noon()).unwrap()),
        [],
        "a new number is the way out"
    );
}

fn correction() -> Decision {
    let mut decision = Decision::new(Outcome::Correct);
    decision.demands = vec![Demand { field: "id_card".into(), words: "照片看不清,请重拍".into() }];
    decision
}

fn decide(store: &Store, counter: &Counter, decision: Decision) {
    let number = &counter.frozen.number;
    let draft = store.draft_decision(&official(), number, decision, "民政局", None, noon()).unwrap();
    let Drafted::Fresh(draft) = draft else { panic!("decided before") };
    store.commit_decision(&official(), *draft, None).unwrap();
}

#[test]
fn a_gateway_that_forgot_takes_everything_again_under_the_numbers_and_days_it_gave() {
    let World { store, mut village, folder } = world();
    send(&store, &mut village, "王小妹");
    drop(store);
    let backup = copy_of(folder.path());
    let store = Store::open(folder.path()).unwrap();
    let taken = village.stand();
    let mut urgent = village.on_lane(URGENT);

    let mut counter = village.take_in("李大哥", b"photo", b"scan");
    let submit = village.submit(&counter);
    let submits = village.signed(vec![submit]);
    let before = store.push(&submits.pack().unwrap(), later(1)).unwrap();
    decide(&store, &counter, correction());
    counter.frozen.version = 2;
    let correct = urgent.correct(&counter, 1);
    let corrects = urgent.signed(vec![correct]);
    let corrected = store.push(&corrects.pack().unwrap(), later(2)).unwrap();
    assert_eq!(held(&corrected), []);
    drop(store);

    let restored = Store::open(backup.path()).unwrap();
    let lanes = [&urgent, &village, &village.on_lane(BULK)];
    let hello = restored.hello(&Village::hello_of(&lanes, 1), later(60)).unwrap();
    assert_eq!((hello.lanes[1].clone(), hello.lanes[0].seq, hello.term), (taken, 0, 1));
    let again = |batch: &Batch, proofs: &[wire::Proof]| {
        let packed = batch.clone().presenting(proofs.to_vec()).pack().unwrap();
        restored.push(&packed, later(61)).unwrap()
    };
    assert_eq!(again(&submits, &before.proofs).proofs, before.proofs);
    assert_eq!(
        restored.hello(&Village::hello_of(&lanes, 1), later(61)).unwrap().term,
        2,
        "a new term by itself"
    );
    let corrected_again = again(&corrects, &corrected.proofs);
    assert_eq!((corrected_again.proofs, corrected_again.verdicts), (corrected.proofs, corrected.verdicts));
    let case = restored.case(&official(), &counter.frozen.number).unwrap();
    assert_eq!((case.file.state, case.file.proof.body.rev), (State::Corrected, 2));
    assert_eq!(case.timeline[0].at, later(1), "it counts from the day on which it was taken");
    let new = send(&restored, &mut village, "符大姐").1;
    assert_eq!(new.proofs[0].body.term, 2);
}

#[test]
fn a_correction_that_a_restored_gateway_forgot_does_not_throw_an_accepted_case_back() {
    let World { store, mut village, folder } = world();
    let (mut counter, _) = send(&store, &mut village, "王小妹");
    decide(&store, &counter, Decision::new(Outcome::Accept));
    drop(store);
    let backup = copy_of(folder.path());
    let store = Store::open(folder.path()).unwrap();
    decide(&store, &counter, Decision { outcome: Outcome::FurtherMaterials, ..correction() });
    counter.frozen.version = 2;
    let correct = village.correct(&counter, 1);
    let corrects = village.signed(vec![correct]);
    let corrected = store.push(&corrects.pack().unwrap(), later(2)).unwrap();
    drop(store);

    let restored = Store::open(backup.path()).unwrap();
    restored.push(&corrects.presenting(corrected.proofs).pack().unwrap(), later(61)).unwrap();
    let case = restored.case(&official(), &counter.frozen.number).unwrap();
    assert_eq!((case.file.state, case.file.proof.body.rev), (State::InReview, 2));
}

#[test]
fn no_letter_of_a_restored_gateway_has_the_number_of_one_that_it_forgot() {
    let World { store, mut village, folder } = world();
    let [before, behind, other] =
        ["王小妹", "李大哥", "符大姐"].map(|name| send(&store, &mut village, name).0);
    let accept = || Decision::new(Outcome::Accept);
    decide(&store, &before, accept());
    drop(store);
    let backup = copy_of(folder.path());
    let store = Store::open(folder.path()).unwrap();
    decide(&store, &behind, accept());
    decide(&store, &other, correction());
    let forgotten = [&behind, &other].map(|counter| letter(&store, counter));
    drop(store);

    let restored = Store::open(backup.path()).unwrap();
    restored.restored(None, later(60)).unwrap();
    decide(&restored, &behind, correction());
    decide(&restored, &other, accept());
    let anew = [&behind, &other].map(|counter| letter(&restored, counter));
    assert_eq!(forgotten, ["民受〔2026〕2号", "民补〔2026〕1号"]);
    assert_eq!(anew, ["民补〔2026〕1001号", "民受〔2026〕1002号"]);
}

#[test]
fn the_same_copy_put_back_twice_gives_no_number_twice_where_the_last_term_is_told() {
    let World { store, mut village, folder } = world();
    let before = send(&store, &mut village, "王小妹").0;
    decide(&store, &before, Decision::new(Outcome::Accept));
    drop(store);
    let [first, second] = [(); 2].map(|()| copy_of(folder.path()));
    // the last two have forgotten all that the ones before them gave
    let given = [(folder.path(), None), (first.path(), Some(None)), (second.path(), Some(Some(2)))]
        .map(|(folder, told)| numbers_of_a_day(folder, told, village.clone()));
    let all: BTreeSet<&String> = given.iter().flatten().collect();
    assert_eq!(all.len(), 3 * 4, "{given:?}");
    assert!(given[2][0].starts_with("46-2026-03-"), "{given:?}");
    assert_eq!(given[2][2..], ["民受〔2026〕3002号", "民补〔2026〕3001号"]);
}

/// What a gateway gives in a day, `told` that it was put back: two proofs, and a number of an old and of a new series.
fn numbers_of_a_day(folder: &Path, told: Option<Option<u32>>, mut village: Village) -> [String; 4] {
    let store = Store::open(folder).unwrap();
    if let Some(after) = told {
        store.restored(after, later(60)).unwrap();
    }
    let [(accepted, one), (corrected, two)] =
        ["李大哥", "符大姐"].map(|name| send(&store, &mut village, name));
    decide(&store, &accepted, Decision::new(Outcome::Accept));
    decide(&store, &corrected, correction());
    let [one, two] = [one, two].map(|answer| answer.proofs[0].body.proof_no.to_string());
    [one, two, letter(&store, &accepted), letter(&store, &corrected)]
}

#[test]
fn a_term_that_cannot_be_the_last_one_is_refused_and_changes_nothing() {
    let World { store, folder: _folder, .. } = world();
    for wrong in [0, 102, u32::MAX] {
        let refused = store.restored(Some(wrong), noon());
        assert!(matches!(refused, Err(StoreError::NotATerm { after, own: 1, .. }) if after == wrong));
    }
    assert_eq!(store.restored(None, noon()).unwrap(), 2);
    assert!(matches!(store.restored(Some(1), noon()), Err(StoreError::NotATerm { own: 2, .. })));
    assert_eq!(store.restored(Some(2), noon()).unwrap(), 3);
}

/// The number of the last letter about a case.
fn letter(store: &Store, counter: &Counter) -> String {
    let case = store.case(&official(), &counter.frozen.number).unwrap();
    case.file.decisions.last().unwrap().document_number.clone()
}

#[test]
fn a_proof_that_is_not_the_gateways_or_of_another_entry_is_passed_over() {
    let World { store, mut village, folder: _folder } = world();
    let (_, first) = send(&store, &mut village, "王小妹");
    let counter = village.take_in("李大哥", b"photo", b"scan");
    let entry = village.submit(&counter);
    let batch = village.signed(vec![entry]);
    let mut forged = first.proofs[0].clone();
    (forged.body.case, forged.body.entry) = (counter.frozen.case, village.head);
    let batch = batch.presenting(vec![first.proofs[0].clone(), forged.clone()]);
    let answer = store.push(&batch.pack().unwrap(), later(3)).unwrap();
    assert_ne!(answer.proofs[0].body.proof_no, forged.body.proof_no);
    assert_eq!((answer.proofs[0].body.received_at, answer.proofs[0].body.term), (later(3), 1));
}

#[test]
fn a_restore_that_is_told_begins_a_term() {
    let World { store, mut village, folder: _folder } = world();
    assert_eq!(store.restored(None, noon()).unwrap(), 2);
    assert_eq!(send(&store, &mut village, "王小妹").1.proofs[0].body.term, 2);
    let owner = DeviceId { station: village.log.station.clone(), device: village.log.device };
    assert!(store.pull(&owner, 0, 1024).unwrap().events.is_empty());
}
