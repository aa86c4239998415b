//! Sending entries by the station's own round, to the gateway's own program.
#![allow(clippy::unwrap_used)]

#[path = "../../examples/line/desk.rs"]
#[allow(dead_code)]
mod desk;
#[path = "../../examples/village/mod.rs"]
#[allow(dead_code)]
mod village;

use desk::Desk;
use journeys::world::World;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::mpsc::channel;
use std::sync::{Mutex, OnceLock};
use std::time::Duration;
use wire::Batch;
use wire::{Answer, Exchange, LinkError, PushAnswer, Request};

#[test]
fn more_than_a_batch_goes_up_and_every_case_once() {
    let world = World::begin();
    let desk = Desk::with_cases_waiting(&world, 120).unwrap();
    let pushes = AtomicUsize::new(0);
    let line = Line::to(desk.line(&world.address()).unwrap(), |gateway, packed| {
        pushes.fetch_add(1, Ordering::Relaxed);
        gateway.push(packed)
    });
    desk.send(&line).unwrap();
    assert_eq!(pushes.load(Ordering::Relaxed), 3);
}

#[test]
fn entries_that_were_not_judged_yet_are_sent_again_before_what_follows_them() {
    let world = World::begin();
    let desk = Desk::with_cases_waiting(&world, 53).unwrap();
    let pushes = AtomicUsize::new(0);
    let line = Line::to(desk.line(&world.address()).unwrap(), |gateway, packed| {
        pushes.fetch_add(1, Ordering::Relaxed);
        let mut answer = gateway.push(packed)?;
        answer.verdicts.truncate(20);
        Ok(answer)
    });
    desk.send(&line).unwrap();
    assert_eq!(pushes.load(Ordering::Relaxed), 3, "20, 20 more, the last 13");
}

#[test]
fn a_batch_that_overtook_the_one_before_it_is_sent_again() {
    let world = World::begin();
    let desk = Desk::with_cases_waiting(&world, 120).unwrap();
    let first_answer = OnceLock::new();
    let cut = Line::to(desk.line(&world.address()).unwrap(), |gateway, packed| {
        first_answer.set(gateway.push(packed)?).unwrap();
        Err(LinkError::TimedOut)
    });
    assert!(desk.send(&cut).is_err(), "the gateway took the first batch and its answer was lost");

    let pushes = AtomicUsize::new(0);
    let (answered, waits) = channel();
    let third = Mutex::new(waits);
    let line = Line::to(desk.line(&world.address()).unwrap(), |gateway, packed| {
        pushes.fetch_add(1, Ordering::Relaxed);
        match Batch::unpack(packed).unwrap().first_seq {
            // at once, whatever else this computer does: the line is a quick one
            1 => Ok(first_answer.get().unwrap().clone()),
            51 => {
                third.lock().unwrap().recv_timeout(Duration::from_secs(20)).unwrap();
                gateway.push(packed)
            }
            _ => {
                let answer = gateway.push(packed);
                answered.send(()).unwrap();
                answer
            }
        }
    });
    desk.send(&line).unwrap();
    assert_eq!(
        pushes.load(Ordering::Relaxed),
        4,
        "the first again, the second, the third too early, the third"
    );
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
