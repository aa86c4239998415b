//! Measures what a clerk waits for at the counter, through the commands of the screen: a page of the form saved, and a
//! case of three scanned materials frozen and submitted, each with all that must be on the disk before it is answered.
//! `cargo run --release -p station --example counter_speed`
#![allow(clippy::unwrap_used)] // what goes wrong here ends the program with its reason

#[allow(dead_code)]
#[path = "../tests/counter/town.rs"]
mod town;

use measure::{Dice, Times, Unit, tell};
use serde_json::{Map, Value, json};
use station::view::*;
use station::{Desk, deeds};
use std::time::{Duration, Instant};
use town::*;

/// Asks for exactly three materials.
const THREE_MATERIALS: &str = "resident-pension";
/// The largest form.
const LARGE: &str = "subsistence-allowance";
const CASES: u64 = 25;
const PAGES: usize = 200;
/// A grey scan of about 400 KB.
const SIDE: u32 = 632;

/// How long the parts of one case took.
struct Case {
    materials: Duration,
    frozen: Duration,
    submitted: Duration,
}

fn main() {
    let mut town = Town::new();
    let desk = town.open_desk();
    town.line_down();
    let cases: Vec<Case> = (0..CASES).map(|nth| one_case(&desk, nth)).collect();
    tell_median(&cases, "three materials taken in", |case| case.materials);
    tell_median(&cases, "case frozen", |case| case.frozen);
    tell_median(&cases, "case submitted", |case| case.submitted);
    tell_median(&cases, "case frozen and submitted", |case| case.frozen + case.submitted);
    tell("page of a large form saved and worked out", page_changes(&desk).median(), Unit::Ms);
}

fn tell_median(cases: &[Case], what: &str, of: fn(&Case) -> Duration) {
    tell(what, cases.iter().map(of).collect::<Times>().median(), Unit::Ms);
}

fn one_case(desk: &Desk, nth: u64) -> Case {
    let draft = form_with_three_materials(desk);
    let scans: Vec<Vec<u8>> = (0..3).map(|page| scanned(nth * 3 + page)).collect();
    let slots: Vec<&String> = draft.evaluation.materials.iter().collect();
    assert_eq!(slots.len(), scans.len(), "{slots:?}");
    let (materials, ()) = timed(|| {
        for (slot, scan) in slots.iter().zip(&scans) {
            deeds::take_in(desk, &draft.draft, slot, scan).unwrap();
        }
    });
    let (frozen, case) =
        timed(|| deeds::case_freeze(desk, DraftInput { draft: draft.draft.clone() }).unwrap());
    deeds::paper_bytes(desk, &case.case, "form").unwrap();
    deeds::sign_later(desk, by(&case)).unwrap();
    let (submitted, _) = timed(|| deeds::case_submit(desk, by(&case)).unwrap());
    Case { materials, frozen, submitted }
}

/// What a change of the page waits for: the screen asks for the save and shows the next page on the answer.
fn page_changes(desk: &Desk) -> Times {
    let draft = filled_form(desk, LARGE);
    let mut rev = draft.rev;
    let mut times = Vec::with_capacity(PAGES);
    for _ in 0..PAGES {
        let save = DraftSave { draft: draft.draft.clone(), rev, data: draft.data.clone() };
        let (taken, saved) = timed(|| deeds::draft_save(desk, save).unwrap());
        rev = saved.rev;
        times.push(taken);
    }
    times.into_iter().collect()
}

fn filled_form(desk: &Desk, item: &str) -> DraftView {
    filled_with(desk, item, sample(item))
}

/// An applicant of no special group, who brings no further certificate.
fn form_with_three_materials(desk: &Desk) -> DraftView {
    let mut data = sample(THREE_MATERIALS);
    data.insert("special_group".into(), json!([]));
    filled_with(desk, THREE_MATERIALS, data)
}

fn filled_with(desk: &Desk, item: &str, data: Map<String, Value>) -> DraftView {
    let draft = deeds::draft_start(desk, DraftStart { item: item.into() }).unwrap();
    let save = DraftSave { draft: draft.draft.clone(), rev: draft.rev, data };
    assert_eq!(deeds::draft_save(desk, save).unwrap().evaluation.errors, []);
    deeds::draft_open(desk, DraftInput { draft: draft.draft }).unwrap()
}

/// Noise, which no file format makes smaller: as large on the disk as on the screen.
fn scanned(nth: u64) -> Vec<u8> {
    let mut dice = Dice::new(nth);
    let page = image::GrayImage::from_fn(SIDE, SIDE, |_, _| image::Luma([dice.below(256) as u8]));
    let mut bytes = std::io::Cursor::new(Vec::new());
    page.write_to(&mut bytes, image::ImageFormat::Png).unwrap();
    bytes.into_inner()
}

fn timed<T>(work: impl FnOnce() -> T) -> (Duration, T) {
    let begun = Instant::now();
    let done = work();
    (begun.elapsed(), done)
}
