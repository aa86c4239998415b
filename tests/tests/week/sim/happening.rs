//! What will happen, in the order of virtual time.

use super::carrier::Stick;
use station_sync::core::Ticket;
use std::cmp::Ordering;
use std::collections::BinaryHeap;
use std::rc::Rc;
use std::time::Duration;
use wire::{Answer, LinkError, Request};

/// A question on its way, or its answer.
#[derive(Clone)]
pub struct Asked {
    /// Who asks.
    pub station: usize,
    /// In which of its talks.
    pub talk: u64,
    /// Which question of that.
    pub ticket: Ticket,
    /// After this nobody waits any more.
    pub until: Duration,
    /// What is asked.
    pub request: Rc<Request>,
}

/// Something that happens.
pub enum Happening {
    /// A timer of a station, by the number under which it was armed.
    Timer(usize, u64),
    /// A question reaches the gateway; the second time nobody hears the answer.
    Arrives(Asked, bool),
    /// A station hears how a question ended.
    Heard(Asked, Box<Result<Answer, LinkError>>),
    /// A person does something at a station.
    Person(usize),
    /// The county does something.
    County,
    /// Something goes wrong.
    Fault,
    /// A station's line, or the gateway's (None), is there again.
    LineBack(Option<usize>),
    /// A computer starts again.
    Starts(Option<usize>),
    /// A carrier brings a stick to the county.
    StickUp(Stick),
    /// A carrier brings a stick back to its station.
    StickBack(Stick),
    /// The oracle looks at everything.
    Look,
    /// The faults stop.
    Calm,
}

struct Later {
    at: Duration,
    nr: u64,
    what: Happening,
}

impl PartialEq for Later {
    fn eq(&self, other: &Self) -> bool {
        self.cmp(other) == Ordering::Equal
    }
}

impl Eq for Later {}

impl PartialOrd for Later {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Later {
    /// The heap gives the greatest first: that is the earliest, and of two at one time the one that was put in first.
    fn cmp(&self, other: &Self) -> Ordering {
        (other.at, other.nr).cmp(&(self.at, self.nr))
    }
}

/// The one queue.
#[derive(Default)]
pub struct Ahead {
    heap: BinaryHeap<Later>,
    nr: u64,
}

impl Ahead {
    /// Puts something in.
    pub fn put(&mut self, at: Duration, what: Happening) {
        self.nr += 1;
        self.heap.push(Later { at, nr: self.nr, what });
    }

    /// What comes next, and when.
    pub fn next(&mut self) -> Option<(Duration, Happening)> {
        self.heap.pop().map(|later| (later.at, later.what))
    }
}
