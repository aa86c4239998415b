//! The run: takes what comes next from the queue until nothing is left to happen.

use super::chance::Chance;
use super::content::Content;
use super::county::County;
use super::disk;
use super::gateway_end::Gateway;
use super::happening::{Ahead, Asked, Happening};
use super::ledger::Ledger;
use super::line::{self, Back, Way};
use super::oracle;
use super::plan::{Break, Plan, Weather};
use super::station::Station;
use super::tally::Tally;
use super::words::{name_of, outcome};
use seal::SigningKey;
use seal::digest::Hasher;
use station_sync::{Report, Step};
use std::rc::Rc;
use std::time::Duration;
use wire::{Answer, LinkError};

/// How long after the last fault everything must have arrived.
const PATIENCE: Duration = Duration::from_secs(48 * 3600);
/// The longest rest of a station.
const LONGEST_REST: Duration = Duration::from_secs(15 * 60);
/// The longest time for which a computer sleeps at which nothing happens: most of a night.
const SLEEP: Duration = Duration::from_secs(8 * 3600);
/// So long a station rests that has nothing to do and reached the gateway.
const QUIET: Duration = Duration::from_secs(60);

/// What a run came to.
pub struct Run {
    /// What happened in it.
    pub tally: Tally,
    /// A digest of its whole history: the same for the same plan.
    pub digest: String,
    /// What the oracle found.
    pub faults: Vec<String>,
}

/// A run under way.
pub struct Week {
    pub(super) plan: Plan,
    pub(super) chance: Chance,
    pub(super) weather: Weather,
    pub(super) now: Duration,
    pub(super) ahead: Ahead,
    pub(super) content: Content,
    pub(super) stations: Vec<Station>,
    pub(super) gateway: Gateway,
    pub(super) county: County,
    pub(super) ledger: Ledger,
    pub(super) tally: Tally,
    pub(super) faults: Vec<String>,
    pub(super) is_calm: bool,
    /// Questions on their way to the gateway, echoes as well, and sticks.
    pub(super) on_the_way: usize,
    pub(super) place: tempfile::TempDir,
    history: Hasher,
}

/// Runs a plan.
pub fn run(plan: &Plan) -> Run {
    let mut week = Week::prepare(*plan);
    week.begin();
    while week.faults.is_empty() && week.now < plan.calm() + PATIENCE && !week.is_over() {
        let Some((at, what)) = week.ahead.next() else { break };
        week.now = at;
        week.happens(what);
    }
    if week.faults.is_empty() {
        week.faults = oracle::at_the_end(&mut week);
    }
    week.close()
}

impl Week {
    fn prepare(plan: Plan) -> Self {
        let mut chance = Chance::new(plan.seed);
        let weather = Weather::drawn(&mut chance, &plan);
        let (place, content) = (disk::place(), Content::read());
        let published = weather.catalogue.then_some(&content);
        let gateway = Gateway::prepare(place.path(), &mut chance, published, plan.broken);
        let stations = (0..plan.stations).map(|nr| {
            let key = SigningKey::from_bytes(chance.secret());
            let enrolment = gateway.enrol(&format!("{}100{:03}", super::COUNTY, nr + 200), &key);
            Station::prepare(nr, place.path(), &mut chance, enrolment, key)
        });
        Self {
            plan,
            weather,
            now: Duration::ZERO,
            ahead: Ahead::default(),
            content,
            stations: stations.collect(),
            gateway,
            county: County::default(),
            ledger: Ledger::default(),
            tally: Tally::default(),
            faults: Vec::new(),
            is_calm: false,
            on_the_way: 0,
            place,
            history: Hasher::default(),
            chance,
        }
    }

    fn begin(&mut self) {
        self.ahead.put(self.plan.calm(), Happening::Calm);
        for nr in 0..self.stations.len() {
            self.people_and_timers_of(nr);
        }
        self.soon(600, Happening::County);
        self.soon(60 * self.weather.fault_every, Happening::Fault);
        self.ahead.put(Duration::from_secs(6 * 3600), Happening::Look);
    }

    /// Nothing is on its way any more, and every station has looked for news and found none.
    fn is_over(&self) -> bool {
        let is_idle = |station: &Station| station.idle && station.talk.is_none();
        self.is_calm && self.on_the_way == 0 && self.stations.iter().all(is_idle)
    }

    /// A person comes to work at a station, and its program looks for the gateway.
    pub(super) fn people_and_timers_of(&mut self, nr: usize) {
        self.soon(4 * 3600, Happening::Person(nr));
        self.arm(nr, Duration::from_secs(nr as u64 + 1));
    }

    /// Within about so many seconds.
    pub(super) fn soon(&mut self, seconds: u64, what: Happening) {
        let at = self.now + Duration::from_millis(self.chance.below(seconds.saturating_mul(2_000).max(1)));
        self.ahead.put(at, what);
    }

