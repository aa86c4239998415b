//! By stick: one that is pulled in the middle, lanes that wait for each other, and what a gateway or a station that was put
//! back has forgotten.

use crate::clerk::{adds, case, cases, corrects, hands_over};
use crate::desk::Desk;
use crate::forgetting::{copied, put_back};
use crate::office::{Kept, Office};
use crate::records::Records;
use casework::decision::{Decision, Outcome};
use casework::state::State;
use journeys::program::done;
use journeys::world::{LATER, STATION, World};
use station_store::Setting;
use station_sync::StoreDoor as _;
use station_sync::bundle::{BundleFault, Exported, Terms, export, find, import};
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

#[test]
fn sticks_alone_bring_back_what_a_restored_gateway_forgot_in_a_lane_in_which_nothing_new_waits() {
    let mut world = World::begin();
    let desk = Desk::open(&world.address(), world.enrolment_code_of(STATION), |_| ()).unwrap();
    desk.take_in(1, &Records(None)).unwrap();
    assert!(desk.send(&desk.line().unwrap()).unwrap().all);
    world.end_line();
    let backup = copied(&world.folder("gateway"), &world.folder("backup"));
    world.open_line(LATER);
    adds(&desk, cases(&desk)[0].id, b"brought afterwards");
    assert!(desk.send(&desk.line().unwrap()).unwrap().all);
    put_back(&mut world, &backup);
    assert_eq!(Kept::of(&world).count("entry"), 1);

    let there = travels(&world, &desk, "first");
    assert_eq!(there.entries, 0, "nobody knows yet");
    let again = travels(&world, &desk, "second");
    assert_eq!((again.entries, again.files), (1, 2), "with the files of its case");
    assert_eq!(Kept::of(&world).count("entry"), 2);
    assert_eq!(travels(&world, &desk, "third").entries, 0, "it is there");
}

#[test]
fn sticks_bring_back_what_was_forgotten_before_what_follows_it() {
    let mut world = World::begin();
    let desk = Desk::open(&world.address(), world.enrolment_code_of(STATION), |_| ()).unwrap();
    for _ in 0..2 {
        desk.take_in(0, &Records(None)).unwrap();
    }
    let line = desk.line().unwrap();
    assert!(desk.send(&line).unwrap().all);
    let both = cases(&desk);
    both.iter().for_each(|case| Office::of(&world).refuses(&case.number));
    desk.send(&line).unwrap();
    world.end_line();
    let backup = copied(&world.folder("gateway"), &world.folder("backup"));
    world.open_line(LATER);
    both.iter().for_each(|case| hands_over(&desk, case.id));
    assert_eq!(desk.send(&line).unwrap().report.entries, 2);
    put_back(&mut world, &backup);

    // behind the second service, which the gateway forgot with the first one
    adds(&desk, both[1].id, b"brought afterwards");
    assert_eq!(travels(&world, &desk, "first").entries, 1);
    assert_eq!(travels(&world, &desk, "second").entries, 3);
    assert_eq!(Kept::of(&world).count("entry"), 5);
    assert_eq!(travels(&world, &desk, "third").entries, 0);
}

#[test]
fn a_correction_that_was_too_late_goes_with_its_files_to_a_restored_gateway_that_takes_it() {
    let mut world = World::begin();
    let desk = Desk::open(&world.address(), world.enrolment_code_of(STATION), |_| ()).unwrap();
    desk.take_in(1, &Records(None)).unwrap();
    let line = desk.line().unwrap();
    assert!(desk.send(&line).unwrap().all);
    let asked = cases(&desk)[0].clone();
    Office::of(&world).asks_for_more_without_a_day(&asked.number);
    desk.send(&line).unwrap();
    world.end_line();
    let backup = copied(&world.folder("gateway"), &world.folder("backup"));
    world.open_line(LATER);
    corrects(&desk, asked.id, b"too late");
    let reason = "要求补正的材料没有收到".to_owned();
    Office::of(&world).decides(&asked.number, Decision { reason, ..Decision::new(Outcome::Terminate) });
    assert!(desk.send(&line).unwrap().failure.is_none());
    assert_eq!(case(&desk, asked.id).state, State::Lapsed);
    put_back(&mut world, &backup);

    let carried = ["first", "second", "third"].map(|name| travels(&world, &desk, name).entries);
    assert_eq!(carried, [0, 1, 0], "nobody knows at first; then it is there");
    assert_eq!(Kept::of(&world).files().iter().filter(|(_, whole)| !whole).count(), 0);
}

#[test]
fn a_database_that_was_put_back_writes_over_no_bundle_of_its_life_before() {
    let world = World::begin();
    let desk = Desk::open(&world.address(), world.enrolment_code_of(STATION), |_| ()).unwrap();
    let folder = world.folder("stick");
    let terms = Terms { folder: &folder, volume: VOLUME, who: "符办事" };
    let numbers = [(); 2].map(|()| export(&desk, &terms, &|_| true).unwrap().number);
    desk.with(|store| store.set(Setting::Bundles, &0u64)).unwrap();
    let next = export(&desk, &terms, &|_| true).unwrap().number;
    assert_eq!((numbers, next), ([1, 2], 3));
    assert_eq!(fs::read_dir(&folder).unwrap().count(), 3);
}

/// A stick goes to the county and comes home with the answers.
fn travels(world: &World, desk: &Desk, name: &str) -> Exported {
    let folder = world.folder(name);
    let written = export(desk, &Terms { folder: &folder, volume: VOLUME, who: "符办事" }, &|_| true).unwrap();
    let taken = world.imports(&folder).output().unwrap();
    // 3: something before it is missing
    assert!(matches!(taken.status.code(), Some(0 | 3)), "{taken:?}");
    let identity = desk.with(|store| store.identity()).unwrap().unwrap();
    for path in find(&folder, &identity).unwrap().ours {
        import(desk, &path).1.unwrap();
    }
    written
}
