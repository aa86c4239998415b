//! A computer that is bound again under another key.
#![allow(clippy::unwrap_used)] // a test that cannot go on stops here

mod counter;

use casework::place::DeviceNumber;
use counter::*;
use seal::slot::DataKey;
use seal::{Digest, PublicKey, SigningKey};
use station_store::{Identity, Setting, Store, StoreError};
use wire::Verdict;
use wire::down::Event;
use wire::enrol::{Certificate, Enrolment};
use wire::entry::Epoch;
use wire::lane::CASES;

fn desk() -> (tempfile::TempDir, Store) {
    let folder = tempfile::tempdir().unwrap();
    let mut store = open(folder.path(), &DataKey::generate().unwrap());
    store.enrol(&identity(), "张小梅", at(0)).unwrap();
    (folder, store)
}

fn bound_again(station: &str) -> Identity {
    let gateway = SigningKey::from_bytes([1; 32]);
    let key = SigningKey::from_bytes([5; 32]);
    let certificate = Certificate {
        station: station.parse().unwrap(),
        station_name: "城内村便民服务站".into(),
        device: DeviceNumber::new(2).unwrap(),
        key: key.public(),
    };
    let enrolment = Enrolment::sign(certificate, None, PublicKey([3; 32]), &gateway).unwrap();
    Identity {
        enrolment,
        gateway: "http://127.0.0.1:1".into(),
        tls_keys: Vec::new(),
        key,
        epoch: Epoch::new(8),
    }
}

#[test]
fn what_waits_goes_on_under_the_new_name_and_what_was_judged_stays_as_it_was_signed() {
    let (_folder, mut store) = desk();
    let (old, new) = (identity(), bound_again("469028100200"));
    store.set(Setting::Life, &3u32).unwrap();
    let mut ids = Vec::new();
    for name in ["李秀英", "陈志强"] {
        let draft = draft(&mut store, name);
        let case = freeze(&mut store, &draft, new_case(), at(1)).unwrap();
        ids.push(submit(&mut store, &case));
    }
    let verdict = Verdict::Accepted { seq: 1, id: ids[0] };
    store.take_verdicts(old.epoch, CASES, &[verdict], &[], at(9)).unwrap();
    let told = event(new_case(), 1, Digest::ZERO, Event::MaterialsComplete { rev: 1 });
    store.take_events(&[told]).unwrap();

    store.enrol(&new, "张小梅", at(20)).unwrap();
    let (prev, waiting) = store.waiting_entries(&new, CASES, 0, most(9)).unwrap();
    assert_eq!((prev, waiting.len(), waiting[0].id), (Digest::ZERO, 1, ids[1]));
    let header = waiting[0].entry.header().unwrap();
    assert_eq!((header.device, header.epoch, header.seq), (DeviceNumber::new(2).unwrap(), new.epoch, 1));
    assert_eq!(store.entries_behind(&old, CASES, 0, most(9)).unwrap().1.len(), 1);
    assert_eq!(store.lives(&new).unwrap(), [new.epoch], "of the other one nothing can be signed any more");
    assert_eq!(store.cursor().unwrap(), (0, Digest::ZERO), "the events begin anew");
    assert_eq!(store.setting::<u32>(Setting::Life).unwrap(), Some(1));
    assert_eq!(store.formerly().unwrap(), [old.enrolment.certificate]);
    store.enrol(&new, "张小梅", at(21)).unwrap();
    assert_eq!(store.formerly().unwrap().len(), 1, "the same word again changes nothing");
}

#[test]
fn data_of_one_station_does_not_become_anothers() {
    let (_folder, mut store) = desk();
    let refused = store.enrol(&bound_again("469028100202"), "张小梅", at(20));
    assert!(matches!(refused, Err(StoreError::OtherStation)), "{refused:?}");
    assert_eq!(store.identity().unwrap().unwrap().epoch, identity().epoch);
}
