//! Printing, against a real IPP printer (`ippeveprinter`) and against things that are none.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support {
    pub mod eve;
    pub mod pretending;
}

use ipp::model::StatusCode;
use ipp::value::IppValue;
use station::devices::ipp::{
    Cancelled, JobReport, JobState, NotAPrinterAddress, PrinterAddress, PrinterError, PrinterState, Reason,
    SentJob, Sides, Tray, Wishes, cancel, describe, find_job, ignored_words, job, printers_of, send,
};
use std::net::{Ipv4Addr, TcpListener};
use std::time::{Duration, Instant};
use support::eve::{Eve, small_pdf};
use support::pretending::{always_answering, http, ipp_answer, keyword, name};

const TITLE: &str = "收件凭证";
const KEY: &str = "0197b2f4-6d1e-7a63-9c0a-5b8f2e6d4a11";
/// Longest a job may take.
const PATIENCE: Duration = Duration::from_secs(60);

fn at(text: &str) -> PrinterAddress {
    text.parse().unwrap()
}

fn print(address: &PrinterAddress, pdf: &[u8]) -> Result<SentJob, PrinterError> {
    send(address, pdf, TITLE, KEY, &Wishes::default())
}

fn lengths(files: &[Vec<u8>]) -> Vec<usize> {
    files.iter().map(Vec::len).collect()
}

/// Asks after a job until it is as wanted.
fn until(address: &PrinterAddress, id: i32, wanted: impl Fn(&JobReport) -> bool) -> JobReport {
    let deadline = Instant::now() + PATIENCE;
    loop {
        let report = job(address, id).unwrap();
        if wanted(&report) {
            return report;
        }
        assert!(Instant::now() < deadline, "the job stays {report:?}");
    }
}

#[test]
fn a_printed_paper_reaches_the_printer_byte_for_byte_and_the_printer_says_done() {
    let eve = Eve::start();
    let address = at(&eve.address());
    let printer = describe(&address).unwrap();
    assert_eq!((printer.name.as_str(), printer.state), ("便民站打印机", PrinterState::Idle));
    assert_eq!((printer.accepting, printer.accepts_pdf), (Some(true), true));

    let pdf = small_pdf();
    let sent = print(&address, &pdf).unwrap();
    let report = until(&address, sent.id, |report| report.state.over());

    assert_eq!(report, JobReport { state: JobState::Done, reasons: vec![] });
    assert!(eve.printed() == [pdf.clone()], "{:?} bytes came out", lengths(&eve.printed()));
    assert!(eve.kept() == [pdf], "{:?} bytes were kept", lengths(&eve.kept()));
    assert!(sent.uri.starts_with("ipp://"), "{}", sent.uri);
    assert_eq!(sent.ignored, Vec::<String>::new());
    for asked in
        ["IPP_MEDIA=iso_a4_210x297mm", "IPP_PRINT_SCALING=none", "IPP_SIDES=one-sided", "IPP_COPIES=1"]
    {
        assert!(eve.asked().contains(asked), "{asked} is not in\n{}", eve.asked());
    }
}

#[test]
fn a_job_is_found_again_by_our_own_number_and_only_by_it() {
    let eve = Eve::out_of_paper();
    let address = at(&eve.address());
    assert_eq!(find_job(&address, KEY), Ok(None));

    let sent = print(&address, &small_pdf()).unwrap();
    assert_eq!(find_job(&address, KEY).unwrap().map(|job| job.id), Some(sent.id));
    assert_eq!(find_job(&address, "0197b2f4-0000-7000-8000-000000000000"), Ok(None));

    eve.refill();
    until(&address, sent.id, |report| report.state == JobState::Done);
    assert_eq!(find_job(&address, KEY).unwrap().map(|job| job.id), Some(sent.id));
}

#[test]
fn a_long_title_is_cut_and_our_number_is_not() {
    let eve = Eve::start();
    let address = at(&eve.address());
    let sent = send(&address, &small_pdf(), &"收件凭证".repeat(60), KEY, &Wishes::default()).unwrap();
    assert_eq!(find_job(&address, KEY).unwrap().map(|job| job.id), Some(sent.id));
}

