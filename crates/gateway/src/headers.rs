//! Headers that every answer carries.

use crate::gateway::Shared;
use axum::extract::State;
use axum::http::{HeaderName, HeaderValue, header};
use axum::response::Response;
use casework::moment::Moment;
use jiff::Timestamp;
use jiff::fmt::rfc2822::DateTimePrinter;

const POLICY: &str = "default-src 'self'; img-src 'self' blob: data:; frame-src 'self' blob:; object-src 'none'; \
base-uri 'none'; form-action 'self'; frame-ancestors 'none'";

/// Nothing is sniffed, framed, kept by proxies or told to other sites.
const FIXED: [(HeaderName, &str); 5] = [
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::CONTENT_SECURITY_POLICY, POLICY),
    (header::CACHE_CONTROL, "no-store"),
];

/// Hardens an answer and dates it by the gateway's clock: callers set theirs by it.
pub(crate) async fn complete(State(gateway): State<Shared>, mut response: Response) -> Response {
    let headers = response.headers_mut();
    for (name, value) in FIXED {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if let Some(date) = http_date(gateway.now()) {
        headers.insert(header::DATE, date);
    }
    response
}

fn http_date(now: Moment) -> Option<HeaderValue> {
    let now = Timestamp::from_millisecond(now.millis()).ok()?;
    let date = DateTimePrinter::new().timestamp_to_rfc9110_string(&now).ok()?;
    HeaderValue::from_str(&date).ok()
}
