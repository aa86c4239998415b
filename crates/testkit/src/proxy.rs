//! A proxy that does to whole HTTP requests what bad ones do on the way to a gateway: it sends them twice, keeps a copy
//! and sends it again long after, lets a newer one overtake, holds answers back, and gives up with a page of its own while
//! the request arrives all the same. Both sides are real sockets; HTTP/2 and HTTP/1.1 are understood.

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderName, Method, Response, StatusCode, Uri, header};
use bytes::Bytes;
use http_body_util::{BodyExt as _, Full};
use hyper_util::client::legacy::Client;
use hyper_util::client::legacy::connect::HttpConnector;
use hyper_util::rt::TokioExecutor;
use measure::Dice;
use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;
use tokio::net::TcpListener;
use tokio::runtime::{Builder, Runtime};
use tokio::sync::Notify;
use tokio::time::timeout;

/// A request waits so long to be overtaken, and an answer for another one.
const LULL: Duration = Duration::from_millis(120);
/// Copies that are kept at most; beyond it the oldest goes.
const KEPT: usize = 64;
/// What belongs to one connection and not to the message.
const HOP_BY_HOP: [HeaderName; 5] =
    [header::CONNECTION, header::TRANSFER_ENCODING, header::UPGRADE, header::TE, header::HOST];

/// A proxy before a gateway, until it is dropped.
pub struct Proxy {
    address: SocketAddr,
    shared: Arc<Shared>,
    runtime: Option<Runtime>,
}

/// What a proxy did so far.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub struct Whims {
    /// Requests that came.
    pub came: u64,
    /// Of these, sent twice at once.
    pub doubled: u64,
    /// Copies that were sent again behind newer requests.
    pub late: u64,
    /// Requests held back until a newer one was answered.
    pub overtaken: u64,
    /// Answers held back until another one had come.
    pub answers_held: u64,
    /// Requests that arrived after the proxy had said that they would not.
    pub given_up: u64,
}

struct Shared {
    gateway: SocketAddr,
    client: Client<HttpConnector, Full<Bytes>>,
    wayward: AtomicBool,
    dice: Mutex<Dice>,
    kept: Mutex<Vec<Whole>>,
    whims: Mutex<Whims>,
    /// A request was answered.
    answered: Notify,
}

/// A request with all of its body.
#[derive(Clone)]
struct Whole {
    method: Method,
    uri: Uri,
    headers: HeaderMap,
    body: Bytes,
}

/// What becomes of a request.
#[derive(Clone, Copy)]
enum Fate {
    Straight,
    Doubled,
    AgainLater,
    Overtaken,
    AnswerHeld,
    GivenUp,
}

/// In twenty requests.
const FATES: [Fate; 20] = {
    let mut fates = [Fate::Straight; 20];
    (fates[0], fates[1], fates[2], fates[3]) = (Fate::Doubled, Fate::Doubled, Fate::Doubled, Fate::Overtaken);
    (fates[4], fates[5], fates[6], fates[7]) =
        (Fate::AgainLater, Fate::AgainLater, Fate::AgainLater, Fate::AgainLater);
    (fates[8], fates[9], fates[10], fates[11]) =
        (Fate::Overtaken, Fate::AnswerHeld, Fate::AnswerHeld, Fate::GivenUp);
    fates
};

impl Proxy {
    /// Opens before a gateway on this computer; everything goes straight through until [`Self::be_wayward`]. The same seed
    /// throws the same dice, though not the sockets' own order.
    ///
    /// # Errors
    /// No port, or no threads.
    pub fn before(gateway: SocketAddr, seed: u64) -> io::Result<Self> {
        let runtime = Builder::new_multi_thread().worker_threads(2).enable_all().build()?;
        let listener = runtime.block_on(TcpListener::bind((Ipv4Addr::LOCALHOST, 0)))?;
        let address = listener.local_addr()?;
        let client = {
            let _inside = runtime.enter();
            Client::builder(TokioExecutor::new()).http2_only(true).build(HttpConnector::new())
        };
        let shared = Arc::new(Shared {
            gateway,
            client,
            wayward: AtomicBool::new(false),
            dice: Mutex::new(Dice::new(seed)),
            kept: Mutex::default(),
            whims: Mutex::default(),
            answered: Notify::new(),
        });
        let router = Router::new().fallback(carried).with_state(Arc::clone(&shared));
        runtime.spawn(async move { axum::serve(listener, router).await });
        Ok(Self { address, shared, runtime: Some(runtime) })
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Begins to do what it likes, or ends it.
    pub fn be_wayward(&self, wayward: bool) {
        self.shared.wayward.store(wayward, Ordering::SeqCst);
    }

    /// Sends every copy that is still kept, in any order, and waits for the gateway's answers, which nobody hears.
    pub fn empty_its_pockets(&self) {
        let Some(runtime) = &self.runtime else { return };
        runtime.block_on(async {
            while let Some(copy) = self.shared.pick() {
                self.shared.again(copy).await;
            }
        });
    }

    /// What it did.
    pub fn whims(&self) -> Whims {
        *locked(&self.shared.whims)
    }
}

impl Drop for Proxy {
    fn drop(&mut self) {
        if let Some(runtime) = self.runtime.take() {
            runtime.shutdown_background();
        }
    }
}

fn locked<T>(what: &Mutex<T>) -> MutexGuard<'_, T> {
    what.lock().unwrap_or_else(PoisonError::into_inner)
}

