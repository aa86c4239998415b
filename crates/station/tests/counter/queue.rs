//! The print queue: papers are put in and the counter goes on; printers run out of paper, vanish, come back and forget.

use crate::eve::{self, Eve};
use crate::pretending;
use crate::small_disk::{Ballast, with_a_small_disk};
use crate::town::*;
use crate::wire::Wire;
use station::view::*;
use station::{Desk, deeds};
use std::sync::Arc;
use std::time::{Duration, Instant};

/// Longest a job may take.
const PATIENCE: Duration = Duration::from_secs(60);
pub const ITEM: &str = "old-age-allowance";

/// A desk whose spooler works, with its printer chosen.
pub fn desk_with(town: &Town, printer: &Eve) -> Arc<Desk> {
    let desk = Arc::new(town.open_desk());
    choose(&desk, PrinterRole::Forms, &printer.address());
    desk.mind_the_printers();
    desk
}

pub fn choose(desk: &Desk, role: PrinterRole, address: &str) -> PrintersView {
    let choice =
        PrinterChoice { role, address: address.into(), copies: 1, both_sides: false, tray: String::new() };
    deeds::printer_choose(desk, choice).unwrap()
}

pub fn print(desk: &Desk, case: &str, kind: &str) -> PrintJobView {
    deeds::paper_print(desk, paper(case, kind, "")).unwrap()
}

pub fn paper(case: &str, kind: &str, reason: &str) -> PrintInput {
    PrintInput { case: case.into(), kind: kind.into(), reason: reason.into(), ..PrintInput::default() }
}

pub fn by_id(job: &PrintJobView) -> PrintJobInput {
    PrintJobInput { job: job.job.clone() }
}

/// Looks at a job until it is as wanted.
pub fn until(desk: &Desk, job: &PrintJobView, wanted: impl Fn(&PrintJobView) -> bool) -> PrintJobView {
    let deadline = Instant::now() + PATIENCE;
    loop {
        let now = deeds::print_job(desk, by_id(job)).unwrap();
        if wanted(&now) {
            return now;
        }
        assert!(Instant::now() < deadline, "the job stays {now:?}");
        std::thread::yield_now();
    }
}

pub fn is(stage: PrintStage) -> impl Fn(&PrintJobView) -> bool {
    move |job| job.state == stage
}

pub fn answer(desk: &Desk, job: &PrintJobView, came_out: bool) -> PrintJobView {
    deeds::print_confirm(desk, PrintConfirm { job: job.job.clone(), came_out }).unwrap()
}

fn chip(desk: &Desk) -> PrintChip {
    deeds::print_chip(desk, Nothing {}).unwrap()
}

/// A new desk on the folder of one that ended without a word.
fn opened_again(town: &Town) -> Arc<Desk> {
    let desk = Arc::new(town.desk());
    let deadline = Instant::now() + PATIENCE;
    let login = || deeds::login(&desk, LoginInput { clerk: CHIEF.into(), password: PASSWORD.into() });
    // the spooler of the desk that ended may still be in the middle of a question
    while let Err(failure) = login() {
        assert!(failure.code == ErrorCode::Busy && Instant::now() < deadline, "{failure:?}");
    }
    desk.mind_the_printers();
    desk
}

/// The bytes that came out of a printer, as soon as there are so many papers.
fn printed(eve: &Eve, papers: usize) -> Vec<Vec<u8>> {
    let deadline = Instant::now() + PATIENCE;
    while eve.printed().len() < papers {
        assert!(Instant::now() < deadline, "{} of {papers} papers came out", eve.printed().len());
        std::thread::yield_now();
    }
    eve.printed()
}

