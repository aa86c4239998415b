//! The lanes of the outbox, a new epoch, and a gateway that forgot.
#![allow(clippy::unwrap_used)] // a test that cannot go on stops here

mod counter;

use casework::case::FileHash;
use casework::id::{CaseId, EntryId};
use casework::state::{Act, State};
use counter::*;
use seal::Digest;
use seal::slot::DataKey;
use station_store::{
    Arrival, Filter, Forgetting, FrozenRecord, Identity, LaneQueue, NewEntry, OutboxEntry, Setting, Step,
    Store,
};
use uuid::Uuid;
use wire::batch::{FileState, LogId};
use wire::down::{Event, EventHeader, RawEvent};
use wire::entry::{After, EntryType, Epoch};
use wire::lane::{BULK, CASES, URGENT};
use wire::proof::{Proof, ProofBody};
use wire::{Batch, Verdict};

fn desk() -> (tempfile::TempDir, Store) {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path(), &DataKey::generate().unwrap());
    (folder, store)
}

fn taken_in(store: &mut Store, name: &str) -> FrozenRecord {
    let draft = draft(store, name);
    freeze(store, &draft, new_case(), at(1)).unwrap()
}

fn queue(store: &mut Store, kind: EntryType, case: CaseId) -> EntryId {
    let id = EntryId::new(Uuid::now_v7());
    queue_with(store, id, kind, case, vec![]);
    id
}

fn queue_with(store: &mut Store, id: EntryId, kind: EntryType, case: CaseId, files: Vec<(FileHash, u64)>) {
    let payload = serde_json::json!({"about": kind});
    let entry = NewEntry { id, kind, case, rev: 1, payload, files, claimed_at: at(6) };
    let step = Step {
        at: at(6),
        clock: "station".into(),
        who: "张小梅".into(),
        act: Act::Attach,
        state: State::Queued,
        note: String::new(),
    };
    store.note_and_queue(case, &step, &identity(), &catalogue(), &entry).unwrap();
}

fn after_of(store: &Store, who: &Identity, lane: u8, seq: u64) -> Vec<After> {
    let (_, entries) = store.entries_behind(who, lane, seq - 1, most(1)).unwrap();
    entries[0].entry.header().unwrap().after
}

fn accept(store: &mut Store, who: &Identity, lane: u8, seq: u64) {
    let (_, entries) = store.entries_behind(who, lane, seq - 1, most(1)).unwrap();
    let verdict = Verdict::Accepted { seq, id: entries[0].id };
    store.take_verdicts(who.epoch, lane, &[verdict], &[], at(9)).unwrap();
}

/// A gateway believes them: each follows upon the one before it.
fn is_a_batch(who: &Identity, lane: u8, prev: Digest, entries: Vec<OutboxEntry>) -> bool {
    let certificate = &who.enrolment.certificate;
    let (station, device) = (certificate.station.clone(), certificate.device);
    let log = LogId { station, device, epoch: who.epoch, lane };
    let first = entries[0].seq;
    let batch = Batch::sign(log, first, prev, entries.into_iter().map(|e| e.entry).collect(), &who.key);
    batch.verify(&who.key.public()).is_ok()
}

fn in_epoch(bits: u64) -> Identity {
    Identity { epoch: Epoch::new(bits), ..identity() }
}

const fn place(lane: u8, seq: u64) -> After {
    After { lane, seq }
}

