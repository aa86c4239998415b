//! Pushes through the store's door.
#![allow(clippy::unwrap_used)]

mod village;

use casework::case::{SignedBy, Signing, Supplement};
use casework::decision::{Decision, Demand, Outcome};
use casework::role::CountyRole;
use casework::state::State;
use gateway_store::{DeviceId, Drafted, Foundation, Official, Store, StoreError};
use seal::Digest;
use village::*;
use wire::PushAnswer;
use wire::batch::{HoldCode, Verdict};
use wire::down::Event;

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

fn held(answer: &PushAnswer) -> Vec<(u64, HoldCode)> {
    let held = answer.verdicts.iter().filter_map(|verdict| match verdict {
        Verdict::Held { seq, code, .. } => Some((*seq, *code)),
        Verdict::Accepted { .. } => None,
    });
    held.collect()
}

impl World {
    fn push_one(&mut self, make: impl FnOnce(&mut Village) -> wire::Entry) -> PushAnswer {
        let entry = make(&mut self.village);
        let packed = self.village.batch(vec![entry]);
        self.store.push(&packed, noon()).unwrap()
    }

    fn device(&self) -> DeviceId {
        DeviceId { station: self.village.log.station.clone(), device: self.village.log.device }
    }

    fn official(&self) -> Official {
        Official {
            user: "wang".into(),
            name: "王审核".into(),
            role: CountyRole::Reviewer,
            county: "469028".parse().unwrap(),
        }
    }

    fn decide(&self, counter: &Counter, decision: Decision) -> Result<State, StoreError> {
        let number = &counter.frozen.number;
        let drafted = self.store.draft_decision(
            &self.official(),
            number,
            decision,
            "陵水黎族自治县民政局",
            None,
            noon(),
        )?;
        let Drafted::Fresh(draft) = drafted else { panic!("decided before") };
        Ok(self.store.commit_decision(&self.official(), *draft, None)?.state)
    }

    fn state(&self, counter: &Counter) -> State {
        self.store.case(&self.official(), &counter.frozen.number).unwrap().file.state
    }
}

fn correction() -> Decision {
    let mut decision = Decision::new(Outcome::Correct);
    decision.demands = vec![Demand { field: "id_card".into(), words: "照片看不清,请重拍".into() }];
    decision
}

#[test]
fn three_cases_get_proofs_that_verify_and_a_replay_gets_the_same_bytes() {
    let World { store, mut village, folder: _folder } = world();
    let entries = (1..=3u8)
        .map(|i| {
            let counter = village.take_in("王小妹", &[i; 50], &[i + 10; 60]);
            village.submit(&counter)
        })
        .collect();
    let packed = village.batch(entries);
    let answer = store.push(&packed, noon()).unwrap();
    assert_eq!((answer.accepted_through, answer.head), (3, village.head));
    assert_eq!(answer.proofs.len(), 3);
    assert!(answer.proofs.iter().all(|proof| proof.verify(&store.keys().gateway().public())));
    assert_eq!(answer.files.len(), 6);
    let again = store.push(&packed, later(9)).unwrap();
    assert_eq!(serde_json::to_vec(&answer).unwrap(), serde_json::to_vec(&again).unwrap());
    let numbers: std::collections::BTreeSet<_> = answer.proofs.iter().map(|p| &p.body.proof_no).collect();
    assert_eq!(numbers.len(), 3);
}

#[test]
fn a_gap_is_refused_and_a_fork_is_refused_and_neither_changes_anything() {
    let World { store, mut village, folder: _folder } = world();
    let mut copy = village.clone();
    let counter = village.take_in("王小妹", b"photo", b"scan");
    let first = village.submit(&counter);
    let first = village.batch(vec![first]);
    let other = copy.take_in("李大哥", b"photo", b"scan");
    let forked = copy.submit(&other);
    let forked = copy.batch(vec![forked]);
    let next = village.withdraw(&counter);
    let second = village.batch(vec![next]);

    assert!(matches!(store.push(&second, noon()), Err(StoreError::Gap { expected: 1 })));
    store.push(&first, noon()).unwrap();
    assert!(matches!(store.push(&forked, noon()), Err(StoreError::Fork { seq: 1 })));
    assert_eq!(store.push(&second, noon()).unwrap().accepted_through, 2);
    let later_fork = copy.withdraw(&other);
    let later_fork = copy.batch(vec![later_fork]);
    assert!(matches!(store.push(&later_fork, noon()), Err(StoreError::Fork { .. })));
}

