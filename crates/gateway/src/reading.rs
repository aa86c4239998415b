//! Reading requests: bodies with a limit and a patience, tokens, paths and queries, each refused in the same shape.

use crate::answer::Refusal;
use axum::body::{Body, HttpBody as _};
use axum::extract::rejection::{PathRejection, QueryRejection};
use axum::extract::{FromRequestParts, Path, Query};
use axum::http::header::AUTHORIZATION;
use axum::http::request::Parts;
use bytes::BytesMut;
use http_body_util::{BodyExt as _, Limited};
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

/// Bytes of a piece that are kept before the next ones are read.
const PART: usize = 256 * 1024;
/// What came before a lull is kept: nobody says whether the line is cut or only slow, and a station that dials anew asks
/// after it at once.
const LULL: Duration = Duration::from_millis(300);

/// A body that is kept as it comes.
pub(crate) struct Coming(Body);

/// What came since the part before.
pub(crate) struct Part {
    pub bytes: Vec<u8>,
    pub end: End,
}

/// What follows a part.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum End {
    /// More, it seems.
    Open,
    /// Nothing: that was all.
    Whole,
    /// Nothing: the line was cut.
    Cut,
}

impl Coming {
    /// # Errors
    /// `too_large` for a body that says it is larger than `limit`; it is let pass.
    pub async fn of(body: Body, limit: usize) -> Result<Self, Refusal> {
        if body.size_hint().lower() > limit as u64 {
            return Err(whole(body, limit).await.err().unwrap_or(Refusal::new(ProblemCode::TooLarge)));
        }
        // one that does not say how large it is ends at the limit
        Ok(Self(Body::new(Limited::new(body, limit))))
    }

    /// What comes next, up to [`PART`] or a lull.
    pub async fn part(&mut self) -> Part {
        let mut bytes = Vec::new();
        loop {
            let patience = if bytes.is_empty() { PATIENCE } else { LULL };
            let end = match tokio::time::timeout(patience, self.0.frame()).await {
                Ok(Some(Ok(frame))) => {
                    bytes.extend_from_slice(&frame.into_data().unwrap_or_default());
                    if bytes.len() < PART {
                        continue;
                    }
                    End::Open
                }
                Ok(None) => End::Whole,
                Err(_) if !bytes.is_empty() => End::Open,
                Ok(Some(Err(_))) | Err(_) => End::Cut,
            };
            return Part { bytes, end };
        }
    }

    /// Lets the rest pass, so that the caller hears the answer.
    pub async fn let_pass(self) {
        let _ = whole(self.0, 0).await;
    }
}

/// Reads a body that is of use only as a whole.
///
/// # Errors
/// `too_large` beyond `limit`; what follows is let pass for a while, so that the caller hears the answer. `bad_request`
/// when the line was cut.
pub(crate) async fn whole(mut body: Body, limit: usize) -> Result<Vec<u8>, Refusal> {
    let (mut bytes, mut seen) = (BytesMut::new(), 0);
    while seen <= limit + LET_PASS {
        let frame = match tokio::time::timeout(PATIENCE, body.frame()).await {
            Ok(None) if seen <= limit => return Ok(bytes.into()),
            Ok(Some(Ok(frame))) => frame,
            cut @ (Ok(Some(Err(_))) | Err(_)) if seen <= limit => {
                tracing::debug!(seen, ?cut, "the line was cut under a request");
                return Err(Refusal::new(ProblemCode::BadRequest));
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
pub(crate) async fn poured(mut body: Body, file: std::fs::File, limit: u64) -> Result<(), Refusal> {
    let internal = |_| Refusal::new(ProblemCode::Internal);
    let mut out = tokio::fs::File::from_std(file);
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
