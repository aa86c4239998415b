//! Who checks a paper of the authority finds the keys and the page, over real HTTP and without a log-in.
#![allow(clippy::unwrap_used, clippy::expect_used)] // a test that cannot go on stops here

mod world;

use casework::decision::{Decision, Outcome};
use papers::{PaperKind, PaperNumber, qr, words_of};
use reqwest::blocking::Response;
use serde_json::Value;
use verify::{KeyBook, Refused};
use wire::keys::KeyKind;
use wire::problem::ProblemCode;
use world::village::*;
use world::*;

fn list(world: &World) -> Vec<u8> {
    let answer = world.client.get(world.url("/v1/keys")).send().unwrap();
    assert_eq!(answer.status(), 200);
    answer.bytes().unwrap().to_vec()
}

/// The letter of an acceptance as the station fetches it.
fn letter(world: &mut World) -> Vec<u8> {
    world.publish();
    let counter = world.complete_case("符大勇");
    let token = world.log_in("wang");
    let decided = world.decided(&token, &counter, &Decision::new(Outcome::Accept));
    let paper = decided.paper.expect("the fonts of the house are installed");
    world.get(&world.hello().session, &format!("/v1/files/{}", paper.sha256)).bytes().unwrap().to_vec()
}

#[test]
fn a_letter_about_an_item_that_is_a_sample_says_so() {
    let letter = letter(&mut world());
    let pages = papers::words_of(&letter).unwrap().pages;
    assert!(pages.iter().all(|page| page.concat().contains("示例，以县级发布为准")), "{pages:?}");
}

fn checked(world: &World, what: impl Into<reqwest::blocking::Body>) -> Response {
    world.client.post(world.url("/v1/verify")).body(what).send().unwrap()
}

fn verdict(world: &World, what: impl Into<reqwest::blocking::Body>) -> Value {
    read(checked(world, what))
}

#[test]
fn the_key_list_names_gateway_county_and_device_before_anything_was_decided() {
    let world = world();
    let book = KeyBook::read(&list(&world)).unwrap().pinned(world.enrolment.gateway.id()).unwrap();
    let named: Vec<(KeyKind, &str, &str)> =
        book.list().keys.iter().map(|key| (key.kind, key.name.as_str(), key.place.as_str())).collect();
    let expected = [
        (KeyKind::Gateway, "省审批网", "46"),
        (KeyKind::County, "陵水黎族自治县", "469028"),
        (KeyKind::Device, NAME, STATION),
    ];
    assert_eq!(named, expected);
    let device = &book.list().keys[2];
    assert_eq!(device.key, world.village.key.public());
    assert_eq!(device.from.unwrap().date(), noon().date());
}

#[test]
fn the_authoritys_letter_is_signed_by_the_countys_key_and_holds_without_a_line() {
    let mut world = world();
    let book = KeyBook::read(&list(&world)).unwrap();
    let pdf = letter(&mut world);
    let statement = verify::file(&pdf, &book).unwrap();
    assert_eq!((statement.signer.kind, statement.signer.name.as_str()), (KeyKind::County, "陵水黎族自治县"));
    assert_eq!(statement.facts[0].value, "受理通知书");
    let words = words_of(&pdf).unwrap();
    assert!(words.pages.iter().all(|page| page.iter().any(|line| line.contains("核对码"))), "{words:?}");
    let mut changed = pdf;
    changed[3_000] ^= 4;
    assert_eq!(verify::file(&changed, &book), Err(Refused::Forged));
}

#[test]
fn what_is_pasted_or_chosen_on_the_page_is_told_in_words() {
    let mut world = world();
    let number = PaperNumber::parse(&format!("{STATION}20260415010007X")).unwrap();
    let key = world.village.key.clone();
    let sign = |bytes: &[u8]| key.sign(bytes).0;
    let code = qr::content(PaperKind::Form, &number, 2, 1, [7; 16], key.public().id().0, &sign).unwrap();
    let told = verdict(&world, code.clone());
    assert_eq!((&told["holds"], &told["statement"]["facts"][0]["value"]), (&true.into(), &"申请表".into()));
    assert_eq!(told["statement"]["signer"]["name"], format!("{NAME}(1 号机)"));
    let told = verdict(&world, code.to_lowercase());
    assert_eq!((&told["holds"], &told["code"]), (&false.into(), &"foreign".into()));
    let pdf = letter(&mut world);
    let told = verdict(&world, pdf.clone());
    assert_eq!(
        (&told["holds"], &told["statement"]["facts"][0]["value"]),
        (&true.into(), &"受理通知书".into())
    );
    assert_eq!(verdict(&world, [&pdf[..], b"\n"].concat())["code"], "forged");
    assert_eq!(refused(checked(&world, vec![b'%'; 5 * 1024 * 1024])), ProblemCode::TooLarge);
}

#[test]
fn the_page_is_there_for_everybody_with_its_look_and_its_script() {
    let world = world();
    for (path, media_type, holds) in [
        ("/verify", "text/html; charset=utf-8", "核对文书"),
        ("/verify/page.css", "text/css; charset=utf-8", "--brand"),
        ("/verify/page.js", "text/javascript; charset=utf-8", "/v1/verify"),
    ] {
        let answer = world.client.get(world.url(path)).send().unwrap();
        assert_eq!(answer.headers()["content-type"], media_type);
        assert!(
            answer.headers()["content-security-policy"].to_str().unwrap().starts_with("default-src 'self'")
        );
        assert!(answer.text().unwrap().contains(holds), "{path}");
    }
}
