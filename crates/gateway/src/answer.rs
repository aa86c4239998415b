//! Refusals as `application/problem+json` (RFC 9457), always the same shape.

use crate::sentences::{code_of, sentence_of, status_of};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use gateway_store::StoreError;
use wire::problem::{Problem, ProblemCode};
use wording::Sentence;

/// Seconds after which a caller may come again when the gateway is busy.
const COME_AGAIN: u8 = 2;

/// A refusal on its way out.
#[derive(Debug)]
pub(crate) struct Refusal {
    pub problem: Box<Problem>,
    extra: Option<Box<(HeaderName, String)>>,
}

impl Refusal {
    /// A refusal in the words of its code.
    pub(crate) fn new(code: ProblemCode) -> Self {
        Self::about(code, "")
    }

    fn about(code: ProblemCode, detail: &str) -> Self {
        Self::saying(code, sentence_of(code, detail))
    }

    fn saying(code: ProblemCode, Sentence { message, next }: Sentence) -> Self {
        let problem = Problem {
            kind: "about:blank".to_owned(),
            title: message,
            status: status_of(code),
            code,
            detail: next,
            retry_after: None,
        };
        let refusal = Self { problem: Box::new(problem), extra: None };
        match code {
            ProblemCode::Busy => refusal.with_header(header::RETRY_AFTER, come_again()),
            _ => refusal,
        }
    }

    /// Another status for the same code: a method that a path does not know, a range beyond the end.
    pub(crate) fn with_status(mut self, status: StatusCode) -> Self {
        self.problem.status = status.as_u16();
        self
    }

    /// Other words for the same code, where it is known what is missing.
    pub(crate) fn in_words(mut self, said: Sentence) -> Self {
        (self.problem.title, self.problem.detail) = (said.message, said.next);
        self
    }

    /// One header more.
    pub(crate) fn with_header(mut self, name: HeaderName, value: String) -> Self {
        self.extra = Some(Box::new((name, value)));
        self
    }
}

/// A few seconds, spread so that not everybody comes back at once.
fn come_again() -> String {
    let spread = seal::sign::random::<1>().map_or(0, |[byte]| byte % 4);
    (COME_AGAIN + spread).to_string()
}

impl From<StoreError> for Refusal {
    fn from(error: StoreError) -> Self {
        let code = code_of(&error);
        match code {
            ProblemCode::Internal => tracing::error!(%error, "the store failed"),
            // anybody can send such a thing, as often as he likes: the log is not his to fill
            ProblemCode::BadRequest => tracing::debug!(?error, "what was sent cannot be believed"),
            _ => {}
        }
        match error {
            StoreError::FileOffset { have } => {
                Self::new(code).with_header(HeaderName::from_static("upload-offset"), have.to_string())
            }
            StoreError::LockedOut { until } => Self::about(code, &until.minute()),
            StoreError::OtherVersion { seen, now } => Self::saying(code, wording::other_version(seen, now)),
            StoreError::OtherState { seen, now } => Self::saying(code, wording::other_state(seen, now)),
            StoreError::Incomplete(lack) => {
                let mut refusal = Self::new(code);
                refusal.problem.detail = wording::lacking(lack);
                refusal
            }
            StoreError::Awaited { until } => {
                let sentence = wording::awaited(until);
                let mut refusal = Self::new(code);
                (refusal.problem.title, refusal.problem.detail) = (sentence.message, sentence.next);
                refusal
            }
            _ => Self::new(code),
        }
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let status = StatusCode::from_u16(self.problem.status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        let mut response = (status, axum::Json(&self.problem)).into_response();
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static("application/problem+json"));
        if let Some((name, value)) = self.extra.map(|extra| *extra)
            && let Ok(value) = HeaderValue::from_str(&value)
        {
            headers.insert(name, value);
        }
        response
    }
}
