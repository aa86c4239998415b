//! How long a limit is: a bounded number of days, and which days count.

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// The longest limit that is computed, in days. No rule of the counter comes near ten years; a bigger number is a
/// slip of the keyboard.
pub const MAX_DAYS: u32 = 3650;

/// The length of a limit: 1 to [`MAX_DAYS`] days.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "u32", into = "u32")]
pub struct Days(u32);

/// Which days a limit counts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Unit {
    /// 工作日: legal holidays and weekends are left out (行政许可法 art. 82).
    Working,
    /// 自然日: every day counts.
    Calendar,
}

/// Why no due date can be given.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum DueError {
    /// A limit of no days.
    #[error("a limit needs at least one day")]
    NoDays,
    /// A limit longer than [`MAX_DAYS`].
    #[error("a limit of {found} days is longer than {MAX_DAYS}")]
    TooManyDays {
        /// The days asked for.
        found: u32,
    },
    /// The word for the unit is neither `working` nor `calendar`.
    #[error("the unit {found:?} is neither working nor calendar")]
    UnknownUnit {
        /// The word given.
        found: String,
    },
    /// The count would pass the last date that can be written.
    #[error("counting from {from} passes the last date there is")]
    BeyondLastDate {
        /// The day the count started from.
        from: Date,
    },
}

impl Days {
    /// # Errors
    /// [`DueError::NoDays`] for 0, [`DueError::TooManyDays`] above [`MAX_DAYS`].
    pub fn new(days: u32) -> Result<Days, DueError> {
        match days {
            0 => Err(DueError::NoDays),
            1..=MAX_DAYS => Ok(Days(days)),
            found => Err(DueError::TooManyDays { found }),
        }
    }

    /// The number of days.
    pub fn get(self) -> u32 {
        self.0
    }
}

impl TryFrom<u32> for Days {
    type Error = DueError;

    fn try_from(days: u32) -> Result<Days, DueError> {
        Days::new(days)
    }
}

impl From<Days> for u32 {
    fn from(days: Days) -> u32 {
        days.0
    }
}

impl std::str::FromStr for Unit {
    type Err = DueError;

    fn from_str(word: &str) -> Result<Unit, DueError> {
        match word {
            "working" => Ok(Unit::Working),
            "calendar" => Ok(Unit::Calendar),
            found => Err(DueError::UnknownUnit { found: found.to_owned() }),
        }
    }
}