#[test]
fn an_empty_tray_is_told_in_words_while_the_job_waits_and_is_gone_when_paper_is_in() {
    let eve = Eve::out_of_paper();
    let address = at(&eve.address());
    let pdf = small_pdf();
    let sent = print(&address, &pdf).unwrap();

    let waiting = until(&address, sent.id, |report| !report.reasons.is_empty());
    assert_eq!(waiting.reasons, [Reason::MediaEmpty]);
    assert_eq!(waiting.reasons[0].words(), "缺纸了,请加 A4 纸");
    assert!(!waiting.state.over());
    assert!(eve.printed().is_empty());

    eve.refill();
    let through = until(&address, sent.id, |report| report.state.over());
    assert_eq!(through, JobReport { state: JobState::Done, reasons: vec![] });
    assert_eq!(describe(&address).unwrap().reasons, []);
    assert!(eve.printed() == [pdf], "{:?} bytes came out", lengths(&eve.printed()));
}

#[test]
fn a_printer_that_cannot_turn_the_sheet_prints_one_side_and_says_so() {
    let eve = Eve::start();
    let address = at(&eve.address());
    let wishes = Wishes { sides: Sides::Two, ..Wishes::default() };
    let sent = send(&address, &small_pdf(), TITLE, KEY, &wishes).unwrap();
    assert_eq!(sent.ignored, ["sides"]);
    assert_eq!(ignored_words(&sent.ignored[0]), "只能单面打印");
    assert_eq!(until(&address, sent.id, |report| report.state.over()).state, JobState::Done);
    assert!(eve.asked().contains("IPP_SIDES=one-sided"), "{}", eve.asked());
}

#[test]
fn a_job_is_printed_in_so_many_copies_from_the_tray_that_was_chosen() {
    let eve = Eve::start();
    let address = at(&eve.address());
    let trays = describe(&address).unwrap().trays;
    let words: Vec<_> = trays.iter().map(Tray::words).collect();
    assert_eq!(words, ["自动选纸盒", "主纸盒", "手动进纸", "多功能进纸口"]);

    let wishes = Wishes { copies: 3, tray: Some(trays[2].clone()), ..Wishes::default() };
    let sent = send(&address, &small_pdf(), TITLE, KEY, &wishes).unwrap();
    assert_eq!(until(&address, sent.id, |report| report.state.over()).state, JobState::Done);
    assert_eq!(sent.ignored, Vec::<String>::new());
    for asked in ["IPP_COPIES=3", "media-source=manual", "x-dimension=21000", "y-dimension=29700"] {
        assert!(eve.asked().contains(asked), "{asked} is not in\n{}", eve.asked());
    }
    assert!(!eve.asked().contains("IPP_MEDIA="), "a job says its medium once:\n{}", eve.asked());
}

#[test]
fn a_tray_and_copies_the_printer_has_not_are_left_out_and_told() {
    let eve = Eve::start();
    let address = at(&eve.address());
    let wishes = Wishes { copies: 2000, tray: Some(Tray::called("tray-9")), ..Wishes::default() };
    let sent = send(&address, &small_pdf(), TITLE, KEY, &wishes).unwrap();
    assert_eq!(sent.ignored, ["copies", "media-source"]);
    assert_eq!(ignored_words(&sent.ignored[1]), "没有从选定的纸盒取纸");
    assert_eq!(until(&address, sent.id, |report| report.state.over()).state, JobState::Done);
    for asked in ["IPP_COPIES=999", "IPP_MEDIA=iso_a4_210x297mm"] {
        assert!(eve.asked().contains(asked), "{asked} is not in\n{}", eve.asked());
    }
}

#[test]
fn a_job_is_taken_back_while_it_is_printed_and_not_when_it_is_over() {
    let eve = Eve::slow();
    let address = at(&eve.address());
    let sent = print(&address, &small_pdf()).unwrap();
    until(&address, sent.id, |report| report.state == JobState::Printing);
    assert_eq!(cancel(&address, sent.id), Ok(Cancelled::TakenBack));
    eve.refill();
    until(&address, sent.id, |report| report.state == JobState::Cancelled);
    assert_eq!(cancel(&address, sent.id), Ok(Cancelled::TooLate));
    assert_eq!(cancel(&address, 4711), Err(PrinterError::UnknownJob));
}

#[test]
fn a_printer_at_work_that_takes_one_job_at_a_time_takes_no_second_one_now() {
    let eve = Eve::slow();
    let address = at(&eve.address());
    let first = print(&address, &small_pdf()).unwrap();
    until(&address, first.id, |report| report.state == JobState::Printing);
    assert_eq!(print(&address, &small_pdf()), Err(PrinterError::NotAccepting(vec![])));
    eve.refill();
    until(&address, first.id, |report| report.state == JobState::Done);
    assert_eq!(eve.printed().len(), 1);
}

