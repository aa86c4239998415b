use casework::number::ReceiptNumber;
use std::path::{Path, PathBuf};
use wire::problem::{Problem, ProblemCode};

/// Why a batch was not pulled, or not with all its cases, or a decision not sent.
#[derive(Debug, thiserror::Error)]
pub enum CountyError {
    /// An option or argument that cannot be meant.
    #[error("{0}")]
    Usage(String),
    /// Plain HTTP to another computer.
    #[error("plain http is for this computer only: {0}")]
    PlainHttp(String),
    /// The gateway said no.
    #[error("the gateway refused: {}", .0.title)]
    Refused(Box<Problem>),
    /// No connection, or it broke.
    #[error("the line: {0}")]
    Line(#[source] reqwest::Error),
    /// The server shows another TLS key than the one that was named.
    #[error("the server's TLS key is not the named one")]
    OtherServer,
    /// The connection broke while a file came in.
    #[error("the line broke: {0}")]
    Cut(#[source] std::io::Error),
    /// Somebody answered, but not as a gateway does.
    #[error("the answer is not a gateway's")]
    NotAGateway,
    /// Another program pulls into this folder.
    #[error("another program pulls into {0}")]
    Busy(PathBuf),
    /// The gateway signs with another key than the pinned one.
    #[error("the gateway's key is {found}, not the pinned one")]
    OtherKey {
        /// The key it signs with, hex.
        found: String,
    },
    /// The pinned key on the disk is no key.
    #[error("{0} holds no key")]
    PinnedKey(PathBuf),
    /// The manifest's signature does not hold, or what it says cannot be.
    #[error("the manifest cannot be believed")]
    Manifest,
    /// A case file whose bytes do not make the manifest's hash, or do not say what the manifest says.
    #[error("case {0} is not what the manifest says")]
    CaseFile(ReceiptNumber),
    /// A proof that the gateway did not sign.
    #[error("the proof of case {0} does not hold")]
    Proof(ReceiptNumber),
    /// Cases that did not come with the others of their batch.
    #[error("{0} cases were left out")]
    LeftOut(usize),
    /// The disk.
    #[error("{path}: {source}")]
    Disk {
        /// Which file.
        path: PathBuf,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// A table could not be made.
    #[error("the table could not be made: {0}")]
    Table(String),
    /// A value without canonical form, or no TLS.
    #[error("internal: {0}")]
    Internal(String),
}

impl CountyError {
    pub(crate) fn disk(path: &Path) -> impl FnOnce(std::io::Error) -> Self + '_ {
        move |source| Self::Disk { path: path.to_owned(), source }
    }

    /// Exit code of the program.
    pub fn exit_code(&self) -> u8 {
        match self {
            Self::Usage(_) | Self::PlainHttp(_) => 2,
            Self::Refused(problem) => exit_of(problem.code),
            Self::Busy(_) => 4,
            Self::Line(_) | Self::Cut(_) | Self::NotAGateway => 5,
            Self::OtherServer
            | Self::OtherKey { .. }
            | Self::PinnedKey(_)
            | Self::Manifest
            | Self::CaseFile(_)
            | Self::Proof(_)
            | Self::LeftOut(_) => 6,
            Self::Disk { .. } => 7,
            Self::Table(_) | Self::Internal(_) => 1,
        }
    }

    /// For programs: the problem's code where the gateway spoke, else one of ours.
    pub fn code(&self) -> String {
        let ours = match self {
            Self::Refused(problem) => return problem.code.to_string(),
            Self::Usage(_) => "usage",
            Self::PlainHttp(_) => "plain_http",
            Self::Line(_) => "line",
            Self::OtherServer => "tls_key",
            Self::Cut(_) => "cut",
            Self::NotAGateway => "not_a_gateway",
            Self::Busy(_) => "busy",
            Self::OtherKey { .. } => "gateway_key",
            Self::PinnedKey(_) => "pinned_key",
            Self::Manifest => "manifest",
            Self::CaseFile(_) => "case_file",
            Self::Proof(_) => "proof",
            Self::LeftOut(_) => "left_out",
            Self::Disk { .. } => "disk",
            Self::Table(_) => "table",
            Self::Internal(_) => "internal",
        };
        ours.to_owned()
    }
}

fn exit_of(code: ProblemCode) -> u8 {
    match code {
        ProblemCode::BadRequest => 2,
        ProblemCode::Busy => 5,
        ProblemCode::FileHash | ProblemCode::BatchFork => 6,
        ProblemCode::Internal => 1,
        _ => 3,
    }
}
