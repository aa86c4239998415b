//! 高龄津贴: returned for correction, corrected, printed and signed again, accepted, granted, served.

use fantoccini::key::Key;
use journeys::batch::Batch;
use journeys::desk::Desk;
use journeys::driver::Kind;
use journeys::eve::Eve;
use journeys::things::{document, photo};
use journeys::world::{LATER, World};
use serde_json::{Value, json};

use crate::counter::*;
use crate::filling::{Person, pages_are_filled};
use crate::held::assert_arrived;
use crate::opening::*;

const SECOND: &str = "林阿妹";
const DEMAND: &str = "账号和存折对不上,请照存折重填";
const RIGHT_ACCOUNT: &str = "6210000000000000216";
const DECISION: &str = "准予办理决定书";
const GIVEN: &str = "高龄津贴每月 100 元";
const DUE: &str = "2026-04-24";

pub async fn journey(kind: Kind) {
    let mut world = World::begin();
    let printer = Eve::start();
    let counter = world.folder("counter");
    let mut lady = Person::named("old-lady");
    let mut desk = desk_at_work(kind, "corrected", &world, &printer).await;
    a_clerk_is_added(&mut desk, SECOND).await;

    the_item_is_found_and_its_guide_read(&mut desk, &lady, "gljt", "年满80周岁").await;
    desk.presses(Key::F9).await;
    pages_are_filled(&mut desk, &lady, 0..1).await;
    another_clerk_sits_down(&mut desk, SECOND).await;
    the_draft_is_taken_over(&mut desk, &lady).await;
    pages_are_filled(&mut desk, &lady, 1..lady.pages()).await;
    let brought: Vec<Brought> = vec![
        ("id_card", vec![photo(&counter, "id-card")]),
        ("household_book", vec![document(&counter, "household-book")]),
        ("bank_card", vec![photo(&counter, "bank-card")]),
        ("mandate", vec![document(&counter, "mandate")]),
        ("agent_id_card", vec![photo(&counter, "agent-id-card")]),
    ];
    materials_are_given(&mut desk, &brought).await;
    nothing_is_missing(&mut desk).await;

    the_form_is_read_together_and_frozen(&mut desk, &lady, "first").await;
    world.cut_line();
    the_papers_are_printed_and_signed(&mut desk, &lady, &printer, &counter).await;
    the_case_is_sent(&mut desk).await;
    desk.sees("存在本机").await;
    desk.shot("submitted-offline").await;
    desk.restart(LATER).await;
    world.open_line(LATER);
    log_in(&mut desk, SECOND).await;
    the_line_is_used(&mut desk, "sent").await;

    let computed = [
        ("applicant_sex", json!("女")),
        ("applicant_birth", json!("1938-09-12")),
        ("applicant_age", json!(87)),
        ("age_band", json!("80—89周岁")),
    ];
    let first = Batch(world.county_pulls("first-batch"));
    let number = first.only_number();
    assert_arrived(&first, &number, &lady, &computed, &brought);
    let demand = format!("bank_account={DEMAND}");
    world.county_decides(&number, "correct", &["--field", &demand, "--due", DUE]);

    the_line_is_used(&mut desk, "returned").await;
    the_correction_is_made(&mut desk, &mut lady).await;
    the_form_is_read_together_and_frozen(&mut desk, &lady, "second").await;
    the_papers_are_printed_and_signed(&mut desk, &lady, &printer, &counter).await;
    the_case_is_sent(&mut desk).await;
    the_line_is_used(&mut desk, "sent-again").await;

    let second = Batch(world.county_pulls("second-batch"));
    assert_eq!(second.only_number(), number, "the same case, corrected");
    assert_arrived(&second, &number, &lady, &computed, &brought);
    world.county_decides(&number, "accept", &[]);
    world.county_decides(&number, "grant", &["--reason", "符合条件", "--given", GIVEN]);

    the_line_is_used(&mut desk, "decided").await;
    the_case_is_opened(&mut desk, &lady, "已有结果").await;
    desk.sees_in(".decision", GIVEN).await;
    let said = the_authoritys_paper_is_printed(&mut desk, &printer, &counter, DECISION).await;
    assert!(said.contains(GIVEN), "the paper says what was given: {said}");
    the_paper_is_served(&mut desk, &lady).await;
    the_line_is_used(&mut desk, "closed").await;
    desk.close().await;
}

async fn the_draft_is_taken_over(desk: &mut Desk, person: &Person) {
    desk.clicks(person.name()).await;
    desk.sees("第 1 步").await;
    assert_eq!(desk.finds_in("applicant_name").await, person.name());
    desk.presses(Key::F9).await;
}

async fn the_correction_is_made(desk: &mut Desk, person: &mut Person) {
    desk.clicks("首页").await;
    desk.sees("要马上处理").await;
    desk.shot("home-correction").await;
    desk.clicks(person.name()).await;
    desk.sees("去补正").await;
    desk.sees_in(".decision", DEMAND).await;
    desk.shot("case-returned").await;
    desk.presses(Key::F9).await;
    desk.sees(&format!("县里要求:{DEMAND}")).await;
    desk.fills("bank_account", RIGHT_ACCOUNT).await;
    person.form.insert("bank_account".to_owned(), Value::from(RIGHT_ACCOUNT));
    desk.shot("correction").await;
    desk.presses(Key::F9).await;
    nothing_is_missing(desk).await;
}
