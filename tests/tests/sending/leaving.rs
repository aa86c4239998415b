//! A clerk logs out while the line is at work: the store is gone from one moment to the next, the line's mind stays.

use crate::desk::Desk;
use crate::records::Records;
use crate::waiting;
use casework::moment::Moment;
use journeys::world::World;
use station_store::{Store, StoreError};
use station_sync::core::Ticket;
use station_sync::{Core, HttpExchange, PATIENCE, RoundError, Step, StoreDoor, Talk};
use std::cell::Cell;
use std::collections::VecDeque;
use std::time::Instant;
use wire::{Exchange as _, Request};

#[test]
fn a_clerk_who_leaves_at_any_moment_of_a_talk_stops_no_later_one() {
    let world = World::begin();
    let desk = waiting(&world, 0);
    let (line, mut core, began) = (desk.line().unwrap(), Core::new(1), Instant::now());
    for passes in 0.. {
        desk.take_in(1, &Records(None)).unwrap();
        let leaving = Leaving { desk: &desk, passes: Cell::new(passes) };
        let ended = talks(&leaving, &line, &mut core, began);
        talks(&desk, &line, &mut core, began).unwrap();
        assert!(desk.has_arrived().unwrap(), "after {passes} looks into the store something stays behind");
        if ended.is_ok() {
            println!("left after each of {passes} looks into the store");
            return assert!(passes > 20, "{passes}");
        }
    }
}

/// A talk to its end. What is under way is carried as late as can be.
fn talks(
    door: &impl StoreDoor,
    line: &HttpExchange,
    core: &mut Core,
    began: Instant,
) -> Result<(), RoundError> {
    core.wake();
    let mut talk = Talk::begin(door, core)?;
    let mut asked: VecDeque<(Ticket, Request)> = VecDeque::new();
    loop {
        match talk.step(began.elapsed())? {
            Step::Ask(ticket, request, _) => asked.push_back((ticket, request)),
            Step::Wait => {
                let next = asked.pop_front();
                let (ticket, request) = next.ok_or("it waits for what nobody will bring").unwrap();
                talk.hear(began.elapsed(), ticket, line.ask(&request, PATIENCE))?;
            }
            Step::Rest(_, failure) => return failure.map_or(Ok(()), Err),
        }
    }
}

/// A door through which so many looks are taken before the clerk leaves.
struct Leaving<'a> {
    desk: &'a Desk,
    passes: Cell<u32>,
}

impl StoreDoor for Leaving<'_> {
    fn with<T>(&self, work: impl FnOnce(&mut Store) -> Result<T, StoreError>) -> Result<T, StoreError> {
        let left = self.passes.get().checked_sub(1).ok_or(StoreError::NotFound)?;
        self.passes.set(left);
        self.desk.with(work)
    }

    fn now(&self) -> Moment {
        self.desk.now()
    }
}