#[test]
fn a_printer_out_of_paper_says_so_and_prints_behind_the_locked_screen_when_it_has_some() {
    let town = Town::new();
    let eve = Eve::out_of_paper();
    let desk = desk_with(&town, &eve);
    let case = frozen(&desk, ITEM, &sample(ITEM));

    let job = print(&desk, &case.case, "form");
    assert_eq!(job.state, PrintStage::Queued, "it is recorded and nobody waited");
    let waits = until(&desk, &job, |job| job.care);
    assert_eq!((waits.words.as_str(), waits.open), ("缺纸了,请加 A4 纸", true));
    assert_eq!(chip(&desk), PrintChip { count: 1, words: "缺纸了".into(), care: true });
    let shown = show(&desk, &case);
    let form = shown.papers.iter().find(|p| p.kind == "form").unwrap();
    assert_eq!((form.printed, form.underway), (0, 1), "it is not out yet");

    deeds::lock(&desk, Nothing {}).unwrap();
    eve.refill();
    printed(&eve, 1);
    deeds::unlock(&desk, UnlockInput { password: PASSWORD.into() }).unwrap();
    let done = until(&desk, &job, is(PrintStage::Done));
    assert_eq!(done.deeds, [PrintDeed::CameOut, PrintDeed::NothingCame]);
    assert!(done.reports.iter().any(|said| said.words == "缺纸了,请加 A4 纸"), "{:?}", done.reports);
    assert_eq!(chip(&desk).words, "出来了吗?");
    assert_eq!(done.changed_by, "程序");

    let told = answer(&desk, &job, true);
    assert_eq!((told.state, told.changed_by.as_str()), (PrintStage::Confirmed, CHIEF));
    assert_eq!(chip(&desk).count, 0);
    assert!(eve.printed() == [deeds::paper_bytes(&desk, &case.case, "form").unwrap()]);
}

#[test]
fn papers_at_one_printer_keep_their_order_and_do_not_hold_up_another_printer() {
    let town = Town::new();
    let (slow, quick) = (Eve::out_of_paper(), Eve::start());
    let desk = desk_with(&town, &slow);
    choose(&desk, PrinterRole::Receipts, &quick.address());
    let case = frozen(&desk, ITEM, &sample(ITEM));

    let first = print(&desk, &case.case, "form");
    let second = print(&desk, ITEM, "guide");
    let receipt = print(&desk, &case.case, "receipt");
    until(&desk, &receipt, is(PrintStage::Done));
    assert_eq!(quick.printed(), [deeds::paper_bytes(&desk, &case.case, "receipt").unwrap()]);
    let behind = deeds::print_job(&desk, by_id(&second)).unwrap();
    assert_eq!((behind.state, behind.deeds.as_slice()), (PrintStage::Queued, &[PrintDeed::Cancel][..]));

    slow.refill();
    until(&desk, &first, is(PrintStage::Done));
    slow.refill();
    until(&desk, &second, is(PrintStage::Done));
    let papers = [(case.case.as_str(), "form"), (ITEM, "guide")]
        .map(|(subject, kind)| deeds::paper_bytes(&desk, subject, kind).unwrap());
    assert!(slow.printed() == papers, "in the order in which they were asked for");
}

#[test]
fn a_printer_that_vanishes_with_a_paper_and_forgets_it_leaves_the_question_to_the_clerk_and_prints_once_more()
{
    let town = Town::new();
    let mut eve = Eve::out_of_paper();
    let desk = desk_with(&town, &eve);
    let case = frozen(&desk, ITEM, &sample(ITEM));
    let job = print(&desk, &case.case, "form");
    until(&desk, &job, |job| job.care);

    eve.switch_off();
    let lost = until(&desk, &job, |job| job.words.contains("没有反应"));
    assert!(lost.open && lost.deeds.contains(&PrintDeed::CameOut), "{lost:?}");
    eve.switch_on();
    let unsure = until(&desk, &job, is(PrintStage::Unsure));
    assert_eq!(unsure.deeds, [PrintDeed::CameOut, PrintDeed::NothingCame], "never sent again by itself");
    let failed = answer(&desk, &job, false);
    assert_eq!(
        (failed.state, failed.deeds.as_slice()),
        (PrintStage::Failed, &[PrintDeed::Again, PrintDeed::Cancel][..])
    );

    let again = deeds::print_again(&desk, by_id(&job)).unwrap();
    assert_ne!(again.job, job.job);
    assert_eq!(again.title, job.title, "what failed is no print, so this is no reprint");
    until(&desk, &again, |job| job.care);
    eve.refill();
    until(&desk, &again, is(PrintStage::Done));
    assert_eq!(eve.printed().len(), 1);
    assert_eq!(chip(&desk).count, 1, "the failed one needs no care any more");
}

