use crate::bottleneck::{Bottleneck, Fate};
use crate::counted::{Traffic, Way};
use crate::cuts::Calendar;
use crate::device::{Device, ROOM};
use crate::flows::Flows;
use crate::packet::Segment;
use crate::profile::Profile;
use std::collections::BTreeMap;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

/// Longest rest when nothing comes: then it is looked whether the link still is.
const REST: Duration = Duration::from_millis(50);
/// Packets taken before those that are due go on.
const AT_ONCE: usize = 64;

/// What both ways share: how the link is, and what was counted.
pub(crate) struct Shared {
    state: Mutex<State>,
    pub stopped: AtomicBool,
}

/// Since the link got its shape.
pub(crate) struct State {
    pub begun: Instant,
    pub calendar: Calendar,
    pub flows: Flows,
    /// Up, and down.
    ways: [(Bottleneck, Way); 2],
}

impl Shared {
    pub fn new(profile: &Profile) -> Self {
        let state = State {
            begun: Instant::now(),
            calendar: Calendar::new(profile.cuts),
            flows: Flows::default(),
            ways: ways(profile),
        };
        Self { state: Mutex::new(state), stopped: AtomicBool::new(false) }
    }

    pub fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Begins anew with another shape. What is under way arrives as it would have.
    pub fn shape(&self, profile: &Profile) {
        let mut state = self.state();
        state.begun = Instant::now();
        state.calendar = Calendar::new(profile.cuts);
        state.flows.begin();
        state.ways = ways(profile);
    }
}

fn ways(profile: &Profile) -> [(Bottleneck, Way); 2] {
    let way = |way, seed| (Bottleneck::new(way, seed), Way::default());
    [way(profile.up, profile.seed), way(profile.down, !profile.seed)]
}

impl State {
    pub fn now(&self) -> Duration {
        self.begun.elapsed()
    }

    pub fn traffic(&self) -> Traffic {
        let [(_, up), (_, down)] = &self.ways;
        let cuts = self.calendar.at(self.now()).cuts;
        Traffic { up: *up, down: *down, dials: self.flows.dials.len() as u64, cuts }
    }

    /// What becomes of a packet that one end sent.
    fn judge(&mut self, way: usize, packet: &[u8]) -> Judged {
        let now = self.now();
        let weather = self.calendar.at(now);
        let segment = Segment::of(packet);
        let (bottleneck, counted) = &mut self.ways[way];
        counted.packets += 1;
        counted.bytes += packet.len() as u64;
        if weather.gone {
            counted.swallowed += 1;
            return Judged::Gone;
        }
        if let Some(segment) = segment.filter(|segment| !self.flows.knows(segment, now, weather.dead_before))
        {
            counted.refused += 1;
            // a reset is not answered by one
            return if segment.resets() { Judged::Gone } else { Judged::Refused(segment.refusal()) };
        }
        match bottleneck.take(now, packet.len()) {
            Fate::Dropped => counted.dropped += 1,
            Fate::Lost => counted.lost += 1,
            Fate::Arrives { at, again } => {
                counted.arrived += 1;
                return Judged::Arrives { at: self.begun + at, again };
            }
        }
        Judged::Gone
    }
}

enum Judged {
    Gone,
    Refused(Vec<u8>),
    Arrives { at: Instant, again: bool },
}

/// Carries packets one way, on a thread of its own, until the link is no more.
pub(crate) struct Carrier {
    pub from: Arc<Device>,
    pub to: Arc<Device>,
    /// 0 up, 1 down.
    pub way: usize,
    pub shared: Arc<Shared>,
}

impl Carrier {
    pub fn carry(self) {
        let mut room = [0; ROOM];
        // of two that are due at once the first goes first
        let mut due = BTreeMap::<(Instant, u64), Vec<u8>>::new();
        let mut taken = 0;
        while !self.shared.stopped.load(Ordering::Relaxed) {
            for _ in 0..AT_ONCE {
                let Ok(Some(packet)) = self.from.next(&mut room) else { break };
                taken += 2;
                self.take(packet, taken, &mut due);
            }
            while let Some(first) = due.first_entry().filter(|first| first.key().0 <= Instant::now()) {
                self.to.hand_over(&first.remove());
            }
            let next = due.keys().next().map(|(at, _)| at.saturating_duration_since(Instant::now()));
            self.from.wait(next.unwrap_or(REST).min(REST));
        }
    }

    fn take(&self, packet: &[u8], nth: u64, due: &mut BTreeMap<(Instant, u64), Vec<u8>>) {
        let judged = self.shared.state().judge(self.way, packet);
        match judged {
            Judged::Gone => {}
            Judged::Refused(answer) => {
                self.from.hand_over(&answer);
            }
            Judged::Arrives { at, again } => {
                due.insert((at, nth), packet.to_vec());
                if again {
                    due.insert((at, nth + 1), packet.to_vec());
                }
            }
        }
    }
}