#[test]
fn the_usual_keywords_of_office_printers_are_told_in_words() {
    for (keywords, words) in [
        (&["media-empty-error", "media-needed-warning"][..], "缺纸了,请加 A4 纸"),
        (&["media-jam"], "卡纸了,请取出卡住的纸"),
        (&["input-media-tray-jam-error", "media-path-jam", "output-media-tray-jam"], "卡纸了,请取出卡住的纸"),
        (&["door-open-report", "cover-open-error", "fuser-cover-opened"], "打印机盖板开着,请关好"),
        (&["offline-report", "power-down"], "打印机不在线,请检查电源和网线"),
        (&["toner-empty-error", "marker-supply-empty", "marker-ink-empty"], "墨粉(墨水)用完了,请更换"),
        (&["toner-low-report", "marker-toner-almost-empty", "developer-low"], "墨粉(墨水)不多了,请备好新的"),
        (&["marker-waste-toner-receptacle-full-error"], "废粉盒满了,请更换"),
        (&["input-tray-missing-error"], "纸盒没有装好,请推到位"),
        (&["input-media-tray-feed-error"], "没有搓到纸,请把纸放齐再试"),
        (&["opc-near-eol-warning"], "硒鼓快到寿命了,请备好新的"),
        (&["fuser-over-temp-error", "marker-motor-failure"], "打印机有故障,请关机再开;还不行请报修"),
        (&["none"], ""),
        (&["configuration-change-report", "cover-closed"], ""),
        (&["vendor-cat-on-glass-error"], "打印机提示“vendor-cat-on-glass”,请查看打印机"),
    ] {
        let reasons = keywords.iter().map(|one| keyword(one)).collect();
        let said = ipp_answer(
            StatusCode::SuccessfulOk,
            &[&[("printer-state", IppValue::Enum(5)), ("printer-state-reasons", IppValue::Array(reasons))]],
        );
        let told = describe(&always_answering(http("200 OK", "application/ipp", &said))).unwrap();
        assert_eq!(Reason::in_words(&told.reasons), words, "{keywords:?}");
    }
}

#[test]
fn a_printer_that_takes_no_pdf_gets_none() {
    let eve = Eve::for_pictures();
    let address = at(&eve.address());
    assert_eq!(print(&address, &small_pdf()), Err(PrinterError::NoPdf));
    assert!(eve.kept().is_empty());
}

#[test]
fn a_job_nobody_sent_is_unknown_to_the_printer() {
    let eve = Eve::start();
    assert_eq!(job(&at(&eve.address()), 4711), Err(PrinterError::UnknownJob));
}

#[test]
fn a_printer_that_takes_no_jobs_says_why() {
    let closed = ipp_answer(
        StatusCode::SuccessfulOk,
        &[&[
            ("printer-state", IppValue::Enum(5)),
            ("printer-state-reasons", IppValue::Array(vec![keyword("paused"), keyword("door-open-error")])),
            ("printer-is-accepting-jobs", IppValue::new_boolean(false)),
            ("document-format-supported", IppValue::new_mime_media_type("application/pdf").unwrap()),
        ]],
    );
    let address = always_answering(http("200 OK", "application/ipp", &closed));
    let refused = print(&address, &small_pdf());
    assert_eq!(refused, Err(PrinterError::NotAccepting(vec![Reason::Paused, Reason::DoorOpen])));
    assert_eq!(describe(&address).unwrap().state, PrinterState::Stopped);
}

#[test]
fn an_address_where_nothing_listens_is_unreachable() {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let address = at(&listener.local_addr().unwrap().to_string());
    drop(listener);
    assert_eq!(describe(&address), Err(PrinterError::Unreachable));
    assert_eq!(print(&address, &small_pdf()), Err(PrinterError::Unreachable));
    assert_eq!(job(&address, 1), Err(PrinterError::Unreachable));
    assert_eq!(describe(&at("no-such-machine.invalid")), Err(PrinterError::Unreachable));
}

#[test]
fn a_web_site_is_never_taken_for_a_printer() {
    let page = b"<!DOCTYPE html><title>Welcome</title>";
    for (answer, told) in [
        (http("200 OK", "text/html", page), PrinterError::NotAPrinter),
        (http("404 Not Found", "text/html", page), PrinterError::NotAPrinter),
        (http("200 OK", "application/ipp", page), PrinterError::Garbage),
        (http("200 OK", "application/ipp", b""), PrinterError::Garbage),
        (http("401 Unauthorized", "text/html", page), PrinterError::Refused("HTTP 401".into())),
        (http("426 Upgrade Required", "text/html", b""), PrinterError::Encrypted),
        (b"SSH-2.0-OpenSSH_9.2\r\n".to_vec(), PrinterError::NotAPrinter),
        (vec![b'x'; 100_000], PrinterError::NotAPrinter),
        (vec![], PrinterError::NoAnswer),
        (b"HTTP/1.1 200 OK\r\nContent-Ty".to_vec(), PrinterError::NoAnswer),
    ] {
        let address = always_answering(answer);
        assert_eq!(describe(&address), Err(told.clone()));
        assert_eq!(print(&address, &small_pdf()), Err(told.clone()));
        assert_eq!(job(&address, 1), Err(told));
    }
}

