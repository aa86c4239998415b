//! The console's static files, from the folder given at start; without it a plain page that says so.

use crate::answer::Refusal;
use crate::gateway::Shared;
use axum::extract::State;
use axum::http::{Method, StatusCode, Uri, header};
use axum::response::{Html, IntoResponse, Response};
use std::path::{Component, Path, PathBuf};
use wire::problem::ProblemCode;

const PLAIN: &str = "<!doctype html><html lang=\"zh-CN\"><meta charset=\"utf-8\"><title>便民网关</title>\
<h1>便民网关正在运行</h1><p>这台网关没有装审批页面。县里的工作人员可以用 bianmin-county 取件和回复。</p>";

/// Everything that is no route of ours: a file of the console, else not found.
pub(crate) async fn serve(State(gateway): State<Shared>, method: Method, uri: Uri) -> Response {
    if uri.path().starts_with("/v1/") || !matches!(method, Method::GET | Method::HEAD) {
        return Refusal::new(ProblemCode::NotFound).into_response();
    }
    let Some(folder) = &gateway.console else {
        return plain(uri.path());
    };
    let Some(path) = inside(folder, uri.path()) else {
        return Refusal::new(ProblemCode::NotFound).into_response();
    };
    match tokio::fs::read(&path).await {
        Ok(bytes) => ([(header::CONTENT_TYPE, media_type(&path))], bytes).into_response(),
        Err(_) => Refusal::new(ProblemCode::NotFound).into_response(),
    }
}

fn plain(path: &str) -> Response {
    match path {
        "/" => (StatusCode::OK, Html(PLAIN)).into_response(),
        _ => Refusal::new(ProblemCode::NotFound).into_response(),
    }
}

/// The file a path names; never one outside the folder. A path without an ending is a page of the application.
fn inside(folder: &Path, path: &str) -> Option<PathBuf> {
    let relative = Path::new(path.trim_start_matches('/'));
    let plain = relative.components().all(|part| matches!(part, Component::Normal(_)));
    if !plain {
        return None;
    }
    match relative.extension() {
        Some(_) => Some(folder.join(relative)),
        None => Some(folder.join("index.html")),
    }
}

fn media_type(path: &Path) -> &'static str {
    match path.extension().and_then(|ending| ending.to_str()) {
        Some("html") => "text/html; charset=utf-8",
        Some("js" | "mjs") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("json" | "map") => "application/json",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("ico") => "image/x-icon",
        Some("woff2") => "font/woff2",
        _ => "application/octet-stream",
    }
}
