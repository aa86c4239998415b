//! Three lanes, in whatever order their batches come.
#![allow(clippy::unwrap_used)]

mod village;

use casework::case::{SignedBy, Signing, Supplement};
use gateway_store::{CaseQuery, Foundation, NewStation, Official, Store, StoreError};
use proptest::prelude::*;
use seal::Digest;
use std::collections::BTreeMap;
use village::*;
use wire::batch::{HoldCode, Verdict};
use wire::entry::After;
use wire::lane::{BULK, CASES, LANES, URGENT};
use wire::{Entry, PushAnswer};

struct World {
    store: Store,
    _folder: tempfile::TempDir,
}

/// A gateway that knows this village as its first device.
fn world_of(village: &Village) -> World {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::init(folder.path(), Foundation { province: 46, demo: false }, noon()).unwrap();
    let new = NewStation { code: village.log.station.clone(), name: NAME.into() };
    let code = store.add_station(new, noon()).unwrap();
    store.enrol(&village.enrol_request(&code.to_string()), None, noon()).unwrap();
    World { store, _folder: folder }
}

impl World {
    fn push(&self, packed: &[u8]) -> PushAnswer {
        self.store.push(packed, noon()).unwrap()
    }
}

fn official() -> Official {
    Official {
        user: "wang".into(),
        name: "王审核".into(),
        role: casework::role::CountyRole::Reviewer,
        county: "469028".parse().unwrap(),
    }
}

fn seqs(answer: &PushAnswer) -> Vec<u64> {
    answer.verdicts.iter().map(Verdict::seq).collect()
}

fn code_of(verdict: &Verdict) -> Option<HoldCode> {
    match verdict {
        Verdict::Accepted { .. } => None,
        Verdict::Held { code, .. } => Some(*code),
    }
}

const fn place(lane: u8, seq: u64) -> After {
    After { lane, seq }
}

fn scan_of(bytes: &[u8]) -> Supplement {
    let signing = Signing::Scanned {
        scan: hash_of(bytes),
        size: bytes.len() as u64,
        media_type: "image/png".into(),
        at: noon(),
        pages: vec![],
        by: SignedBy::Hand,
    };
    Supplement::Scan { version: 1, signing, instead_of: None }
}

#[test]
fn what_follows_another_lane_is_taken_up_to_the_first_that_waits_and_then_the_rest() {
    let mut cases = Village::new(STATION);
    let world = world_of(&cases);
    let mut urgent = cases.on_lane(URGENT);
    let counters: Vec<_> = (1..=3u8).map(|i| cases.take_in("王小妹", &[i], &[i, 1])).collect();
    let submits: Vec<_> = counters.iter().map(|counter| cases.submit(counter)).collect();
    let [first, rest @ ..] = submits.as_slice() else { panic!() };
    let mut head = Village { seq: 1, ..cases.clone() };
    let first = head.batch(vec![first.clone()]);
    let rest = Village { seq: 3, ..head }.batch(rest.to_vec());
    let withdrawals = (1..=3).zip(&counters).map(|(seq, counter)| {
        urgent.after = vec![place(CASES, seq)];
        urgent.withdraw(counter)
    });
    let withdrawals: Vec<_> = withdrawals.collect();
    let urgent = urgent.batch(withdrawals);

    let answer = world.push(&urgent);
    assert_eq!((answer.accepted_through, answer.verdicts.len()), (0, 0));
    assert_eq!((answer.waits, answer.head), (Some(place(CASES, 1)), Digest::ZERO));
    assert_eq!(seqs(&world.push(&first)), [1], "other lanes are not held up");
    let answer = world.push(&urgent);
    assert_eq!((answer.accepted_through, seqs(&answer), answer.waits), (1, vec![1], Some(place(CASES, 2))));
    world.push(&rest);
    let answer = world.push(&urgent);
    assert_eq!((seqs(&answer), answer.waits), (vec![1, 2, 3], None));
    assert!(answer.verdicts.iter().all(|verdict| code_of(verdict).is_none()));
    assert_eq!(serde_json::to_vec(&world.push(&urgent)).unwrap(), serde_json::to_vec(&answer).unwrap());
}

