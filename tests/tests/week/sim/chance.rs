//! The one source of chance of a run.

use measure::Dice;
use std::time::Duration;
use uuid::{Builder, Uuid};

/// Dice, and what is made of them.
pub struct Chance(Dice);

impl Chance {
    /// The same seed, the same throws.
    pub fn new(seed: u64) -> Self {
        Self(Dice::new(seed))
    }

    /// A number below `most`.
    pub fn below(&mut self, most: u64) -> u64 {
        self.0.below(most)
    }

    /// One of several.
    pub fn one_of<T: Copy>(&mut self, of: &[T]) -> T {
        self.0.one_of(of)
    }

    /// True so many times in a hundred.
    pub fn in_a_hundred(&mut self, times: u64) -> bool {
        self.below(100) < times
    }

    /// True so many times in a thousand.
    pub fn in_a_thousand(&mut self, times: u64) -> bool {
        times > 0 && self.below(1_000) < times
    }

    /// A time between two.
    pub fn between(&mut self, least: Duration, most: Duration) -> Duration {
        let span = most.saturating_sub(least).as_millis() as u64;
        least + Duration::from_millis(self.below(span + 1))
    }

    /// 64 bits.
    pub fn bits(&mut self) -> u64 {
        (self.below(1 << 31) << 33) ^ (self.below(1 << 31) << 11) ^ self.below(1 << 31)
    }

    /// Bytes that nothing can pack.
    pub fn bytes(&mut self, count: usize) -> Vec<u8> {
        let mut bytes = Vec::with_capacity(count + 8);
        while bytes.len() < count {
            bytes.extend_from_slice(&self.bits().to_le_bytes());
        }
        bytes.truncate(count);
        bytes
    }

    /// 32 secret bytes.
    pub fn secret(&mut self) -> [u8; 32] {
        let mut secret = [0; 32];
        secret.copy_from_slice(&self.bytes(32));
        secret
    }

    /// An id as a computer with this clock makes it.
    pub fn id(&mut self, clock_millis: i64) -> Uuid {
        let mut random = [0; 10];
        random.copy_from_slice(&self.bytes(10));
        Builder::from_unix_timestamp_millis(clock_millis.unsigned_abs() & 0xffff_ffff_ffff, &random)
            .into_uuid()
    }
}
