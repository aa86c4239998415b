//! Cases that did not come with their batch, because one of their files is at fault at the gateway. The others come.

use casework::case::FileHash;
use casework::number::ReceiptNumber;
use serde::{Deserialize, Serialize};
use std::fmt;

/// A case that was left out, and the file that is at fault.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct LeftOut {
    /// The case.
    pub number: ReceiptNumber,
    /// Where the file would lie in the batch.
    pub file: String,
    /// Its name at the gateway.
    pub sha256: FileHash,
    /// What is wrong with it.
    pub fault: FileFault,
}

/// What is wrong with a file.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FileFault {
    /// The gateway does not have it any more.
    Missing,
    /// The gateway cannot read it.
    Unreadable,
    /// It ends before the size that the manifest names.
    Short,
    /// Its bytes do not make its name.
    Altered,
}

impl FileFault {
    /// All of them.
    pub const ALL: [Self; 4] = [Self::Missing, Self::Unreadable, Self::Short, Self::Altered];
}

impl fmt::Display for FileFault {
    /// The name under which it is kept and told to programs.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.serialize(f)
    }
}
