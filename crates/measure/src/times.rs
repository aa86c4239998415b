use std::time::{Duration, Instant};

use rustix::time::{ClockId, clock_gettime};

/// How long many runs of one thing took, shortest first.
pub struct Times(Vec<Duration>);

/// Runs something so often and takes each time, by the clock on the wall.
pub fn times(runs: usize, mut work: impl FnMut()) -> Times {
    let taken = (0..runs).map(|_| {
        let begun = Instant::now();
        work();
        begun.elapsed()
    });
    taken.collect()
}

/// What this thread has had of the processor so far.
pub fn cpu() -> Duration {
    let now = clock_gettime(ClockId::ThreadCPUTime);
    Duration::new(now.tv_sec.unsigned_abs(), u32::try_from(now.tv_nsec).unwrap_or(0))
}

impl FromIterator<Duration> for Times {
    fn from_iter<I: IntoIterator<Item = Duration>>(taken: I) -> Self {
        let mut taken: Vec<Duration> = taken.into_iter().collect();
        taken.sort();
        Self(taken)
    }
}

impl Times {
    /// The one in the middle, in milliseconds.
    pub fn median(&self) -> f64 {
        self.within(50)
    }

    /// So many of a hundred took no longer, in milliseconds.
    pub fn within(&self, percent: usize) -> f64 {
        let at = (self.0.len() * percent).div_ceil(100).saturating_sub(1);
        self.0.get(at).map_or(f64::NAN, |time| time.as_secs_f64() * 1e3)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_middle_and_the_slowest_of_a_hundred_are_found_in_any_order() {
        let times: Times = (1..=100).rev().map(Duration::from_millis).collect();
        assert_eq!((times.median(), times.within(99), times.within(100)), (50.0, 99.0, 100.0));
        assert!(std::iter::empty().collect::<Times>().median().is_nan());
    }

    #[test]
    fn only_work_counts_as_time_of_the_processor() {
        let (wall, begun) = (Instant::now(), cpu());
        while wall.elapsed() < Duration::from_millis(20) {}
        let worked = cpu() - begun;
        assert!(worked > Duration::ZERO && worked <= wall.elapsed(), "{worked:?}");
    }
}
