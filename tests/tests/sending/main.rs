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
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::time::Duration;
use wire::Batch;
use wire::batch::FileState;
use wire::down::Page;
use wire::enrol::{EnrolRequest, Enrolment};
use wire::exchange::PackAnswer;
use wire::hello::{HelloAnswer, SignedHello};
use wire::{Exchange, LinkError, PushAnswer};

/// Everything but the push goes to the line behind.
macro_rules! passed_on {
    () => {
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
    };
}

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

#[test]
fn a_batch_that_overtook_the_one_before_it_is_sent_again() {
    let world = World::begin();
    let desk = Desk::with_cases_waiting(&world, 120).unwrap();
    // the gateway takes the first batch, its answer is lost: when it comes again it is answered at once
    let cut = Judged::first(0, desk.line(&world.address()).unwrap());
    assert!(desk.send(&cut).is_err());
    let line = Judged::all(Overtaken::of(desk.line(&world.address()).unwrap()));
    desk.send(&line).unwrap();
    assert_eq!(line.pushes.into_inner(), 4, "the first again, the second, the third too early, the third");
}

/// A line on which the second batch (entries 51 to 100) reaches the gateway after the third was answered.
struct Overtaken<E> {
    third: (Mutex<Sender<()>>, Mutex<Receiver<()>>),
    exchange: E,
}

impl<E> Overtaken<E> {
    fn of(exchange: E) -> Self {
        let (answered, waits) = channel();
        Self { third: (Mutex::new(answered), Mutex::new(waits)), exchange }
    }
}

impl<E: Exchange> Exchange for Overtaken<E> {
    fn push(&self, packed: &[u8]) -> Result<PushAnswer, LinkError> {
        let first_seq = Batch::unpack(packed).unwrap().first_seq;
        if first_seq == 51 {
            // the third leaves before the second is answered, or the test ends here
            self.third.1.lock().unwrap().recv_timeout(Duration::from_secs(20)).unwrap();
        }
        let answer = self.exchange.push(packed);
        if first_seq == 101 {
            self.third.0.lock().unwrap().send(()).unwrap();
        }
        answer
    }

    passed_on!();
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

    passed_on!();
}
