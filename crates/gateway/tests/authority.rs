//! What the authority does, and what its silence does: over real HTTP, on days that are set.
#![allow(clippy::unwrap_used)]

mod world;

use casework::calendar::{Calendar, Days, Unit};
use casework::decision::{Decided, Decision, Demand, Outcome};
use casework::moment::Moment;
use casework::place::CountyCode;
use casework::state::{Act, State};
use jiff::civil::{Date, date};
use serde_json::{Value, json};
use wire::PushAnswer;
use wire::down::Event;
use wire::problem::ProblemCode;
use world::village::Counter;
use world::*;

const CLAUSE: &str = "社会救助暂行办法第四十七条";

/// Nine in the morning in China.
fn morning(day: Date) -> Moment {
    format!("{day}T01:00:00Z").parse::<jiff::Timestamp>().unwrap().into()
}

fn due(from: Date, days: u32) -> Date {
    let text = |name: &str| std::fs::read_to_string(content().join("calendar").join(name)).unwrap();
    let calendar = Calendar::parse(&text("national.csv"), &text("counties.csv")).unwrap();
    let county: CountyCode = "469028".parse().unwrap();
    calendar.due(from, Days::new(days).unwrap(), Unit::Working, Some(&county), false).unwrap().date
}

fn events(world: &World) -> Vec<Event> {
    let page = world.pull(&world.hello().session, 0);
    page.events.iter().map(|event| event.read().unwrap().1).collect()
}

fn inbox(world: &World, token: &str) -> Value {
    read::<Value>(world.get(token, "/v1/county/cases"))["cases"][0].clone()
}

#[test]
fn five_working_days_of_silence_after_the_materials_are_an_acceptance_once() {
    let mut world = world();
    world.publish();
    let counter = world.complete_case("符大勇");
    let row = inbox(&world, &world.log_in("wang"));
    // a weekend and the county's two days of 三月三 lie on the way
    let limit = json!({"until": "answer", "due": "2026-04-24", "working_days": 5, "overdue": false,
                       "provisional": false});
    assert_eq!(row["limit"], limit);
    let world = world.at(morning(date(2026, 4, 24)));
    let row = inbox(&world, &world.log_in("wang"));
    assert_eq!((&row["state"], &row["limit"]["working_days"]), (&json!("materials_complete"), &json!(0)));
    let world = world.at(morning(date(2026, 4, 25)));
    let promised = due(date(2026, 4, 15), 10);
    let view = world.view(&world.log_in("wang"), &counter);
    assert_eq!(view["file"]["state"], "accepted");
    assert_eq!(view["promised_due"], promised.to_string(), "counted from the day of receipt");
    assert_eq!(view["limit"]["until"], "decision");
    let acts: Vec<&str> =
        view["timeline"].as_array().unwrap().iter().map(|row| row["act"].as_str().unwrap()).collect();
    assert_eq!(acts, ["receive", "complete_materials", "deem_accepted"]);
    let world = world.at(morning(date(2026, 4, 26)));
    let told = events(&world);
    assert_eq!(told.len(), 2, "{told:?}");
    let Event::Moved { state: State::Accepted, note } = &told[1] else { panic!("{told:?}") };
    assert!(note.contains("视为受理") && note.contains(&promised.to_string()), "{note}");
    let grant = world.decided(&world.log_in("wang"), &counter, &Decision::new(Outcome::Grant));
    assert_eq!(grant.state, State::Granted);
}

#[test]
fn a_case_that_was_answered_or_whose_materials_never_came_is_not_deemed_accepted() {
    let mut world = world();
    world.publish();
    let asked = world.complete_case("符大勇");
    let token = world.log_in("wang");
    let demands = vec![Demand { field: "loss".into(), words: "请写清损失".into() }];
    let correct = Decision { demands, due: Some(date(2026, 5, 8)), ..Decision::new(Outcome::Correct) };
    world.decided(&token, &asked, &correct);
    let waiting = world.village.take_in("符大勇", b"photo", b"scan");
    let entry = world.village.submit(&waiting);
    let packed = world.village.batch(vec![entry]);
    read::<PushAnswer>(world.push(&packed));
    let world = world.at(morning(date(2026, 5, 11)));
    let token = world.log_in("wang");
    assert_eq!(world.view(&token, &waiting)["file"]["state"], "received");
    assert_eq!(world.view(&token, &waiting)["limit"], Value::Null);
    let view = world.view(&token, &asked);
    assert_eq!(view["file"]["state"], "correction_requested");
    assert_eq!(
        (&view["limit"]["until"], &view["limit"]["overdue"], &view["limit"]["working_days"]),
        (&json!("resident"), &json!(true), &json!(2)),
        "9 May is a make-up working day"
    );
}

#[test]
fn without_a_calendar_nobody_is_told_a_day_and_nothing_is_deemed_accepted() {
    let mut world = world();
    let counter = world.complete_case("王小妹");
    let world = world.at(morning(date(2026, 6, 1)));
    let view = world.view(&world.log_in("wang"), &counter);
    assert_eq!((&view["file"]["state"], &view["limit"]), (&json!("materials_complete"), &Value::Null));
}