#[test]
fn a_dependency_that_was_held_counts_as_there() {
    let mut cases = Village::new(STATION);
    let world = world_of(&cases);
    let mut urgent = cases.on_lane(URGENT);
    let mut counter = cases.take_in("王小妹", b"photo", b"scan");
    counter.frozen.number = Village::new("469028100201").take_in("他", b"", b"").frozen.number;
    let submit = cases.submit(&counter);
    let answer = world.push(&cases.batch(vec![submit]));
    assert_eq!(code_of(&answer.verdicts[0]), Some(HoldCode::Number));
    urgent.after = vec![place(CASES, 1)];
    let withdraw = urgent.withdraw(&counter);
    let answer = world.push(&urgent.batch(vec![withdraw]));
    assert_eq!((code_of(&answer.verdicts[0]), answer.waits), (Some(HoldCode::UnknownCase), None));
}

#[test]
fn what_names_its_own_lane_or_none_or_too_many_is_held_and_never_waits() {
    let mut cases = Village::new(STATION);
    let world = world_of(&cases);
    let mut urgent = cases.on_lane(URGENT);
    let counter = cases.take_in("王小妹", b"photo", b"scan");
    let hostile = [
        vec![place(URGENT, 1)],
        vec![place(URGENT, 9)],
        vec![place(77, 1)],
        vec![place(CASES, 0)],
        vec![place(CASES, 1); 100],
    ];
    let entries = hostile.into_iter().map(|after| {
        urgent.after = after;
        urgent.withdraw(&counter)
    });
    let entries: Vec<_> = entries.collect();
    let answer = world.push(&urgent.batch(entries));
    assert_eq!((answer.accepted_through, answer.waits), (5, None));
    let unreadable = |verdict| code_of(verdict) == Some(HoldCode::Unreadable);
    assert!(answer.verdicts.iter().all(unreadable), "{:?}", answer.verdicts);
}

#[test]
fn a_circle_of_two_or_three_lanes_is_cut_where_it_closes() {
    for ring in [vec![URGENT, CASES], vec![URGENT, CASES, BULK]] {
        let village = Village::new(STATION);
        let world = world_of(&village);
        let mut lanes: Vec<_> = ring.iter().map(|lane| village.on_lane(*lane)).collect();
        let counter = lanes[0].take_in("王小妹", b"photo", b"scan");
        let mut answers = Vec::new();
        for (at, lane) in lanes.iter_mut().enumerate() {
            lane.after = vec![place(ring[(at + 1) % ring.len()], 1)];
            let entry = lane.withdraw(&counter);
            answers.push(world.push(&lane.batch(vec![entry])));
        }
        let closing = answers.pop().unwrap();
        assert!(answers.iter().all(|answer| answer.waits.is_some() && answer.verdicts.is_empty()));
        assert_eq!(code_of(&closing.verdicts[0]), Some(HoldCode::Unreadable));
    }
}

#[test]
fn what_follows_a_place_that_the_station_itself_does_not_have_waits_no_longer_than_until_it_says_so() {
    let mut cases = Village::new(STATION);
    let world = world_of(&cases);
    let (mut urgent, bulk) = (cases.on_lane(URGENT), cases.on_lane(BULK));
    let counter = cases.take_in("王小妹", b"photo", b"scan");
    let before = Village::hello_of(&[&urgent, &cases, &bulk], 0);
    urgent.after = vec![place(CASES, 1 << 50)];
    let entry = urgent.withdraw(&counter);
    let packed = urgent.batch(vec![entry]);
    assert_eq!(world.push(&packed).waits, Some(place(CASES, 1 << 50)));
    world.store.hello(&before, noon()).unwrap();
    assert!(world.push(&packed).waits.is_some(), "a hello from before the entry says nothing about it");
    world.store.hello(&Village::hello_of(&[&urgent, &cases, &bulk], 0), noon()).unwrap();
    assert_eq!(code_of(&world.push(&packed).verdicts[0]), Some(HoldCode::Unreadable));
}

