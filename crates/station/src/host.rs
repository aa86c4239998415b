//! The loopback web host: the same screens and the same commands as the window, for a browser on this computer only.
//! Bound to 127.0.0.1, with a one-time token, Origin and Host checked.

use crate::desk::Desk;
use crate::view::{ErrorCode, Failure};
use crate::{deeds, pages};
use axum::Router;
use axum::body::{Body, Bytes};
use axum::extract::rejection::{BytesRejection, FailedToBufferBody};
use axum::extract::{DefaultBodyLimit, Path, State};
use axum::http::{HeaderMap, HeaderValue, StatusCode, Uri, header};
use axum::middleware::{self, Next};
use axum::response::{IntoResponse, Response};
use axum::routing::{get, post};
use serde_json::Value;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::Arc;
use tokio::net::TcpListener;

const CSP: &str = "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; \
                   font-src 'self'; connect-src 'self'; object-src 'none'; base-uri 'none'; form-action 'none'; \
                   frame-ancestors 'none'";
/// The largest file in base64 and its wrapping.
const LARGEST_REQUEST: usize = with_wrapping(pages::LARGEST_FILE);
/// The command that takes larger files.
const SCANS: &str = "scan_take";

const fn with_wrapping(file: usize) -> usize {
    file / 2 * 3
}

/// A host that is bound and not yet serving.
pub struct Host {
    listener: TcpListener,
    address: SocketAddr,
    token: String,
    desk: Arc<Desk>,
    ui: PathBuf,
}

struct Shared {
    desk: Arc<Desk>,
    token: String,
    ui: PathBuf,
    address: SocketAddr,
}

impl Host {
    /// Binds to 127.0.0.1; port 0 takes a free one. `ui` is the folder of the built screens.
    ///
    /// # Errors
    /// The port is taken, or no randomness for the token.
    pub async fn bind(desk: Arc<Desk>, port: u16, ui: PathBuf) -> Result<Self, Failure> {
        let listener = TcpListener::bind(("127.0.0.1", port)).await.map_err(|e| Failure::internal(&e))?;
        let address = listener.local_addr().map_err(|e| Failure::internal(&e))?;
        let secret: [u8; 16] = seal::sign::random().map_err(|e| Failure::internal(&e))?;
        let token = secret.iter().map(|b| format!("{b:02x}")).collect();
        Ok(Self { listener, address, token, desk, ui })
    }

    /// What to open in the browser; the token stays in the part that is never sent or logged.
    pub fn url(&self) -> String {
        format!("http://{}/#token={}", self.address, self.token)
    }

    /// Serves until `stop` is done.
    ///
    /// # Errors
    /// The listener failed.
    pub async fn serve(self, stop: impl Future<Output = ()> + Send + 'static) -> Result<(), Failure> {
        let shared =
            Arc::new(Shared { desk: self.desk, token: self.token, ui: self.ui, address: self.address });
        let app = Router::new()
            .route("/ipc/{name}", post(command).layer(DefaultBodyLimit::max(LARGEST_REQUEST)))
            .route(
                &format!("/ipc/{SCANS}"),
                post(scans).layer(DefaultBodyLimit::max(with_wrapping(pages::LARGEST_SCAN))),
            )
            .fallback(get(file))
            .layer(middleware::from_fn_with_state(shared.clone(), guard))
            .with_state(shared);
        let serving = axum::serve(self.listener, app).with_graceful_shutdown(stop);
        serving.await.map_err(|e| Failure::internal(&e))
    }
}

fn is(headers: &HeaderMap, name: header::HeaderName, wanted: &str) -> Option<bool> {
    headers.get(name).map(|v| v.as_bytes() == wanted.as_bytes())
}

