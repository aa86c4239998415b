//! A whole case over the real screens, in the browser and in the window: from the first start of the PC to the paper in
//! the resident's hands.
#![allow(clippy::unwrap_used, clippy::expect_used)]

use fantoccini::key::Key;
use journeys::batch::Batch;
use journeys::desk::Desk;
use journeys::driver::Kind;
use journeys::eve::Eve;
use journeys::program::source;
use journeys::things::{document, paper_saying, photo, signed_and_scanned, text_of};
use journeys::world::{LATER, MORNING, STATION, STATION_NAME, World};
use serde_json::{Map, Value, json};
use std::path::{Path, PathBuf};

const CHIEF: &str = "张小梅";
const SECOND: &str = "林阿妹";
const PASSWORD: &str = "changban2026";
/// A rare character outside the basic plane, and the dot of a transliterated name.
const NAME: &str = "𬱖·范文";
/// Words of the division the sample's household belongs to.
const VILLAGE: &str = "桃源";
const DEMAND: &str = "账号和存折对不上,请照存折重填";
const RIGHT_ACCOUNT: &str = "6210000000000000216";
const DECISION: &str = "准予决定书";
const GIVEN: &str = "高龄津贴每月 100 元";
const DUE: &str = "2026-04-24";

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_case_is_returned_corrected_accepted_granted_and_served_in_the_browser() {
    a_case_is_returned_corrected_accepted_granted_and_served(Kind::Browser).await;
}

#[tokio::test(flavor = "multi_thread", worker_threads = 1)]
async fn a_case_is_returned_corrected_accepted_granted_and_served_in_the_window() {
    a_case_is_returned_corrected_accepted_granted_and_served(Kind::Window).await;
}

async fn a_case_is_returned_corrected_accepted_granted_and_served(kind: Kind) {
    let mut world = World::begin();
    let printer = Eve::start();
    let counter = world.folder("counter");
    let mut typed = typed_form();
    let mut desk = Desk::open(kind, &world.folder("desk"), MORNING).await;

    the_pc_is_prepared(&mut desk).await;
    the_pc_is_enrolled(&mut desk, &world).await;
    a_second_clerk_is_added(&mut desk).await;
    the_printer_is_chosen(&mut desk, &printer).await;

    the_item_is_found_and_its_guide_read(&mut desk).await;
    desk.presses(Key::F9).await;
    pages_are_filled(&mut desk, &typed, 0..1).await;
    another_clerk_sits_down(&mut desk, SECOND).await;
    the_draft_is_taken_over(&mut desk).await;
    pages_are_filled(&mut desk, &typed, 1..4).await;
    let brought = materials_are_given(&mut desk, &counter).await;

    the_form_is_read_together_and_frozen(&mut desk, "first").await;
    world.cut_line();
    the_papers_are_printed_signed_and_sent(&mut desk, &printer, &counter).await;
    desk.sees("存在本机").await;
    desk.shot("submitted-offline").await;
    desk.restart(LATER).await;
    world.open_line(LATER);
    log_in(&mut desk, SECOND).await;
    the_line_is_used(&mut desk, "sent").await;

    let first = Batch(world.county_pulls("first-batch"));
    let number = first.only_number();
    assert_arrived(&first, &number, &typed, &brought);
    let demand = format!("bank_account={DEMAND}");
    world.county_decides(&number, "correct", &["--field", &demand, "--due", DUE]);

    the_line_is_used(&mut desk, "returned").await;
    the_correction_is_made(&mut desk, &mut typed).await;
    the_form_is_read_together_and_frozen(&mut desk, "second").await;
    the_papers_are_printed_signed_and_sent(&mut desk, &printer, &counter).await;
    the_line_is_used(&mut desk, "sent-again").await;

    let second = Batch(world.county_pulls("second-batch"));
    assert_eq!(second.only_number(), number, "the same case, corrected");
    assert_arrived(&second, &number, &typed, &brought);
    world.county_decides(&number, "accept", &[]);
    world.county_decides(&number, "grant", &["--reason", "符合条件", "--given", GIVEN]);

    the_line_is_used(&mut desk, "decided").await;
    the_decision_is_printed_and_served(&mut desk, &printer, &counter).await;
    the_line_is_used(&mut desk, "closed").await;
    desk.close().await;
}

async fn the_pc_is_prepared(desk: &mut Desk) {
    desk.sees("首次使用").await;
    desk.shot("first-run").await;
    desk.fills("station", STATION).await;
    desk.fills("chief", CHIEF).await;
    desk.fills("new-password", PASSWORD).await;
    desk.fills("again", PASSWORD).await;
    desk.presses(Key::F9).await;
    desk.sees("现在办什么?").await;
    desk.sees("还没有绑定省网").await;
    desk.shot("home-not-enrolled").await;
}

async fn the_pc_is_enrolled(desk: &mut Desk, world: &World) {
    desk.clicks("去绑定").await;
    desk.fills("gateway", &world.address()).await;
    desk.fills("code", &world.enrolment_code()).await;
    desk.shot("enrol").await;
    desk.presses(Key::F9).await;
    desk.sees("已绑定省网").await;
    desk.sees(STATION_NAME).await;
}

