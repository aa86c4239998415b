//! 办事指南: everything an item asks for, to take home (GB/T 39046; 行政许可法 art. 30).

use serde::{Deserialize, Serialize};

/// An item as a resident reads it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Guide {
    pub station: String,
    pub item: String,
    pub item_code: String,
    /// 事项类型 in words.
    pub kind: String,
    /// 行使层级 in words.
    pub level: String,
    pub authority: String,
    /// How the station helps: 直办, 代办 …
    pub mode: String,
    /// Those that somebody has read in their source.
    pub basis: Vec<Basis>,
    pub conditions: Vec<String>,
    pub materials: Vec<GuideMaterial>,
    pub steps: Vec<Step>,
    pub statutory_limit: String,
    pub promised_limit: String,
    pub fee: String,
    pub result: String,
    pub place: String,
    pub hours: String,
    pub phone: String,
    pub complaint_phone: String,
    pub remedies: Vec<String>,
    pub questions: Vec<Question>,
    /// 示例,以县级发布为准
    pub mark: String,
    pub printed_on: String,
}

/// 设定依据
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Basis {
    /// Title, number and article in one line.
    pub law: String,
    pub says: String,
}

/// A material with where it comes from and how else it can be met.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct GuideMaterial {
    pub name: String,
    /// 必要, 非必要, 容缺后补.
    pub need: String,
    pub count: String,
    pub how: String,
}

/// 办理流程: one step.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Step {
    pub name: String,
    pub who: String,
    pub what: String,
    pub limit: String,
}

/// 常见问题
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Question {
    pub ask: String,
    pub answer: String,
}
