//! Which request goes where.

use crate::answer::Refusal;
use crate::gateway::Shared;
use crate::openapi::Description;
use crate::{bundle_door, console, county_door, headers, introduction, keys, station_door, verifying};
use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use utoipa::OpenApi as _;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use wire::problem::ProblemCode;

/// Both doors and their description.
pub(crate) fn described() -> (Router<Shared>, utoipa::openapi::OpenApi) {
    OpenApiRouter::with_openapi(Description::openapi())
        .merge(introduction::routes())
        .merge(station_door::routes())
        .merge(county_door::routes())
        .merge(bundle_door::routes())
        .merge(keys::routes())
        .merge(verifying::routes())
        .routes(routes!(health))
        .split_for_parts()
}

pub(crate) fn router(gateway: Shared) -> Router {
    let (doors, description) = described();
    doors
        .route("/openapi.json", get(move || std::future::ready(Json(description.clone()))))
        .merge(verifying::page())
        .fallback(console::serve)
        .method_not_allowed_fallback(wrong_method)
        .layer(axum::middleware::map_response_with_state(gateway.clone(), headers::complete))
        .with_state(gateway)
}

#[utoipa::path(get, path = "/health", tag = "gateway", responses((status = 200, description = "ok", body = String)))]
async fn health() -> &'static str {
    "ok"
}

async fn wrong_method() -> Response {
    Refusal::new(ProblemCode::BadRequest).with_status(StatusCode::METHOD_NOT_ALLOWED).into_response()
}
