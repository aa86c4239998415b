//! The line's own thread: it sends and fetches behind the counter, wakes when there is something to send or a new network,
//! rests as long as the core of the line says, and never keeps the store while it waits for an answer.

use crate::desk::Desk;
use crate::network;
use crate::view::Failure;
use casework::moment::Moment;
use seal::Digest;
use station_store::{Identity, Store, StoreError};
use station_sync::{Core, HttpExchange, Progress, Report, RoundError, StoreDoor, met_again, talk};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Condvar, Mutex, PoisonError, Weak};
use std::time::{Duration, Instant};
use wire::LinkError;

/// A desk that is not enrolled is looked at this often.
const QUIET: Duration = Duration::from_secs(120);
/// A new network is noticed within this time.
const LOOK: Duration = Duration::from_secs(5);

/// What the send page shows of the line.
#[derive(Clone, Debug, Default)]
pub(crate) struct LineStatus {
    pub sending: bool,
    pub paused: bool,
    pub failure: Option<Failure>,
    pub last_contact: Option<Moment>,
    pub next_try: Option<Moment>,
    pub progress: Option<Progress>,
    /// Bytes a second that the line carried last.
    pub goodput: Option<f64>,
    /// How far this computer's clock is ahead of the gateway's, in milliseconds.
    pub clock_ahead: i64,
    /// Files wait until then: the line costs by the byte, and the day is spent.
    pub files_after: Option<Moment>,
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
    /// How often it rang: a talk under way hears it too.
    rings: AtomicU64,
    stopped: AtomicBool,
    paused: AtomicBool,
    /// Only one talk at a time, whoever asks for it.
    turn: Mutex<Option<Way>>,
}

/// The way to the gateway, and what was learned of it. It outlives a talk.
struct Way {
    core: Core,
    began: Instant,
    exchange: HttpExchange,
    /// Where it leads: another address or key is another way.
    leads: (String, Vec<Digest>),
}

impl Way {
    fn talk(&mut self, desk: &Desk) -> Result<(Report, Option<RoundError>), RoundError> {
        talk(&Counter(desk), &self.exchange, &mut self.core, self.began)
    }
}

/// Why the thread woke.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Woken {
    Timer,
    Bell,
    Network,
}

impl Line {
    /// There is something to send, or a person pressed 现在发.
    pub fn ring(&self) {
        self.bell.lock().unwrap_or_else(PoisonError::into_inner).rung = true;
        self.rings.fetch_add(1, Ordering::SeqCst);
        self.wake.notify_all();
    }

    /// 暂停, and on again. What is under way comes to its end, nothing new begins.
    pub fn pause(&self, paused: bool) {
        self.paused.store(paused, Ordering::SeqCst);
        self.note(|status| status.paused = paused);
        self.ring();
    }

    /// Ends the thread and any talk under way at its next step.
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

    /// Waits for the bell, another network than the one `before`, or the timer, whichever comes first. A timer is always
    /// armed.
    fn wait(&self, pause: Duration, before: u64, network: impl Fn() -> u64) -> Woken {
        let began = Instant::now();
        let mut bell = self.bell.lock().unwrap_or_else(PoisonError::into_inner);
        loop {
            let left = pause.saturating_sub(began.elapsed());
            let waited = self.wake.wait_timeout_while(bell, left.min(LOOK), |bell| !bell.rung);
            (bell, _) = waited.unwrap_or_else(PoisonError::into_inner);
            if std::mem::take(&mut bell.rung) {
                return Woken::Bell;
            }
            if network() != before {
                return Woken::Network;
            }
            if began.elapsed() >= pause {
                return Woken::Timer;
            }
        }
    }
}

/// The desk as a talk sees it.
struct Counter<'a>(&'a Desk);

impl StoreDoor for Counter<'_> {
    fn with<T>(&self, work: impl FnOnce(&mut Store) -> Result<T, StoreError>) -> Result<T, StoreError> {
        self.0.behind_the_lock(work).unwrap_or(Err(StoreError::NotFound))
    }

    fn now(&self) -> Moment {
        self.0.now()
    }

    fn stop(&self) -> bool {
        let line = &self.0.line;
        line.stopped.load(Ordering::SeqCst) || line.paused.load(Ordering::SeqCst)
    }

    fn rings(&self) -> u64 {
        self.0.line.rings.load(Ordering::SeqCst)
    }

    fn progress(&self, progress: Progress) {
        self.0.line.note(|status| status.progress = Some(progress));
    }
}

impl Desk {
    /// Talks with the gateway now and on this thread, until there is nothing more to do, whatever the gateway asked for.
    ///
    /// # Errors
    /// No enrolment, the line, or the store.
    pub fn send_now(&self) -> Result<Report, Failure> {
        self.send_over(Core::insist)
    }

