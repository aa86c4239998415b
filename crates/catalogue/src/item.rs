//! One service item (事项) with its guide (办事指南), exactly as `assets/catalogue/items/SLUG.json` holds it.
//!
//! The elements and their codes follow GB/T 39046-2020, table 4 and annex A. A file with an unknown or a missing key
//! is refused by name, so every struct denies unknown fields and a nullable key must still be written.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize};
use serde_json::{Map, Value};

/// The file name of an item and of its form, and the short code a clerk may type: `temporary-relief`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Slug(String);

/// 实施编码: opaque text of at most 50 characters (GB/T 39046-2020, table 4).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ItemCode(String);

macro_rules! text_newtype {
    ($name:ident) => {
        impl $name {
            /// The text as written in the file; [`crate::lint()`] judges its shape.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl From<&str> for $name {
            fn from(text: &str) -> Self {
                Self(text.to_owned())
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}

text_newtype!(Slug);
text_newtype!(ItemCode);

/// A service item. Times are days, counts are pieces, codes are those of GB/T 39046-2020 annex A.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Item {
    pub slug: Slug,
    pub code: ItemCode,
    /// 基本编码, 12 digits.
    pub base_code: String,
    pub name: String,
    /// Other words people use for it; only for finding.
    pub keywords: Vec<String>,
    #[serde(rename = "type")]
    pub kind: ItemType,
    pub level: Level,
    pub mode: Mode,
    pub handling: Handling,
    pub served: Vec<Served>,
    pub authority: Authority,
    pub basis: Vec<Basis>,
    pub conditions: Vec<String>,
    pub flow: Vec<FlowStep>,
    pub limits: Limits,
    pub fee: Fee,
    pub place: String,
    pub hours: String,
    pub phone: String,
    pub complaint_phone: String,
    pub result: ItemResult,
    pub submit: SubmitTerms,
    pub remedies: Remedies,
    pub materials: Vec<Material>,
    pub mistakes: Vec<Mistake>,
    pub faq: Vec<Question>,
    /// 示范文本: the data of a made-up person; passes the form without any error.
    pub sample: Map<String, Value>,
}

/// 事项类型 (A.1).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum ItemType {
    /// 行政许可
    #[serde(rename = "01")]
    Licence,
    /// 行政给付
    #[serde(rename = "05")]
    Benefit,
    /// 行政确认
    #[serde(rename = "07")]
    Confirmation,
    /// 其他行政权力
    #[serde(rename = "10")]
    OtherPower,
    /// 公共服务
    #[serde(rename = "20")]
    PublicService,
}

/// 行使层级 (A.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Level {
    #[serde(rename = "1")]
    State,
    #[serde(rename = "2")]
    Province,
    #[serde(rename = "3")]
    City,
    #[serde(rename = "4")]
    County,
    #[serde(rename = "5")]
    Town,
    #[serde(rename = "6")]
    Village,
    /// 分级管理
    #[serde(rename = "7")]
    Graded,
}

/// What the station does for the item.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Mode {
    /// 直办: the station's own authority decides.
    Direct,
    /// 代办: the station takes the papers in and hands them on.
    Agent,
    /// 协办: the station helps the resident to prepare.
    Assist,
    /// 公开告知: the station only tells where and how.
    Notice,
}

/// 办件类型 (A.6).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Handling {
    /// 即办件
    Immediate,
    /// 承诺件
    Promised,
}

/// 服务对象 (A.4).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Served {
    #[serde(rename = "1")]
    Person,
    #[serde(rename = "2")]
    Enterprise,
    #[serde(rename = "3")]
    Institution,
    #[serde(rename = "4")]
    SocialOrganisation,
    #[serde(rename = "5")]
    GovernmentBody,
    #[serde(rename = "6")]
    OtherOrganisation,
}

/// 实施主体性质 (A.3).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Nature {
    /// 法定机关
    #[serde(rename = "1")]
    Statutory,
    /// 授权组织
    #[serde(rename = "2")]
    Empowered,
    /// 受委托组织
    #[serde(rename = "3")]
    Entrusted,
    #[serde(rename = "9")]
    Other,
}

/// 承办机关: who decides.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Authority {
    pub name: String,
    /// 统一社会信用代码 (GB 32100-2015), 18 characters.
    pub uscc: String,
    pub nature: Nature,
    /// 联办机构, by name.
    pub joint: Vec<String>,
}

