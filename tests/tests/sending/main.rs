//! Sending entries by the station's own round, to the gateway's own program.
#![allow(clippy::unwrap_used)]

#[path = "../../examples/line/desk.rs"]
#[allow(dead_code)]
mod desk;
#[path = "../../examples/village/mod.rs"]
#[allow(dead_code)]
mod village;

use casework::case::FileHash;
use desk::Desk;
use journeys::world::World;
use std::sync::atomic::{AtomicUsize, Ordering};
use wire::batch::FileState;
use wire::down::Page;
use wire::enrol::{EnrolRequest, Enrolment};
use wire::exchange::PackAnswer;
use wire::hello::{HelloAnswer, SignedHello};
use wire::{Exchange, LinkError, PushAnswer};

#[test]
fn more_than_a_batch_goes_up_and_every_case_once() {
    let world = World::begin();
    let desk = Desk::with_cases_waiting(&world, 120).unwrap();
    let line = Judged::all(desk.line(&world.address()).unwrap());
    desk.send(&line).unwrap();
    assert_eq!(line.pushes.into_inner(), 3);
}

#[test]
fn entries_that_were_not_judged_yet_are_sent_again_before_what_follows_them() {
    let world = World::begin();
    let desk = Desk::with_cases_waiting(&world, 53).unwrap();
    let line = Judged::first(20, desk.line(&world.address()).unwrap());
    desk.send(&line).unwrap();
    assert_eq!(line.pushes.into_inner(), 3, "20, 20 more, the last 13");
}

/// A line whose gateway speaks of the first entries of a batch only.
struct Judged<E> {
    most: usize,
    pushes: AtomicUsize,
    exchange: E,
}

impl<E> Judged<E> {
    fn all(exchange: E) -> Self {
        Self::first(usize::MAX, exchange)
    }

    fn first(most: usize, exchange: E) -> Self {
        Self { most, pushes: AtomicUsize::new(0), exchange }
    }
}

impl<E: Exchange> Exchange for Judged<E> {
    fn push(&self, packed: &[u8]) -> Result<PushAnswer, LinkError> {
        self.pushes.fetch_add(1, Ordering::Relaxed);
        let mut answer = self.exchange.push(packed)?;
        answer.verdicts.truncate(self.most);
        Ok(answer)
    }

    fn enrol(&self, request: &EnrolRequest) -> Result<Enrolment, LinkError> {
        self.exchange.enrol(request)
    }

    fn hello(&self, hello: &SignedHello) -> Result<HelloAnswer, LinkError> {
        self.exchange.hello(hello)
    }

    fn append(
        &self,
        session: &str,
        file: &FileHash,
        offset: u64,
        bytes: &[u8],
        last: bool,
    ) -> Result<FileState, LinkError> {
        self.exchange.append(session, file, offset, bytes, last)
    }

    fn pull(&self, session: &str, cursor: u64, max_bytes: u32) -> Result<Page, LinkError> {
        self.exchange.pull(session, cursor, max_bytes)
    }

    fn fetch(&self, session: &str, file: &FileHash) -> Result<Vec<u8>, LinkError> {
        self.exchange.fetch(session, file)
    }

    fn catalogue(&self, session: &str, publisher: &str, version: u32) -> Result<PackAnswer, LinkError> {
        self.exchange.catalogue(session, publisher, version)
    }
}
