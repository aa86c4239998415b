//! The gateway's clock is the legal one. Only a demo folder may set it.

use casework::moment::Moment;
use std::time::Instant;

/// What time it is.
#[derive(Clone, Copy, Debug)]
pub enum Clock {
    /// The system's.
    System,
    /// Set: it started then and goes on from there.
    Set {
        /// What it showed …
        from: Moment,
        /// … at this instant.
        at: Instant,
    },
}

impl Clock {
    /// A clock that shows `from` now.
    pub fn set(from: Moment) -> Self {
        Self::Set { from, at: Instant::now() }
    }

    /// Now.
    pub fn now(&self) -> Moment {
        match self {
            Self::System => jiff::Timestamp::now().into(),
            Self::Set { from, at } => {
                let gone = i64::try_from(at.elapsed().as_millis()).unwrap_or(i64::MAX);
                Moment::from_millis(from.millis().saturating_add(gone))
            }
        }
    }
}
