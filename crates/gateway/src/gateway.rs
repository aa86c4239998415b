//! What every request may need.

use crate::Clock;
use crate::answer::Refusal;
use casework::moment::Moment;
use gateway_store::Store;
use std::path::PathBuf;
use std::sync::Arc;
use tokio::sync::Semaphore;
use wire::problem::ProblemCode;

/// Passwords worked at the same time: each takes 64 MiB.
const PASSWORDS: usize = 2;
/// Requests worked at the same time.
pub(crate) const PLACES: usize = 400;

pub(crate) struct Gateway {
    pub store: Store,
    pub clock: Clock,
    /// SHA-256 of the TLS key; None on loopback.
    pub tls_key: Option<String>,
    /// Folder of the console's files.
    pub console: Option<PathBuf>,
    /// None where the fonts are missing: decisions then come without a paper.
    pub press: Option<papers::Press>,
    pub passwords: Semaphore,
    /// Work that may wait for the disk at the same time; more is told to come again later.
    pub places: Arc<Semaphore>,
}

pub(crate) type Shared = Arc<Gateway>;

impl Gateway {
    pub(crate) fn new(
        store: Store,
        clock: Clock,
        tls_key: Option<String>,
        console: Option<PathBuf>,
    ) -> Shared {
        let press = papers::FontSet::open_system()
            .and_then(|fonts| papers::Press::new(Arc::new(fonts.with_installed())));
        if let Err(error) = &press {
            tracing::warn!(%error, "no fonts: decisions come without a paper");
        }
        Arc::new(Self {
            store,
            clock,
            tls_key,
            console,
            press: press.ok(),
            passwords: Semaphore::new(PASSWORDS),
            places: Arc::new(Semaphore::new(PLACES)),
        })
    }

    pub(crate) fn now(&self) -> Moment {
        self.clock.now()
    }
}

/// Runs work that waits for the disk or the processor beside the threads that serve others.
pub(crate) async fn beside<T: Send + 'static>(
    gateway: Shared,
    work: impl FnOnce(&Gateway) -> Result<T, Refusal> + Send + 'static,
) -> Result<T, Refusal> {
    let place = Arc::clone(&gateway.places);
    let Ok(place) = place.try_acquire_owned() else {
        return Err(Refusal::new(ProblemCode::Busy));
    };
    let worked = tokio::task::spawn_blocking(move || {
        let _place = place;
        work(&gateway)
    });
    match worked.await {
        Ok(done) => done,
        Err(error) => {
            tracing::error!(%error, "a request's work was broken off");
            Err(Refusal::new(ProblemCode::Internal))
        }
    }
}
