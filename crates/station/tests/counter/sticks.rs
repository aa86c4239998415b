//! The way to the county and back by stick, between a real desk and a real gateway.

use crate::broken::pulled;
use crate::small_disk::{Ballast, with_a_small_disk};
use crate::town::*;
use casework::decision::{Decision, Outcome};
use gateway::{Bearer, Delivery, deliver};
use gateway_store::Store;
use seal::Digest;
use serde_json::{Value, json};
use station::view::*;
use station::{Desk, deeds};
use std::fs;
use std::path::{Path, PathBuf};

const ITEM: &str = "old-age-allowance";

pub fn place(path: &Path) -> BundlePlace {
    BundlePlace { path: path.to_string_lossy().into_owned() }
}

pub fn export(desk: &Desk, stick: &Path) -> Vec<PathBuf> {
    let written = deeds::bundle_export(desk, place(stick)).unwrap();
    written.files.iter().map(|name| stick.join(name)).collect()
}

pub fn import(desk: &Desk, stick: &Path) -> Result<BundleTaken, Failure> {
    deeds::bundle_import(desk, place(stick))
}

/// Somebody at the county imports these files; the answers lie on the stick then.
pub fn at_the_county(town: &Town, files: &[PathBuf], stick: &Path) -> Delivery {
    let store = Store::open(&town.folder.path().join("gateway")).unwrap();
    let bearer = Bearer { who: "刘审核", county: None };
    deliver(&store, files, stick, &bearer, morning).unwrap()
}

/// A stick goes to the county and comes home with the answer.
pub fn there_and_back(town: &Town, desk: &Desk, stick: &Path) -> BundleTaken {
    at_the_county(town, &export(desk, stick), stick);
    let taken = import(desk, stick).unwrap();
    assert_eq!(taken.troubles, []);
    taken
}

/// The gateway's disk loses a file of a case, and the county has to leave the case out.
pub fn lost_at_the_gateway(town: &mut Town, case: &CaseView, plain: &[u8]) {
    let name = Digest::of(plain).to_string();
    fs::remove_file(town.folder.path().join("gateway/files").join(&name[..2]).join(&name)).unwrap();
    town.line_up();
    let tried = town.county_tries();
    town.line_down();
    assert_eq!((tried.cases, tried.left_out.len()), (0, 1));
    assert_eq!(tried.left_out[0].number.to_string(), case.number);
}

fn codes(delivery: &Delivery) -> Vec<&str> {
    delivery.bundles.iter().flat_map(|brought| brought.notes.iter().map(|note| note.code)).collect()
}

fn numbers_at_the_county(town: &Town) -> Vec<String> {
    let db = rusqlite::Connection::open(town.folder.path().join("gateway/gateway.db")).unwrap();
    let mut query = db.prepare("SELECT number FROM cases ORDER BY number").unwrap();
    query.query_map([], |row| row.get(0)).unwrap().map(Result::unwrap).collect()
}

fn copy_of(file: &Path, change: impl FnOnce(&mut Vec<u8>)) -> (tempfile::TempDir, PathBuf) {
    let stick = tempfile::tempdir().unwrap();
    let path = stick.path().join(file.file_name().unwrap());
    let mut bytes = fs::read(file).unwrap();
    change(&mut bytes);
    fs::write(&path, bytes).unwrap();
    (stick, path)
}

fn without_a_line() -> (Town, Desk, tempfile::TempDir) {
    let mut town = Town::new();
    let desk = town.open_desk();
    town.line_down();
    (town, desk, tempfile::tempdir().unwrap())
}

