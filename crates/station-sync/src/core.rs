//! The mind of the line, without any line: what to ask next, and how long to rest. It reads no clock, no store and no
//! network; who drives it tells what happened and does what it says. The same story gives the same answers.

mod ask;
mod facts;
mod link;
mod pause;
#[cfg(test)]
mod tests;

pub use ask::{Ask, Done, Trouble};
pub use facts::{Facts, Spent, Waiting};
pub use link::Link;

use ask::Subject;
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
    /// The line broke, and was tried again at once.
    redialled: bool,
    /// A session ended, or an epoch: once is the way of things, twice in a row is not.
    renewed: bool,
    /// A push or a piece stood elsewhere than we thought, and nothing was taken since. What left before this ticket did not
    /// know it yet.
    astray: Option<Ticket>,
    failed: Option<Trouble>,
    paused: bool,
    daily_bytes: Option<u64>,
    spent: u64,
    day_ends: Duration,
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
            redialled: false,
            renewed: false,
            astray: None,
            failed: None,
            paused: false,
            daily_bytes: None,
            spent: 0,
            day_ends: DAY,
        }
    }

    /// The day began before this core did: a restart does not make the line cheaper. Only before the first question.
    pub fn go_on_spending(&mut self, now: Duration, before: Spent) {
        if self.tickets == 0 {
            self.spent = before.bytes;
            self.day_ends = now + DAY.saturating_sub(before.age);
        }
    }

    /// What was spent today, where the gateway says what may be.
    pub fn spent(&self, now: Duration) -> Option<Spent> {
        let age = DAY.saturating_sub(self.day_ends.saturating_sub(now));
        self.daily_bytes.map(|_| Spent { bytes: self.spent, age })
    }

    /// A rest is over: its time, a new entry, a person, or a new network, after which nothing that was learned of the
    /// old one holds.
    pub fn wake(&mut self, new_network: bool) {
        self.aside.clear();
        self.failed = None;
        (self.redialled, self.renewed, self.greeted) = (false, false, false);
        self.astray = None;
        if new_network {
            self.pause.reset();
            self.link.forget_rate();
        }
    }

    /// 暂停, and on again. What is under way comes to its end.
    pub fn pause(&mut self, paused: bool) {
        self.paused = paused;
    }

    /// Files wait so long for the next day of a line that costs by the byte; none while they may go.
    pub fn files_wait(&self, now: Duration) -> Option<Duration> {
        self.spent_up().then(|| self.day_ends.saturating_sub(now))
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
        if now >= self.day_ends {
            (self.day_ends, self.spent) = (now + DAY, 0);
        }
        if let Some(ask) = self.wanted(facts) {
            let weight = self.under_way.iter().map(|asked| asked.weight).sum::<usize>() + ask.weight();
            return Next::Ask(ask, self.link.patience(weight));
        }
        if self.under_way.is_empty() { Next::Rest(self.rest()) } else { Next::Wait }
    }

    fn rest(&mut self) -> Duration {
        match self.failed {
            Some(Trouble::Busy { wait }) => self.pause.next(wait),
            Some(_) => self.pause.next(None),
            None => {
                self.pause.reset();
                QUIET
            }
        }
    }

    /// In the order of sync.md §5.6: where both stand, urgent entries, the county's word, other entries, files, and what
    /// comes down beside them.
    fn wanted(&self, facts: &Facts) -> Option<Ask> {
        if self.stopped() {
            return None;
        }
        // what is pushed speaks for itself and need not wait for the answer to hello
        if !self.greeted && self.may(&Ask::Hello) {
            return Some(Ask::Hello);
        }
        let urgent = self.push(facts, true);
        let urgent =
            urgent.or_else(|| (self.pull == Pull::Now).then_some(Ask::Pull).filter(|ask| self.comes(ask)));
        urgent
            .or_else(|| self.push(facts, false))
            .or_else(|| self.append(facts))
            .or_else(|| self.fetch(facts))
            .or_else(|| self.last_of_all())
    }

    fn stopped(&self) -> bool {
        let over = matches!(self.failed, Some(Trouble::Cut | Trouble::Busy { .. } | Trouble::SessionOver));
        self.paused || over
    }

    fn may(&self, ask: &Ask) -> bool {
        let subject = ask.subject();
        !self.aside.contains(&subject) && !self.under_way.iter().any(|asked| asked.ask.subject() == subject)
    }

    /// One thing comes down at a time.
    fn comes(&self, ask: &Ask) -> bool {
        self.greeted && self.may(ask) && !self.under_way.iter().any(|asked| asked.ask.comes_down())
    }

    fn pushes(&self) -> impl Iterator<Item = &UnderWay> {
        self.under_way.iter().filter(|asked| matches!(asked.ask, Ask::Push { .. }))
    }

    fn push(&self, facts: &Facts, urgent: bool) -> Option<Ask> {
        if self.astray.is_some() && !self.greeted {
            // the next one would stand as wrong as the last
            return None;
        }
        let first = !self.greeted && self.pushes().next().is_none();
        let bytes = if first { self.link.first_batch() } else { self.link.batch() };
        let under_way = self.pushes().map(|asked| asked.weight).sum();
        if !self.link.has_room(self.pushes().count(), under_way, bytes) {
            return None;
        }
        let mut lanes = facts.lanes.iter().filter(|waiting| (waiting.lane == 0) == urgent);
        lanes.find_map(|waiting| {
            let Waiting { epoch, lane, .. } = *waiting;
            self.behind(waiting).map(|behind| Ask::Push {
                epoch,
                lane,
                behind,
                bytes,
                swift: self.link.swift(),
            })
        })
    }

    /// Behind which sequence the next batch of a lane begins; None when all of it is under way.
    fn behind(&self, waiting: &Waiting) -> Option<u64> {
        let lane = Subject::Lane(waiting.epoch, waiting.lane);
        let of_lane = self.pushes().filter(|asked| asked.ask.subject() == lane);
        let behind = of_lane.map(|asked| asked.through).max().unwrap_or(0);
        (behind < waiting.last && !self.aside.contains(&lane)).then_some(behind)
    }

    /// Both sides know where they stand, and no entry waits that could go.
    pub(crate) fn may_send_files(&self, facts: &Facts) -> bool {
        self.greeted && !facts.lanes.iter().any(|waiting| self.behind(waiting).is_some())
    }

    fn append(&self, facts: &Facts) -> Option<Ask> {
        let pieces = self.under_way.iter().filter(|asked| matches!(asked.ask, Ask::Append { .. })).count();
        if !self.may_send_files(facts) || pieces >= PIECES || self.spent_up() {
            return None;
        }
        let bytes = self.link.piece();
        facts.files.iter().map(|file| Ask::Append { file: file.clone(), bytes }).find(|ask| self.may(ask))
    }

    fn fetch(&self, facts: &Facts) -> Option<Ask> {
        facts.papers.iter().map(|file| Ask::Fetch { file: file.clone() }).find(|ask| self.comes(ask))
    }

    fn last_of_all(&self) -> Option<Ask> {
        let catalogue = (self.catalogue && !self.spent_up()).then_some(Ask::Catalogue);
        let pull = (self.pull == Pull::AtTheEnd && self.under_way.is_empty()).then_some(Ask::Pull);
        catalogue.into_iter().chain(pull).find(|ask| self.comes(ask))
    }

    /// What the line may cost today is spent: only what is small or urgent goes on.
    fn spent_up(&self) -> bool {
        self.daily_bytes.is_some_and(|most| self.spent >= most)
    }

    /// The question has left: what its body weighs, and the last sequence that a push carries.
    pub fn left(&mut self, now: Duration, ask: Ask, weight: usize, through: u64) -> Ticket {
        let ticket = Ticket(self.tickets);
        self.tickets += 1;
        if ask == Ask::Pull {
            // what is caused from here on may be too late for this page
            self.pull = Pull::No;
        }
        self.under_way.push(UnderWay { ticket, ask, left: now, weight, through });
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
        let UnderWay { ask, left, weight, .. } = self.under_way.remove(at);
        self.spent += (weight + down) as u64;
        match ended {
            Ok(done) => {
                self.link.learn(left, now, weight, down);
                // a line that carries a hello and nothing else is no line
                self.redialled &= matches!(done, Done::Greeted { .. });
                self.renewed &= done == Done::Renewed;
                self.took_in(&ask, done);
            }
            Err(trouble) => {
                self.link.gave_up(left, now, weight);
                self.suffer(ticket, &ask, trouble);
            }
        }
    }

    fn took_in(&mut self, ask: &Ask, done: Done) {
        match done {
            Done::Greeted { pause: Some(wait), .. } => self.failed = Some(Trouble::Busy { wait: Some(wait) }),
            Done::Greeted { events, catalogue, daily_bytes, pause: None } => {
                self.greeted = true;
                self.catalogue = catalogue;
                self.daily_bytes = daily_bytes;
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
            Done::Came => self.passed_over(ask),
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

    fn suffer(&mut self, ticket: Ticket, ask: &Ask, trouble: Trouble) {
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
                self.failed = Some(trouble);
                self.greeted = false;
            }
        }
    }
}
