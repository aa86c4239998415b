//! What a county is lent: cases whose files are here as their entries named them. What it could not pull all the same comes
//! again, and in nobody's way.
#![allow(clippy::unwrap_used)]

mod village;

use casework::case::{FileHash, Material, Supplement};
use casework::decision::{Decision, Demand, Outcome};
use casework::number::ReceiptNumber;
use casework::role::CountyRole;
use gateway_store::{CaseQuery, DeviceId, Drafted, Foundation, NewUser, Official, Store, StoreError};
use seal::slot::Cost;
use seal::{Digest, canonical};
use village::*;
use wire::batch::FileState;
use wire::county::{LeaseAck, SignedManifest};

struct World {
    store: Store,
    village: Village,
    _folder: tempfile::TempDir,
}

fn world() -> World {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::init(folder.path(), Foundation { province: 46, demo: false }, noon()).unwrap();
    let Official { user, name, role, county } = official();
    let user =
        NewUser { name: user, full_name: name, role, county, password: "审核二〇二六年".into() };
    store.add_user(user, Cost::FLOOR, noon()).unwrap();
    let village = enrolled(&store, STATION);
    World { store, village, _folder: folder }
}

fn official() -> Official {
    let (user, name) = ("wang".to_owned(), "王审核".to_owned());
    Official { user, name, role: CountyRole::Reviewer, county: "469028".parse().unwrap() }
}

impl World {
    /// A case of which no file is here yet; its entry says that the photo has so many bytes.
    fn handed_in(&mut self, photo: &[u8], said: usize) -> Counter {
        let scan = [b"scan of ".as_slice(), photo].concat();
        let mut counter = self.village.take_in("王小妹", photo, &scan);
        counter.frozen.materials[0].size = said as u64;
        self.goes_up(|village| village.submit(&counter));
        self.comes(&scan).unwrap();
        counter
    }

    fn goes_up(&mut self, make: impl FnOnce(&mut Village) -> wire::Entry) {
        let entry = make(&mut self.village);
        let packed = self.village.batch(vec![entry]);
        self.store.push(&packed, noon()).unwrap();
    }

    /// A case whose files are all here.
    fn complete(&mut self, photo: &[u8]) -> Counter {
        let counter = self.handed_in(photo, photo.len());
        self.comes(photo).unwrap();
        counter
    }

    fn comes(&self, bytes: &[u8]) -> Result<FileState, StoreError> {
        let device = DeviceId { station: self.village.log.station.clone(), device: self.village.log.device };
        self.store.append(&device, &hash_of(bytes), 0, bytes, true, noon())
    }

    /// The county sends a case back, and it comes again with another size of its photo.
    fn corrected(&mut self, counter: &mut Counter, said: u64) {
        let demands = vec![Demand { field: "id_card".into(), words: "照片看不清,请重拍".into() }];
        let decision = Decision { demands, ..Decision::new(Outcome::Correct) };
        let number = &counter.frozen.number;
        let drafted =
            self.store.draft_decision(&official(), number, decision, "民政局", None, noon()).unwrap();
        let Drafted::Fresh(draft) = drafted else { panic!("decided before") };
        self.store.commit_decision(&official(), *draft, None).unwrap();
        counter.frozen.version += 1;
        counter.frozen.materials[0].size = said;
        self.goes_up(|village| village.correct(counter, 1));
    }

    fn stands(&self, file: &FileHash) -> (u64, bool) {
        let hello = self.store.hello(&self.village.hello(vec![file.clone()]), noon()).unwrap();
        (hello.files[0].offset, hello.files[0].complete)
    }

    fn is_complete(&self, counter: &Counter) -> bool {
        self.store.case(&official(), &counter.frozen.number).unwrap().complete
    }

    fn lease(&self, most: u32, minute: i64) -> SignedManifest {
        self.store.lease(&official(), most, later(minute)).unwrap()
    }