#[test]
fn a_case_goes_to_the_county_by_stick_and_its_proof_its_decision_and_its_paper_come_back() {
    let (mut town, desk, stick) = without_a_line();
    let case = submitted(&desk, ITEM, &sample(ITEM));
    let written = deeds::bundle_export(&desk, place(stick.path())).unwrap();
    assert_eq!(written.files, ["469028100200-1-0001.bianmin"]);
    assert!(written.words.starts_with("导出了 1 件、"), "{}", written.words);
    assert_eq!(show(&desk, &case).row.word, "存在本机", "what was exported stays in the queue");

    let files = [stick.path().join(&written.files[0])];
    let delivery = at_the_county(&town, &files, stick.path());
    assert_eq!(codes(&delivery), [""; 0]);
    assert_eq!(delivery.replies[0].files, ["469028100200-1-0001-back.bianmin"]);
    assert_eq!(numbers_at_the_county(&town), std::slice::from_ref(&case.number));

    let taken = import(&desk, stick.path()).unwrap();
    assert_eq!(taken.troubles, []);
    let after = show(&desk, &case);
    assert_eq!(after.row.word, "省里已收到");
    assert!(after.proof.starts_with("46-2026-01-"), "{}", after.proof);
    assert!(after.materials.iter().all(|m| m.progress == "已送到"), "{:?}", after.materials);
    assert!(import(&desk, stick.path()).unwrap().words.contains("没有新的") || after == show(&desk, &case));

    town.line_up();
    town.official_decides(&case.number, &Decision::new(Outcome::Accept));
    town.line_down();
    let files = export(&desk, stick.path());
    assert!(files[0].ends_with("469028100200-1-0002.bianmin"));
    at_the_county(&town, &files, stick.path());
    let taken = import(&desk, stick.path()).unwrap();
    assert_eq!(taken.troubles, []);
    let decided = show(&desk, &case);
    assert_eq!(decided.row.word, "县里在办");
    assert!(
        decided.papers.iter().any(|paper| paper.issued && paper.kind == "acceptance"),
        "{:?}",
        decided.papers
    );
    assert!(deeds::paper_bytes(&desk, &case.case, "acceptance").unwrap().starts_with(b"%PDF-"));
}

#[test]
fn the_stick_and_the_line_carry_the_same_cases_and_the_county_has_each_of_them_once() {
    let (mut town, desk, stick) = without_a_line();
    let cases =
        [submitted(&desk, ITEM, &sample(ITEM)), submitted(&desk, "unemployment", &sample("unemployment"))];
    let files = export(&desk, stick.path());
    town.line_up();
    std::thread::scope(|both| {
        let line = both.spawn(|| desk.send_now());
        at_the_county(&town, &files, stick.path());
        // where the stick was quicker with a piece of a file, the line asks anew where both stand
        let _ = line.join().unwrap();
    });
    desk.send_now().unwrap();
    let mut numbers: Vec<String> = cases.iter().map(|case| case.number.clone()).collect();
    numbers.sort();
    assert_eq!(numbers_at_the_county(&town), numbers);
    let proofs: Vec<String> = cases.iter().map(|case| show(&desk, case).proof).collect();
    assert_eq!(import(&desk, stick.path()).unwrap().troubles, []);
    at_the_county(&town, &files, stick.path());
    assert_eq!(import(&desk, stick.path()).unwrap().troubles, []);
    for (case, proof) in cases.iter().zip(proofs) {
        let after = show(&desk, case);
        assert_eq!((after.row.word.as_str(), after.proof), ("省里已收到", proof));
        assert!(after.materials.iter().all(|m| m.progress == "已送到" || m.progress.is_empty()));
    }
    assert_eq!(desk.send_now().unwrap().entries, 0);
}

