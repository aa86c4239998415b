//! 告知承诺书: the authority tells what a proof would show, the applicant vouches for it instead (国办发〔2020〕42号).

use serde::{Deserialize, Serialize};

/// In two parts, the authority's notice and the applicant's promise.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Promise {
    pub station: String,
    /// 承办机关: whose notice it is.
    pub authority: String,
    pub item: String,
    pub item_code: String,
    pub applicant: String,
    /// In full: it is what the promise is checked by.
    pub id_number: String,
    pub phone: String,
    /// The proofs that the promise stands for.
    pub proofs: Vec<Proof>,
    /// 办理条件, which the applicant says are met.
    pub conditions: Vec<String>,
    pub told_by: String,
    pub told_on: String,
}

/// A proof that need not be brought.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Proof {
    pub name: String,
    /// Law and article; empty where nobody has read them in their source.
    pub basis: String,
    /// What it would show.
    pub shows: String,
}
