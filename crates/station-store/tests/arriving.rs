//! What comes down in parts.
#![allow(clippy::unwrap_used)] // a test that cannot go on stops here

mod counter;

use counter::open;
use seal::slot::DataKey;
use station_store::{Arriving, PackRecord};
use wire::exchange::{Part, Stretch};

const WHOLE: &[u8] = b"a paper of the authority, in four parts";

fn part(from: u64, most: u32) -> Stretch {
    Stretch::of(WHOLE, Part { from, most })
}

#[test]
fn parts_make_the_whole_though_the_program_ends_between_them() {
    let (folder, key) = (tempfile::tempdir().unwrap(), DataKey::generate().unwrap());
    let name = "a".repeat(64).parse().unwrap();
    let what = Arriving::Paper(&name);
    let mut made = None;
    for begins in 0.. {
        let mut store = open(folder.path(), &key);
        let here = store.arrived(what).unwrap();
        assert_eq!(here, begins * 10);
        made = store.arrives(what, &part(here, 10)).unwrap();
        if made.is_some() {
            break;
        }
    }
    assert_eq!(made.as_deref(), Some(WHOLE));
    assert_eq!(open(folder.path(), &key).arrived(what).unwrap(), 0, "no part of it is kept");
}

#[test]
fn a_part_that_does_not_follow_is_not_taken_and_a_first_one_begins_anew() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = open(folder.path(), &DataKey::generate().unwrap());
    let name = "a".repeat(64).parse().unwrap();
    let what = Arriving::Paper(&name);
    assert_eq!(store.arrives(what, &part(0, 10)).unwrap(), None);
    assert_eq!(store.arrives(what, &part(20, 10)).unwrap(), None);
    assert_eq!(store.arrived(what).unwrap(), 10);
    assert_eq!(store.arrives(what, &part(0, 7)).unwrap(), None);
    assert_eq!(store.arrived(what).unwrap(), 7);
    assert_eq!(store.arrives(what, &part(7, 100)).unwrap().as_deref(), Some(WHOLE));
}

#[test]
fn a_catalogue_that_came_by_stick_leaves_no_parts_behind() {
    let folder = tempfile::tempdir().unwrap();
    let mut store = open(folder.path(), &DataKey::generate().unwrap());
    let hash = "b".repeat(64).parse().unwrap();
    let ways = [Arriving::Pack(&hash, Some(1)), Arriving::Pack(&hash, None)];
    for way in ways {
        store.arrives(way, &part(0, 10)).unwrap();
        assert_eq!(store.arrived(way).unwrap(), 10, "each way by itself");
    }
    let (publisher, signature) = ("469028".to_owned(), String::new());
    let pack = PackRecord { publisher, version: 2, hash: hash.clone(), bytes: WHOLE.to_vec(), signature };
    store.keep_pack(&pack, counter::at(1)).unwrap();
    assert_eq!(ways.map(|way| store.arrived(way).unwrap()), [0, 0]);
}