#[test]
fn hello_tells_every_lane_to_who_asks_and_an_older_program_gets_the_answer_it_knows() {
    let mut cases = Village::new(STATION);
    let world = world_of(&cases);
    let (mut urgent, bulk) = (cases.on_lane(URGENT), cases.on_lane(BULK));
    let counter = cases.take_in("王小妹", b"photo", b"scan");
    let submit = cases.submit(&counter);
    world.push(&cases.batch(vec![submit]));
    let taken = cases.stand();
    let withdraw = urgent.withdraw(&counter);
    world.push(&urgent.batch(vec![withdraw]));
    let more = cases.withdraw(&counter);
    cases.batch(vec![more]);
    let answer = world.store.hello(&Village::hello_of(&[&urgent, &cases, &bulk], 0), noon()).unwrap();
    assert_eq!(answer.lanes, [urgent.stand(), taken.clone(), bulk.stand()]);
    assert_eq!((answer.accepted_through, answer.head, answer.life), (1, taken.head, 1));
    let told = answer.events.map(|page| page.events.len());
    assert_eq!((answer.events_head, told), (Some(Digest::ZERO), Some(1)), "the case was asked for back");
    let old = world.store.hello(&cases.hello(vec![]), noon()).unwrap();
    let said = serde_json::to_value(&old).unwrap();
    let mut names: Vec<_> = said.as_object().unwrap().keys().map(String::as_str).collect();
    names.sort_unstable();
    let mut known =
        ["session", "accepted_through", "head", "files", "newest_event", "server_time", "term", "catalogue"];
    known.sort_unstable();
    assert_eq!(names, known, "an older program refuses a word that it does not know");
}

#[test]
fn events_come_with_the_answer_to_a_hello_and_chain_to_the_cursor() {
    let mut cases = Village::new(STATION);
    let world = world_of(&cases);
    let (urgent, bulk) = (cases.on_lane(URGENT), cases.on_lane(BULK));
    let counter = cases.take_in("王小妹", b"photo", b"scan");
    let submit = cases.submit(&counter);
    world.push(&cases.batch(vec![submit]));
    let device = gateway_store::DeviceId { station: cases.log.station.clone(), device: cases.log.device };
    for file in [b"photo".as_slice(), b"scan"] {
        world.store.append(&device, &hash_of(file), 0, file, true, noon()).unwrap();
    }
    let hello =
        |cursor| world.store.hello(&Village::hello_of(&[&urgent, &cases, &bulk], cursor), noon()).unwrap();
    let page = hello(0).events.unwrap();
    assert!(page.follows(&Digest::ZERO, 1, &world.store.keys().gateway().public()));
    assert_eq!((page.events.len(), page.more), (1, false));
    let (at_end, beyond) = (hello(1), hello(7));
    assert_eq!((at_end.events, at_end.events_head), (None, Some(page.head)));
    assert_eq!((beyond.events, beyond.events_head, beyond.newest_event), (None, Some(page.head), 1));
}

/// What a station does with its cases, in order: which case, and what.
#[derive(Clone, Debug)]
struct Day {
    deeds: Vec<(usize, u8)>,
    /// Entries of each batch, over and over, per lane.
    sizes: [Vec<usize>; 3],
    /// Which lane's batch comes next, and how far from the one that is due.
    line: Vec<(u8, i8)>,
}

fn days() -> impl Strategy<Value = Day> {
    let sizes = || prop::collection::vec(1usize..4, 1..4);
    (
        prop::collection::vec((0usize..4, 0u8..4), 1..16),
        [sizes(), sizes(), sizes()],
        prop::collection::vec((0u8..3, -2i8..3), 0..30),
    )
        .prop_map(|(deeds, sizes, line)| Day { deeds, sizes, line })
}

/// One station's log: its entries in the order in which they were made, and packed lane by lane.
struct Log {
    village: Village,
    made: Vec<(u8, Entry)>,
    numbers: Vec<casework::number::ReceiptNumber>,
}

/// Makes the entries as a station does: each names the last of its case in the other lanes.
fn log_of(day: &Day) -> Log {
    let mut village = Village::new(STATION);
    let mut lanes = LANES.map(|lane| village.on_lane(lane));
    let mut counters: BTreeMap<usize, (Counter, BTreeMap<u8, u64>)> = BTreeMap::new();
    let mut made = Vec::new();
    for (case, deed) in &day.deeds {
        let known = counters.get(case).map_or(0, |_| *deed);
        let (counter, places) = counters.entry(*case).or_insert_with(|| {
            let bytes = [u8::try_from(*case).unwrap(); 3];
            (village.take_in("王小妹", &bytes, &bytes[1..]), BTreeMap::new())
        });
        let lane = [CASES, URGENT, URGENT, BULK][usize::from(known)];
        let log = &mut lanes[usize::from(lane)];
        log.after = places.iter().filter(|(l, _)| **l != lane).map(|(l, seq)| place(*l, *seq)).collect();
        let entry = match known {
            0 => log.submit(counter),
            1 => log.withdraw(counter),
            2 => log.attach(counter, scan_of(&[u8::try_from(made.len()).unwrap()])),
            _ => log.serve(counter, "号"),
        };
        places.insert(lane, log.seq);
        made.push((lane, entry));
    }
    let numbers = counters.into_values().map(|(counter, _)| counter.frozen.number).collect();
    Log { village, made, numbers }
}

