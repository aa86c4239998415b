//! Listening, serving, and stopping without losing what was begun.

use crate::Clock;
use crate::bundles;
use crate::caller::Caller;
use crate::doors::{Doors, HEAD};
use crate::gateway::{Gateway, PLACES, Shared, beside};
use crate::limits;
use crate::tls::{self, TlsError};
use crate::visitors::Visitors;
use gateway_store::{Store, StoreError};
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use seal::Digest;
use sqlite_kit::{DbError, InstanceLock};
use std::net::{IpAddr, SocketAddr};
use std::path::PathBuf;
use std::thread::JoinHandle;
use std::time::Duration;
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::oneshot;
use tokio_rustls::TlsAcceptor;

/// Threads for reading the console's files, beside those for requests.
const SPARE: usize = 16;
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
    /// The TLS keys of fronts that stand before it and end TLS ([`wire::introduction`]).
    pub fronts: Vec<Digest>,
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
    tls_key: Option<Digest>,
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

    /// SHA-256 of its own TLS key; None on loopback.
    pub fn tls_key(&self) -> Option<Digest> {
        self.tls_key
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
    let tls_key = tls.as_ref().map(|tls| tls.key);
    let tls_keys = tls_key.into_iter().chain(settings.fronts).collect();
    let acceptor = tls.map(|tls| TlsAcceptor::from(tls.config));
    let gateway = Gateway::new(store, settings.clock, tls_keys, settings.console);
    // under the lock nobody else is at work here
    bundles::sweep(gateway.store.folder());
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
    let doors = Doors::of(gateway);
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
        let (doors, acceptor, watcher) = (doors.clone(), acceptor.clone(), graceful.watcher());
        tokio::spawn(async move {
            welcome(stream, acceptor, doors, watcher).await;
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

async fn welcome(stream: TcpStream, acceptor: Option<TlsAcceptor>, doors: Doors, watcher: Watcher) {
    let _ = stream.set_nodelay(true);
    let Some(acceptor) = acceptor else {
        let Ok(http2) = tokio::time::timeout(HEAD, begins_as_http2(&stream)).await else { return };
        let caller = Caller::met(&stream, http2);
        return doors.serve_until(stream, caller, watcher).await;
    };
    let Ok(Ok(stream)) = tokio::time::timeout(HEAD, acceptor.accept(stream)).await else {
        return;
    };
    let (wire, tls) = stream.get_ref();
    let caller = Caller::met(wire, tls.alpn_protocol() == Some(b"h2"));
    doors.serve_until(stream, caller, watcher).await;
}

/// Without TLS the first bytes tell the version (RFC 9113, 3.3).
async fn begins_as_http2(stream: &TcpStream) -> bool {
    let mut first = [0; 4];
    stream.peek(&mut first).await.is_ok_and(|bytes| first[..bytes] == *b"PRI ")
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
