//! The store through its public door: what was acknowledged is there after the next start.
#![allow(clippy::unwrap_used)] // a test that cannot go on stops here

mod counter;

use casework::id::MaterialId;
use casework::moment::Moment;
use casework::state::State;
use seal::Digest;
use seal::slot::DataKey;
use serde_json::json;
use sqlite_kit::DbError;
use station_store::{Filter, MaterialRecord, Store, StoreError};
use uuid::Uuid;
use wire::proof::{Proof, ProofBody};
use wire::{CASE_LANE, Verdict};

use counter::*;

#[test]
fn a_frozen_case_and_its_number_are_there_after_the_next_start() {
    let folder = tempfile::tempdir().unwrap();
    let key = DataKey::generate().unwrap();
    let frozen = {
        let mut store = open(folder.path(), &key);
        let draft = draft(&mut store, "李秀英");
        freeze(&mut store, &draft, new_case(), at(1)).unwrap()
    };
    let store = open(folder.path(), &key);
    assert_eq!(store.frozen(frozen.frozen.case, 1).unwrap(), frozen);
    let case = store.case_numbered(&frozen.frozen.number).unwrap();
    assert_eq!((case.state, case.version), (State::AwaitingSignature, 1));
    assert!(store.open_drafts().unwrap().is_empty());
    assert_eq!(store.boot().unwrap(), 2);
}

#[test]
fn numbers_go_on_counting_when_the_clock_runs_back() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = open(folder.path(), &DataKey::generate().unwrap());
    let mut numbers = Vec::new();
    for moment in [at(0), Moment::from_millis(1_546_300_800_000), at(1)] {
        let draft = draft(&mut store, "李秀英");
        numbers.push(
            freeze(&mut store, &draft, new_case(), moment).unwrap().frozen.number.as_str()[12..26].to_owned(),
        );
    }
    assert_eq!(numbers, ["20260415010001", "20260415010002", "20260415010003"]);
}

#[test]
fn a_draft_saved_by_another_clerk_meanwhile_is_neither_overwritten_nor_frozen() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = open(folder.path(), &DataKey::generate().unwrap());
    let record = draft(&mut store, "李秀英");
    let mut newer = record.data.clone();
    newer.insert("applicant_name".into(), json!("李秀瑛"));
    assert_eq!(store.save_draft(record.id, 1, &newer, at(2)).unwrap(), 2);
    let stale = store.save_draft(record.id, 1, &record.data, at(3));
    assert!(matches!(stale, Err(StoreError::DraftChanged { now: 2 })), "{stale:?}");
    assert!(matches!(
        freeze(&mut store, &record, new_case(), at(4)),
        Err(StoreError::DraftChanged { now: 2 })
    ));
    assert_eq!(store.draft(record.id).unwrap().data, newer);
}

#[test]
fn a_failed_freeze_uses_up_no_number() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = open(folder.path(), &DataKey::generate().unwrap());
    let record = draft(&mut store, "李秀英");
    freeze(&mut store, &record, new_case(), at(1)).unwrap();
    assert!(freeze(&mut store, &record, new_case(), at(1)).is_err(), "frozen already");
    let next = draft(&mut store, "陈志强");
    let number = freeze(&mut store, &next, new_case(), at(1)).unwrap().frozen.number;
    assert_eq!(&number.as_str()[22..26], "0002");
}

#[test]
fn what_is_queued_is_sent_as_one_chain_and_a_verdict_moves_the_case_once() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = open(folder.path(), &DataKey::generate().unwrap());
    let who = identity();
    let mut cases = Vec::new();
    for name in ["李秀英", "陈志强"] {
        let record = draft(&mut store, name);
        let frozen = freeze(&mut store, &record, new_case(), at(1)).unwrap();
        cases.push((frozen.frozen.case, submit(&mut store, &frozen)));
    }
    let (prev, waiting) = store.waiting_entries(&who, CASE_LANE, 0, most(50)).unwrap();
    assert_eq!(waiting.iter().map(|e| e.seq).collect::<Vec<_>>(), [1, 2]);
    let head = waiting.iter().fold(prev, |hash, e| e.entry.hash(&hash));
    assert_eq!(store.lane_head(&who, CASE_LANE).unwrap(), (2, head));

    let body = ProofBody {
        proof_no: casework::number::ProofNumber::new(46, 2026, 1, 1).unwrap(),
        case: cases[0].0,
        rev: 1,
        entry: waiting[0].entry.hash(&Digest::ZERO),
        received_at: at(9),
        term: 1,
    };
    let proof = Proof { body, path: vec![], signature: seal::Signature([0; 64]) };
    let verdicts = [Verdict::Accepted { seq: 1, id: cases[0].1 }];
    for _ in 0..2 {
        store.take_verdicts(who.epoch, CASE_LANE, &verdicts, std::slice::from_ref(&proof), at(10)).unwrap();
    }
    assert_eq!(store.case(cases[0].0).unwrap().state, State::Received);
    assert_eq!(store.steps(cases[0].0).unwrap().len(), 3);
    assert_eq!(store.proof(cases[0].0, 1).unwrap(), Some(proof));
    let (prev, waiting) = store.waiting_entries(&who, CASE_LANE, 0, most(50)).unwrap();
    assert_eq!(waiting.len(), 1);
    assert_ne!(prev, Digest::ZERO);
}

