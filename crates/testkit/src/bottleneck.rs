use crate::profile::Direction;
use measure::Dice;
use std::time::Duration;

/// How much later an overtaken packet comes.
const OVERTAKEN: Duration = Duration::from_millis(20);
/// Chance is thrown in parts of a million.
const PARTS: u64 = 1_000_000;

/// What becomes of a packet.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) enum Fate {
    /// The queue is full.
    Dropped,
    /// It took its time and never came.
    Lost,
    /// It arrives then.
    Arrives { at: Duration, again: bool },
}

/// What one way does with packets, by a clock that only it is told: no time passes here.
pub(crate) struct Bottleneck {
    way: Direction,
    dice: Dice,
    /// Until then it is busy with what was offered before.
    busy: Duration,
}

impl Bottleneck {
    pub fn new(way: Direction, seed: u64) -> Self {
        Self { way, dice: Dice::new(seed), busy: Duration::ZERO }
    }

    /// Takes a packet of so many bytes.
    pub fn take(&mut self, now: Duration, bytes: usize) -> Fate {
        let start = self.busy.max(now);
        if let Some(rate) = self.way.rate {
            let waiting = (start - now).as_secs_f64() * rate as f64 / 8.0;
            if waiting + bytes as f64 > self.way.queue as f64 {
                return Fate::Dropped;
            }
            self.busy = start + Duration::from_secs_f64(bytes as f64 * 8.0 / rate as f64);
        } else {
            self.busy = start;
        }
        if self.happens(self.way.loss) {
            return Fate::Lost;
        }
        let late = if self.happens(self.way.reorders) { OVERTAKEN } else { Duration::ZERO };
        Fate::Arrives { at: self.busy + self.way.delay + late, again: self.happens(self.way.duplicates) }
    }

    fn happens(&mut self, chance: f64) -> bool {
        chance > 0.0 && (self.dice.below(PARTS) as f64) < chance * PARTS as f64
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const THIN: Direction = Direction { rate: Some(80_000), queue: 5_000, ..Direction::CLEAR };

    #[test]
    fn packets_leave_one_behind_the_other_at_the_rate_and_arrive_after_the_delay() {
        let way = Direction { delay: Duration::from_millis(300), ..THIN };
        let mut bottleneck = Bottleneck::new(way, 1);
        let arrive = |ms| Fate::Arrives { at: Duration::from_millis(ms), again: false };
        assert_eq!(bottleneck.take(Duration::ZERO, 1_000), arrive(400));
        assert_eq!(bottleneck.take(Duration::ZERO, 1_000), arrive(500));
        assert_eq!(bottleneck.take(Duration::from_secs(1), 1_000), arrive(1_400));
    }

    #[test]
    fn what_does_not_fit_into_the_queue_is_dropped_and_takes_no_time() {
        let mut bottleneck = Bottleneck::new(THIN, 1);
        let fates: Vec<_> = (0..7).map(|_| bottleneck.take(Duration::ZERO, 1_000)).collect();
        assert_eq!(fates[5..], [Fate::Dropped; 2]);
        let later = bottleneck.take(Duration::from_millis(100), 1_000);
        assert_eq!(later, Fate::Arrives { at: Duration::from_millis(600), again: false });
    }

    #[test]
    fn as_many_are_lost_doubled_and_overtaken_as_the_chances_say_and_the_same_ones_with_the_same_seed() {
        let way = Direction { loss: 0.02, duplicates: 0.05, reorders: 0.1, ..Direction::CLEAR };
        let fates = |seed| -> Vec<Fate> {
            let mut bottleneck = Bottleneck::new(way, seed);
            (0..100_000).map(|_| bottleneck.take(Duration::ZERO, 100)).collect()
        };
        let all = fates(7);
        let share = |is: fn(&Fate) -> bool| all.iter().filter(|fate| is(fate)).count() as f64 / 1e5;
        let lost = share(|fate| *fate == Fate::Lost);
        let twice = share(|fate| matches!(fate, Fate::Arrives { again: true, .. }));
        let late = share(|fate| matches!(fate, Fate::Arrives { at, .. } if *at > Duration::ZERO));
        assert!((lost - 0.02).abs() < 0.002, "{lost}");
        assert!((twice - 0.049).abs() < 0.003, "{twice}");
        assert!((late - 0.098).abs() < 0.004, "{late}");
        assert_eq!(all, fates(7));
        assert_ne!(all, fates(8));
    }
}
