//! 领取凭证: a licence, a certificate or money order was handed over at the counter.

use serde::{Deserialize, Serialize};

use super::Agent;

/// Who got what.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Collection {
    pub station: String,
    pub authority: String,
    pub item: String,
    pub applicant: String,
    pub masked_id: String,
    /// Who collects for the applicant.
    pub agent: Option<Agent>,
    pub things: Vec<Thing>,
    pub handed_by: String,
    pub handed_at: String,
}

/// A thing that was handed over.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Thing {
    pub name: String,
    /// Its number, where it has one.
    pub number: String,
    pub count: u32,
}
