//! How long to leave a line alone that just failed: longer each time, never the same for two stations.

use std::time::Duration;

const FIRST: Duration = Duration::from_secs(1);
const LONGEST: Duration = Duration::from_secs(15 * 60);

/// The pause after a failure: by chance between the first and three times the last one, at most a quarter of an hour.
#[derive(Clone, PartialEq, Debug)]
pub struct Pause {
    last: Duration,
    chance: u64,
}

impl Pause {
    /// `chance`: anything that differs between stations.
    pub(crate) fn new(chance: u64) -> Self {
        Self { last: FIRST, chance: chance.wrapping_add(1).wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1 }
    }

    /// It went well, or there is a new line.
    pub(crate) fn reset(&mut self) {
        self.last = FIRST;
    }

    /// The next pause; as long as the gateway asked for, where that is longer and not beyond the longest.
    pub(crate) fn next(&mut self, asked: Duration) -> Duration {
        let most = (self.last * 3).min(LONGEST);
        let between = most.saturating_sub(FIRST).as_secs_f64() * self.part();
        self.last = FIRST + Duration::from_secs_f64(between);
        self.last.max(asked).min(LONGEST)
    }

    /// A number between 0 and 1 (xorshift, Marsaglia 2003).
    fn part(&mut self) -> f64 {
        self.chance ^= self.chance << 13;
        self.chance ^= self.chance >> 7;
        self.chance ^= self.chance << 17;
        (self.chance >> 11) as f64 / (1u64 << 53) as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_to_a_quarter_of_an_hour_and_no_further() {
        let mut pause = Pause::new(7);
        let pauses: Vec<_> = (0..400).map(|_| pause.next(Duration::ZERO)).collect();
        assert!(pauses.iter().all(|pause| (FIRST..=LONGEST).contains(pause)));
        assert!(pauses[0] <= FIRST * 3);
        assert!(pauses.iter().any(|pause| *pause > LONGEST / 2));
        pause.reset();
        assert!(pause.next(Duration::ZERO) <= FIRST * 3);
    }

    #[test]
    fn the_gateways_own_word_is_kept() {
        let mut pause = Pause::new(7);
        assert_eq!(pause.next(Duration::from_secs(60)), Duration::from_secs(60));
    }

    #[test]
    fn two_stations_do_not_come_at_the_same_time() {
        assert_ne!(Pause::new(7).next(Duration::ZERO), Pause::new(9).next(Duration::ZERO));
    }
}
