//! Printing over IPP (RFC 8010, RFC 8011): any office printer on the network and every queue of CUPS. A state is only
//! told when the printer told it; "done" means that the printer says so, not that somebody holds the page.

mod address;
mod exchange;
mod report;
mod requests;
mod said;
mod wishes;

pub use super::reasons::Reason;
pub use address::{NotAPrinterAddress, PrinterAddress};
pub use report::{Cancelled, JobReport, JobState, PrinterError, PrinterReport, PrinterState, SentJob, Sides};
pub use wishes::{Tray, Wishes, ignored_words};

use exchange::ask;
use ipp::model::{DelimiterTag, StatusCode};
use ipp::request::IppRequestResponse;
use said::Said;

/// Sends a PDF as one job on A4, unscaled. `job_key` is our own number of the job, kept at the end of its name so that
/// [`find_job`] finds it again; `title` must be free of personal data, since it shows on the printer's panel.
///
/// # Errors
/// See [`PrinterError`]. After [`PrinterError::NoAnswer`] and [`PrinterError::Garbage`] the job may have been taken.
pub fn send(
    address: &PrinterAddress,
    pdf: &[u8],
    title: &str,
    job_key: &str,
    wishes: &Wishes,
) -> Result<SentJob, PrinterError> {
    let printer = ready(describe(address)?)?;
    let (possible, lost) = wishes.possible(&printer);
    let request = requests::print_job(address, title, job_key, &possible)?;
    let answer = ask(address, &request, pdf)?;
    match answer.header().status_code() {
        StatusCode::ClientErrorDocumentFormatNotSupported => Err(PrinterError::NoPdf),
        // busy: it takes one job at a time
        StatusCode::ServerErrorNotAcceptingJobs | StatusCode::ServerErrorBusy => {
            Err(PrinterError::NotAccepting(describe(address)?.reasons))
        }
        _ => taken(&granted(answer)?, lost),
    }
}

fn ready(printer: PrinterReport) -> Result<PrinterReport, PrinterError> {
    match (printer.accepting, printer.accepts_pdf) {
        (Some(false), _) => Err(PrinterError::NotAccepting(printer.reasons)),
        (_, false) => Err(PrinterError::NoPdf),
        (_, true) => Ok(printer),
    }
}

fn taken(answer: &IppRequestResponse, mut ignored: Vec<String>) -> Result<SentJob, PrinterError> {
    let job = Said::in_group(answer, DelimiterTag::JobAttributes).ok_or(PrinterError::Garbage)?;
    ignored.extend(unmet(answer));
    Ok(SentJob { ignored, ..sent_job(&job).ok_or(PrinterError::Garbage)? })
}

/// The wishes a printer says it cannot meet.
fn unmet(answer: &IppRequestResponse) -> Vec<String> {
    Said::groups(answer, DelimiterTag::UnsupportedAttributes)
        .flat_map(|unsupported| unsupported.names())
        .collect()
}

fn sent_job(job: &Said<'_>) -> Option<SentJob> {
    Some(SentJob { uri: job.text("job-uri")?, id: job.number("job-id")?, ignored: Vec::new() })
}

/// The job that carries our number, when the printer knows one: after [`PrinterError::NoAnswer`] this tells a job
/// that was taken from one that must be sent again.
///
/// # Errors
/// See [`PrinterError`].
pub fn find_job(address: &PrinterAddress, job_key: &str) -> Result<Option<SentJob>, PrinterError> {
    for which in ["not-completed", "completed"] {
        let answer = granted(ask(address, &requests::jobs(address, which)?, &[])?)?;
        let found = Said::groups(&answer, DelimiterTag::JobAttributes).find(|job| carries(job, job_key));
        if let Some(job) = found {
            return sent_job(&job).ok_or(PrinterError::Garbage).map(Some);
        }
    }
    Ok(None)
}

fn carries(job: &Said<'_>, job_key: &str) -> bool {
    job.text("job-name").is_some_and(|name| name.rsplit(' ').next() == Some(job_key))
}

/// Where a job stands. While it is not over, what the printer says of itself belongs to it: an empty tray is a matter
/// of the printer, not of the job.
///
/// # Errors
/// See [`PrinterError`]; [`PrinterError::UnknownJob`] when the printer has forgotten it.
pub fn job(address: &PrinterAddress, id: i32) -> Result<JobReport, PrinterError> {
    let answer = ask(address, &requests::one_job(address, id)?, &[])?;
    if matches!(answer.header().status_code(), StatusCode::ClientErrorNotFound | StatusCode::ClientErrorGone)
    {
        return Err(PrinterError::UnknownJob);
    }
    let answer = granted(answer)?;
    let job = Said::in_group(&answer, DelimiterTag::JobAttributes).ok_or(PrinterError::Garbage)?;
    let state = job.number("job-state").and_then(JobState::of).ok_or(PrinterError::Garbage)?;
    let report = JobReport { state, reasons: Reason::all(&job.texts("job-state-reasons")) };
    if state.over() { Ok(report) } else { Ok(with_printer(report, describe(address)?)) }
}

