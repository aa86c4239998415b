//! What comes down: papers of the authority and catalogues, over a line that never carries much of them at once; and what
//! only a newer program could read.

use crate::clerk::cases;
use crate::desk::Desk;
use crate::office::Office;
use crate::waiting;
use casework::decision::{Decision, Outcome};
use catalogue::Pack;
use gateway_store::PackRow;
use journeys::program::source;
use journeys::world::World;
use rusqlite::Connection;
use seal::{Digest, SigningKey};
use station_store::Arriving;
use station_sync::{StoreDoor as _, round};
use std::fs;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use wire::down::{Event, EventHeader, Page, RawEvent};
use wire::exchange::Stretch;
use wire::{Answer, Exchange, LinkError, Request};

/// Nothing makes it smaller.
pub fn paper(bytes: usize) -> Vec<u8> {
    let noise = (0..bytes.div_ceil(32) as u64).flat_map(|n| Digest::of(&n.to_le_bytes()).0);
    b"%PDF-1.7\n".iter().copied().chain(noise).collect()
}

/// The shipped content as its publisher's next version.
pub fn next_edition() -> PackRow {
    let (mut pack, _) = Pack::read(&source().join("assets")).unwrap();
    pack.publisher.version += 1;
    pack.publisher.name = "陵水黎族自治县(第二版)".to_owned();
    let (publisher, version) = (pack.publisher.publisher.clone(), pack.publisher.version);
    PackRow { publisher, version, bytes: pack.to_bytes().unwrap() }
}

/// A line that carries so many bytes of a part and breaks off; twice of five times none at all.
struct Thin<E> {
    line: E,
    most: usize,
    asked: AtomicUsize,
    carried: AtomicUsize,
}

impl<E: Exchange> Thin<E> {
    fn some_of(&self, mut part: Stretch) -> Result<Stretch, LinkError> {
        if self.asked.fetch_add(1, Ordering::Relaxed) % 5 > 2 {
            return Err(LinkError::TimedOut);
        }
        part.bytes.truncate(self.most);
        self.carried.fetch_add(part.bytes.len(), Ordering::Relaxed);
        Ok(part)
    }
}

impl<E: Exchange> Exchange for Thin<E> {
    fn ask(&self, request: &Request, patience: Duration) -> Result<Answer, LinkError> {
        Ok(match self.line.ask(request, patience)? {
            Answer::File(part) => Answer::File(self.some_of(part)?),
            Answer::Pack(mut pack) => {
                pack.stretch = self.some_of(pack.stretch)?;
                Answer::Pack(pack)
            }
            other => other,
        })
    }
}

#[test]
fn a_paper_that_a_restored_gateway_forgot_does_not_make_every_talk_fail() {
    let world = World::begin();
    let desk = waiting(&world, 1);
    let line = desk.line().unwrap();
    assert!(desk.send(&line).unwrap().all);
    let number = cases(&desk)[0].number.clone();
    Office::of(&world).decides_with(&number, Decision::new(Outcome::Accept), paper(5_000));
    Connection::open(world.folder("gateway").join("gateway.db"))
        .unwrap()
        .execute("DELETE FROM paper", [])
        .unwrap();
    let sent = desk.send(&line).unwrap();
    assert_eq!((sent.report.events, sent.report.papers), (1, 0));
    assert!(sent.failure.is_none(), "{:?}", sent.failure);
}

#[test]
fn a_paper_and_a_catalogue_come_in_parts_none_of_them_twice_though_the_program_starts_anew_each_time() {
    let world = World::begin();
    let desk = waiting(&world, 1);
    assert!(desk.send(&desk.line().unwrap()).unwrap().all);
    let office = Office::of(&world);
    let paper = paper(70_000);
    let number = cases(&desk)[0].number.clone();
    office.decides_with(&number, Decision::new(Outcome::Accept), paper.clone());
    let edition = next_edition();
    let packed = office.publishes(edition.clone());
    let line = Thin {
        line: desk.line().unwrap(),
        most: 3_000,
        asked: AtomicUsize::default(),
        carried: AtomicUsize::default(),
    };
    let is_here = |desk: &Desk| {
        let hash = Digest::of(&edition.bytes).to_string().parse().unwrap();
        let awaited = desk.with(|store| store.papers_to_fetch()).unwrap();
        awaited.is_empty() && desk.with(|store| store.has_pack(&hash)).unwrap()
    };
    let mut talks = 0;
    while !is_here(&desk) {
        talks += 1;
        assert!(talks < 40, "it never comes");
        let _broken = round(&desk, &line);
    }
    assert!(talks > 3, "it came in {talks} talks");
    assert_eq!(line.carried.into_inner(), paper.len() + packed, "nothing came twice");
    let name = Digest::of(&paper).to_string().parse().unwrap();
    assert_eq!(desk.with(|store| store.files().read(&name)).unwrap(), paper);
}