    /// Notes something in the history.
    pub(super) fn note(&mut self, words: &str) {
        if std::env::var_os("BIANMIN_WEEK_TELL").is_some() {
            println!("{:>12.3} {words}", self.now.as_secs_f64());
        }
        self.history.update(format!("{} {words}\n", self.now.as_micros()).as_bytes());
    }

    fn happens(&mut self, what: Happening) {
        match what {
            Happening::Timer(nr, timer) => self.timer(nr, timer),
            Happening::Arrives(asked, echo) => self.arrives(asked, echo),
            Happening::Heard(asked, answer) => self.heard(&asked, *answer),
            Happening::Person(nr) => self.person(nr),
            Happening::County => self.county(),
            Happening::Fault => self.fault(),
            Happening::LineBack(of) => self.line_back(of),
            Happening::Starts(of) => self.starts(of),
            Happening::StickUp(stick) => self.stick_up(stick),
            Happening::StickBack(stick) => self.stick_back(stick),
            Happening::Look => self.look(),
            Happening::Calm => self.calm(),
        }
    }

    fn look(&mut self) {
        self.tally.looks += 1;
        self.faults = oracle::at_any_time(self);
        self.ahead.put(self.now + Duration::from_secs(6 * 3600), Happening::Look);
    }

    fn county(&mut self) {
        if self.is_calm {
            return;
        }
        self.county.does_something(&self.gateway, &mut self.chance, self.now);
        self.soon(900 / self.stations.len() as u64 + 60, Happening::County);
    }

    fn timer(&mut self, nr: usize, timer: u64) {
        if self.stations[nr].timer == Some(timer) {
            self.talks(nr, false);
        }
    }

    /// A station begins a talk, unless one is under way.
    pub(super) fn talks(&mut self, nr: usize, new_network: bool) {
        if !self.stations[nr].runs() || self.stations[nr].talk.is_some() {
            return;
        }
        self.stations[nr].set_clock(self.now);
        match self.stations[nr].begin_talk(new_network) {
            true => self.steps(nr),
            false => self.station_dies(nr),
        }
    }

    /// Does what the talk says until it waits or rests.
    fn steps(&mut self, nr: usize) {
        loop {
            let station = &mut self.stations[nr];
            station.set_clock(self.now);
            let Some(talk) = station.talk.as_mut() else { return };
            match talk.step(self.now) {
                Ok(Step::Ask(ticket, request, patience)) => {
                    let request = Rc::new(request);
                    station.asked.insert(ticket, Rc::clone(&request));
                    let (station, talk) = (nr, station.talks);
                    self.leaves(Asked { station, talk, ticket, until: self.now + patience, request });
                }
                Ok(Step::Wait) => {
                    if station.asked.is_empty() {
                        self.faults.push(format!("station {nr} waits for an answer to nothing"));
                    }
                    return;
                }
                Ok(Step::Rest(report, failure)) => {
                    let words = failure.as_ref().map(ToString::to_string).unwrap_or_default();
                    self.note(&format!("station {nr} rests: {report:?} {words}"));
                    self.stations[nr].end_talk();
                    return self.rests(nr, &report, failure.is_some());
                }
                Err(error) => return self.store_failed(nr, &error.to_string()),
            }
        }
    }

    /// The store said no: because it was gone or the program died of it, or for a reason that must not be.
    fn store_failed(&mut self, nr: usize, error: &str) {
        if !self.stations[nr].door.has_crashed() {
            self.faults.push(format!("station {nr}: the talk broke off: {error}"));
        }
        match self.chance.in_a_hundred(40) {
            true => self.store_goes(nr),
            false => self.station_dies(nr),
        }
    }

    fn rests(&mut self, nr: usize, report: &Report, has_failed: bool) {
        let rest = report.rest;
        if rest > LONGEST_REST || rest.is_zero() {
            self.faults.push(format!("station {nr} rests for {rest:?}"));
        }
        if self.plan.broken == Break::NoTimer {
            return;
        }
        let idle = report.entries + report.files + report.events == 0;
        // the rest after a failure can be as long: such a station has not heard that there is nothing
        let is_quiet = idle && !has_failed && rest >= QUIET && !self.stations[nr].stirred;
        self.stations[nr].idle = is_quiet && !self.is_to_be_mended(nr);
        // a computer at which nothing happens falls asleep, and its timer rings when it wakes up
        let asleep = idle && (!self.is_calm || self.stations[nr].idle) && self.chance.in_a_hundred(90);
        let sleep = if asleep { self.chance.between(Duration::ZERO, SLEEP) } else { Duration::ZERO };
        self.arm(nr, rest + sleep);
    }

