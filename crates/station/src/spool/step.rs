//! One step with a print job: handing it to its printer, looking for it after a silence, asking how it stands.

use super::{Obstacle, locked};
use crate::desk::Desk;
use crate::devices::ipp::{self, JobState, PrinterAddress, PrinterError, Sides, Tray};
use crate::devices::thermal::{self, SlipEnd, ThermalAddress};
use crate::devices::{Printer, Reason};
use crate::view::Failure;
use casework::print::PrintState;
use station_store::{PrintJob, PrintReport, Setting, Store, StoreError};
use std::collections::BTreeMap;

/// What one step with a job led to.
pub(super) enum Step {
    /// It goes on.
    Moved,
    /// The printer works on it, or says what it needs.
    Followed(Option<String>),
    /// The printer cannot be reached, or not yet.
    Hindered { words: String, lost: bool },
    /// Nobody is logged in any more.
    Closed,
}

impl Desk {
    /// One step with a job; what stands in its way is remembered.
    pub(super) fn step(&self, job: &PrintJob) -> Step {
        let step = match job.state {
            PrintState::Queued => self.hand_over(job),
            PrintState::Sending => self.look_for(job, &PrinterError::NoAnswer),
            _ => self.follow(job),
        };
        let obstacle = match &step {
            Step::Moved | Step::Followed(None) | Step::Closed => None,
            Step::Followed(Some(words)) => Some(Obstacle { words: words.clone(), lost: false }),
            Step::Hindered { words, lost } => Some(Obstacle { words: words.clone(), lost: *lost }),
        };
        match obstacle {
            Some(obstacle) => drop(locked(&self.spool.obstacles).insert(job.id.clone(), obstacle)),
            None => self.spool.clear(&job.id),
        }
        step
    }

    /// Sends a queued job. That it is on its way is on the disk before the first byte goes out.
    fn hand_over(&self, job: &PrintJob) -> Step {
        let Ok(printer) = job.printer.parse::<Printer>() else {
            return self.failed(job, &PrinterError::NotAPrinter);
        };
        if let Printer::Sheets(address) = &printer {
            match ipp::describe(address) {
                Ok(report) => self.remember_printer(&job.printer, &report.name),
                Err(error) => return self.not_taken(job, &error),
            }
        }
        let bytes = match self.behind_the_lock(|store| store.files().read(&job.sha256)) {
            Some(Ok(bytes)) => bytes,
            Some(Err(error)) => return self.unreadable(job, error),
            None => return Step::Closed,
        };
        let begun = self.changed(job, |now| {
            if now.printer == job.printer {
                now.state = PrintState::Sending;
            }
        });
        match begun {
            Ok(job) if job.state == PrintState::Sending => {}
            // taken back or given to another printer in the last moment
            Ok(_) => return Step::Moved,
            Err(step) => return step,
        }
        match printer {
            Printer::Sheets(address) => self.send_sheets(job, &address, &bytes),
            Printer::Slips(address) => self.send_slip(job, &address, &bytes),
        }
    }

    fn send_sheets(&self, job: &PrintJob, printer: &PrinterAddress, pdf: &[u8]) -> Step {
        match ipp::send(printer, pdf, &job.title, &job.id, &wishes_of(job)) {
            Ok(sent) => self.taken(job, sent.id, &sent.ignored),
            Err(error @ (PrinterError::NoAnswer | PrinterError::Garbage)) => self.look_for(job, &error),
            Err(error) => self.not_taken(job, &error),
        }
    }

    /// A slip is through when it is sent, as far as its printer says at all.
    fn send_slip(&self, job: &PrintJob, printer: &ThermalAddress, bytes: &[u8]) -> Step {
        let report = match thermal::send(printer, bytes) {
            Ok(report) => report,
            Err(error) => return self.back_in_the_queue(job, error.words()),
        };
        let words = [report.end.words().to_owned(), Reason::in_words(&report.reasons)].join(";");
        let words = words.trim_end_matches(';').to_owned();
        match report.end {
            SlipEnd::Printed => {
                self.told(job, PrintState::Done, words).map_or_else(|step| step, |_| Step::Moved)
            }
            SlipEnd::Taken | SlipEnd::CutShort | SlipEnd::Unsure => {
                self.ended(job, PrintState::Unsure, words)
            }
        }
    }

