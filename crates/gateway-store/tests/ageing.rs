//! Entries of programs that are newer than the gateway.
#![allow(clippy::unwrap_used)]

mod village;

use casework::role::CountyRole;
use gateway_store::{Foundation, Official, Store, Submitted};
use serde_json::{Value, json};
use village::*;
use wire::batch::{HoldCode, Verdict};
use wire::entry::EntryType;
use wire::entry::SCHEMA;
use wire::{Batch, Entry, PushAnswer};

struct World {
    store: Store,
    village: Village,
    _folder: tempfile::TempDir,
}

fn world() -> World {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::init(folder.path(), Foundation { province: 46, demo: false }, noon()).unwrap();
    let mut village = enrolled(&store, STATION);
    village.schema = SCHEMA + 1;
    World { store, village, _folder: folder }
}

impl World {
    fn push(&mut self, entry: Entry) -> PushAnswer {
        self.store.push(&self.village.batch(vec![entry]), noon()).unwrap()
    }

    fn case(&self, counter: &Counter) -> Submitted {
        let official = Official {
            user: "wang".into(),
            name: "王审核".into(),
            role: CountyRole::Reviewer,
            county: "469028".parse().unwrap(),
        };
        self.store.case(&official, &counter.frozen.number).unwrap()
    }
}

fn payload(counter: &Counter) -> Value {
    serde_json::to_value(submission(counter, None)).unwrap()
}

fn code_of(answer: &PushAnswer) -> Option<HoldCode> {
    match &answer.verdicts[0] {
        Verdict::Held { code, .. } => Some(*code),
        Verdict::Accepted { .. } => None,
    }
}

#[test]
fn what_a_newer_program_says_beside_the_known_is_kept_flagged_and_stops_nothing() {
    let mut world = world();
    let counter = world.village.take_in("王小妹", b"photo", b"scan");
    let mut newer = payload(&counter);
    newer["frozen"]["voice"] = json!({"sha256": "…"});
    newer["frozen"]["materials"][0]["pages_read"] = 2.into();
    newer["signing"]["pen"] = "电子签名板".into();
    let entry = world.village.entry(EntryType::CaseSubmit, counter.frozen.case, 1, &newer);
    let answer = world.push(entry);
    assert_eq!((code_of(&answer), answer.proofs.len(), answer.files.len()), (None, 1, 2));
    let case = world.case(&counter);
    assert!(case.newer_program);
    assert_eq!(case.file.submission, submission(&counter, None));
    assert_eq!(answer.proofs[0].body.entry, world.village.head, "proved over the exact bytes");
}

#[test]
fn a_newer_layout_that_says_nothing_unknown_is_taken_like_any_other() {
    let mut world = world();
    let counter = world.village.take_in("王小妹", b"photo", b"scan");
    let entry = world.village.submit(&counter);
    assert_eq!(code_of(&world.push(entry)), None);
    assert!(!world.case(&counter).newer_program);
}

#[test]
fn what_is_needed_and_not_readable_or_of_an_unknown_type_is_held_as_newer() {
    let mut world = world();
    let counter = world.village.take_in("王小妹", b"photo", b"scan");
    let mut newer = payload(&counter);
    newer["signing"]["how"] = "face".into();
    let entry = world.village.entry(EntryType::CaseSubmit, counter.frozen.case, 1, &newer);
    assert_eq!(code_of(&world.push(entry)), Some(HoldCode::NewerSchema));
    let entry = world.village.entry(EntryType::CaseSubmit, counter.frozen.case, 1, &newer);
    let mut header: Value = serde_json::from_slice(entry.header_bytes()).unwrap();
    header["type"] = "case.void".into();
    let header = seal::canonical::bytes(&header).unwrap();
    let entry = Entry::from_bytes(header, entry.payload_bytes().to_vec()).unwrap();
    assert_eq!(code_of(&world.push(entry)), Some(HoldCode::NewerSchema));
}

#[test]
fn an_unknown_field_under_the_layout_that_is_known_is_a_fault_and_held() {
    let mut world = world();
    world.village.schema = 1;
    let counter = world.village.take_in("王小妹", b"photo", b"scan");
    let mut wrong = payload(&counter);
    wrong["frozen"]["voice"] = 1.into();
    let entry = world.village.entry(EntryType::CaseSubmit, counter.frozen.case, 1, &wrong);
    assert_eq!(code_of(&world.push(entry)), Some(HoldCode::Unreadable));
}

#[test]
fn a_header_with_fields_that_nothing_knows_is_hashed_as_it_is_written() {
    let mut world = world();
    let counter = world.village.take_in("王小妹", b"photo", b"scan");
    let entry = world.village.submit(&counter);
    let mut header: Value = serde_json::from_slice(entry.header_bytes()).unwrap();
    header["weather"] = "台风".into();
    let header = seal::canonical::bytes(&header).unwrap();
    let entry = Entry::from_bytes(header, entry.payload_bytes().to_vec()).unwrap();
    let batch: Batch = world.village.signed(vec![entry.clone()]);
    let answer = world.store.push(&batch.pack().unwrap(), noon()).unwrap();
    assert_eq!((code_of(&answer), answer.head), (None, entry.hash(&seal::Digest::ZERO)));
}
