//! The day of a line that costs by the byte, and what was spent in it. It begins and ends by the gateway's clock, which
//! every hello tells: the station's own begins anew at every start where its battery is empty, and its time since a start
//! stands still while the computer sleeps.

use super::{DAY, Spent};
use casework::moment::Moment;
use std::time::Duration;

/// See the module.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Day {
    /// Bytes that it may cost, where the gateway says so.
    most: Option<u64>,
    bytes: u64,
    since: Option<Moment>,
    /// What the gateway's clock showed last, and when that was heard.
    told: Option<(Moment, Duration)>,
}

impl Day {
    /// It began before the program did.
    pub(super) fn go_on(&mut self, Spent { bytes, since }: Spent) {
        (self.bytes, self.since) = (bytes, Some(since));
    }

    /// So much went over the line, up or down.
    pub(super) fn spend(&mut self, bytes: usize) {
        self.bytes += bytes as u64;
    }

    /// The gateway tells its time, and what a day may cost; true where another day began. A clock that ran back begins one
    /// as well: to send too much is better than not to send.
    pub(super) fn hear(&mut self, now: Duration, server_time: Moment, most: Option<u64>) -> bool {
        (self.most, self.told) = (most, Some((server_time, now)));
        let age = self.since.and_then(|since| age(since, server_time));
        let begins = age.is_none_or(|age| age >= DAY);
        if begins && self.since.replace(server_time).is_some() {
            // what left before the very first word is of the day that begins with it
            self.bytes = 0;
        }
        begins
    }

    /// What was spent, where the gateway says what may be.
    pub(super) fn spent(&self) -> Option<Spent> {
        self.most.and(self.since).map(|since| Spent { bytes: self.bytes, since })
    }

    /// What the line may cost today is spent: only what is small or urgent goes on.
    pub(super) fn is_spent(&self) -> bool {
        self.most.is_some_and(|most| self.bytes >= most)
    }

    /// How long it still lasts: a guess for a person, until the gateway tells its time again.
    pub(super) fn left(&self, now: Duration) -> Duration {
        let (Some(since), Some((told, heard))) = (self.since, self.told) else { return Duration::ZERO };
        let age = age(since, told).unwrap_or_default();
        DAY.saturating_sub(age).saturating_sub(now.saturating_sub(heard))
    }
}

/// None where the clock ran back.
fn age(since: Moment, now: Moment) -> Option<Duration> {
    u64::try_from(now.millis_since(since)).ok().map(Duration::from_millis)
}
