//! Printing: what was sent, where it stands in the printer's own words, and whether the page came out.

use super::papers::{Ready, ready};
use super::session::called;
use crate::Desk;
use crate::clock::fresh_id;
use crate::devices::ipp::{
    self, JobState, PrinterAddress, PrinterError, PrinterReport, PrinterState, SentJob, Wishes,
};
use crate::view::*;
use papers::{Document, Marks, Print, TestPage};
use station_store::{PrintJob, Setting};
use std::collections::BTreeMap;

/// Stands for a printer that has not said its name yet.
const NAMELESS: &str = "打印机";

fn why(error: &PrinterError) -> String {
    match error {
        PrinterError::Unreachable => "连不上打印机,可能没开机、网线松了,或者地址不对".to_owned(),
        PrinterError::NoAnswer => "打印机没有按时应答,可能还在打,请看看出纸口再决定要不要再打".to_owned(),
        PrinterError::Encrypted => "打印机只收加密的连接,请在打印机设置里允许普通连接".to_owned(),
        PrinterError::UnknownJob => "打印机不记得这份任务了,请看看出纸口".to_owned(),
        PrinterError::NotAPrinter => "这个地址上不是打印机".to_owned(),
        PrinterError::Garbage => "打印机的应答读不懂,请看看出纸口再决定要不要再打".to_owned(),
        PrinterError::NoPdf => "这台打印机不收 PDF".to_owned(),
        PrinterError::NotAccepting(reasons) if !reasons.is_empty() => {
            reasons.iter().map(|r| r.words().to_string()).collect::<Vec<_>>().join(";")
        }
        PrinterError::NotAccepting(_) => "打印机暂时不接受打印".to_owned(),
        PrinterError::Refused(status) => format!("打印机拒绝了({status})"),
    }
}

fn failed(error: &PrinterError) -> Failure {
    Failure::new(ErrorCode::Printer, why(error))
}

fn address(text: &str) -> Result<PrinterAddress, Failure> {
    text.parse().map_err(|_| {
        Failure::new(ErrorCode::Input, "打印机地址要写成 192.168.1.20 或 ipp://192.168.1.20/ipp/print")
    })
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
    send(desk, &paper, &text.ok_or_else(|| Failure::new(ErrorCode::NoPrinter, ""))?)
}

/// Tries a printer with a page of our own: its name, the time, the edges of the sheet and the rarest characters.
///
/// # Errors
/// As for a paper.
pub fn printer_test(desk: &Desk, input: PrinterInput) -> Result<PrintJobView, Failure> {
    let printer = address(&input.address)?;
    let report = ipp::describe(&printer).map_err(|e| failed(&e))?;
    remember(desk, &printer.to_string(), &report.name)?;
    let page = TestPage {
        station: desk.at_work(|store, _| called(store))?.unwrap_or_default(),
        printer: report.name,
        address: printer.to_string(),
        printed_at: desk.now().minute().replace(' ', "T"),
        program: format!("便民站 {}", env!("CARGO_PKG_VERSION")),
    };
    let rendered = desk.press()?.render(&Document::TestPage(page), &Marks::Edges, Print::Usual)?;
    let sha256 = desk.at_work(|store, _| Ok(store.files().keep(&rendered.pdf)?))?;
    let paper = Ready {
        kind: "test".to_owned(),
        title: "试打页".to_owned(),
        pdf: rendered.pdf,
        sha256,
        pages: rendered.pages,
        subject: printer.to_string(),
    };
    send(desk, &paper, &printer.to_string())
}

fn send(desk: &Desk, paper: &Ready, text: &str) -> Result<PrintJobView, Failure> {
    let printer = address(text)?;
    let mut job = record(desk, paper, text)?;
    // a receipt's two copies go to two people: never on one sheet
    let sent = ipp::describe(&printer).map_err(Unsent::Never).and_then(|_| {
        ipp::send(&printer, &paper.pdf, &paper.title, &job.id, &Wishes::default()).map_err(Unsent::of)
    });
    match sent {
        Ok(sent) => taken(&mut job, &sent),
        Err(Unsent::Perhaps(error)) => look_for(&printer, &mut job, &error),
        Err(Unsent::Never(error)) => {
            let failure = failed(&error);
            job.state = "failed".to_owned();
            job.words = failure.message.clone();
            keep(desk, &job)?;
            return Err(failure);
        }
    }
    keep(desk, &job)?;
    shown(desk, &job)
}

/// Why the printer did not say that it took a job.
enum Unsent {
    /// It has not got it.
    Never(PrinterError),
    /// It may have got it.
    Perhaps(PrinterError),
}

impl Unsent {
    fn of(error: PrinterError) -> Self {
        match error {
            PrinterError::NoAnswer | PrinterError::Garbage => Self::Perhaps(error),
            other => Self::Never(other),
        }
    }
}

fn taken(job: &mut PrintJob, sent: &SentJob) {
    job.job_uri = sent.id.to_string();
    job.state = "waiting".to_owned();
    job.words = "已交给打印机".to_owned();
}

