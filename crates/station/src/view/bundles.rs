use super::Failure;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Where to, or from where: a folder on a stick, or one file of it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
pub struct BundlePlace {
    /// Path.
    pub path: String,
}

/// A stick that is plugged in.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
pub struct StickView {
    /// Where it is.
    pub path: String,
    /// Its name and what is free: `KINGSTON,还有 12.0 GB`.
    pub words: String,
}

/// What can be carried by stick, and what is being carried.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
pub struct BundleView {
    /// What waits, in words; what to do without anything.
    pub words: String,
    /// Something waits to be carried.
    pub waiting: bool,
    /// Sticks that are plugged in.
    pub sticks: Vec<StickView>,
    /// A bundle is being written right now.
    pub writing: bool,
    /// 0–100.
    pub percent: u32,
}

/// What was written.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
pub struct BundleWritten {
    /// 导出了 12 件、36 个附件,共 48 MB …
    pub words: String,
    /// What to do next.
    pub next: String,
    /// The files on the stick.
    pub files: Vec<String>,
}

/// One bundle that could not be taken, or not to its end.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
pub struct BundleTrouble {
    /// Name of its file.
    pub file: String,
    /// What is wrong and what to do.
    pub failure: Failure,
}

/// What was taken in.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
pub struct BundleTaken {
    /// 收到回执 12 条 …
    pub words: String,
    /// What to do next, or empty.
    pub next: String,
    /// What was not taken. What stands before the fault was.
    pub troubles: Vec<BundleTrouble>,
}
