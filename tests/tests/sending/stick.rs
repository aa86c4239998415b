//! A stick that is pulled while it is being written.

use crate::clerk::{adds, cases, hands_over};
use crate::desk::Desk;
use crate::office::{Kept, Office};
use crate::records::Records;
use journeys::program::done;
use journeys::world::{STATION, World};
use station_sync::bundle::{BundleFault, Terms, export};
use std::fs;
use wire::bundle::VOLUME;

#[test]
fn a_stick_that_is_pulled_in_the_middle_of_writing_says_so_and_the_next_one_carries_everything() {
    let world = World::begin();
    let desk = Desk::open(&world.address(), world.enrolment_code_of(STATION), |_| ()).unwrap();
    for _ in 0..3 {
        desk.take_in(1, &Records(None)).unwrap();
    }
    let folder = world.folder("stick");
    let terms = Terms { folder: &folder, volume: VOLUME, who: "符办事" };
    let pulled = export(&desk, &terms, &|done| {
        if done.entries > 0 && folder.exists() {
            fs::remove_dir_all(&folder).unwrap();
        }
        true
    });
    assert!(matches!(pulled, Err(BundleFault::Stick(_))), "{pulled:?}");
    fs::create_dir(&folder).unwrap();
    let written = export(&desk, &terms, &|_| true).unwrap();
    assert_eq!((written.number, written.entries, written.files), (2, 3, 3));
}

#[test]
fn what_follows_another_lane_on_the_same_stick_comes_in_with_it() {
    let world = World::begin();
    let desk = Desk::open(&world.address(), world.enrolment_code_of(STATION), |_| ()).unwrap();
    desk.take_in(1, &Records(None)).unwrap();
    let line = desk.line().unwrap();
    assert!(desk.send(&line).unwrap().all);
    let case = cases(&desk)[0].clone();
    Office::of(&world).refuses(&case.number);
    desk.send(&line).unwrap();
    hands_over(&desk, case.id);
    adds(&desk, case.id, b"brought afterwards");
    let folder = world.folder("stick");
    let written =
        export(&desk, &Terms { folder: &folder, volume: VOLUME, who: "符办事" }, &|_| true).unwrap();
    assert_eq!(written.entries, 2);
    done(&mut world.imports(&folder));
    assert_eq!(Kept::of(&world).count("entry"), 3);
}