#[test]
fn a_printer_that_is_off_gets_its_paper_by_itself_when_it_is_on() {
    let town = Town::new();
    let mut eve = Eve::start();
    let desk = desk_with(&town, &eve);
    let case = frozen(&desk, ITEM, &sample(ITEM));
    eve.switch_off();
    let job = print(&desk, &case.case, "form");
    let waits = until(&desk, &job, |job| job.care);
    assert_eq!(waits.words, "打印机没有反应。看看电源和纸,会自动再试");
    assert_eq!((waits.state, waits.printer.as_str()), (PrintStage::Queued, eve::NAME));
    assert_eq!(waits.deeds, [PrintDeed::Again, PrintDeed::Cancel]);

    eve.switch_on();
    until(&desk, &job, is(PrintStage::Done));
    assert_eq!(eve.printed().len(), 1);
}

#[test]
fn a_paper_that_waits_for_a_dead_printer_goes_to_the_one_that_is_chosen_instead() {
    let town = Town::new();
    let (mut dead, other) = (Eve::start(), Eve::start());
    let desk = desk_with(&town, &dead);
    let case = frozen(&desk, ITEM, &sample(ITEM));
    dead.switch_off();
    let job = print(&desk, &case.case, "form");
    until(&desk, &job, |job| job.care);
    choose(&desk, PrinterRole::Forms, &other.address());
    deeds::print_again(&desk, by_id(&job)).unwrap();
    until(&desk, &job, is(PrintStage::Done));
    assert_eq!(other.printed().len(), 1);
}

#[test]
fn a_desk_that_ends_in_the_middle_goes_on_with_its_papers_at_the_next_log_in() {
    let town = Town::new();
    let eve = Eve::out_of_paper();
    let desk = desk_with(&town, &eve);
    let case = frozen(&desk, ITEM, &sample(ITEM));
    let first = print(&desk, &case.case, "form");
    let second = print(&desk, &case.case, "receipt");
    until(&desk, &first, |job| job.care);
    drop(desk);

    let desk = opened_again(&town);
    until(&desk, &first, |job| job.care);
    eve.refill();
    until(&desk, &first, is(PrintStage::Done));
    eve.refill();
    until(&desk, &second, is(PrintStage::Done));
    assert_eq!(eve.printed().len(), 2, "each once");
}

#[test]
fn a_paper_whose_taking_was_never_heard_of_is_looked_for_and_not_sent_twice_even_after_a_crash() {
    let town = Town::new();
    let eve = Eve::start();
    let wire = Wire::to(&eve.address());
    let desk = Arc::new(town.open_desk());
    choose(&desk, PrinterRole::Forms, &wire.address());
    desk.mind_the_printers();
    let case = frozen(&desk, ITEM, &sample(ITEM));
    wire.breaks_after_a_job();
    let job = print(&desk, &case.case, "form");
    let lost = until(&desk, &job, |job| job.care);
    assert!(wire.is_broken() && lost.state == PrintStage::Sending, "{lost:?}");
    assert_eq!(lost.deeds, [PrintDeed::CameOut, PrintDeed::NothingCame], "a person may know");
    drop(desk);

    wire.mend();
    let desk = opened_again(&town);
    until(&desk, &job, is(PrintStage::Done));
    assert_eq!(eve.kept().len(), 1, "the printer got it once");
}

#[test]
fn nothing_is_printed_after_the_log_out_and_all_of_it_after_the_next_log_in() {
    let town = Town::new();
    let eve = Eve::start();
    let desk = Arc::new(town.open_desk());
    choose(&desk, PrinterRole::Forms, &eve.address());
    let case = frozen(&desk, ITEM, &sample(ITEM));
    let job = print(&desk, &case.case, "form");
    deeds::logout(&desk, Nothing {}).unwrap();
    desk.mind_the_printers();
    assert_eq!(deeds::print_chip(&desk, Nothing {}).unwrap_err().code, ErrorCode::NotLoggedIn);
    assert!(eve.kept().is_empty());
    deeds::login(&desk, LoginInput { clerk: CHIEF.into(), password: PASSWORD.into() }).unwrap();
    until(&desk, &job, is(PrintStage::Done));
}

