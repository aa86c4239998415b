//! Canonical JSON (RFC 8785): the same value always gives the same bytes, so that it can be hashed and signed.

use serde::Serialize;

/// A value that JSON cannot hold (a map with keys that are not text, a number that is not finite).
#[derive(Debug, thiserror::Error)]
#[error("the value has no canonical JSON form")]
pub struct NotCanonical(#[source] serde_json::Error);

/// The canonical bytes of a value.
///
/// # Errors
/// [`NotCanonical`].
pub fn bytes<T: Serialize>(value: &T) -> Result<Vec<u8>, NotCanonical> {
    serde_json_canonicalizer::to_vec(value).map_err(NotCanonical)
}
