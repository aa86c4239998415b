//! What the program says when something is not done: one sentence for what happened, one for what to do next.

use crate::{CountyError, LeftOut};
use wording::Sentence;

/// The words for an error; where the gateway spoke, its own.
pub fn sentence(error: &CountyError) -> Sentence {
    match error {
        CountyError::Refused(problem) => {
            Sentence { message: problem.title.clone(), next: problem.detail.clone() }
        }
        ours => wording::county_fault(&ours.code(), &about(ours)),
    }
}

/// Which case was left out, and what is wrong with which file of it.
pub fn left_out(LeftOut { number, file, sha256, fault }: &LeftOut) -> String {
    let name = file.rsplit('/').next().unwrap_or(file);
    let fault = wording::file_fault(&fault.to_string());
    format!("{} {name} {fault}(SHA-256 {sha256})", number.grouped())
}

/// What the sentence is about.
fn about(error: &CountyError) -> String {
    match error {
        CountyError::Usage(words) => words.clone(),
        CountyError::Busy(path) | CountyError::PinnedKey(path) => path.display().to_string(),
        CountyError::OtherKey { found } => found.clone(),
        CountyError::CaseFile(number) | CountyError::Proof(number) => number.grouped(),
        CountyError::LeftOut(count) => count.to_string(),
        other => other.to_string(),
    }
}
