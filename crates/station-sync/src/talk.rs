//! A talk with the gateway: does what the core says until it rests. What is under way is never stored: after a crash the
//! next hello says where both sides stand.

use crate::asking::{Parcel, facts, parcel};
use crate::core::{AwaitedPaper, Core, Next, Ticket};
use crate::dictionaries::Dictionaries;
use crate::door::{Report, RoundError, StoreDoor};
use crate::history::Gap;
use crate::metered::Meter;
use crate::taking::{read_again, taken_in};
use station_store::{Announced, Identity, StoreError, Upload};
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};
use wire::batch::FileState;
use wire::entry::CatalogueEdition;
use wire::{Answer, Exchange, LinkError, Request};

/// Files that are looked up at once.
const AT_ONCE: u32 = 256;
/// A talk that waits for an answer hears the bell within this time.
const GLANCE: Duration = Duration::from_millis(200);

/// What a talk knows beside the store, so that it does not ask it at every step.
pub(crate) struct Known {
    pub identity: Identity,
    pub session: String,
    pub uploads: Vec<Upload>,
    /// They may be others by now.
    uploads_changed: bool,
    pub papers: Vec<Announced>,
    /// In force, and not here.
    pub catalogue: Option<CatalogueEdition>,
    /// The difference from the catalogue that is here did not lead to it: all of it is needed.
    pub whole_pack: bool,
    /// What the gateway lacks of what it once had, in the order in which it must go again.
    pub gaps: Vec<Gap>,
    pub dictionaries: Dictionaries,
    /// The last thing that went wrong.
    pub failure: Option<RoundError>,
}

impl Known {
    /// # Errors
    /// [`RoundError::NotEnrolled`], database.
    pub fn begin(door: &impl StoreDoor) -> Result<Self, RoundError> {
        let identity = door.with(|store| store.identity())?.ok_or(RoundError::NotEnrolled)?;
        read_again(door, &identity)?;
        let (session, catalogue, failure) = (String::new(), None, None);
        let (uploads, papers, gaps) = (Vec::new(), Vec::new(), Vec::new());
        let (uploads_changed, dictionaries) = (true, Dictionaries::default());
        let mut known = Self {
            identity,
            session,
            uploads,
            uploads_changed,
            papers,
            catalogue,
            whole_pack: false,
            gaps,
            dictionaries,
            failure,
        };
        known.refresh(door)?;
        Ok(known)
    }

    pub fn refresh(&mut self, door: &impl StoreDoor) -> Result<(), StoreError> {
        self.papers = door.with(|store| store.papers_to_fetch())?;
        self.look_again();
        Ok(())
    }

    /// What the core needs to know of the papers.
    pub fn awaited_papers(&self) -> Vec<AwaitedPaper> {
        let papers = self.papers.iter().filter_map(|announced| announced.decided.paper.as_ref());
        papers.map(|paper| AwaitedPaper { file: paper.sha256.clone(), size: paper.size }).collect()
    }

    /// Files are looked up again before the next one is sent. Before that it would be in vain, and where thousands wait it
    /// takes its time.
    pub fn look_again(&mut self) {
        self.uploads_changed = true;
    }

    fn look_for_uploads(&mut self, door: &impl StoreDoor) -> Result<(), StoreError> {
        self.uploads = door.with(|store| store.waiting_uploads(AT_ONCE))?;
        self.uploads_changed = false;
        Ok(())
    }

    /// The gateway has so much of a file.
    pub fn stands(&mut self, state: &FileState) {
        self.uploads.retain(|upload| !(state.complete && upload.sha256 == state.sha256));
        for upload in self.uploads.iter_mut().filter(|upload| upload.sha256 == state.sha256) {
            upload.sent = state.offset;
        }
    }
}

/// What a talk wants done.
#[derive(Debug)]
pub enum Step {
    /// Ask the gateway this, and bring the answer under the ticket; wait for it at most so long.
    Ask(Ticket, Request, Duration),
    /// Bring an answer.
    Wait,
    /// Over. Come again after the time in the report, or when something happens.
    Rest(Report, Option<RoundError>),
}

/// A talk under way. Who drives it carries the questions; nothing here waits.
pub struct Talk<'a, D> {
    door: &'a D,
    core: &'a mut Core,
    known: Known,
    report: Report,
    under_way: BTreeMap<Ticket, Parcel>,
    meter: Meter,
}

impl<'a, D: StoreDoor> Talk<'a, D> {
    /// Begins. The core lives longer than a talk: it has learned what the line carries.
    ///
    /// # Errors
    /// [`RoundError::NotEnrolled`], database.
    pub fn begin(door: &'a D, core: &'a mut Core) -> Result<Self, RoundError> {
        let known = Known::begin(door)?;
        let (report, under_way, meter) = (Report::default(), BTreeMap::new(), Meter::default());
        Ok(Self { door, core, known, report, under_way, meter })
    }