#[test]
fn a_bundle_that_was_cut_or_changed_anywhere_says_so_and_the_whole_one_brings_everything_once() {
    let (town, desk, stick) = without_a_line();
    let case = submitted(&desk, ITEM, &sample(ITEM));
    let file = export(&desk, stick.path()).remove(0);
    let length = fs::metadata(&file).unwrap().len() as usize;
    let out = tempfile::tempdir().unwrap();
    // every chunk that is sealed alone, one byte beside it, and a spread
    let chunks = (0..length).step_by(64 * 1024 + 16).flat_map(|at| [at.saturating_sub(1), at, at + 1]);
    let cuts: Vec<usize> = chunks.chain((0..length).step_by(length / 15)).filter(|at| *at < length).collect();
    for at in cuts {
        let (_stick, cut) = copy_of(&file, |bytes| bytes.truncate(at));
        let delivery = at_the_county(&town, &[cut], out.path());
        let said = codes(&delivery);
        let expected = if at < 500 { ["foreign", "altered"] } else { ["cut", "altered"] };
        assert!(said.len() == 1 && expected.contains(&said[0]), "cut at {at}: {said:?}");
        assert!(at % 512 == 0 || at < 500 || said == ["cut"], "cut at {at}: {said:?}");
        let (_stick, changed) = copy_of(&file, |bytes| bytes[at] ^= 4);
        let said = at_the_county(&town, &[changed], out.path());
        let said = codes(&said);
        assert!(
            ["altered", "foreign", "other_gateway", "goes_down"].contains(&said[0]),
            "byte {at}: {said:?}"
        );
    }
    assert_eq!(codes(&at_the_county(&town, std::slice::from_ref(&file), stick.path())), [""; 0]);
    assert_eq!(numbers_at_the_county(&town), std::slice::from_ref(&case.number));
    // the same with what comes back
    let back = stick.path().join("469028100200-1-0001-back.bianmin");
    let length = fs::metadata(&back).unwrap().len() as usize;
    for at in (0..length).step_by(length / 10) {
        let (folder, _) = copy_of(&back, |bytes| bytes.truncate(at));
        let fault = first_fault(import(&desk, folder.path()));
        let expected = [ErrorCode::BundleCut, ErrorCode::BundleAltered, ErrorCode::BundleForeign];
        assert!(expected.contains(&fault.code), "cut at {at}: {fault:?}");
        let (folder, _) = copy_of(&back, |bytes| bytes[at] ^= 4);
        let fault = first_fault(import(&desk, folder.path()));
        assert!(fault.code.key().starts_with("bundle_"), "byte {at}: {fault:?}");
    }
    assert_eq!(import(&desk, stick.path()).unwrap().troubles, []);
    assert_eq!(show(&desk, &case).row.word, "省里已收到");
}

fn first_fault(told: Result<BundleTaken, Failure>) -> Failure {
    match told {
        Err(failure) => failure,
        Ok(taken) => taken.troubles.into_iter().next().expect("something is wrong with it").failure,
    }
}

#[test]
fn a_bundle_of_several_volumes_is_taken_in_any_order_and_the_one_that_is_missing_is_named() {
    let (town, desk, stick) = without_a_line();
    let case = submitted(&desk, "unemployment", &sample("unemployment"));
    let path = stick.path().to_string_lossy();
    let written = deeds::export_in_volumes(&desk, &path, 60_000).unwrap();
    assert!(written.files.len() > 2, "{:?}", written.files);
    assert!(written.files[0].ends_with(&format!("-1of{}.bianmin", written.files.len())));
    let files: Vec<PathBuf> = written.files.iter().map(|name| stick.path().join(name)).collect();
    let out = tempfile::tempdir().unwrap();
    let early = at_the_county(&town, &files[1..2], out.path());
    assert!(codes(&early).contains(&"waiting") || codes(&early).contains(&"volume"), "{early:?}");
    assert_eq!(codes(&at_the_county(&town, &files[..1], out.path())), ["volume"]);
    let backwards: Vec<PathBuf> = files.iter().rev().cloned().collect();
    assert_eq!(codes(&at_the_county(&town, &backwards, stick.path())), [""; 0]);
    import(&desk, stick.path()).unwrap();
    let after = show(&desk, &case);
    assert_eq!(after.row.word, "省里已收到");
    assert!(
        after.materials.iter().all(|m| m.progress == "已送到" || m.progress.is_empty()),
        "{:?}",
        after.materials
    );
}

