//! The one way to talk to a gateway, whoever carries it.

use crate::batch::{FileState, PushAnswer};
use crate::down::Page;
use crate::enrol::{EnrolRequest, Enrolment};
use crate::hello::{HelloAnswer, SignedHello};
use crate::problem::{Problem, ProblemCode};
use casework::case::FileHash;

/// Why an exchange gave no answer that can be used. Kept apart so that a person reads what is really wrong.
#[derive(Debug, thiserror::Error)]
pub enum LinkError {
    /// Nobody there: no line, no route, name unknown, refused.
    #[error("the gateway cannot be reached")]
    Unreachable,
    /// The line went silent.
    #[error("the gateway did not answer in time")]
    TimedOut,
    /// TLS failed for another reason than the key.
    #[error("no safe connection could be made")]
    Tls,
    /// It is not the gateway this station enrolled with.
    #[error("the server's key is not the one pinned at enrolment")]
    WrongKey,
    /// Somebody else answered: a captive portal, a proxy page.
    #[error("something else than the gateway answered with status {status}")]
    NotTheGateway {
        /// HTTP status.
        status: u16,
    },
    /// The answer is cut or not what it should be.
    #[error("the answer is not readable")]
    Garbage,
    /// The gateway says no, and why.
    #[error("the gateway answered {}: {}", .0.status, .0.title)]
    Problem(Problem),
}

impl LinkError {
    /// The gateway's code, where it said one.
    pub fn code(&self) -> Option<ProblemCode> {
        match self {
            Self::Problem(problem) => Some(problem.code),
            _ => None,
        }
    }
}

/// What a signed catalogue pack looks like on the way: exact bytes and the publisher's signature.
#[derive(Clone, Debug, PartialEq)]
pub struct PackAnswer {
    /// The pack's bytes.
    pub bytes: Vec<u8>,
    /// Signature over `bianmin-pack-1\0` ‖ SHA-256(bytes), by the gateway's key.
    pub signature: seal::Signature,
}

/// A gateway as a station sees it. Every call may be repeated: twice equals once.
pub trait Exchange {
    /// Becomes known by a one-time code.
    ///
    /// # Errors
    /// [`LinkError`].
    fn enrol(&self, request: &EnrolRequest) -> Result<Enrolment, LinkError>;
    /// Where do you stand?
    ///
    /// # Errors
    /// [`LinkError`].
    fn hello(&self, hello: &SignedHello) -> Result<HelloAnswer, LinkError>;
    /// Sends a packed batch.
    ///
    /// # Errors
    /// [`LinkError`].
    fn push(&self, packed: &[u8]) -> Result<PushAnswer, LinkError>;
    /// Appends to a file at an offset; what arrives is kept.
    ///
    /// # Errors
    /// [`LinkError`]; with code `file_offset` the right offset is found by `hello`.
    fn append(
        &self,
        session: &str,
        file: &FileHash,
        offset: u64,
        bytes: &[u8],
        last: bool,
    ) -> Result<FileState, LinkError>;
    /// Events after `cursor`.
    ///
    /// # Errors
    /// [`LinkError`].
    fn pull(&self, session: &str, cursor: u64, max_bytes: u32) -> Result<Page, LinkError>;
    /// A file that came down (an issued paper), whole.
    ///
    /// # Errors
    /// [`LinkError`].
    fn fetch(&self, session: &str, file: &FileHash) -> Result<Vec<u8>, LinkError>;
    /// A pack of the catalogue.
    ///
    /// # Errors
    /// [`LinkError`].
    fn catalogue(&self, session: &str, publisher: &str, version: u32) -> Result<PackAnswer, LinkError>;
}

/// Message that signs a catalogue pack.
pub fn pack_message(bytes: &[u8]) -> Vec<u8> {
    [b"bianmin-pack-1\0".as_slice(), seal::Digest::of(bytes).as_bytes()].concat()
}
