//! Errors over HTTP (RFC 9457). The code is for programs; the sentence and next step are for people.

use serde::{Deserialize, Serialize};
use std::fmt;

/// `application/problem+json`.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Problem {
    /// `about:blank`, the code says what it is.
    #[serde(rename = "type", default = "blank")]
    pub kind: String,
    /// One sentence.
    pub title: String,
    /// HTTP status.
    pub status: u16,
    /// For programs, e.g. `batch_gap`.
    pub code: ProblemCode,
    /// What to do next, for people.
    #[serde(default)]
    pub detail: String,
    /// Seconds after which to come again (`Retry-After`); it travels in the head of the answer, not in its body.
    #[serde(skip)]
    pub retry_after: Option<u64>,
}

fn blank() -> String {
    "about:blank".to_owned()
}

/// What went wrong, for programs.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ProblemCode {
    /// Not readable.
    BadRequest,
    /// Unknown station, wrong signature, session over.
    NotAuthorised,
    /// Wrong user or password.
    WrongPassword,
    /// Too many wrong passwords.
    LockedOut,
    /// Not this role's.
    Forbidden,
    /// Unknown, expired or used enrolment code.
    EnrolCode,
    /// No such thing.
    NotFound,
    /// A push begins after the next expected sequence.
    BatchGap,
    /// Same sequence, other bytes: a copied or restored station.
    BatchFork,
    /// An append at the wrong offset.
    FileOffset,
    /// A file whose bytes do not make its name.
    FileHash,
    /// Too large.
    TooLarge,
    /// The case does not allow it now.
    StateConflict,
    /// A decision that lacks something.
    Incomplete,
    /// Come again later.
    Busy,
    /// A fault of the gateway.
    Internal,
}

impl fmt::Display for ProblemCode {
    /// The name under which it is sent.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.serialize(f)
    }
}
