//! What the authority writes about a case: 受理通知书, 不予受理通知书, 补正通知书, 特别程序告知书, decisions.

use serde::{Deserialize, Serialize};

use super::Agent;
use crate::number::PaperNumber;

/// Those that refuse: with them stands how to object (行政许可法 art. 32, 38; 行政复议法 art. 20).
pub(crate) const REFUSALS: [&str; 3] = ["not_accepted", "denied", "termination"];

/// What the item is by law.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Nature {
    /// 行政许可: the law on licences holds.
    Licence,
    /// Anything else follows its own rules.
    #[default]
    Other,
}

/// A paper of the authority (行政许可法 art. 32, 38, 42, 45). Texts that do not apply are empty.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Ruling {
    /// Which layout: `acceptance`, `not_accepted`, `correction`, `forwarding`, `suspension`, `resumption`, `granted`,
    /// `denied`, `termination`.
    pub kind: String,
    #[serde(default)]
    pub nature: Nature,
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
    /// 特别程序: which begins or has ended.
    pub procedure: String,
    /// Working days it takes, or that are left when it has ended; 0 where that is not known.
    #[serde(default)]
    pub days: u32,
    /// The paper that this one ends or answers: of a resumption the 特别程序告知书. Empty where there is none.
    #[serde(default)]
    pub earlier_number: String,
    #[serde(default)]
    pub earlier_on: String,
    /// More is asked for after acceptance (a correction comes before it).
    #[serde(default)]
    pub accepted: bool,
    /// Article of the 行政许可法 that names the procedure: 45, or 42 for an extension; empty for any other.
    #[serde(default)]
    pub article: String,
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

impl Ruling {
    /// Its text names the case of this number.
    pub(crate) fn is_of(&self, number: &PaperNumber) -> bool {
        PaperNumber::parse(&self.number).is_ok_and(|own| own == *number)
    }

    /// It refuses and does not say how to object. Who asked the case back is refused nothing.
    pub(crate) fn lacks_remedies(&self) -> bool {
        let refuses = REFUSALS.contains(&self.kind.as_str()) && !self.withdrawn;
        refuses && self.remedies.iter().all(|words| words.trim().is_empty())
    }
}

/// One thing to put right.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Demanded {
    /// What a person calls the field or the material.
    pub place: String,
    pub words: String,
}
