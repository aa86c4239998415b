use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// One thing that waits to be sent.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
pub struct WaitingRow {
    /// Case.
    pub case: String,
    /// Grouped number.
    pub number: String,
    /// Applicant.
    pub applicant: String,
    /// Item.
    pub item_name: String,
    /// entry files.
    pub part: String,
    /// Bytes left.
    pub bytes: u32,
    /// 0–100.
    pub percent: u32,
    /// It is on the line just now.
    pub under_way: bool,
    /// Why it is stuck, in plain words, or empty.
    pub stuck: String,
}

/// 发送状态.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
pub struct LineView {
    /// idle sending offline stuck ended paused not_enrolled; ended: the computer has to be bound again.
    pub state: String,
    /// 已连上 · 全部发完; 离线 · 3 件待发送 …
    pub words: String,
    /// What to do, when there is something.
    pub next: String,
    /// Cases that wait, the first of them.
    pub waiting: Vec<WaitingRow>,
    /// Cases that wait behind those.
    pub unlisted: u32,
    /// Last time the gateway answered, `09:15`, or empty.
    pub last_contact: String,
    /// Next try, `10:30`, or empty.
    pub next_try: String,
    /// A person paused it.
    pub paused: bool,
    /// How much waits and how long it will take, in words, or empty.
    pub outlook: String,
    /// What else a person must know: a clock that is wrong, a gateway that forgot. Empty when there is nothing.
    pub warnings: Vec<String>,
}

/// 暂停, or on again.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
pub struct LinePause {
    /// True: 暂停.
    pub paused: bool,
}
