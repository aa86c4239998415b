//! Sending entries by the station's own round, to the gateway's own program.
#![allow(clippy::unwrap_used)]

#[path = "../../examples/line/desk.rs"]
#[allow(dead_code)]
mod desk;
#[path = "../../examples/line/records.rs"]
#[allow(dead_code)]
mod records;
#[path = "../../examples/village/mod.rs"]
#[allow(dead_code)]
mod village;

mod apart;
mod beside;
mod clerk;
mod coming;
mod cut;
mod cut_shared;
mod damaged;
mod dictionary;
mod forgetting;
mod late;
mod leaving;
mod metered;
mod office;
mod proxy;
mod rebound;
mod stick;
mod unwanted;

use desk::Desk;
use journeys::world::{STATION, World};
use office::Office;
use records::Records;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::channel;
use std::time::Duration;
use wire::{Answer, Exchange, LinkError, PushAnswer, Request};

/// A desk at which so many cases wait.
fn waiting(world: &World, cases: usize) -> Desk {
    let desk = Desk::open(&world.address(), world.enrolment_code_of(STATION), |_| ()).unwrap();
    for _ in 0..cases {
        desk.take_in(0, &Records(None)).unwrap();
    }
    desk
}

/// One talk in which every case gets its proof and its event comes back.
fn all_goes_up(desk: &Desk, line: &(impl Exchange + Sync), cases: usize) {
    let sent = desk.send(line).unwrap();
    let report = sent.report;
    assert!(sent.all && (report.entries, report.events) == (cases, cases), "{report:?} {:?}", sent.failure);
}

#[test]
fn more_than_a_batch_goes_up_and_every_case_once() {
    let world = World::begin();
    let desk = waiting(&world, 120);
    all_goes_up(&desk, &desk.line().unwrap(), 120);
}

#[test]
fn entries_that_were_not_judged_yet_are_sent_again_before_what_follows_them() {
    let world = World::begin();
    let desk = waiting(&world, 53);
    let line = Line::to(desk.line().unwrap(), |gateway, packed| {
        let mut answer = gateway.push(packed)?;
        answer.verdicts.truncate(20);
        Ok(answer)
    });
    all_goes_up(&desk, &line, 53);
}

#[test]
fn a_batch_whose_answer_was_lost_goes_again_at_once_and_counts_once() {
    let world = World::begin();
    let desk = waiting(&world, 120);
    let lost = AtomicUsize::new(0);
    let line = Line::to(desk.line().unwrap(), |gateway, packed| {
        let answer = gateway.push(packed)?;
        match lost.fetch_add(1, Ordering::Relaxed) {
            1 => Err(LinkError::TimedOut),
            _ => Ok(answer),
        }
    });
    all_goes_up(&desk, &line, 120);
}

#[test]
fn a_batch_that_overtook_the_one_before_it_is_sent_again() {
    let world = World::begin();
    let desk = waiting(&world, 120);
    let office = Office::of(&world);
    let (overtaken, waits) = channel();
    let (waits, turns) = (Mutex::new(waits), AtomicUsize::new(0));
    let line = Line::to(desk.line().unwrap(), |gateway, packed| {
        let first = office.unpack(packed).first_seq;
        match turns.fetch_add(1, Ordering::Relaxed) {
            // the second batch stands still until the third has tried its luck
            1 => {
                let _ = waits.lock().unwrap().recv_timeout(Duration::from_secs(20));
                gateway.push(packed)
            }
            2 => {
                let answer = gateway.push(packed);
                assert!(first > 1 && answer.is_err(), "it came too early");
                overtaken.send(()).unwrap();
                answer
            }
            _ => gateway.push(packed),
        }
    });
    all_goes_up(&desk, &line, 120);
    assert!(turns.load(Ordering::Relaxed) > 3, "the third went again");
}

/// A line to a gateway on which something happens to the batches.
struct Line<E, P> {
    exchange: E,
    push: P,
}

impl<E, P> Line<E, P>
where
    E: Exchange,
    P: Fn(&E, &[u8]) -> Result<PushAnswer, LinkError>,
{
    fn to(exchange: E, push: P) -> Self {
        Self { exchange, push }
    }
}

impl<E, P> Exchange for Line<E, P>
where
    E: Exchange,
    P: Fn(&E, &[u8]) -> Result<PushAnswer, LinkError>,
{
    fn ask(&self, request: &Request, patience: Duration) -> Result<Answer, LinkError> {
        match request {
            Request::Push(packed) => (self.push)(&self.exchange, packed).map(Answer::Pushed),
            other => self.exchange.ask(other, patience),
        }
    }
}
