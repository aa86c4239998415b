//! Slips on slip printers: over TCP, a serial line and a device file, against a printer that understands ESC/POS.
#![allow(clippy::unwrap_used, clippy::expect_used)]

mod support {
    pub mod thermal;
}

use papers::{Code, Document, Marks, PaperNumber, Press, Roll, Slip, SlipStrip};
use station::devices::thermal::{
    NotAThermalAddress, SlipEnd, SlipReport, ThermalAddress, ThermalError, ThermalReport, ThermalState,
    encode, send, status,
};
use station::devices::{Printer, Ready, Reason};
use std::net::{Ipv4Addr, TcpListener};
use std::path::Path;
use std::sync::{Arc, LazyLock};
use support::thermal::{Manner, Out, SlipPrinter, Talk};

static PRESS: LazyLock<Press> =
    LazyLock::new(|| Press::new(Arc::new(papers::FontSet::open_system().unwrap())).unwrap());

fn at(text: &str) -> ThermalAddress {
    text.parse().unwrap()
}

fn sample(name: &str) -> Document {
    let wanted = |sample: &papers::Sample| sample.name == name && sample.set == "typical";
    papers::samples().unwrap().into_iter().find(wanted).unwrap().document
}

fn receipt(roll: Roll) -> Slip {
    let sign = |_: &[u8]| [0xA7; 64];
    let number = PaperNumber::parse("460105001001 20260415 01 0007 X").unwrap();
    let code = Code { number, version: 1, digest: [9; 16], key_id: [8; 8], sign: &sign, reprint: 0 };
    PRESS.slip(&sample("receipt"), &Marks::Coded(code), roll).unwrap()
}

fn bytes() -> Vec<u8> {
    encode(&PRESS, &receipt(Roll::Mm58)).unwrap()
}

fn good() -> ThermalReport {
    ThermalReport { state: ThermalState::Ready, reasons: vec![] }
}

fn ended(end: SlipEnd, reasons: Vec<Reason>) -> SlipReport {
    SlipReport { end, reasons }
}

/// Keeps the picture where a person can look at it.
fn keep(printer: &SlipPrinter, roll: Roll, name: &str) -> image::GrayImage {
    let picture = printer.picture(&PRESS, roll);
    picture.save(Path::new(env!("CARGO_TARGET_TMPDIR")).join(name)).unwrap();
    picture
}

fn qr_of(picture: &image::GrayImage) -> String {
    let mut hints = rxing::DecodeHints { TryHarder: Some(true), ..rxing::DecodeHints::default() };
    let (width, height) = picture.dimensions();
    let wanted = Some(rxing::BarcodeFormat::QR_CODE);
    let read = rxing::helpers::detect_in_luma_with_hints(
        picture.as_raw().clone(),
        width,
        height,
        wanted,
        &mut hints,
    );
    read.unwrap().getText().to_owned()
}

#[test]
fn every_line_of_a_slip_comes_out_as_text_or_drawn_and_the_printer_says_it_is_through() {
    for (roll, name) in [(Roll::Mm58, "receipt-58.png"), (Roll::Mm80, "receipt-80.png")] {
        let printer = SlipPrinter::at_a_port(Manner::default());
        let address = at(printer.address()).with(roll);
        assert_eq!(status(&address), Ok(good()));
        let slip = receipt(roll);
        let sent = send(&address, &encode(&PRESS, &slip).unwrap());
        assert_eq!(sent, Ok(ended(SlipEnd::Printed, vec![])));

        let printed = printer.printed();
        assert_eq!(printed[printed.len() - 2..], [Out::Feed(4), Out::Cut]);
        assert_eq!(printed.iter().filter(|out| **out == Out::Cut).count(), 1);
        let mut rest = printed.iter();
        for strip in &slip.strips {
            let (drawn, text) = match strip {
                SlipStrip::Picture(dots) => (Some(dots.clone()), ""),
                SlipStrip::Line(line) if line.text.chars().any(|c| "𬱖𠮷㛃䶮".contains(c)) => {
                    (Some(PRESS.draw_line(line, roll).unwrap()), line.text.as_str())
                }
                SlipStrip::Line(line) => (None, line.text.as_str()),
            };
            let Some(drawn) = drawn else {
                assert!(matches!(rest.next(), Some(Out::Line { text: said, .. }) if said == text), "{text}");
                continue;
            };
            let mut rows: Vec<u8> = Vec::new();
            while rows.len() < drawn.rows().len() {
                let Some(Out::Dots { across, rows: band }) = rest.next() else {
                    panic!("{text} is not drawn")
                };
                assert_eq!(across * 8, roll.dots());
                rows.extend(band);
            }
            assert!(rows == drawn.rows(), "{text} has other dots");
        }
        let code = papers::qr::parse(&qr_of(&keep(&printer, roll, name))).unwrap();
        assert_eq!(code.number.groups(), "460105001001 20260415 01 0007 X");
    }
}

