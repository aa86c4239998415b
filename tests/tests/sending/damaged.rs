//! Bytes that change on their way, or on the station's disk.

use crate::clerk::{adds, cases};
use crate::desk::Desk;
use crate::office::Kept;
use crate::records::Records;
use casework::case::FileHash;
use journeys::world::{STATION, World};
use measure::Dice;
use station_sync::StoreDoor as _;
use std::fs;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;
use wire::chunks::CHUNK;
use wire::{Answer, Exchange, LinkError, Request};

const LARGE: usize = 12 * CHUNK + 1_000;
const SMALL: usize = 40_000;
/// The largest piece.
const PIECE: usize = 4 * CHUNK;

#[test]
fn a_bit_that_flips_on_the_line_costs_a_chunk_and_not_the_file() {
    let (world, desk) = waiting();
    let file = adds(&desk, cases(&desk)[0].id, &scan(1, LARGE));
    let line = Flipping {
        line: desk.line().unwrap(),
        at: Mutex::new(Some(10 * CHUNK + 77)),
        sent: AtomicUsize::new(0),
    };
    let sent = desk.send(&line).unwrap();
    assert!(sent.failure.is_none() && sent.report.files == 1, "{:?} {:?}", sent.report, sent.failure);
    let more = line.sent.load(Ordering::Relaxed) - LARGE;
    assert!(line.at.lock().unwrap().is_none() && (1..=2 * PIECE).contains(&more), "{more} bytes more");
    assert!(Kept::of(&world).files().contains(&(file.to_string(), true)));
}

#[test]
fn a_file_that_was_damaged_on_the_stations_disk_is_told_stops_no_other_and_goes_when_it_is_taken_in_anew() {
    let (world, desk) = waiting();
    let case = cases(&desk)[0].id;
    let (bad, good) = (adds(&desk, case, &scan(1, SMALL)), adds(&desk, case, &scan(2, SMALL)));
    damage(&desk, &bad);
    let line = desk.line().unwrap();
    let sent = desk.send(&line).unwrap();
    assert!(sent.failure.is_none() && sent.report.files == 1, "{:?} {:?}", sent.report, sent.failure);
    let there = |file: &FileHash| Kept::of(&world).files().contains(&(file.to_string(), true));
    assert!(there(&good) && !there(&bad));
    assert_eq!(desk.with(|store| store.broken_uploads(case)).unwrap().len(), 1, "its case says so");

    adds(&desk, case, &scan(1, SMALL));
    assert_eq!(desk.send(&line).unwrap().report.files, 1);
    assert!(there(&bad));
    assert!(desk.with(|store| store.broken_uploads(case)).unwrap().is_empty());
}

/// A desk with a case at the gateway.
fn waiting() -> (World, Desk) {
    let world = World::begin();
    let desk = Desk::open(&world.address(), world.enrolment_code_of(STATION), |_| ()).unwrap();
    desk.take_in(0, &Records(None)).unwrap();
    assert!(desk.send(&desk.line().unwrap()).unwrap().all);
    (world, desk)
}

fn scan(seed: u64, size: usize) -> Vec<u8> {
    let mut dice = Dice::new(seed);
    let bytes = (0..size.div_ceil(8)).flat_map(|_| dice.below(u64::MAX).to_le_bytes());
    bytes.take(size).collect()
}

/// A bit of the sealed file is another one.
fn damage(desk: &Desk, file: &FileHash) {
    let folder = desk.with(|store| Ok(store.folder().to_owned())).unwrap();
    let path = folder.join("files").join(&file.as_str()[..2]).join(file.as_str());
    let mut bytes = fs::read(&path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&path, bytes).unwrap();
}

/// A line on which one bit of a file flips, once.
struct Flipping<E> {
    line: E,
    /// Where in the file.
    at: Mutex<Option<usize>>,
    /// Bytes of files that left.
    sent: AtomicUsize,
}

impl<E: Exchange> Exchange for Flipping<E> {
    fn ask(&self, request: &Request, patience: Duration) -> Result<Answer, LinkError> {
        let mut request = request.clone();
        if let Request::Append { offset, bytes, .. } = &mut request {
            self.sent.fetch_add(bytes.len(), Ordering::Relaxed);
            let mut at = self.at.lock().unwrap();
            let within = at.and_then(|at| at.checked_sub(usize::try_from(*offset).unwrap()));
            if let Some(byte) = within.and_then(|within| bytes.get_mut(within)) {
                *byte ^= 8;
                *at = None;
            }
        }
        self.line.ask(&request, patience)
    }
}
