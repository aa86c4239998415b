//! 转介单: sends the resident to the right place (首问负责).

use serde::{Deserialize, Serialize};

use super::Needed;

/// Where to go, when, and what to take along.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Referral {
    pub station: String,
    /// Empty when the resident gives no name.
    pub applicant: String,
    /// What the resident wants.
    pub item: String,
    /// Why it is not done here.
    pub reason: String,
    /// The office to go to.
    pub office: String,
    pub place: String,
    pub phone: String,
    pub hours: String,
    pub materials: Vec<Needed>,
    /// What the station did already: called ahead, copied papers.
    pub done: String,
    pub told_by: String,
    pub told_on: String,
}
