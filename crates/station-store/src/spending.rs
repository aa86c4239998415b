//! What a line that costs by the byte has carried today. It outlives the program, so that a restart makes nothing cheaper.

use crate::{Setting, Store, StoreError};
use casework::moment::Moment;
use serde::{Deserialize, Serialize};

/// A day of a metered line.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Spending {
    /// When the day began.
    pub since: Moment,
    /// Bytes both ways since.
    pub bytes: u64,
    /// It began by the gateway's clock. Programs of before measured it by the station's, which need not go.
    #[serde(default)]
    pub by_gateway: bool,
}

impl Store {
    /// What was noted last.
    ///
    /// # Errors
    /// Unreadable value or database.
    pub fn spending(&self) -> Result<Option<Spending>, StoreError> {
        self.setting(Setting::Spending)
    }

    /// Notes what was spent.
    ///
    /// # Errors
    /// Database.
    pub fn note_spending(&mut self, spending: Spending) -> Result<(), StoreError> {
        self.set(Setting::Spending, &spending)
    }
}
