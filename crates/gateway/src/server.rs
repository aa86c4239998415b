//! Listening, serving, and stopping without losing what was begun.

use crate::gateway::{Gateway, PLACES, Shared, beside};
use crate::limits;
use crate::tls::{self, TlsError};
use crate::visitors::Visitors;
use crate::{Clock, router};
use axum::Router;
use gateway_store::{Store, StoreError};
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use hyper_util::service::TowerToHyperService;
use sqlite_kit::{DbError, InstanceLock};
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::thread::JoinHandle;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio_rustls::TlsAcceptor;

/// A request's head must be here by then, a TLS handshake as well.
const HEAD: Duration = Duration::from_secs(10);
/// Threads for reading the console's files, beside those for requests.
const SPARE: usize = 16;
/// A frame of HTTP/2 as long as a piece of a file on a thin line: each one ends with a packet that is not full.
const FRAME: u32 = 64 * 1024;
/// How long begun requests may go on after the word to stop.
const DRAIN: Duration = Duration::from_secs(10);
/// How often the limits of the law are looked at.
const LIMITS: Duration = Duration::from_secs(60);

/// How to serve.
pub struct Settings {
    /// A prepared data folder.
    pub data: PathBuf,
    /// Where; port 0 takes a free one. Plain HTTP on loopback only, TLS everywhere else.
    pub listen: SocketAddr,
    /// Folder of the console's files.
    pub console: Option<PathBuf>,
    /// The clock; a set one for demo folders only.
    pub clock: Clock,
}

