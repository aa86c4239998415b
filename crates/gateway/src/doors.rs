//! Both doors over one connection, whatever carries it.

use crate::Clock;
use crate::caller::{Caller, Reach};
use crate::gateway::{Gateway, Shared};
use crate::router;
use axum::Router;
use gateway_store::Store;
use hyper_util::rt::{TokioExecutor, TokioIo, TokioTimer};
use hyper_util::server::conn::auto::Builder;
use hyper_util::server::graceful::{GracefulShutdown, Watcher};
use hyper_util::service::TowerToHyperService;
use std::time::Duration;
use tokio::io::{AsyncRead, AsyncWrite};

/// A request's head must be here by then, a TLS handshake as well.
pub(crate) const HEAD: Duration = Duration::from_secs(10);
/// A frame of HTTP/2 as long as a piece of a file on a thin line: each one ends with a packet that is not full.
const FRAME: u32 = 64 * 1024;
/// What a peer may have under way on one connection before it hears more: what a cut of a thin line costs at most, and what
/// twenty thousand stations can make a gateway hold. It fits into the queue of a thin line, where more would be dropped and
/// go again. A line that is both far and quick is slower for it: it carries so much for each time there and back.
const UNDER_WAY: u32 = 80 * 1024;
/// The same for who is near: each word that more may come, and each wait for it, costs packets that are not full.
const UNDER_WAY_NEAR: u32 = 256 * 1024;

/// The doors of a gateway.
#[derive(Clone)]
pub struct Doors(Router);

impl Doors {
    /// Opens them over a prepared store, without TLS and without a console: for who brings connections of his own.
    pub fn open(store: Store, clock: Clock) -> Self {
        Self::of(Gateway::new(store, clock, Vec::new(), None))
    }

    pub(crate) fn of(gateway: Shared) -> Self {
        Self(router::router(gateway))
    }

    /// Serves a connection until it ends.
    pub async fn serve<S>(&self, stream: S, caller: Caller)
    where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let nobody_says_stop = GracefulShutdown::new();
        self.serve_until(stream, caller, nobody_says_stop.watcher()).await;
    }

    /// The same, and lets begun requests end when the watcher says stop.
    pub(crate) async fn serve_until<S>(&self, stream: S, caller: Caller, watcher: Watcher)
    where
        S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
    {
        let service = TowerToHyperService::new(self.0.clone());
        let builder = builder(caller);
        // a cut line is the peer's affair: what was committed is asked for again
        let _ = watcher.watch(builder.serve_connection(TokioIo::new(stream), service)).await;
    }
}

fn builder(caller: Caller) -> Builder<TokioExecutor> {
    let mut builder = Builder::new(TokioExecutor::new());
    builder.http1().timer(TokioTimer::new()).header_read_timeout(HEAD);
    builder
        .http2()
        .timer(TokioTimer::new())
        .max_concurrent_streams(16)
        .max_frame_size(FRAME)
        .initial_connection_window_size(under_way(caller.reach))
        .keep_alive_interval(Duration::from_secs(20));
    if caller.http2 { builder.http2_only() } else { builder.http1_only() }
}

fn under_way(reach: Reach) -> u32 {
    match reach {
        Reach::Near => UNDER_WAY_NEAR,
        Reach::Far => UNDER_WAY,
    }
}