async fn a_second_clerk_is_added(desk: &mut Desk) {
    desk.presses_with(Key::Alt, '5').await;
    desk.fills("staff", SECOND).await;
    desk.fills("first-password", PASSWORD).await;
    desk.clicks("加一个人").await;
    desk.sees(&format!("已加 {SECOND}")).await;
}

/// No screen takes a printer's address yet: the core is asked over the page's own line.
async fn the_printer_is_chosen(desk: &mut Desk, printer: &Eve) {
    desk.asks_core("printer_choose", json!({"address": printer.address()})).await;
    desk.clicks("再找一遍").await;
    desk.sees(journeys::eve::NAME).await;
    desk.shot("settings").await;
}

async fn the_item_is_found_and_its_guide_read(desk: &mut Desk) {
    desk.presses(Key::F2).await;
    desk.sees("选事项").await;
    desk.fills("事项名称、常用叫法或拼音首字母", "gljt").await;
    desk.sees("高龄津贴").await;
    desk.until_none("临时救助").await;
    desk.shot("items").await;
    desk.clicks("高龄津贴").await;
    desk.sees("谁能办").await;
    desk.sees("年满80周岁").await;
    desk.shot("guide").await;
}

async fn pages_are_filled(desk: &mut Desk, typed: &Map<String, Value>, which: std::ops::Range<usize>) {
    let form = form_layout();
    let pages = form["layout"]["pages"].as_array().unwrap();
    for at in which {
        let title = pages[at]["title"].as_str().unwrap();
        desk.sees(&format!("第 {} 步 {title}", at + 1)).await;
        for field in fields_of(&pages[at]) {
            if let Some(value) = typed.get(field["id"].as_str().unwrap()) {
                a_field_is_filled(desk, field, value).await;
            }
        }
        desk.sees("草稿已存到本机").await;
        desk.shot(&format!("form-{}", pages[at]["id"].as_str().unwrap())).await;
        desk.presses(Key::F9).await;
    }
}

async fn a_field_is_filled(desk: &mut Desk, field: &Value, value: &Value) {
    let id = field["id"].as_str().unwrap();
    if field["options"].is_array() || value.is_boolean() {
        // What is saved may show further fields: the mouse waits until nothing moves any more.
        desk.sees("草稿已存到本机").await;
    }
    match (field["widget"].as_str().unwrap(), value) {
        ("radio", _) => desk.chooses(id, label_of(field, value)).await,
        ("check", Value::Bool(true)) => desk.ticks(id).await,
        ("check", _) => {}
        ("division", code) => desk.picks(id, code.as_str().unwrap(), VILLAGE).await,
        (_, text) => desk.fills(id, text.as_str().unwrap()).await,
    }
}

async fn another_clerk_sits_down(desk: &mut Desk, clerk: &str) {
    desk.presses_with(Key::Control, 'l').await;
    desk.sees("已锁屏").await;
    desk.shot("locked").await;
    desk.clicks("换个人登录").await;
    log_in(desk, clerk).await;
}

async fn log_in(desk: &mut Desk, clerk: &str) {
    desk.sees("密码").await;
    desk.fills("clerk", clerk).await;
    desk.fills("password", PASSWORD).await;
    desk.shot("log-in").await;
    desk.presses(Key::F9).await;
    desk.sees("现在办什么?").await;
    desk.shot("home").await;
}

async fn the_draft_is_taken_over(desk: &mut Desk) {
    desk.clicks(NAME).await;
    desk.sees("第 1 步").await;
    assert_eq!(desk.finds_in("applicant_name").await, NAME);
    desk.presses(Key::F9).await;
}

async fn materials_are_given(desk: &mut Desk, counter: &Path) -> Vec<(&'static str, PathBuf)> {
    desk.sees("材料").await;
    let brought = vec![
        ("id_card", photo(counter, "id-card")),
        ("household_book", document(counter, "household-book")),
        ("bank_card", photo(counter, "bank-card")),
        ("mandate", document(counter, "mandate")),
        ("agent_id_card", photo(counter, "agent-id-card")),
    ];
    for (slot, file) in &brought {
        desk.gives(&format!("[data-field={slot}]"), file).await;
        desk.sees_in(&format!("[data-field={slot}]"), "已收 1 份").await;
    }
    desk.sees("材料齐了").await;
    desk.shot("materials").await;
    desk.presses(Key::F9).await;
    brought
}

async fn the_form_is_read_together_and_frozen(desk: &mut Desk, which: &str) {
    desk.sees("和居民一起核对").await;
    desk.sees(NAME).await;
    desk.sees_picture(".aside img").await;
    desk.clicks("居民说以上都对").await;
    desk.shot(&format!("check-{which}")).await;
    desk.presses(Key::F9).await;
    desk.sees("居民签字").await;
}

