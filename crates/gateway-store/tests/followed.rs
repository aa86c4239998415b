//! What follows a case: beside it, in the place of what never comes, and across a correction.
#![allow(clippy::unwrap_used)]

mod village;

use casework::case::{Material, Supplement};
use casework::decision::{Decision, Demand, Outcome};
use casework::role::CountyRole;
use casework::state::State;
use gateway_store::{DeviceId, Drafted, Foundation, NewUser, Official, Store, StoreError};
use seal::slot::Cost;
use seal::{Digest, canonical};
use std::collections::BTreeSet;
use village::*;
use wire::batch::{HoldCode, Verdict};
use wire::county::{LeaseAck, SignedManifest};

struct World {
    store: Store,
    village: Village,
    counter: Counter,
    folder: tempfile::TempDir,
}

/// A case that was handed in; of its files the scan is here and the photo is not.
fn waiting_for_the_photo() -> World {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::init(folder.path(), Foundation { province: 46, demo: false }, noon()).unwrap();
    let Official { user, name, role, county } = official();
    let user =
        NewUser { name: user, full_name: name, role, county, password: "审核二〇二六年".into() };
    store.add_user(user, Cost::FLOOR, noon()).unwrap();
    let mut village = enrolled(&store, STATION);
    let counter = village.take_in("王小妹", b"photo", b"scan");
    let mut world = World { store, village, counter, folder };
    world.push(|village, counter| village.submit(counter));
    world.comes(b"scan");
    world
}

fn official() -> Official {
    let (user, name) = ("wang".to_owned(), "王审核".to_owned());
    Official { user, name, role: CountyRole::Reviewer, county: "469028".parse().unwrap() }
}

impl World {
    fn push(&mut self, make: impl FnOnce(&mut Village, &Counter) -> wire::Entry) -> Vec<HoldCode> {
        let entry = make(&mut self.village, &self.counter);
        let packed = self.village.batch(vec![entry]);
        let answer = self.store.push(&packed, noon()).unwrap();
        let held = |verdict: &Verdict| match verdict {
            Verdict::Held { code, .. } => Some(*code),
            Verdict::Accepted { .. } => None,
        };
        answer.verdicts.iter().filter_map(held).collect()
    }

    /// A material of the same slot follows, in the place of another file where that is named.
    fn follows(&mut self, bytes: &[u8], instead_of: Option<&[u8]>) -> Vec<HoldCode> {
        let first = self.counter.frozen.materials[0].clone();
        let material = Material { sha256: hash_of(bytes), size: bytes.len() as u64, ..first };
        let supplement = Supplement::Material { material, instead_of: instead_of.map(hash_of) };
        self.push(|village, counter| village.attach(counter, supplement))
    }

    fn comes(&self, bytes: &[u8]) {
        let device = DeviceId { station: self.village.log.station.clone(), device: self.village.log.device };
        self.store.append(&device, &hash_of(bytes), 0, bytes, true, noon()).unwrap();
    }

    fn is_complete(&self) -> bool {
        self.store.case(&official(), &self.counter.frozen.number).unwrap().complete
    }

    /// What a county is given with the case: every file it lists opens.
    fn files(&self) -> Vec<Vec<u8>> {
        let file = self.store.case(&official(), &self.counter.frozen.number).unwrap().file;
        let materials = file.submission.frozen.materials.iter().chain(file.supplements.iter().filter_map(
            |one| match one {
                Supplement::Material { material, .. } => Some(material),
                Supplement::Scan { .. } => None,
            },
        ));
        let listed = materials.filter(|material| !file.is_replaced(&material.sha256));
        listed.map(|material| self.store.county_file(&official(), &material.sha256).unwrap().0).collect()
    }

    /// Its bytes go from the gateway's disk, and a county that pulls the case misses them.
    fn is_lost_and_missed(&self, bytes: &[u8]) {
        let name = hash_of(bytes).to_string();
        std::fs::remove_file(self.folder.path().join("files").join(&name[..2]).join(&name)).unwrap();
        let SignedManifest { manifest, .. } = self.store.lease(&official(), 1, noon()).unwrap();
        let left_out = vec![self.counter.frozen.number.clone()];
        let ack = LeaseAck { manifest: Digest::of(&canonical::bytes(&manifest).unwrap()), left_out };
        self.store.acknowledge(&official(), &manifest.lease, ack, noon()).unwrap();
    }

