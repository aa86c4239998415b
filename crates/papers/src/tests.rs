//! What stands on the pages, read from the inks before they become PDF operators.

use std::collections::BTreeMap;

use crate::breaks::{may_end, may_start};
use crate::codes::QR_QUIET;
use crate::ink::{Ink, Rect};
use crate::lines::Align;
use crate::{Document, FontSet, Marks, Page, Print, block, lines};

mod filling;
#[path = "../tests/samples/mod.rs"]
mod samples;
mod setting;

fn pages(document: &Document, marks: &Marks<'_>) -> Vec<Page> {
    let fonts = FontSet::open_system().expect("the fonts of the house are installed");
    let faces = fonts.faces().expect("fonts parse");
    samples::press().lay_out(document, &faces, marks, Print::Usual).expect("the document prints").0
}

/// The texts of a page, line by line: runs on one baseline, left to right.
fn lines_of(page: &Page) -> Vec<String> {
    let mut lines: BTreeMap<i64, Vec<(f32, String)>> = BTreeMap::new();
    for ink in page {
        if let Ink::Run(run) = ink {
            let text = run.glyphs.iter().map(|glyph| glyph.text.as_str()).collect();
            lines.entry((run.baseline * 10.0) as i64).or_default().push((run.x, text));
        }
    }
    lines
        .into_values()
        .map(|mut runs| {
            runs.sort_by(|a, b| a.0.total_cmp(&b.0));
            runs.into_iter().map(|(_, text)| text).collect()
        })
        .collect()
}

fn text_of(pages: &[Page]) -> String {
    pages.iter().flat_map(lines_of).collect::<String>().replace(' ', "")
}

fn set_text(text: &str, measure: f32, align: Align) -> Vec<String> {
    let fonts = FontSet::open_system().expect("fonts");
    let faces = fonts.faces().expect("fonts parse");
    let set = lines::set(&faces, &block::body(text, "test").align(align), measure).expect("sets");
    set.iter().map(|line| lines_of(&line.inks).concat()).collect()
}

#[test]
fn an_answer_of_4000_characters_runs_over_pages_and_loses_none() {
    let printed = pages(&Document::Form(samples::long_form()), &samples::marks(0));
    let column: String = printed
        .iter()
        .map(|page| {
            let mut runs: Vec<_> = page
                .iter()
                .filter_map(|ink| match ink {
                    Ink::Run(run) if run.x > 125.0 && run.baseline > 150.0 && run.baseline < 785.0 => {
                        Some(run)
                    }
                    _ => None,
                })
                .collect();
            runs.sort_by(|a, b| a.baseline.total_cmp(&b.baseline).then(a.x.total_cmp(&b.x)));
            runs.iter().flat_map(|run| &run.glyphs).map(|glyph| glyph.text.as_str()).collect::<String>()
        })
        .collect();
    assert!(printed.len() > 3);
    assert!(column.contains(&samples::long_answer()));
}

#[test]
fn a_long_table_repeats_its_head_on_each_page() {
    let printed = pages(&Document::Form(samples::long_form()), &samples::marks(0));
    let with_rows: Vec<_> = printed
        .iter()
        .filter(|page| {
            lines_of(page).iter().any(|line| line.contains("4690341940") || line.contains("椰林中学初二学生"))
        })
        .collect();
    assert!(with_rows.len() >= 3, "60 people need three pages");
    for page in with_rows {
        assert!(lines_of(page).iter().any(|line| line.contains("职业和健康状况")));
    }
    let all = text_of(&printed);
    for person in 0..60 {
        assert!(all.contains(&format!("46903419{:02}0101{:04}", 40 + person % 60, 1000 + person)));
    }
}

#[test]
fn no_line_starts_or_ends_with_a_forbidden_mark_at_any_width() {
    let opening: String = samples::long_answer().chars().take(400).collect();
    for measure in 60..240 {
        for line in set_text(&opening, measure as f32 * 1.7, Align::Justify) {
            let line = line.trim();
            assert!(line.chars().next().is_none_or(may_start), "starts badly: {line}");
            assert!(line.chars().last().is_none_or(may_end), "ends badly: {line}");
        }
    }
}

