//! A file's name is nobody's path: what it is called where it comes from is left behind at the counter.

use super::counter::{done, prepare, program_in};
use crate::town::*;
use serde_json::{Value, json};
use station::deeds;
use station::view::*;
use std::fs;

/// By the program and by the screen, up to the county's folder: a name as long as a file system takes, a way upwards, a
/// PDF that calls itself a photo.
#[test]
fn files_of_any_name_reach_the_county_under_their_slot_and_kind() {
    let town = Town::new();
    prepare(&town);
    let papers = town.folder.path().join("papers");
    fs::create_dir_all(papers.join("upstairs")).unwrap();
    let form = papers.join("form.json");
    fs::write(&form, Value::Object(sample("unemployment")).to_string()).unwrap();
    let photo = papers.join("upstairs/..").join(format!("{}.jpg", "很".repeat(83)));
    let pdf = a_pdf(&town);
    fs::write(&photo, &pdf).unwrap();

    let mut typed = program_in(&town.station);
    typed.args(["case", "new", "unemployment", "--form"]).arg(&form);
    let said = done(typed.args(["--material", &format!("id_card={}", photo.display())]));
    let typed: CaseView = serde_json::from_str(&said).unwrap();
    let desk = town.desk();
    deeds::login(&desk, LoginInput { clerk: CHIEF.into(), password: PASSWORD.into() }).unwrap();
    sign_and_submit(&desk, &typed);
    let shown = on_the_screen(&desk, &format!("../../../etc/cron.d/{}\0.exe", "很".repeat(300)));
    sign_and_submit(&desk, &shown);
    desk.send_now().unwrap();

    let batch = town.county_pulls();
    let cases = [&typed, &shown].map(|case| format!("{}.json", case.number));
    assert_eq!(names_in(&batch), ["cases", "cases.csv", "cases.xlsx", "manifest.json", "materials"]);
    assert_eq!(names_in(&batch.join("cases")), cases);
    let materials = |case: &CaseView| batch.join("materials").join(&case.number);
    assert_eq!(names_in(&materials(&typed)), signed_beside(&["id_card-1.pdf"]));
    assert_eq!(fs::read(materials(&typed).join("id_card-1.pdf")).unwrap(), pdf);
    assert_eq!(names_in(&materials(&shown)), signed_beside(&["id_card-1.png", "id_card-2.png"]));
    assert_eq!(fs::read(materials(&shown).join("id_card-2.png")).unwrap(), picture(77));
}

fn on_the_screen(desk: &station::Desk, name: &str) -> CaseView {
    let draft = filled(desk, "unemployment", &sample("unemployment"), &[]);
    let input =
        json!({"draft": draft.draft, "slot": "id_card", "file_name": name, "bytes": base64(&picture(77))});
    call(desk, "material_add", input).unwrap();
    deeds::case_freeze(desk, DraftInput { draft: draft.draft }).unwrap()
}

/// The form's two pages and the receipt's copy that stays lie beside what was brought.
fn signed_beside(brought: &[&str]) -> Vec<String> {
    let signed = (1..=3).map(|page| format!("signed-form-{page}.png"));
    brought.iter().map(ToString::to_string).chain(signed).collect()
}

fn sign_and_submit(desk: &station::Desk, case: &CaseView) {
    signed(desk, case);
    deeds::case_submit(desk, by(case)).unwrap();
}

/// Any paper that is a PDF; here a notice of what is missing.
fn a_pdf(town: &Town) -> Vec<u8> {
    let desk = town.desk();
    deeds::login(&desk, LoginInput { clerk: CHIEF.into(), password: PASSWORD.into() }).unwrap();
    let bare = filled(&desk, "old-age-allowance", &sample("old-age-allowance"), &["id_card"]);
    deeds::paper_bytes(&desk, &bare.draft, "notice").unwrap()
}
