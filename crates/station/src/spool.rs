//! The spooler: hands queued papers to their printers behind the counter, one at a time for each printer, follows each
//! to its end, and never keeps the store while a printer makes it wait. A locked screen does not stop it; a log-out
//! does, and the next log-in goes on where it stood. Nothing is sent again that a printer may have.

mod step;

pub(crate) use step::why;

use crate::desk::Desk;
use casework::print::PrintState;
use station_store::PrintJob;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError, Weak};
use std::time::{Duration, Instant};
use step::Step;

/// How often a printer is asked after a job.
const ASK: Duration = Duration::from_millis(500);
/// First pause after a printer did not answer; doubles up to [`LONGEST`].
const FIRST: Duration = Duration::from_secs(2);
const LONGEST: Duration = Duration::from_secs(60);
/// The spooler looks by itself this often, should a bell ever be missed.
const QUIET: Duration = Duration::from_secs(60);

/// What keeps a job from going on. It is found anew after a restart, so it is not stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Obstacle {
    /// What is wrong and what to do.
    pub words: String,
    /// The printer has the job, or may have it, and does not answer: a person may have to say what became of it.
    pub lost: bool,
}

/// The spooler of one desk.
#[derive(Default)]
pub(crate) struct Spool {
    /// Counts the rings, so that each thread hears each of them.
    rings: Mutex<u64>,
    wake: Condvar,
    stopped: AtomicBool,
    /// Printers with a thread of their own.
    busy: Mutex<BTreeSet<String>>,
    obstacles: Mutex<BTreeMap<String, Obstacle>>,
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Spool {
    /// There is something to print, or a person wants it tried now.
    pub fn ring(&self) {
        *locked(&self.rings) += 1;
        self.wake.notify_all();
    }

    /// Ends the threads at their next step.
    pub fn stop(&self) {
        self.stopped.store(true, Ordering::SeqCst);
        self.ring();
    }

    /// What keeps a job from going on.
    pub fn obstacle(&self, job: &str) -> Option<Obstacle> {
        locked(&self.obstacles).get(job).cloned()
    }

    /// Forgets what kept a job: it is tried anew.
    pub fn clear(&self, job: &str) {
        locked(&self.obstacles).remove(job);
    }

    fn stopped(&self) -> bool {
        self.stopped.load(Ordering::SeqCst)
    }

    fn rings(&self) -> u64 {
        *locked(&self.rings)
    }

    /// Waits until it rang since `heard`, or the pause is over.
    fn wait(&self, heard: u64, pause: Duration) {
        let rings = locked(&self.rings);
        drop(
            self.wake
                .wait_timeout_while(rings, pause, |rings| *rings == heard)
                .unwrap_or_else(PoisonError::into_inner),
        );
    }
}

impl Desk {
    /// Starts the spooler. It lives as long as somebody holds the desk.
    pub fn mind_the_printers(self: &Arc<Self>) {
        let (desk, spool) = (Arc::downgrade(self), self.spool.clone());
        start("printing", move || mind(&desk, &spool));
    }

    /// Works off the queue on this thread, until every job is through, needs a person, or does not go on.
    pub fn print_now(&self, patience: Duration) {
        let deadline = Instant::now() + patience;
        let mut held = BTreeSet::new();
        while Instant::now() < deadline {
            let Some(job) = self.next_jobs().into_iter().find(|job| !held.contains(&job.printer)) else {
                return;
            };
            match self.step(&job) {
                Step::Moved | Step::Followed(_) => std::thread::sleep(ASK),
                Step::Hindered { .. } => drop(held.insert(job.printer)),
                Step::Closed => return,
            }
        }
    }

    /// The job to work with at each printer: the one it has, else the oldest that waits.
    fn next_jobs(&self) -> Vec<PrintJob> {
        let Some(Ok(open)) = self.behind_the_lock(|store| store.open_prints()) else { return Vec::new() };
        let mut next: BTreeMap<String, PrintJob> = BTreeMap::new();
        for job in open {
            let ahead = next.get(&job.printer);
            if ahead.is_none_or(|ahead| ahead.state == PrintState::Queued && job.state != PrintState::Queued)
            {
                next.insert(job.printer.clone(), job);
            }
        }
        next.into_values().collect()
    }
}

/// Starts a thread; false when the system has none to give.
fn start(name: &str, work: impl FnOnce() + Send + 'static) -> bool {
    let spawned = std::thread::Builder::new().name(name.to_owned()).spawn(work);
    if let Err(error) = &spawned {
        tracing::error!(%error, name, "a thread of the spooler could not start");
    }
    spawned.is_ok()
}

/// Gives every printer with open jobs a thread, until the desk is gone.
fn mind(desk: &Weak<Desk>, spool: &Arc<Spool>) {
    while !spool.stopped() {
        let heard = spool.rings();
        let Some(open) = desk.upgrade().map(|desk| desk.next_jobs()) else { return };
        for job in open {
            let printer = job.printer;
            if locked(&spool.busy).insert(printer.clone()) {
                let (desk, ours, address) = (desk.clone(), spool.clone(), printer.clone());
                if !start("printer", move || serve(&desk, &ours, &address)) {
                    locked(&spool.busy).remove(&printer);
                }
            }
        }
        spool.wait(heard, QUIET);
    }
}

/// Serves one printer until it has no open job.
fn serve(desk: &Weak<Desk>, spool: &Spool, printer: &str) {
    let mut pause = FIRST;
    while !spool.stopped() {
        let heard = spool.rings();
        let Some(step) = one_step(desk, printer) else { break };
        let wait = match step {
            Step::Closed => break,
            Step::Moved => Duration::ZERO,
            Step::Followed(_) => ASK,
            Step::Hindered { .. } => pause,
        };
        pause = if matches!(step, Step::Hindered { .. }) { (pause * 2).min(LONGEST) } else { FIRST };
        spool.wait(heard, wait);
    }
    locked(&spool.busy).remove(printer);
    // a job that came just now finds no thread
    spool.ring();
}

/// A step with the job that is due at a printer; none when it has no open job.
fn one_step(desk: &Weak<Desk>, printer: &str) -> Option<Step> {
    let desk = desk.upgrade()?;
    let job = desk.next_jobs().into_iter().find(|job| job.printer == printer)?;
    Some(desk.step(&job))
}