    fn corrected(&mut self, photo: &[u8]) {
        let demands = vec![Demand { field: "id_card".into(), words: "照片看不清,请重拍".into() }];
        let decision = Decision { demands, ..Decision::new(Outcome::Correct) };
        let number = self.counter.frozen.number.clone();
        let drafted =
            self.store.draft_decision(&official(), &number, decision, "民政局", None, noon()).unwrap();
        let Drafted::Fresh(draft) = drafted else { panic!("decided before") };
        self.store.commit_decision(&official(), *draft, None).unwrap();
        self.counter.frozen.version += 1;
        self.counter.frozen.materials[0].sha256 = hash_of(photo);
        self.counter.frozen.materials[0].size = photo.len() as u64;
        assert_eq!(self.push(|village, counter| village.correct(counter, 1)), []);
    }
}

#[test]
fn a_file_that_never_comes_is_not_waited_for_when_another_came_in_its_place() {
    let mut world = waiting_for_the_photo();
    assert_eq!(world.follows(b"photo", Some(b"photo")), [HoldCode::Unreadable], "in its own place");
    assert_eq!(world.follows(b"anew", Some(b"photo")), []);
    assert!(!world.is_complete(), "the one in its place is still on its way");
    world.comes(b"anew");
    assert!(world.is_complete());
    let state = world.store.case(&official(), &world.counter.frozen.number).unwrap().file.state;
    assert_eq!(state, State::MaterialsComplete);
    assert_eq!(world.files(), [b"anew"]);
}

#[test]
fn what_follows_a_version_is_waited_for_though_a_correction_overtakes_it() {
    let mut world = waiting_for_the_photo();
    assert_eq!(world.follows(b"promised", None), []);
    world.corrected(b"sharp");
    world.comes(b"sharp");
    assert!(!world.is_complete(), "the promised material is still on its way");
    world.comes(b"promised");
    assert!(world.is_complete());
    assert_eq!(world.files(), [b"sharp".to_vec(), b"promised".to_vec()]);
}

#[test]
fn a_file_that_was_replaced_and_is_found_again_is_shown_again() {
    let mut world = waiting_for_the_photo();
    world.follows(b"anew", Some(b"photo"));
    world.follows(b"photo", Some(b"anew"));
    world.comes(b"photo");
    assert!(world.is_complete());
    assert!(world.files().contains(&b"photo".to_vec()) && !world.files().contains(&b"anew".to_vec()));

    let mut world = waiting_for_the_photo();
    world.follows(b"anew", Some(b"photo"));
    world.comes(b"anew");
    world.corrected(b"photo");
    world.comes(b"photo");
    assert!(world.is_complete() && world.files().contains(&b"photo".to_vec()));
}

#[test]
fn a_file_that_is_here_already_stays_beside_what_came_in_its_place() {
    let mut world = waiting_for_the_photo();
    world.comes(b"photo");
    world.follows(b"anew", Some(b"photo"));
    world.comes(b"anew");
    assert_eq!(world.files(), [b"photo".to_vec(), b"anew".to_vec()]);
    let strange = official();
    let other = Official { county: "460100".parse().unwrap(), ..strange };
    assert!(matches!(world.store.county_file(&other, &hash_of(b"anew")), Err(StoreError::NotFound)));
}

#[test]
fn what_was_here_when_another_came_in_its_place_and_is_lost_after_that_is_not_waited_for() {
    let replaced = || {
        let mut world = waiting_for_the_photo();
        world.comes(b"photo");
        world.follows(b"anew", Some(b"photo"));
        world.comes(b"anew");
        world
    };
    let world = replaced();
    world.is_lost_and_missed(b"photo");
    assert!(world.is_complete(), "nobody has it any more");
    assert_eq!(world.files(), [b"anew"]);

    let mut world = replaced();
    world.corrected(b"photo");
    world.is_lost_and_missed(b"photo");
    assert!(!world.is_complete(), "the correction names it once more, and its station has it");
    world.comes(b"photo");
    assert!(world.is_complete());
}

#[test]
fn of_very_many_files_that_are_waited_for_each_bundle_and_each_moment_is_told_others() {
    let mut world = waiting_for_the_photo();
    world.comes(b"photo");
    for n in 0..260 {
        let [photo, scan] = ["photo", "scan"].map(|what| format!("{what} {n}").into_bytes());
        world.counter = world.village.take_in("王小妹", &photo, &scan);
        assert_eq!(world.push(|village, counter| village.submit(counter)), []);
    }
    let station = &world.village.log.station;
    let told = |bundle| world.store.awaited_files(station, bundle).unwrap();
    assert_eq!(told(7).into_iter().chain(told(8)).collect::<BTreeSet<_>>().len(), 520);

    let hello = Village::hello_of(&[&world.village], 0);
    let at = |minute| world.store.hello(&hello, later(minute)).unwrap().files;
    let (now, then) = (at(0), at(1));
    assert_eq!((now.len(), then.len()), (16, 16));
    assert!(now.iter().all(|file| !then.contains(file)));
}
