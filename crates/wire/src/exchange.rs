//! The one way to talk to a gateway, whoever carries it.

use crate::batch::{FileState, PushAnswer};
use crate::down::Page;
use crate::enrol::{EnrolRequest, Enrolment};
use crate::hello::{HelloAnswer, SignedHello};
use crate::problem::{Problem, ProblemCode};
use casework::case::FileHash;
use seal::Digest;
use std::time::Duration;

/// Why an exchange gave no answer that can be used. Kept apart so that a person reads what is really wrong.
#[derive(Debug, thiserror::Error)]
pub enum LinkError {
    /// This computer has no network.
    #[error("there is no network")]
    NoNetwork,
    /// The name server does not know the gateway's name, or does not answer.
    #[error("the gateway's name is not known")]
    NameUnknown,
    /// The machine is there, the gateway's program is not.
    #[error("the gateway's machine refuses the connection")]
    Refused,
    /// Nobody there, for another reason; or the line broke in the middle.
    #[error("the gateway cannot be reached")]
    Unreachable,
    /// Something in between wants to be asked first (HTTP 407).
    #[error("a proxy stands in the way")]
    Proxy,
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

/// Which part of something that comes down is asked for: after a cut it goes on where it stood.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Part {
    /// First byte.
    pub from: u64,
    /// Bytes at most.
    pub most: u32,
}

/// A part that came. It may be shorter than what was asked for.
#[derive(Clone, Debug, PartialEq)]
pub struct Stretch {
    /// Its first byte.
    pub from: u64,
    /// The bytes.
    pub bytes: Vec<u8>,
    /// Bytes of the whole.
    pub size: u64,
}

impl Stretch {
    /// Cuts a part out of the whole; what lies beyond the end is empty.
    pub fn of(whole: &[u8], Part { from, most }: Part) -> Self {
        let behind = usize::try_from(from).ok().and_then(|from| whole.get(from..)).unwrap_or_default();
        let bytes = behind.get(..most as usize).unwrap_or(behind).to_vec();
        Self { from, bytes, size: whole.len() as u64 }
    }
}

/// A part of a packed catalogue.
#[derive(Clone, Debug, PartialEq)]
pub struct PackPart {
    /// Of the difference from an older pack, or from nothing ([`crate::packing::difference`]).
    pub stretch: Stretch,
    /// The version from which it is the difference.
    pub since: Option<u32>,
    /// Signature over the whole pack, unpacked: see [`PackAnswer`].
    pub signature: seal::Signature,
}

/// What a signed catalogue pack looks like on the way: exact bytes and the publisher's signature.
#[derive(Clone, Debug, PartialEq)]
pub struct PackAnswer {
    /// The pack's bytes, or with `since` their difference from the bytes of that version.
    pub bytes: Vec<u8>,
    /// The version from which `bytes` are the difference.
    pub since: Option<u32>,
    /// Signature over the whole pack, `bianmin-pack-1\0` ‖ SHA-256(bytes), by the gateway's key.
    pub signature: seal::Signature,
}

/// One question to a gateway. Every one may be repeated: twice equals once.
#[derive(Clone, Debug, PartialEq)]
pub enum Request {
    /// Becomes known by a one-time code.
    Enrol(Box<EnrolRequest>),
    /// Where do you stand?
    Hello(Box<SignedHello>),
    /// A packed batch.
    Push(Vec<u8>),
    /// A piece of a file; what arrives of it is kept.
    Append {
        /// From the last hello.
        session: String,
        /// Which file.
        file: FileHash,
        /// Where the piece begins.
        offset: u64,
        /// The piece.
        bytes: Vec<u8>,
        /// The file ends with it.
        last: bool,
        /// Hashes of the chunks that end in it ([`crate::chunks`]).
        chunks: Vec<Digest>,
    },
    /// Events after the cursor.
    Pull {
        /// From the last hello.
        session: String,
        /// Last event that was applied.
        cursor: u64,
        /// About so many bytes.
        max_bytes: u32,
    },
    /// A part of a file that comes down (an issued paper).
    Fetch {
        /// From the last hello.
        session: String,
        /// Which file.
        file: FileHash,
        /// Which part.
        part: Part,
    },
    /// A part of a packed catalogue.
    Catalogue {
        /// From the last hello.
        session: String,
        /// Publisher's division code.
        publisher: String,
        /// Version.
        version: u32,
        /// A version of the same publisher that is here: the difference from it is enough.
        since: Option<u32>,
        /// Which part.
        part: Part,
    },
}