/// After a silence the printer may hold the job all the same: sent again, it would come out twice. Where the printer
/// does not know either, only a person can look.
fn look_for(printer: &PrinterAddress, job: &mut PrintJob, error: &PrinterError) {
    match ipp::find_job(printer, &job.id) {
        Ok(Some(sent)) => taken(job, &sent),
        Ok(None) | Err(_) => unsure(job, error),
    }
}

fn unsure(job: &mut PrintJob, error: &PrinterError) {
    job.state = "unsure".to_owned();
    job.words = why(error);
}

fn record(desk: &Desk, paper: &Ready, printer: &str) -> Result<PrintJob, Failure> {
    let at = desk.now();
    desk.at_work(|store, clerk| {
        let job = PrintJob {
            id: fresh_id().to_string(),
            copy: store.times_printed(&paper.subject, &paper.kind, &paper.sha256)? + 1,
            subject: paper.subject.clone(),
            kind: paper.kind.clone(),
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

fn shown(desk: &Desk, job: &PrintJob) -> Result<PrintJobView, Failure> {
    let again = if job.copy > 1 { format!("(补打 {})", job.copy - 1) } else { String::new() };
    Ok(PrintJobView {
        job: job.id.clone(),
        title: format!("{}{again}", job.title),
        printer: known_name(desk, &job.printer)?.unwrap_or_else(|| NAMELESS.to_owned()),
        state: job.state.clone(),
        words: job.words.clone(),
        open: open(job),
    })
}

fn open(job: &PrintJob) -> bool {
    matches!(job.state.as_str(), "waiting" | "printing" | "stopped")
}

fn names(desk: &Desk) -> Result<BTreeMap<String, String>, Failure> {
    desk.at_work(|store, _| Ok(store.setting(Setting::PrinterNames)?.unwrap_or_default()))
}

fn known_name(desk: &Desk, address: &str) -> Result<Option<String>, Failure> {
    Ok(names(desk)?.remove(address))
}

/// Keeps what a printer called itself, so that it has a name when it is off.
fn remember(desk: &Desk, address: &str, name: &str) -> Result<(), Failure> {
    let mut names = names(desk)?;
    if names.insert(address.to_owned(), name.to_owned()).as_deref() == Some(name) {
        return Ok(());
    }
    desk.at_work(|store, _| Ok(store.set(Setting::PrinterNames, &names)?))
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
    if !open(&job) {
        return shown(desk, &job);
    }
    let before = job.clone();
    let printer = address(&job.printer)?;
    match job.job_uri.parse() {
        Ok(id) => ask_after(&printer, &mut job, id)?,
        // the program ended, or the disk was full, between sending and noting it
        Err(_) => look_for(&printer, &mut job, &PrinterError::NoAnswer),
    }
    if job != before {
        keep(desk, &job)?;
    }
    shown(desk, &job)
}

fn ask_after(printer: &PrinterAddress, job: &mut PrintJob, id: i32) -> Result<(), Failure> {
    let report = match ipp::job(printer, id) {
        Err(error @ PrinterError::UnknownJob) => {
            unsure(job, &error);
            return Ok(());
        }
        told => told.map_err(|e| failed(&e))?,
    };
    let reasons: Vec<String> = report.reasons.iter().map(|r| r.words().to_string()).collect();
    let words = report.state.words();
    job.state = state_name(report.state).to_owned();
    job.words = if reasons.is_empty() { words.to_owned() } else { format!("{words}:{}", reasons.join(";")) };
    Ok(())
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
    shown(desk, &job)
}

/// Printers of this computer and the one that was typed.
///
/// # Errors
/// Nobody logged in.
pub fn printer_list(desk: &Desk, _: Nothing) -> Result<Vec<PrinterView>, Failure> {
    let chosen = chosen(desk)?;
    let mut printers = Vec::new();
    for (address, name) in ipp::cups_printers() {
        let address = address.to_string();
        remember(desk, &address, &name)?;
        let chosen = chosen.as_deref() == Some(&address);
        printers.push(PrinterView { chosen, address, name, words: String::new() });
    }
    if let Some(text) = chosen.filter(|c| !printers.iter().any(|p| p.address == *c)) {
        printers.insert(0, typed(desk, &text)?);
    }
    Ok(printers)
}

/// The printer whose address was typed, in its own words.
fn typed(desk: &Desk, text: &str) -> Result<PrinterView, Failure> {
    let words = match ipp::describe(&address(text)?) {
        Ok(report) => {
            remember(desk, text, &report.name)?;
            state_of(&report)
        }
        Err(error) => why(&error),
    };
    let name = known_name(desk, text)?.unwrap_or_else(|| NAMELESS.to_owned());
    Ok(PrinterView { address: text.to_owned(), name, chosen: true, words })
}

fn state_of(printer: &PrinterReport) -> String {
    if !printer.accepts_pdf {
        return why(&PrinterError::NoPdf);
    }
    let reasons: Vec<String> = printer.reasons.iter().map(|r| r.words().to_string()).collect();
    match (printer.state, printer.accepting) {
        _ if !reasons.is_empty() => reasons.join(";"),
        (PrinterState::Stopped, _) => PrinterState::Stopped.words().to_owned(),
        (_, Some(false)) => why(&PrinterError::NotAccepting(Vec::new())),
        _ => "可以打印".to_owned(),
    }
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