    fn arm(&mut self, nr: usize, rest: Duration) {
        let station = &mut self.stations[nr];
        station.timers += 1;
        station.timer = Some(station.timers);
        let timer = station.timers;
        self.ahead.put(self.now + rest, Happening::Timer(nr, timer));
    }

    fn leaves(&mut self, asked: Asked) {
        self.tally.questions += 1;
        let nr = asked.station;
        self.note(&format!("station {nr} asks {}", name_of(&asked.request)));
        self.count_again(&asked);
        self.faults.extend(oracle::at_a_question(&self.stations[nr], &self.weather));
        if self.stations[nr].cut_off {
            let error = line::no_line(&mut self.chance);
            return self.hears_at(self.now + Duration::from_millis(20), asked, Err(error));
        }
        if let Some(answer) = self.open_fence(&asked) {
            return self.hears_at(self.now + self.weather.way, asked, Ok(answer));
        }
        match line::there(&mut self.chance, &self.weather, asked.request.weight(), asked.until - self.now) {
            Way::Fails(after, error) => self.hears_at(self.now + after, asked, Err(error)),
            Way::Arrives(after, echo) => {
                self.on_the_way += 1 + usize::from(echo.is_some());
                if let Some(echo) = echo {
                    self.ahead.put(self.now + echo, Happening::Arrives(asked.clone(), true));
                }
                self.ahead.put(self.now + after, Happening::Arrives(asked, false));
            }
        }
    }

    pub(super) fn hears_at(&mut self, at: Duration, asked: Asked, answer: Result<Answer, LinkError>) {
        self.ahead.put(at, Happening::Heard(asked, Box::new(answer)));
    }

    fn arrives(&mut self, asked: Asked, echo: bool) {
        self.on_the_way -= 1;
        if self.gateway.cut_off {
            return self.gives_up(asked, echo);
        }
        // the gateway may die before it works the question, or between its work and its answer
        let dies = self.weather.fault_every < 3_000 && !self.is_calm && self.chance.in_a_thousand(2);
        if dies && self.chance.in_a_hundred(50) {
            self.gateway_dies();
        }
        let answer = self.gateway.answer(&asked.request, self.now);
        self.note(&format!(
            "gateway to {} about {}: {}",
            asked.station,
            name_of(&asked.request),
            outcome(&answer)
        ));
        self.learn(asked.station, &answer);
        if dies && self.gateway.store().is_some() {
            self.gateway_dies();
            return self.gives_up(asked, echo);
        }
        if echo {
            self.tally.doubled += 1;
            return;
        }
        match line::back(&mut self.chance, &self.weather, answer) {
            Back::Lost => self.gives_up(asked, false),
            Back::Arrives(after, answer) if self.now + after <= asked.until => {
                self.hears_at(self.now + after, asked, answer);
            }
            Back::Arrives(after, answer) => {
                self.hears_at(self.now + after, asked.clone(), answer);
                self.gives_up(asked, false);
            }
        }
    }

    fn gives_up(&mut self, asked: Asked, echo: bool) {
        if !echo {
            self.hears_at(asked.until.max(self.now), asked, Err(LinkError::TimedOut));
        }
    }

    fn heard(&mut self, asked: &Asked, answer: Result<Answer, LinkError>) {
        let nr = asked.station;
        let station = &mut self.stations[nr];
        if station.talks != asked.talk || station.talk.is_none() || !station.runs() {
            return;
        }
        let counts = self.plan.broken != Break::NoWindow && station.hears_of(asked.ticket, &answer);
        if counts && answer.is_err() {
            self.tally.unanswered += 1;
        }
        self.note(&format!("station {nr} hears of {}: {}", name_of(&asked.request), outcome(&answer)));
        let station = &mut self.stations[nr];
        station.set_clock(self.now);
        let Some(talk) = station.talk.as_mut() else { return };
        match talk.hear(self.now, asked.ticket, answer) {
            Ok(()) => self.steps(nr),
            Err(error) => self.store_failed(nr, &error.to_string()),
        }
    }

    fn close(mut self) -> Run {
        self.tally.entries = self.ledger.deeds.iter().filter(|deed| deed.told).count() as u64;
        (self.tally.decisions, self.tally.overtaken) =
            (self.county.decided as u64, self.county.overtaken as u64);
        let words = format!("{:?} {:?}", self.tally, self.faults);
        self.note(&words);
        for station in &mut self.stations {
            station.die();
        }
        self.gateway.die();
        let (seed, at) = (self.plan.seed, self.now.as_secs());
        let faults = self.faults.iter().map(|fault| format!("seed {seed}, second {at}: {fault}")).collect();
        Run { tally: self.tally, digest: self.history.finish().to_string(), faults }
    }
}
