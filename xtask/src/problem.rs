//! What can go wrong in a chore, said so that the reader knows what to do.

use std::io;
use std::path::PathBuf;

/// The result of a step of a chore.
pub type Outcome<T = ()> = Result<T, Problem>;

/// One variant per situation that reads differently.
#[derive(Debug, thiserror::Error)]
pub enum Problem {
    /// The program is not there or may not be run.
    #[error("cannot start `{program}`: {source}")]
    Start { program: String, source: io::Error },
    /// The program ran and said no. `said` is what it wrote to standard error, empty when that went to the screen.
    #[error("`{program}` ended with {status}{said}")]
    Ended { program: String, status: String, said: String },
    /// A file or folder could not be read or written.
    #[error("{}: {source}", path.display())]
    File { path: PathBuf, source: io::Error },
    /// A file was read and is not what it should be.
    #[error("{}: {says}", path.display())]
    Content { path: PathBuf, says: String },
    /// Figures were measured and a target was missed.
    #[error("{0} of the targets missed")]
    Targets(usize),
    /// Anything else, in one sentence.
    #[error("{0}")]
    Said(String),
}

impl Problem {
    /// The exit code of `cargo xtask`: 3 where a rule of ours refuses the figures, else 1.
    pub fn exit_code(&self) -> u8 {
        match self {
            Problem::Targets(_) => 3,
            _ => 1,
        }
    }

    /// A sentence as a problem.
    pub fn said(sentence: impl Into<String>) -> Self {
        Problem::Said(sentence.into())
    }

    /// For `map_err` on file calls.
    pub fn file(path: impl Into<PathBuf>) -> impl FnOnce(io::Error) -> Self {
        let path = path.into();
        move |source| Problem::File { path, source }
    }
}