#[test]
fn a_referral_and_a_test_slip_come_out_too() {
    for (name, said) in [("referral", "转介单"), ("test_page", "试打小票")] {
        let printer = SlipPrinter::at_a_port(Manner::default());
        let slip = PRESS.slip(&sample(name), &Marks::Plain, Roll::Mm58).unwrap();
        let sent = send(&at(printer.address()), &encode(&PRESS, &slip).unwrap());
        assert_eq!(sent, Ok(ended(SlipEnd::Printed, vec![])));
        assert!(printer.texts().iter().any(|line| line.contains(said)), "{:?}", printer.texts());
        keep(&printer, Roll::Mm58, &format!("{name}-58.png"));
    }
}

#[test]
fn a_printer_without_paper_gets_nothing_and_prints_after_a_new_roll() {
    let printer = SlipPrinter::at_a_port(Manner { paper: Some(0), ..Manner::default() });
    let address = at(printer.address());
    let refused = send(&address, &bytes());
    assert_eq!(refused, Err(ThermalError::NotReady(vec![Reason::RollEmpty])));
    assert_eq!(refused.unwrap_err().words(), "小票纸用完了,请换一卷");
    assert!(printer.printed().is_empty());

    printer.refill();
    assert_eq!(send(&address, &bytes()), Ok(ended(SlipEnd::Printed, vec![])));
}

#[test]
fn a_roll_that_ends_in_the_middle_is_told_and_the_slip_is_not_called_printed() {
    let printer = SlipPrinter::at_a_port(Manner { paper: Some(7), ..Manner::default() });
    let sent = send(&at(printer.address()), &bytes());
    assert_eq!(sent, Ok(ended(SlipEnd::CutShort, vec![Reason::RollEmpty])));
    assert!(!printer.printed().contains(&Out::Cut));
}

#[test]
fn two_slips_at_once_come_out_whole_one_after_the_other() {
    let printer = SlipPrinter::at_a_port(Manner::default());
    let (address, slip) = (at(printer.address()), bytes());
    let reports = std::thread::scope(|both| {
        let jobs = [0, 1].map(|_| both.spawn(|| send(&address, &slip).unwrap()));
        jobs.map(|job| job.join().unwrap().end)
    });
    assert!(reports.contains(&SlipEnd::Printed), "{reports:?}");
    assert!(!reports.contains(&SlipEnd::Unsure), "{reports:?}");
    let slips = printer.slips(2);
    assert!(slips[0] == slips[1] && slips[0].len() > 20, "the slips are mixed up");
}

#[test]
fn an_open_cover_and_a_stuck_knife_are_told_in_words() {
    for (manner, reason, words) in [
        (Manner { cover_open: true, ..Manner::default() }, Reason::DoorOpen, "打印机盖板开着,请关好"),
        (
            Manner { knife_stuck: true, ..Manner::default() },
            Reason::CutterStuck,
            "切刀卡住了,请打开盖板取出碎纸",
        ),
    ] {
        let printer = SlipPrinter::at_a_port(manner);
        let told = status(&at(printer.address())).unwrap();
        assert_eq!(told, ThermalReport { state: ThermalState::Stopped, reasons: vec![reason.clone()] });
        assert_eq!(reason.words(), words);
        assert!(send(&at(printer.address()), &bytes()).is_err());
        assert!(printer.printed().is_empty());
    }
}