/// Only this address, only this page.
async fn guard(State(shared): State<Arc<Shared>>, request: axum::extract::Request, next: Next) -> Response {
    let host = shared.address.to_string();
    let host_right = is(request.headers(), header::HOST, &host) == Some(true);
    let origin_wrong = is(request.headers(), header::ORIGIN, &format!("http://{host}")) == Some(false);
    if !host_right || origin_wrong {
        return StatusCode::FORBIDDEN.into_response();
    }
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static(CSP));
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

async fn scans(
    state: State<Arc<Shared>>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    command(state, Path(SCANS.to_owned()), headers, body).await
}

async fn command(
    State(shared): State<Arc<Shared>>,
    Path(name): Path<String>,
    headers: HeaderMap,
    body: Result<Bytes, BytesRejection>,
) -> Response {
    let token = headers.get("X-Bianmin-Token").map(HeaderValue::as_bytes).unwrap_or_default();
    if !same(token, shared.token.as_bytes()) {
        return answer(StatusCode::UNAUTHORIZED, &Failure::new(ErrorCode::NotLoggedIn, ""));
    }
    let body = match body {
        Ok(body) => body,
        Err(BytesRejection::FailedToBufferBody(FailedToBufferBody::LengthLimitError(_))) => {
            let largest = if name == SCANS { pages::LARGEST_SCAN } else { pages::LARGEST_FILE };
            return answer(StatusCode::PAYLOAD_TOO_LARGE, &pages::too_large(largest));
        }
        Err(cut) => {
            return answer(StatusCode::BAD_REQUEST, &Failure::new(ErrorCode::Input, cut.body_text()));
        }
    };
    let desk = shared.desk.clone();
    let done = tokio::task::spawn_blocking(move || {
        let input: Value = if body.is_empty() {
            Value::Object(serde_json::Map::new())
        } else {
            serde_json::from_slice(&body)?
        };
        // a file is in it twice by now
        drop(body);
        deeds::run(&desk, &name, input)
    })
    .await;
    match done {
        Ok(Ok(output)) => answer(StatusCode::OK, &output),
        Ok(Err(failure)) => answer(StatusCode::UNPROCESSABLE_ENTITY, &failure),
        Err(error) => answer(StatusCode::INTERNAL_SERVER_ERROR, &Failure::internal(&error)),
    }
}

/// Compares without telling by its time where the difference is.
fn same(a: &[u8], b: &[u8]) -> bool {
    a.len() == b.len() && a.iter().zip(b).fold(0, |d, (x, y)| d | (x ^ y)) == 0
}

/// One write: headers and body together, so that no delayed acknowledgement slows a key press.
fn answer<T: serde::Serialize>(status: StatusCode, value: &T) -> Response {
    match serde_json::to_vec(value) {
        Ok(bytes) => (status, [(header::CONTENT_TYPE, "application/json")], bytes).into_response(),
        Err(error) => {
            tracing::error!(%error, "an answer could not be written");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}

async fn file(State(shared): State<Arc<Shared>>, uri: Uri) -> Response {
    let path = uri.path().trim_start_matches('/');
    let path = if path.is_empty() { "index.html" } else { path };
    let plain = path.split('/').all(|part| {
        !part.is_empty()
            && part != ".."
            && part.bytes().all(|b| b.is_ascii_alphanumeric() || b"._-".contains(&b))
    });
    if !plain {
        return StatusCode::NOT_FOUND.into_response();
    }
    match tokio::fs::read(shared.ui.join(path)).await {
        Ok(bytes) => ([(header::CONTENT_TYPE, media_type(path))], Body::from(bytes)).into_response(),
        Err(_) => StatusCode::NOT_FOUND.into_response(),
    }
}

fn media_type(path: &str) -> &'static str {
    match path.rsplit('.').next() {
        Some("html") => "text/html; charset=utf-8",
        Some("js") => "text/javascript; charset=utf-8",
        Some("css") => "text/css; charset=utf-8",
        Some("svg") => "image/svg+xml",
        Some("png") => "image/png",
        Some("woff2") => "font/woff2",
        Some("json") => "application/json",
        _ => "application/octet-stream",
    }
}