#[test]
fn the_promised_day_moves_on_by_what_was_left_when_the_clocks_stood_still() {
    let mut world = world();
    world.publish();
    let counter = world.complete_case("符大勇");
    let token = world.log_in("wang");
    let accepted = world.decided(&token, &counter, &Decision::new(Outcome::Accept));
    assert_eq!(accepted.promised_due, Some(due(date(2026, 4, 15), 10)));
    let suspend = Decision {
        reason: "要入户看".into(),
        clause: CLAUSE.into(),
        procedure: "现场勘查".into(),
        due: Some(date(2026, 5, 15)),
        ..Decision::new(Outcome::Suspend)
    };
    world.decided(&token, &counter, &suspend);
    assert_eq!(world.view(&token, &counter)["limit"], Value::Null);
    let world = world.at(morning(date(2026, 5, 12)));
    let resumed = world.decided(&world.log_in("wang"), &counter, &Decision::new(Outcome::Resume));
    assert_eq!(resumed.promised_due, Some(due(date(2026, 5, 12), 10)));
}

#[test]
fn a_case_that_the_resident_asks_back_is_let_go_by_ending_it() {
    let mut world = world();
    world.publish();
    let counter = world.complete_case("符大勇");
    let token = world.log_in("wang");
    world.decided(&token, &counter, &Decision::new(Outcome::Accept));
    let entry = world.village.withdraw(&counter);
    let packed = world.village.batch(vec![entry]);
    read::<PushAnswer>(world.push(&packed));
    let view = world.view(&token, &counter);
    assert_eq!(
        (&view["withdrawal"], &view["outcomes"]),
        (&json!("不办了"), &json!(["grant", "deny", "terminate"]))
    );
    let end = Decision { reason: "申请人撤回".into(), ..Decision::new(Outcome::Terminate) };
    let letter = said(&read(world.post(&token, &preview_of(&counter), &end)));
    assert!(letter.contains("本机关同意撤回") && !letter.contains("恢复"), "{letter}");
    let decided = world.decided(&token, &counter, &end);
    assert_eq!((decided.state, decided.paper), (State::Withdrawn, None));
    assert!(
        matches!(events(&world).last(), Some(Event::Decided { decided, .. }) if decided.state == State::Withdrawn)
    );
    assert_eq!(
        refused(world.decide(&token, &counter, &Decision::new(Outcome::Grant))),
        ProblemCode::StateConflict
    );
}

#[test]
fn a_correction_that_never_comes_is_offered_for_its_end_when_its_day_has_passed() {
    let mut world = world();
    world.publish();
    let counter = world.complete_case("符大勇");
    let token = world.log_in("wang");
    let demands = vec![Demand { field: "loss".into(), words: "请写清损失".into() }];
    let correct = Decision { demands, due: Some(date(2026, 5, 8)), ..Decision::new(Outcome::Correct) };
    world.decided(&token, &counter, &correct);
    let groundless = Decision { reason: "到期没有补来".into(), ..Decision::new(Outcome::Terminate) };
    let end = Decision { clause: CLAUSE.into(), ..groundless.clone() };
    let world = world.at(morning(date(2026, 5, 8)));
    let token = world.log_in("wang");
    assert_eq!(world.view(&token, &counter)["outcomes"], json!([]));
    let problem: Value = serde_json::from_str(&world.decide(&token, &counter, &end).text().unwrap()).unwrap();
    assert_eq!(problem["code"], "state_conflict");
    assert!(problem["title"].as_str().unwrap().contains("2026-05-08"), "until when it cannot be: {problem}");

    let world = world.at(morning(date(2026, 5, 9)));
    let token = world.log_in("wang");
    assert_eq!(world.view(&token, &counter)["outcomes"], json!(["terminate"]));
    assert_eq!(refused(world.decide(&token, &counter, &groundless)), ProblemCode::Incomplete);
    let letter: Value = read(world.post(&token, &preview_of(&counter), &end));
    assert_eq!((&letter["title"], &letter["printed"]), (&json!("终止办理通知书"), &json!(true)));
    assert_eq!(world.decided(&token, &counter, &end).state, State::Lapsed);
    assert!(
        matches!(events(&world).last(), Some(Event::Decided { decided, .. }) if decided.act() == Act::Lapse)
    );
    let view = world.view(&token, &counter);
    assert_eq!((&view["limit"], &view["outcomes"]), (&Value::Null, &json!([])));
}

