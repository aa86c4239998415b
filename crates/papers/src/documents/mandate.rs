//! 授权委托书: somebody else may act for the applicant (民法典 art. 165; 行政许可法 art. 29).

use serde::{Deserialize, Serialize};

/// Texts that are not known yet are empty and leave room for writing by hand.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Mandate {
    pub authority: String,
    pub item: String,
    pub item_code: String,
    pub principal: Party,
    pub agent: Party,
    /// How the agent is related to the principal.
    pub relation: String,
    pub powers: Powers,
    pub from: String,
    pub until: String,
    /// The principal is a minor or cannot act: the agent is the guardian and signs alone.
    pub guardian: bool,
    /// Each power, for example 代为递交材料.
    pub acts: Vec<String>,
}

/// One side of a mandate. The identity number stands in full: it is what the mandate is checked by.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Party {
    pub name: String,
    pub id_number: String,
    pub phone: String,
    pub address: String,
}

/// 一般授权 or 特别授权.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Powers {
    General,
    Special,
}