#[test]
fn a_roll_that_is_nearly_used_up_prints_and_is_told() {
    let printer = SlipPrinter::at_a_port(Manner { paper_low: true, ..Manner::default() });
    let low = vec![Reason::RollLow];
    let told = status(&at(printer.address()));
    assert_eq!(told, Ok(ThermalReport { state: ThermalState::Ready, reasons: low.clone() }));
    assert_eq!(send(&at(printer.address()), &bytes()), Ok(ended(SlipEnd::Printed, low)));
}

#[test]
fn a_printer_that_never_answers_is_of_unknown_state_and_gets_the_slip() {
    for talk in [Talk::Never, Talk::Garbage] {
        let printer = SlipPrinter::at_a_port(Manner { talk, ..Manner::default() });
        let address = at(printer.address());
        let told = status(&address).unwrap();
        assert_eq!(told, ThermalReport { state: ThermalState::Unknown, reasons: vec![] });
        assert_eq!(told.state.words(), "状态不明,请看看打印机");
        assert_eq!(send(&address, &bytes()), Ok(ended(SlipEnd::Taken, vec![])));
        assert!(printer.printed().contains(&Out::Cut));
    }
}

#[test]
fn a_printer_that_does_not_say_when_it_is_through_has_taken_the_slip_and_no_more_is_claimed() {
    let printer = SlipPrinter::at_a_port(Manner { talk: Talk::AtOnce, ..Manner::default() });
    let address = at(printer.address());
    assert_eq!(status(&address), Ok(good()));
    assert_eq!(send(&address, &bytes()), Ok(ended(SlipEnd::Taken, vec![])));
}

#[test]
fn a_printer_that_vanishes_before_the_first_byte_got_nothing_and_later_nobody_knows() {
    let whole = bytes().len();
    for (bytes_before, wanted) in [
        (1, Err(ThermalError::Unreachable)),
        (12 + whole / 2, Ok(ended(SlipEnd::Unsure, vec![]))),
        (12 + whole, Ok(ended(SlipEnd::Unsure, vec![]))),
    ] {
        let printer =
            SlipPrinter::at_a_port(Manner { vanishes_after: Some(bytes_before), ..Manner::default() });
        assert_eq!(send(&at(printer.address()), &bytes()), wanted, "gone after {bytes_before} bytes");
    }
}

#[test]
fn a_printer_that_falls_silent_in_the_middle_leaves_it_to_a_person() {
    let printer = SlipPrinter::at_a_port(Manner { mute_after: Some(100), ..Manner::default() });
    assert_eq!(send(&at(printer.address()), &bytes()), Ok(ended(SlipEnd::Unsure, vec![])));
}

#[test]
fn where_nothing_listens_nothing_is_sent() {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let address = at(&format!("tcp://{}", listener.local_addr().unwrap()));
    drop(listener);
    assert_eq!(status(&address), Err(ThermalError::Unreachable));
    assert_eq!(send(&address, &bytes()), Err(ThermalError::Unreachable));
}

#[test]
fn over_a_serial_line_every_byte_arrives_as_it_was_sent() {
    let printer = SlipPrinter::at_a_line("serial", false, Manner::default());
    let address = at(&format!("{}?baud=115200", printer.address()));
    assert_eq!(status(&address), Ok(good()));
    let slip = bytes();
    assert_eq!(send(&address, &slip), Ok(ended(SlipEnd::Printed, vec![])));
    let received = printer.received();
    assert!(received.windows(slip.len()).any(|part| part == slip), "{} bytes came", received.len());
    assert!(printer.printed().contains(&Out::Cut));
}

