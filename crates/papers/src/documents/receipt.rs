//! 收件凭证: what the station took in, what is missing, and what happens next. Two copies in one file.

use serde::{Deserialize, Serialize};

/// A view of a case at the moment the station took it in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Receipt {
    /// Full name of the station.
    pub station: String,
    pub item: String,
    pub item_code: String,
    pub applicant: String,
    /// Masked as it shall be read, for example `469034********1234`.
    pub masked_id: String,
    pub agent: Option<Agent>,
    /// 承办机关
    pub authority: String,
    pub materials: Vec<Received>,
    pub missing: Vec<Missing>,
    pub received_by: String,
    pub received_at: String,
    /// Date by which the station sends the case up.
    pub send_by: String,
    /// 承诺时限 in words, for example `10个工作日`.
    pub promised_limit: String,
    /// How to ask after the case: phone, address, hours.
    pub enquiries: String,
    /// 存证: start of the station's audit head at the moment of the freeze, in groups; empty where it is not known.
    #[serde(default)]
    pub record: String,
}

/// Who came for the applicant.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Agent {
    pub name: String,
    pub masked_id: String,
}

/// A material handed over.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Received {
    pub name: String,
    pub medium: Medium,
    pub pages: u32,
    pub kept: Kept,
}

/// What was handed over.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Medium {
    Original,
    Copy,
    Scan,
}

/// Where it is now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kept {
    Kept,
    Returned,
}

/// A material still to come.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Missing {
    pub name: String,
    /// Date, or words where no date is set.
    pub by: String,
}