#[test]
fn a_paper_that_is_taken_back_never_comes_out() {
    let town = Town::new();
    let eve = Eve::slow();
    let desk = desk_with(&town, &eve);
    let case = frozen(&desk, ITEM, &sample(ITEM));
    let first = print(&desk, &case.case, "form");
    let second = print(&desk, &case.case, "receipt");
    until(&desk, &first, is(PrintStage::Printing));
    let taken = deeds::print_cancel(&desk, by_id(&second)).unwrap();
    assert_eq!((taken.state, taken.open), (PrintStage::Cancelled, false));
    assert_eq!(deeds::print_cancel(&desk, by_id(&second)).unwrap_err().code, ErrorCode::State);

    // what the printer has is the printer's to give back
    let asked = deeds::print_cancel(&desk, by_id(&first)).unwrap();
    assert_eq!((asked.open, asked.words.as_str()), (true, "正在请打印机取消"));
    eve.refill();
    let over = until(&desk, &first, |job| !job.open);
    assert!(matches!(over.state, PrintStage::Cancelled | PrintStage::Done), "{over:?}");
    assert!(eve.printed().len() <= 1);
    assert_eq!(show(&desk, &case).papers.iter().find(|p| p.kind == "receipt").unwrap().printed, 0);
}

#[test]
fn a_full_disk_keeps_a_paper_from_the_queue_with_a_sentence_and_room_lets_it_in() {
    let name = "queue::a_full_disk_keeps_a_paper_from_the_queue_with_a_sentence_and_room_lets_it_in";
    with_a_small_disk(name, "64m", |disk| {
        let mut town = Town::new();
        town.station = disk.join("station");
        let eve = Eve::start();
        let desk = desk_with(&town, &eve);
        let case = frozen(&desk, ITEM, &sample(ITEM));
        deeds::paper_bytes(&desk, &case.case, "form").unwrap();
        let full = Ballast::on(disk);
        let refused = deeds::paper_print(&desk, paper(&case.case, "form", "")).unwrap_err();
        assert_eq!(refused.code, ErrorCode::DiskFull);
        assert_eq!(chip(&desk).count, 0);
        drop(full);
        let job = print(&desk, &case.case, "form");
        until(&desk, &job, is(PrintStage::Done));
        assert_eq!(eve.printed().len(), 1);
    });
}

#[test]
fn what_answers_and_is_no_printer_gets_no_paper_and_the_clerk_reads_why() {
    let town = Town::new();
    let desk = Arc::new(town.open_desk());
    desk.mind_the_printers();
    let case = frozen(&desk, ITEM, &sample(ITEM));
    let page =
        pretending::always_answering(pretending::http("200 OK", "text/html", b"<title>Welcome</title>"));
    let noise = pretending::always_answering(pretending::http("200 OK", "application/ipp", b"noise"));
    let to = |printer: String, kind: &str| {
        deeds::paper_print(&desk, PrintInput { printer, ..paper(&case.case, kind, "") }).unwrap()
    };
    let failed = until(&desk, &to(page.to_string(), "form"), is(PrintStage::Failed));
    assert_eq!((failed.words.as_str(), failed.care), ("这个地址上不是打印机", true));
    let kept = until(&desk, &to(noise.to_string(), "receipt"), |job| job.care);
    assert_eq!(kept.state, PrintStage::Queued, "{kept:?}");
    assert!(kept.words.contains("读不懂"), "{}", kept.words);
}

#[test]
fn the_queue_is_read_page_by_page_and_what_needs_somebody_stands_first() {
    let town = Town::new();
    let mut eve = Eve::start();
    let desk = desk_with(&town, &eve);
    let case = frozen(&desk, ITEM, &sample(ITEM));
    let done = print(&desk, &case.case, "form");
    until(&desk, &done, is(PrintStage::Done));
    eve.switch_off();
    let stuck = print(&desk, &case.case, "receipt");
    until(&desk, &stuck, |job| job.care);
    let newer = print(&desk, ITEM, "guide");
    deeds::print_cancel(&desk, by_id(&newer)).unwrap();
    answer(&desk, &done, true);

    let page = |subject: &str, after, limit| {
        let input = PrintQueueInput { subject: subject.into(), after, limit };
        deeds::print_queue(&desk, input).unwrap()
    };
    let first = page("", 0, 2);
    let ids: Vec<&str> = first.jobs.iter().map(|job| job.job.as_str()).collect();
    assert_eq!((ids, first.more), (vec![stuck.job.as_str(), newer.job.as_str()], true));
    assert_eq!(page("", 2, 2).jobs[0].job, done.job);
    assert_eq!(page(&case.case, 0, 20).jobs.len(), 2);
    assert!(first.jobs[0].whose.contains(&case.row.applicant), "{}", first.jobs[0].whose);
}
