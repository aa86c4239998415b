//! The line's own thread: it sends and fetches behind the counter, wakes when there is something to send, backs off when
//! there is no line, and never keeps the store while it waits for an answer.

use crate::desk::Desk;
use crate::view::Failure;
use casework::moment::Moment;
use station_store::{Store, StoreError};
use station_sync::{HttpExchange, Progress, Report, RoundError, StoreDoor, round};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError, Weak};
use std::time::Duration;

/// Looks for answers of the county this often when all is sent.
const QUIET: Duration = Duration::from_secs(120);
/// First pause after a failure; doubles up to [`LONGEST`].
const FIRST: Duration = Duration::from_secs(2);
const LONGEST: Duration = Duration::from_secs(15 * 60);

/// What the send page shows of the line.
#[derive(Clone, Debug, Default)]
pub(crate) struct LineStatus {
    pub sending: bool,
    pub failure: Option<Failure>,
    pub last_contact: Option<Moment>,
    pub next_try: Option<Moment>,
    pub progress: Option<Progress>,
}

#[derive(Default)]
struct Bell {
    rung: bool,
}

/// The line of one desk.
#[derive(Default)]
pub(crate) struct Line {
    status: Mutex<LineStatus>,
    bell: Mutex<Bell>,
    wake: Condvar,
    stopped: AtomicBool,
    /// Only one round at a time, whoever asks for it.
    turn: Mutex<()>,
}

impl Line {
    /// There is something to send, or a person pressed 现在发.
    pub fn ring(&self) {
        self.bell.lock().unwrap_or_else(PoisonError::into_inner).rung = true;
        self.wake.notify_all();
    }

    /// Ends the thread and any round under way at its next step.
    pub fn stop(&self) {
        self.stopped.store(true, Ordering::SeqCst);
        self.ring();
    }

    pub fn status(&self) -> LineStatus {
        self.status.lock().unwrap_or_else(PoisonError::into_inner).clone()
    }

    fn note(&self, change: impl FnOnce(&mut LineStatus)) {
        change(&mut self.status.lock().unwrap_or_else(PoisonError::into_inner));
    }

    /// Waits for the bell or the timer, whichever comes first. A timer is always armed.
    fn wait(&self, pause: Duration) {
        let bell = self.bell.lock().unwrap_or_else(PoisonError::into_inner);
        let (mut bell, _) =
            self.wake.wait_timeout_while(bell, pause, |b| !b.rung).unwrap_or_else(PoisonError::into_inner);
        bell.rung = false;
    }
}

/// The desk as a round sees it.
struct Counter<'a>(&'a Desk);

impl StoreDoor for Counter<'_> {
    fn with<T>(&self, work: impl FnOnce(&mut Store) -> Result<T, StoreError>) -> Result<T, StoreError> {
        self.0.behind_the_lock(work).unwrap_or(Err(StoreError::NotFound))
    }

    fn now(&self) -> Moment {
        self.0.now()
    }

    fn stop(&self) -> bool {
        self.0.line.stopped.load(Ordering::SeqCst)
    }

    fn progress(&self, progress: Progress) {
        self.0.line.note(|s| s.progress = Some(progress));
    }
}

impl Desk {
    /// One round with the gateway, now and on this thread.
    ///
    /// # Errors
    /// No enrolment, the line, or the store.
    pub fn send_now(&self) -> Result<Report, Failure> {
        let _turn = self.line.turn.lock().unwrap_or_else(PoisonError::into_inner);
        let identity = self
            .behind_the_lock(|s| s.identity())
            .unwrap_or(Ok(None))
            .map_err(Failure::from)?
            .ok_or(RoundError::NotEnrolled)?;
        self.line.note(|s| s.sending = true);
        let pin = identity.enrolment.tls_key.clone();
        let exchange = HttpExchange::new(&identity.gateway, pin, self.settings.patience)?;
        let done = round(&Counter(self), &exchange).map_err(Failure::from);
        let now = self.now();
        self.line.note(|s| {
            s.sending = false;
            s.progress = None;
            s.failure = done.as_ref().err().cloned();
            if done.is_ok() {
                s.last_contact = Some(now);
            }
        });
        if let Ok(report) = &done {
            self.after_arrivals(report.catalogue, report.papers > 0);
        }
        done
    }

    /// What came by line or by stick is put to use.
    pub(crate) fn after_arrivals(&self, catalogue: bool, papers: bool) {
        if catalogue {
            self.unshelve();
        }
        if papers {
            self.count_pages();
        }
    }

    /// Counts the pages of papers that just came. One that cannot be read is counted when it is opened.
    fn count_pages(&self) {
        let Some(Ok(papers)) = self.behind_the_lock(|s| s.uncounted_papers()) else { return };
        for sha256 in papers {
            let Some(Ok(bytes)) = self.behind_the_lock(|s| s.files().read(&sha256)) else { continue };
            if let Ok((_, pages)) = crate::pages::inspect(&bytes) {
                self.behind_the_lock(|s| s.count_paper(&sha256, pages));
            }
        }
    }

    /// Starts the line's thread. It lives as long as somebody holds the desk.
    pub fn mind_the_line(self: &Arc<Self>) {
        let desk = Arc::downgrade(self);
        let spawned = std::thread::Builder::new().name("line".to_owned()).spawn(move || mind(&desk));
        if let Err(error) = spawned {
            tracing::error!(%error, "the line's thread could not start");
        }
    }
}

fn mind(desk: &Weak<Desk>) {
    let mut pause = FIRST;
    while let Some(desk) = desk.upgrade() {
        if desk.line.stopped.load(Ordering::SeqCst) {
            return;
        }
        let enrolled = matches!(desk.behind_the_lock(|s| s.identity()), Some(Ok(Some(_))));
        let wait = if enrolled {
            match desk.send_now() {
                Ok(_) => {
                    pause = FIRST;
                    QUIET
                }
                Err(failure) => {
                    tracing::info!(code = failure.code.key(), "the line is down");
                    pause = (pause * 2).min(LONGEST);
                    pause
                }
            }
        } else {
            QUIET
        };
        let next = Moment::from_millis(desk.now().millis() + i64::try_from(wait.as_millis()).unwrap_or(0));
        desk.line.note(|s| s.next_try = enrolled.then_some(next));
        desk.line.wait(wait);
    }
}
