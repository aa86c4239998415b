//! Reading requests: bodies with a limit and a patience, tokens, paths and queries, each refused in the same shape.

use crate::answer::Refusal;
use axum::body::Body;
use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{FromRequestParts, Path, Query};
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use bytes::BytesMut;
use http_body_util::BodyExt as _;
use serde::de::DeserializeOwned;
use std::time::Duration;
use tokio::io::AsyncWriteExt as _;
use wire::problem::ProblemCode;

/// Largest JSON body.
pub(crate) const JSON: usize = 64 * 1024;
/// Largest push.
pub(crate) const PUSH: usize = 128 * 1024;
/// Largest piece of a file.
pub(crate) const PIECE: usize = 1024 * 1024;
/// Bytes read and thrown away behind a body that is too large.
const LET_PASS: usize = 4 * 1024 * 1024;
/// A body that stops coming for so long is cut.
const PATIENCE: Duration = Duration::from_secs(30);

/// What came of a body, and whether all of it came.
pub(crate) struct Arrived {
    pub bytes: Vec<u8>,
    pub whole: bool,
}

/// Reads a body; what arrived before the line was cut is given as well.
///
/// # Errors
/// `too_large` beyond `limit`; what follows is let pass for a while, so that the caller hears the answer.
pub(crate) async fn arrived(mut body: Body, limit: usize) -> Result<Arrived, Refusal> {
    let (mut bytes, mut seen) = (BytesMut::new(), 0);
    while seen <= limit + LET_PASS {
        let frame = match tokio::time::timeout(PATIENCE, body.frame()).await {
            Ok(None) if seen <= limit => {
                return Ok(Arrived { bytes: bytes.into(), whole: true });
            }
            Ok(Some(Ok(frame))) => frame,
            Ok(Some(Err(_))) | Err(_) if seen <= limit => {
                return Ok(Arrived { bytes: bytes.into(), whole: false });
            }
            _ => break,
        };
        let Ok(data) = frame.into_data() else { continue };
        seen += data.len();
        if seen <= limit {
            bytes.extend_from_slice(&data);
        }
    }
    Err(Refusal::new(ProblemCode::TooLarge))
}

/// Writes a body into a file as it comes, so that a large one takes no memory.
///
/// # Errors
/// `too_large` beyond `limit`, `bad_request` when the line was cut, `internal` when the disk takes no more.
pub(crate) async fn poured(mut body: Body, path: &std::path::Path, limit: u64) -> Result<(), Refusal> {
    let internal = |_| Refusal::new(ProblemCode::Internal);
    let mut out = tokio::fs::File::create(path).await.map_err(internal)?;
    let mut seen = 0;
    loop {
        let data = match tokio::time::timeout(PATIENCE, body.frame()).await {
            Ok(None) => break,
            Ok(Some(Ok(frame))) => frame.into_data().unwrap_or_default(),
            Ok(Some(Err(_))) | Err(_) => return Err(Refusal::new(ProblemCode::BadRequest)),
        };
        seen += data.len() as u64;
        if seen > limit {
            return Err(Refusal::new(ProblemCode::TooLarge));
        }
        out.write_all(&data).await.map_err(internal)?;
    }
    out.flush().await.map_err(internal)
}

/// Reads a body that is of use only as a whole.
pub(crate) async fn whole(body: Body, limit: usize) -> Result<Vec<u8>, Refusal> {
    let arrived = arrived(body, limit).await?;
    if arrived.whole { Ok(arrived.bytes) } else { Err(Refusal::new(ProblemCode::BadRequest)) }
}

/// Reads a JSON body.
pub(crate) async fn json<T: DeserializeOwned>(body: Body) -> Result<T, Refusal> {
    let bytes = whole(body, JSON).await?;
    serde_json::from_slice(&bytes).map_err(|_| Refusal::new(ProblemCode::BadRequest))
}

/// The token of `Authorization: Bearer …`.
pub(crate) struct Bearer(pub String);

impl<S: Sync> FromRequestParts<S> for Bearer {
    type Rejection = Refusal;
    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Refusal> {
        let value = parts.headers.get(AUTHORIZATION).and_then(|value| value.to_str().ok());
        let token = value.and_then(|value| value.strip_prefix("Bearer "));
        token
            .map(|token| Self(token.trim().to_owned()))
            .ok_or_else(|| Refusal::new(ProblemCode::NotAuthorised))
    }
}

/// Parts of the path; what is none of ours is not found.
pub(crate) struct At<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned + Send> FromRequestParts<S> for At<T> {
    type Rejection = Refusal;
    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Refusal> {
        let read: Result<Path<T>, PathRejection> = Path::from_request_parts(parts, state).await;
        read.map(|Path(value)| Self(value)).map_err(|_| Refusal::new(ProblemCode::NotFound))
    }
}

/// The query of the address.
pub(crate) struct Asked<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequestParts<S> for Asked<T> {
    type Rejection = Refusal;
    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, Refusal> {
        let read: Result<Query<T>, QueryRejection> = Query::from_request_parts(parts, state).await;
        read.map(|Query(value)| Self(value)).map_err(|_| Refusal::new(ProblemCode::BadRequest))
    }
}