#[test]
fn a_held_entry_is_consumed_and_does_not_stop_the_rest() {
    let World { store, mut village, folder: _folder } = world();
    let good = village.take_in("王小妹", b"photo-1", b"scan-1");
    let mut thief = village.take_in("李大哥", b"photo-2", b"scan-2");
    thief.frozen.number = good.frozen.number.clone();
    let unknown = village.take_in("符大姐", b"photo-3", b"scan-3");
    let last = village.take_in("陈阿公", b"photo-4", b"scan-4");
    let entries = vec![
        village.submit(&good),
        village.submit(&thief),
        village.withdraw(&unknown),
        village.serve(&good, "号"),
        village.submit(&last),
    ];
    let packed = village.batch(entries);
    let answer = store.push(&packed, noon()).unwrap();
    assert_eq!(held(&answer), [(2, HoldCode::Number), (3, HoldCode::UnknownCase), (4, HoldCode::State)]);
    assert_eq!((answer.accepted_through, answer.proofs.len(), answer.files.len()), (5, 2, 4));
}

#[test]
fn a_payload_that_is_not_what_its_type_says_is_held_as_unreadable() {
    let mut world = world();
    let counter = world.village.take_in("王小妹", b"photo", b"scan");
    let answer = world.push_one(|v| {
        let kind = wire::entry::EntryType::CaseSubmit;
        v.entry(kind, counter.frozen.case, 1, &serde_json::json!({"frozen": "无"}))
    });
    assert_eq!(held(&answer), [(1, HoldCode::Unreadable)]);
}

#[test]
fn a_number_of_another_village_is_held() {
    let mut world = world();
    let mut neighbour = enrolled(&world.store, "469028100201");
    let stolen = neighbour.take_in("王小妹", b"photo", b"scan").frozen.number;
    let mut counter = world.village.take_in("王小妹", b"photo", b"scan");
    counter.frozen.number = stolen;
    let answer = world.push_one(|v| v.submit(&counter));
    assert_eq!(held(&answer), [(1, HoldCode::Number)]);
}

#[test]
fn another_devices_signature_is_refused() {
    let mut world = world();
    let counter = world.village.take_in("王小妹", b"photo", b"scan");
    world.village.key = seal::SigningKey::generate().unwrap();
    let entry = world.village.submit(&counter);
    let packed = world.village.batch(vec![entry]);
    assert!(matches!(world.store.push(&packed, noon()), Err(StoreError::Batch(_))));
    assert!(matches!(
        world.store.hello(&world.village.hello(vec![]), noon()),
        Err(StoreError::NotAuthorised)
    ));
}

#[test]
fn the_same_entry_in_a_new_epoch_counts_once_and_gets_the_same_proof() {
    let mut world = world();
    let counter = world.village.take_in("王小妹", b"photo", b"scan");
    let entry = world.village.submit(&counter);
    let packed = world.village.batch(vec![entry.clone()]);
    let first = world.store.push(&packed, noon()).unwrap();
    let mut restored = world.village.clone();
    restored.log.epoch = wire::Epoch::new(8);
    (restored.seq, restored.head) = (1, Digest::ZERO);
    let mut header = entry.header().unwrap();
    header.epoch = restored.log.epoch;
    let payload: serde_json::Value = serde_json::from_slice(entry.payload_bytes()).unwrap();
    let again = wire::Entry::new(&header, &payload).unwrap();
    let packed = restored.batch(vec![again]);
    let second = world.store.push(&packed, later(1)).unwrap();
    assert_eq!(first.proofs, second.proofs);
    assert_eq!(first.verdicts, second.verdicts);
}