/// 设定依据. `checked = false` is printed as 待核: the article was not read in a source.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Basis {
    pub title: String,
    pub number: String,
    pub article: String,
    pub says: String,
    pub checked: bool,
}

/// One step of 办理流程.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FlowStep {
    pub step: String,
    pub who: String,
    pub what: String,
    #[serde(deserialize_with = "nullable")]
    pub limit: Option<StepLimit>,
}

/// How long one step takes.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct StepLimit {
    pub days: u16,
    pub unit: Unit,
    pub checked: bool,
}

/// How the days of a limit are counted (行政许可法 art. 82: working days unless another rule says otherwise).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Unit {
    Working,
    Calendar,
}

/// The four limits of an item; null where none is set.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limits {
    /// 法定办结时限
    #[serde(deserialize_with = "nullable")]
    pub statutory: Option<Limit>,
    /// 承诺办结时限
    #[serde(deserialize_with = "nullable")]
    pub promised: Option<Limit>,
    /// From the complete papers at the station to the authority.
    #[serde(deserialize_with = "nullable")]
    pub forward: Option<Limit>,
    /// Within which the authority must tell all that is to be corrected.
    #[serde(deserialize_with = "nullable")]
    pub correction: Option<Limit>,
}

/// One limit, with the rule or promise it comes from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Limit {
    pub days: u16,
    pub unit: Unit,
    pub note: String,
    pub checked: bool,
    pub basis: String,
    /// A calendar-day limit that ends on a holiday moves to the next working day only where the item says so.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub roll: bool,
}

/// 收费依据及标准.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fee {
    pub charged: bool,
    pub note: String,
    pub basis: String,
    pub checked: bool,
}

/// What the resident gets in the end, and how.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ItemResult {
    pub name: String,
    pub how: String,
    pub validity: String,
}

/// May a case be sent before the signed copy is scanned, and within how many calendar days must the scan follow?
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SubmitTerms {
    pub before_scan: bool,
    pub scan_within_days: u16,
}

/// What may be done against a decision.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Remedies {
    /// 行政复议
    pub review: String,
    /// 行政诉讼
    pub suit: String,
}

/// One material the item asks for, with the basis that allows asking.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Material {
    /// Names the material inside the item: `[a-z0-9_]+`.
    pub slot: String,
    pub name: String,
    pub kind: MaterialKind,
    pub medium: Medium,
    /// 原件份数, given back after the check unless `keep_original`.
    pub original: u16,
    /// 复印件份数
    pub copies: u16,
    pub keep_original: bool,
    pub need: Need,
    /// Calendar days allowed when deferrable.
    pub defer_days: u16,
    /// JSON Logic over the form: when it is asked for; null = always.
    #[serde(deserialize_with = "nullable")]
    pub when: Option<Value>,
    pub basis: Basis,
    pub issuer: String,
    pub how: String,
    pub instead: Vec<String>,
    pub get: String,
}

/// 材料类型
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MaterialKind {
    Certificate,
    Form,
    Other,
}

/// 材料形式
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Medium {
    Paper,
    Electronic,
    Either,
}

/// 材料必要性
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Need {
    /// 必要
    Required,
    /// 非必要
    Optional,
    /// 容缺后补
    Deferrable,
}

/// 常见错误示例, shown beside the field.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Mistake {
    pub field: String,
    pub wrong: String,
    pub why: String,
    pub right: String,
    pub clause: String,
}

/// 常见问题.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    pub ask: String,
    pub answer: String,
}

impl Material {
    /// Pieces that stay with the case: the copies, and the original where the authority keeps it; at least one.
    /// What may be handed in electronically is one file, whatever the number of paper copies.
    pub fn pieces_kept(&self) -> u16 {
        let paper = self.copies.saturating_add(if self.keep_original { self.original } else { 0 });
        match self.medium {
            Medium::Paper => paper.max(1),
            Medium::Electronic | Medium::Either => 1,
        }
    }
}

/// Reads a key that may be null but must be written.
pub(crate) fn nullable<'de, D, T>(deserializer: D) -> Result<Option<T>, D::Error>
where
    D: Deserializer<'de>,
    T: Deserialize<'de>,
{
    Option::deserialize(deserializer)
}
