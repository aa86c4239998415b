//! The door of the county: sessions, leases, the console's lists, decisions. Every row is scoped by the county of
//! whoever asks.

use crate::answer::Refusal;
use crate::assets;
use crate::case_view::{self, CaseList, CaseView, ForkView, HeldView};
use crate::files::file_answer;
use crate::gateway::{Gateway, Shared, beside};
use crate::limits::Reckoner;
use crate::paper;
use crate::published::Terms;
use crate::reading::{Asked, At, Bearer, json};
use crate::seen::SeenQuery;
use axum::Json;
use axum::body::Body;
use axum::extract::State;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse, Response};
use casework::case::FileHash;
use casework::decision::{Decided, Outcome};
use casework::number::ReceiptNumber;
use casework::state::State as CaseState;
use gateway_store::{CaseQuery, Drafted, Official, Proposed, StoreError};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::sync::Arc;
use std::time::Duration;
use utoipa::IntoParams;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use wire::county::{CaseFile, LeaseAck, LeaseRequest, Login, Session, SignedManifest};
use wire::problem::ProblemCode;

/// How long a log-in waits for its turn: passwords are worked two at a time.
const PATIENCE: Duration = Duration::from_secs(5);
/// A decision that is overtaken by others is drafted anew this often.
const DRAFTS: usize = 5;

pub(crate) fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new()
        .routes(routes!(log_in, log_out))
        .routes(routes!(lease))
        .routes(routes!(manifest))
        .routes(routes!(leased_case))
        .routes(routes!(acknowledge))
        .routes(routes!(file))
        .routes(routes!(list))
        .routes(routes!(held))
        .routes(routes!(forks))
        .routes(routes!(case))
        .routes(routes!(preview))
        .routes(routes!(decide))
}

/// A session, and for the screen the name of the county.
#[derive(Serialize)]
struct Entered {
    #[serde(flatten)]
    session: Session,
    county_name: Option<String>,
}

#[utoipa::path(post, path = "/v1/county/session", tag = "county", request_body = Object,
    responses((status = 200, description = "Session", body = Object),
              (status = 401, description = "wrong_password", content_type = "application/problem+json"),
              (status = 429, description = "locked_out", content_type = "application/problem+json")))]
async fn log_in(State(gateway): State<Shared>, body: Body) -> Result<Json<Entered>, Refusal> {
    let login: Login = json(body).await?;
    let turn = tokio::time::timeout(PATIENCE, Arc::clone(&gateway.passwords).acquire_owned()).await;
    let Ok(Ok(turn)) = turn else {
        return Err(Refusal::new(ProblemCode::Busy));
    };
    beside(gateway, move |g| {
        // it goes with the work: a caller who hangs up ends neither Argon2 nor what it takes of the memory
        let _turn = turn;
        let session = g.store.log_in(&login, g.now())?;
        let county_name = assets::published_divisions(g.store.folder()).full_name(&session.county);
        Ok(Json(Entered { session, county_name }))
    })
    .await
}

#[utoipa::path(delete, path = "/v1/county/session", tag = "county",
    responses((status = 204, description = "The caller's session is over; his others go on")))]
async fn log_out(State(gateway): State<Shared>, Bearer(token): Bearer) -> Result<StatusCode, Refusal> {
    beside(gateway, move |g| {
        g.store.log_out(&token, g.now())?;
        Ok(StatusCode::NO_CONTENT)
    })
    .await
}

#[utoipa::path(post, path = "/v1/county/leases", tag = "county", request_body = Object,
    responses((status = 200, description = "Signed manifest; without cases it is not kept", body = Object)))]
async fn lease(
    State(gateway): State<Shared>,
    Bearer(token): Bearer,
    body: Body,
) -> Result<Json<SignedManifest>, Refusal> {
    let request: LeaseRequest = json(body).await?;
    beside(gateway, move |g| {
        let now = g.now();
        let official = g.store.official_of(&token, now)?;
        Ok(Json(g.store.lease(&official, request.max_cases, now)?))
    })
    .await
}

