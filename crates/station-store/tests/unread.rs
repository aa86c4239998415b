//! Events that only a newer program can read.
#![allow(clippy::unwrap_used)] // a test that cannot go on stops here

mod counter;

use casework::id::CaseId;
use casework::state::State;
use counter::*;
use seal::slot::{DataKey, Purpose};
use seal::{Digest, canonical};
use sqlite_kit::{Database, Key, Migration, Settings};
use station_store::{Arrival, Filter, Store};
use wire::down::{Event, RawEvent};

/// What the newer gateway says, in words that nobody knows today, and what it means.
const NEWER: &[u8] = br#"{"event":"hearing","when":"2031-05-01"}"#;

fn newer(like: &Arrival, prev: Digest) -> Arrival {
    let raw = RawEvent::from_bytes(canonical::bytes(&like.header).unwrap(), NEWER.to_vec()).unwrap();
    let (header, event) = raw.read().unwrap();
    Arrival { hash: raw.hash(&prev), raw, header, event }
}

fn moved(state: State) -> Event {
    Event::Moved { state, note: String::new() }
}

/// A case that the province has, and of which it says something new and then something known.
fn told(store: &mut Store) -> CaseId {
    let draft = draft(store, "李秀英");
    let frozen = freeze(store, &draft, new_case(), at(1)).unwrap();
    let case = frozen.frozen.case;
    submit(store, &frozen);
    let first = newer(&event(case, 1, Digest::ZERO, moved(State::InReview)), Digest::ZERO);
    let second = event(case, 2, first.hash, Event::MaterialsComplete { rev: 1 });
    store.take_events(&[first, second]).unwrap();
    case
}

#[test]
fn what_cannot_be_read_is_told_once_beside_its_case_and_what_follows_waits_behind_it() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = open(folder.path(), &DataKey::generate().unwrap());
    let case = told(&mut store);
    assert_eq!(store.cursor().unwrap().0, 2, "the line goes on");
    let steps = store.steps(case).unwrap();
    let told: Vec<_> = steps.iter().filter(|step| step.note.contains("升级程序")).collect();
    assert_eq!(told.len(), 1, "{steps:?}");
    let found = store.list_cases(&Filter::default(), 0, 10).unwrap();
    assert!(format!("{found:?}").contains("升级程序"), "in the list as well: {found:?}");
    assert_eq!(store.case(case).unwrap().state, State::Queued);
    assert!(store.unread_events().unwrap().is_empty(), "no program here can read it");
}

#[test]
fn the_newer_program_takes_what_waited_in_its_order() {
    const TODAY: Migration = Migration { number: 10, sql: "", least_reader: 6 };
    let (folder, key) = (tempfile::tempdir().unwrap(), DataKey::generate().unwrap());
    let mut store = open(folder.path(), &key);
    let case = told(&mut store);
    drop(store);
    // the newer program knows the word; to this one it is written in words that it knows
    let (path, raw) = (folder.path().join("station.db"), key.derive(Purpose::Database));
    let as_today = Settings { path: &path, key: Key::Raw(&raw), migrations: &[TODAY] };
    let known = serde_json::to_string(&Event::MaterialsComplete { rev: 1 }).unwrap();
    let db = Database::open(&as_today).unwrap();
    db.connection().execute("UPDATE inbox SET payload = ?1 WHERE dseq = 1", [known]).unwrap();
    drop(db);

    let mut store = Store::open(folder.path(), &key).unwrap();
    let unread = store.unread_events().unwrap();
    assert_eq!(unread.iter().map(|arrival| arrival.header.dseq).collect::<Vec<_>>(), [1, 2]);
    for arrival in &unread {
        store.take_unread(arrival).unwrap();
    }
    assert!(store.unread_events().unwrap().is_empty());
    let steps = store.steps(case).unwrap();
    let complete = |state: &State| *state == State::MaterialsComplete;
    assert!(steps.iter().map(|step| &step.state).any(complete), "{steps:?}");
    assert!(complete(&store.case(case).unwrap().state));
    let last = event(case, 3, unread[1].hash, moved(State::InReview));
    store.take_events(&[last]).unwrap();
    assert_eq!(store.case(case).unwrap().state, State::InReview, "nothing waits any more");
}

#[test]
fn a_gateway_that_forgets_such_an_event_takes_it_back() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = open(folder.path(), &DataKey::generate().unwrap());
    let case = told(&mut store);
    store.set_events_aside(0, at(30)).unwrap();
    let anew = event(case, 1, Digest::ZERO, Event::MaterialsComplete { rev: 1 });
    store.take_events(&[anew]).unwrap();
    assert_eq!(store.case(case).unwrap().state, State::MaterialsComplete);
}
