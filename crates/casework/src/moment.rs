//! A point in time, and the date it has at a station. China keeps one time zone, UTC+8, all year.

use jiff::civil::Date;
use jiff::{Timestamp, tz::Offset};
use serde::{Deserialize, Serialize};
use std::fmt;

const CHINA: Offset = Offset::constant(8);

/// Milliseconds-exact point in time, written as RFC 3339 in UTC.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Moment(Timestamp);

impl Moment {
    /// From milliseconds since 1970; out of range saturates, since a broken clock must not stop work.
    pub fn from_millis(millis: i64) -> Self {
        let end = if millis < 0 { Timestamp::MIN } else { Timestamp::MAX };
        Self(Timestamp::from_millisecond(millis).unwrap_or(end))
    }

    /// Milliseconds since 1970.
    pub fn millis(self) -> i64 {
        self.0.as_millisecond()
    }

    /// The date in China at this moment.
    pub fn date(self) -> Date {
        CHINA.to_datetime(self.0).date()
    }

    /// Whole milliseconds from `earlier` to this moment; negative when the clock ran back.
    pub fn millis_since(self, earlier: Moment) -> i64 {
        self.millis() - earlier.millis()
    }

    /// `2026-04-15 09:30` in China, as people read it.
    pub fn minute(self) -> String {
        let at = CHINA.to_datetime(self.0);
        format!("{} {:02}:{:02}", at.date(), at.hour(), at.minute())
    }
}

impl From<Timestamp> for Moment {
    fn from(timestamp: Timestamp) -> Self {
        Self::from_millis(timestamp.as_millisecond())
    }
}

impl fmt::Display for Moment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn half_past_four_in_the_afternoon_utc_is_the_next_day_in_china() {
        let moment = Moment::from_millis(1_776_270_600_000); // 2026-04-15T16:30:00Z
        assert_eq!(moment.date().to_string(), "2026-04-16");
        assert_eq!(moment.minute(), "2026-04-16 00:30");
    }

    #[test]
    fn a_clock_beyond_the_calendar_saturates_instead_of_panicking() {
        assert_eq!(Moment::from_millis(i64::MAX).date().year(), 9999);
        assert!(Moment::from_millis(i64::MIN).date().year() < 0);
    }
}