fn packed(log: &Log, lane: u8, sizes: &[usize]) -> Vec<Vec<u8>> {
    let mut village = log.village.on_lane(lane);
    let mut entries: Vec<Entry> =
        log.made.iter().filter(|(l, _)| *l == lane).map(|(_, e)| e.clone()).collect();
    let mut batches = Vec::new();
    for size in sizes.iter().cycle() {
        if entries.is_empty() {
            return batches;
        }
        let rest = entries.split_off((*size).min(entries.len()));
        village.seq += entries.len() as u64;
        batches.push(village.batch(std::mem::replace(&mut entries, rest)));
    }
    batches
}

/// Everything that can be seen from outside: the word on every entry, the states, how many proofs there are.
fn seen(world: &World, log: &Log, batches: &[Vec<Vec<u8>>]) -> (Vec<String>, Vec<String>, usize) {
    let (mut words, mut proofs) = (Vec::new(), Vec::new());
    for (lane, batches) in LANES.iter().zip(batches) {
        for packed in batches {
            let answer = world.push(packed);
            assert_eq!(answer.waits, None);
            words.extend(answer.verdicts.iter().map(|v| format!("{lane} {} {:?}", v.seq(), code_of(v))));
            proofs.extend(answer.proofs.into_iter().map(|proof| proof.body.proof_no));
        }
    }
    let count = proofs.len();
    proofs.sort();
    proofs.dedup();
    assert_eq!(proofs.len(), count, "no number is given twice");
    let list = world.store.list(&official(), &CaseQuery::default()).unwrap().0;
    let states = log.numbers.iter().map(|number| {
        let of_it: Vec<_> = list.iter().filter(|row| row.number == *number).collect();
        let timeline = world.store.case(&official(), number).unwrap().timeline;
        format!("{} {:?} {}", of_it.len(), of_it[0].state, timeline.len())
    });
    (words, states.collect(), count)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn however_batches_of_three_lanes_come_every_entry_is_judged_once_and_all_ends_alike(day in days()) {
        let log = log_of(&day);
        let calm = world_of(&log.village);
        let mut lanes = LANES.map(|lane| log.village.on_lane(lane));
        for (lane, entry) in &log.made {
            let village = &mut lanes[usize::from(*lane)];
            village.seq += 1;
            let answer = calm.push(&village.batch(vec![entry.clone()]));
            prop_assert_eq!((answer.verdicts.len(), answer.waits), (1, None));
        }

        let rough = world_of(&log.village);
        let batches: Vec<_> = LANES.map(|lane| packed(&log, lane, &day.sizes[usize::from(lane)])).into();
        let mut due = [0usize; 3];
        let total: usize = batches.iter().map(Vec::len).sum();
        let calmly = (0..=total + log.made.len()).flat_map(|_| LANES.map(|lane| (lane, 0)));
        for (lane, off) in day.line.iter().copied().chain(calmly) {
            let at = usize::from(lane);
            let which = due[at].saturating_add_signed(off.into());
            let Some(packed) = batches[at].get(which) else { continue };
            match rough.store.push(packed, noon()) {
                Ok(answer) if answer.waits.is_none() => due[at] = due[at].max(which + 1),
                Ok(answer) => prop_assert!(answer.verdicts.len() < 4),
                Err(StoreError::Gap { .. }) => prop_assert!(which > due[at]),
                Err(error) => prop_assert!(false, "{error}"),
            }
        }
        let (words, states, proofs) = seen(&rough, &log, &batches);
        prop_assert_eq!(words.len(), log.made.len());
        prop_assert_eq!((words, states, proofs), seen(&calm, &log, &batches));
    }
}
