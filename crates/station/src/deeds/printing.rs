//! Printing: a paper is put into the queue and the clerk goes on; the spooler does the rest. Here is what a person sees
//! of the queue and what a person can say and do.

use super::cases::find_case;
use super::drafts::clock_time;
use super::large::large_print;
use super::papers::{Ready, ready};
use super::parsed;
use super::printers::{TEST, chosen_for, name_of};
use super::reprints::{reprinted, slip};
use crate::Desk;
use crate::clock::fresh_id;
use crate::desk::Clerk;
use crate::devices::thermal::ThermalAddress;
use crate::spool::Obstacle;
use crate::view::*;
use casework::case::FileHash;
use casework::print::{PrintRole, PrintState};
use casework::state::PaperKind;
use station_store::{ChosenPrinter, PrintJob, Store};

/// Longest reason of a reprint.
const LONGEST_REASON: usize = 50;
/// How often a number is asked for anew when another print took it.
const TRIES: usize = 3;
/// Most jobs on a page of the queue.
const LARGEST_PAGE: u32 = 100;

/// Puts a paper into the queue. A case's paper that was printed before is marked 补打 n, and somebody says why. In large
/// print it is a copy to read: the paper itself goes out before it where it did not yet.
///
/// # Errors
/// No printer chosen, no reason for a reprint, what stands in the way of making the paper, a full disk.
pub fn paper_print(desk: &Desk, input: PrintInput) -> Result<PrintJobView, Failure> {
    let paper = ready(desk, &input.case, &input.kind, &input.letter)?;
    let role = PrintRole::of(parsed::<PaperKind>(&input.kind, "这份文书")?);
    let printer = chosen_for(desk, role, &input.printer)?;
    let reason = reason_of(&input.reason)?;
    let marked = |nth| Ok(reprinted(desk, &paper, nth)?.map(|rendered| rendered.pdf));
    let job = if input.large {
        // what keeps the copy from being made is known before the paper itself is in the queue
        let large = large_print(desk, &input.case, &input.kind, 0)?;
        if !was_printed(desk, &paper)? {
            queued(desk, &paper, role, &printer, "", marked)?;
        }
        queued(desk, &large, role, &printer, &reason, |nth| {
            let nth = u16::try_from(nth).unwrap_or(u16::MAX);
            Ok(Some(large_print(desk, &input.case, &input.kind, nth)?.pdf))
        })?
    } else {
        queued(desk, &paper, role, &printer, &reason, marked)?
    };
    desk.spool.ring();
    desk.at_work(|store, _| shown(desk, store, &job))
}

fn was_printed(desk: &Desk, paper: &Ready) -> Result<bool, Failure> {
    let counts =
        desk.at_work(|store, _| Ok(store.print_counts(&paper.subject, &paper.kind, &paper.sha256)?))?;
    Ok(counts.printed + counts.underway > 0)
}

/// Puts the receipt of a case into the queue of the slip printer.
///
/// # Errors
/// No slip printer chosen, no reason for a reprint, a character without a glyph, a full disk.
pub fn slip_print(desk: &Desk, input: SlipInput) -> Result<PrintJobView, Failure> {
    let printer = chosen_for(desk, PrintRole::Slips, "")?;
    let address: ThermalAddress =
        printer.address.parse().map_err(|_| Failure::new(ErrorCode::NoPrinter, ""))?;
    let slip = slip(desk, &input.case, address.roll(), 0)?;
    let marked = |nth| Ok(Some(self::slip(desk, &input.case, address.roll(), nth)?.pdf));
    let job = queued(desk, &slip, PrintRole::Slips, &printer, &reason_of(&input.reason)?, marked)?;
    desk.spool.ring();
    desk.at_work(|store, _| shown(desk, store, &job))
}

fn reason_of(text: &str) -> Result<String, Failure> {
    let reason = text.trim();
    if reason.chars().count() > LONGEST_REASON {
        return Err(Failure::new(ErrorCode::Input, format!("补打的原因不超过 {LONGEST_REASON} 个字")));
    }
    Ok(reason.to_owned())
}