#[test]
fn a_refusal_is_read_before_it_goes_out_with_the_remedies_of_the_item_and_decides_nothing() {
    let mut world = world();
    world.publish();
    let counter = world.complete_case("符大勇");
    let token = world.log_in("wang");
    let path = preview_of(&counter);
    let preview = |decision: &Decision| world.post(&token, &path, decision);
    let groundless =
        Decision { reason: "户籍不在本镇".into(), ..Decision::new(Outcome::RefuseAcceptance) };
    let refusal = Decision { clause: CLAUSE.into(), ..groundless.clone() };
    let letter: Value = read(preview(&refusal));
    let remedies = relief().remedies;
    let words: Vec<&Value> = letter["parts"].as_array().unwrap().iter().map(|part| &part["words"]).collect();
    for said in
        [format!("{}。", remedies.review), format!("{}。", remedies.suit), "户籍不在本镇。".to_owned()]
    {
        let said = casework::punctuation::full_width(&said).into_owned();
        assert!(words.iter().any(|words| **words == said), "{said} is not in {words:?}");
    }
    assert_eq!((&letter["title"], &letter["printed"]), (&json!("不予受理通知书"), &json!(true)));
    assert_eq!(letter["number"], "");
    let demands = vec![
        Demand { field: "id_card".into(), words: "照片看不清".into() },
        Demand { field: "members[0].name".into(), words: "和户口簿不一样".into() },
    ];
    let letter: Value = read(preview(&Decision { demands, ..Decision::new(Outcome::Correct) }));
    let parts = letter["parts"].as_array().unwrap();
    let table = parts.iter().map(|part| &part["table"]).rfind(|table| table.is_array()).unwrap();
    assert_eq!(table[1], json!(["1", "申请人居民身份证", "照片看不清"]));
    assert_eq!(table[2][1], "其他家庭成员第 1 行的姓名");
    assert_eq!(refused(preview(&Decision::new(Outcome::RefuseAcceptance))), ProblemCode::Incomplete);
    let problem: Value = serde_json::from_str(&preview(&groundless).text().unwrap()).unwrap();
    assert_eq!(problem["code"], "incomplete");
    assert!(problem["detail"].as_str().unwrap().contains("请写明依据"), "{problem}");
    assert_eq!(refused(world.decide(&token, &counter, &groundless)), ProblemCode::Incomplete);
    assert_eq!(refused(preview(&Decision::new(Outcome::Grant))), ProblemCode::StateConflict);
    assert_eq!(world.view(&token, &counter)["file"]["decisions"], json!([]));
    let decided: Decided = world.decided(&token, &counter, &refusal);
    assert!(
        decided.document_number.ends_with("1号"),
        "a preview takes no number: {}",
        decided.document_number
    );
}

fn preview_of(counter: &Counter) -> String {
    format!("/v1/county/cases/{}/preview", counter.frozen.number)
}

/// All that a paper says, in one text.
fn said(letter: &Value) -> String {
    let parts = letter["parts"].as_array().unwrap();
    parts.iter().filter_map(|part| part["words"].as_str()).collect()
}

#[test]
fn a_stop_tells_how_many_days_it_takes_and_its_end_which_procedure_ended_and_the_new_last_day() {
    let mut world = world();
    world.publish();
    let counter = world.complete_case("符大勇");
    let token = world.log_in("wang");
    world.decided(&token, &counter, &Decision::new(Outcome::Accept));
    let path = preview_of(&counter);
    let suspend = Decision {
        reason: "要入户看".into(),
        clause: CLAUSE.into(),
        procedure: "入户调查".into(),
        due: Some(date(2026, 4, 22)),
        ..Decision::new(Outcome::Suspend)
    };
    let letter = said(&read(world.post(&token, &path, &suspend)));
    assert!(letter.contains("需要进行入户调查。"), "{letter}");
    // 三月三 takes two days of the county
    assert!(letter.contains("所需时间为3个工作日，预计于2026年4月22日结束。"), "{letter}");
    assert!(!letter.contains("第四十五条"), "no licence, and not one of its procedures: {letter}");
    let stop = world.decided(&token, &counter, &suspend);
    let world = world.at(morning(date(2026, 4, 22)));
    let token = world.log_in("wang");
    let letter = said(&read(world.post(&token, &path, &Decision::new(Outcome::Resume))));
    let due = due(date(2026, 4, 22), 10).to_string();
    let named = format!("2026年4月15日以《特别程序告知书》（{}）告知你的入户调查", stop.document_number);
    for said in [named, format!("依据：{CLAUSE}。"), "还剩10个工作日".to_owned(), papers::spoken(&due)]
    {
        assert!(letter.contains(&said), "{said} is not in {letter}");
    }
    assert!(letter.contains("已于2026年4月22日结束"), "{letter}");
}

#[test]
fn codes_of_divisions_come_with_their_names_and_an_item_with_its_conditions() {
    let mut world = world();
    world.publish();
    let counter = world.complete_case("符大勇");
    let login = json!({"user": "wang", "password": PASSWORD});
    let session: Value = read(world.post("", "/v1/county/session", &login));
    assert_eq!(session["county_name"], "陵水黎族自治县");
    let view = world.view(&world.log_in("wang"), &counter);
    assert_eq!(view["divisions"], json!({"469028100206": "陵水黎族自治县椰林镇华北村委会"}));
    assert_eq!(view["authority"], relief().authority.name);
    assert_eq!(view["conditions"], json!(relief().conditions));
}