#[test]
fn a_bundle_that_starts_behind_a_gap_says_what_is_missing_and_is_taken_when_that_has_come() {
    let (town, desk, stick) = without_a_line();
    let first = submitted(&desk, ITEM, &sample(ITEM));
    let lost = export(&desk, stick.path());
    let fooled = tempfile::tempdir().unwrap();
    // the county answers, and then its disk goes and yesterday's copy comes back
    let copy = town.folder.path().join("yesterday");
    fs::copy(town.folder.path().join("gateway/gateway.db"), &copy).unwrap();
    at_the_county(&town, &lost, fooled.path());
    import(&desk, fooled.path()).unwrap();
    assert_eq!(show(&desk, &first).row.word, "省里已收到");
    for name in ["gateway.db-wal", "gateway.db-shm"] {
        let _ = fs::remove_file(town.folder.path().join("gateway").join(name));
    }
    fs::copy(&copy, town.folder.path().join("gateway/gateway.db")).unwrap();

    submitted(&desk, "unemployment", &sample("unemployment"));
    let behind = export(&desk, stick.path());
    let delivery = at_the_county(&town, &behind, stick.path());
    let note = &delivery.bundles[0].notes[0];
    assert_eq!(note.code, "gap");
    assert!(note.message.contains("缺第 1 条"), "{}", note.message);
    let taken = import(&desk, stick.path()).unwrap();
    assert!(taken.next.contains("再导出一次"), "{taken:?}");
    let line = deeds::line_state(&desk, Nothing {}).unwrap();
    assert!(line.warnings[0].contains("恢复过旧备份"), "{line:?}");
    // the first stick was lost: what the gateway had is on the next one as well, with its files and under its numbers
    let proof = show(&desk, &first).proof;
    let again = export(&desk, stick.path());
    assert_eq!(codes(&at_the_county(&town, &again, stick.path())), [""; 0]);
    assert_eq!(numbers_at_the_county(&town).len(), 2);
    assert_eq!(import(&desk, stick.path()).unwrap().troubles, []);
    let after = show(&desk, &first);
    assert_eq!((after.row.word.as_str(), after.proof), ("省里已收到", proof));
    let left = deeds::bundle_state(&desk, Nothing {}).unwrap();
    assert!(left.words.contains("没有等着发的"), "nothing is lacking any more: {left:?}");
}

#[test]
fn a_file_that_the_gateways_disk_lost_is_asked_for_by_the_stick_and_the_next_one_carries_it() {
    let (mut town, desk, stick) = without_a_line();
    let case = submitted(&desk, ITEM, &sample(ITEM));
    assert_eq!(there_and_back(&town, &desk, stick.path()).next, "");
    lost_at_the_gateway(&mut town, &case, &picture(0));
    let told = there_and_back(&town, &desk, stick.path());
    assert!(told.next.contains("还缺 1 个附件"), "{told:?}");
    // the first answer lies on the stick as well, from when the file was there
    assert_eq!(import(&desk, stick.path()).unwrap().next, "", "it is asked for once");
    let waits = deeds::bundle_state(&desk, Nothing {}).unwrap();
    assert!(waits.words.contains("1 件没发完、1 个附件"), "{waits:?}");

    for _ in 0..2 {
        assert_eq!(there_and_back(&town, &desk, stick.path()).next, "");
        let after = show(&desk, &case);
        assert!(after.materials.iter().all(|one| one.progress == "已送到"), "{:?}", after.materials);
    }
    town.line_up();
    assert!(pulled(&town.county_pulls(), &case).1.contains(&picture(0)));
}

