//! For tests: callers who hang up while their work goes on.

use crate::doors::Doors;
use crate::gateway::{Gateway, PLACES, Shared};
use crate::{Caller, Clock, Reach};
use gateway_store::{Foundation, Store};
use std::sync::mpsc::{Sender, channel};
use std::time::{Duration, Instant};
use tempfile::TempDir;
use tokio::io::{AsyncWriteExt as _, DuplexStream};
use tokio::runtime::Builder;
use tokio::task::JoinHandle;

/// What has not come to pass after so long never does.
const PATIENCE: Duration = Duration::from_secs(60);

/// A gateway that nobody else asks, and its folder.
pub(crate) fn alone() -> (TempDir, Shared) {
    let folder = tempfile::tempdir().unwrap();
    let foundation = Foundation { province: 46, demo: false };
    let store = Store::init(folder.path(), foundation, Clock::System.now()).unwrap();
    (folder, Gateway::new(store, Clock::System, Vec::new(), None))
}

/// Runs a test on one thread, with one more for the work of all requests.
pub(crate) fn on_one_thread(test: impl Future<Output = ()>) {
    let runtime = Builder::new_current_thread().max_blocking_threads(1).enable_all().build().unwrap();
    runtime.block_on(test);
}

/// Takes the thread for work: what begins now waits until that which this gives is dropped.
pub(crate) fn hold_work() -> Sender<()> {
    let (let_go, held) = channel();
    tokio::task::spawn_blocking(move || held.recv());
    let_go
}

/// Pieces of work that requests began and that have not ended.
pub(crate) fn at_work(gateway: &Gateway) -> usize {
    PLACES - gateway.places.available_permits()
}

/// Lets the others go on until something is so.
pub(crate) async fn until(so: impl Fn() -> bool) {
    let begun = Instant::now();
    while !so() {
        assert!(begun.elapsed() < PATIENCE, "it never comes to pass");
        tokio::task::yield_now().await;
    }
}

/// A caller on a connection of his own.
pub(crate) struct Call {
    line: DuplexStream,
    served: JoinHandle<()>,
}

impl Call {
    /// Calls and says the first of it.
    pub(crate) async fn begin(gateway: &Shared, words: &str) -> Self {
        let (line, door) = tokio::io::duplex(4096);
        let (doors, caller) = (Doors::of(gateway.clone()), Caller { http2: false, reach: Reach::Near });
        let served = tokio::spawn(async move { doors.serve(door, caller).await });
        let mut call = Self { line, served };
        call.say(words).await;
        call
    }

    /// Says more.
    pub(crate) async fn say(&mut self, words: &str) {
        self.line.write_all(words.as_bytes()).await.unwrap();
    }

    /// Hangs up: when this returns the request is no more, though its work may be.
    pub(crate) async fn hang_up(self) {
        drop(self.line);
        self.served.await.unwrap();
    }

    /// The request is dropped where it stands, as hyper does with a stream that is reset.
    pub(crate) async fn give_up(self) {
        self.served.abort();
        let _ = self.served.await;
    }
}