    /// The printer has it; a wish it cannot meet is said.
    fn taken(&self, job: &PrintJob, id: i32, ignored: &[String]) -> Step {
        let unmet = ignored.iter().map(|wish| ipp::ignored_words(wish).into_owned());
        let words: Vec<String> = std::iter::once(wording::print_handed_over()).chain(unmet).collect();
        let taken = self.changed(job, |job| {
            job.job_uri = id.to_string();
            job.state = PrintState::Waiting;
            job.words = words.join(";");
        });
        taken.map_or_else(|step| step, |_| Step::Moved)
    }

    /// The printer has not got it: a matter of time, or of the printer.
    fn not_taken(&self, job: &PrintJob, error: &PrinterError) -> Step {
        if !passes(error) {
            return self.failed(job, error);
        }
        let words = match error {
            PrinterError::Unreachable | PrinterError::NoAnswer => wording::print_no_reaction(),
            PrinterError::Garbage => wording::print_garbled(),
            other => why(other),
        };
        self.back_in_the_queue(job, words)
    }

    fn back_in_the_queue(&self, job: &PrintJob, words: String) -> Step {
        let back = self.changed(job, |job| job.state = PrintState::Queued);
        back.map_or_else(|step| step, |_| Step::Hindered { words, lost: false })
    }

    fn failed(&self, job: &PrintJob, error: &PrinterError) -> Step {
        self.ended(job, PrintState::Failed, why(error))
    }

    fn ended(&self, job: &PrintJob, state: PrintState, words: String) -> Step {
        let ended = self.changed(job, |job| (job.state, job.words) = (state, words));
        ended.map_or_else(|step| step, |_| Step::Moved)
    }

    /// The paper that was archived cannot be read: without its bytes there is nothing to print.
    fn unreadable(&self, job: &PrintJob, error: StoreError) -> Step {
        let gone = matches!(error, StoreError::FileMissing(_) | StoreError::FileDamaged(_));
        let words = Failure::from(error).message;
        if gone { self.ended(job, PrintState::Failed, words) } else { Step::Hindered { words, lost: false } }
    }

    /// After a silence the printer may hold the job all the same: sent again, it would come out twice. Where the
    /// printer does not know either, only a person can look.
    fn look_for(&self, job: &PrintJob, error: &PrinterError) -> Step {
        let Ok(printer) = job.printer.parse::<PrinterAddress>() else {
            return self.ended(job, PrintState::Unsure, why(error));
        };
        match ipp::find_job(&printer, &job.id) {
            Ok(Some(sent)) => self.taken(job, sent.id, &[]),
            Err(PrinterError::Unreachable | PrinterError::NoAnswer) => {
                Step::Hindered { words: wording::print_lost(), lost: true }
            }
            Ok(None) | Err(_) => self.ended(job, PrintState::Unsure, why(error)),
        }
    }

    /// Asks the printer how a job stands, and to give it back where somebody wants that.
    fn follow(&self, job: &PrintJob) -> Step {
        let (Ok(printer), Ok(id)) = (job.printer.parse::<PrinterAddress>(), job.job_uri.parse::<i32>())
        else {
            return self.look_for(job, &PrinterError::NoAnswer);
        };
        if job.cancelling {
            // the state that follows says what became of it
            let _ = ipp::cancel(&printer, id);
        }
        match ipp::job(&printer, id) {
            Ok(report) => self.reported(job, &report),
            Err(error @ PrinterError::UnknownJob) => self.ended(job, PrintState::Unsure, why(&error)),
            Err(_) => Step::Hindered { words: wording::print_lost(), lost: true },
        }
    }

    fn reported(&self, job: &PrintJob, report: &ipp::JobReport) -> Step {
        let words = match report.reasons.as_slice() {
            [] => report.state.words().to_owned(),
            reasons => Reason::in_words(reasons),
        };
        let halted = report.state == JobState::Stopped || report.reasons.iter().any(Reason::halts);
        match self.told(job, state_of(report.state), words.clone()) {
            Ok(job) if job.state.is_over() => Step::Moved,
            Ok(_) => Step::Followed(halted.then_some(words)),
            Err(step) => step,
        }
    }