async fn carried(State(shared): State<Arc<Shared>>, request: Request) -> Response<Body> {
    let Some(whole) = Whole::of(request).await else { return page(StatusCode::BAD_REQUEST) };
    shared.note(|whims| whims.came += 1);
    let fate = shared.fate();
    // an older one may go before this one, beside it, or after it
    if let Some(copy) = shared.late_one() {
        let shared = Arc::clone(&shared);
        tokio::spawn(async move { shared.again(copy).await });
    }
    shared.treated(whole, fate).await
}

impl Shared {
    fn wayward(&self) -> bool {
        self.wayward.load(Ordering::SeqCst)
    }

    fn fate(&self) -> Fate {
        if self.wayward() { locked(&self.dice).one_of(&FATES) } else { Fate::Straight }
    }

    /// Once in so many times.
    fn sometimes(&self, of: u64) -> bool {
        locked(&self.dice).below(of) == 0
    }

    fn note(&self, change: impl FnOnce(&mut Whims)) {
        change(&mut locked(&self.whims));
    }

    async fn treated(self: &Arc<Self>, whole: Whole, fate: Fate) -> Response<Body> {
        match fate {
            Fate::Straight => self.sent(&whole).await,
            Fate::Doubled => {
                self.note(|whims| whims.doubled += 1);
                let (one, other) = tokio::join!(self.sent(&whole), self.sent(&whole));
                if self.sometimes(2) { one } else { other }
            }
            Fate::AgainLater => {
                self.keep(whole.clone());
                self.sent(&whole).await
            }
            Fate::Overtaken => {
                self.note(|whims| whims.overtaken += 1);
                // one that nothing overtakes goes on after a while
                let _ = timeout(LULL, self.answered.notified()).await;
                self.sent(&whole).await
            }
            Fate::AnswerHeld => {
                self.note(|whims| whims.answers_held += 1);
                let answer = self.sent(&whole).await;
                let _ = timeout(LULL, self.answered.notified()).await;
                answer
            }
            Fate::GivenUp => {
                self.note(|whims| whims.given_up += 1);
                self.keep(whole);
                page(StatusCode::GATEWAY_TIMEOUT)
            }
        }
    }

    fn keep(&self, whole: Whole) {
        let mut kept = locked(&self.kept);
        if kept.len() == KEPT {
            kept.remove(0);
        }
        kept.push(whole);
    }

    /// A copy whose time has come, now and then.
    fn late_one(&self) -> Option<Whole> {
        if self.wayward() && self.sometimes(3) { self.pick() } else { None }
    }

    /// Any of the copies.
    fn pick(&self) -> Option<Whole> {
        let mut kept = locked(&self.kept);
        let at = locked(&self.dice).below(kept.len() as u64) as usize;
        (at < kept.len()).then(|| kept.swap_remove(at))
    }

    async fn again(&self, copy: Whole) {
        self.note(|whims| whims.late += 1);
        let _ = self.sent(&copy).await;
    }

    async fn sent(&self, whole: &Whole) -> Response<Body> {
        let Ok(request) = whole.to(self.gateway) else { return page(StatusCode::BAD_GATEWAY) };
        let answer = async {
            let (mut parts, body) = self.client.request(request).await.ok()?.into_parts();
            // all of it, so that an answer is held as a whole
            let body = body.collect().await.ok()?.to_bytes();
            HOP_BY_HOP.iter().for_each(|name| drop(parts.headers.remove(name)));
            Some(Response::from_parts(parts, Body::from(body)))
        };
        let answer = answer.await;
        self.answered.notify_waiters();
        answer.unwrap_or_else(|| page(StatusCode::BAD_GATEWAY))
    }
}

impl Whole {
    async fn of(request: Request) -> Option<Self> {
        let (parts, body) = request.into_parts();
        let body = body.collect().await.ok()?.to_bytes();
        let mut headers = parts.headers;
        HOP_BY_HOP.iter().for_each(|name| drop(headers.remove(name)));
        Some(Self { method: parts.method, uri: parts.uri, headers, body })
    }

    fn to(&self, gateway: SocketAddr) -> Result<axum::http::Request<Full<Bytes>>, axum::http::Error> {
        let path = self.uri.path_and_query().map_or("/", |path| path.as_str());
        let mut request = axum::http::Request::builder()
            .method(self.method.clone())
            .uri(format!("http://{gateway}{path}"))
            .body(Full::new(self.body.clone()))?;
        *request.headers_mut() = self.headers.clone();
        Ok(request)
    }
}

/// What proxies say of themselves.
fn page(status: StatusCode) -> Response<Body> {
    let mut page = Response::new(Body::from("<html><body>proxy error</body></html>"));
    *page.status_mut() = status;
    page.headers_mut().insert(header::CONTENT_TYPE, axum::http::HeaderValue::from_static("text/html"));
    page
}
