//! The door of the stations: enrol, hello, push, files, pull, catalogue.

use crate::answer::Refusal;
use crate::files::file_answer;
use crate::gateway::{Shared, beside};
use crate::packing::packed;
use crate::reading::{Asked, At, Bearer, Coming, End, PIECE, PUSH, Part, json, whole};
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::{IntoResponse, Response};
use axum::{Json, middleware};
use casework::case::FileHash;
use gateway_store::{Chunks, Piece};
use seal::Signature;
use serde::Deserialize;
use std::sync::Arc;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use wire::PushAnswer;
use wire::batch::FileState;
use wire::chunks;
use wire::down::Page;
use wire::enrol::{EnrolRequest, Enrolment};
use wire::exchange::PackAnswer;
use wire::hello::{HelloAnswer, SignedHello};
use wire::problem::ProblemCode;

/// Bytes of a page when the caller does not say.
const PAGE_BYTES: u32 = 64 * 1024;
/// Bytes of a page at most.
const MOST_PAGE_BYTES: u32 = 1024 * 1024;

pub(crate) fn routes() -> OpenApiRouter<Shared> {
    let long_answers = OpenApiRouter::new()
        .routes(routes!(hello))
        .routes(routes!(push))
        .routes(routes!(pull))
        .routes(routes!(catalogue))
        .layer(middleware::from_fn(packed));
    OpenApiRouter::new().routes(routes!(enrol)).routes(routes!(append, fetch)).merge(long_answers)
}

#[utoipa::path(post, path = "/v1/enrol", tag = "station", request_body = Object,
    responses((status = 200, description = "Enrolment", body = Object),
              (status = 403, description = "Code unknown, expired or used", content_type = "application/problem+json")))]
async fn enrol(State(gateway): State<Shared>, body: Body) -> Result<Json<Enrolment>, Refusal> {
    let request: EnrolRequest = json(body).await?;
    beside(gateway, move |g| {
        let tls_key = g.tls_keys.first().map(ToString::to_string);
        Ok(Json(g.store.enrol(&request, tls_key, g.now())?))
    })
    .await
}

#[utoipa::path(post, path = "/v1/sync/hello", tag = "station", request_body = Object,
    responses((status = 200, description = "Where each lane of the log stands, the first events after the cursor, what the province asks of the line, \
                                            and a session for an hour; to a hello that names no lanes, what stations before the lanes know", body = Object)))]
async fn hello(State(gateway): State<Shared>, body: Body) -> Result<Json<HelloAnswer>, Refusal> {
    let hello: SignedHello = json(body).await?;
    beside(gateway, move |g| Ok(Json(g.store.hello(&hello, g.now())?))).await
}

#[utoipa::path(post, path = "/v1/sync/push", tag = "station",
    request_body(content = Object, content_type = "application/octet-stream", description = "Packed batch of one lane (0, 1, 2), at most 128 KB; with the gateway's own proofs where it forgot what it took"),
    responses((status = 200, description = "Verdicts and proofs of the entries up to the first that waits for another lane, which `waits` names; \
                                            the stored ones for a replay", body = Object),
              (status = 409, description = "batch_gap or batch_fork", content_type = "application/problem+json"),
              (status = 503, description = "busy, with Retry-After", content_type = "application/problem+json")))]
async fn push(State(gateway): State<Shared>, body: Body) -> Result<Json<PushAnswer>, Refusal> {
    let packed = whole(body, PUSH).await?;
    beside(gateway, move |g| Ok(Json(g.store.push(&packed, g.now())?))).await
}

#[utoipa::path(patch, path = "/v1/files/{sha256}", tag = "station",
    params(("sha256" = String, Path, description = "Name of the file"),
           ("Upload-Offset" = u64, Header, description = "Where the piece begins"),
           ("Upload-Complete" = Option<String>, Header, description = "?1 when the file ends with this piece"),
           ("Chunk-Hashes" = Option<String>, Header, description = "SHA-256 of each chunk of 256 KiB that ends in this piece, in hex: what does not hold goes again alone")),
    request_body(content = Object, content_type = "application/octet-stream", description = "Piece of at most 1 MiB"),
    responses((status = 200, description = "How much of the file is here", body = Object),
              (status = 409, description = "file_offset, with the right one in Upload-Offset: where the file stands, or where a chunk does not hold", content_type = "application/problem+json"),
              (status = 422, description = "file_hash: begin again at 0; or it would end at a size that no entry named", content_type = "application/problem+json")))]
async fn append(
    State(gateway): State<Shared>,
    At(file): At<FileHash>,
    Bearer(token): Bearer,
    headers: HeaderMap,
    body: Body,
) -> Result<Json<FileState>, Refusal> {
    let (offset, last) = place_of(&headers)?;
    let chunks = Arc::new(chunks_of(&headers, offset)?);
    // nobody may fill the memory or the disk without a session
    let owner = {
        let token = token.clone();
        beside(gateway.clone(), move |g| Ok(g.store.device_of(&token, g.now())?)).await?
    };
    let mut coming = Coming::of(body, PIECE).await?;
    let mut offset = offset;
    loop {
        let Part { bytes, end } = coming.part().await;
        let until = offset + bytes.len() as u64;
        let (owner, file, last) = (owner.clone(), file.clone(), last && end == End::Whole);
        let chunks = Arc::clone(&chunks);
        let kept = beside(gateway.clone(), move |g| {
            let piece = Piece { offset, bytes: &bytes, last, chunks: &chunks };
            Ok(g.store.append_piece(&owner, &file, &piece, g.now())?)
        });
        match kept.await {
            Ok(state) if end == End::Open && !state.complete && state.offset == until => offset = until,
            answer => {
                if end == End::Open {
                    coming.let_pass().await;
                }
                return answer.map(Json);
            }
        }
    }
}

