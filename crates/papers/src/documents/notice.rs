//! 一次性告知书: everything the item asks for, told once, with what is missing ticked.

use serde::{Deserialize, Serialize};

/// What the station tells a resident about an item (行政许可法 art. 30, 32 by analogy; not a decision).
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Notice {
    pub station: String,
    pub item: String,
    /// Empty when the resident gives no name.
    pub applicant: String,
    /// 承办机关
    pub authority: String,
    pub conditions: Vec<String>,
    pub materials: Vec<Needed>,
    pub time_limit: String,
    pub fee: String,
    pub place: String,
    pub hours: String,
    pub phone: String,
    pub told_by: String,
    pub told_on: String,
    /// 示例,以县级发布为准
    #[serde(default)]
    pub mark: String,
}

/// A material of the list.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Needed {
    pub name: String,
    /// Originals and copies in words, for example `原件1份、复印件1份`.
    pub count: String,
    /// How to get or fill it.
    pub how: String,
    pub missing: bool,
}
