//! The data folder: spoilt, copied, opened twice. What is spoilt is left as it is, so that it can be mended.

use super::counter::{Counter, ITEM, Told, done, program_in};
use crate::town::*;
use casework::moment::Moment;
use seal::slot::Cost;
use station::clock::Clock;
use station::desk::DeskSettings;
use station::vault::Vault;
use station::view::*;
use station::{Desk, deeds};
use station_store::{PackRecord, Store};
use std::fs;
use std::path::Path;

/// Spoils a file, hears what the program says, sees that it left the file as it was, and puts the good one back.
fn with_spoilt(counter: &Counter, name: &str, spoil: impl FnOnce(&Path)) -> Told {
    let path = counter.town.station.join(name);
    let good = fs::read(&path).unwrap();
    spoil(&path);
    let spoilt = fs::read(&path).ok();
    let told = counter.told(&["case", "list"]);
    assert_eq!(fs::read(&path).ok(), spoilt, "{name} was touched");
    fs::write(&path, good).unwrap();
    told
}

fn cut(path: &Path, keep: impl FnOnce(u64) -> u64) {
    let file = fs::File::options().write(true).open(path).unwrap();
    file.set_len(keep(file.metadata().unwrap().len())).unwrap();
}

fn flip(path: &Path, at: impl FnOnce(usize) -> usize) {
    let mut bytes = fs::read(path).unwrap();
    let at = at(bytes.len());
    bytes[at] ^= 4;
    fs::write(path, bytes).unwrap();
}

pub fn cut_in_half(counter: &mut Counter) -> Told {
    with_spoilt(counter, "station.db", |path| cut(path, |size| size / 2))
}

pub fn cut_to_nothing(counter: &mut Counter) -> Told {
    with_spoilt(counter, "station.db", |path| cut(path, |_| 0))
}

pub fn gone(counter: &mut Counter) -> Told {
    with_spoilt(counter, "station.db", |path| fs::remove_file(path).unwrap())
}

pub fn flipped_head(counter: &mut Counter) -> Told {
    with_spoilt(counter, "station.db", |path| flip(path, |_| 20))
}

/// Wherever it is: every page is looked at when the folder is opened.
pub fn flipped_middle(counter: &mut Counter) -> Told {
    for eighth in 1..8 {
        let told = with_spoilt(counter, "station.db", |path| flip(path, |size| size / 8 * eighth + 100));
        assert_eq!((told.code.as_str(), told.exit), ("damaged", Some(6)), "{eighth}/8: {told:?}");
    }
    with_spoilt(counter, "station.db", |path| flip(path, |size| size - 100))
}

/// A copy as it is kept before a migration is named, and put in place it opens with everything.
pub fn flipped_with_copy(counter: &mut Counter) -> Told {
    let station = &counter.town.station;
    let (copy, database) = (station.join("station.before-2"), station.join("station.db"));
    store_of(counter).back_up(&copy).unwrap();
    flip(&database, |size| size / 2);
    let told = counter.told(&["case", "list"]);
    fs::rename(copy, database).unwrap();
    told
}

fn store_of(counter: &Counter) -> Store {
    let station = &counter.town.station;
    let key = Vault::new(station, Cost::FLOOR).open(CHIEF, PASSWORD, morning().millis()).unwrap();
    Store::open(station, &key).unwrap()
}

pub fn foreign(counter: &mut Counter) -> Told {
    let other = counter.town.folder.path().join("other-station");
    done(program_in(&other).args(["init", "--station", "469028100202", "--chief", "王海"]));
    with_spoilt(counter, "station.db", |path| {
        fs::copy(other.join("station.db"), path).unwrap();
    })
}

pub fn keys_changed(counter: &mut Counter) -> Told {
    with_spoilt(counter, "keys.json", |path| flip(path, |_| 0))
}

