//! Printing: what was sent, where it stands in the printer's own words, and whether the page came out.

use super::papers::{Ready, ready};
use crate::Desk;
use crate::clock::fresh_id;
use crate::devices::ipp::{self, JobState, PrinterAddress, PrinterError, Sides};
use crate::view::*;
use station_store::{PrintJob, Setting};

fn failed(error: &PrinterError) -> Failure {
    let words = match error {
        PrinterError::Unreachable => "连不上".to_owned(),
        PrinterError::NoAnswer => "没有按时应答,可能还在打,请看看出纸口再决定要不要再打".to_owned(),
        PrinterError::Encrypted => "只收加密的连接,请在打印机设置里允许普通连接".to_owned(),
        PrinterError::UnknownJob => "打印机不记得这份任务了".to_owned(),
        PrinterError::NotAPrinter | PrinterError::Garbage => "这个地址上不是打印机".to_owned(),
        PrinterError::NoPdf => "这台打印机不收 PDF".to_owned(),
        PrinterError::NotAccepting(reasons) if !reasons.is_empty() => {
            reasons.iter().map(|r| r.words().to_string()).collect::<Vec<_>>().join(";")
        }
        PrinterError::NotAccepting(_) => "暂时不接受打印".to_owned(),
        PrinterError::Refused(status) => format!("拒绝了({status})"),
    };
    Failure::new(ErrorCode::Printer, words)
}

fn address(text: &str) -> Result<PrinterAddress, Failure> {
    text.parse().map_err(|_| Failure::new(ErrorCode::Input, "打印机地址,例如 ipp://192.168.1.20/ipp/print"))
}

fn chosen(desk: &Desk) -> Result<Option<String>, Failure> {
    desk.at_work(|store, _| Ok(store.setting::<String>(Setting::Printer)?))
}

/// Sends a paper to a printer. The job is recorded before it is sent, so that a crash in between is seen.
///
/// # Errors
/// No printer chosen, a printer that does not answer or refuses; the paper stays kept.
pub fn paper_print(desk: &Desk, input: PrintInput) -> Result<PrintJobView, Failure> {
    let paper = ready(desk, &input.case, &input.kind)?;
    let text = if input.printer.trim().is_empty() { chosen(desk)? } else { Some(input.printer) };
    let text = text.ok_or_else(|| Failure::new(ErrorCode::NoPrinter, ""))?;
    let printer = address(&text)?;
    let mut job = record(desk, &paper, &text)?;
    // a receipt's two copies go to two people: never on one sheet
    match ipp::send(&printer, &paper.pdf, &paper.title, &job.id, 1, Sides::One) {
        Ok(sent) => {
            job.job_uri = sent.id.to_string();
            job.state = "printing".to_owned();
            job.words = "已交给打印机".to_owned();
            keep(desk, &job)?;
            Ok(view(&job))
        }
        Err(error) => {
            let failure = failed(&error);
            job.state = "failed".to_owned();
            job.words = failure.message.clone();
            keep(desk, &job)?;
            Err(failure)
        }
    }
}

fn record(desk: &Desk, paper: &Ready, printer: &str) -> Result<PrintJob, Failure> {
    let at = desk.now();
    let kind = paper.kind.to_string();
    desk.at_work(|store, clerk| {
        let job = PrintJob {
            id: fresh_id().to_string(),
            copy: store.times_printed(&paper.subject, &kind, &paper.sha256)? + 1,
            subject: paper.subject.clone(),
            kind,
            title: paper.title.clone(),
            sha256: paper.sha256.clone(),
            printer: printer.to_owned(),
            job_uri: String::new(),
            state: "waiting".to_owned(),
            words: String::new(),
            clerk: clerk.name.clone(),
            at,
        };
        store.keep_print_job(&job)?;
        Ok(job)
    })
}

fn keep(desk: &Desk, job: &PrintJob) -> Result<(), Failure> {
    desk.at_work(|store, _| Ok(store.keep_print_job(job)?))
}

