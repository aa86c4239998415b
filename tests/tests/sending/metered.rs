//! A line that costs by the byte. The gateway's clock goes on, and the station's stands still all the time.

use crate::clerk::cases;
use crate::coming::paper;
use crate::desk::Desk;
use crate::office::Office;
use crate::records::{Records, SCAN};
use crate::village::morning;
use crate::waiting;
use casework::decision::{Decision, Outcome};
use casework::moment::Moment;
use journeys::world::{STATION, World};
use seal::Digest;
use serde_json::json;
use station_store::Setting;
use station_sync::{HttpExchange, StoreDoor as _, round};
use std::fs;
use std::sync::atomic::{AtomicI64, AtomicU64, Ordering};
use std::time::Duration;
use wire::{Answer, Exchange, LinkError, Request};

/// A line whose gateway says what a day may cost, and at which hour of the run it is.
struct Metered {
    line: HttpExchange,
    daily_bytes: AtomicU64,
    hour: AtomicI64,
}

impl Metered {
    fn of(desk: &Desk, daily_bytes: u64) -> Self {
        let (daily_bytes, hour) = (AtomicU64::new(daily_bytes), AtomicI64::new(0));
        Self { line: desk.line().unwrap(), daily_bytes, hour }
    }

    fn shows(&self, hour: i64) {
        self.hour.store(hour, Ordering::Relaxed);
    }
}

impl Exchange for Metered {
    fn ask(&self, request: &Request, patience: Duration) -> Result<Answer, LinkError> {
        Ok(match self.line.ask(request, patience)? {
            Answer::Hello(mut hello) => {
                let passed = self.hour.load(Ordering::Relaxed) * 3_600_000;
                hello.server_time = Moment::from_millis(morning().millis() + passed);
                hello.policy.daily_bytes = Some(self.daily_bytes.load(Ordering::Relaxed));
                Answer::Hello(hello)
            }
            other => other,
        })
    }
}

/// A desk with a case of so many scans, of which nothing was sent.
fn with_scans(world: &World, scans: usize) -> Desk {
    let desk = Desk::open(&world.address(), world.enrolment_code_of(STATION), |_| ()).unwrap();
    desk.take_in(scans, &Records(None)).unwrap();
    desk
}

/// Bytes that wait, of entries and of files.
fn left(desk: &Desk) -> (u64, u64) {
    let cases = desk.with(|store| store.waiting_cases()).unwrap();
    cases.iter().fold((0, 0), |sum, (_, entry, missing, _)| (sum.0 + entry, sum.1 + missing))
}

#[test]
fn a_day_that_is_spent_ends_by_the_gateways_clock_however_the_stations_stands() {
    let world = World::begin();
    let desk = with_scans(&world, 2);
    let line = Metered::of(&desk, 100);
    let all = (0, 2 * SCAN as u64);
    assert_eq!(desk.send(&line).unwrap().report.entries, 1);
    assert_eq!(left(&desk), all, "the case alone costs more than the day may");
    line.shows(23);
    let wait = desk.send(&line).unwrap().report.files_wait.unwrap();
    assert!(wait <= Duration::from_secs(3600), "{wait:?}");
    round(&desk, &line).unwrap();
    assert_eq!(left(&desk), all, "the program that starts anew knows what was spent");
    line.shows(24);
    desk.send(&line).unwrap();
    assert!(left(&desk) < all, "the next day");
}

#[test]
fn what_a_program_of_before_noted_by_the_stations_clock_holds_nothing_up() {
    let world = World::begin();
    let desk = with_scans(&world, 1);
    let before = json!({"since": morning(), "bytes": 1_000_000_000});
    desk.with(|store| store.set(Setting::Spending, &before)).unwrap();
    let line = Metered::of(&desk, 1_000_000);
    assert_eq!(round(&desk, &line).unwrap().files, 1);
    let noted = desk.with(|store| store.spending()).unwrap().unwrap();
    assert!(noted.by_gateway && noted.bytes < 1_000_000, "{noted:?}");
}

/// A desk whose cases are at the province and were accepted there, each with one of these papers.
fn accepted_with(world: &World, papers: &[Vec<u8>]) -> Desk {
    let desk = waiting(world, papers.len());
    assert!(desk.send(&desk.line().unwrap()).unwrap().all);
    let office = Office::of(world);
    for (case, paper) in cases(&desk).into_iter().zip(papers) {
        office.decides_with(&case.number, Decision::new(Outcome::Accept), paper.clone());
    }
    desk
}

#[test]
fn a_letter_comes_although_the_day_is_spent_and_a_larger_paper_waits_for_the_next() {
    let world = World::begin();
    let desk = accepted_with(&world, &[paper(5_000), paper(300_000)]);
    let line = Metered::of(&desk, 0);
    assert_eq!(desk.send(&line).unwrap().report.papers, 1);
    line.shows(24);
    line.daily_bytes.store(1_000_000, Ordering::Relaxed);
    assert_eq!(desk.send(&line).unwrap().report.papers, 1);
}

#[test]
fn a_paper_that_was_damaged_at_the_gateway_is_fetched_once_a_day_until_it_holds() {
    let world = World::begin();
    let whole = paper(5_000);
    let desk = accepted_with(&world, std::slice::from_ref(&whole));
    let name = Digest::of(&whole).to_string();
    let there = world.folder("gateway").join("files").join(&name[..2]).join(&name);
    let mut damaged = whole.clone();
    damaged[100] ^= 1;
    fs::write(&there, damaged).unwrap();
    let line = Metered::of(&desk, 1_000_000);
    let comes = |hour| {
        line.shows(hour);
        let report = desk.send(&line).unwrap().report;
        (report.papers, report.held)
    };
    assert_eq!(comes(0), (0, 1));
    assert_eq!(comes(12), (0, 0), "not in every talk");
    fs::write(&there, whole).unwrap();
    assert_eq!(comes(23), (0, 0));
    assert_eq!(comes(24), (1, 0));
}
