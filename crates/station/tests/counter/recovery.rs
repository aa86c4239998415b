//! The way back to one's data: the password is forgotten or the device secret gone, and the county brings something.

use crate::bound::{another_code, ends_key, gateway};
use crate::town::*;
use casework::place::DeviceNumber;
use seal::slot::DataKey;
use station::view::*;
use station::{Desk, deeds};
use std::fs;
use std::os::fd::AsRawFd as _;
use std::path::{Path, PathBuf};
use wire::recovery::{self, Origin, Recovery, RecoveryCode, SEALED_KEY};

const ITEM: &str = "old-age-allowance";
const NEW_PASSWORD: &str = "xinmima2027";

fn login(desk: &Desk, password: &str) -> Result<DeskState, Failure> {
    deeds::login(desk, LoginInput { clerk: CHIEF.into(), password: password.into() })
}

/// What the province finds in the station's sealed data key.
fn opened_at_the_province(town: &Town) -> (DataKey, Origin) {
    let sealed = fs::read(town.station.join(SEALED_KEY)).unwrap();
    gateway(town).keys().open_data_key(&sealed).unwrap()
}

/// The computer was set up anew: what it kept beside the folder, in the keyring or in a file, is gone.
fn loses_the_device_secret(town: &Town) {
    if fs::remove_file(town.station.join("device-secret")).is_err() {
        let (_, origin) = opened_at_the_province(town);
        let kept = keyring_core::Entry::new("cn.bianmin.station", &origin.folder).unwrap();
        kept.delete_credential().unwrap();
    }
}

/// What goes home on the stick, and the code that is told.
fn brought(key: &DataKey, origin: Origin, stick: &Path) -> (PathBuf, RecoveryCode) {
    let code = RecoveryCode::generate().unwrap();
    let recovery = Recovery::wrap(key, origin, &code).unwrap();
    let file = stick.join(recovery.file_name());
    fs::write(&file, recovery.to_bytes().unwrap()).unwrap();
    (file, code)
}

fn recovered(desk: &Desk, file: &Path, code: &str) -> Result<Recovered, Failure> {
    let file = file.to_string_lossy().into_owned();
    let input = RecoverInput { file, code: code.into(), clerk: String::new(), password: NEW_PASSWORD.into() };
    deeds::desk_recover(desk, input)
}

#[test]
fn a_station_whose_password_and_device_secret_are_gone_opens_again_with_its_drafts_and_unsent_cases() {
    let mut town = Town::new();
    let desk = town.open_desk();
    town.line_down();
    let case = submitted(&desk, ITEM, &sample(ITEM));
    let draft = filled(&desk, "unemployment", &sample("unemployment"), &[]);
    drop(desk);
    loses_the_device_secret(&town);
    let desk = town.desk();
    let failure = login(&desk, PASSWORD).unwrap_err();
    assert_eq!(failure.code, ErrorCode::Copied);
    assert!(failure.next.contains(SEALED_KEY), "{}", failure.next);

    let stick = tempfile::tempdir().unwrap();
    let (key, origin) = opened_at_the_province(&town);
    let (file, code) = brought(&key, origin, stick.path());
    let Recovered { desk: state, left } = recovered(&desk, &file, &code.to_string()).unwrap();
    assert_eq!((state.stage, state.clerk.as_str(), state.chief), (DeskStage::Open, CHIEF, true));
    assert!(!file.exists() && left.is_empty(), "a recovery file serves once");
    drop(desk);

    let desk = town.desk();
    assert_eq!(login(&desk, PASSWORD).unwrap_err().code, ErrorCode::WrongPassword);
    login(&desk, NEW_PASSWORD).unwrap();
    assert_eq!(show(&desk, &case).row.word, "存在本机");
    let again = deeds::draft_open(&desk, DraftInput { draft: draft.draft.clone() }).unwrap();
    assert_eq!((again.data, again.slots), (draft.data, draft.slots));
    town.line_up();
    desk.send_now().unwrap();
    assert_eq!(show(&desk, &case).row.word, "省里已收到");
}

