//! What has to be signed, how, and what is said while something of it is missing.

use crate::paper::words_of;
use crate::town::*;
use serde_json::json;
use station::deeds;
use station::view::*;

fn sentences(troubles: &[Trouble]) -> Vec<&str> {
    troubles.iter().map(|trouble| trouble.message.as_str()).collect()
}

#[test]
fn a_case_is_sent_only_when_every_page_is_back_and_the_missing_ones_are_named() {
    let town = Town::new();
    let desk = town.open_desk();
    let case = frozen(&desk, "subsistence-allowance", &sample("subsistence-allowance"));
    assert_eq!(sentences(&case.unsigned), ["申请表还没打印。", "收件凭证存档联还没打印。"]);

    let pages = pages_to_sign(&desk, &case.case);
    let form = pages.iter().filter(|(page, _)| page.kind == "form").count();
    assert!(form > 2, "the household's form has {form} pages");
    let rest = pages.iter().filter(|(page, _)| !(page.kind == "form" && page.page == 2));
    for (page, scan) in rest {
        let bound = deeds::bind_scan(&desk, &case.case, scan).unwrap();
        assert_eq!((bound.page, bound.pages, bound.complete), (page.page, page.pages, false));
    }
    let refused = deeds::case_submit(&desk, by(&case)).unwrap_err();
    assert_eq!(refused.code, ErrorCode::NotSigned);
    let words = format!("申请表共 {form} 页,第 2 页还没扫回。");
    assert_eq!(sentences(&refused.problems), [words.as_str()]);
    let shown = show(&desk, &case);
    assert_eq!((shown.signed.as_str(), sentences(&shown.unsigned)), ("", vec![words.as_str()]));
    assert!(!shown.next.contains(&NextDeed::Submit));

    let (_, second) = pages.iter().find(|(page, _)| page.kind == "form" && page.page == 2).unwrap();
    assert!(deeds::bind_scan(&desk, &case.case, second).unwrap().complete);
    let shown = show(&desk, &case);
    assert!(shown.unsigned.is_empty() && shown.sign_pages.iter().all(|page| page.back));
    assert_eq!(deeds::case_submit(&desk, by(&case)).unwrap().state, "queued");
    let report = desk.send_now().unwrap();
    assert!(report.files >= pages.len(), "{} files went up for {} pages", report.files, pages.len());
}

#[test]
fn what_the_county_gets_names_each_page_with_the_hash_of_what_was_printed() {
    let town = Town::new();
    let desk = town.open_desk();
    let case = submitted(&desk, "unemployment", &sample("unemployment"));
    desk.send_now().unwrap();
    let batch = town.county_pulls();
    let text = std::fs::read(batch.join(format!("cases/{}.json", case.number))).unwrap();
    let held: serde_json::Value = serde_json::from_slice(&text).unwrap();
    let submission = &held["submission"];
    let pages = submission["signing"]["pages"].as_array().unwrap();
    assert!(pages.iter().any(|page| page["kind"] == "receipt"), "the copy that stays: {pages:?}");
    for page in pages {
        let papers = submission["papers"].as_array().unwrap();
        let paper = papers.iter().find(|paper| paper["kind"] == page["kind"]).unwrap();
        assert_eq!((&page["paper"], &page["told_by"]), (&paper["sha256"], &json!("code")));
        assert_eq!(page["clerk"], CHIEF);
    }
    let files = names_in(&batch.join("materials").join(&case.number));
    let scans = files.iter().filter(|name| name.starts_with("signed-form-")).count();
    assert_eq!(scans, pages.len(), "{files:?}");
}

#[test]
fn a_scan_that_follows_is_sent_after_its_case_once_the_last_page_is_there() {
    let town = Town::new();
    let desk = town.open_desk();
    let case = frozen(&desk, "old-age-allowance", &sample("old-age-allowance"));
    let pages = pages_to_sign(&desk, &case.case);
    deeds::bind_scan(&desk, &case.case, &pages[0].1).unwrap();
    let later = deeds::sign_later(&desk, by(&case)).unwrap();
    assert!(later.signed.contains("前补扫"), "{}", later.signed);
    deeds::case_submit(&desk, by(&case)).unwrap();
    assert_eq!(desk.send_now().unwrap().entries, 1);

    let waiting = deeds::scan_tray(&desk, Nothing {}).unwrap().candidates;
    assert!(waiting.iter().any(|one| one.case == case.case && one.pages.len() == pages.len() - 1));
    for (_, scan) in &pages[1..] {
        deeds::bind_scan(&desk, "", scan).unwrap();
    }
    assert!(show(&desk, &case).signed.contains("都已扫回"));
    assert_eq!(desk.send_now().unwrap().entries, 1, "one entry for all pages");
    deeds::bind_scan(&desk, "", &pages[0].1).unwrap();
    assert_eq!(desk.send_now().unwrap().entries, 0, "what was sent is not sent again");
}