#[utoipa::path(get, path = "/v1/files/{sha256}", tag = "station",
    params(("sha256" = String, Path, description = "Name of the file")),
    responses((status = 200, description = "A paper of the authority for one of the station's cases",
               content_type = "application/pdf"),
              (status = 206, description = "The part that `Range` asks for", content_type = "application/pdf")))]
async fn fetch(
    State(gateway): State<Shared>,
    At(file): At<FileHash>,
    Bearer(token): Bearer,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let paper = beside(gateway, move |g| {
        let owner = g.store.device_of(&token, g.now())?;
        Ok(g.store.paper_for(&owner, &file)?)
    });
    Ok(file_answer(paper.await?, "application/pdf", &headers))
}

/// Which events.
#[derive(Deserialize, IntoParams)]
struct PullQuery {
    /// Last event that was applied.
    #[serde(default)]
    cursor: u64,
    /// About how many bytes.
    max_bytes: Option<u32>,
}

#[utoipa::path(get, path = "/v1/sync/pull", tag = "station", params(PullQuery),
    responses((status = 200, description = "Chained and signed page of events", body = Object)))]
async fn pull(
    State(gateway): State<Shared>,
    Asked(query): Asked<PullQuery>,
    Bearer(token): Bearer,
) -> Result<Json<Page>, Refusal> {
    let bytes = query.max_bytes.unwrap_or(PAGE_BYTES).min(MOST_PAGE_BYTES);
    beside(gateway, move |g| {
        let owner = g.store.device_of(&token, g.now())?;
        Ok(Json(g.store.pull(&owner, query.cursor, bytes)?))
    })
    .await
}

#[utoipa::path(get, path = "/v1/catalogue/{publisher}/{version}", tag = "station",
    params(("publisher" = String, Path, description = "Division code"), ("version" = u32, Path, description = "Version"),
           PackQuery),
    responses((status = 200, description = "Pack; header Signature-Ed25519 has the signature of the whole in hex. With \
        Difference-Since the body is the zstd difference from the pack of that version", body = Object),
              (status = 206, description = "To a `Range`: that part of the zstd difference from the pack of Difference-Since, or from nothing",
        content_type = "application/octet-stream")))]
async fn catalogue(
    State(gateway): State<Shared>,
    At((publisher, version)): At<(String, u32)>,
    Asked(query): Asked<PackQuery>,
    Bearer(token): Bearer,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let in_parts = headers.contains_key(header::RANGE);
    let pack = beside(gateway, move |g| {
        let now = g.now();
        g.store.device_of(&token, now).map(drop).or_else(|_| g.store.official_of(&token, now).map(drop))?;
        Ok(match in_parts {
            true => g.store.packed_since(&publisher, version, query.since)?,
            false => g.store.pack_since(&publisher, version, query.since)?,
        })
    });
    let PackAnswer { bytes, since, signature } = pack.await?;
    let answer = match in_parts {
        true => file_answer(bytes, "", &headers),
        false => ([(header::CONTENT_TYPE, "application/json")], bytes).into_response(),
    };
    about_pack(answer, since, &signature)
}

/// What of a pack is here already.
#[derive(Deserialize, IntoParams)]
struct PackQuery {
    /// A version of the same publisher that the caller has.
    since: Option<u32>,
}

fn about_pack(
    mut response: Response,
    since: Option<u32>,
    signature: &Signature,
) -> Result<Response, Refusal> {
    let signature =
        HeaderValue::from_str(&signature.to_string()).map_err(|_| Refusal::new(ProblemCode::Internal))?;
    response.headers_mut().insert("signature-ed25519", signature);
    if let Some(since) = since {
        response.headers_mut().insert("difference-since", since.into());
    }
    Ok(response)
}

/// `Chunk-Hashes: HEX, HEX`, which older stations do not say.
fn chunks_of(headers: &HeaderMap, offset: u64) -> Result<Chunks, Refusal> {
    let Some(value) = headers.get("chunk-hashes") else { return Ok(Chunks::default()) };
    let hashes = value.to_str().ok().and_then(chunks::read);
    hashes.map(|hashes| Chunks::from(offset, &hashes)).ok_or_else(|| Refusal::new(ProblemCode::BadRequest))
}

/// `Upload-Offset: 0` and `Upload-Complete: ?1`, as in the resumable upload draft of the IETF.
fn place_of(headers: &HeaderMap) -> Result<(u64, bool), Refusal> {
    let text = |name: &str| headers.get(name).and_then(|value| value.to_str().ok()).map(str::trim);
    let offset = text("upload-offset").and_then(|offset| offset.parse().ok());
    let last = match text("upload-complete") {
        Some("?1") => Some(true),
        Some("?0") | None => Some(false),
        Some(_) => None,
    };
    offset.zip(last).ok_or_else(|| Refusal::new(ProblemCode::BadRequest))
}