fn view(job: &PrintJob) -> PrintJobView {
    let again = if job.copy > 1 { format!("(补打 {})", job.copy - 1) } else { String::new() };
    PrintJobView {
        job: job.id.clone(),
        title: format!("{}{again}", job.title),
        printer: job.printer.clone(),
        state: job.state.clone(),
        words: job.words.clone(),
        open: matches!(job.state.as_str(), "waiting" | "printing" | "stopped"),
    }
}

fn state_name(state: JobState) -> &'static str {
    match state {
        JobState::Waiting | JobState::Held => "waiting",
        JobState::Printing => "printing",
        JobState::Stopped => "stopped",
        JobState::Done => "done",
        JobState::Cancelled | JobState::Aborted => "failed",
    }
}

/// Asks the printer how a job stands.
///
/// # Errors
/// No such job, a printer that does not answer.
pub fn print_job(desk: &Desk, input: PrintJobInput) -> Result<PrintJobView, Failure> {
    let mut job = desk.at_work(|store, _| Ok(store.print_job(&input.job)?))?;
    let Some(id) = job.job_uri.parse().ok().filter(|_| view(&job).open) else {
        return Ok(view(&job));
    };
    let report = ipp::job(&address(&job.printer)?, id).map_err(|e| failed(&e))?;
    let (state, words) = (state_name(report.state), report.state.words());
    let reasons: Vec<String> = report.reasons.iter().map(|r| r.words().to_string()).collect();
    let words = if reasons.is_empty() { words.to_owned() } else { format!("{words}:{}", reasons.join(";")) };
    if (job.state.as_str(), &job.words) != (state, &words) {
        job.state = state.to_owned();
        job.words = words;
        keep(desk, &job)?;
    }
    Ok(view(&job))
}

/// The clerk says whether the page came out: the printer's word is not the paper.
///
/// # Errors
/// No such job.
pub fn print_confirm(desk: &Desk, input: PrintConfirm) -> Result<PrintJobView, Failure> {
    let mut job = desk.at_work(|store, _| Ok(store.print_job(&input.job)?))?;
    (job.state, job.words) = if input.came_out {
        ("confirmed".to_owned(), "已出纸".to_owned())
    } else {
        ("failed".to_owned(), "没有出纸".to_owned())
    };
    keep(desk, &job)?;
    Ok(view(&job))
}

/// Printers of this computer and the one that was typed.
///
/// # Errors
/// Nobody logged in.
pub fn printer_list(desk: &Desk, _: Nothing) -> Result<Vec<PrinterView>, Failure> {
    let chosen = chosen(desk)?;
    let mut printers: Vec<PrinterView> = ipp::cups_printers()
        .into_iter()
        .map(|(address, name)| PrinterView {
            chosen: chosen.as_deref() == Some(&address.to_string()),
            address: address.to_string(),
            name,
            words: String::new(),
        })
        .collect();
    if let Some(text) = chosen.filter(|c| !printers.iter().any(|p| p.address == *c)) {
        printers.insert(0, described(&text));
    }
    Ok(printers)
}

fn described(text: &str) -> PrinterView {
    let report =
        address(text).map_err(|f| f.message).and_then(|a| ipp::describe(&a).map_err(|e| failed(&e).message));
    let (name, words) = match report {
        Ok(report) => {
            let reasons: Vec<String> = report.reasons.iter().map(|r| r.words().to_string()).collect();
            (report.name, if reasons.is_empty() { "可以打印".to_owned() } else { reasons.join(";") })
        }
        Err(words) => (text.to_owned(), words),
    };
    PrinterView { address: text.to_owned(), name, chosen: true, words }
}

/// Remembers the printer to use. An empty address forgets it.
///
/// # Errors
/// A text that is not an address.
pub fn printer_choose(desk: &Desk, input: PrinterInput) -> Result<Vec<PrinterView>, Failure> {
    let chosen = match input.address.trim() {
        "" => None,
        text => Some(address(text)?.to_string()),
    };
    desk.at_work(|store, _| Ok(store.set(Setting::Printer, &chosen)?))?;
    printer_list(desk, Nothing {})
}