#[test]
fn a_resident_who_cannot_write_signs_through_a_witness_whose_line_is_printed() {
    let town = Town::new();
    let desk = town.open_desk();
    let draft = filled(&desk, "old-age-allowance", &sample("old-age-allowance"), &[]);
    let way = |name: &str, id: &str, relation: &str| SignWay {
        by: "witness".into(),
        name: name.into(),
        id_number: id.into(),
        relation: relation.into(),
    };
    let say = |way: SignWay| deeds::draft_sign_way(&desk, DraftSignWay { draft: draft.draft.clone(), way });
    let applicant = draft.data["applicant_name"].as_str().unwrap();
    for (name, id, relation) in
        [("", "", "邻居"), ("黄组长", "", ""), ("黄组长", "469034196803051230", ""), (applicant, "", "自己")]
    {
        assert_eq!(say(way(name, id, relation)).unwrap_err().code, ErrorCode::Witness, "{name} {id}");
    }
    assert_eq!(say(way("黄组长", "", "村民小组长")).unwrap().sign_way.name, "黄组长");
    let case = deeds::case_freeze(&desk, DraftInput { draft: draft.draft.clone() }).unwrap();
    let words = words_of(&deeds::paper_bytes(&desk, &case.case, "form").unwrap());
    for said in ["黄组长", "村民小组长", "读给申请人听", "见证人（签字）", CHIEF] {
        assert!(words.contains(said), "{said} is not in {words}");
    }
    signed(&desk, &case);
    assert!(show(&desk, &case).signed.contains("见证人黄组长"), "{}", show(&desk, &case).signed);
}

#[test]
fn another_witness_makes_a_new_version_and_a_thumb_print_does_not() {
    let town = Town::new();
    let desk = town.open_desk();
    let case = frozen(&desk, "unemployment", &sample("unemployment"));
    let pages = pages_to_sign(&desk, &case.case);
    let say = |way: SignWay| deeds::case_sign_way(&desk, CaseSignWay { case: case.case.clone(), way });
    let thumb = say(SignWay { by: "thumb".into(), ..SignWay::default() }).unwrap();
    assert_eq!((thumb.version, thumb.sign_way.by.as_str()), (1, "thumb"));

    let witness = SignWay {
        by: "witness".into(),
        name: "黄组长".into(),
        relation: "邻居".into(),
        ..SignWay::default()
    };
    let anew = say(witness).unwrap();
    assert_eq!((anew.version, anew.number.as_str()), (2, case.number.as_str()));
    let old = deeds::bind_scan(&desk, &case.case, &pages[0].1).unwrap_err();
    assert_eq!(old.message, "这页是改之前打印的,请重新打印签字。");
    let hand = say(SignWay { by: "hand".into(), ..SignWay::default() }).unwrap();
    assert_eq!((hand.version, hand.sign_way.by.as_str()), (3, "hand"));
}

#[test]
fn a_promise_that_was_made_and_the_mandate_of_whoever_came_come_back_signed_as_well() {
    let town = Town::new();
    let desk = town.open_desk();
    let mut data = sample("birth-registration");
    let agent = json!({"agent": true, "agent_name": "王䶮", "agent_id": "460034198001010020", "agent_phone": "13800000000", "agent_relation": "1"});
    data.extend(agent.as_object().unwrap().clone());
    let case = frozen(&desk, "birth-registration", &data);
    deeds::paper_bytes(&desk, &case.case, "promise").unwrap();
    let said = sentences(&show(&desk, &case).unsigned).join("");
    assert!(said.contains("授权委托书") && said.contains("告知承诺书"), "{said}");
}