fn with_printer(job: JobReport, printer: PrinterReport) -> JobReport {
    let halted = printer.state == PrinterState::Stopped && job.state != JobState::Held;
    let mut reasons = printer.reasons;
    reasons.extend(job.reasons);
    JobReport {
        state: if halted { JobState::Stopped } else { job.state },
        reasons: Reason::each_once(reasons),
    }
}

/// Takes a job back that still waits or is being printed.
///
/// # Errors
/// See [`PrinterError`]; [`PrinterError::UnknownJob`] when the printer has forgotten it.
pub fn cancel(address: &PrinterAddress, id: i32) -> Result<Cancelled, PrinterError> {
    let answer = ask(address, &requests::cancel(address, id)?, &[])?;
    match answer.header().status_code() {
        StatusCode::ClientErrorNotPossible => Ok(Cancelled::TooLate),
        StatusCode::ClientErrorNotFound | StatusCode::ClientErrorGone => Err(PrinterError::UnknownJob),
        _ => granted(answer).map(|_| Cancelled::TakenBack),
    }
}

/// What a printer says of itself.
///
/// # Errors
/// See [`PrinterError`]; [`PrinterError::NotAPrinter`] when a print server knows no such printer.
pub fn describe(address: &PrinterAddress) -> Result<PrinterReport, PrinterError> {
    let answer = ask(address, &requests::printer(address)?, &[])?;
    if answer.header().status_code() == StatusCode::ClientErrorNotFound {
        return Err(PrinterError::NotAPrinter);
    }
    let answer = granted(answer)?;
    let printer = Said::in_group(&answer, DelimiterTag::PrinterAttributes).ok_or(PrinterError::Garbage)?;
    Ok(PrinterReport {
        name: name_of(&printer).unwrap_or_else(|| address.to_string()),
        state: printer.number("printer-state").and_then(PrinterState::of).ok_or(PrinterError::Garbage)?,
        reasons: Reason::all(&printer.texts("printer-state-reasons")),
        accepting: printer.flag("printer-is-accepting-jobs"),
        accepts_pdf: printer.texts("document-format-supported").contains(&requests::PDF),
        both_sides: printer.texts("sides-supported").contains(&Sides::Two.keyword()),
        trays: printer.texts("media-source-supported").into_iter().map(Tray::called).collect(),
        most_copies: printer.most("copies-supported").map(|most| u16::try_from(most).unwrap_or(u16::MAX)),
    })
}

fn name_of(printer: &Said<'_>) -> Option<String> {
    ["printer-info", "printer-name", "printer-make-and-model"].into_iter().find_map(|name| printer.text(name))
}

/// The queues of this machine's CUPS; none when no CUPS answers.
pub fn cups_printers() -> Vec<(PrinterAddress, String)> {
    printers_of(&PrinterAddress::cups()).unwrap_or_default()
}

/// The queues of a CUPS server: address and name.
///
/// # Errors
/// See [`PrinterError`].
pub fn printers_of(server: &PrinterAddress) -> Result<Vec<(PrinterAddress, String)>, PrinterError> {
    let answer = ask(server, &requests::queues(server)?, &[])?;
    // CUPS answers "not found" when it has no queue at all.
    if answer.header().status_code() == StatusCode::ClientErrorNotFound {
        return Ok(Vec::new());
    }
    let answer = granted(answer)?;
    Ok(Said::groups(&answer, DelimiterTag::PrinterAttributes).filter_map(|queue| queue_of(&queue)).collect())
}

fn queue_of(queue: &Said<'_>) -> Option<(PrinterAddress, String)> {
    let address = queue.texts("printer-uri-supported").into_iter().find_map(|uri| uri.parse().ok())?;
    Some((address, name_of(queue)?))
}

fn granted(answer: IppRequestResponse) -> Result<IppRequestResponse, PrinterError> {
    let status = answer.header().status_code();
    if status.is_success() {
        return Ok(answer);
    }
    let status = match status {
        StatusCode::UnknownStatusCode => format!("0x{:04x}", answer.header().operation_or_status),
        known => format!("{known:?}"),
    };
    Err(PrinterError::Refused([vec![status], unmet(&answer)].concat().join(" ")))
}