#[test]
fn each_entry_goes_into_its_lane_and_names_what_of_its_case_is_in_the_others() {
    let (_folder, mut store) = desk();
    let who = identity();
    let (one, other) = (taken_in(&mut store, "李秀英"), taken_in(&mut store, "陈志强"));
    submit(&mut store, &one);
    submit(&mut store, &other);
    let case = other.frozen.case;
    queue(&mut store, EntryType::MaterialAttach, case);
    queue(&mut store, EntryType::CaseWithdraw, case);
    queue(&mut store, EntryType::CaseServe, case);
    let heads = store.lane_heads(&who).unwrap();
    assert_eq!(
        heads.iter().map(|stand| (stand.lane, stand.seq)).collect::<Vec<_>>(),
        [(0, 2), (1, 2), (2, 1)]
    );
    assert_eq!(after_of(&store, &who, CASES, 2), []);
    assert_eq!(after_of(&store, &who, URGENT, 1), [place(CASES, 2)]);
    assert_eq!(after_of(&store, &who, URGENT, 2), [place(CASES, 2)], "its own lane is in order anyhow");
    assert_eq!(after_of(&store, &who, BULK, 1), [place(URGENT, 2), place(CASES, 2)]);

    let waiting = |store: &Store, lane| store.waiting(&who, lane).unwrap();
    let urgent = LaneQueue { lane: URGENT, first: 1, last: 2, behind: Some(place(CASES, 2)) };
    assert_eq!(waiting(&store, URGENT), Some(urgent));
    accept(&mut store, &who, CASES, 1);
    accept(&mut store, &who, CASES, 2);
    assert_eq!(waiting(&store, CASES), None);
    assert_eq!(waiting(&store, URGENT).unwrap().behind, None, "what it follows was judged");
    assert_eq!(waiting(&store, BULK).unwrap().behind, Some(place(URGENT, 2)));
    queue(&mut store, EntryType::CaseServe, case);
    assert_eq!(
        after_of(&store, &who, BULK, 2),
        [place(URGENT, 2), place(CASES, 2)],
        "a gateway may forget what it judged"
    );
}

#[test]
fn a_lane_tells_its_hash_at_every_place_and_how_far_it_was_judged() {
    let (_folder, mut store) = desk();
    let who = identity();
    for name in ["李秀英", "陈志强", "王小妹"] {
        let case = taken_in(&mut store, name);
        submit(&mut store, &case);
    }
    let (prev, all) = store.entries_behind(&who, CASES, 0, most(9)).unwrap();
    let mut hash = prev;
    for entry in &all {
        hash = entry.entry.hash(&hash);
        assert_eq!(store.hash_at(&who, CASES, entry.seq).unwrap(), Some(hash));
    }
    assert_eq!(store.hash_at(&who, CASES, 0).unwrap(), Some(Digest::ZERO));
    assert_eq!(store.hash_at(&who, CASES, 4).unwrap(), None);
    assert_eq!(store.judged_through(&who, CASES).unwrap(), 0);
    accept(&mut store, &who, CASES, 1);
    accept(&mut store, &who, CASES, 2);
    assert_eq!(store.judged_through(&who, CASES).unwrap(), 2);
    assert_eq!(store.waiting_entries(&who, CASES, 0, most(9)).unwrap().1.len(), 1);
    let (prev, again) = store.entries_behind(&who, CASES, 1, most(9)).unwrap();
    assert_eq!((again.len(), Some(prev)), (2, store.hash_at(&who, CASES, 1).unwrap()));
    accept(&mut store, &who, CASES, 3);
    assert_eq!(store.judged_through(&who, CASES).unwrap(), 3);
    assert_eq!(store.judged_through(&who, BULK).unwrap(), 0);
}

#[test]
fn what_waits_is_given_up_to_the_next_entry_that_was_judged_already() {
    let (_folder, mut store) = desk();
    let who = identity();
    for name in ["李秀英", "陈志强", "王小妹", "符秋菊"] {
        let case = taken_in(&mut store, name);
        submit(&mut store, &case);
    }
    // the answer to a batch was lost, that to the next one was heard
    accept(&mut store, &who, CASES, 2);
    let waiting = |behind| {
        let (prev, waiting) = store.waiting_entries(&who, CASES, behind, most(9)).unwrap();
        let seqs: Vec<_> = waiting.iter().map(|entry| entry.seq).collect();
        assert!(is_a_batch(&who, CASES, prev, waiting));
        seqs
    };
    assert_eq!(waiting(0), [1]);
    assert_eq!(waiting(1), [3, 4]);
    assert_eq!(waiting(3), [4]);
}

