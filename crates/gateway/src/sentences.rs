//! Codes of refusals: which one the store's word comes to, its sentence, and its HTTP status.

use gateway_store::StoreError;
use wire::problem::ProblemCode;
use wording::Sentence;

/// The sentence of a code; `detail` says what it is about where the sentence has room for it.
pub fn sentence_of(code: ProblemCode, detail: &str) -> Sentence {
    wording::refusal(&code.to_string(), detail)
}

/// The code of a refusal of the store.
pub(crate) fn code_of(error: &StoreError) -> ProblemCode {
    match error {
        StoreError::Batch(wire::BatchError::Signature) | StoreError::NotAuthorised => {
            ProblemCode::NotAuthorised
        }
        StoreError::Batch(wire::BatchError::TooLarge) | StoreError::TooLarge { .. } => ProblemCode::TooLarge,
        StoreError::Batch(_) | StoreError::Entry(_) => ProblemCode::BadRequest,
        StoreError::WrongPassword => ProblemCode::WrongPassword,
        StoreError::LockedOut { .. } => ProblemCode::LockedOut,
        StoreError::Forbidden => ProblemCode::Forbidden,
        StoreError::EnrolCode => ProblemCode::EnrolCode,
        StoreError::NotFound => ProblemCode::NotFound,
        StoreError::Gap { .. } => ProblemCode::BatchGap,
        StoreError::Fork { .. } => ProblemCode::BatchFork,
        StoreError::FileOffset { .. } => ProblemCode::FileOffset,
        StoreError::FileHash => ProblemCode::FileHash,
        StoreError::State(_) | StoreError::Awaited { .. } | StoreError::Overtaken => {
            ProblemCode::StateConflict
        }
        StoreError::OtherVersion { .. } | StoreError::OtherState { .. } => ProblemCode::StateConflict,
        StoreError::Exists(_) | StoreError::OldPack { .. } => ProblemCode::StateConflict,
        StoreError::Incomplete(_) => ProblemCode::Incomplete,
        StoreError::Busy => ProblemCode::Busy,
        StoreError::NotCommitted { disk_full: false } => ProblemCode::Busy,
        _ => ProblemCode::Internal,
    }
}

/// HTTP status of a code.
pub(crate) fn status_of(code: ProblemCode) -> u16 {
    match code {
        ProblemCode::BadRequest => 400,
        ProblemCode::NotAuthorised | ProblemCode::WrongPassword => 401,
        ProblemCode::Forbidden | ProblemCode::EnrolCode => 403,
        ProblemCode::NotFound => 404,
        ProblemCode::BatchGap
        | ProblemCode::BatchFork
        | ProblemCode::FileOffset
        | ProblemCode::StateConflict => 409,
        ProblemCode::TooLarge => 413,
        ProblemCode::FileHash | ProblemCode::Incomplete => 422,
        ProblemCode::LockedOut => 429,
        ProblemCode::Busy => 503,
        ProblemCode::Internal => 500,
    }
}