    /// Keeps what a printer said of a job.
    fn told(&self, job: &PrintJob, state: PrintState, words: String) -> Result<PrintJob, Step> {
        let report = PrintReport { at: self.now(), state, words };
        match self.behind_the_lock(|store| store.take_report(&job.id, &report)) {
            Some(kept) => kept.map_err(|error| hindered_by(error, true)),
            None => Err(Step::Closed),
        }
    }

    /// Notes a change; what keeps it from being noted keeps the job from going on.
    fn changed(&self, job: &PrintJob, how: impl FnOnce(&mut PrintJob)) -> Result<PrintJob, Step> {
        let at = self.now();
        match self.behind_the_lock(|store| store.spool_print(&job.id, at, how)) {
            Some(kept) => kept.map_err(|error| hindered_by(error, job.state != PrintState::Queued)),
            None => Err(Step::Closed),
        }
    }

    /// Keeps what a printer called itself, so that it has a name when it is off.
    pub(crate) fn remember_printer(&self, address: &str, name: &str) {
        let kept = self.behind_the_lock(|store| remember(store, address, name));
        if let Some(Err(error)) = kept {
            tracing::warn!(%error, "the name of a printer was not kept");
        }
    }
}

fn hindered_by(error: StoreError, lost: bool) -> Step {
    Step::Hindered { words: Failure::from(error).message, lost }
}

fn wishes_of(job: &PrintJob) -> ipp::Wishes {
    ipp::Wishes {
        copies: job.wishes.copies.max(1),
        sides: if job.wishes.both_sides { Sides::Two } else { Sides::One },
        tray: Some(job.wishes.tray.as_str()).filter(|tray| !tray.is_empty()).map(Tray::called),
    }
}

fn remember(store: &mut Store, address: &str, name: &str) -> Result<(), StoreError> {
    let mut names: BTreeMap<String, String> = store.setting(Setting::PrinterNames)?.unwrap_or_default();
    if names.insert(address.to_owned(), name.to_owned()).as_deref() == Some(name) {
        return Ok(());
    }
    store.set(Setting::PrinterNames, &names)
}

/// Whether it may be tried again by itself: the printer may be switched on, filled or free later.
fn passes(error: &PrinterError) -> bool {
    match error {
        PrinterError::Unreachable
        | PrinterError::NoAnswer
        | PrinterError::Garbage
        | PrinterError::NotAccepting(_) => true,
        PrinterError::Refused(status) => {
            ["ServerErrorBusy", "ServerErrorTemporary", "ServerErrorDevice", "HTTP 5"]
                .iter()
                .any(|passing| status.starts_with(passing))
        }
        _ => false,
    }
}

/// Why a printer did not do it, as said at the counter.
pub(crate) fn why(error: &PrinterError) -> String {
    match error {
        PrinterError::Unreachable => "连不上打印机,可能没开机、网线松了,或者地址不对".to_owned(),
        PrinterError::NoAnswer => "打印机没有按时应答,可能还在打,请看看出纸口再决定要不要再打".to_owned(),
        PrinterError::Encrypted => "打印机只收加密的连接,请在打印机设置里允许普通连接".to_owned(),
        PrinterError::UnknownJob => "打印机不记得这份任务了,请看看出纸口".to_owned(),
        PrinterError::NotAPrinter => "这个地址上不是打印机".to_owned(),
        PrinterError::Garbage => "打印机的应答读不懂,请看看出纸口再决定要不要再打".to_owned(),
        PrinterError::NoPdf => "这台打印机不收 PDF".to_owned(),
        PrinterError::NotAccepting(reasons) if !reasons.is_empty() => Reason::in_words(reasons),
        PrinterError::NotAccepting(_) => "打印机暂时不接受打印".to_owned(),
        PrinterError::Refused(status) => format!("打印机拒绝了({status})"),
    }
}

fn state_of(state: JobState) -> PrintState {
    match state {
        JobState::Waiting | JobState::Held => PrintState::Waiting,
        JobState::Printing => PrintState::Printing,
        JobState::Stopped => PrintState::Stopped,
        JobState::Done => PrintState::Done,
        JobState::Cancelled => PrintState::Cancelled,
        JobState::Aborted => PrintState::Failed,
    }
}