#[utoipa::path(get, path = "/v1/county/leases/{lease}", tag = "county",
    params(("lease" = String, Path, description = "Lease")),
    responses((status = 200, description = "Signed manifest", body = Object)))]
async fn manifest(
    State(gateway): State<Shared>,
    At(lease): At<String>,
    Bearer(token): Bearer,
) -> Result<Json<SignedManifest>, Refusal> {
    as_official(gateway, token, move |g, official| Ok(Json(g.store.manifest(&official, &lease)?))).await
}

#[utoipa::path(get, path = "/v1/county/leases/{lease}/cases/{number}", tag = "county",
    params(("lease" = String, Path, description = "Lease"), ("number" = String, Path, description = "Receipt number")),
    responses((status = 200, description = "Canonical bytes of the case, as the manifest names them", body = Object)))]
async fn leased_case(
    State(gateway): State<Shared>,
    At((lease, number)): At<(String, ReceiptNumber)>,
    Bearer(token): Bearer,
) -> Result<Response, Refusal> {
    let bytes = as_official(gateway, token, move |g, official| {
        Ok(g.store.leased_case(&official, &lease, &number)?)
    })
    .await?;
    Ok(([(header::CONTENT_TYPE, "application/json")], bytes).into_response())
}

#[utoipa::path(post, path = "/v1/county/leases/{lease}/ack", tag = "county", request_body = Object,
    params(("lease" = String, Path, description = "Lease")),
    responses((status = 204, description = "Its cases are not offered again; those in left_out are after an hour, behind all others"),
              (status = 422, description = "file_hash: it names another manifest", content_type = "application/problem+json")))]
async fn acknowledge(
    State(gateway): State<Shared>,
    At(lease): At<String>,
    Bearer(token): Bearer,
    body: Body,
) -> Result<StatusCode, Refusal> {
    let ack: LeaseAck = json(body).await?;
    as_official(gateway, token, move |g, official| {
        g.store.acknowledge(&official, &lease, ack, g.now())?;
        Ok(StatusCode::NO_CONTENT)
    })
    .await
}

#[utoipa::path(get, path = "/v1/county/files/{sha256}", tag = "county",
    params(("sha256" = String, Path, description = "Name of the file")),
    responses((status = 200, description = "A material, scan or paper of the county's cases",
               content_type = "application/octet-stream"),
              (status = 206, description = "The one range that was asked for"),
              (status = 416, description = "Nothing of it lies there", content_type = "application/problem+json")))]
async fn file(
    State(gateway): State<Shared>,
    At(file): At<FileHash>,
    Bearer(token): Bearer,
    headers: HeaderMap,
) -> Result<Response, Refusal> {
    let read = move |g: &Gateway, official: Official| Ok(g.store.county_file(&official, &file)?);
    let (bytes, media_type) = as_official(gateway, token, read).await?;
    Ok(file_answer(bytes, &media_type, &headers))
}

/// Which cases.
#[derive(Deserialize, IntoParams)]
struct ListQuery {
    /// Only in this state, e.g. `materials_complete`.
    #[serde(default)]
    state: String,
    /// Part of number, applicant's name or item's name.
    #[serde(default)]
    q: String,
    /// `cursor` of the last row that was seen.
    after: Option<i64>,
}

#[utoipa::path(get, path = "/v1/county/cases", tag = "county", params(ListQuery),
    responses((status = 200, description = "{cases: [row], more}, newest first", body = Object)))]
async fn list(
    State(gateway): State<Shared>,
    Asked(query): Asked<ListQuery>,
    Bearer(token): Bearer,
) -> Result<Json<CaseList>, Refusal> {
    let state = match query.state.as_str() {
        "" => None,
        name => Some(name.parse::<CaseState>().map_err(|_| Refusal::new(ProblemCode::BadRequest))?),
    };
    let query = CaseQuery { state, words: query.q, after: query.after };
    as_official(gateway, token, move |g, official| Ok(Json(case_view::list(g, &official, &query)?))).await
}