#[test]
fn a_state_the_printer_did_not_report_is_not_made_up() {
    let silent = ipp_answer(StatusCode::SuccessfulOk, &[&[("printer-info", name("沉默的打印机"))]]);
    let address = always_answering(http("200 OK", "application/ipp", &silent));
    assert_eq!(describe(&address), Err(PrinterError::Garbage));
    assert_eq!(job(&address, 1), Err(PrinterError::Garbage));
}

#[test]
fn an_answer_cut_off_anywhere_is_never_a_success() {
    let whole = ipp_answer(
        StatusCode::SuccessfulOk,
        &[&[
            ("printer-state", IppValue::Enum(3)),
            ("document-format-supported", IppValue::new_mime_media_type("application/pdf").unwrap()),
        ]],
    );
    for length in 0..whole.len() {
        let address = always_answering(http("200 OK", "application/ipp", &whole[..length]));
        assert_eq!(describe(&address), Err(PrinterError::Garbage), "{length} bytes");
    }
}

#[test]
fn the_queues_of_a_print_server_are_listed_from_an_answer_in_chunks() {
    let queues = ipp_answer(
        StatusCode::SuccessfulOk,
        &[
            &[
                ("printer-uri-supported", IppValue::new_uri("ipp://localhost:631/printers/hall").unwrap()),
                ("printer-info", name("大厅打印机")),
            ],
            &[
                ("printer-uri-supported", IppValue::new_uri("ipp://localhost:631/printers/office").unwrap()),
                ("printer-info", name("")),
                ("printer-name", name("office")),
            ],
        ],
    );
    let (front, back) = queues.split_at(70);
    let mut answer =
        b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nContent-Type: application/ipp\r\n".to_vec();
    answer.extend(b"Transfer-Encoding: chunked\r\n\r\n");
    for piece in [front, back, b""] {
        answer.extend(format!("{:x}\r\n", piece.len()).bytes());
        answer.extend(piece);
        answer.extend(b"\r\n");
    }
    let listed = printers_of(&always_answering(answer)).unwrap();
    let expected = [("hall", "大厅打印机"), ("office", "office")]
        .map(|(queue, called)| (at(&format!("ipp://localhost:631/printers/{queue}")), called.to_owned()));
    assert_eq!(listed, expected);

    let none = ipp_answer(StatusCode::ClientErrorNotFound, &[]);
    assert_eq!(printers_of(&always_answering(http("200 OK", "application/ipp", &none))), Ok(vec![]));
}

#[test]
fn an_address_is_read_as_people_write_it_and_nothing_else_is() {
    for (written, meant) in [
        ("192.168.1.9", "ipp://192.168.1.9:631/ipp/print"),
        (" printer.local:8631 ", "ipp://printer.local:8631/ipp/print"),
        ("IPP://printer", "ipp://printer:631/ipp/print"),
        ("ipp://host/printers/hall", "ipp://host:631/printers/hall"),
        ("ipps://host", "ipps://host:631/ipp/print"),
        ("http://host:631/printers/hall", "ipp://host:631/printers/hall"),
        ("http://host/ipp", "ipp://host:80/ipp"),
        ("https://host", "ipps://host:443/ipp/print"),
        ("[fe80::1]:631", "ipp://[fe80::1]:631/ipp/print"),
    ] {
        assert_eq!(at(written).to_string(), meant);
        assert_eq!(at(meant), at(written));
    }
    for refused in [
        "",
        "  ",
        "ftp://host",
        "file:///etc/passwd",
        "host/path",
        "host:0",
        "host:99999",
        "host:",
        "host:x",
        ":631",
        "ipp://",
        "ipp://user:secret@host",
        "ipp://host/a?b",
        "ipp://host/a#b",
        "打印机",
        "two words",
        "a\r\nb",
    ] {
        assert_eq!(refused.parse::<PrinterAddress>(), Err(NotAPrinterAddress), "{refused:?}");
    }
    assert_eq!(describe(&at("ipps://127.0.0.1")), Err(PrinterError::Encrypted));
}
