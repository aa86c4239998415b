//! What the program says when something is not done: one sentence for what happened, one for what to do next.

use crate::CountyError;
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

/// What the sentence is about.
fn about(error: &CountyError) -> String {
    match error {
        CountyError::Usage(words) => words.clone(),
        CountyError::Busy(path) | CountyError::PinnedKey(path) => path.display().to_string(),
        CountyError::OtherKey { found } => found.clone(),
        CountyError::CaseFile(number) | CountyError::Proof(number) | CountyError::Material(number) => {
            number.grouped()
        }
        other => other.to_string(),
    }
}
