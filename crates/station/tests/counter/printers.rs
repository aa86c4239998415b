//! What each printer is for: forms, receipts, slips.

use crate::eve::{self, Eve};
use crate::queue::*;
use crate::thermal::{Manner, SlipPrinter};
use crate::town::*;
use serde_json::json;
use station::deeds;
use station::view::*;
use std::sync::Arc;

#[test]
fn each_role_has_its_printer_and_receipts_fall_back_on_the_one_for_forms() {
    let town = Town::new();
    let (forms, receipts) = (Eve::start(), Eve::start());
    let desk = desk_with(&town, &forms);
    let case = frozen(&desk, ITEM, &sample(ITEM));
    let listed = choose(&desk, PrinterRole::Receipts, &receipts.address());
    assert_eq!(listed.roles[1].address, receipts.address());
    until(&desk, &print(&desk, &case.case, "form"), is(PrintStage::Done));
    until(&desk, &print(&desk, &case.case, "receipt"), is(PrintStage::Done));
    assert_eq!((forms.printed().len(), receipts.printed().len()), (1, 1));

    let listed = choose(&desk, PrinterRole::Receipts, "");
    assert_eq!((listed.roles[1].address.as_str(), listed.roles[1].instead.as_str()), ("", eve::NAME));
    let again = deeds::paper_print(&desk, paper(&case.case, "receipt", "居民遗失")).unwrap();
    until(&desk, &again, is(PrintStage::Done));
    assert_eq!((forms.printed().len(), receipts.printed().len()), (2, 1));
    let slips = PrinterChoice {
        role: PrinterRole::Slips,
        address: forms.address(),
        copies: 1,
        both_sides: false,
        tray: String::new(),
    };
    assert_eq!(deeds::printer_choose(&desk, slips).unwrap_err().code, ErrorCode::Input);
    let none = deeds::slip_print(&desk, SlipInput { case: case.case, reason: String::new() });
    assert_eq!(none.unwrap_err().code, ErrorCode::NoPrinter);
}

#[test]
fn copies_and_sides_of_a_role_reach_the_printer() {
    let town = Town::new();
    let eve = Eve::start();
    let desk = desk_with(&town, &eve);
    let case = frozen(&desk, ITEM, &sample(ITEM));
    let choice =
        json!({"role": "forms", "address": eve.address(), "copies": 3, "both_sides": true, "tray": ""});
    call(&desk, "printer_choose", choice).unwrap();
    let done = until(&desk, &print(&desk, &case.case, "form"), is(PrintStage::Done));
    assert!(eve.asked().contains("IPP_COPIES=3"), "{}", eve.asked());
    assert_eq!(done.state, PrintStage::Done);
}

#[test]
fn a_receipt_comes_out_of_the_slip_printer_as_a_job_like_any_other() {
    let town = Town::new();
    let printer = SlipPrinter::at_a_port(Manner { cover_open: true, ..Manner::default() });
    let desk = Arc::new(town.open_desk());
    desk.mind_the_printers();
    let case = frozen(&desk, ITEM, &sample(ITEM));
    choose(&desk, PrinterRole::Slips, printer.address());
    let input = |reason: &str| SlipInput { case: case.case.clone(), reason: reason.into() };
    let job = deeds::slip_print(&desk, input("")).unwrap();
    let waits = until(&desk, &job, |job| job.care);
    assert_eq!((waits.state, waits.title.as_str()), (PrintStage::Queued, "收件小票"), "{waits:?}");
    assert!(waits.words.contains("盖板"), "{}", waits.words);

    printer.refill();
    deeds::print_again(&desk, by_id(&job)).unwrap();
    until(&desk, &job, is(PrintStage::Done));
    answer(&desk, &job, true);
    assert!(printer.texts().concat().contains("收件"), "{:?}", printer.texts());
    assert_eq!(deeds::slip_print(&desk, input("")).unwrap_err().code, ErrorCode::Reprint);
    let again = deeds::slip_print(&desk, input("居民遗失")).unwrap();
    assert_eq!(again.title, "收件小票(补打 1)");
    until(&desk, &again, is(PrintStage::Done));
}