#[test]
fn a_catalogue_whose_difference_was_made_from_other_bytes_than_ours_comes_whole_in_the_same_talk() {
    let world = World::begin();
    let desk = waiting(&world, 0);
    let beside = Connection::open(world.folder("gateway").join("gateway.db")).unwrap();
    // a gateway that was restored and has published something else under the version that is here
    let other = "UPDATE pack SET bytes = cast(replace(cast(bytes AS TEXT), '便民', '利民') AS BLOB)";
    assert_eq!(beside.execute(other, []).unwrap(), 1);
    let edition = next_edition();
    Office::of(&world).publishes(edition.clone());
    assert!(round(&desk, &desk.line().unwrap()).unwrap().catalogue);
    let hash = Digest::of(&edition.bytes).to_string().parse().unwrap();
    assert!(desk.with(|store| store.has_pack(&hash)).unwrap());
}

#[test]
fn parts_of_a_catalogue_that_is_packed_shorter_by_now_are_forgotten_and_it_comes_in_the_same_talk() {
    let world = World::begin();
    let desk = waiting(&world, 0);
    let edition = next_edition();
    let packed = Office::of(&world).publishes(edition.clone());
    let hash = Digest::of(&edition.bytes).to_string().parse().unwrap();
    let more = vec![7; packed + 10];
    let what = Arriving::Pack(&hash, Some(edition.version - 1));
    let size = more.len() as u64 + 1;
    desk.with(|store| store.arrives(what, &Stretch { from: 0, bytes: more.clone(), size })).unwrap();
    assert!(round(&desk, &desk.line().unwrap()).unwrap().catalogue);
    assert!(desk.with(|store| store.has_pack(&hash)).unwrap());
}

#[test]
fn what_only_a_newer_program_can_read_stops_nothing() {
    let world = World::begin();
    let desk = waiting(&world, 3);
    let line = Newer { line: desk.line().unwrap(), event: newer_event(&world, &desk) };
    let report = desk.send(&line).unwrap().report;
    assert_eq!((report.entries, report.events), (3, 1), "{report:?}");
    assert_eq!(desk.with(|store| store.cursor()).unwrap().0, 1);
    assert!(
        desk.with(|store| store.unread_events()).unwrap().is_empty(),
        "this program cannot read it either"
    );
}

/// A gateway of some years later, whose first event is one that nobody knows today.
struct Newer<E> {
    line: E,
    event: Page,
}

impl<E: Exchange> Exchange for Newer<E> {
    fn ask(&self, request: &Request, patience: Duration) -> Result<Answer, LinkError> {
        Ok(match self.line.ask(request, patience)? {
            Answer::Hello(mut hello) => {
                (hello.events, hello.newest_event) = (Some(self.event.clone()), 1);
                Answer::Hello(hello)
            }
            // and no further one
            Answer::Page(page) => Answer::Page(Page { events: Vec::new(), more: false, ..page }),
            other => other,
        })
    }
}

fn newer_event(world: &World, desk: &Desk) -> Page {
    let key = fs::read_to_string(world.folder("gateway").join("keys").join("gateway.key")).unwrap();
    let key: Digest = key.trim().parse().unwrap();
    let certificate = &desk.village.identity.enrolment.certificate;
    let (station, device) = (certificate.station.clone(), certificate.device);
    let case = casework::id::CaseId::new(uuid::Uuid::from_u128(7));
    let header = EventHeader { v: 1, station, device, dseq: 1, case, at: desk.now() };
    let header = seal::canonical::bytes(&header).unwrap();
    let event = br#"{"event":"hearing","when":"2031-05-01"}"#.to_vec();
    assert_eq!(Event::read(&event).unwrap(), Event::Newer);
    let event = RawEvent::from_bytes(header, event).unwrap();
    Page::sign(1, &Digest::ZERO, vec![event], false, &SigningKey::from_bytes(key.0))
}
