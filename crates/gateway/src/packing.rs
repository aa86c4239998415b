//! Answers that are packed where the caller takes them so: a thin line carries a receipt of fifty cases in one second
//! instead of five.

use axum::body::{Body, to_bytes};
use axum::extract::Request;
use axum::http::header::{ACCEPT_ENCODING, CONTENT_ENCODING, CONTENT_LENGTH};
use axum::http::{HeaderMap, HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use wire::packing::{CODING, answer};
use wire::problem::ProblemCode;

use crate::answer::Refusal;

/// Smaller answers fit into one packet as they are.
const WORTH_IT: usize = 1_024;

pub(crate) async fn packed(request: Request, next: Next) -> Response {
    let accepts = accepts(request.headers());
    let response = next.run(request).await;
    // a part of something is a part of its own bytes
    if !accepts || response.status() != StatusCode::OK {
        return response;
    }
    let (mut parts, body) = response.into_parts();
    // our own answer, whole in memory already
    let Ok(plain) = to_bytes(body, usize::MAX).await else {
        return Refusal::new(ProblemCode::Internal).into_response();
    };
    let packed = (plain.len() >= WORTH_IT).then(|| answer(&plain));
    match packed {
        Some(Ok(packed)) => {
            parts.headers.insert(CONTENT_ENCODING, HeaderValue::from_static(CODING));
            parts.headers.remove(CONTENT_LENGTH);
            Response::from_parts(parts, Body::from(packed))
        }
        _ => Response::from_parts(parts, Body::from(plain)),
    }
}

fn accepts(asked: &HeaderMap) -> bool {
    let codings = asked.get(ACCEPT_ENCODING).and_then(|codings| codings.to_str().ok()).unwrap_or_default();
    codings.split(',').any(|coding| coding.trim() == CODING)
}
