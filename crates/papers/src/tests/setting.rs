//! Whatever stands in a text and however wide it is set: nothing is lost, no line begins or ends badly, no number is cut.

use std::sync::OnceLock;

use proptest::prelude::*;

use super::lines_of;
use crate::breaks::{may_end, may_start};
use crate::fonts::FontSet;
use crate::lines::{self, Align};
use crate::{block, ink};

/// What must stay in one piece.
const WHOLE: [&str; 16] = [
    "2026年4月15日",
    "2026年12月31日14时30分",
    "469034196803051234",
    "469034********1234",
    "3,200元",
    "￥150.5元",
    "18.6 立方米",
    "7,200.00 元",
    "10个工作日",
    "12 周岁",
    "14:30—17:30",
    "〔2026〕12号",
    "第3条",
    "50%",
    "0898-12345678",
    "37.5℃",
];

fn fonts() -> &'static FontSet {
    static FONTS: OnceLock<FontSet> = OnceLock::new();
    FONTS.get_or_init(|| FontSet::open_system().expect("the fonts of the house are installed"))
}

fn set(text: &str, measure: f32, align: Align) -> Vec<lines::Line> {
    let faces = fonts().faces().expect("fonts parse");
    lines::set(&faces, &block::body(text, "test").align(align), measure).expect("sets")
}

fn words(set: &[lines::Line]) -> Vec<String> {
    set.iter().map(|line| lines_of(&line.inks).concat()).collect()
}

fn bare(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace()).collect()
}

fn fragment() -> impl Strategy<Value = String> {
    let closing = ["，", "。", "、", "；", "：", "！", "？"];
    prop_oneof![
        6 => "[家住村镇人民政府申请办理房屋受损材料]{1,9}",
        3 => proptest::sample::select(closing.to_vec()).prop_map(str::to_owned),
        2 => proptest::sample::select(WHOLE.to_vec()).prop_map(str::to_owned),
        2 => "（[一二三四]{1,3}）|《[受灾证明]{2,6}》|“[房屋受损]{2,5}”|——|……",
        1 => "[a-z]{1,9}|https://example\\.invalid/q\\?a=1&b=22",
        1 => Just(" ".to_owned()),
    ]
}

fn text() -> impl Strategy<Value = String> {
    // two marks in a row are common, more are not written
    proptest::collection::vec(fragment(), 1..40).prop_map(|parts| {
        let mut text = String::new();
        for part in parts {
            let doubled = text.chars().last().is_some_and(|last| !may_start(last))
                && part.chars().all(|c| !may_start(c));
            if !doubled {
                text.push_str(&part);
            }
        }
        text
    })
}

fn align() -> impl Strategy<Value = Align> {
    proptest::sample::select(vec![Align::Left, Align::Justify, Align::Centre, Align::Right])
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 200, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_is_lost_at_any_width(text in text(), measure in 12.0_f32..500.0, align in align()) {
        prop_assert_eq!(bare(&words(&set(&text, measure, align)).concat()), bare(&text));
    }

    #[test]
    fn no_line_starts_with_a_closing_mark_or_ends_with_an_opening_one(
        text in text(), measure in 90.0_f32..500.0, align in align(),
    ) {
        let lines = words(&set(&text, measure, align));
        for (at, line) in lines.iter().map(|line| line.trim()).enumerate() {
            let (first, last) = (line.chars().next(), line.chars().last());
            prop_assert!(at == 0 || first.is_none_or(may_start), "starts badly: {}", line);
            prop_assert!(at + 1 == lines.len() || last.is_none_or(may_end), "ends badly: {}", line);
        }
    }

    #[test]
    fn no_date_amount_or_number_is_cut(before in text(), whole in 0..WHOLE.len(), after in text(), measure in 140.0_f32..500.0) {
        let whole = WHOLE[whole];
        let text = format!("{before}情况{whole}，{after}");
        let lines = words(&set(&text, measure, Align::Left));
        let found = lines.iter().any(|line| bare(line).contains(&bare(whole)));
        prop_assert!(found, "{} is cut: {:?}", whole, lines);
    }

    #[test]
    fn no_glyph_stands_outside_the_measure(text in text(), measure in 90.0_f32..500.0, align in align()) {
        for line in set(&text, measure, align) {
            for ink in &line.inks {
                if let ink::Ink::Run(run) = ink {
                    let last = run.glyphs.iter().map(|glyph| run.x + glyph.x).fold(0.0, f32::max);
                    // the blank half of a mark may
                    prop_assert!(last < measure && run.x >= -0.51 * block::BODY, "{} of {}", last, measure);
                }
            }
        }
    }
}

#[test]
fn a_blank_that_a_closing_mark_follows_begins_no_line() {
    let lines = words(&set("3,200元〔2026〕12号 ——", 124.4, Align::Left));
    assert!(lines.iter().all(|line| !line.trim().starts_with('—')), "{lines:?}");
}