#[test]
fn dates_amounts_and_numbers_stay_in_one_piece() {
    let text =
        "本人于2026年4月15日交来的材料里,证件号是469034196803051234,损失3,200元,每周一14:30—17:30可以来问。";
    let whole = ["2026年4月15日", "469034196803051234", "3,200元", "14:30—17:30"];
    for measure in 120..300 {
        let lines = set_text(text, measure as f32, Align::Left);
        for piece in whole {
            assert!(lines.iter().any(|line| line.contains(piece)), "{piece} is cut at {measure}: {lines:?}");
        }
    }
}

#[test]
fn quotation_marks_let_a_line_end_beside_them() {
    let lines = set_text("申报“房屋受损”损失", 10.5 * 2.2, Align::Left);
    assert_eq!(lines[0], "申报");
    assert!(lines[1].starts_with('“'));
}

#[test]
fn an_empty_text_is_one_empty_line_and_feeds_start_new_ones() {
    assert_eq!(set_text("", 100.0, Align::Left).len(), 1);
    assert_eq!(set_text("甲\n乙\n", 100.0, Align::Left), ["甲", "乙", ""]);
}

#[test]
fn a_word_longer_than_the_line_is_cut_not_lost() {
    let word = "a".repeat(300);
    assert_eq!(set_text(&word, 50.0, Align::Justify).concat(), word);
}

#[test]
fn the_receipt_has_its_marked_copies_and_says_it_is_no_acceptance() {
    let printed = pages(&Document::Receipt(samples::receipt()), &samples::marks(0));
    assert_eq!(printed.len(), 3);
    assert!(
        text_of(&printed[2..]).contains("上报联")
            && text_of(&printed[2..]).contains("接收人（签字）：")
            && text_of(&printed[2..]).contains("（盖章处）")
    );
    for (page, copy) in printed.iter().zip(["申请人联", "存档联"]) {
        let text = text_of(std::slice::from_ref(page));
        for words in [
            copy,
            "不代表受理",
            "𬱖𠮷·买买提江",
            "㛃䶮大药房",
            "469034********1234",
            "当场退回",
            "2026年4月20日",
        ] {
            assert!(text.contains(words), "{words} is not on the {copy}");
        }
    }
    assert!(text_of(&printed[1..2]).contains("申请人（签字或按指印）："));
}

#[test]
fn what_was_typed_without_a_last_mark_does_not_run_into_the_next_sentence() {
    let referral = crate::Referral { reason: "不归本站办".into(), ..samples::referral() };
    let text = text_of(&pages(&Document::Referral(referral), &Marks::Plain));
    assert!(text.contains("不归本站办。请到"), "{text}");
}

#[test]
fn rows_left_to_write_in_are_numbered_and_to_be_struck_out() {
    let collection = crate::Collection { things: Vec::new(), ..samples::collection() };
    let text = text_of(&pages(&Document::Collection(collection), &samples::marks(0)));
    assert!(text.contains("1件2件3件") && text.contains("没有填写的行请划去。"), "{text}");
}

#[test]
fn nothing_is_handed_up_where_nothing_was_taken_in() {
    let receipt = crate::Receipt { materials: Vec::new(), ..samples::receipt() };
    let text = text_of(&pages(&Document::Receipt(receipt), &samples::marks(0)));
    assert!(text.contains("存档联") && !text.contains("上报联"), "{text}");
}

#[test]
fn a_long_title_is_divided_where_its_line_feed_stands() {
    let printed = pages(&Document::Form(samples::long_form()), &samples::marks(0));
    let first = lines_of(&printed[0]);
    assert!(first.iter().any(|line| line == "城乡居民最低生活保障待遇申请"));
    assert!(first.iter().any(|line| line == "及家庭经济状况核对授权书"));
    assert!(
        first.concat().contains("城乡居民最低生活保障待遇申请及家庭经济状况核对授权书"),
        "the foot has all of it: {first:?}"
    );
}

#[test]
fn a_reprint_says_so_on_each_copy() {
    let document = Document::Receipt(samples::receipt());
    assert!(!text_of(&pages(&document, &samples::marks(0))).contains("补打"));
    for page in pages(&document, &samples::marks(2)) {
        assert!(text_of(&[page]).contains("补打第2次"));
    }
}

