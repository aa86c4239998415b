use crate::town::*;
use casework::decision::{Decision, Demand, Outcome};
use serde_json::{Value, json};
use station::deeds;
use station::view::*;

pub fn correction(field: &str, words: &str) -> Decision {
    let demands = vec![Demand { field: field.into(), words: words.into() }];
    Decision { demands, due: Some("2026-04-22".parse().unwrap()), ..Decision::new(Outcome::Correct) }
}

#[test]
fn a_case_taken_in_while_the_line_is_down_is_sent_when_it_returns_and_its_answer_is_served() {
    let mut town = Town::new();
    let desk = town.open_desk();
    town.line_down();
    let mut data = sample("old-age-allowance");
    data.insert("applicant_name".into(), json!("𬱖·吉木"));
    data.insert("account_name".into(), json!("𬱖·吉木"));
    let case = submitted(&desk, "old-age-allowance", &data);
    assert_eq!(case.row.word, "存在本机");
    assert_eq!(desk.send_now().unwrap_err().code, ErrorCode::GatewayDown);

    town.line_up();
    let report = desk.send_now().unwrap();
    assert_eq!(report.entries, 1);
    let case = show(&desk, &case);
    assert_eq!(case.row.word, "省里已收到");
    assert!(case.proof.starts_with("46-2026-01-"), "{}", case.proof);
    assert!(case.materials.iter().all(|m| m.progress == "已送到"), "{:?}", case.materials);

    town.decide(&case.number, Decision::new(Outcome::Accept));
    town.decide(&case.number, Decision { result: "高龄津贴".into(), ..Decision::new(Outcome::Grant) });
    desk.send_now().unwrap();
    let case = show(&desk, &case);
    assert_eq!((case.state.as_str(), case.row.word.as_str()), ("granted", "已有结果"));
    assert_eq!(case.decisions.len(), 2);
    assert!(case.papers.iter().any(|paper| paper.kind == "collection" && paper.to_sign));
    assert!(deeds::paper_bytes(&desk, &case.case, "collection").unwrap().starts_with(b"%PDF-"));

    let serve = ServeInput {
        case: case.case.clone(),
        way: "direct".into(),
        recipient: "吉木".into(),
        relation: "儿子".into(),
    };
    assert_eq!(deeds::case_serve(&desk, serve).unwrap().state, "served");
    assert_eq!(desk.send_now().unwrap().entries, 1);
    assert_eq!(desk.send_now().unwrap().entries, 0);
}

#[test]
fn a_correction_shows_the_countys_words_and_makes_a_new_version_that_is_signed_again() {
    let town = Town::new();
    let desk = town.open_desk();
    let data = sample("birth-registration");
    let case = submitted(&desk, "birth-registration", &data);
    let first_page = scan(&desk, &case.case, "form");
    desk.send_now().unwrap();
    town.decide(&case.number, correction("applicant_phone", "电话少一位,请核对"));
    desk.send_now().unwrap();
    let returned = show(&desk, &case);
    assert_eq!((returned.state.as_str(), returned.row.word.as_str()), ("correction_requested", "要处理"));
    assert!(returned.tell.contains("电话少一位"), "{}", returned.tell);

    let draft = deeds::case_change(&desk, by(&case)).unwrap();
    assert_eq!(
        draft.demands,
        [Trouble { path: "applicant_phone".into(), message: "电话少一位,请核对".into() }]
    );
    assert_eq!(draft.before["applicant_name"], data["applicant_name"]);
    let mut mended = draft.data.clone();
    mended.insert("applicant_phone".into(), json!("13800000001"));
    deeds::draft_save(&desk, DraftSave { draft: draft.draft.clone(), rev: draft.rev, data: mended }).unwrap();
    let again = deeds::case_freeze(&desk, DraftInput { draft: draft.draft }).unwrap();
    assert_eq!((again.version, &again.number, again.signed.as_str()), (2, &case.number, ""));

    let old = deeds::bind_scan(&desk, &again.case, &first_page).unwrap_err();
    assert_eq!(old.code, ErrorCode::OldVersion);
    assert_eq!(old.message, "这页是改之前打印的,请重新打印签字。");
    signed(&desk, &again);
    deeds::case_submit(&desk, by(&again)).unwrap();
    desk.send_now().unwrap();
    assert_eq!(show(&desk, &again).state, "corrected");
}

