//! A thin line carries a case with the dictionary of its form: what all cases of the form say anyhow stays at home.

use crate::desk::Desk;
use crate::office::Office;
use crate::records::Records;
use crate::{Line, waiting};
use journeys::world::World;
use rusqlite::Connection;
use station_sync::round;
use std::sync::Mutex;
use wire::{Dictionary, Exchange as _};

/// Sends what waits as a program does that was just started and does not know yet how near the gateway is; gives what left:
/// how many bytes, and packed with which dictionary.
fn what_left(desk: &Desk) -> Vec<(Vec<u8>, Option<u32>)> {
    let left = Mutex::new(Vec::new());
    let line = Line::to(desk.line().unwrap(), |gateway, packed| {
        left.lock().unwrap().push((packed.to_vec(), Dictionary::id_in(packed)));
        gateway.push(packed)
    });
    assert_eq!(round(desk, &line).unwrap().entries, 1);
    left.into_inner().unwrap()
}

#[test]
fn a_case_goes_up_with_the_dictionary_of_its_form_in_two_thirds_of_the_bytes() {
    let world = World::begin();
    let desk = waiting(&world, 1);
    let left = what_left(&desk);
    let [(packed, Some(_))] = left.as_slice() else { panic!("{left:?}") };
    let alone = Office::of(&world).unpack(packed).pack().unwrap();
    assert!(packed.len() * 3 < alone.len() * 2, "{} of {} bytes", packed.len(), alone.len());
}

#[test]
fn to_a_gateway_that_has_the_dictionary_no_more_the_case_goes_again_without_it_in_the_same_talk() {
    let world = World::begin();
    let desk = waiting(&world, 1);
    // restored from a backup that is older than the catalogue
    let beside = Connection::open(world.folder("gateway").join("gateway.db")).unwrap();
    assert!(beside.execute("DELETE FROM dictionary", []).unwrap() > 0);
    let left: Vec<_> = what_left(&desk).into_iter().map(|(_, dictionary)| dictionary.is_some()).collect();
    assert_eq!(left, [true, false]);
    desk.take_in(0, &Records(None)).unwrap();
    assert_eq!(what_left(&desk).len(), 2, "the next talk tries again: the catalogue may have come back");
}
