//! Bundles from sticks at the county's desk: uploaded, taken in, and the answers taken away again.

use crate::answer::Refusal;
use crate::bundles::{
    Bearer as Brings, Delivery, ImportError, KEPT_DAYS, Room, answers, deliver_in, forget_answers,
};
use crate::files::file_answer;
use crate::gateway::{Gateway, Shared, beside};
use crate::reading::{Asked, At, Bearer, poured};
use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, HeaderValue, header};
use axum::response::Response;
use casework::role::CountyRole;
use gateway_store::{Official, StoreError};
use serde::Deserialize;
use std::fs;
use std::path::Path;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use wire::bundle::{ENDING, VOLUME};
use wire::problem::ProblemCode;

/// Bytes of an upload at most: a volume and its seal.
const UPLOAD: u64 = VOLUME + 64 * 1024 * 1024;
/// Bytes of an answer's volume: each is taken away in one piece.
const ANSWER: u64 = 24 * 1024 * 1024;

pub(crate) fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new().routes(routes!(bring)).routes(routes!(take_away))
}

/// What is brought.
#[derive(Deserialize, IntoParams)]
struct BringQuery {
    /// Name of the file, for the answer only.
    #[serde(default)]
    name: String,
}

#[utoipa::path(post, path = "/v1/county/bundles", tag = "county", params(BringQuery),
    request_body(content = Object, content_type = "application/octet-stream", description = "One volume of a bundle"),
    responses((status = 200, description = "{bundles: [what was taken, and what a person must know], replies: [files to take back]}", body = Object)))]
async fn bring(
    State(gateway): State<Shared>,
    Asked(query): Asked<BringQuery>,
    Bearer(token): Bearer,
    body: Body,
) -> Result<Json<Delivery>, Refusal> {
    let official = let_in(gateway.clone(), token).await?;
    let name = plain(&query.name).unwrap_or_else(|| format!("bundle.{ENDING}"));
    let open = move |g: &Gateway| {
        // also where nobody starts the gateway anew for a year
        forget_answers(g.store.folder());
        Room::open(g.store.folder(), &name).map_err(|error| refusal(error.into()))
    };
    let (room, upload) = beside(gateway.clone(), open).await?;
    poured(body, upload, UPLOAD).await?;
    // the room goes with the work, which goes on when the caller hangs up
    beside(gateway, move |g| taken_in(g, &official, room.upload()).map(Json).map_err(refusal)).await
}

fn taken_in(gateway: &Gateway, official: &Official, upload: &Path) -> Result<Delivery, ImportError> {
    let brings = Brings { who: &official.user, county: Some(&official.county) };
    let back = answers(gateway.store.folder());
    fs::create_dir_all(&back)?;
    deliver_in(&gateway.store, &[upload.to_owned()], &back, &brings, ANSWER, || gateway.now())
}

fn refusal(error: ImportError) -> Refusal {
    match error {
        ImportError::Store(store) => store.into(),
        other => {
            tracing::error!(error = %other, "a bundle or its answer could not be written");
            Refusal::new(ProblemCode::Internal)
        }
    }
}

/// Whoever works on cases; the keeper of the accounts does not.
async fn let_in(gateway: Shared, token: String) -> Result<Official, Refusal> {
    beside(gateway, move |g| {
        let official = g.store.official_of(&token, g.now())?;
        match official.role {
            CountyRole::Admin => Err(StoreError::Forbidden.into()),
            _ => Ok(official),
        }
    })
    .await
}

#[utoipa::path(get, path = "/v1/county/bundles/{file}", tag = "county",
    params(("file" = String, Path, description = "Name of an answer's volume")),
    responses((status = 200, description = "The volume", content_type = "application/octet-stream"),
              (status = 404, description = "not_found: nobody took it away in time; its stick makes it anew",
               content_type = "application/problem+json")))]
async fn take_away(
    State(gateway): State<Shared>,
    At(file): At<String>,
    Bearer(token): Bearer,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let official = let_in(gateway.clone(), token).await?;
    let name = plain(&file).filter(|name| name.starts_with(official.county.as_str()));
    let name = name.ok_or_else(|| Refusal::new(ProblemCode::NotFound))?;
    let answer = answers(gateway.store.folder()).join(&name);
    let bytes = tokio::fs::read(answer).await.map_err(|_| gone())?;
    let mut answer = file_answer(bytes, "application/octet-stream", &headers);
    if let Ok(disposition) = HeaderValue::from_str(&format!("attachment; filename=\"{name}\"")) {
        answer.headers_mut().insert(header::CONTENT_DISPOSITION, disposition);
    }
    Ok(answer)
}

/// An answer that is not here any more: there is a way to have it again.
fn gone() -> Refusal {
    Refusal::new(ProblemCode::NotFound).in_words(wording::bundle_word("gone", &KEPT_DAYS.to_string()))
}

/// A name of ours: letters, digits, dashes, and our ending; nothing that leads elsewhere.
fn plain(name: &str) -> Option<String> {
    let stem = name.strip_suffix(ENDING)?.strip_suffix('.')?;
    let plain = !stem.is_empty() && stem.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-');
    plain.then(|| name.to_owned())
}
