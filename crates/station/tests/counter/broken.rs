//! A file that opens no more on this computer before the gateway has it: told beside its case, and taken in anew.

use crate::sticks::{at_the_county, export, lost_at_the_gateway, place, there_and_back};
use crate::town::*;
use seal::Digest;
use serde_json::{Value, json};
use station::view::*;
use station::{Desk, deeds};
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

const ITEM: &str = "old-age-allowance";
/// Two pictures are needed for it, and its form has several pages.
const TWO_PLACES: &str = "subsistence-allowance";

/// A bit flips on the disk.
fn damage(town: &Town, plain: &[u8]) {
    damage_named(town, &Digest::of(plain).to_string());
}

fn damage_named(town: &Town, name: &str) {
    let path = town.settings().folder.join("files").join(&name[..2]).join(name);
    let mut bytes = fs::read(&path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    fs::write(&path, bytes).unwrap();
}

/// A case whose first material was damaged before it was sent, and what the material was.
fn with_a_broken_material(town: &Town, desk: &Desk) -> (CaseView, Vec<u8>) {
    let case = submitted(desk, ITEM, &sample(ITEM));
    let photo = picture(0);
    damage(town, &photo);
    assert!(desk.send_now().is_ok(), "it is in nobody's way");
    (show(desk, &case), photo)
}

fn again(desk: &Desk, case: &CaseView, material: &str, bytes: &[u8]) -> Result<CaseView, Failure> {
    let input =
        json!({"case": case.case, "material": material, "file_name": "拍照.png", "bytes": base64(bytes)});
    Ok(serde_json::from_value(call(desk, "material_again", input)?).unwrap())
}

/// What the county has of a case: its file, and the bytes of all its pictures.
pub fn pulled(batch: &Path, case: &CaseView) -> (Value, Vec<Vec<u8>>) {
    let text = fs::read(batch.join(format!("cases/{}.json", case.number))).unwrap();
    let folder = batch.join("materials").join(&case.number);
    let files = names_in(&folder).iter().map(|name| fs::read(folder.join(name)).unwrap()).collect();
    (serde_json::from_slice(&text).unwrap(), files)
}

#[test]
fn a_material_that_opens_no_more_is_told_and_another_picture_of_it_goes_in_its_place() {
    let town = Town::new();
    let desk = town.open_desk();
    let (case, photo) = with_a_broken_material(&town, &desk);
    let told = deeds::line_state(&desk, Nothing {}).unwrap();
    assert!(told.waiting[0].stuck.contains("打不开"), "{:?}", told.waiting);
    let broken: Vec<_> = case.materials.iter().filter(|one| one.broken).collect();
    assert_eq!(broken.len(), 1);

    let anew = picture(99);
    let mended = again(&desk, &case, &broken[0].file.id, &anew).unwrap();
    assert!(mended.materials.iter().all(|one| !one.broken) && mended.materials.len() == case.materials.len());
    let report = desk.send_now().unwrap();
    assert_eq!((report.entries, report.files), (1, 1));
    assert_eq!(deeds::line_state(&desk, Nothing {}).unwrap().waiting, []);
    let (file, pictures) = pulled(&town.county_pulls(), &case);
    assert!(pictures.contains(&anew) && !pictures.contains(&photo), "the county has what can be read");
    assert_eq!(file["supplements"][0]["instead_of"], json!(Digest::of(&photo).to_string()));
}

#[test]
fn a_stick_leaves_it_behind_and_says_so_and_the_next_one_carries_what_came_in_its_place() {
    let (mut town, stick) = (Town::new(), tempfile::tempdir().unwrap());
    let desk = town.open_desk();
    town.line_down();
    let case = submitted(&desk, ITEM, &sample(ITEM));
    damage(&town, &picture(0));
    export(&desk, stick.path());
    let broken = show(&desk, &case).materials.into_iter().find(|one| one.broken).unwrap();

    let anew = picture(99);
    again(&desk, &case, &broken.file.id, &anew).unwrap();
    at_the_county(&town, &export(&desk, stick.path()), stick.path());
    town.line_up();
    assert!(pulled(&town.county_pulls(), &case).1.contains(&anew));
}

#[test]
fn what_the_gateway_lost_and_a_stick_asks_for_in_vain_is_told_and_another_picture_goes_in_its_place() {
    let (mut town, stick) = (Town::new(), tempfile::tempdir().unwrap());
    let desk = town.open_desk();
    town.line_down();
    let case = submitted(&desk, ITEM, &sample(ITEM));
    there_and_back(&town, &desk, stick.path());
    lost_at_the_gateway(&mut town, &case, &picture(0));
    damage(&town, &picture(0));
    there_and_back(&town, &desk, stick.path());
    let written = deeds::bundle_export(&desk, place(stick.path())).unwrap();
    assert!(written.words.contains("打不开"), "{}", written.words);
    let broken = show(&desk, &case).materials.into_iter().find(|one| one.broken).unwrap();

    let anew = picture(99);
    again(&desk, &case, &broken.file.id, &anew).unwrap();
    assert_eq!(there_and_back(&town, &desk, stick.path()).next, "", "nobody waits for the old one");
    town.line_up();
    assert!(pulled(&town.county_pulls(), &case).1.contains(&anew));
}

#[test]
fn the_same_file_once_more_simply_goes_on() {
    let town = Town::new();
    let desk = town.open_desk();
    let (case, photo) = with_a_broken_material(&town, &desk);
    let broken = case.materials.iter().find(|one| one.broken).unwrap();
    let mended = again(&desk, &case, &broken.file.id, &photo).unwrap();
    assert!(mended.materials.iter().all(|one| !one.broken));
    let report = desk.send_now().unwrap();
    assert_eq!((report.entries, report.files), (0, 1), "nothing new has to be said");
    let (file, pictures) = pulled(&town.county_pulls(), &case);
    assert!(pictures.contains(&photo));
    assert_eq!(file["supplements"], json!([]));
}

#[test]
fn one_picture_that_lies_in_two_places_is_replaced_in_both() {
    let town = Town::new();
    let desk = town.open_desk();
    let draft = filled(&desk, TWO_PLACES, &sample(TWO_PLACES), &[]);
    let taken = draft.slots.iter().filter(|slot| !slot.files.is_empty());
    let [first, second] = [0, 1].map(|at| taken.clone().nth(at).unwrap().files[0].clone());
    call(&desk, "material_remove", json!({"draft": draft.draft, "material": second.id})).unwrap();
    let photo = picture(0);
    deeds::take_in(&desk, &draft.draft, &second.slot, &photo).unwrap();
    let case = deeds::case_freeze(&desk, DraftInput { draft: draft.draft }).unwrap();
    signed(&desk, &case);
    deeds::case_submit(&desk, by(&case)).unwrap();
    damage(&town, &photo);
    desk.send_now().unwrap();
    let broken: Vec<_> = show(&desk, &case).materials.into_iter().filter(|one| one.broken).collect();
    assert_eq!([&broken[0].file.slot, &broken[1].file.slot], [&first.slot, &second.slot]);

    let mended = again(&desk, &case, &broken[1].file.id, &picture(99)).unwrap();
    assert!(mended.materials.iter().all(|one| !one.broken));
    let slots =
        |view: &CaseView| view.materials.iter().map(|one| one.file.slot.clone()).collect::<BTreeSet<_>>();
    assert_eq!(slots(&mended), slots(&case));
    let shown = json!({"material": mended.materials.last().unwrap().file.id, "page": 1, "width": 120});
    assert!(call(&desk, "material_picture", shown).is_ok(), "what followed can be looked at");
    desk.send_now().unwrap();
    let (file, _) = pulled(&town.county_pulls(), &case);
    let anew: Vec<_> =
        file["supplements"].as_array().unwrap().iter().map(|one| &one["material"]["slot"]).collect();
    assert_eq!(anew, [&json!(first.slot), &json!(second.slot)]);
}

#[test]
fn what_was_broken_and_is_not_sent_yet_is_changed_and_not_followed() {
    let town = Town::new();
    let desk = town.open_desk();
    let (case, _) = with_a_broken_material(&town, &desk);
    let broken = case.materials.iter().find(|one| one.broken).unwrap().file.id.clone();
    town.decide(&case.number, crate::stories::correction("applicant_name", "请核对姓名"));
    desk.send_now().unwrap();
    let draft = deeds::case_change(&desk, by(&case)).unwrap();
    deeds::case_freeze(&desk, DraftInput { draft: draft.draft }).unwrap();
    assert!(show(&desk, &case).materials.iter().all(|one| !one.broken));
    assert_eq!(again(&desk, &case, &broken, &picture(99)).unwrap_err().code, ErrorCode::State);
}

#[test]
fn a_disk_that_only_hesitated_gives_the_file_after_the_next_log_in() {
    let town = Town::new();
    let photo = picture(0);
    let desk = town.open_desk();
    let case = submitted(&desk, ITEM, &sample(ITEM));
    damage(&town, &photo);
    desk.send_now().unwrap();
    damage(&town, &photo); // the bit flips back
    deeds::logout(&desk, Nothing {}).unwrap();
    deeds::login(&desk, LoginInput { clerk: CHIEF.into(), password: PASSWORD.into() }).unwrap();
    assert!(show(&desk, &case).materials.iter().all(|one| !one.broken));
    assert_eq!(desk.send_now().unwrap().files, 1);
}

#[test]
fn a_material_that_opens_is_not_taken_in_twice() {
    let town = Town::new();
    let desk = town.open_desk();
    let case = submitted(&desk, ITEM, &sample(ITEM));
    let refused = again(&desk, &case, &case.materials[0].file.id, &picture(99)).unwrap_err();
    assert_eq!(refused.code, ErrorCode::State);
    assert_eq!(desk.send_now().unwrap().entries, 1, "the case, and nothing behind it");
}

#[test]
fn a_correction_begins_with_what_came_in_the_place_of_a_broken_material() {
    let town = Town::new();
    let desk = town.open_desk();
    let (case, _) = with_a_broken_material(&town, &desk);
    let broken = case.materials.iter().find(|one| one.broken).unwrap();
    again(&desk, &case, &broken.file.id, &picture(99)).unwrap();
    desk.send_now().unwrap();
    town.decide(&case.number, crate::stories::correction("applicant_name", "请核对姓名"));
    desk.send_now().unwrap();
    let draft = deeds::case_change(&desk, by(&case)).unwrap();
    let frozen = deeds::case_freeze(&desk, DraftInput { draft: draft.draft.clone() }).unwrap();
    assert_eq!(frozen.materials.len(), case.materials.len(), "and is not in the case twice");
    let material =
        draft.slots.iter().flat_map(|slot| &slot.files).find(|file| file.slot == broken.file.slot).unwrap();
    let shown = json!({"material": material.id, "page": 1, "width": 120});
    assert!(call(&desk, "material_picture", shown).is_ok(), "it opens");
}

#[test]
fn a_signed_page_whose_scan_opens_no_more_is_scanned_once_more() {
    let town = Town::new();
    let desk = town.open_desk();
    let case = frozen(&desk, ITEM, &sample(ITEM));
    let pages = pages_to_sign(&desk, &case.case);
    for (_, page) in &pages {
        deeds::bind_scan(&desk, &case.case, page).unwrap();
    }
    deeds::case_submit(&desk, by(&case)).unwrap();
    let (first, second) = (&pages[0].1, &pages[1].1);
    damage(&town, first);
    damage(&town, second);
    desk.send_now().unwrap();
    let told = show(&desk, &case);
    assert!(!told.broken_pages.is_empty() && told.next.contains(&NextDeed::Sign), "{told:?}");
    assert!(told.sign_pages.iter().filter(|page| !page.back).count() == 2);
    let offered = |desk| deeds::scan_tray(desk, Nothing {}).unwrap().candidates;
    let tray = offered(&desk);
    assert_eq!(
        (tray.len(), &tray[0].case, tray[0].pages.len()),
        (1, &case.case, 2),
        "the tray knows them too"
    );

    for page in [first, second] {
        deeds::bind_scan(&desk, &case.case, &paler(page)).unwrap();
    }
    assert!(offered(&desk).is_empty());
    let mended = show(&desk, &case);
    assert!(mended.broken_pages.is_empty() && !mended.next.contains(&NextDeed::Sign), "{mended:?}");
    desk.send_now().unwrap();
    assert_eq!(deeds::line_state(&desk, Nothing {}).unwrap().waiting, []);
    let (_, pictures) = pulled(&town.county_pulls(), &case);
    for page in [first, second] {
        assert!(pictures.contains(&paler(page)) && !pictures.contains(page));
    }
}

/// Everything that is kept.
fn kept(town: &Town) -> BTreeSet<String> {
    let files = town.settings().folder.join("files");
    names_in(&files).iter().flat_map(|folder| names_in(&files.join(folder))).collect()
}

/// A case that was signed on the screen and submitted; what was written on its form, and the pictures of the form's pages.
fn written_on_the_screen(town: &Town, desk: &Desk) -> (CaseView, String, BTreeSet<String>) {
    let case = frozen(desk, TWO_PLACES, &sample(TWO_PLACES));
    let form = with_ink(&case, &open_pad(desk, &case, "form"));
    let before = kept(town);
    let signed = deeds::pad_sign(desk, form).unwrap();
    let pictures: BTreeSet<String> =
        signed.sign_pages.into_iter().filter(|page| page.back).map(|page| page.scan).collect();
    let ink = kept(town).into_iter().find(|name| !before.contains(name) && !pictures.contains(name));
    written(desk, &case, "receipt").unwrap();
    (deeds::case_submit(desk, by(&case)).unwrap(), ink.unwrap(), pictures)
}

/// What was lost is told, the form is signed once more on paper, and the county has the case without what was lost.
fn signed_again_on_paper(town: &Town, desk: &Desk, case: &CaseView, lost: &BTreeSet<String>) {
    lost.iter().for_each(|name| damage_named(town, name));
    desk.send_now().unwrap();
    let told = show(desk, case);
    assert!(told.broken_pages[0].message.contains("在纸上重新签字"), "{:?}", told.broken_pages);
    assert!(told.next.contains(&NextDeed::Sign), "{:?}", told.next);
    assert!(told.sign_pages.iter().all(|page| page.back == (page.kind != "form")), "{:?}", told.sign_pages);

    let pages = pages_to_sign(desk, &case.case).into_iter().filter(|(page, _)| page.kind == "form");
    let scans: Vec<Vec<u8>> = pages.map(|(_, scan)| scan).collect();
    assert!(scans.len() > 1, "what was written lies on several pages");
    for scan in &scans {
        deeds::bind_scan(desk, &case.case, scan).unwrap();
    }
    let mended = show(desk, case);
    assert!(mended.broken_pages.is_empty() && !mended.next.contains(&NextDeed::Sign), "{mended:?}");
    desk.send_now().unwrap();
    assert_eq!(deeds::line_state(desk, Nothing {}).unwrap().waiting, []);
    let (file, pictures) = pulled(&town.county_pulls(), case);
    assert!(scans.iter().all(|scan| pictures.contains(scan)));
    let followed = file["supplements"].as_array().unwrap();
    let replaced: BTreeSet<String> =
        followed.iter().filter_map(|one| Some(one["instead_of"].as_str()?.to_owned())).collect();
    assert_eq!(replaced, *lost);
}

#[test]
fn a_paper_signed_on_the_screen_whose_ink_opens_no_more_is_signed_once_more_on_paper() {
    let town = Town::new();
    let desk = town.open_desk();
    let (case, ink, _) = written_on_the_screen(&town, &desk);
    signed_again_on_paper(&town, &desk, &case, &BTreeSet::from([ink]));
}

#[test]
fn a_correction_that_comes_before_all_pages_are_signed_again_leaves_nothing_that_is_waited_for() {
    let town = Town::new();
    let desk = town.open_desk();
    let (case, ink, _) = written_on_the_screen(&town, &desk);
    damage_named(&town, &ink);
    desk.send_now().unwrap();
    let (_, first) =
        pages_to_sign(&desk, &case.case).into_iter().find(|(page, _)| page.kind == "form").unwrap();
    deeds::bind_scan(&desk, &case.case, &first).unwrap();
    desk.send_now().unwrap();

    town.decide(&case.number, crate::stories::correction("applicant_name", "请核对姓名"));
    desk.send_now().unwrap();
    let draft = deeds::case_change(&desk, by(&case)).unwrap();
    let anew = deeds::case_freeze(&desk, DraftInput { draft: draft.draft }).unwrap();
    signed(&desk, &anew);
    deeds::case_submit(&desk, by(&anew)).unwrap();
    desk.send_now().unwrap();
    assert_eq!(deeds::line_state(&desk, Nothing {}).unwrap().waiting, []);
    assert_eq!(pulled(&town.county_pulls(), &anew).0["submission"]["frozen"]["version"], 2);
}

#[test]
fn so_is_one_of_which_neither_the_ink_nor_a_picture_opens() {
    let town = Town::new();
    let desk = town.open_desk();
    let (case, ink, mut lost) = written_on_the_screen(&town, &desk);
    lost.insert(ink);
    signed_again_on_paper(&town, &desk, &case, &lost);
}

/// The same page, as the scanner gives it the next time.
fn paler(page: &[u8]) -> Vec<u8> {
    let mut picture = image::load_from_memory(page).unwrap().to_luma8();
    picture.pixels_mut().for_each(|pixel| pixel.0[0] = pixel.0[0].max(3));
    let mut bytes = std::io::Cursor::new(Vec::new());
    picture.write_to(&mut bytes, image::ImageFormat::Png).unwrap();
    bytes.into_inner()
}