    fn send_over(&self, prepare: impl FnOnce(&mut Core)) -> Result<Report, Failure> {
        let mut turn = self.line.turn.lock().unwrap_or_else(PoisonError::into_inner);
        let identity = self
            .behind_the_lock(|s| s.identity())
            .unwrap_or(Ok(None))
            .map_err(Failure::from)?
            .ok_or(RoundError::NotEnrolled)?;
        let way = self.way(turn.take(), &identity)?;
        let way = turn.insert(way);
        self.line.note(|status| status.sending = true);
        way.core.wake();
        prepare(&mut way.core);
        let talked = match way.talk(self) {
            Ok((first, Some(RoundError::Link(LinkError::WrongKey)))) if self.meet_again(way, &identity) => {
                way.core.wake();
                way.talk(self).map(|(second, failure)| (second.behind(first), failure))
            }
            talked => talked,
        };
        let goodput = way.core.link().goodput();
        let (report, failure) = match talked {
            Ok((report, failure)) => (report, failure.map(Failure::from)),
            Err(error) => (Report { rest: QUIET, ..Report::default() }, Some(error.into())),
        };
        self.note_talk(&report, failure.as_ref(), goodput);
        drop(turn);
        self.after_arrivals(report.catalogue, report.papers > 0);
        failure.map_or(Ok(report), Err)
    }

    fn way(&self, before: Option<Way>, identity: &Identity) -> Result<Way, Failure> {
        let leads = (identity.gateway.clone(), identity.tls_keys.clone());
        if let Some(way) = before.filter(|way| way.leads == leads) {
            return Ok(way);
        }
        let exchange = HttpExchange::new(&leads.0, &leads.1, self.settings.patience)?;
        let chance =
            identity.key.public().0.iter().fold(0, |sum: u64, byte| sum.rotate_left(8) ^ u64::from(*byte));
        Ok(Way { core: Core::new(chance), began: Instant::now(), exchange, leads })
    }

    /// Another TLS key is shown than before. Where the gateway itself vouches for it, it has a new one or a new front, and
    /// the way goes on; true then.
    fn meet_again(&self, way: &mut Way, identity: &Identity) -> bool {
        let known = &identity.enrolment.gateway;
        let Ok(met) = met_again(&identity.gateway, known, self.settings.patience) else { return false };
        let (at, now) = ((identity.gateway.as_str(), met.tls_keys.as_slice()), self.now());
        let noted = self.behind_the_lock(|s| s.meet_at(identity, at, "gateway", now));
        if !matches!(noted, Some(Ok(true))) {
            return false;
        }
        (way.exchange, way.leads.1) = (met.exchange, met.tls_keys);
        true
    }

    fn note_talk(&self, report: &Report, failure: Option<&Failure>, goodput: Option<f64>) {
        let now = self.now();
        let after =
            |wait: Duration| Moment::from_millis(now.millis() + i64::try_from(wait.as_millis()).unwrap_or(0));
        self.line.note(|status| {
            status.sending = false;
            status.progress = None;
            if failure.is_some() || report.answered {
                // nobody was asked: what stood in the way before still does
                status.failure = failure.cloned();
            }
            status.goodput = goodput.or(status.goodput);
            status.next_try = Some(after(report.rest));
            status.files_after = report.files_wait.map(after);
            if report.answered {
                status.last_contact = Some(now);
                status.clock_ahead = report.clock_ahead;
            }
        });
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

    /// How long the line's thread rests before it looks again. After a failure the core's own word counts as well.
    fn rest_of_line(&self) -> Duration {
        let status = self.line.status();
        let left = status.next_try.map_or(0, |next| next.millis() - self.now().millis());
        Duration::from_millis(u64::try_from(left).unwrap_or(0)).clamp(Duration::from_millis(500), QUIET * 8)
    }
}

fn mind(desk: &Weak<Desk>) {
    let mut woken = Woken::Timer;
    while let Some(desk) = desk.upgrade() {
        if desk.line.stopped.load(Ordering::SeqCst) {
            return;
        }
        // a cable that is put in while a talk is under way is a new network as well
        let here = network::fingerprint();
        let enrolled = matches!(desk.behind_the_lock(|s| s.identity()), Some(Ok(Some(_))));
        let mut rest = QUIET;
        if enrolled {
            let new_network = woken == Woken::Network;
            let prepare = |core: &mut Core| {
                if new_network {
                    core.change_network()
                }
            };
            if let Err(failure) = desk.send_over(prepare) {
                tracing::info!(code = failure.code.key(), "the line is down");
            }
            rest = desk.rest_of_line();
        }
        woken = desk.line.wait(rest, here, network::fingerprint);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bell_ends_a_rest_at_once_and_so_does_a_pause_that_is_over() {
        let line = Line::default();
        line.ring();
        assert!(line.wait(LOOK * 100, 0, || 0) == Woken::Bell);
        line.pause(true);
        line.pause(false);
        assert!(line.wait(LOOK * 100, 0, || 0) == Woken::Bell);
    }

    #[test]
    fn a_rest_ends_by_itself() {
        assert!(Line::default().wait(Duration::from_millis(1), 0, || 0) == Woken::Timer);
    }

    #[test]
    fn a_network_that_is_another_than_before_the_talk_ends_a_rest() {
        assert!(Line::default().wait(LOOK * 100, 1, || 2) == Woken::Network);
    }
}
