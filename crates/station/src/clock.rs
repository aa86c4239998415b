//! The station's clock. It is evidence, never a decision: legal times are the gateway's and the authority's.

use casework::moment::Moment;
use std::time::Instant;

/// Where the time comes from.
#[derive(Clone, Copy, Debug)]
pub enum Clock {
    /// The PC's.
    System,
    /// A demonstration folder's: begins at a given moment and goes on from there.
    From {
        /// Where it began.
        begin: Moment,
        /// When the program began.
        started: Instant,
    },
}

impl Clock {
    /// A clock for a demonstration that shows `begin` now.
    pub fn demo(begin: Moment) -> Self {
        Self::From { begin, started: Instant::now() }
    }

    /// Now.
    pub fn now(self) -> Moment {
        match self {
            Self::System => jiff::Timestamp::now().into(),
            Self::From { begin, started } => {
                let passed = i64::try_from(started.elapsed().as_millis()).unwrap_or(i64::MAX);
                Moment::from_millis(begin.millis().saturating_add(passed))
            }
        }
    }

    /// True when the year cannot be right: before this program was made, or a lifetime after.
    pub fn is_doubtful(self) -> bool {
        !(2026..2080).contains(&self.now().date().year())
    }
}

/// A fresh id of any kind; orders by creation, never tells the time.
pub fn fresh_id() -> uuid::Uuid {
    uuid::Uuid::now_v7()
}