#[test]
fn materials_asked_for_after_acceptance_are_sent_signed_again_and_the_review_goes_on() {
    let town = Town::new();
    let desk = town.open_desk();
    let case = submitted(&desk, "old-age-allowance", &sample("old-age-allowance"));
    desk.send_now().unwrap();
    town.decide(&case.number, Decision::new(Outcome::Accept));
    let demands = vec![Demand { field: "id_card".into(), words: "身份证背面没有拍".into() }];
    town.decide(&case.number, Decision { demands, ..Decision::new(Outcome::FurtherMaterials) });
    desk.send_now().unwrap();
    assert_eq!(show(&desk, &case).state, "further_materials");
    let draft = deeds::case_change(&desk, by(&case)).unwrap();
    deeds::take_in(&desk, &draft.draft, "id_card", &picture(77)).unwrap();
    let again = deeds::case_freeze(&desk, DraftInput { draft: draft.draft }).unwrap();
    signed(&desk, &again);
    deeds::case_submit(&desk, by(&again)).unwrap();
    desk.send_now().unwrap();
    assert_eq!(show(&desk, &again).state, "in_review");
    town.decide(&case.number, Decision::new(Outcome::Grant));
    desk.send_now().unwrap();
    assert_eq!(show(&desk, &again).state, "granted");
}

#[test]
fn a_refusal_of_acceptance_brings_its_reason_and_remedies() {
    let town = Town::new();
    let desk = town.open_desk();
    let case = submitted(&desk, "old-age-allowance", &sample("old-age-allowance"));
    desk.send_now().unwrap();
    let refusal =
        Decision { reason: "户籍不在本县".into(), ..Decision::new(Outcome::RefuseAcceptance) };
    town.decide(&case.number, refusal);
    desk.send_now().unwrap();
    let refused = show(&desk, &case);
    assert_eq!(refused.state, "not_accepted");
    assert!(refused.tell.contains("户籍不在本县"), "{}", refused.tell);
    let remedies = refused.decisions[0].remedies.join("");
    assert!(remedies.contains("行政复议") && remedies.contains("诉讼"), "{remedies}");
    assert!(refused.next.contains(&NextDeed::Serve));
}

#[test]
fn what_the_resident_takes_back_is_let_go_by_the_county() {
    let town = Town::new();
    let desk = town.open_desk();
    let case = submitted(&desk, "old-age-allowance", &sample("old-age-allowance"));
    desk.send_now().unwrap();
    town.decide(&case.number, Decision::new(Outcome::Accept));
    desk.send_now().unwrap();
    deeds::case_withdraw(&desk, CaseReason { case: case.case.clone(), reason: "搬走了".into() }).unwrap();
    desk.send_now().unwrap();
    assert_eq!(show(&desk, &case).state, "withdrawal_requested");
    town.decide(&case.number, ended("申请人撤回"));
    desk.send_now().unwrap();
    let gone = show(&desk, &case);
    assert_eq!((gone.state.as_str(), gone.row.word.as_str()), ("withdrawn", "已了结"));
    assert!(gone.timeline.iter().any(|row| row.what == "撤回"), "{:?}", gone.timeline);
}

pub fn ended(reason: &str) -> Decision {
    Decision { reason: reason.into(), ..Decision::new(Outcome::Terminate) }
}

