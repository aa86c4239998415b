//! A stick that is pulled while it is being written.

use crate::desk::Desk;
use crate::records::Records;
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
