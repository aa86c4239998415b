//! What every case goes through at the counter: found, given materials, read together, printed, signed, sent, served.

use std::path::{Path, PathBuf};

use fantoccini::key::Key;
use journeys::desk::Desk;
use journeys::eve::Eve;
use journeys::thermal::SlipPrinter;
use journeys::things::{copy_that_stays, paper_saying, signed_and_scanned, text_of};

use crate::filling::Person;

/// A material slot and the files given for it.
pub type Brought = (&'static str, Vec<PathBuf>);

/// Typed initials bring the item up; its guide is read.
pub async fn the_item_is_found_and_its_guide_read(
    desk: &mut Desk,
    person: &Person,
    initials: &str,
    says: &str,
) {
    let name = person.item_name();
    desk.presses(Key::F2).await;
    desk.sees("选事项").await;
    desk.fills("事项名称、常用叫法或拼音首字母", initials).await;
    desk.sees(&name).await;
    desk.until_none("林木采伐").await;
    desk.shot("items").await;
    desk.clicks(&name).await;
    desk.sees("谁能办").await;
    desk.sees(says).await;
    desk.shot("guide").await;
}

pub async fn materials_are_given(desk: &mut Desk, brought: &[Brought]) {
    desk.sees("材料").await;
    for (slot, files) in brought {
        let place = format!("[data-field={slot}]");
        for (at, file) in files.iter().enumerate() {
            desk.gives(&place, file).await;
            desk.sees_in(&place, &format!("已收 {} 份", at + 1)).await;
        }
    }
}

pub async fn nothing_is_missing(desk: &mut Desk) {
    desk.sees("材料齐了").await;
    desk.shot("materials").await;
    desk.presses(Key::F9).await;
}

pub async fn the_form_is_read_together_and_frozen(desk: &mut Desk, person: &Person, which: &str) {
    desk.sees("和居民一起核对").await;
    desk.sees(person.name()).await;
    desk.sees_picture(".aside img").await;
    desk.clicks("居民说以上都对").await;
    desk.shot(&format!("check-{which}")).await;
    desk.presses(Key::F9).await;
    desk.sees("居民签字").await;
}

/// Form, receipt and what else is to be signed come out of the printer; every page that has to be signed goes back in,
/// the last one of the form forgotten at first.
pub async fn the_papers_are_printed_and_signed(
    desk: &mut Desk,
    person: &Person,
    printer: &Eve,
    counter: &Path,
) {
    let before = printer.printed().len();
    desk.presses(Key::F8).await;
    desk.sees_in(".way", "出来了吗?").await;
    desk.until_none("还没打印").await;
    desk.until_none("正在打").await;
    desk.shot("printed").await;
    the_signed_pages_come_back(desk, person, &printer.printed()[before..], counter, Copy::Scanned).await;
}

/// How the copy of the receipt that stays is signed.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Copy {
    Scanned,
    OnTheScreen,
}

/// The tray is empty: the top bar says so while the clerk goes on, and the papers come out when there is paper.
pub async fn the_papers_wait_for_paper_and_are_signed(
    desk: &mut Desk,
    person: &Person,
    printer: &Eve,
    counter: &Path,
) {
    let before = printer.printed().len();
    printer.take_paper_out();
    desk.presses(Key::F8).await;
    desk.sees_in(".topbar", "缺纸了").await;
    desk.shot("out-of-paper").await;
    desk.clicks_in(".topbar", "打印").await;
    desk.sees_in(".jobs", "缺纸了,请加 A4 纸").await;
    desk.shot("queue-out-of-paper").await;
    printer.refill();
    desk.until_none("缺纸了").await;
    desk.until_none("排队等着打").await;
    desk.sees_in(".topbar", "出来了吗?").await;
    desk.shot("queue-with-paper").await;
    desk.presses_with(Key::Alt, '3').await;
    desk.clicks(person.name()).await;
    desk.sees("居民签字").await;
    the_signed_pages_come_back(desk, person, &printer.printed()[before..], counter, Copy::OnTheScreen).await;
}

/// The resident signs on the screen, the clerk beside it; one of them is taken back and written again.
async fn the_copy_that_stays_is_signed_on_the_screen(desk: &mut Desk) {
    desk.clicks_beside("收件凭证存档联", "在屏上签字").await;
    desk.sees_in(".pad-label", "申请人").await;
    desk.sees_picture(".pad-page img").await;
    desk.presses(Key::Enter).await;
    desk.sees_in(".pad-label", "收件人").await;
    desk.writes_a_name(".pad-area canvas").await;
    desk.presses(Key::Enter).await;
    desk.sees("这一处还没有签字").await;
    desk.shot("pad-empty-place").await;
    desk.writes_a_name(".pad-area canvas").await;
    desk.shot("pad-written").await;
    desk.presses(Key::Enter).await;
    desk.sees_in(".pad-label", "收件人").await;
    desk.shot("pad-second-place").await;
    desk.presses(Key::Enter).await;
    desk.sees("已在屏上签字").await;
    desk.clicks_in(".sheets", "1 ✓").await;
    desk.sees("在屏上签的字").await;
    desk.sees_picture("dialog[open] .paper img").await;
    desk.shot("pad-page").await;
    desk.presses(Key::Escape).await;
}

