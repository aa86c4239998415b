//! What every request may need.

use crate::Clock;
use crate::answer::Refusal;
use casework::moment::Moment;
use gateway_store::Store;
use seal::Digest;
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
    /// SHA-256 of the TLS keys at which it is met: its own and those of fronts. Empty on loopback without a front.
    pub tls_keys: Vec<Digest>,
    /// Folder of the console's files.
    pub console: Option<PathBuf>,
    /// None where the fonts are missing: decisions then come without a paper.
    pub press: Option<papers::Press>,
    /// Turns at working a password.
    pub passwords: Arc<Semaphore>,
    /// Work that may wait for the disk at the same time; more is told to come again later.
    pub places: Arc<Semaphore>,
}

pub(crate) type Shared = Arc<Gateway>;

impl Gateway {
    pub(crate) fn new(store: Store, clock: Clock, tls_keys: Vec<Digest>, console: Option<PathBuf>) -> Shared {
        let press = papers::FontSet::open_system()
            .and_then(|fonts| papers::Press::new(Arc::new(fonts.with_installed())));
        if let Err(error) = &press {
            tracing::warn!(%error, "no fonts: decisions come without a paper");
        }
        Arc::new(Self {
            store,
            clock,
            tls_keys,
            console,
            press: press.ok(),
            passwords: Arc::new(Semaphore::new(PASSWORDS)),
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::hang_up::{Call, alone, at_work, hold_work, on_one_thread, until};

    fn log_in() -> String {
        let login = r#"{"user":"wang","password":"审核二〇二六年"}"#;
        let head = "POST /v1/county/session HTTP/1.1\r\nHost: gw\r\n";
        format!("{head}Content-Length: {}\r\n\r\n{login}", login.len())
    }

    #[test]
    fn whoever_hangs_up_keeps_his_turn_until_the_password_is_worked() {
        let (_folder, gateway) = alone();
        on_one_thread(async {
            let let_go = hold_work();
            for begun in 1..=PASSWORDS {
                let call = Call::begin(&gateway, &log_in()).await;
                until(|| at_work(&gateway) == begun).await;
                call.hang_up().await;
            }
            assert_eq!(gateway.passwords.available_permits(), 0, "all of them are still to be worked");
            drop(let_go);
            until(|| gateway.passwords.available_permits() == PASSWORDS).await;
        });
    }
}