#[derive(Serialize)]
struct HeldList {
    held: Vec<HeldView>,
}

#[utoipa::path(get, path = "/v1/county/held", tag = "county",
    responses((status = 200, description = "{held: [row]}: entries of the county's stations that were not applied", body = Object)))]
async fn held(State(gateway): State<Shared>, Bearer(token): Bearer) -> Result<Json<HeldList>, Refusal> {
    as_official(gateway, token, |g, official| Ok(Json(HeldList { held: case_view::held(g, &official)? })))
        .await
}

#[derive(Serialize)]
struct ForkList {
    forks: Vec<ForkView>,
}

#[utoipa::path(get, path = "/v1/county/forks", tag = "county",
    responses((status = 200, description = "{forks: [row]}: where the data of one computer is used twice, which branch is \
                                            which, and the cases that came of each since", body = Object)))]
async fn forks(State(gateway): State<Shared>, Bearer(token): Bearer) -> Result<Json<ForkList>, Refusal> {
    as_official(gateway, token, |g, official| Ok(Json(ForkList { forks: case_view::forks(g, &official)? })))
        .await
}

#[utoipa::path(get, path = "/v1/county/cases/{number}", tag = "county",
    params(("number" = String, Path, description = "Receipt number")),
    responses((status = 200, description = "The case and what the console shows beside it", body = Object)))]
async fn case(
    State(gateway): State<Shared>,
    At(number): At<ReceiptNumber>,
    Bearer(token): Bearer,
) -> Result<Json<CaseView>, Refusal> {
    as_official(gateway, token, move |g, official| Ok(Json(case_view::case(g, &official, &number)?))).await
}

/// What the resident will read.
#[derive(Serialize)]
struct Preview {
    #[serde(flatten)]
    told: papers::Told,
    /// It comes as a paper.
    printed: bool,
}

#[utoipa::path(post, path = "/v1/county/cases/{number}/preview", tag = "county", request_body = Object,
    params(("number" = String, Path, description = "Receipt number"), SeenQuery),
    responses((status = 200, description = "The letter that this decision would cause; nothing is decided", body = Object),
              (status = 409, description = "state_conflict", content_type = "application/problem+json"),
              (status = 422, description = "incomplete", content_type = "application/problem+json")))]
async fn preview(
    State(gateway): State<Shared>,
    At(number): At<ReceiptNumber>,
    Asked(seen): Asked<SeenQuery>,
    Bearer(token): Bearer,
    body: Body,
) -> Result<Json<Preview>, Refusal> {
    let proposed = seen.proposing(json(body).await?);
    as_official(gateway, token, move |g, official| read_before(g, &official, &number, proposed).map(Json))
        .await
}

fn read_before(
    gateway: &Gateway,
    official: &Official,
    number: &ReceiptNumber,
    proposed: Proposed,
) -> Result<Preview, Refusal> {
    let (Drafted::Fresh(draft), terms) = drafted(gateway, official, number, proposed)? else {
        return Err(Refusal::new(ProblemCode::StateConflict));
    };
    let told = paper::told(&draft, &terms).map_err(|error| {
        tracing::error!(%error, "a paper could not be made");
        Refusal::new(ProblemCode::Internal)
    })?;
    Ok(Preview { told, printed: draft.causes.is_some() })
}

#[utoipa::path(post, path = "/v1/county/cases/{number}/decisions", tag = "county", request_body = Object,
    params(("number" = String, Path, description = "Receipt number"), SeenQuery),
    responses((status = 200, description = "The decision that stands", body = Object),
              (status = 409, description = "state_conflict", content_type = "application/problem+json"),
              (status = 422, description = "incomplete", content_type = "application/problem+json")))]
async fn decide(
    State(gateway): State<Shared>,
    At(number): At<ReceiptNumber>,
    Asked(seen): Asked<SeenQuery>,
    Bearer(token): Bearer,
    body: Body,
) -> Result<Json<Decided>, Refusal> {
    let proposed = seen.proposing(json(body).await?);
    as_official(gateway, token, move |g, official| settle(g, &official, &number, &proposed).map(Json)).await
}