/// Records a print of a paper under the number that is its turn. `marked` gives the bytes with the mark of the n-th
/// reprint, where the paper can carry one.
pub(crate) fn queued(
    desk: &Desk,
    paper: &Ready,
    role: PrintRole,
    printer: &ChosenPrinter,
    reason: &str,
    marked: impl Fn(u32) -> Result<Option<Vec<u8>>, Failure>,
) -> Result<PrintJob, Failure> {
    for _ in 0..TRIES {
        let (copy, of_a_case) = desk.at_work(|store, _| {
            let copy = store.next_copy(&paper.subject, &paper.kind, &paper.sha256)?;
            Ok((copy, find_case(store, &paper.subject).is_ok()))
        })?;
        let again = of_a_case && copy > 1;
        if again && reason.is_empty() {
            return Err(Failure::new(ErrorCode::Reprint, ""));
        }
        let bytes = if again { marked(copy - 1)? } else { None };
        let sha256 = match bytes {
            Some(bytes) => desk.at_work(|store, _| Ok(store.files().keep(&bytes)?))?,
            None => paper.sha256.clone(),
        };
        let reason = if again { reason } else { "" };
        let job = Print { paper, sha256, copy, reason, role, printer };
        if let Some(job) = recorded(desk, &job)? {
            return Ok(job);
        }
    }
    Err(Failure::internal(&"another print took the number every time"))
}

/// A print about to be recorded.
struct Print<'a> {
    paper: &'a Ready,
    sha256: FileHash,
    copy: u32,
    reason: &'a str,
    role: PrintRole,
    printer: &'a ChosenPrinter,
}

fn recorded(desk: &Desk, print: &Print<'_>) -> Result<Option<PrintJob>, Failure> {
    let at = desk.now();
    desk.at_work(|store, clerk| {
        let job = PrintJob {
            id: fresh_id().to_string(),
            subject: print.paper.subject.clone(),
            kind: print.paper.kind.clone(),
            title: print.paper.title.clone(),
            sha256: print.sha256.clone(),
            paper: print.paper.sha256.clone(),
            copy: print.copy,
            reason: print.reason.to_owned(),
            role: print.role,
            printer: print.printer.address.clone(),
            wishes: print.printer.wishes.clone(),
            job_uri: String::new(),
            state: PrintState::Queued,
            words: String::new(),
            cancelling: false,
            settled: false,
            clerk: clerk.name.clone(),
            at,
            changed_by: clerk.name.clone(),
            changed_at: at,
        };
        Ok(store.queue_print(&job)?.then_some(job))
    })
}

pub(crate) fn shown(desk: &Desk, store: &Store, job: &PrintJob) -> Result<PrintJobView, Failure> {
    let obstacle = desk.spool.obstacle(&job.id).filter(|_| job.state.is_open());
    let case = find_case(store, &job.subject).ok();
    let mark = if case.is_some() && job.copy > 1 {
        format!("({})", wording::print_again(job.copy - 1))
    } else {
        String::new()
    };
    let reports = store.print_reports(&job.id)?;
    Ok(PrintJobView {
        job: job.id.clone(),
        kind: job.kind.clone(),
        title: format!("{}{mark}", job.title),
        whose: case.as_ref().map(|c| format!("{} {}", c.applicant, c.item_name)).unwrap_or_default(),
        case: case.map(|c| c.id.to_string()).unwrap_or_default(),
        printer: name_of(store, &job.printer)?,
        state: job.state,
        words: said(job, obstacle.as_ref()),
        open: job.state.is_open(),
        care: cares(job, obstacle.as_ref()),
        deeds: deeds(job, obstacle.as_ref()),
        at: day_time(job.at),
        clerk: job.clerk.clone(),
        reason: job.reason.clone(),
        changed_at: day_time(job.changed_at),
        changed_by: job.changed_by.clone(),
        reports: reports
            .into_iter()
            .map(|r| PrintReportView { at: clock_time(r.at), words: r.words })
            .collect(),
    })
}