#[test]
fn a_file_is_appended_at_its_offset_and_the_last_one_completes_the_case() {
    let mut world = world();
    let (photo, scan) = (vec![7u8; 3000], vec![8u8; 10]);
    let counter = world.village.take_in("王小妹", &photo, &scan);
    let (photo_name, scan_name, device) = (hash_of(&photo), hash_of(&scan), world.device());
    let append =
        |offset, bytes: &[u8], last| world.store.append(&device, &photo_name, offset, bytes, last, noon());
    assert!(matches!(append(0, &photo, true), Err(StoreError::NotFound)), "nobody named it yet");
    let entry = world.village.submit(&counter);
    let packed = world.village.batch(vec![entry]);
    world.store.push(&packed, noon()).unwrap();

    assert_eq!(append(0, &photo[..1000], false).unwrap().offset, 1000);
    assert!(matches!(append(0, &photo, true), Err(StoreError::FileOffset { have: 1000 })));
    assert!(matches!(append(1000, &[9; 2001], true), Err(StoreError::TooLarge { limit: 3000 })));
    assert!(matches!(append(1000, &[9; 2000], true), Err(StoreError::FileHash)));
    let hello = world.store.hello(&world.village.hello(vec![photo_name.clone()]), noon()).unwrap();
    assert_eq!((hello.files[0].offset, hello.files[0].complete), (0, false), "it begins again");
    assert!(append(0, &photo, true).unwrap().complete);
    assert!(append(0, &photo, true).unwrap().complete, "twice equals once");
    assert_eq!(world.state(&counter), State::Received);
    assert!(world.store.append(&device, &scan_name, 0, &scan, true, noon()).unwrap().complete);
    assert_eq!(world.state(&counter), State::MaterialsComplete);
    let page = world.store.pull(&device, 0, 8192).unwrap();
    assert!(page.follows(&Digest::ZERO, 1, &world.store.keys().gateway().public()));
    assert_eq!(page.events[0].read().unwrap().1, Event::MaterialsComplete { rev: 1 });
    let stranger = DeviceId { station: "469028100201".parse().unwrap(), ..device };
    let stolen = world.store.append(&stranger, &photo_name, 0, &photo, true, noon());
    assert!(matches!(stolen, Err(StoreError::NotFound)), "no oracle about other people's papers");
}

#[test]
fn two_programs_that_bring_the_same_file_at_the_same_time_do_not_spoil_it() {
    let mut world = world();
    let photos: Vec<Vec<u8>> = (0..20u8).map(|n| vec![n; 64 * 1024]).collect();
    for photo in &photos {
        let counter = world.village.take_in("王小妹", photo, b"scan");
        world.push_one(|v| v.submit(&counter));
    }
    let stick = Store::open(world.folder.path()).unwrap();
    let device = world.device();
    let brings = |store: &Store| {
        for photo in &photos {
            let (name, mut at) = (hash_of(photo), 0);
            loop {
                let piece = &photo[at..photo.len().min(at + 4 * 1024)];
                match store.append(&device, &name, at as u64, piece, false, noon()) {
                    Ok(state) if state.complete => break,
                    Ok(state) => at = state.offset as usize,
                    Err(StoreError::FileOffset { have }) => at = have as usize,
                    Err(error) => panic!("{error}"),
                }
            }
        }
    };
    std::thread::scope(|both| {
        both.spawn(|| brings(&stick));
        brings(&world.store);
    });
    let official = world.official();
    for photo in &photos {
        assert!(world.store.county_file(&official, &hash_of(photo)).unwrap().0 == *photo);
    }
}

#[test]
fn a_correction_answers_its_round_only() {
    let mut world = world();
    let counter = world.village.take_in("王小妹", b"photo", b"scan");
    world.push_one(|v| v.submit(&counter));
    assert_eq!(world.decide(&counter, correction()).unwrap(), State::CorrectionRequested);
    let mut second = counter.clone();
    second.frozen.version = 2;
    let answer = world.push_one(|v| v.correct(&second, 2));
    assert_eq!(held(&answer), [(2, HoldCode::StaleCorrection)]);
    let answer = world.push_one(|v| v.correct(&second, 1));
    assert_eq!((held(&answer), answer.proofs[0].body.rev), (vec![], 2));
    assert_eq!(world.state(&counter), State::Corrected);
    let answer = world.push_one(|v| v.correct(&second, 1));
    assert_eq!(held(&answer), [(4, HoldCode::StaleCorrection)]);
}