    /// What is lent, acknowledged without what could not be pulled.
    fn pulls(&self, most: u32, minute: i64, left_out: &[&Counter]) -> Vec<ReceiptNumber> {
        let SignedManifest { manifest, .. } = self.lease(most, minute);
        if manifest.cases.is_empty() {
            return Vec::new();
        }
        let left_out = left_out.iter().map(|counter| counter.frozen.number.clone()).collect();
        let ack = LeaseAck { manifest: Digest::of(&canonical::bytes(&manifest).unwrap()), left_out };
        for _ in 0..2 {
            // twice equals once
            self.store.acknowledge(&official(), &manifest.lease, ack.clone(), later(minute)).unwrap();
        }
        manifest.cases.into_iter().map(|case| case.number).collect()
    }

    fn marked(&self) -> Vec<ReceiptNumber> {
        let (rows, _) = self.store.list(&official(), &CaseQuery::default()).unwrap();
        rows.into_iter().filter(|row| row.left_out).map(|row| row.number).collect()
    }
}

fn numbers(counters: &[&Counter]) -> Vec<ReceiptNumber> {
    counters.iter().map(|counter| counter.frozen.number.clone()).collect()
}

#[test]
fn a_file_that_ends_before_the_size_that_its_entry_named_is_refused_and_completes_no_case() {
    let mut world = world();
    let counter = world.handed_in(b"photo", 500);
    assert!(matches!(world.comes(b"photo"), Err(StoreError::FileHash)));
    assert_eq!(world.stands(&hash_of(b"photo")), (0, false));
    assert!(!world.is_complete(&counter));
    assert!(world.lease(10, 0).manifest.cases.is_empty());
}

#[test]
fn a_size_that_one_entry_named_wrongly_is_in_no_other_entrys_way() {
    let mut world = world();
    let (wrong, right) = (world.handed_in(b"photo", 500), world.handed_in(b"photo", 5));
    assert!(world.comes(b"photo").unwrap().complete);
    assert!(world.is_complete(&right) && !world.is_complete(&wrong));
    let late = world.handed_in(b"photo", 4);
    assert!(!world.is_complete(&late), "the file was here already");
}

#[test]
fn a_size_that_was_named_wrongly_is_put_right_by_the_correction_that_names_it_again() {
    let mut world = world();
    let mut counter = world.handed_in(b"photo", 500);
    world.complete(b"photo");
    assert!(!world.is_complete(&counter));
    world.corrected(&mut counter, 5);
    assert!(world.is_complete(&counter));
}

#[test]
fn a_case_that_was_left_out_is_marked_and_lent_again_after_an_hour_behind_all_others() {
    let mut world = world();
    let (spoilt, whole) = (world.complete(b"1"), world.complete(b"2"));
    assert_eq!(world.pulls(10, 0, &[&spoilt]), numbers(&[&spoilt, &whole]));
    assert_eq!(world.marked(), numbers(&[&spoilt]));
    assert_eq!(world.pulls(10, 59, &[]), [], "the other one counts as pulled, and this one waits");
    let newer = world.complete(b"3");
    assert_eq!(world.pulls(1, 60, &[]), numbers(&[&newer]));
    assert_eq!(world.pulls(1, 60, &[&spoilt]), numbers(&[&spoilt]));
    assert_eq!(world.pulls(1, 120, &[]), numbers(&[&spoilt]));
    assert_eq!(world.marked(), []);
    assert_eq!(world.pulls(10, 1000, &[]), []);
}

#[test]
fn something_new_for_a_case_that_was_left_out_is_lent_at_once() {
    let mut world = world();
    let spoilt = world.complete(b"1");
    world.pulls(10, 0, &[&spoilt]);
    let material = Material { sha256: hash_of(b"anew"), size: 4, ..spoilt.frozen.materials[0].clone() };
    let supplement = Supplement::Material { material, instead_of: None };
    world.goes_up(|village| village.attach(&spoilt, supplement));
    assert_eq!(world.pulls(10, 1, &[]), [], "it is still on its way");
    world.comes(b"anew").unwrap();
    assert_eq!(world.marked(), []);
    assert_eq!(world.pulls(10, 1, &[]), numbers(&[&spoilt]));
}

#[test]
fn nobody_leaves_out_what_was_not_lent_to_him() {
    let mut world = world();
    let (first, second) = (world.complete(b"1"), world.complete(b"2"));
    assert_eq!(world.pulls(1, 0, &[&second]), numbers(&[&first]));
    assert_eq!(world.marked(), []);
    assert_eq!(world.pulls(1, 0, &[]), numbers(&[&second]));
}