#[test]
fn each_page_carries_its_number_and_the_count_of_its_copy() {
    let printed = pages(&Document::Form(samples::long_form()), &samples::marks(0));
    for (index, page) in printed.iter().enumerate() {
        let text = text_of(std::slice::from_ref(page));
        assert!(text.contains(&format!("第{}页共{}页", index + 1, printed.len())));
        assert!(text.contains("46051100200120260415010007X"));
    }
}

#[test]
fn a_test_page_draws_the_edges_of_the_sheet_the_codes_and_a_seal_and_says_which_printer_it_tried() {
    let printed = pages(&Document::TestPage(samples::test_page()), &Marks::Edges);
    assert_eq!(printed.len(), 1);
    let corners: Vec<(f32, f32)> = printed[0]
        .iter()
        .filter_map(|ink| match ink {
            Ink::Line { from, tone: crate::ink::Tone::Black, .. } => Some(*from),
            _ => None,
        })
        .collect();
    let (edge, ring) = (5.0 * block::MM, 42.0 * block::MM);
    let codes = printed[0].iter().filter(|ink| matches!(ink, Ink::Modules(_))).count();
    let seal = |ink: &Ink| matches!(ink, Ink::SealPlace { radius, .. } if (2.0 * radius - ring).abs() < 0.1);
    assert!(codes == 2 && printed[0].iter().any(seal), "{codes} codes, and the ring of a seal");
    assert!(corners.iter().any(|(x, y)| (x - edge).abs() < 0.1 && (y - edge).abs() < 0.1), "{corners:?}");
    let text = text_of(&printed);
    for said in ["窗口打印机", "2026年4月15日9时05分", "𬱖𠮷"] {
        assert!(text.contains(said), "{said} is not in {text}");
    }
}

#[test]
fn nothing_stands_in_the_quiet_zone_of_the_code_and_no_seal_near_it() {
    for (name, document, marks) in samples::gallery() {
        for page in pages(&document, &marks) {
            let Some(square) = code_square(&page) else {
                continue;
            };
            let zone = Rect {
                x: square.x - QR_QUIET,
                y: square.y - QR_QUIET,
                width: square.width + 2.0 * QR_QUIET,
                height: square.height + 2.0 * QR_QUIET,
            };
            for ink in &page {
                assert!(!touches(ink, zone, square), "{name}: {ink:?} stands in the quiet zone");
            }
        }
    }
}

fn code_square(page: &Page) -> Option<Rect> {
    page.iter().find_map(|ink| match ink {
        Ink::Modules(modules) if modules.dark.len() > 300 => {
            let rects = modules.rects();
            let x = rects.iter().map(|r| r.x).fold(f32::MAX, f32::min);
            let y = rects.iter().map(|r| r.y).fold(f32::MAX, f32::min);
            let right = rects.iter().map(|r| r.x + r.width).fold(0.0, f32::max);
            let bottom = rects.iter().map(|r| r.y + r.height).fold(0.0, f32::max);
            Some(Rect { x, y, width: right - x, height: bottom - y })
        }
        _ => None,
    })
}

fn touches(ink: &Ink, zone: Rect, square: Rect) -> bool {
    let inside =
        |x: f32, y: f32| x > zone.x && x < zone.x + zone.width && y > zone.y && y < zone.y + zone.height;
    match ink {
        Ink::Run(run) => {
            run.glyphs.iter().any(|glyph| inside(run.x + glyph.x, run.baseline - run.size * 0.3))
        }
        Ink::Line { from, to, .. } => inside(from.0, from.1) || inside(to.0, to.1),
        Ink::Modules(modules) => {
            modules.corner.0 != square.x && modules.rects().iter().any(|r| inside(r.x, r.y))
        }
        Ink::Shade(rect) => inside(rect.x + rect.width, rect.y),
        Ink::SignPlace { room, .. } => {
            inside(room.x, room.y) || inside(room.x + room.width, room.y + room.height)
        }
        Ink::SealPlace { centre, radius } => {
            inside(centre.0, centre.1 - radius) || inside(centre.0 + radius, centre.1)
        }
    }
}