#[test]
fn a_held_entry_needs_somebody_and_says_why() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = open(folder.path(), &DataKey::generate().unwrap());
    let record = draft(&mut store, "李秀英");
    let frozen = freeze(&mut store, &record, new_case(), at(1)).unwrap();
    let id = submit(&mut store, &frozen);
    let held = Verdict::Held { seq: 1, id, code: wire::batch::HoldCode::Form, detail: "phone".into() };
    store.take_verdicts(identity().epoch, CASE_LANE, &[held], &[], at(8)).unwrap();
    let case = store.case(frozen.frozen.case).unwrap();
    assert_eq!(case.state, State::Held);
    assert!(case.note.contains("phone"));
}

#[test]
fn cases_are_found_by_name_initials_and_numbers_and_nothing_else() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = open(folder.path(), &DataKey::generate().unwrap());
    for name in ["李秀英", "𬱖·吉木"] {
        let record = draft(&mut store, name);
        freeze(&mut store, &record, new_case(), at(1)).unwrap();
    }
    let find = |text: &str| {
        let filter = Filter { phase: None, text: text.into() };
        store.list_cases(&filter, 0, 10).unwrap().cases.into_iter().map(|c| c.applicant).collect::<Vec<_>>()
    };
    assert_eq!(find("李"), ["李秀英"]);
    assert_eq!(find("𬱖"), ["𬱖·吉木"]);
    assert_eq!(find("LX").len(), 2);
    assert_eq!(find("4600 3419").len(), 2);
    assert_eq!(find("%"), Vec::<String>::new());
    assert_eq!(find("王"), Vec::<String>::new());
}

#[test]
fn a_text_that_very_many_cases_fit_shows_the_newest_first_and_says_that_there_are_more() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = open(folder.path(), &DataKey::generate().unwrap());
    for minute in 0..45 {
        let record = draft(&mut store, "陈秀英");
        let keys: Vec<String> =
            (0..50).map(|key| format!("陈{key}")).chain([format!("minute {minute}")]).collect();
        freeze_under(&mut store, &record, new_case(), at(minute), &keys).unwrap();
    }
    let find = |text: &str, skip: u32| {
        let found = store.list_cases(&Filter { phase: None, text: text.into() }, skip, 10).unwrap();
        let minutes: Vec<i64> =
            found.cases.iter().map(|c| (c.changed_at.millis() - at(0).millis()) / 60_000).collect();
        (minutes, found.more)
    };
    assert_eq!(find("陈", 0), ((35..45).rev().collect(), true));
    assert_eq!(find("陈", 10), ((25..35).rev().collect(), true));
    assert_eq!(find("陈", 40), ((0..5).rev().collect(), true), "the last window is not full");
    assert_eq!(find("minute 7", 0), (vec![7], false));
    assert_eq!(find("", 0), ((35..45).rev().collect(), false));
}

#[test]
fn files_are_sealed_kept_once_and_checked_when_read() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path(), &DataKey::generate().unwrap());
    let hash = store.files().keep("身份证正面".as_bytes()).unwrap();
    assert_eq!(store.files().keep("身份证正面".as_bytes()).unwrap(), hash);
    assert_eq!(store.files().read(&hash).unwrap(), "身份证正面".as_bytes());
    let path = folder.path().join("files").join(&hash.as_str()[..2]).join(hash.as_str());
    let mut sealed = std::fs::read(&path).unwrap();
    assert!(!sealed.windows(9).any(|w| w == "身份证".as_bytes()));
    let last = sealed.len() - 1;
    sealed[last] ^= 1;
    std::fs::write(&path, sealed).unwrap();
    assert!(matches!(store.files().read(&hash), Err(StoreError::FileDamaged(_))));
    std::fs::remove_file(&path).unwrap();
    assert!(matches!(store.files().read(&hash), Err(StoreError::FileMissing(_))));
}