#[test]
fn a_new_epoch_chains_every_lane_anew_and_keeps_ids_and_order() {
    let (_folder, mut store) = desk();
    let (old, new) = (identity(), in_epoch(8));
    let (one, other) = (taken_in(&mut store, "李秀英"), taken_in(&mut store, "陈志强"));
    submit(&mut store, &one);
    let submitted = submit(&mut store, &other);
    let attached = queue(&mut store, EntryType::MaterialAttach, one.frozen.case);
    let withdrawn = queue(&mut store, EntryType::CaseWithdraw, other.frozen.case);
    let served = queue(&mut store, EntryType::CaseServe, other.frozen.case);
    accept(&mut store, &old, CASES, 1);
    store.begin_epoch(&old, new.epoch, at(20)).unwrap();

    let ids = |lane| {
        store.waiting_entries(&new, lane, 0, most(9)).unwrap().1.iter().map(|e| e.id).collect::<Vec<_>>()
    };
    assert_eq!(
        (ids(URGENT), ids(CASES), ids(BULK)),
        (vec![attached, withdrawn], vec![submitted], vec![served])
    );
    assert_eq!(after_of(&store, &new, URGENT, 1), [], "what it followed was judged meanwhile");
    assert_eq!(after_of(&store, &new, URGENT, 2), [place(CASES, 1)], "what it follows has a new place");
    assert_eq!(after_of(&store, &new, BULK, 1), [place(URGENT, 2), place(CASES, 1)]);
    for lane in wire::lane::LANES {
        let (prev, entries) = store.waiting_entries(&new, lane, 0, most(9)).unwrap();
        assert_eq!(prev, Digest::ZERO);
        let head = entries.iter().fold(prev, |hash, entry| entry.entry.hash(&hash));
        assert_eq!(store.lane_head(&new, lane).unwrap(), (entries.len() as u64, head));
        assert!(is_a_batch(&new, lane, prev, entries));
    }
    assert_eq!(
        store.entries_behind(&old, CASES, 0, most(9)).unwrap().1.len(),
        1,
        "what was judged stays where it was"
    );
    assert_eq!(store.epochs().unwrap().len(), 2);
}

#[test]
fn who_finds_a_fork_behind_somebody_else_goes_on_in_the_life_that_was_begun() {
    let (_folder, mut store) = desk();
    let (old, new, later) = (identity(), in_epoch(8), in_epoch(9));
    store.set(Setting::Epoch, &old.epoch).unwrap();
    let case = taken_in(&mut store, "李秀英");
    let submitted = submit(&mut store, &case);
    assert_eq!(store.begin_epoch(&old, new.epoch, at(20)).unwrap(), new.epoch);
    assert_eq!(store.begin_epoch(&old, later.epoch, at(21)).unwrap(), new.epoch);
    let waiting = store.waiting_entries(&new, CASES, 0, most(9)).unwrap().1;
    assert_eq!(waiting.iter().map(|entry| entry.id).collect::<Vec<_>>(), [submitted]);
}

#[test]
fn a_life_of_its_own_numbers_its_cases_where_no_other_copy_does() {
    let (_folder, mut store) = desk();
    let number = |store: &mut Store, name| taken_in(store, name).frozen.number.as_str()[22..26].to_owned();
    assert_eq!(number(&mut store, "李秀英"), "0001");
    store.set(Setting::Life, &2u32).unwrap();
    assert_eq!(number(&mut store, "陈志强"), "1001");
    assert_eq!(number(&mut store, "王小妹"), "1002");
}

fn proof_of(frozen: &FrozenRecord, counter: u32) -> Proof {
    let body = ProofBody {
        proof_no: casework::number::ProofNumber::new(46, 2026, 1, counter).unwrap(),
        case: frozen.frozen.case,
        rev: 1,
        entry: Digest::ZERO,
        received_at: at(9),
        term: 1,
    };
    Proof { body, path: vec![], signature: seal::Signature([0; 64]) }
}

