//! Signing on the screen: what is bound, what the county gets of it, and what is refused.

use crate::paper::words_of;
use crate::town::*;
use casework::ink::InkRecord;
use image::GrayImage;
use seal::Digest;
use serde_json::json;
use station::view::*;
use station::{Desk, deeds, pages};

fn input(case: &CaseView, kind: &str) -> PaperInput {
    PaperInput { case: case.case.clone(), kind: kind.into(), letter: String::new(), large: false }
}

fn grey(png: &[u8]) -> GrayImage {
    image::load_from_memory(png).unwrap().to_luma8()
}

/// How many pixels of a place are as dark as ink.
fn ink_at(page: &GrayImage, place: &PadPlace) -> usize {
    let part = |part: f64, whole: u32| (part * f64::from(whole)) as u32;
    let (left, top) = (part(place.left, page.width()), part(place.top, page.height()));
    let (width, height) = (part(place.width, page.width()), part(place.height, page.height()));
    let all = (top..top + height).flat_map(|y| (left..left + width).map(move |x| (x, y)));
    all.filter(|(x, y)| page.get_pixel(*x, *y).0[0] < 60).count()
}

fn bound(desk: &Desk, case: &CaseView) -> usize {
    show(desk, case).sign_pages.iter().filter(|page| page.back).count()
}

#[test]
fn a_case_signed_on_the_screen_goes_to_the_county_as_a_scanned_one_does_with_its_ink() {
    let town = Town::new();
    let desk = town.open_desk();
    let case = frozen(&desk, "unemployment", &sample("unemployment"));
    assert_eq!(case.pads.iter().map(|offer| offer.kind.as_str()).collect::<Vec<_>>(), ["form", "receipt"]);
    let form = open_pad(&desk, &case, "form");
    assert!(deeds::pad_sign(&desk, with_ink(&case, &form)).unwrap().pads[0].signed);
    let signed = written(&desk, &case, "receipt").unwrap();
    assert!(signed.signed.contains("在屏上签字"), "{}", signed.signed);
    assert!(signed.papers.iter().all(|paper| paper.printed == 0), "nothing had to be printed");
    deeds::case_submit(&desk, by(&case)).unwrap();
    desk.send_now().unwrap();

    let batch = town.county_pulls();
    let text = std::fs::read(batch.join(format!("cases/{}.json", case.number))).unwrap();
    let held: serde_json::Value = serde_json::from_slice(&text).unwrap();
    let signing = &held["submission"]["signing"];
    assert_eq!(signing["by"]["by"], "pad");
    let materials = batch.join("materials").join(&case.number);
    let files: Vec<Vec<u8>> =
        names_in(&materials).iter().map(|name| std::fs::read(materials.join(name)).unwrap()).collect();
    let named = |hash: &serde_json::Value| {
        files.iter().find(|bytes| json!(Digest::of(bytes).to_string()) == *hash).expect("a file of the batch")
    };
    for page in signing["pages"].as_array().unwrap() {
        let papers = held["submission"]["papers"].as_array().unwrap();
        let paper = papers.iter().find(|paper| paper["kind"] == page["kind"]).unwrap();
        assert_eq!((&page["paper"], &page["told_by"]), (&paper["sha256"], &json!("pad")));
        let record: InkRecord = serde_json::from_slice(named(&page["ink"]["sha256"])).unwrap();
        assert_eq!((json!(record.paper), record.version), (page["paper"].clone(), 1), "ink of this paper");
        assert_eq!(record.places[0].strokes.len(), 4);
        let picture = named(&page["scan"]);
        assert!(pages::code_on(picture, "image/png", 1).unwrap().is_some(), "the page's own code is read");
        assert!(picture.len() < 160 * 1024, "{} bytes", picture.len());
    }
    let here = |page: &&serde_json::Value| page["kind"] == "form" && page["page"] == form.places[0].at;
    let scan = signing["pages"].as_array().unwrap().iter().find(here).unwrap();
    let empty =
        pages::drawn(&deeds::paper_bytes(&desk, &case.case, "form").unwrap(), form.places[0].at, 1654);
    let (empty, inked) = (empty.unwrap(), grey(named(&scan["scan"])));
    let drawn = ink_at(&inked, &form.places[0]) - ink_at(&empty, &form.places[0]);
    assert!(drawn > 300, "{drawn} pixels of ink at “{}”", form.places[0].label);
}

#[test]
fn the_places_to_sign_lie_over_the_lines_that_are_printed_for_it() {
    let town = Town::new();
    let desk = town.open_desk();
    let case = frozen(&desk, "subsistence-allowance", &sample("subsistence-allowance"));
    let pad = open_pad(&desk, &case, "form");
    let labels: Vec<&str> = pad.places.iter().map(|place| place.label.as_str()).collect();
    assert!(labels.len() > 1, "the household signs too: {labels:?}");
    let pdf = deeds::paper_bytes(&desk, &case.case, "form").unwrap();
    let words = words_of(&pdf);
    for place in &pad.places {
        assert!(words.contains(place.label.as_str()), "{} is printed", place.label);
        let page = pages::drawn(&pdf, place.at, 1654).unwrap();
        let y = ((place.top + place.height * 0.9) * f64::from(page.height())) as u32;
        let middle = ((place.left + place.width / 2.0) * f64::from(page.width())) as u32;
        let rule = (y - 3..y + 4).any(|y| page.get_pixel(middle, y).0[0] < 160);
        assert!(rule, "no line under “{}” on page {}", place.label, place.at);
    }
    assert!(
        open_pad(&desk, &case, "receipt").places.len() >= 2,
        "the clerk signs the copy that stays as well"
    );
}