#[test]
fn a_stretch_of_a_file_is_read_without_the_rest_of_it() {
    let folder = tempfile::tempdir().unwrap();
    let store = open(folder.path(), &DataKey::generate().unwrap());
    let photo: Vec<u8> = (0..300_000u32).map(|at| (at / 7) as u8).collect();
    let hash = store.files().keep(&photo).unwrap();
    for stretch in [0..10, 65_530..65_540, 0..300_000, 131_072..300_000, 300_000..300_000] {
        assert_eq!(store.files().read_stretch(&hash, stretch.clone()).unwrap(), photo[stretch]);
    }
    let path = folder.path().join("files").join(&hash.as_str()[..2]).join(hash.as_str());
    let mut sealed = std::fs::read(&path).unwrap();
    sealed[200_000] ^= 1;
    std::fs::write(&path, &sealed).unwrap();
    assert!(store.files().read_stretch(&hash, 0..100_000).is_ok(), "the change lies behind it");
    let damaged =
        |stretch| matches!(store.files().read_stretch(&hash, stretch), Err(StoreError::FileDamaged(_)));
    assert!(damaged(190_000..210_000));
    sealed.truncate(8 + 19 + 3 * (65_536 + 16));
    std::fs::write(&path, &sealed).unwrap();
    assert!(damaged(190_000..210_000));
    assert!(damaged(250_000..300_000), "it ends before that");
}

#[test]
fn a_removed_file_can_be_taken_back() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = open(folder.path(), &DataKey::generate().unwrap());
    let record = draft(&mut store, "李秀英");
    let sha256 = store.files().keep(b"scan").unwrap();
    let material = MaterialRecord {
        id: MaterialId::new(Uuid::now_v7()),
        slot: "id_card".into(),
        sha256,
        size: 4,
        media_type: "image/png".into(),
        pages: 1,
        trust: casework::case::Trust::C,
        taken_at: at(1),
    };
    store.add_material(record.id, &material, "张小梅").unwrap();
    store.remove_material(record.id, material.id, true, "张小梅", at(2)).unwrap();
    assert!(store.materials(record.id).unwrap().is_empty());
    store.remove_material(record.id, material.id, false, "张小梅", at(3)).unwrap();
    assert_eq!(store.materials(record.id).unwrap(), [material]);
    assert_eq!(store.draft(record.id).unwrap().saved_at, at(3), "the draft was kept with its material");
    store.defer(record.id, "photo", true, "张小梅", at(4)).unwrap();
    assert_eq!(store.draft(record.id).unwrap().saved_at, at(4));
}

#[test]
fn a_second_instance_and_a_wrong_key_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let key = DataKey::generate().unwrap();
    let store = open(folder.path(), &key);
    let second = Store::open(folder.path(), &key).map(|_| ());
    assert!(matches!(second, Err(StoreError::Db(DbError::Busy { .. }))), "{second:?}");
    drop(store);
    let wrong = Store::open(folder.path(), &DataKey::generate().unwrap()).map(|_| ());
    assert!(matches!(wrong, Err(StoreError::Db(DbError::WrongKey))), "{wrong:?}");
}

#[test]
fn an_audit_row_that_was_changed_or_removed_stops_the_start() {
    use seal::slot::Purpose;
    use sqlite_kit::{Database, Key, Migration, Settings};
    const KNOWN: Migration = Migration { number: 7, sql: "", least_reader: 6 };
    for spoil in [
        "DROP TRIGGER audit_stays; UPDATE audit SET deed = replace(deed, '李秀英', '王秀英') WHERE nr = 2",
        "DROP TRIGGER audit_keeps; DELETE FROM audit WHERE nr = 1",
    ] {
        let folder = tempfile::tempdir().unwrap();
        let key = DataKey::generate().unwrap();
        {
            let mut store = open(folder.path(), &key);
            let first = draft(&mut store, "李秀英");
            freeze(&mut store, &first, new_case(), at(1)).unwrap();
        }
        let raw = key.derive(Purpose::Database);
        let path = folder.path().join("station.db");
        let db =
            Database::open(&Settings { path: &path, key: Key::Raw(&raw), migrations: &[KNOWN] }).unwrap();
        db.connection().execute_batch(spoil).unwrap();
        drop(db);
        assert!(
            matches!(Store::open(folder.path(), &key).map(|_| ()), Err(StoreError::Unreadable(_))),
            "{spoil}"
        );
    }
}
