//! What the authority writes about a case: 受理通知书, 不予受理通知书, 补正通知书, 特别程序告知书, decisions.

use serde::{Deserialize, Serialize};

use super::Agent;

/// A paper of the authority (行政许可法 art. 32, 38, 42, 45). Texts that do not apply are empty.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Ruling {
    /// Which layout: `acceptance`, `not_accepted`, `correction`, `forwarding`, `suspension`, `granted`, `denied`,
    /// `termination`.
    pub kind: String,
    /// 承办机关
    pub organ: String,
    /// 文号, for example `椰府民受〔2026〕12号`.
    pub document_number: String,
    pub applicant: String,
    /// Masked as it shall be read.
    pub masked_id: String,
    pub agent: Option<Agent>,
    pub phone: String,
    pub item: String,
    pub item_code: String,
    /// 收件编号 in groups.
    pub number: String,
    /// When the station took the case in.
    pub applied_on: String,
    pub decided_on: String,
    /// 承诺办结 date.
    pub promised_due: String,
    /// Until when something is to be brought, or a procedure ends.
    pub due: String,
    /// 特别程序: which.
    pub procedure: String,
    pub reason: String,
    pub clause: String,
    /// 设定依据 of the item.
    pub basis: String,
    /// Who is competent instead.
    pub right_authority: String,
    pub result: String,
    pub demands: Vec<Demanded>,
    /// 救济途径, each a paragraph; none on a paper that refuses nothing.
    pub remedies: Vec<String>,
    /// Who works on it, and how to ask.
    pub handler: String,
    pub enquiries: String,
    /// Ended because the applicant asked the case back.
    pub withdrawn: bool,
}

/// One thing to put right.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Demanded {
    /// What a person calls the field or the material.
    pub place: String,
    pub words: String,
}
