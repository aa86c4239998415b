//! The mind of the line, without any line: what to ask next, and how long to rest. It reads no clock, no store and no
//! network; who drives it tells what happened and does what it says. The same story gives the same answers.

mod ask;
mod day;
mod facts;
mod link;
mod pause;
mod plan;
#[cfg(test)]
mod tests;

pub use ask::{Ask, Done, Trouble};
pub use facts::{AwaitedPaper, Facts, Spent, Waiting};
pub use link::Link;

use ask::Subject;
use day::Day;
use link::{Crossed, SMALL};
use pause::Pause;
use std::collections::BTreeSet;
use std::time::Duration;

/// Looks for answers of the county this often when all is sent.
const QUIET: Duration = Duration::from_secs(120);
/// Pieces of files under way at once: while the answer to one is on its way back, the line carries the other.
const PIECES: usize = 2;
const DAY: Duration = Duration::from_secs(24 * 3600);

/// Names a question under way.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Ticket(u64);

/// What to do now.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Next {
    /// Ask this, and wait for the answer at most so long.
    Ask(Ask, Duration),
    /// Wait for an answer.
    Wait,
    /// Nothing to do and nothing under way: come again after this time, or when something happens.
    Rest(Duration),
}

/// A question under way.
#[derive(Clone, Debug)]
struct UnderWay {
    ticket: Ticket,
    ask: Ask,
    left: Duration,
    /// Nothing that weighs was under way when it left.
    alone: bool,
    weight: usize,
    /// Last sequence of a push.
    through: u64,
}

/// When events are fetched.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Pull {
    No,
    /// The gateway has news.
    Now,
    /// What was sent will have caused some.
    AtTheEnd,
}

/// See the module.
#[derive(Clone, Debug)]
pub struct Core {
    link: Link,
    pause: Pause,
    under_way: Vec<UnderWay>,
    tickets: u64,
    greeted: bool,
    pull: Pull,
    catalogue: bool,
    /// Not again before the next rest.
    aside: BTreeSet<Subject>,
    /// Papers that came and do not hold. Others may lie at the gateway tomorrow, and each time it costs the whole paper: not
    /// again before its next day, or a person's wish.
    held: BTreeSet<Subject>,
    /// The line broke, and was tried again at once.
    redialled: bool,
    /// A session ended, or an epoch: once is the way of things, twice in a row is not.
    renewed: bool,
    /// A push or a piece stood elsewhere than we thought, and nothing was taken since. What left before this ticket did not
    /// know it yet.
    astray: Option<Ticket>,
    failed: Option<Trouble>,
    paused: bool,
    /// The gateway asked to be left alone until then, whatever wakes the station.
    not_before: Duration,
    day: Day,
}

impl Core {
    /// `chance`: anything that differs between stations; it spreads their pauses.
    pub fn new(chance: u64) -> Self {
        Self {
            link: Link::default(),
            pause: Pause::new(chance),
            under_way: Vec::new(),
            tickets: 0,
            greeted: false,
            pull: Pull::No,
            catalogue: false,
            aside: BTreeSet::new(),
            held: BTreeSet::new(),
            redialled: false,
            renewed: false,
            astray: None,
            failed: None,
            paused: false,
            not_before: Duration::ZERO,
            day: Day::default(),
        }
    }

    /// The day began before this core did: a restart does not make the line cheaper. Only before the first question.
    pub fn go_on_spending(&mut self, before: Spent) {
        if self.tickets == 0 {
            self.day.go_on(before);
        }
    }

    /// What was spent today, where the gateway says what may be.
    pub fn spent(&self) -> Option<Spent> {
        self.day.spent()
    }

    /// A rest is over: its time, a new entry, a person, or a new network. What a talk left under way that the store ended
    /// (a clerk logged out, the disk was full) is heard no more.
    pub fn wake(&mut self) {
        self.under_way.clear();
        self.aside.clear();
        self.failed = None;
        (self.redialled, self.renewed, self.greeted) = (false, false, false);
        self.astray = None;
    }

    /// The computer is in another network: nothing that was learned of the old one holds.
    pub fn change_network(&mut self) {
        self.pause.reset();
        self.link.forget_rate();
    }

    /// A person wants it now, whatever the gateway asked for and whatever came in vain.
    pub fn insist(&mut self) {
        self.not_before = Duration::ZERO;
        self.held.clear();
    }

    /// 暂停, and on again. What is under way comes to its end.
    pub fn pause(&mut self, paused: bool) {
        self.paused = paused;
    }

    /// Files wait so long for the next day of a line that costs by the byte; none while they may go.
    pub fn files_wait(&self, now: Duration) -> Option<Duration> {
        self.day.is_spent().then(|| self.day.left(now))
    }

    /// What was measured of the line.
    pub fn link(&self) -> &Link {
        &self.link
    }

    /// How the last question failed that stopped the talk, or set its subject aside.
    pub fn failed(&self) -> Option<Trouble> {
        self.failed
    }

    /// What to do now. `now` is the time since any moment that stays the same; no clock on the wall comes into it.
    pub fn next(&mut self, now: Duration, facts: &Facts) -> Next {
        let ask = if now < self.not_before { None } else { self.wanted(facts) };
        if let Some(ask) = ask {
            let up = self.under_way.iter().map(|asked| asked.weight).sum::<usize>() + ask.weight();
            let down = self.under_way.iter().map(|asked| asked.ask.expects()).sum::<usize>() + ask.expects();
            return Next::Ask(ask, self.link.patience(up, down));
        }
        if self.under_way.is_empty() { Next::Rest(self.rest(now)) } else { Next::Wait }
    }