#[test]
fn a_full_stick_a_stick_that_is_too_small_and_one_that_is_pulled_lose_nothing() {
    let name = "sticks::a_full_stick_a_stick_that_is_too_small_and_one_that_is_pulled_lose_nothing";
    with_a_small_disk(name, "4m", |disk| {
        let (_town, desk, _) = without_a_line();
        let case = submitted(&desk, ITEM, &sample(ITEM));
        let full = Ballast::on(disk);
        let told = deeds::bundle_export(&desk, place(disk)).unwrap_err();
        assert_eq!(told.code, ErrorCode::StickFull);
        assert!(told.message.contains("只剩 0 KB") && told.next.contains("都还在本机"), "{told:?}");
        drop(full);
        let told = deeds::bundle_export(&desk, place(&disk.join("gone"))).unwrap_err();
        assert_eq!(told.code, ErrorCode::Stick);
        assert_eq!(names_in(disk), [""; 0], "nothing is left on the stick");
        assert_eq!(show(&desk, &case).row.word, "存在本机");
        assert_eq!(export(&desk, disk).len(), 1);
    });
}

#[test]
fn a_couriers_stick_holds_the_bundles_of_two_stations_and_each_takes_its_own() {
    let (town, desk, stick) = without_a_line();
    let other = Town::new();
    let elsewhere = other.open_desk();
    let case = submitted(&desk, ITEM, &sample(ITEM));
    export(&desk, stick.path());
    let told = import(&desk, stick.path()).unwrap_err();
    assert_eq!(told.code, ErrorCode::BundleGoesUp);
    let told = import(&elsewhere, stick.path()).unwrap_err();
    assert_eq!(told.code, ErrorCode::BundleOtherProvince);

    let theirs = tempfile::tempdir().unwrap();
    submitted(&elsewhere, ITEM, &sample(ITEM));
    let foreign = export(&elsewhere, theirs.path()).remove(0);
    let carried = stick.path().join("469028100299-1-0001.bianmin");
    fs::copy(&foreign, &carried).unwrap();
    let all: Vec<PathBuf> = names_in(stick.path()).iter().map(|name| stick.path().join(name)).collect();
    let delivery = at_the_county(&town, &all, stick.path());
    assert_eq!(codes(&delivery), ["other_gateway"], "a stick of another province is not for this one");
    assert_eq!(numbers_at_the_county(&town), std::slice::from_ref(&case.number));
    assert_eq!(import(&desk, stick.path()).unwrap().troubles, []);
    assert_eq!(show(&desk, &case).row.word, "省里已收到");
}

#[test]
fn what_stands_openly_on_a_stick_names_the_station_and_nobody_else() {
    let (_town, desk, stick) = without_a_line();
    let mut data = sample(ITEM);
    data.insert("applicant_name".into(), json!("符金丹"));
    data.insert("account_name".into(), json!("符金丹"));
    submitted(&desk, ITEM, &data);
    let file = export(&desk, stick.path()).remove(0);
    let bytes = fs::read(&file).unwrap();
    let personal = data.values().filter_map(Value::as_str).filter(|text| text.len() > 8 || *text == "符金丹");
    for text in personal {
        assert!(!bytes.windows(text.len()).any(|window| window == text.as_bytes()), "{text}");
    }
    assert!(String::from_utf8_lossy(&bytes[..200]).contains("469028100200"));
}

#[test]
fn writing_can_be_stopped_and_leaves_nothing_on_the_stick() {
    let (_town, desk, stick) = without_a_line();
    let case = submitted(&desk, ITEM, &sample(ITEM));
    let over = std::sync::atomic::AtomicBool::new(false);
    let told = std::thread::scope(|both| {
        both.spawn(|| {
            while !over.load(std::sync::atomic::Ordering::SeqCst) {
                deeds::bundle_cancel(&desk, Nothing {}).unwrap();
            }
        });
        // whoever presses 停止 may be too late once
        let told = (0..1_000).find_map(|_| deeds::bundle_export(&desk, place(stick.path())).err());
        over.store(true, std::sync::atomic::Ordering::SeqCst);
        told.unwrap()
    });
    assert_eq!(told.code, ErrorCode::BundleStopped);
    assert!(names_in(stick.path()).iter().all(|name| name.ends_with(".bianmin")), "nothing half-written");
    assert_eq!(show(&desk, &case).row.word, "存在本机");
    assert!(!export(&desk, stick.path()).is_empty());
}
