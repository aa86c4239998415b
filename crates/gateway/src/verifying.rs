//! The page that checks a paper, for everybody: a code's content or a file goes up, what was signed comes back. Nothing
//! that comes up is kept. The check is that of `bianmin-verify`, by the keys of this gateway.

use crate::answer::Refusal;
use crate::gateway::{Shared, beside};
use crate::keys::key_list;
use crate::reading::whole;
use axum::body::Body;
use axum::extract::State;
use axum::http::header;
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use axum::{Json, Router};
use std::future::ready;
use utoipa_axum::router::OpenApiRouter;
use utoipa_axum::routes;
use verify::{KeyBook, Verdict};
use wire::problem::ProblemCode;

/// Largest file that is looked at: a paper of many pages.
const LARGEST: usize = 4 * 1024 * 1024;

const FILES: [(&str, &str, &str); 3] = [
    ("/verify", "text/html; charset=utf-8", include_str!("verifying/page.html")),
    ("/verify/page.css", "text/css; charset=utf-8", include_str!("verifying/page.css")),
    ("/verify/page.js", "text/javascript; charset=utf-8", include_str!("verifying/page.js")),
];

pub(crate) fn routes() -> OpenApiRouter<Shared> {
    OpenApiRouter::new().routes(routes!(check))
}

/// The page with its look and its script.
pub(crate) fn page() -> Router<Shared> {
    FILES.into_iter().fold(Router::new(), |router, (path, media_type, text)| {
        router.route(path, get(move || ready(file(media_type, text))))
    })
}

fn file(media_type: &'static str, text: &'static str) -> Response {
    ([(header::CONTENT_TYPE, media_type)], text).into_response()
}

#[utoipa::path(post, path = "/v1/verify", tag = "everybody",
    request_body(content = Object, content_type = "application/octet-stream",
                 description = "Content of a code, a proof, or a PDF file of at most 4 MiB"),
    responses((status = 200, description = "Whether it holds, and what was signed by whom", body = Object),
              (status = 413, description = "too_large", content_type = "application/problem+json")))]
async fn check(State(gateway): State<Shared>, body: Body) -> Result<Json<Verdict>, Refusal> {
    let bytes = whole(body, LARGEST).await?;
    beside(gateway, move |g| {
        let signed = key_list(&g.store, g.now())?;
        let list = serde_json::to_vec(&signed).map_err(|_| Refusal::new(ProblemCode::Internal))?;
        let checked = KeyBook::read(&list).and_then(|book| verify::any(&bytes, &book));
        Ok(Json(Verdict::from(checked)))
    })
    .await
}