    fn rest(&mut self, now: Duration) -> Duration {
        let left_alone = self.not_before.saturating_sub(now);
        match self.failed {
            Some(_) => self.pause.next(left_alone),
            None if !left_alone.is_zero() => self.pause.next(left_alone),
            None => {
                self.pause.reset();
                QUIET
            }
        }
    }

    /// The question has left: what its body weighs, and the last sequence that a push carries.
    pub fn left(&mut self, now: Duration, ask: Ask, weight: usize, through: u64) -> Ticket {
        let ticket = Ticket(self.tickets);
        self.tickets += 1;
        if ask == Ask::Pull {
            // what is caused from here on may be too late for this page
            self.pull = Pull::No;
        }
        let alone = self.under_way.iter().all(|asked| asked.weight < SMALL);
        self.under_way.push(UnderWay { ticket, ask, left: now, alone, weight, through });
        ticket
    }

    /// There was nothing to ask after all, or it cannot be asked: not again before the next rest.
    pub fn passed_over(&mut self, ask: &Ask) {
        self.aside.insert(ask.subject());
    }

    /// How a question ended. An answer that comes after the line was given up is no longer waited for, but what it brought
    /// is kept.
    pub fn heard(&mut self, now: Duration, ticket: Ticket, down: usize, ended: Result<Done, Trouble>) {
        let Some(at) = self.under_way.iter().position(|asked| asked.ticket == ticket) else {
            if matches!(ended, Ok(Done::Pushed { .. } | Done::Appended { .. })) {
                self.expect_events();
            }
            return;
        };
        let UnderWay { ask, left, alone, weight, .. } = self.under_way.remove(at);
        let crossed = Crossed { left, heard: now, alone };
        self.day.spend(weight + down);
        match ended {
            Ok(done) => {
                match ask.for_part() {
                    true => self.link.learn_down(crossed, down),
                    false => self.link.learn(crossed, weight, down),
                }
                // a line that carries a hello and nothing else is no line
                self.redialled &= matches!(done, Done::Greeted { .. });
                self.renewed &= done == Done::Renewed;
                self.took_in(now, &ask, done);
            }
            Err(trouble) => {
                let down = if ask.for_part() { ask.expects() } else { 0 };
                self.link.gave_up(crossed, weight, down);
                self.suffer(now, ticket, &ask, trouble);
            }
        }
    }

    fn took_in(&mut self, now: Duration, ask: &Ask, done: Done) {
        match done {
            Done::Greeted { pause: Some(wait), .. } => {
                self.failed = Some(Trouble::Busy { wait: Some(wait) });
                self.leave_alone(now, Some(wait));
            }
            Done::Greeted { events, catalogue, daily_bytes, server_time, pause: None } => {
                self.greeted = true;
                self.catalogue = catalogue;
                if self.day.hear(now, server_time, daily_bytes) {
                    self.held.clear();
                }
                if events {
                    self.pull = Pull::Now;
                }
            }
            Done::Pushed { judged: 0, .. } => self.passed_over(ask),
            Done::Pushed { judged, sent } => {
                self.astray = None;
                self.expect_events();
                if judged < sent {
                    self.give_up(ask);
                }
            }
            Done::Appended { complete } => {
                self.astray = None;
                if complete {
                    self.expect_events();
                }
            }
            Done::Pulled { more } => self.pull = if more { Pull::Now } else { self.pull },
            Done::Arrived => {}
            Done::Came => self.passed_over(ask),
            Done::Held => {
                self.held.insert(ask.subject());
            }
            Done::Renewed if self.renewed => self.passed_over(ask),
            Done::Renewed => (self.renewed, self.greeted) = (true, false),
        }
    }

    /// What left behind this one ran ahead of what was not taken: all of that goes again.
    fn give_up(&mut self, ask: &Ask) {
        let subject = ask.subject();
        self.under_way.retain(|asked| asked.ask.subject() != subject);
    }

    fn expect_events(&mut self) {
        if self.pull == Pull::No {
            self.pull = Pull::AtTheEnd;
        }
    }

    fn leave_alone(&mut self, now: Duration, wait: Option<Duration>) {
        let until = now + wait.unwrap_or_default().min(DAY);
        self.not_before = self.not_before.max(until);
    }

    fn suffer(&mut self, now: Duration, ticket: Ticket, ask: &Ask, trouble: Trouble) {
        if *ask == Ask::Pull {
            self.pull = Pull::Now;
        }
        match trouble {
            Trouble::Cut if !self.redialled => {
                // at once and from the start: the first answer says where both stand
                self.redialled = true;
                self.greeted = false;
                if self.under_way.iter().any(|asked| asked.ask == Ask::Pull) {
                    self.pull = Pull::Now;
                }
                self.under_way.clear();
            }
            Trouble::Elsewhere if self.astray.is_none_or(|astray| ticket < astray) => {
                if self.astray.is_none() {
                    (self.astray, self.greeted) = (Some(Ticket(self.tickets)), false);
                }
                self.give_up(ask);
            }
            Trouble::SessionOver if !self.renewed => (self.renewed, self.greeted) = (true, false),
            Trouble::Refused | Trouble::Elsewhere => {
                self.failed = Some(trouble);
                self.passed_over(ask);
            }
            Trouble::Cut | Trouble::Busy { .. } | Trouble::SessionOver => {
                if let Trouble::Busy { wait } = trouble {
                    self.leave_alone(now, wait);
                }
                self.failed = Some(trouble);
                self.greeted = false;
            }
        }
    }
}