#[test]
fn ink_written_before_a_change_is_refused_with_the_sentence_of_scans_and_nothing_is_bound() {
    let town = Town::new();
    let desk = town.open_desk();
    let case = frozen(&desk, "unemployment", &sample("unemployment"));
    let old = with_ink(&case, &open_pad(&desk, &case, "form"));
    let draft = deeds::case_change(&desk, by(&case)).unwrap();
    let mut data = draft.data.clone();
    data.insert("applicant_phone".into(), json!("13800000001"));
    deeds::draft_save(&desk, DraftSave { draft: draft.draft.clone(), rev: draft.rev, data }).unwrap();
    let again = deeds::case_freeze(&desk, DraftInput { draft: draft.draft }).unwrap();

    for made in [false, true] {
        let refused = deeds::pad_sign(&desk, old.clone()).unwrap_err();
        assert_eq!(refused.code, ErrorCode::OldVersion, "the new form is made: {made}");
        assert_eq!(refused.message, "这页是改之前打印的,请重新打印签字。");
        open_pad(&desk, &again, "form");
    }
    assert_eq!(bound(&desk, &again), 0);
    written(&desk, &again, "form").unwrap();
    assert!(bound(&desk, &again) > 0);
}

#[test]
fn ink_is_not_moved_to_another_paper_or_another_case() {
    let town = Town::new();
    let desk = town.open_desk();
    let case = frozen(&desk, "unemployment", &sample("unemployment"));
    let other = frozen(&desk, "sole-trader", &sample("sole-trader"));
    let form = with_ink(&case, &open_pad(&desk, &case, "form"));
    open_pad(&desk, &case, "receipt");
    open_pad(&desk, &other, "form");
    for moved in [
        PadSign { kind: "receipt".into(), ..form.clone() },
        PadSign { case: other.case.clone(), ..form.clone() },
        PadSign { paper: Digest::of(b"a paper nobody made").to_string(), ..form.clone() },
    ] {
        assert_eq!(deeds::pad_sign(&desk, moved).unwrap_err().code, ErrorCode::OtherPaper);
    }
    assert_eq!((bound(&desk, &case), bound(&desk, &other)), (0, 0));
}

#[test]
fn a_place_that_is_left_empty_is_named_and_the_rest_is_not_taken_without_it() {
    let town = Town::new();
    let desk = town.open_desk();
    let case = frozen(&desk, "unemployment", &sample("unemployment"));
    let pad = open_pad(&desk, &case, "receipt");
    let mut sign = with_ink(&case, &pad);
    sign.places[1] = PadInk::default();
    let refused = deeds::pad_sign(&desk, sign).unwrap_err();
    assert_eq!(refused.message, "“收件人（签字）”这一处还没有签字,点一点、划一下不算。");
    assert_eq!(refused.problems[0].path, "1", "the screen goes back there");
    assert_eq!(bound(&desk, &case), 0);
}

#[test]
fn what_was_signed_on_the_screen_is_taken_back_and_signed_on_paper_instead() {
    let town = Town::new();
    let desk = town.open_desk();
    let case = frozen(&desk, "unemployment", &sample("unemployment"));
    written(&desk, &case, "form").unwrap();
    let all = written(&desk, &case, "receipt").unwrap();
    assert!(all.next.contains(&NextDeed::Submit));
    let back = deeds::pad_take_back(&desk, input(&case, "receipt")).unwrap();
    assert!(!back.next.contains(&NextDeed::Submit) && back.signed.is_empty(), "{}", back.signed);
    assert_eq!(deeds::case_submit(&desk, by(&case)).unwrap_err().code, ErrorCode::NotSigned);
    assert_eq!(deeds::pad_take_back(&desk, input(&case, "receipt")).unwrap_err().code, ErrorCode::NotFound);

    for (_, scan) in pages_to_sign(&desk, &case.case).iter().filter(|(page, _)| page.kind == "receipt") {
        deeds::bind_scan(&desk, &case.case, scan).unwrap();
    }
    let mixed = show(&desk, &case);
    assert!(mixed.signed.contains("亲笔签字") && mixed.signed.contains("在屏上签"), "{}", mixed.signed);
    let sent = deeds::case_submit(&desk, by(&case)).unwrap();
    assert_eq!((sent.state.as_str(), sent.pads.len()), ("queued", 0));
    assert_eq!(deeds::pad_take_back(&desk, input(&case, "form")).unwrap_err().code, ErrorCode::State);
    desk.send_now().unwrap();
}

#[test]
fn who_signs_by_thumb_or_through_a_witness_signs_on_paper() {
    let town = Town::new();
    let desk = town.open_desk();
    let case = frozen(&desk, "unemployment", &sample("unemployment"));
    let sign = with_ink(&case, &open_pad(&desk, &case, "form"));
    let way = SignWay { by: "thumb".into(), ..SignWay::default() };
    let thumb = deeds::case_sign_way(&desk, CaseSignWay { case: case.case.clone(), way }).unwrap();
    assert_eq!(thumb.pads, []);
    for refused in [deeds::pad_sign(&desk, sign), deeds::pad_open(&desk, input(&case, "form")).map(|_| thumb)]
    {
        assert_eq!(refused.unwrap_err().code, ErrorCode::OnPaper);
    }
}