/// Why the server does not start.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The data folder.
    #[error(transparent)]
    Store(#[from] StoreError),
    /// Another instance serves it.
    #[error(transparent)]
    Lock(#[from] DbError),
    /// The clock may be set for demo folders only.
    #[error("the clock of a real data folder cannot be set")]
    ClockSet,
    /// The address is taken or not ours.
    #[error("cannot listen on {address}")]
    Listen {
        /// Where.
        address: SocketAddr,
        /// Why.
        source: std::io::Error,
    },
    /// TLS.
    #[error(transparent)]
    Tls(#[from] TlsError),
    /// The system gives no threads.
    #[error("the server's threads cannot be started")]
    Threads(#[source] std::io::Error),
}

/// A server at work. Dropping it stops it as [`Running::stop`] does.
pub struct Running {
    address: SocketAddr,
    tls_key: Option<String>,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Running {
    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// `http://127.0.0.1:PORT` or `https://…`.
    pub fn url(&self) -> String {
        let scheme = if self.tls_key.is_some() { "https" } else { "http" };
        format!("{scheme}://{}", self.address)
    }

    /// SHA-256 of the TLS key, in hex; None on loopback.
    pub fn tls_key(&self) -> Option<&str> {
        self.tls_key.as_deref()
    }

    /// Takes no more, lets begun requests end, and returns when all is written.
    pub fn stop(mut self) {
        self.end();
    }

    /// Serves until the system says stop (SIGTERM, Ctrl-C).
    pub fn wait(mut self) {
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }

    fn end(&mut self) {
        if let Some(stop) = self.stop.take() {
            let _ = stop.send(());
        }
        if let Some(thread) = self.thread.take() {
            let _ = thread.join();
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.end();
    }
}

/// Starts a server on threads of its own and returns once it listens.
///
/// # Errors
/// [`ServeError`].
pub fn serve(settings: Settings) -> Result<Running, ServeError> {
    let store = Store::open(&settings.data)?;
    if matches!(settings.clock, Clock::Set { .. }) && !store.foundation().demo {
        return Err(ServeError::ClockSet);
    }
    let lock = InstanceLock::take(&settings.data)?;
    let tls = match settings.listen.ip().is_loopback() {
        true => None,
        false => Some(tls::open(&settings.data)?),
    };
    let runtime = threads().map_err(ServeError::Threads)?;
    let listener = runtime
        .block_on(TcpListener::bind(settings.listen))
        .and_then(|listener| Ok((listener.local_addr()?, listener)))
        .map_err(|source| ServeError::Listen { address: settings.listen, source })?;
    let (address, listener) = listener;
    let tls_key = tls.as_ref().map(|tls| tls.key.clone());
    let acceptor = tls.map(|tls| TlsAcceptor::from(tls.config));
    let gateway = Gateway::new(store, settings.clock, tls_key.clone(), settings.console);
    // what ran out while nobody served is settled before anybody asks
    limits::accept_unanswered(&gateway)?;
    let (stop, stopped) = oneshot::channel();
    let thread = std::thread::Builder::new().name("gateway".to_owned()).spawn(move || {
        runtime.block_on(run(listener, acceptor, gateway, stopped));
        runtime.shutdown_timeout(DRAIN);
        drop(lock);
    });
    let thread = thread.map_err(ServeError::Threads)?;
    Ok(Running { address, tls_key, stop: Some(stop), thread: Some(thread) })
}

fn threads() -> std::io::Result<tokio::runtime::Runtime> {
    tokio::runtime::Builder::new_multi_thread().max_blocking_threads(PLACES + SPARE).enable_all().build()
}

async fn run(
    listener: TcpListener,
    acceptor: Option<TlsAcceptor>,
    gateway: Shared,
    stopped: oneshot::Receiver<()>,
) {
    let clerk = tokio::spawn(keep_limits(gateway.clone()));
    let router = router::router(gateway);
    let graceful = GracefulShutdown::new();
    let visitors = Visitors::default();
    let told = told_to_stop(stopped);
    tokio::pin!(told);
    loop {
        let (stream, peer) = tokio::select! {
            () = &mut told => break,
            accepted = listener.accept() => match accepted {
                Ok(accepted) => accepted,
                // out of file handles: those in use will be given back
                Err(_) => { tokio::time::sleep(Duration::from_millis(50)).await; continue }
            },
        };
        // what one address holds too many of is dropped before any TLS
        let Some(place) = visitors.come(canonical(peer)) else {
            continue;
        };
        let (router, acceptor, watcher) = (router.clone(), acceptor.clone(), graceful.watcher());
        tokio::spawn(async move {
            welcome(stream, acceptor, router, watcher).await;
            drop(place);
        });
    }
    drop(listener);
    clerk.abort();
    let _ = tokio::time::timeout(DRAIN, graceful.shutdown()).await;
}

/// Accepts what was left unanswered, once in a while. A busy gateway tries again at the next turn.
async fn keep_limits(gateway: Shared) {
    let mut turns = tokio::time::interval(LIMITS);
    loop {
        turns.tick().await;
        let settled = beside(gateway.clone(), |g| Ok(limits::accept_unanswered(g)?)).await;
        if let Ok(accepted @ 1..) = settled {
            tracing::info!(accepted, "cases count as accepted");
        }
    }
}

fn canonical(peer: SocketAddr) -> IpAddr {
    peer.ip().to_canonical()
}

async fn welcome(stream: TcpStream, acceptor: Option<TlsAcceptor>, router: Router, watcher: Watcher) {
    let _ = stream.set_nodelay(true);
    let Some(acceptor) = acceptor else {
        let Ok(http2) = tokio::time::timeout(HEAD, begins_as_http2(&stream)).await else { return };
        return talk(stream, http2, router, watcher).await;
    };
    let Ok(Ok(stream)) = tokio::time::timeout(HEAD, acceptor.accept(stream)).await else {
        return;
    };
    let http2 = stream.get_ref().1.alpn_protocol() == Some(b"h2");
    talk(stream, http2, router, watcher).await;
}

/// Without TLS the first bytes tell the version (RFC 9113, 3.3).
async fn begins_as_http2(stream: &TcpStream) -> bool {
    let mut first = [0; 4];
    stream.peek(&mut first).await.is_ok_and(|bytes| first[..bytes] == *b"PRI ")
}

/// Serves one connection in the version that was agreed on.
async fn talk<S>(stream: S, http2: bool, router: Router, watcher: Watcher)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let mut builder = Builder::new(TokioExecutor::new());
    builder.http1().timer(TokioTimer::new()).header_read_timeout(HEAD);
    builder
        .http2()
        .timer(TokioTimer::new())
        .max_concurrent_streams(16)
        .max_frame_size(FRAME)
        .keep_alive_interval(Duration::from_secs(20));
    let builder = if http2 { builder.http2_only() } else { builder.http1_only() };
    let connection = builder.serve_connection(TokioIo::new(stream), TowerToHyperService::new(router));
    // a cut line is the peer's affair: what was committed is asked for again
    let _ = watcher.watch(connection).await;
}

async fn told_to_stop(stopped: oneshot::Receiver<()>) {
    tokio::select! {
        _ = stopped => {}
        _ = tokio::signal::ctrl_c() => {}
        () = terminated() => {}
    }
}

async fn terminated() {
    match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
        Ok(mut signal) => {
            signal.recv().await;
        }
        Err(_) => std::future::pending().await,
    }
}
