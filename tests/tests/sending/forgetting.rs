//! A gateway that is put back to an older copy of its disk gets everything again, whatever became of the station's data since.

use crate::clerk::{adds, cases, hands_over};
use crate::desk::Desk;
use crate::office::{Kept, Office};
use crate::records::Records;
use crate::village::morning;
use journeys::world::{LATER, STATION, World};
use station_sync::StoreDoor as _;
use std::fs;
use std::path::{Path, PathBuf};
use std::time::Duration;
use wire::entry::Epoch;
use wire::{Answer, Exchange, LinkError, Request};

const CASES: usize = 3;

#[test]
fn what_was_taken_in_a_life_of_the_data_that_is_over_goes_again_to_a_gateway_that_forgot_it() {
    let mut world = World::begin();
    let desk = desk(&world);
    world.end_line();
    let backup = copied(&world.folder("gateway"), &world.folder("backup"));
    world.open_line(LATER);
    assert!(desk.send(&desk.line().unwrap()).unwrap().all);
    begin_another_life(&desk);

    put_back(&mut world, &backup);
    desk.send(&desk.line().unwrap()).unwrap();
    assert_eq!(cases_of_the_county(&world), CASES);
    let told = desk.with(|store| store.forgetting()).unwrap();
    assert!(told.is_some_and(|told| told.healed.is_some()), "it has everything again: {told:?}");
}

#[test]
fn a_file_that_a_gateway_forgot_goes_again_even_if_it_still_knows_the_case() {
    let mut world = World::begin();
    let desk = desk(&world);
    let sent = desk.send(&WithoutFiles(desk.line().unwrap())).unwrap();
    assert!(sent.report.entries == CASES && !sent.all);
    world.end_line();
    let backup = copied(&world.folder("gateway"), &world.folder("backup"));
    world.open_line(LATER);
    assert!(desk.send(&desk.line().unwrap()).unwrap().all);

    put_back(&mut world, &backup);
    assert_eq!(desk.send(&desk.line().unwrap()).unwrap().report.files, CASES);
    assert_eq!(cases_of_the_county(&world), CASES);
}

#[test]
fn a_file_that_the_gateways_disk_lost_goes_again_when_the_county_has_missed_it() {
    let world = World::begin();
    let desk = desk(&world);
    let line = desk.line().unwrap();
    assert!(desk.send(&line).unwrap().all);
    let (lost, _) = Kept::of(&world).files()[0].clone();
    fs::write(world.folder("gateway").join("files").join(&lost[..2]).join(&lost), "something else").unwrap();
    let pulled = world.county("pull").arg("--out").arg(world.folder("missed")).output().unwrap();
    assert_eq!(pulled.status.code(), Some(6), "{pulled:?}");

    assert_eq!(desk.send(&line).unwrap().report.files, 1);
    assert_eq!(cases_of_the_county(&world), 1, "the others came before");
    assert!(Kept::of(&world).files().iter().all(|(_, whole)| *whole));
}

#[test]
fn what_was_brought_after_a_letter_was_handed_over_goes_again_behind_that() {
    let mut world = World::begin();
    let desk = desk(&world);
    let line = desk.line().unwrap();
    assert!(desk.send(&line).unwrap().all);
    world.end_line();
    let backup = copied(&world.folder("gateway"), &world.folder("backup"));
    world.open_line(LATER);
    let office = Office::of(&world);
    let case = cases(&desk)[0].clone();
    office.refuses(&case.number);
    desk.send(&line).unwrap();
    hands_over(&desk, case.id);
    adds(&desk, case.id, b"brought afterwards");
    assert_eq!(desk.send(&line).unwrap().report.entries, 2);
    drop(office);

    put_back(&mut world, &backup);
    assert!(desk.send(&line).unwrap().failure.is_none());
    let told = desk.with(|store| store.forgetting()).unwrap();
    assert!(told.is_some_and(|told| told.healed.is_some()), "it has everything again: {told:?}");
    assert_eq!(Kept::of(&world).count("entry"), CASES + 2);
}

/// Cases with a scan each.
fn desk(world: &World) -> Desk {
    let desk = Desk::open(&world.address(), world.enrolment_code_of(STATION), |_| ()).unwrap();
    for _ in 0..CASES {
        desk.take_in(1, &Records(None)).unwrap();
    }
    desk
}

/// As after a copied disk: what was judged stays in the life before.
fn begin_another_life(desk: &Desk) {
    let identity = desk.with(|store| store.identity()).unwrap().unwrap();
    desk.with(|store| store.begin_epoch(&identity, Epoch::new(2), morning())).unwrap();
}

pub fn put_back(world: &mut World, backup: &Path) {
    world.end_line();
    let folder = world.folder("gateway");
    fs::remove_dir_all(&folder).unwrap();
    copied(backup, &world.folder("gateway"));
    world.open_line(LATER);
}

pub fn copied(from: &Path, to: &Path) -> PathBuf {
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.file_type().unwrap().is_dir() {
            fs::create_dir_all(&target).unwrap();
            copied(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).unwrap();
        }
    }
    to.to_owned()
}

/// The county takes only what has all its files.
fn cases_of_the_county(world: &World) -> usize {
    let batch = world.county_pulls("pulled");
    fs::read_dir(batch.join("cases")).unwrap().count()
}

/// A line on which no file comes through.
struct WithoutFiles<E>(E);

impl<E: Exchange> Exchange for WithoutFiles<E> {
    fn ask(&self, request: &Request, patience: Duration) -> Result<Answer, LinkError> {
        match request {
            Request::Append { .. } => Err(LinkError::Unreachable),
            other => self.0.ask(other, patience),
        }
    }
}
