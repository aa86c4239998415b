//! 临时救助 after a fire: taken in with one material promised for later, which comes after acceptance, when the chief has
//! forgotten the password and came back by way of the county. What is served at the end goes to a gateway that has moved.

use fantoccini::key::Key;
use journeys::batch::Batch;
use journeys::desk::Desk;
use journeys::driver::Kind;
use journeys::eve::Eve;
use journeys::things::{document, photo};
use journeys::world::{LATER, World};
use serde_json::json;

use crate::counter::*;
use crate::filling::{Person, pages_are_filled};
use crate::held::{assert_arrived, assert_materials};
use crate::opening::*;

const SLOT: &str = "authorisation_later";
/// Fourteen days after the morning of the journey.
const PROMISED: &str = "2026-04-29";
const DECISION: &str = "准予办理决定书";

pub async fn journey(kind: Kind) {
    let mut world = World::begin();
    let printer = Eve::start();
    let counter = world.folder("counter");
    let victim = Person::named("burnt-house");
    let mut desk = desk_at_work(kind, "deferred", &world, &printer).await;

    the_item_is_found_and_its_guide_read(&mut desk, &victim, "lsjz", "火灾").await;
    desk.presses(Key::F9).await;
    pages_are_filled(&mut desk, &victim, 0..victim.pages()).await;
    let brought: Vec<Brought> = vec![
        ("id_card", vec![photo(&counter, "id-card")]),
        ("promise", vec![document(&counter, "promise")]),
        ("bank_card", vec![photo(&counter, "bank-card")]),
    ];
    materials_are_given(&mut desk, &brought).await;
    the_last_one_is_promised(&mut desk).await;
    nothing_is_missing(&mut desk).await;
    the_form_is_read_together_and_frozen(&mut desk, &victim, "promised").await;
    the_papers_wait_for_paper_and_are_signed(&mut desk, &victim, &printer, &counter).await;
    the_case_is_sent(&mut desk).await;
    the_line_is_used(&mut desk, "sent").await;

    let batch = Batch(world.county_pulls("batch"));
    let number = batch.only_number();
    assert_arrived(&batch, &number, &victim, &[("head_count", json!(3))], &brought);
    assert!(batch.materials(&number, SLOT).is_empty(), "it was only promised");
    assert_eq!(batch.materials(&number, "signed-ink").len(), 1, "what was written on the screen");
    world.county_decides(&number, "accept", &[]);

    desk.restart(LATER).await;
    the_chief_comes_back(&mut desk, &world).await;
    let later: Brought = (SLOT, vec![document(&counter, "authorisation")]);
    the_promised_one_comes(&mut desk, &victim, &later).await;
    the_line_is_used(&mut desk, "supplemented").await;
    let second = Batch(world.county_pulls("second-batch"));
    assert_eq!(second.only_number(), number, "the same case, with its material");
    assert_materials(&second, &number, &[later]);
    world.county_decides(&number, "grant", &["--given", "临时救助金 3000 元"]);

    the_line_is_used(&mut desk, "decided").await;
    the_case_is_opened(&mut desk, &victim, "已有结果").await;
    let said = the_authoritys_paper_is_printed(&mut desk, &printer, &counter, DECISION).await;
    assert!(said.contains("3000"), "the paper says what was given: {said}");
    world.moves(LATER);
    the_paper_is_served(&mut desk, &victim).await;
    the_new_address_is_told(&mut desk, &world).await;
    the_line_is_used(&mut desk, "moved").await;
    desk.close().await;
}

async fn the_new_address_is_told(desk: &mut Desk, world: &World) {
    desk.presses_with(Key::Alt, '5').await;
    desk.clicks("换地址").await;
    desk.sees("省里通知换了地址才要改").await;
    desk.shot("asks-for-the-address").await;
    desk.fills("new-gateway", &world.address()).await;
    desk.shot("new-address").await;
    desk.clicks("问一问,改过去").await;
    desk.sees("地址改好了").await;
    desk.sees(&format!("已绑定 {}", world.address())).await;
    desk.shot("moved").await;
}

async fn the_last_one_is_promised(desk: &mut Desk) {
    let place = format!("[data-field={SLOT}]");
    desk.clicks_in(&place, "以后补").await;
    desk.sees_in(&place, &format!("{PROMISED} 前补")).await;
    desk.shot("promised").await;
}

async fn the_promised_one_comes(desk: &mut Desk, person: &Person, later: &Brought) {
    the_line_is_used(desk, "accepted").await;
    desk.presses_with(Key::Alt, '3').await;
    desk.clicks(person.name()).await;
    desk.sees(&format!("{PROMISED} 前补")).await;
    desk.clicks("补材料").await;
    for file in &later.1 {
        desk.gives("dialog[open]", file).await;
    }
    desk.sees("已补 1 份,还可以再加").await;
    desk.shot("supplement").await;
    desk.presses(Key::Escape).await;
    desk.until_none(&format!("{PROMISED} 前补")).await;
    desk.shot("case-supplemented").await;
}
