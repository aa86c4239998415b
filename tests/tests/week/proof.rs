//! Many weeks, one after the other on every core, and the figures of all of them.

use super::sim::{Plan, Tally, run};
use std::env;
use std::fmt;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

/// So long where nobody says otherwise.
const SECONDS: u64 = 60;

/// How much is to be proven.
pub struct Wanted {
    first: u64,
    stations: usize,
    days: u64,
    /// Weeks, where their number is fixed.
    count: Option<u64>,
    time: Duration,
}

/// What came of it.
pub struct Proof {
    wanted: Wanted,
    weeks: u64,
    tally: Tally,
    took: Duration,
    /// What the oracle found, with what runs it again.
    pub faults: Vec<String>,
}

impl Wanted {
    /// See the crate's first lines.
    pub fn by_the_environment() -> Self {
        let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_millis() as u64;
        let seed = number("BIANMIN_WEEK_SEED");
        Self {
            first: seed.or(number("BIANMIN_WEEK_FIRST")).unwrap_or(now),
            stations: number("BIANMIN_WEEK_STATIONS").unwrap_or(3) as usize,
            days: number("BIANMIN_WEEK_DAYS").unwrap_or(2),
            count: seed.map(|_| 1).or(number("BIANMIN_WEEK_COUNT")),
            time: Duration::from_secs(number("BIANMIN_WEEK_SECONDS").unwrap_or(SECONDS)),
        }
    }

    /// Runs week after week until enough is done, or one fails.
    pub fn prove(self) -> Proof {
        println!("seeds from {}: {} stations, {} days", self.first, self.stations, self.days);
        let (began, next) = (Instant::now(), AtomicU64::new(0));
        let so_far = Mutex::new((0, Tally::default(), Vec::new()));
        thread::scope(|scope| {
            for _ in 0..thread::available_parallelism().map_or(1, usize::from) {
                scope.spawn(|| {
                    while let Some(seed) = self.another(&next, began, &so_far) {
                        let run = run(&Plan::new(seed, self.stations, self.days));
                        let mut so_far = so_far.lock().unwrap();
                        (so_far.0, so_far.1) = (so_far.0 + 1, so_far.1 + run.tally);
                        so_far.2.extend(run.faults.iter().map(|fault| self.again(seed, fault)));
                    }
                });
            }
        });
        let (weeks, tally, faults) = so_far.into_inner().unwrap();
        Proof { wanted: self, weeks, tally, took: began.elapsed(), faults }
    }

    fn another(
        &self,
        next: &AtomicU64,
        began: Instant,
        so_far: &Mutex<(u64, Tally, Vec<String>)>,
    ) -> Option<u64> {
        let nr = next.fetch_add(1, Ordering::Relaxed);
        let enough = self.count.map_or(nr > 0 && began.elapsed() >= self.time, |count| nr >= count);
        let failed = !so_far.lock().unwrap().2.is_empty();
        let seed = self.first + nr;
        let goes_on = !enough && !failed;
        if goes_on {
            println!("BIANMIN_WEEK_SEED={seed}");
        }
        goes_on.then_some(seed)
    }

    fn again(&self, seed: u64, fault: &str) -> String {
        let Self { stations, days, .. } = self;
        format!("BIANMIN_WEEK_SEED={seed} BIANMIN_WEEK_STATIONS={stations} BIANMIN_WEEK_DAYS={days}: {fault}")
    }
}

fn number(name: &str) -> Option<u64> {
    env::var(name).ok().map(|value| value.parse().expect(name))
}

impl fmt::Display for Proof {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { wanted: Wanted { first, stations, days, .. }, weeks, tally, took, .. } = self;
        let seconds = took.as_secs();
        writeln!(
            f,
            "{weeks} weeks from seed {first} of {stations} stations and {days} days in {seconds} s:"
        )?;
        write!(f, "{tally}")
    }
}