#[test]
fn a_roll_that_ends_is_told_over_a_serial_line_too() {
    let printer = SlipPrinter::at_a_line("serial", false, Manner { paper: Some(3), ..Manner::default() });
    let sent = send(&at(printer.address()), &bytes());
    assert_eq!(sent, Ok(ended(SlipEnd::CutShort, vec![Reason::RollEmpty])));
}

#[test]
fn a_device_file_is_printed_to_and_asked_like_a_line() {
    let printer = SlipPrinter::at_a_line("usb", true, Manner::default());
    let address = at(printer.address());
    assert_eq!(status(&address), Ok(good()));
    let slip = bytes();
    assert_eq!(send(&address, &slip), Ok(ended(SlipEnd::Printed, vec![])));
    assert!(printer.received().windows(slip.len()).any(|part| part == slip));
}

#[test]
fn what_is_no_device_is_left_alone() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("letter.txt");
    std::fs::write(&file, "not to be written over").unwrap();
    for scheme in ["usb", "serial"] {
        let missing = folder.path().join("lp0").display().to_string();
        for path in [file.display().to_string(), missing, folder.path().display().to_string()] {
            let address = at(&format!("{scheme}:{path}"));
            assert_eq!(send(&address, &bytes()), Err(ThermalError::NoDevice), "{address}");
        }
    }
    assert_eq!(std::fs::read_to_string(&file).unwrap(), "not to be written over");
    assert_eq!(status(&at("serial:/dev/null")), Err(ThermalError::NoDevice));
}

#[test]
fn an_address_is_read_as_people_write_it_and_nothing_else_is() {
    for (written, meant) in [
        ("tcp://192.168.1.50:9100", "tcp://192.168.1.50:9100"),
        (" TCP://printer.local ", "tcp://printer.local:9100"),
        ("tcp://192.168.1.50/", "tcp://192.168.1.50:9100"),
        ("tcp://[fe80::1]:9100?paper=80", "tcp://[fe80::1]:9100?paper=80"),
        ("tcp://192.168.1.50?paper=58", "tcp://192.168.1.50:9100"),
        ("usb:/dev/usb/lp0", "usb:/dev/usb/lp0"),
        ("usb:/dev/usb/lp0?paper=80", "usb:/dev/usb/lp0?paper=80"),
        ("serial:/dev/ttyS0", "serial:/dev/ttyS0?baud=9600"),
        ("serial:/dev/ttyUSB0?baud=115200&paper=80", "serial:/dev/ttyUSB0?baud=115200&paper=80"),
    ] {
        assert_eq!(at(written).to_string(), meant);
        assert_eq!(at(meant), at(written));
    }
    assert_eq!(at("usb:/dev/usb/lp0?paper=80").roll(), Roll::Mm80);
    for refused in [
        "",
        "tcp://",
        "tcp:192.168.1.50",
        "tcp://host:0",
        "tcp://host:x",
        "tcp://two words",
        "tcp://host?baud=9600",
        "usb:lp0",
        "usb:",
        "usb:/dev/usb/lp 0",
        "serial:/dev/ttyS0?baud=1",
        "serial:/dev/ttyS0?baud=fast",
        "serial:/dev/ttyS0?speed=9600",
        "serial:/dev/ttyS0?paper=57",
        "ipp://host",
    ] {
        assert_eq!(refused.parse::<ThermalAddress>(), Err(NotAThermalAddress), "{refused:?}");
    }
}

#[test]
fn one_word_stands_for_both_kinds_of_printers() {
    let slips = SlipPrinter::at_a_port(Manner::default());
    let printer: Printer = slips.address().parse().unwrap();
    assert!(matches!(printer, Printer::Slips(_)));
    assert_eq!(printer.condition().unwrap().ready, Ready::Yes);
    let sheets: Printer = "192.168.1.9".parse().unwrap();
    assert_eq!(sheets.to_string(), "ipp://192.168.1.9:631/ipp/print");
    assert!("usb:lp0".parse::<Printer>().is_err());
    assert!("打印机".parse::<Printer>().is_err());
}
