//! Measures how soon the first page is at a printer after the key, and how long the key keeps the clerk: a real case's form
//! over real IPP, to `ippeveprinter`.
//! `cargo run --release -p station --example print_speed`
#![allow(clippy::unwrap_used, clippy::expect_used)] // what goes wrong here ends the program with its reason

#[path = "../tests/support/eve.rs"]
mod eve;
#[allow(dead_code)]
#[path = "../tests/counter/town.rs"]
mod town;

use eve::Eve;
use measure::{Times, Unit, tell};
use station::view::*;
use station::{Desk, deeds};
use std::sync::Arc;
use std::time::{Duration, Instant};
use town::*;

const ITEM: &str = "old-age-allowance";
const PRINTS: usize = 15;
/// Longest a page may take.
const PATIENCE: Duration = Duration::from_secs(30);

fn main() {
    let town = Town::new();
    let printer = Eve::start();
    let desk = Arc::new(town.open_desk());
    deeds::printer_choose(
        &desk,
        PrinterChoice {
            role: PrinterRole::Forms,
            address: printer.address(),
            copies: 1,
            both_sides: false,
            tray: String::new(),
        },
    )
    .unwrap();
    desk.mind_the_printers();
    let case = frozen(&desk, ITEM, &sample(ITEM));
    let (keys, pages): (Vec<Duration>, Vec<Duration>) =
        (0..PRINTS).map(|nth| one_print(&desk, &case.case, &printer, nth)).unzip();
    tell("key to the next resident", keys.into_iter().collect::<Times>().median(), Unit::Ms);
    tell("key to the first page at the printer", pages.into_iter().collect::<Times>().median(), Unit::Ms);
}

/// How long the key kept the clerk, and when the page was there. The first print also makes the paper.
fn one_print(desk: &Desk, case: &str, printer: &Eve, nth: usize) -> (Duration, Duration) {
    let reason = if nth == 0 { "" } else { "又要一份" };
    let input =
        PrintInput { case: case.into(), kind: "form".into(), reason: reason.into(), ..PrintInput::default() };
    let begun = Instant::now();
    let job = deeds::paper_print(desk, input).unwrap().job;
    let key = begun.elapsed();
    while printer.printed().len() <= nth {
        assert!(begun.elapsed() < PATIENCE, "no page comes");
        std::thread::sleep(Duration::from_millis(2));
    }
    let page = begun.elapsed();
    while deeds::print_job(desk, PrintJobInput { job: job.clone() }).unwrap().open {
        std::thread::sleep(Duration::from_millis(20));
    }
    (key, page)
}