fn day_time(moment: casework::moment::Moment) -> String {
    moment.minute().get(5..).unwrap_or_default().to_owned()
}

/// What keeps it from going on, else what was said last, else the word for its state.
fn said(job: &PrintJob, obstacle: Option<&Obstacle>) -> String {
    match obstacle {
        Some(obstacle) => obstacle.words.clone(),
        None if job.cancelling && job.state.is_open() => wording::print_cancelling(),
        None if job.words.is_empty() || !job.state.at_the_printer() && job.state.is_open() => {
            wording::print_word(job.state)
        }
        None => job.words.clone(),
    }
}

fn cares(job: &PrintJob, obstacle: Option<&Obstacle>) -> bool {
    let stands = matches!(job.state, PrintState::Stopped | PrintState::Failed | PrintState::Unsure);
    !job.settled && (stands || obstacle.is_some())
}

fn deeds(job: &PrintJob, obstacle: Option<&Obstacle>) -> Vec<PrintDeed> {
    use PrintDeed::{Again, CameOut, Cancel, NothingCame};
    let lost = obstacle.is_some_and(|o| o.lost);
    let mut deeds = match job.state {
        PrintState::Queued if obstacle.is_some() => vec![Again, Cancel],
        PrintState::Queued => vec![Cancel],
        PrintState::Failed if !job.settled => vec![Again, Cancel],
        state if state.at_the_printer() && !job.cancelling => vec![Cancel],
        _ => vec![],
    };
    if job.state.asks() || job.state.is_open() && lost && job.state != PrintState::Queued {
        deeds.splice(0..0, [CameOut, NothingCame]);
    }
    deeds
}

/// A page of the print queue.
///
/// # Errors
/// Nobody logged in.
pub fn print_queue(desk: &Desk, input: PrintQueueInput) -> Result<PrintQueueView, Failure> {
    let limit = input.limit.clamp(1, LARGEST_PAGE);
    desk.at_work(|store, _| {
        let subject = match find_case(store, &input.subject) {
            Ok(case) => case.id.to_string(),
            Err(_) => input.subject.trim().to_owned(),
        };
        let mut jobs = store.prints(&subject, input.after, limit + 1)?;
        let more = jobs.len() as u32 > limit;
        jobs.truncate(limit as usize);
        let jobs = jobs.iter().map(|job| shown(desk, store, job)).collect::<Result<_, _>>()?;
        Ok(PrintQueueView { jobs, more })
    })
}

/// The queue in one short line for the top bar: what needs a person first.
///
/// # Errors
/// Nobody logged in.
pub fn print_chip(desk: &Desk, _: Nothing) -> Result<PrintChip, Failure> {
    let jobs = desk.at_work(|store, _| Ok(store.unsettled_prints()?))?;
    let rank = |job: &PrintJob| {
        let obstacle = desk.spool.obstacle(&job.id).filter(|_| job.state.is_open());
        match (cares(job, obstacle.as_ref()), job.state.asks()) {
            (true, false) => (0, said(job, obstacle.as_ref())),
            (_, true) => (1, String::new()),
            (false, false) => (2, wording::print_word(job.state)),
        }
    };
    let first = jobs.iter().map(rank).min_by_key(|(rank, _)| *rank);
    let (care, words) = match first {
        Some((0, words)) => (true, first_clause(&words)),
        Some((1, _)) => (false, wording::print_question()),
        Some((_, words)) => (false, words),
        None => (false, String::new()),
    };
    Ok(PrintChip { count: u32::try_from(jobs.len()).unwrap_or(u32::MAX), words, care })
}

/// 缺纸了 of 缺纸了,请加 A4 纸.
fn first_clause(words: &str) -> String {
    words.split([',', '。', ';', ':']).next().unwrap_or_default().to_owned()
}

/// How a job stands.
///
/// # Errors
/// No such job.
pub fn print_job(desk: &Desk, input: PrintJobInput) -> Result<PrintJobView, Failure> {
    desk.at_work(|store, _| shown(desk, store, &store.print_job(&input.job)?))
}

