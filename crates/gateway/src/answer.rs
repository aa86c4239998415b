//! Refusals as `application/problem+json` (RFC 9457), always the same shape.

use crate::sentences::{code_of, sentence_of, status_of};
use axum::http::{HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use casework::decision::Incomplete;
use gateway_store::StoreError;
use wire::problem::{Problem, ProblemCode};

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
        let sentence = sentence_of(code);
        let problem = Problem {
            kind: "about:blank".to_owned(),
            title: sentence.title.to_owned(),
            status: status_of(code),
            code,
            detail: sentence.next.to_owned(),
        };
        let extra = (code == ProblemCode::Busy).then(|| Box::new((header::RETRY_AFTER, come_again())));
        Self { problem: Box::new(problem), extra }
    }

    /// Another status for the same code: a method that a path does not know.
    pub(crate) fn with_status(mut self, status: StatusCode) -> Self {
        self.problem.status = status.as_u16();
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
        if code == ProblemCode::Internal {
            tracing::error!(%error, "the store failed");
        }
        let mut refusal = Self::new(code);
        match error {
            StoreError::FileOffset { have } => {
                refusal.extra = Some(Box::new((HeaderName::from_static("upload-offset"), have.to_string())));
            }
            StoreError::Incomplete(lack) => refusal.problem.detail = lacking(lack).to_owned(),
            StoreError::LockedOut { until } => {
                refusal.problem.detail = format!("请在{}之后再试,或联系本县管理员。", until.minute());
            }
            _ => {}
        }
        refusal
    }
}

fn lacking(lack: Incomplete) -> &'static str {
    match lack {
        Incomplete::Reason => "请写明理由。",
        Incomplete::Demands => "请一次写清要补正的全部内容。",
        Incomplete::Words => "每一条补正内容都要写一句明白话,并指明是哪一项。",
        Incomplete::RightAuthority => "请写明应当找哪个机关。",
        Incomplete::Procedure => "请写明特别程序的名称和结束日期。",
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