#[test]
fn the_number_of_a_case_is_neither_cut_nor_pulled_open() {
    let number = "460511002001 20260415 01 0007 X";
    let text = format!("你于2026年4月15日提出的“临时救助”申请（收件编号{number}）收悉。");
    let wide = |measure: f32| {
        let lines = words(&set(&text, measure, Align::Justify));
        assert!(lines.iter().any(|line| line.contains(number)), "{number} is cut: {lines:?}");
    };
    (200..500).step_by(7).for_each(|measure| wide(measure as f32));
}

#[test]
fn a_mark_that_just_does_not_fit_is_pushed_in_and_does_not_tear_the_line() {
    // twelve hanzi and two marks are thirteen em wide when the inner mark gives up half its blank
    let text = "家住岭脚村，申报房屋受损。请核实";
    let lines = words(&set(text, 10.5 * 12.8, Align::Justify));
    assert_eq!(lines[0], "家住岭脚村，申报房屋受损。");
}

#[test]
fn no_flush_line_is_torn_by_a_date_it_may_go_on_into() {
    const MOST: f32 = 0.16 * block::BODY;
    let text = "你委托阿卜杜热西提于2026年4月15日、2026年12月31日通过便民服务站提出申请。".repeat(3);
    for measure in 260..480 {
        let lines = set(&text, measure as f32, Align::Justify);
        for run in lines.iter().flat_map(|line| &line.inks).filter_map(ink::Ink::run) {
            for pair in run.glyphs.windows(2).filter(|pair| pair.iter().all(|one| one.text.as_str() > "一"))
            {
                assert!(pair[1].x - pair[0].x <= block::BODY + MOST, "at {measure}: {:?}", words(&lines));
            }
        }
        let cut = words(&lines).iter().filter(|line| line.ends_with(['年', '月'])).count();
        assert!(cut < lines.len(), "at {measure}");
    }
}

#[test]
fn a_dash_is_one_stroke_and_stays_two_characters_in_the_text() {
    let lines = set("材料已交——请核实。", 300.0, Align::Left);
    let glyphs: Vec<&str> = lines[0]
        .inks
        .iter()
        .filter_map(ink::Ink::run)
        .flat_map(|run| &run.glyphs)
        .map(|glyph| glyph.text.as_str())
        .collect();
    assert!(glyphs.contains(&"——"), "{glyphs:?}");
}

#[test]
fn a_name_in_the_middle_is_divided_where_words_end() {
    for (name, em, lines) in [
        ("镇人民政府审核确认意见", 7.0, vec!["镇人民政府", "审核确认意见"]),
        ("村（居）委会协助调查情况", 7.5, vec!["村（居）委会", "协助调查情况"]),
        ("乡镇林业站现场查验意见（两人签字）", 7.5, vec!["乡镇林业站", "现场查验意见", "（两人签字）"]),
        ("陵水黎族自治县椰林镇人民政府", 9.0, vec!["陵水黎族自治县", "椰林镇人民政府"]),
    ] {
        assert_eq!(words(&set(name, em * block::BODY, Align::Centre)), lines);
    }
}

#[test]
fn an_opening_mark_does_not_dent_the_edge() {
    let lines = set("椰林镇安马村申报\n（房屋受损）\n《证明》", 300.0, Align::Left);
    let edges: Vec<f32> = lines.iter().filter_map(|line| line.inks.first()?.run()).map(|run| run.x).collect();
    assert_eq!(edges, [0.0, -0.5 * block::BODY, -0.5 * block::BODY]);
}

#[test]
fn a_single_character_is_no_last_line() {
    let text = "检查纸张是不是放正了有没有缺一边或者歪了的地方请看清。";
    for measure in 140..280 {
        let lines = words(&set(text, measure as f32, Align::Justify));
        assert!(lines.last().is_some_and(|line| line.chars().count() > 2), "at {measure}: {lines:?}");
    }
}

#[test]
fn a_box_stays_with_its_word() {
    let text = "☐直接送达   ☑委托送达   ☐邮寄送达   ☐留置送达";
    for measure in 60..300 {
        let lines = set(text, measure as f32, Align::Left);
        for line in &lines {
            let frames = line.inks.iter().filter(|ink| matches!(ink, ink::Ink::Line { .. })).count();
            let ways = lines_of(&line.inks).concat().matches("送达").count();
            // four sides a box, two strokes a tick
            assert_eq!((frames - frames % 4) / 4, ways, "at {measure}");
        }
    }
}

#[test]
fn an_address_of_the_web_ends_its_line_after_a_mark() {
    let lines =
        words(&set("查询网址https://example.invalid/query?number=4605&lang=zh。", 120.0, Align::Left));
    assert!(lines.iter().any(|line| line.ends_with(['/', '?', '=', '&'])), "{lines:?}");
    assert!(lines.iter().all(|line| !line.ends_with("//") && !line.ends_with(":/")), "{lines:?}");
}