/// The clerk says whether the page came out: the printer's word is not the paper.
///
/// # Errors
/// No such job, or one about which there is nothing to say yet.
pub fn print_confirm(desk: &Desk, input: PrintConfirm) -> Result<PrintJobView, Failure> {
    let state = if input.came_out { PrintState::Confirmed } else { PrintState::Failed };
    let deed = if input.came_out { PrintDeed::CameOut } else { PrintDeed::NothingCame };
    change(desk, &input.job, deed, |job| {
        job.state = state;
        job.words = wording::print_answered(input.came_out);
    })
}

/// Takes a job back: one that no printer has is over at once, for the others the printer is asked.
///
/// # Errors
/// No such job, or one that cannot be taken back any more.
pub fn print_cancel(desk: &Desk, input: PrintJobInput) -> Result<PrintJobView, Failure> {
    let shown = change(desk, &input.job, PrintDeed::Cancel, |job| {
        if job.state.at_the_printer() {
            job.cancelling = true;
        } else {
            job.state = PrintState::Cancelled;
            job.words = wording::print_taken_back();
        }
    })?;
    desk.spool.ring();
    Ok(shown)
}

/// Changes a job in the clerk's name, where that can be done with it now.
fn change(
    desk: &Desk,
    id: &str,
    deed: PrintDeed,
    how: impl FnOnce(&mut PrintJob),
) -> Result<PrintJobView, Failure> {
    let at = desk.now();
    desk.at_work(|store, clerk| {
        let job = offered(desk, store, id, deed)?;
        let job = store.change_print(&job.id, &clerk.name, at, how)?;
        shown(desk, store, &job)
    })
}

fn offered(desk: &Desk, store: &Store, id: &str, deed: PrintDeed) -> Result<PrintJob, Failure> {
    let job = store.print_job(id)?;
    if deeds(&job, desk.spool.obstacle(id).as_ref()).contains(&deed) {
        return Ok(job);
    }
    Err(Failure::new(ErrorCode::State, wording::print_word(job.state)))
}

/// Tries a job that waits at once, at the printer that is chosen now; prints one that failed again.
///
/// # Errors
/// No such job, one that needs no other try, no printer chosen.
pub fn print_again(desk: &Desk, input: PrintJobInput) -> Result<PrintJobView, Failure> {
    let job = desk.at_work(|store, _| offered(desk, store, &input.job, PrintDeed::Again))?;
    let printer = match job.kind.as_str() {
        TEST => ChosenPrinter { address: job.printer.clone(), wishes: job.wishes.clone() },
        _ => chosen_for(desk, job.role, "")?,
    };
    let at = desk.now();
    let shown = desk.at_work(|store, clerk| {
        // what happened to it in between counts
        let job = match offered(desk, store, &input.job, PrintDeed::Again)? {
            job if job.state == PrintState::Failed => repeated(store, clerk, &job, &printer, at)?,
            job => store.change_print(&job.id, &clerk.name, at, |job| {
                job.printer.clone_from(&printer.address);
                job.wishes.clone_from(&printer.wishes);
            })?,
        };
        desk.spool.clear(&job.id);
        shown(desk, store, &job)
    })?;
    desk.spool.ring();
    Ok(shown)
}

/// The same bytes under the same number once more: what failed did not count.
fn repeated(
    store: &mut Store,
    clerk: &Clerk,
    failed: &PrintJob,
    printer: &ChosenPrinter,
    at: casework::moment::Moment,
) -> Result<PrintJob, Failure> {
    let job = PrintJob {
        id: fresh_id().to_string(),
        printer: printer.address.clone(),
        wishes: printer.wishes.clone(),
        job_uri: String::new(),
        state: PrintState::Queued,
        words: String::new(),
        cancelling: false,
        settled: false,
        clerk: clerk.name.clone(),
        at,
        changed_by: clerk.name.clone(),
        changed_at: at,
        ..failed.clone()
    };
    if store.queue_print(&job)? {
        return Ok(job);
    }
    Err(Failure::new(ErrorCode::State, wording::print_overtaken()))
}
