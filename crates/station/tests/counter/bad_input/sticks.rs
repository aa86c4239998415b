//! What lies on a stick that is not what it should be. What is right is taken from the same stick afterwards.

use super::counter::{Counter, Told};
use crate::sticks::{at_the_county, export, import};
use crate::town::*;
use ::wire::bundle::{Addressed, Frame, Header, Volumes, Way};
use ::wire::down::{Event, EventHeader, Page, RawEvent};
use ::wire::entry::Epoch;
use casework::place::DeviceNumber;
use gateway_store::{DeviceId, Store};
use seal::{Digest, PublicKey, SigningKey};
use std::fs;
use std::path::Path;
use tempfile::TempDir;

/// What the program says to this stick.
fn imported(counter: &Counter, stick: &TempDir) -> Told {
    counter.told(&["bundle", "import", stick.path().to_str().unwrap()])
}

fn stick() -> TempDir {
    tempfile::tempdir().unwrap()
}

/// An answer of the county that lies on a stick, and the stick's other files taken away.
fn answered(counter: &Counter) -> TempDir {
    let (up, down) = (stick(), stick());
    let files = export(&counter.desk(), up.path());
    at_the_county(&counter.town, &files, down.path());
    down
}

fn changed(folder: &Path, change: impl FnOnce(&mut Vec<u8>)) {
    let path = folder.join(&names_in(folder)[0]);
    let mut bytes = fs::read(&path).unwrap();
    change(&mut bytes);
    fs::write(path, bytes).unwrap();
}

pub fn empty(counter: &mut Counter) -> Told {
    imported(counter, &stick())
}

pub fn photo(counter: &mut Counter) -> Told {
    let stick = stick();
    fs::write(stick.path().join("photo.bianmin"), picture(7)).unwrap();
    imported(counter, &stick)
}

pub fn not_yet_there(counter: &mut Counter) -> Told {
    let stick = stick();
    export(&counter.desk(), stick.path());
    imported(counter, &stick)
}

pub fn of_another_province(counter: &mut Counter) -> Told {
    let stick = stick();
    let other = SigningKey::from_bytes([9; 32]);
    written(
        counter,
        stick.path(),
        &other,
        &other.public(),
        |header| header.gateway = other.public().id(),
        &[],
    );
    imported(counter, &stick)
}

pub fn of_another_station(counter: &mut Counter) -> Told {
    let stick = stick();
    let theirs = SigningKey::from_bytes([8; 32]);
    let store = gateway(counter);
    let change = |header: &mut Header| header.station = "469028100299".parse().unwrap();
    written(counter, stick.path(), store.keys().gateway(), &theirs.public(), change, &[]);
    imported(counter, &stick)
}

pub fn cut(counter: &mut Counter) -> Told {
    let stick = answered(counter);
    changed(stick.path(), |bytes| bytes.truncate(bytes.len() - 100));
    imported(counter, &stick)
}

pub fn byte_changed(counter: &mut Counter) -> Told {
    let stick = answered(counter);
    changed(stick.path(), |bytes| bytes[600] ^= 1);
    let told = imported(counter, &stick);
    changed(stick.path(), |bytes| bytes[600] ^= 1);
    assert_eq!(import(&counter.desk(), stick.path()).unwrap().troubles, []);
    told
}

/// The events before are on a stick that never came.
pub fn behind_a_gap(counter: &mut Counter) -> Told {
    let stick = stick();
    let store = gateway(counter);
    let case = counter.cases[0].case.parse().unwrap();
    let at = morning();
    let (station, device) = (STATION.parse().unwrap(), DeviceNumber::new(1).unwrap());
    let header = EventHeader { v: 1, station, device, dseq: 1_000, case, at };
    let event = RawEvent::new(&header, &Event::MaterialsComplete { rev: 1 }).unwrap();
    let page = Page::sign(1_000, &Digest::of(b"the one before"), vec![event], false, store.keys().gateway());
    let ours = store.key_of(&DeviceId { station: header.station, device: header.device }).unwrap();
    written(counter, stick.path(), store.keys().gateway(), &ours, |_| (), &[Frame::Page(page)]);
    imported(counter, &stick)
}

pub fn pulled(counter: &mut Counter) -> Told {
    let stick = stick();
    let gone = stick.path().join("gone");
    counter.told(&["bundle", "export", "--to", gone.to_str().unwrap()])
}

fn gateway(counter: &Counter) -> Store {
    Store::open(&counter.town.folder.path().join("gateway")).unwrap()
}

/// Writes a bundle that goes down, by `from` for `to`.
fn written(
    counter: &Counter,
    folder: &Path,
    from: &SigningKey,
    to: &PublicKey,
    change: impl FnOnce(&mut Header),
    frames: &[Frame],
) {
    let mut header = Header {
        v: 1,
        suite: 1,
        way: Way::Down,
        station: STATION.parse().unwrap(),
        device: DeviceNumber::new(1).unwrap(),
        gateway: gateway(counter).keys().gateway().public().id(),
        number: 99,
        volume: 1,
        before: Digest::ZERO,
        made_at: morning(),
        program: "test".to_owned(),
        epoch: Epoch::new(1),
        lanes: Vec::new(),
        cursor: 4,
        cursor_head: None,
        wanted: Vec::new(),
        catalogue: None,
    };
    change(&mut header);
    let mut volumes = Volumes::begin(folder, header, Addressed { from, to }, u64::MAX).unwrap();
    frames.iter().for_each(|frame| volumes.add(frame).unwrap());
    volumes.finish().unwrap();
}