    /// Ends it where it stands: what is under way is heard no more. Gives the core back.
    pub fn end(self) -> &'a mut Core {
        self.core
    }

    /// The next step. `now` is the time since any moment that stays the same for this core.
    ///
    /// # Errors
    /// The store's: nothing can be done without it.
    pub fn step(&mut self, now: Duration) -> Result<Step, RoundError> {
        self.core.pause(self.door.stop());
        self.meter.begin(self.door, self.core)?;
        loop {
            let mut waiting = facts(self.door, &self.known)?;
            if self.known.uploads_changed && self.core.may_send_files(&waiting) {
                self.known.look_for_uploads(self.door)?;
                waiting = facts(self.door, &self.known)?;
            }
            let (ask, patience) = match self.core.next(now, &waiting) {
                Next::Ask(ask, patience) => (ask, patience),
                Next::Wait => return Ok(Step::Wait),
                Next::Rest(rest) => {
                    self.meter.note(self.door, self.core)?;
                    self.report.rest = rest;
                    self.report.files_wait = self.core.files_wait(now);
                    // a new epoch began and all went well: a person is told of the copied disk all the same
                    let forked = matches!(self.known.failure, Some(RoundError::Fork));
                    let told = forked || self.core.failed().is_some();
                    let failure = self.known.failure.take().filter(|_| told);
                    return Ok(Step::Rest(self.report, failure));
                }
            };
            let Some(parcel) = parcel(self.door, &mut self.known, ask.clone())? else {
                self.core.passed_over(&ask);
                continue;
            };
            let request = parcel.request.clone();
            let ticket = self.core.left(now, ask, request.weight(), parcel.through());
            self.under_way.insert(ticket, parcel);
            return Ok(Step::Ask(ticket, request, patience));
        }
    }

    /// The answer to a question, or why there is none. The same ticket a second time changes nothing.
    ///
    /// # Errors
    /// The store's.
    pub fn hear(
        &mut self,
        now: Duration,
        ticket: Ticket,
        answer: Result<Answer, LinkError>,
    ) -> Result<(), RoundError> {
        let Some(parcel) = self.under_way.remove(&ticket) else { return Ok(()) };
        let down = answer.as_ref().map_or(0, weight_of);
        let ended = taken_in(self.door, &mut self.known, &mut self.report, &parcel, answer)?;
        self.core.heard(now, ticket, down, ended);
        Ok(self.meter.note_much(self.door, self.core)?)
    }
}

/// One talk from a fresh start. An error that stopped it is given as such.
///
/// # Errors
/// [`RoundError`]; what was taken before stays taken.
pub fn round(door: &impl StoreDoor, exchange: &(impl Exchange + Sync)) -> Result<Report, RoundError> {
    let (report, failure) = talk(door, exchange, &mut Core::new(1), Instant::now())?;
    failure.map_or(Ok(report), Err)
}

/// Talks until the core rests. What went wrong on the way, if anything, stands beside what was done. `began`: the moment
/// from which this core's time runs. The waiting is done on threads of its own; all else here, one after the other.
///
/// # Errors
/// The store's: nothing can be done without it.
pub fn talk(
    door: &impl StoreDoor,
    exchange: &(impl Exchange + Sync),
    core: &mut Core,
    began: Instant,
) -> Result<(Report, Option<RoundError>), RoundError> {
    let mut talk = Talk::begin(door, core)?;
    let (answered, answers) = channel();
    thread::scope(|scope| {
        loop {
            let rings = door.rings();
            match talk.step(began.elapsed())? {
                Step::Ask(ticket, request, patience) => {
                    let answered = answered.clone();
                    scope.spawn(move || {
                        // nobody listens any more when the store failed
                        let _ = answered.send((ticket, carried(exchange, &request, patience)));
                    });
                }
                Step::Wait => {
                    if let Some((ticket, answer)) = heard(&answers, || door.rings() != rings) {
                        talk.hear(began.elapsed(), ticket, answer)?;
                    }
                }
                Step::Rest(report, failure) => return Ok((report, failure)),
            }
        }
    })
}

/// The next answer; None when it rang before.
fn heard<T>(answers: &Receiver<T>, has_rung: impl Fn() -> bool) -> Option<T> {
    loop {
        match answers.recv_timeout(GLANCE) {
            Ok(answer) => return Some(answer),
            Err(_) if has_rung() => return None,
            Err(_) => {}
        }
    }
}

/// A carrier that breaks off brought no answer; the others go on.
fn carried(exchange: &impl Exchange, request: &Request, patience: Duration) -> Result<Answer, LinkError> {
    let asked = catch_unwind(AssertUnwindSafe(|| exchange.ask(request, patience)));
    asked.unwrap_or(Err(LinkError::Garbage))
}

/// Bytes that came down, as far as they can be told.
fn weight_of(answer: &Answer) -> usize {
    match answer {
        Answer::File(part) => part.bytes.len(),
        Answer::Pack(pack) => pack.stretch.bytes.len(),
        Answer::Page(page) => page.events.iter().map(|event| event.payload_bytes().len()).sum(),
        _ => 0,
    }
}