async fn the_papers_are_printed_signed_and_sent(desk: &mut Desk, printer: &Eve, counter: &Path) {
    let before = printer.printed().len();
    desk.presses(Key::F8).await;
    desk.sees("出来了吗?").await;
    desk.until_none("还没打印").await;
    desk.shot("printed").await;
    let printed = printer.printed();
    assert_eq!(printed.len(), before + 2, "the form and the receipt");
    let form = paper_saying(&printed[before..], "本人声明", counter);
    desk.gives(".way", &signed_and_scanned(&form)).await;
    desk.sees("认出来了:申请表").await;
    desk.shot("signed").await;
    desk.presses(Key::F9).await;
    desk.sees("发出以后要改").await;
    desk.shot("send-question").await;
    desk.presses(Key::F9).await;
    desk.sees("办理经过").await;
}

async fn the_line_is_used(desk: &mut Desk, which: &str) {
    desk.presses(Key::F10).await;
    desk.sees("现在发").await;
    desk.presses(Key::F9).await;
    desk.until_none("正在发…").await;
    desk.sees("已连上 · 全部发完").await;
    desk.shot(&format!("line-{which}")).await;
}

async fn the_correction_is_made(desk: &mut Desk, typed: &mut Map<String, Value>) {
    desk.clicks("首页").await;
    desk.sees("要马上处理").await;
    desk.shot("home-correction").await;
    desk.clicks(NAME).await;
    desk.sees("去补正").await;
    desk.sees_in(".decision", DEMAND).await;
    desk.shot("case-returned").await;
    desk.presses(Key::F9).await;
    desk.sees(&format!("县里要求:{DEMAND}")).await;
    desk.fills("bank_account", RIGHT_ACCOUNT).await;
    typed.insert("bank_account".to_owned(), json!(RIGHT_ACCOUNT));
    desk.shot("correction").await;
    desk.presses(Key::F9).await;
    desk.sees("材料齐了").await;
    desk.presses(Key::F9).await;
}

async fn the_decision_is_printed_and_served(desk: &mut Desk, printer: &Eve, counter: &Path) {
    desk.presses_with(Key::Alt, '3').await;
    desk.sees_in(".cases", "已有结果").await;
    desk.shot("cases-decided").await;
    desk.clicks(NAME).await;
    desk.sees_in(".case-head", "已有结果").await;
    desk.sees_in(".decision", GIVEN).await;
    desk.shot("case-decided").await;
    let before = printer.printed().len();
    desk.clicks_beside(DECISION, "看和打印").await;
    desk.sees_picture(".paper img").await;
    desk.shot("decision-paper").await;
    desk.presses(Key::F8).await;
    desk.sees("出来了吗?").await;
    desk.clicks("出来了").await;
    desk.presses(Key::Escape).await;
    let decision = paper_saying(&printer.printed()[before..], DECISION, counter);
    assert!(text_of(&decision).contains(GIVEN), "the paper says what was given");
    desk.presses(Key::F9).await;
    desk.sees("谁收的").await;
    assert_eq!(desk.finds_in("recipient").await, NAME);
    desk.shot("serve").await;
    desk.presses(Key::F9).await;
    desk.sees("签收").await;
    desk.shot("served").await;
}

/// The sample of the item, with a name that is hard to type and to print.
fn typed_form() -> Map<String, Value> {
    let item = read_json("assets/catalogue/items/old-age-allowance.json");
    let mut form = item["sample"].as_object().unwrap().clone();
    form.insert("applicant_name".to_owned(), json!(NAME));
    form.insert("account_name".to_owned(), json!(NAME));
    form
}

/// Field by field what was typed, what the form computed from it, and every material byte for byte.
fn assert_arrived(batch: &Batch, number: &str, typed: &Map<String, Value>, brought: &[(&str, PathBuf)]) {
    let mut expected = typed.clone();
    for (field, value) in [
        ("applicant_sex", json!("女")),
        ("applicant_birth", json!("1938-09-12")),
        ("applicant_age", json!(87)),
        ("age_band", json!("80—89周岁")),
    ] {
        expected.insert(field.to_owned(), value);
    }
    let arrived = batch.form(number);
    for (field, value) in &expected {
        assert_eq!(arrived.get(field), Some(value), "{field}");
    }
    assert_eq!(arrived.len(), expected.len(), "nothing else arrived: {arrived:?}");
    for (slot, file) in brought {
        let files = batch.materials(number, slot);
        assert!(files == [std::fs::read(file).unwrap()], "{slot} differs from {}", file.display());
    }
}

fn form_layout() -> Value {
    read_json("assets/forms/old-age-allowance.json")
}

fn read_json(path: &str) -> Value {
    serde_json::from_slice(&std::fs::read(source().join(path)).unwrap()).unwrap()
}

fn fields_of(page: &Value) -> Vec<&Value> {
    let groups = page["groups"].as_array().unwrap();
    groups.iter().flat_map(|group| group["fields"].as_array().unwrap()).collect()
}

fn label_of<'a>(field: &'a Value, value: &Value) -> &'a str {
    let options = field["options"].as_array().unwrap();
    options.iter().find(|one| one["value"] == *value).unwrap()["label"].as_str().unwrap()
}