#[test]
fn a_correction_that_never_comes_is_ended_by_the_county_and_what_was_begun_for_it_is_not_frozen() {
    let town = Town::new();
    let desk = town.open_desk();
    let case = submitted(&desk, "old-age-allowance", &sample("old-age-allowance"));
    desk.send_now().unwrap();
    town.decide(&case.number, Decision { due: None, ..correction("applicant_phone", "电话少一位") });
    desk.send_now().unwrap();
    let draft = deeds::case_change(&desk, by(&case)).unwrap();
    town.decide(&case.number, ended("要求补正的材料没有收到"));
    desk.send_now().unwrap();
    let lapsed = show(&desk, &case);
    assert_eq!((lapsed.state.as_str(), lapsed.row.word.as_str()), ("lapsed", "已有结果"));
    assert!(lapsed.row.due.is_empty() && lapsed.next.contains(&NextDeed::Serve), "{:?}", lapsed.next);
    assert!(lapsed.tell.contains("重新申请") && lapsed.tell.contains("没有收到"), "{}", lapsed.tell);
    let what = &lapsed.timeline.last().unwrap().what;
    assert!(what.contains("未补正"), "{what}");

    let refused = deeds::case_freeze(&desk, DraftInput { draft: draft.draft }).unwrap_err();
    assert_eq!(refused.code, ErrorCode::State);
    assert_eq!(show(&desk, &case).version, 1);
    let serve = ServeInput {
        case: case.case.clone(),
        way: "mail".into(),
        recipient: "吉木".into(),
        relation: "儿子".into(),
    };
    assert_eq!(deeds::case_serve(&desk, serve).unwrap().state, "served");
    assert_eq!(desk.send_now().unwrap().entries, 1);
}

#[test]
fn who_is_asked_for_a_correction_may_ask_for_the_case_back_instead() {
    let town = Town::new();
    let desk = town.open_desk();
    let case = submitted(&desk, "old-age-allowance", &sample("old-age-allowance"));
    desk.send_now().unwrap();
    town.decide(&case.number, correction("applicant_phone", "电话少一位"));
    desk.send_now().unwrap();
    let returned = show(&desk, &case);
    assert!(returned.next.contains(&NextDeed::Correct) && returned.next.contains(&NextDeed::Withdraw));
    assert_eq!(returned.row.due, "2026-04-22");
    deeds::case_withdraw(&desk, CaseReason { case: case.case.clone(), reason: "不办了".into() }).unwrap();
    desk.send_now().unwrap();
    let asked_back = show(&desk, &case);
    assert_eq!((asked_back.state.as_str(), asked_back.row.due.as_str()), ("withdrawal_requested", ""));
    town.decide(&case.number, ended("申请人撤回"));
    desk.send_now().unwrap();
    assert_eq!(show(&desk, &case).state, "withdrawn");
}

#[test]
fn a_second_clerk_finishes_the_draft_of_the_first_and_each_has_an_own_password() {
    let town = Town::new();
    let desk = town.open_desk();
    let staff = StaffInput { clerk: "王海".into(), password: "lingshui88".into(), chief: Some(false) };
    deeds::staff_add(&desk, staff).unwrap();
    let draft = filled(&desk, "old-age-allowance", &sample("old-age-allowance"), &[]);
    deeds::logout(&desk, Nothing {}).unwrap();
    deeds::login(&desk, LoginInput { clerk: "王海".into(), password: "lingshui88".into() }).unwrap();
    let home = deeds::home(&desk, Nothing {}).unwrap();
    assert_eq!(home.drafts[0].clerk, CHIEF);
    let case = deeds::case_freeze(&desk, DraftInput { draft: draft.draft }).unwrap();
    assert_eq!(case.row.clerk, "王海");
    let staff = StaffInput { clerk: "另一个".into(), password: "lingshui99".into(), chief: Some(true) };
    assert_eq!(deeds::staff_add(&desk, staff).unwrap_err().code, ErrorCode::NotAllowed);
}

#[test]
fn everything_taken_in_is_there_after_the_next_start() {
    let town = Town::new();
    let (draft, case) = {
        let desk = town.open_desk();
        let draft = filled(&desk, "homestead", &sample("homestead"), &[]);
        (draft, frozen(&desk, "old-age-allowance", &sample("old-age-allowance")))
    };
    let desk = town.desk();
    deeds::login(&desk, LoginInput { clerk: CHIEF.into(), password: PASSWORD.into() }).unwrap();
    assert_eq!(show(&desk, &case).number, case.number);
    let again = deeds::draft_open(&desk, DraftInput { draft: draft.draft.clone() }).unwrap();
    assert_eq!((again.data, again.slots), (draft.data, draft.slots));
}