#[test]
fn a_recovery_file_that_cannot_be_removed_from_where_it_lies_is_named() {
    let town = Town::new();
    drop(town.open_desk());
    let stick = tempfile::tempdir().unwrap();
    let (key, origin) = opened_at_the_province(&town);
    let (file, code) = brought(&key, origin, stick.path());
    // as on a stick that is write-protected: from there not even root removes anything
    let held = fs::File::open(&file).unwrap();
    let protected = PathBuf::from(format!("/proc/self/fd/{}", held.as_raw_fd()));
    let Recovered { desk: state, left } = recovered(&town.desk(), &protected, &code.to_string()).unwrap();
    assert_eq!((state.stage, Path::new(&left)), (DeskStage::Open, protected.as_path()));
    assert!(file.exists());
}

#[test]
fn a_strangers_recovery_file_another_code_and_a_mistyped_one_change_nothing() {
    let town = Town::new();
    drop(town.open_desk());
    let stick = tempfile::tempdir().unwrap();
    let (key, origin) = opened_at_the_province(&town);
    let kept =
        || ["keys.json", SEALED_KEY, "device-secret"].map(|name| fs::read(town.station.join(name)).ok());
    let before = kept();
    let desk = town.desk();
    let refused = |file: &Path, code: &str| recovered(&desk, file, code).unwrap_err().code;

    let folder = "ffffffffffffffff".to_owned();
    let (file, code) = brought(&key, Origin { folder, ..origin.clone() }, stick.path());
    assert_eq!(refused(&file, &code.to_string()), ErrorCode::RecoveryFile, "another folder's");
    let (file, code) = brought(&DataKey::generate().unwrap(), origin.clone(), stick.path());
    assert_eq!(refused(&file, &code.to_string()), ErrorCode::RecoveryFile, "another key under our name");
    let (file, code) = brought(&key, origin, stick.path());
    let other = RecoveryCode::generate().unwrap();
    assert_eq!(refused(&file, &other.to_string()), ErrorCode::RecoveryCode);
    assert_eq!(refused(&file, &code.to_string()[1..]), ErrorCode::RecoveryCode);
    assert_eq!(refused(&town.station.join("keys.json"), &code.to_string()), ErrorCode::RecoveryFile);
    assert_eq!(refused(&stick.path().join("nowhere.json"), &code.to_string()), ErrorCode::Stick);

    assert_eq!(kept(), before);
    assert!(file.exists());
    assert_eq!(login(&desk, PASSWORD).unwrap().stage, DeskStage::Open);
}

#[test]
fn on_a_couriers_stick_the_file_for_this_folder_and_this_code_is_found_and_the_others_stay() {
    let town = Town::new();
    drop(town.open_desk());
    let stick = tempfile::tempdir().unwrap();
    let (key, origin) = opened_at_the_province(&town);
    let desk = town.desk();
    let refused = |code: &RecoveryCode| recovered(&desk, stick.path(), &code.to_string()).unwrap_err().code;

    let folder = "ffffffffffffffff".to_owned();
    let strangers = Origin { folder, device: DeviceNumber::new(9).unwrap(), ..origin.clone() };
    assert_eq!(refused(&RecoveryCode::generate().unwrap()), ErrorCode::RecoveryNone);
    let (strangers, their_code) = brought(&key, strangers, stick.path());
    assert_eq!(refused(&their_code), ErrorCode::RecoveryFile);
    let (file, _) = brought(&key, origin.clone(), stick.path());
    let older = stick.path().join("1-recovery.json");
    fs::rename(&file, &older).unwrap();
    let (file, code) = brought(&key, origin, stick.path());
    assert_eq!(refused(&their_code), ErrorCode::RecoveryCode);

    recovered(&desk, stick.path(), &code.to_string()).unwrap();
    assert!(!file.exists() && older.exists() && strangers.exists());
}