/// Drafts, makes the paper and commits; what was overtaken is drafted again.
fn settle(
    gateway: &Gateway,
    official: &Official,
    number: &ReceiptNumber,
    proposed: &Proposed,
) -> Result<Decided, Refusal> {
    for _ in 0..DRAFTS {
        match try_to_settle(gateway, official, number, proposed.clone()) {
            Err(StoreError::Overtaken) => {}
            settled => return Ok(settled?),
        }
    }
    Err(StoreError::Overtaken.into())
}

fn try_to_settle(
    gateway: &Gateway,
    official: &Official,
    number: &ReceiptNumber,
    proposed: Proposed,
) -> Result<Decided, StoreError> {
    match drafted(gateway, official, number, proposed)? {
        (Drafted::Already(decided), _) => Ok(*decided),
        (Drafted::Fresh(draft), terms) => {
            let paper = paper::issue(gateway, &official.county, &draft, &terms);
            gateway.store.commit_decision(official, *draft, paper)
        }
    }
}

fn drafted(
    gateway: &Gateway,
    official: &Official,
    number: &ReceiptNumber,
    proposed: Proposed,
) -> Result<(Drafted, Terms), StoreError> {
    if !official.role.may_decide() {
        return Err(StoreError::Forbidden);
    }
    let file = gateway.store.case(official, number)?.file;
    let mut terms = Terms::of(&gateway.store, &file.submission.frozen.item, &official.county)?;
    let (outcome, asked) = (proposed.decision.outcome, proposed.decision.due);
    let due = promised(gateway, official, &file, &terms, outcome);
    let end = if outcome == Outcome::Resume { due.filter(|_| terms.promises_working_days()) } else { asked };
    terms.days = days_until(gateway, official, end).unwrap_or(0);
    terms.stopped = suspended(&file).cloned();
    let ground = proposed.decision.check_ground(file.state, terms.licence);
    let now = gateway.now();
    let drafted = gateway.store.draft_decision(official, number, proposed, &terms.authority, due, now)?;
    // what stands already was asked for when it was decided
    if matches!(drafted, Drafted::Fresh(_)) {
        ground?;
    }
    Ok((drafted, terms))
}

/// The promised day where the clocks start, and where they go on after they stood still.
fn promised(
    gateway: &Gateway,
    official: &Official,
    file: &CaseFile,
    terms: &Terms,
    outcome: Outcome,
) -> Option<Date> {
    let calendar = assets::calendar(gateway.store.folder())?;
    let limit = terms.promised.as_ref()?;
    let today = gateway.now().date();
    let reckoner = Reckoner { calendar: &calendar, county: &official.county, today };
    match outcome {
        Outcome::Accept => reckoner.promised(limit, today),
        Outcome::Resume => {
            let stopped = suspended(file)?;
            reckoner.resumed(limit, stopped.promised_due?, stopped.at.date())
        }
        _ => None,
    }
}

/// The last decision that stopped the clocks.
fn suspended(file: &CaseFile) -> Option<&Decided> {
    file.decisions.iter().rfind(|one| one.decision.outcome == Outcome::Suspend)
}

/// Working days from today to the end of what an official sets a day for.
fn days_until(gateway: &Gateway, official: &Official, due: Option<Date>) -> Option<u32> {
    let calendar = assets::calendar(gateway.store.folder())?;
    let left = calendar.remaining(gateway.now().date(), due?, Some(&official.county));
    (!left.provisional && !left.overdue).then_some(left.working_days)
}

async fn as_official<T: Send + 'static>(
    gateway: Shared,
    token: String,
    work: impl FnOnce(&Gateway, Official) -> Result<T, Refusal> + Send + 'static,
) -> Result<T, Refusal> {
    beside(gateway, move |g| {
        let official = g.store.official_of(&token, g.now())?;
        work(g, official)
    })
    .await
}
