//! The print queue in the store, through its public door.
#![allow(clippy::unwrap_used)] // a test that cannot go on stops here

use casework::moment::Moment;
use casework::print::{PrintRole, PrintState};
use seal::slot::DataKey;
use station_store::{ChosenPrinter, PrintJob, PrintReport, Setting, Store, Wishes};
use std::path::Path;

const CLERK: &str = "张小梅";

fn at(minute: i64) -> Moment {
    Moment::from_millis(1_776_216_600_000 + minute * 60_000) // 2026-04-15 09:30 in China
}

fn fresh(folder: &Path) -> Store {
    Store::create(folder, &DataKey::generate().unwrap()).unwrap()
}

fn job(id: &str, copy: u32, minute: i64) -> PrintJob {
    PrintJob {
        id: id.into(),
        subject: "a case".into(),
        kind: "form".into(),
        title: "申请表".into(),
        sha256: "1".repeat(64).parse().unwrap(),
        paper: "0".repeat(64).parse().unwrap(),
        copy,
        reason: String::new(),
        role: PrintRole::Forms,
        printer: "ipp://192.168.1.9:631/ipp/print".into(),
        wishes: Wishes { copies: 2, both_sides: true, tray: "tray-1".into() },
        job_uri: String::new(),
        state: PrintState::Queued,
        words: String::new(),
        cancelling: false,
        settled: false,
        clerk: CLERK.into(),
        at: at(minute),
        changed_by: CLERK.into(),
        changed_at: at(minute),
    }
}

#[test]
fn a_job_is_kept_whole_and_what_changes_it_stands_under_who_changed_it_and_when() {
    let folder = tempfile::tempdir().unwrap();
    let key = DataKey::generate().unwrap();
    let mut store = Store::create(folder.path(), &key).unwrap();
    let first = job("one", 1, 0);
    assert!(store.queue_print(&first).unwrap());
    let before = store.audit_head().unwrap();
    store.spool_print("one", at(1), |job| job.state = PrintState::Sending).unwrap();
    assert_ne!(store.audit_head().unwrap(), before, "the change is in the audit");
    drop(store);
    let kept = Store::open(folder.path(), &key).unwrap().print_job("one").unwrap();
    let expected =
        PrintJob { state: PrintState::Sending, changed_by: "程序".into(), changed_at: at(1), ..first };
    assert_eq!(kept, expected);
}

#[test]
fn a_number_is_given_once_and_a_print_that_failed_gives_its_number_back() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = fresh(folder.path());
    assert!(store.queue_print(&job("one", 1, 0)).unwrap());
    assert!(!store.queue_print(&job("two", 1, 1)).unwrap(), "the first has the number");
    assert_eq!(store.next_copy("a case", "form", &job("x", 1, 0).paper).unwrap(), 2);
    store.spool_print("one", at(2), |job| job.state = PrintState::Failed).unwrap();
    assert_eq!(store.unsettled_prints().unwrap().len(), 1);
    assert!(store.queue_print(&job("two", 1, 3)).unwrap());
    let unsettled: Vec<String> = store.unsettled_prints().unwrap().into_iter().map(|job| job.id).collect();
    assert_eq!(unsettled, ["two"], "what was printed again needs no care");
}

#[test]
fn a_change_that_comes_too_late_changes_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = fresh(folder.path());
    store.queue_print(&job("one", 1, 0)).unwrap();
    let over = store.change_print("one", CLERK, at(1), |job| job.state = PrintState::Cancelled).unwrap();
    assert!(over.settled);
    let late = PrintReport { at: at(2), state: PrintState::Printing, words: "正在打印".into() };
    assert_eq!(store.take_report("one", &late).unwrap(), over);
}

#[test]
fn a_printer_that_says_the_same_again_and_again_is_noted_once() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = fresh(folder.path());
    store.queue_print(&job("one", 1, 0)).unwrap();
    store.spool_print("one", at(0), |job| job.state = PrintState::Sending).unwrap();
    let said = |minute, state, words: &str| PrintReport { at: at(minute), state, words: words.into() };
    for (minute, state, words) in [
        (1, PrintState::Printing, "正在打印"),
        (2, PrintState::Printing, "缺纸了"),
        (3, PrintState::Printing, "缺纸了"),
        (63, PrintState::Printing, "缺纸了"),
        (64, PrintState::Printing, "正在打印"),
    ] {
        store.take_report("one", &said(minute, state, words)).unwrap();
    }
    let told: Vec<(Moment, String)> =
        store.print_reports("one").unwrap().into_iter().map(|r| (r.at, r.words)).collect();
    let expected = [(1, "正在打印"), (2, "缺纸了"), (64, "正在打印")];
    assert_eq!(told, expected.map(|(minute, words)| (at(minute), words.to_owned())));
}

#[test]
fn the_one_printer_of_before_becomes_the_printer_of_the_forms() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = fresh(folder.path());
    store.set(Setting::Printer, &Some("ipp://192.168.1.9:631/ipp/print")).unwrap();
    let before = store.printers().unwrap();
    assert_eq!(before[&PrintRole::Forms].address, "ipp://192.168.1.9:631/ipp/print");
    assert_eq!(before[&PrintRole::Forms].wishes, Wishes::default());
    let slips = ChosenPrinter { address: "tcp://192.168.1.50:9100".into(), wishes: Wishes::default() };
    store.choose_printer(PrintRole::Slips, Some(slips.clone()), CLERK, at(0)).unwrap();
    let now = store.printers().unwrap();
    assert_eq!((now.len(), &now[&PrintRole::Slips]), (2, &slips));
    store.choose_printer(PrintRole::Forms, None, CLERK, at(1)).unwrap();
    assert_eq!(store.printers().unwrap().len(), 1, "forgotten is forgotten");
}
