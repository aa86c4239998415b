use crate::cuts::Cuts;
use std::time::Duration;

/// Bytes of a packet at most, headers and all.
pub const MTU: usize = 1_400;

/// What a link is like.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Profile {
    /// From the near end to the far one.
    pub up: Direction,
    /// And back.
    pub down: Direction,
    /// The line is dead from time to time.
    pub cuts: Option<Cuts>,
    /// The same seed, the same chance for the same packets.
    pub seed: u64,
}

/// One way.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Direction {
    /// Bits a second; None is as fast as this machine.
    pub rate: Option<u64>,
    /// What a packet needs when nothing is in front of it.
    pub delay: Duration,
    /// Bytes that may wait for the bottleneck; what comes then is dropped.
    pub queue: usize,
    /// Of one packet, independent of the others: lost behind the bottleneck, where it took its time.
    pub loss: f64,
    /// Of one packet: arrives twice.
    pub duplicates: f64,
    /// Of one packet: arrives later than the one behind it.
    pub reorders: f64,
}

impl Direction {
    /// Nothing stands in the way.
    pub const CLEAR: Self = Self {
        rate: None,
        delay: Duration::ZERO,
        queue: usize::MAX,
        loss: 0.0,
        duplicates: 0.0,
        reorders: 0.0,
    };
}

impl Profile {
    /// As fast as this machine, nothing lost.
    pub const fn clear() -> Self {
        Self { up: Direction::CLEAR, down: Direction::CLEAR, cuts: None, seed: 1 }
    }

    /// No limit but the time: what is waited for is a whole number of round trips.
    pub const fn far_away(round_trip: Duration) -> Self {
        let half = Duration::from_nanos(round_trip.as_nanos() as u64 / 2);
        let way = Direction { delay: half, ..Direction::CLEAR };
        Self { up: way, down: way, ..Self::clear() }
    }

    /// A village behind a mountain: 256 kbit/s up and 1,024 down, 600 ms there and back, 2 % lost each way, and 64 KB may
    /// wait.
    pub const fn village() -> Self {
        let up = Direction {
            rate: Some(256_000),
            delay: Duration::from_millis(300),
            queue: 64 * 1024,
            loss: 0.02,
            duplicates: 0.0,
            reorders: 0.0,
        };
        Self { up, down: Direction { rate: Some(1_024_000), ..up }, cuts: None, seed: 1 }
    }

    /// The same without loss.
    pub const fn lossless(mut self) -> Self {
        (self.up.loss, self.down.loss) = (0.0, 0.0);
        self
    }

    /// The same with cuts.
    pub const fn cut(mut self, cuts: Cuts) -> Self {
        self.cuts = Some(cuts);
        self
    }
}