#[test]
fn the_same_case_prints_the_same_bytes_and_the_receipt_says_it_is_not_an_acceptance() {
    let town = Town::new();
    let desk = town.open_desk();
    let case = frozen(&desk, "subsistence-allowance", &sample("subsistence-allowance"));
    for kind in ["receipt", "form"] {
        let first = deeds::paper_bytes(&desk, &case.case, kind).unwrap();
        assert_eq!(deeds::paper_bytes(&desk, &case.case, kind).unwrap(), first, "{kind}");
        assert!(first.starts_with(b"%PDF-"));
    }
    let page = call(&desk, "paper_page", json!({"case": case.case, "kind": "receipt", "page": 2})).unwrap();
    assert_eq!((&page["page"], &page["pages"]), (&json!(2), &json!(3)));
}

#[test]
fn a_locked_screen_shows_nothing_and_sending_goes_on_behind_it() {
    let town = Town::new();
    let desk = town.open_desk();
    submitted(&desk, "old-age-allowance", &sample("old-age-allowance"));
    deeds::lock(&desk, Nothing {}).unwrap();
    for name in ["home", "case_list", "item_search", "line_state"] {
        let input: Value = match name {
            "case_list" => json!({"filter": "all", "text": "", "after": 0, "limit": 10}),
            "item_search" => json!({"text": "", "limit": 10}),
            _ => json!({}),
        };
        assert_eq!(call(&desk, name, input).unwrap_err().code, ErrorCode::NotLoggedIn, "{name}");
    }
    assert_eq!(desk.send_now().unwrap().entries, 1);
    assert_eq!(
        deeds::unlock(&desk, UnlockInput { password: "falsch123".into() }).unwrap_err().code,
        ErrorCode::WrongPassword
    );
    deeds::unlock(&desk, UnlockInput { password: PASSWORD.into() }).unwrap();
    deeds::home(&desk, Nothing {}).unwrap();
}

#[test]
fn every_item_of_the_sample_catalogue_is_found_filled_frozen_and_printed() {
    let town = Town::new();
    let desk = town.open_desk();
    let items = deeds::item_search(&desk, SearchInput { text: String::new(), limit: 100 }).unwrap();
    assert_eq!(items.len(), 12);
    for item in items {
        let guide = deeds::item_show(&desk, ItemInput { item: item.code.clone() }).unwrap();
        assert!(!guide.sample.is_empty() && !guide.materials.is_empty(), "{}", item.slug);
        let case = frozen(&desk, &item.slug, &sample(&item.slug));
        for kind in ["receipt", "form"] {
            deeds::paper_bytes(&desk, &case.case, kind)
                .unwrap_or_else(|f| panic!("{} {kind}: {f:?}", item.slug));
        }
    }
}

#[test]
fn the_list_finds_a_person_by_pinyin_and_the_same_person_is_asked_about_before_doing_it_twice() {
    let town = Town::new();
    let desk = town.open_desk();
    let data = sample("old-age-allowance");
    let case = frozen(&desk, "old-age-allowance", &data);
    let id = data["applicant_id"].as_str().unwrap();
    for text in [id, &case.number_grouped, "gljt"] {
        let input = CaseListInput { filter: "all".into(), text: text.into(), after: 0, limit: 10 };
        let list = deeds::case_list(&desk, input).unwrap();
        assert_eq!(list.rows.iter().filter(|r| r.case == case.case).count(), 1, "{text}");
        assert!(!list.rows[0].id_masked.contains(&id[4..14]));
    }
    let twice = filled(&desk, "old-age-allowance", &data, &[]);
    let known = twice.duplicate.unwrap();
    assert!(known.words.contains("04-15 已交过"), "{}", known.words);
    assert_eq!((known.case, known.draft), (case.case, String::new()));
}