/// Told when it is looked at; the same paper taken in again mends it.
pub fn sealed_changed(counter: &mut Counter) -> Told {
    let material = counter.draft.slots.iter().find_map(|slot| slot.files.first()).unwrap();
    let (hash, _) = store_of(counter).material_file(material.id.parse().unwrap()).unwrap().unwrap();
    let good = store_of(counter).files().read(&hash).unwrap();
    let (folder, name) = (&hash.as_str()[..2], hash.as_str());
    flip(&counter.town.station.join("files").join(folder).join(name), |size| size / 2);
    let desk = counter.desk();
    let look = PictureInput { material: material.id.clone(), page: 1, width: 100 };
    let told = deeds::material_picture(&desk, look).map(drop).unwrap_err();
    let again = deeds::take_in(&desk, &counter.draft.draft, &material.slot, &good).unwrap();
    let input = MaterialInput { draft: counter.draft.draft.clone(), material: again.id };
    deeds::material_remove(&desk, input).unwrap();
    told.into()
}

pub fn without_secret(counter: &mut Counter) -> Told {
    let copy = counter.town.folder.path().join("copied");
    copy_folder(&counter.town.station, &copy);
    fs::remove_file(copy.join("device-secret")).unwrap();
    let told = program_in(&copy).args(["case", "list"]).output().unwrap().into();
    assert!(!copy.join("device-secret").exists(), "no new secret is made");
    told
}

pub fn database_alone(counter: &mut Counter) -> Told {
    let copy = counter.town.folder.path().join("database-alone");
    fs::create_dir_all(&copy).unwrap();
    fs::copy(counter.town.station.join("station.db"), copy.join("station.db")).unwrap();
    let before = fs::read(copy.join("station.db")).unwrap();
    let told =
        program_in(&copy).args(["init", "--station", STATION, "--chief", CHIEF]).output().unwrap().into();
    assert_eq!(fs::read(copy.join("station.db")).unwrap(), before);
    told
}

/// The folder is copied while it is open; the copy takes in and sends a case of its own the next day. What waits in the
/// first is refused once and goes up with the round that follows.
pub fn used_twice(counter: &mut Counter) -> Told {
    let copy = counter.town.folder.path().join("used-twice");
    let open = counter.desk();
    copy_folder(&counter.town.station, &copy);
    drop(open);
    let case = {
        let tomorrow = Clock::demo(Moment::from_millis(morning().millis() + 86_400_000));
        let desk = Desk::new(DeskSettings { folder: copy, clock: tomorrow, ..counter.town.settings() });
        deeds::login(&desk, LoginInput { clerk: CHIEF.into(), password: PASSWORD.into() }).unwrap();
        let case = submitted(&desk, ITEM, &sample(ITEM));
        desk.send_now().unwrap();
        case
    };
    counter.elsewhere.push(case.number);
    counter.takes_in_another();
    let told = counter.told(&["sync"]);
    done(counter.program().arg("sync"));
    let desk = counter.desk();
    assert_eq!(show(&desk, counter.cases.last().unwrap()).row.word, "省里已收到");
    let page = deeds::line_state(&desk, Nothing {}).unwrap();
    assert!(page.warnings.iter().any(|told| told.contains("一份数据只能在一台电脑上用")), "{page:?}");
    drop(desk);
    counter.takes_in_another();
    told
}

pub fn second_program(counter: &mut Counter) -> Told {
    let _open = counter.desk();
    counter.told(&["case", "list"])
}

/// A later pack that is spoilt changes nothing. When no good one is left it is said, and the next round brings one.
pub fn catalogue_changed(counter: &mut Counter) -> Told {
    let good = store_of(counter).packs().unwrap();
    let later = PackRecord { version: good[0].version + 1, ..spoilt(&good[0]) };
    store_of(counter).keep_pack(&later, morning()).unwrap();
    assert_eq!(counter.items(), 12, "the last good one stays");
    for pack in &good {
        store_of(counter).keep_pack(&spoilt(pack), morning()).unwrap();
    }
    let told = counter.told(&["item", "search", ""]);
    done(counter.program().arg("sync"));
    assert_eq!(counter.items(), 12);
    told
}

/// One byte differs from what was signed.
fn spoilt(pack: &PackRecord) -> PackRecord {
    let mut pack = pack.clone();
    let middle = pack.bytes.len() / 2;
    pack.bytes[middle] ^= 1;
    pack
}