#[test]
fn what_was_decided_first_stands_and_a_later_withdrawal_is_too_late() {
    let mut world = world();
    let counter = world.village.take_in("王小妹", b"photo", b"scan");
    world.push_one(|v| v.submit(&counter));
    world.decide(&counter, Decision::new(Outcome::Accept)).unwrap();
    world.decide(&counter, Decision::new(Outcome::Grant)).unwrap();
    let answer = world.push_one(|v| v.withdraw(&counter));
    assert_eq!(held(&answer), [(2, HoldCode::TooLate)]);
    assert_eq!(held(&world.push_one(|v| v.serve(&counter, "陵民准〔2026〕1号"))), []);
    assert_eq!(world.state(&counter), State::Served);
}

#[test]
fn a_withdrawal_is_told_behind_what_was_said_before_it() {
    let mut world = world();
    let counter = world.village.take_in("王小妹", b"photo", b"scan");
    world.push_one(|v| v.submit(&counter));
    world.decide(&counter, Decision::new(Outcome::Accept)).unwrap();
    assert_eq!(held(&world.push_one(|v| v.withdraw(&counter))), []);
    let events = world.store.pull(&world.device(), 0, 8192).unwrap().events;
    let told: Vec<_> = events.iter().map(|event| event.read().unwrap().1).collect();
    assert!(matches!(told[0], Event::Decided { .. }), "{told:?}");
    assert_eq!(told[1], Event::Moved { state: State::WithdrawalRequested, note: String::new() });
}

#[test]
fn a_supplement_is_waited_for_like_any_file() {
    let mut world = world();
    let mut counter = world.village.take_in("王小妹", b"photo", b"scan");
    counter.signing = Signing::ScanBy { due: jiff::civil::date(2026, 4, 18), at: noon() };
    world.push_one(|v| v.submit(&counter));
    let device = world.device();
    world.store.append(&device, &hash_of(b"photo"), 0, b"photo", true, noon()).unwrap();
    assert_eq!(world.state(&counter), State::MaterialsComplete);
    let scan = Signing::Scanned {
        scan: hash_of(b"signed"),
        size: 6,
        media_type: "image/png".into(),
        at: noon(),
        pages: vec![],
        by: SignedBy::Hand,
    };
    let answer = world
        .push_one(|v| v.attach(&counter, Supplement::Scan { version: 1, signing: scan, instead_of: None }));
    assert_eq!(answer.files.len(), 1);
    let lease = world.store.lease(&world.official(), 10, noon()).unwrap();
    assert!(lease.manifest.cases.is_empty(), "the scan is still on its way");
    world.store.append(&device, &hash_of(b"signed"), 0, b"signed", true, noon()).unwrap();
    assert_eq!(world.store.pull(&device, 1, 8192).unwrap().events.len(), 1);
}

#[test]
fn many_stations_at_once_share_commits_and_nobodys_case_is_lost() {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::init(folder.path(), Foundation { province: 46, demo: false }, noon()).unwrap();
    let villages: Vec<_> = (0..24).map(|i| enrolled(&store, &format!("4690281002{i:02}"))).collect();
    std::thread::scope(|scope| {
        for mut village in villages {
            let store = &store;
            scope.spawn(move || {
                for i in 0..10u8 {
                    let counter = village.take_in("王小妹", &[i], &[i, 1]);
                    let entry = village.submit(&counter);
                    let packed = village.batch(vec![entry]);
                    assert_eq!(store.push(&packed, noon()).unwrap().proofs.len(), 1);
                }
            });
        }
    });
    drop(store);
    let store = Store::open(folder.path()).unwrap();
    let mut counted = 0;
    let official = Official {
        user: "du".into(),
        name: "杜督查".into(),
        role: CountyRole::Supervisor,
        county: "469028".parse().unwrap(),
    };
    let mut query = gateway_store::CaseQuery::default();
    loop {
        let (rows, more) = store.list(&official, &query).unwrap();
        counted += rows.len();
        query.after = rows.last().map(|row| row.cursor);
        if !more {
            break;
        }
    }
    assert_eq!(counted, 240);
}
