//! 最低生活保障: a household of seven with eight scanned pages; 不予受理 with its reason and remedies, served.

use casework::punctuation::full_width;
use fantoccini::key::Key;
use journeys::batch::Batch;
use journeys::driver::Kind;
use journeys::eve::Eve;
use journeys::thermal::{Manner, SlipPrinter};
use journeys::things::{document, paper_saying, photo, scanned_page, text_of};
use journeys::world::{LATER, World};
use serde_json::json;

use crate::counter::*;
use crate::filling::{Person, pages_are_filled};
use crate::held::assert_arrived;
use crate::opening::*;

const REASON: &str = "户主的户籍在三亚市,最低生活保障应向户籍所在地的乡镇人民政府提出";
const CLAUSE: &str = "《社会救助暂行办法》第十一条";
const LETTER: &str = "不予受理通知书";

pub async fn journey(kind: Kind) {
    let mut world = World::begin();
    let printer = Eve::start();
    let slips = SlipPrinter::at_a_port(Manner::default());
    let counter = world.folder("counter");
    let household = Person::named("household-of-seven");
    let mut desk = desk_at_work(kind, "refused", &world, &printer).await;
    world.cut_line();

    the_item_is_found_and_its_guide_read(&mut desk, &household, "zdshbz", "共同生活").await;
    desk.presses(Key::F9).await;
    pages_are_filled(&mut desk, &household, 0..household.pages()).await;
    let book = (1..=8).map(|page| scanned_page(&counter, &format!("household-book-{page}"))).collect();
    let brought: Vec<Brought> = vec![
        ("id_card", vec![photo(&counter, "id-front"), photo(&counter, "id-back")]),
        ("household_book", book),
        ("authorisation", vec![document(&counter, "authorisation")]),
        ("disability_card", vec![photo(&counter, "disability-card")]),
        ("income_proof", vec![document(&counter, "income-proof")]),
        ("bank_card", vec![photo(&counter, "bank-card")]),
    ];
    materials_are_given(&mut desk, &brought).await;
    nothing_is_missing(&mut desk).await;
    the_form_is_read_together_and_frozen(&mut desk, &household, "seven").await;
    the_papers_are_printed_and_signed(&mut desk, &household, &printer, &counter).await;
    let receipt = text_of(&paper_saying(&printer.printed(), "申请人联", &counter));
    assert_eq!(
        receipt.matches("全家人户口簿").count(),
        3,
        "one row for eight pages, on each of three copies: {receipt}"
    );
    the_receipt_comes_out_as_a_slip_too(&mut desk, &household, &slips).await;
    the_case_is_sent(&mut desk).await;
    desk.sees("存在本机").await;
    desk.restart(LATER).await;
    world.open_line(LATER);
    log_in(&mut desk, CHIEF).await;
    the_line_is_used(&mut desk, "sent").await;

    let batch = Batch(world.county_pulls("batch"));
    let number = batch.only_number();
    let computed =
        [("head_count", json!(7)), ("applicant_age", json!(62)), ("applicant_birth", json!("1964-03-08"))];
    assert_arrived(&batch, &number, &household, &computed, &brought);
    world.county_decides(&number, "refuse-acceptance", &["--reason", REASON, "--clause", CLAUSE]);

    the_line_is_used(&mut desk, "refused").await;
    the_case_is_opened(&mut desk, &household, "已有结果").await;
    desk.sees_in(".decision", REASON).await;
    desk.sees_in(".decision", "行政复议").await;
    let said = the_authoritys_paper_is_printed(&mut desk, &printer, &counter, LETTER).await;
    let said: String = said.split_whitespace().collect();
    // typed with a half-width comma, as many keyboards have it, and printed as it is written
    for words in [&full_width(REASON), "行政复议", "行政诉讼", household.name()] {
        assert!(said.contains(words), "the letter does not say {words}: {said}");
    }
    the_paper_is_served(&mut desk, &household).await;
    the_line_is_used(&mut desk, "closed").await;
    desk.close().await;
}
