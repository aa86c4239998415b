//! 送达回证: which papers reached whom, how, where and when.

use serde::{Deserialize, Serialize};

/// The record of serving papers. Empty texts leave room for writing by hand.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Delivery {
    /// The organ whose papers are served.
    pub organ: String,
    pub item: String,
    pub documents: Vec<Delivered>,
    pub recipient: String,
    /// Who took them when it was not the recipient, and how they are related.
    pub received_for: String,
    pub place: String,
    pub time: String,
    pub way: Option<Way>,
    /// Who served them for the organ; empty where it did so itself.
    #[serde(default)]
    pub entrusted: String,
    /// Reason and witness when they were left behind (留置送达).
    pub left_because: String,
    pub witness: String,
    pub served_by: String,
    pub remarks: String,
}

/// A paper that was served.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Delivered {
    pub title: String,
    pub document_number: String,
    pub copies: u32,
}

/// 送达方式, in the order they are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    Direct,
    Left,
    Post,
    Entrusted,
    Electronic,
    Public,
}