async fn the_signed_pages_come_back(
    desk: &mut Desk,
    person: &Person,
    printed: &[Vec<u8>],
    counter: &Path,
    copy: Copy,
) {
    // who comes for another signs as the one who was given the mandate
    let mandate = usize::from(person.form.contains_key("agent_name"));
    assert_eq!(printed.len(), 2 + mandate, "the form, the receipt and the mandate where there is one");
    let form = signed_and_scanned(&paper_saying(printed, &person.declares(), counter));
    let (last, first) = form.split_last().expect("pages of the form");
    let mut back: Vec<PathBuf> = first.to_vec();
    match copy {
        Copy::Scanned => back.extend(copy_that_stays(&paper_saying(printed, "本凭证只证明", counter))),
        Copy::OnTheScreen => the_copy_that_stays_is_signed_on_the_screen(desk).await,
    }
    if mandate > 0 {
        back.extend(signed_and_scanned(&paper_saying(printed, "授权委托书", counter)));
    }
    desk.gives_all(".way", &back).await;
    desk.sees(&left_over(form.len())).await;
    desk.shot("one-page-missing").await;
    desk.gives(".way", last).await;
    desk.sees(if copy == Copy::Scanned { "都已扫回" } else { "页在屏上签" }).await;
    desk.sees_in(".sheets", "✓").await;
    desk.shot("signed").await;
}

/// What the screen says while the last page of the form is missing.
fn left_over(pages: usize) -> String {
    match pages {
        1 => "申请表还没扫回。".to_owned(),
        _ => format!("申请表共 {pages} 页,第 {pages} 页还没扫回。"),
    }
}

/// A printer for slips is typed in, and the receipt comes out of it as well.
pub async fn the_receipt_comes_out_as_a_slip_too(desk: &mut Desk, person: &Person, printer: &SlipPrinter) {
    desk.presses_with(Key::Alt, '5').await;
    desk.fills("printer-address", printer.address()).await;
    desk.clicks("用这一台").await;
    desk.sees_in(".work .list", printer.address()).await;
    desk.shot("slip-printer").await;
    desk.presses_with(Key::Alt, '3').await;
    desk.clicks(person.name()).await;
    desk.sees("居民签字").await;
    desk.clicks_beside("收件凭证", "预览").await;
    desk.sees_picture(".paper img").await;
    desk.clicks("打小票").await;
    desk.sees("打印机报告已打完,请核对小票").await;
    desk.shot("slip").await;
    let said: String = printer.texts().concat().split_whitespace().collect();
    assert!(said.contains("收件小票") && said.contains(&person.item_name()), "on the slip: {said}");
    desk.presses(Key::Escape).await;
}

pub async fn the_case_is_sent(desk: &mut Desk) {
    desk.presses(Key::F9).await;
    desk.sees("发出以后要改").await;
    desk.shot("send-question").await;
    desk.presses(Key::F9).await;
    desk.sees("办理经过").await;
}

pub async fn the_line_is_used(desk: &mut Desk, which: &str) {
    desk.presses(Key::F10).await;
    desk.sees("现在发").await;
    desk.presses(Key::F9).await;
    desk.until_none("正在发…").await;
    desk.sees("已连上 · 全部发完").await;
    desk.shot(&format!("line-{which}")).await;
}

/// The resident's case, found in the list of all.
pub async fn the_case_is_opened(desk: &mut Desk, person: &Person, word: &str) {
    desk.presses_with(Key::Alt, '3').await;
    desk.sees_in(".cases", word).await;
    desk.shot("cases").await;
    desk.clicks(person.name()).await;
    desk.sees_in(".case-head", word).await;
    desk.shot(&format!("case-{word}")).await;
}

/// A paper of the authority is looked at and printed; its words.
pub async fn the_authoritys_paper_is_printed(
    desk: &mut Desk,
    printer: &Eve,
    counter: &Path,
    title: &str,
) -> String {
    let before = printer.printed().len();
    desk.clicks_beside(title, "看和打印").await;
    desk.sees_picture(".paper img").await;
    desk.shot("paper-of-the-authority").await;
    desk.presses(Key::F8).await;
    desk.sees("出来了吗?").await;
    desk.clicks("出来了").await;
    desk.presses(Key::Escape).await;
    text_of(&paper_saying(&printer.printed()[before..], title, counter))
}

pub async fn the_paper_is_served(desk: &mut Desk, person: &Person) {
    desk.presses(Key::F9).await;
    desk.sees("谁收的").await;
    assert_eq!(desk.finds_in("recipient").await, person.name());
    desk.shot("serve").await;
    desk.presses(Key::F9).await;
    desk.sees("签收").await;
    desk.shot("served").await;
}