#[test]
fn a_proof_that_comes_late_is_kept_and_the_first_one_stays() {
    let (_folder, mut store) = desk();
    let who = identity();
    let case = taken_in(&mut store, "李秀英");
    let id = submit(&mut store, &case);
    let verdict = [Verdict::Accepted { seq: 1, id }];
    store.take_verdicts(who.epoch, CASES, &verdict, &[], at(9)).unwrap();
    store.take_verdicts(who.epoch, CASES, &verdict, &[proof_of(&case, 1)], at(10)).unwrap();
    store.take_verdicts(who.epoch, CASES, &verdict, &[proof_of(&case, 2)], at(11)).unwrap();
    let (_, entries) = store.entries_behind(&who, CASES, 0, most(9)).unwrap();
    assert_eq!(store.proofs_of(&entries).unwrap(), [proof_of(&case, 1)]);
}

#[test]
fn a_gateway_that_forgot_is_noted_once_and_its_new_events_are_taken_beside_the_old_ones() {
    let (_folder, mut store) = desk();
    let case = taken_in(&mut store, "李秀英").frozen.case;
    let event = |dseq, minute, prev: Digest| {
        let (station, device) = ("469028100200".parse().unwrap(), identity().enrolment.certificate.device);
        let header = EventHeader { v: 1, station, device, dseq, case, at: at(minute) };
        let event = Event::MaterialsComplete { rev: 1 };
        let raw = RawEvent::new(&header, &event).unwrap();
        Arrival { hash: raw.hash(&prev), raw, header, event }
    };
    let first = event(1, 10, Digest::ZERO);
    let second = event(2, 11, first.hash);
    store.take_events(&[first.clone(), second.clone()]).unwrap();
    assert_eq!(store.events_hash_at(2).unwrap(), Some(second.hash));
    assert_eq!((store.events_hash_at(3).unwrap(), store.forgetting().unwrap()), (None, None));

    let forgot = Forgetting { at: at(30), term: 2, healed: None };
    store.note_forgetting(forgot).unwrap();
    store.note_forgetting(Forgetting { at: at(31), ..forgot }).unwrap();
    assert_eq!(store.forgetting().unwrap(), Some(forgot));
    let before = store.steps(case).unwrap().len();
    store.set_events_aside(1, at(32)).unwrap();
    assert_eq!(store.cursor().unwrap(), (1, first.hash));
    let anew = event(2, 40, first.hash);
    store.take_events(std::slice::from_ref(&anew)).unwrap();
    assert_eq!(store.cursor().unwrap(), (2, anew.hash));
    assert_eq!(store.steps(case).unwrap().len(), before + 1, "nothing that was known went away");
    store.set_events_aside(0, at(50)).unwrap();
    assert_eq!(store.cursor().unwrap(), (0, Digest::ZERO));
    store.end_forgetting(at(40)).unwrap();
    let healed = Forgetting { healed: Some(at(40)), ..forgot };
    assert_eq!(store.forgetting().unwrap(), Some(healed));
    store.end_forgetting(at(41)).unwrap();
    assert_eq!(store.forgetting().unwrap(), Some(healed), "it stays as it was told");
}

#[test]
fn a_case_whose_number_another_copy_gave_gets_a_new_one_and_is_still_found_by_the_old() {
    let (_folder, mut store) = desk();
    let first = taken_in(&mut store, "李秀英");
    let id = submit(&mut store, &first);
    let held = Verdict::Held { seq: 1, id, code: wire::batch::HoldCode::Number, detail: String::new() };
    store.take_verdicts(identity().epoch, CASES, &[held], &[], at(9)).unwrap();
    store.set(Setting::Life, &2u32).unwrap();
    let again = draft(&mut store, "李秀英");
    let second = freeze(&mut store, &again, first.frozen.case, at(10)).unwrap();
    assert_eq!((second.frozen.version, &second.frozen.number.as_str()[22..26]), (2, "1001"));
    assert_eq!(store.case_numbered(&second.frozen.number).unwrap().id, first.frozen.case);
    let found = store
        .list_cases(&Filter { phase: None, text: first.frozen.number.as_str().to_owned() }, 0, 9)
        .unwrap();
    assert_eq!(found.cases.len(), 1);
    submit(&mut store, &second);
    let third = draft(&mut store, "李秀英");
    let third = freeze(&mut store, &third, first.frozen.case, at(11)).unwrap();
    assert_eq!(
        third.frozen.number, second.frozen.number,
        "held for another reason or not at all: the number stays"
    );
}