/// What the gateway says to a [`Request`], each kind to its own.
#[derive(Clone, Debug, PartialEq)]
pub enum Answer {
    /// To [`Request::Enrol`].
    Enrolled(Box<Enrolment>),
    /// To [`Request::Hello`].
    Hello(Box<HelloAnswer>),
    /// To [`Request::Push`].
    Pushed(PushAnswer),
    /// To [`Request::Append`].
    Appended(FileState),
    /// To [`Request::Pull`].
    Page(Page),
    /// To [`Request::Fetch`].
    File(Stretch),
    /// To [`Request::Catalogue`].
    Pack(PackPart),
}

impl Request {
    /// Bytes of its body, as far as they weigh on the line.
    pub fn weight(&self) -> usize {
        match self {
            Self::Push(bytes) | Self::Append { bytes, .. } => bytes.len(),
            _ => 0,
        }
    }
}

/// Longest wait for an answer when nothing is known of the line.
pub const PATIENCE: Duration = Duration::from_secs(60);

/// The one way to a gateway, whoever carries the question: HTTP, a faulty line in tests.
pub trait Exchange {
    /// Asks, and waits for the answer no longer than `patience`.
    ///
    /// # Errors
    /// [`LinkError`].
    fn ask(&self, request: &Request, patience: Duration) -> Result<Answer, LinkError>;

    /// Becomes known by a one-time code.
    ///
    /// # Errors
    /// [`LinkError`].
    fn enrol(&self, request: &EnrolRequest) -> Result<Enrolment, LinkError> {
        match self.ask(&Request::Enrol(Box::new(request.clone())), PATIENCE)? {
            Answer::Enrolled(enrolment) => Ok(*enrolment),
            _ => Err(LinkError::Garbage),
        }
    }

    /// Where do you stand?
    ///
    /// # Errors
    /// [`LinkError`].
    fn hello(&self, hello: &SignedHello) -> Result<HelloAnswer, LinkError> {
        match self.ask(&Request::Hello(Box::new(hello.clone())), PATIENCE)? {
            Answer::Hello(answer) => Ok(*answer),
            _ => Err(LinkError::Garbage),
        }
    }

    /// Sends a packed batch.
    ///
    /// # Errors
    /// [`LinkError`].
    fn push(&self, packed: &[u8]) -> Result<PushAnswer, LinkError> {
        match self.ask(&Request::Push(packed.to_vec()), PATIENCE)? {
            Answer::Pushed(answer) => Ok(answer),
            _ => Err(LinkError::Garbage),
        }
    }
}

/// Message that signs a catalogue pack.
pub fn pack_message(bytes: &[u8]) -> Vec<u8> {
    [b"bianmin-pack-1\0".as_slice(), seal::Digest::of(bytes).as_bytes()].concat()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_part_is_what_lies_there_and_never_more() {
        let whole: Vec<u8> = (0..10).collect();
        let of = |from, most| Stretch::of(&whole, Part { from, most }).bytes;
        assert_eq!(of(0, 4), [0, 1, 2, 3]);
        assert_eq!(of(8, 4), [8, 9]);
        assert!(of(10, 4).is_empty() && of(u64::MAX, 4).is_empty());
        assert_eq!(Stretch::of(&whole, Part { from: 8, most: 4 }).size, 10);
    }
}