#[test]
fn what_the_county_needs_is_put_on_the_stick_under_a_name_of_its_own_while_nobody_is_logged_in() {
    let town = Town::new();
    drop(town.open_desk());
    let (stick, desk) = (tempfile::tempdir().unwrap(), town.desk());
    let carried = || {
        let path = stick.path().to_string_lossy().into_owned();
        deeds::recovery_carry(&desk, BundlePlace { path }).unwrap().path
    };
    let file = carried();
    assert_eq!((carried(), names_in(stick.path()).len()), (file.clone(), 1), "twice is once");
    let (_, origin) = opened_at_the_province(&town);
    assert_eq!(gateway(&town).keys().open_data_key(&fs::read(&file).unwrap()).unwrap().1, origin);
    let nowhere = BundlePlace { path: stick.path().join("nowhere").to_string_lossy().into_owned() };
    assert_eq!(deeds::recovery_carry(&desk, nowhere).unwrap_err().code, ErrorCode::Stick);

    let another = Town::new();
    drop(another.open_desk());
    let path = stick.path().to_string_lossy().into_owned();
    deeds::recovery_carry(&another.desk(), BundlePlace { path }).unwrap();
    assert_eq!(names_in(stick.path()).len(), 2, "a courier carries several");
    fs::remove_file(another.station.join(SEALED_KEY)).unwrap();
    let path = stick.path().to_string_lossy().into_owned();
    let refused = deeds::recovery_carry(&another.desk(), BundlePlace { path }).unwrap_err();
    assert_eq!(refused.code, ErrorCode::NotFound);
}

#[test]
fn where_the_key_file_is_spoilt_or_gone_the_desk_opens_again_by_what_was_brought() {
    let town = Town::new();
    drop(town.open_desk());
    let stick = tempfile::tempdir().unwrap();
    let keys = town.station.join("keys.json");
    let comes_back = |desk: &Desk| {
        let state = deeds::recovery_state(desk, Nothing {}).unwrap();
        assert_eq!((Path::new(&state.folder), state.sealed), (town.station.as_path(), true));
        let (key, origin) = opened_at_the_province(&town);
        let (file, code) = brought(&key, origin, stick.path());
        assert_eq!(recovered(desk, &file, &code.to_string()).unwrap().desk.clerks, [CHIEF]);
    };

    fs::write(&keys, b"spoilt").unwrap();
    let desk = town.desk();
    assert_eq!(deeds::desk_state(&desk, Nothing {}).unwrap_err().code, ErrorCode::Damaged);
    comes_back(&desk);
    drop(desk);
    fs::remove_file(&keys).unwrap();
    let desk = town.desk();
    assert_eq!(deeds::desk_state(&desk, Nothing {}).unwrap().stage, DeskStage::Fresh);
    comes_back(&desk);
}

#[test]
fn a_folder_of_before_gets_its_sealed_data_key_at_the_next_log_in_and_a_new_enrolment_writes_it_anew() {
    let town = Town::new();
    drop(town.open_desk());
    let sealed = town.station.join(SEALED_KEY);
    let (_, first) = opened_at_the_province(&town);
    let written = fs::read(&sealed).unwrap();
    login(&town.desk(), PASSWORD).unwrap();
    assert_eq!(fs::read(&sealed).unwrap(), written, "once is enough");

    fs::remove_file(&sealed).unwrap();
    login(&town.desk(), PASSWORD).unwrap();
    assert_eq!(opened_at_the_province(&town).1, first);
    fs::write(&sealed, b"spoilt").unwrap();
    login(&town.desk(), PASSWORD).unwrap();
    assert_eq!(opened_at_the_province(&town).1, first);

    ends_key(&town);
    let code = another_code(&town);
    let desk = town.desk();
    login(&desk, PASSWORD).unwrap();
    deeds::desk_enrol(&desk, EnrolInput { gateway: town.url(), code }).unwrap();
    let (key, second) = opened_at_the_province(&town);
    assert_eq!((second.device.get(), &second.folder), (2, &first.folder));
    let stranger = seal::SigningKey::generate().unwrap();
    let elsewhere = recovery::seal(&key, &second, &stranger.public()).unwrap();
    assert!(gateway(&town).keys().open_data_key(&elsewhere).is_err());
}