fn moved(case: CaseId, dseq: u64, prev: Digest, state: State) -> Arrival {
    event(case, dseq, prev, Event::Moved { state, note: String::new() })
}

fn acts(store: &Store, case: CaseId) -> Vec<Act> {
    store.steps(case).unwrap().into_iter().map(|step| step.act).collect()
}

#[test]
fn a_word_of_the_gateway_that_overtakes_its_verdict_shows_that_it_has_the_case() {
    let (_folder, mut store) = desk();
    let frozen = taken_in(&mut store, "李秀英");
    let (case, id) = (frozen.frozen.case, submit(&mut store, &frozen));
    store.take_events(&[event(case, 1, Digest::ZERO, Event::MaterialsComplete { rev: 1 })]).unwrap();
    store.take_verdicts(identity().epoch, CASES, &[Verdict::Accepted { seq: 1, id }], &[], at(30)).unwrap();
    assert_eq!(store.case(case).unwrap().state, State::MaterialsComplete);
    assert_eq!(acts(&store, case), [Act::Freeze, Act::Submit, Act::Receive, Act::CompleteMaterials]);
}

#[test]
fn events_that_were_set_aside_and_come_back_are_not_applied_twice() {
    let (_folder, mut store) = desk();
    let case = taken_in(&mut store, "李秀英").frozen.case;
    let first = moved(case, 1, Digest::ZERO, State::Accepted);
    let second = moved(case, 2, first.hash, State::InReview);
    store.take_events(&[first.clone(), second.clone()]).unwrap();
    let steps = store.steps(case).unwrap();
    store.set_events_aside(0, at(32)).unwrap();
    store.take_events(&[first, second.clone()]).unwrap();
    assert_eq!(store.cursor().unwrap(), (2, second.hash));
    assert_eq!(store.steps(case).unwrap(), steps);
}

#[test]
fn a_withdrawal_stands_although_what_the_authority_said_before_it_comes_later() {
    let (_folder, mut store) = desk();
    let case = taken_in(&mut store, "李秀英").frozen.case;
    let first = moved(case, 1, Digest::ZERO, State::Accepted);
    let second = moved(case, 2, first.hash, State::WithdrawalRequested);
    let third = moved(case, 3, second.hash, State::WithdrawalRequested);
    store.take_events(&[first, second]).unwrap();
    assert_eq!(store.case(case).unwrap().state, State::WithdrawalRequested);
    assert_eq!(acts(&store, case)[1..], [Act::DeemAccepted, Act::RequestWithdrawal]);
    store.take_events(&[third]).unwrap();
    assert_eq!(acts(&store, case).len(), 3, "what was asked for here is not told twice");
}

#[test]
fn a_file_that_the_gateway_waits_for_no_more_stays_until_it_is_named_again() {
    let (_folder, mut store) = desk();
    let frozen = taken_in(&mut store, "李秀英");
    let case = frozen.frozen.case;
    let id = submit(&mut store, &frozen);
    let scan = EntryId::new(Uuid::now_v7());
    let file = Digest::of(b"scan").to_string().parse::<FileHash>().unwrap();
    let files = vec![(file.clone(), 4)];
    queue_with(&mut store, scan, EntryType::MaterialAttach, case, files);
    store.take_verdicts(identity().epoch, CASES, &[Verdict::Accepted { seq: 1, id }], &[], at(9)).unwrap();
    accept(&mut store, &identity(), URGENT, 1);
    let waits = |store: &Store| store.waiting_uploads(9).unwrap().iter().any(|upload| upload.sha256 == file);
    assert!(waits(&store));
    store.upload_is_unwanted(&file).unwrap();
    assert!(!waits(&store) && store.broken_uploads(case).unwrap().is_empty());
    let named = FileState { sha256: file.clone(), offset: 0, complete: false };
    store.uploads_stand(std::slice::from_ref(&named)).unwrap();
    assert!(waits(&store));
}
