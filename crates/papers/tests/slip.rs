//! Slips: the words of a paper in the columns of a roll, and as dots.
#![allow(clippy::unwrap_used)]

use papers::{
    Code, Document, Layouts, Marks, PaperError, PaperNumber, Press, Roll, Slip, SlipLine, SlipStrip,
    SlipVoice,
};
use std::sync::Arc;

fn press() -> Press {
    Press::new(Arc::new(papers::FontSet::open_system().unwrap())).unwrap()
}

fn sample(name: &str, set: &str) -> Document {
    let wanted = |sample: &papers::Sample| sample.name == name && sample.set == set;
    papers::samples().unwrap().into_iter().find(wanted).unwrap().document
}

fn sign(_: &[u8]) -> [u8; 64] {
    [0xA7; 64]
}

fn coded(reprint: u16) -> Marks<'static> {
    let number = PaperNumber::parse("460105001001 20260415 01 0007 X").unwrap();
    Marks::Coded(Code { number, version: 2, digest: [9; 16], key_id: [8; 8], sign: &sign, reprint })
}

fn line(strip: &SlipStrip) -> Option<&SlipLine> {
    match strip {
        SlipStrip::Line(line) => Some(line),
        SlipStrip::Picture(_) => None,
    }
}

fn lines(slip: &Slip) -> Vec<&SlipLine> {
    slip.strips.iter().filter_map(line).collect()
}

fn text(slip: &Slip) -> String {
    lines(slip).iter().map(|line| line.text.trim()).collect()
}

fn columns(text: &str) -> usize {
    text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum()
}

#[test]
fn no_line_of_any_slip_is_wider_than_its_roll() {
    let press = press();
    let slips = papers::samples().unwrap().into_iter().filter(|s| press.layouts().has_slip(&s.document));
    let mut seen = 0;
    for sample in slips {
        for roll in [Roll::Mm58, Roll::Mm80] {
            let slip = press.slip(&sample.document, &coded(0), roll).unwrap();
            for line in lines(&slip) {
                let wide = columns(&line.text) * line.voice.times();
                assert!(wide <= roll.columns(), "{} {}: {:?} takes {wide}", sample.name, sample.set, line);
            }
            seen += 1;
        }
    }
    assert_eq!(seen, 18, "three slips, three samples, two rolls");
}

#[test]
fn a_receipt_slip_says_what_was_taken_in_and_what_is_missing_under_its_number() {
    let slip = press().slip(&sample("receipt", "typical"), &coded(0), Roll::Mm58).unwrap();
    let text = text(&slip);
    for said in [
        "收件小票",
        "460105001001 20260415 01 0007 X",
        "事项：临时救助",
        "申请人：𬱖𠮷·买买提江",
        "收到的材料（5项）",
        "1. 临时救助申请表原件2页，留下",
        "还缺的材料（2项）",
        "补交期限：2026年4月20日",
        "电话0898-12345678",
        "不代替A4的收件凭证",
        "第 2 版 核对码 0909 0909",
    ] {
        assert!(text.contains(said), "{said} is not in {text}");
    }
    let number = lines(&slip).into_iter().find(|line| line.text.starts_with("460105")).unwrap();
    assert_eq!(number.text, "460105001001 20260415 01 0007 X", "the number stays on one line");
    assert!(!text.contains("补打"));
}

#[test]
fn a_slip_printed_again_says_so() {
    let slip = press().slip(&sample("receipt", "short"), &coded(2), Roll::Mm58).unwrap();
    assert!(text(&slip).contains("补打 第2次"));
}

#[test]
fn no_line_begins_with_a_mark_that_closes() {
    let slip = press().slip(&sample("receipt", "extreme"), &coded(0), Roll::Mm58).unwrap();
    for line in lines(&slip) {
        let first = line.text.chars().next();
        assert!(!first.is_some_and(|c| "，。、；：）》”".contains(c)), "{:?}", line.text);
    }
}

#[test]
fn the_code_and_the_bars_on_the_dots_of_a_slip_are_read() {
    let press = press();
    for roll in [Roll::Mm58, Roll::Mm80] {
        let dots =
            press.draw_slip(&press.slip(&sample("receipt", "typical"), &coded(0), roll).unwrap()).unwrap();
        let (width, height) = (dots.width(), dots.height());
        let luma = (0..width * height).map(|at| if dots.dark(at % width, at / width) { 0 } else { 255 });
        let luma: Vec<u8> = luma.collect();
        let read = |wanted| {
            let mut hints = rxing::DecodeHints { TryHarder: Some(true), ..rxing::DecodeHints::default() };
            let (width, height) = (width as u32, height as u32);
            rxing::helpers::detect_in_luma_with_hints(luma.clone(), width, height, Some(wanted), &mut hints)
        };
        let square = read(rxing::BarcodeFormat::QR_CODE).unwrap();
        let code = papers::qr::parse(square.getText()).unwrap();
        assert_eq!(code.number.groups(), "460105001001 20260415 01 0007 X");
        assert_eq!((code.version, code.kind), (2, papers::PaperKind::Receipt));
        let bars = read(rxing::BarcodeFormat::CODE_128).unwrap();
        assert_eq!(bars.getText(), "46010500100120260415010007X", "as it is typed into the search");
    }
}

#[test]
fn a_receipt_slip_without_a_number_is_not_printed() {
    let refused = press().slip(&sample("receipt", "short"), &Marks::Plain, Roll::Mm58);
    assert!(matches!(refused, Err(PaperError::NumberMissing { .. })), "{refused:?}");
    assert!(press().slip(&sample("referral", "short"), &Marks::Plain, Roll::Mm58).is_ok());
}

#[test]
fn a_character_no_font_has_stops_the_slip_and_is_named() {
    for name in ["王\u{E123}", "\u{1B}@王"] {
        let refused = press().slip(&sample("receipt", "short").named(name), &coded(0), Roll::Mm58);
        let Err(PaperError::NoGlyph { character, place, .. }) = refused else { panic!("{refused:?}") };
        assert!(name.contains(character));
        assert!(place.contains("申请人"), "{place}");
    }
}

#[test]
fn a_paper_without_a_slip_layout_has_no_slip() {
    let form = sample("form", "short");
    assert!(!Layouts::shipped().unwrap().has_slip(&form));
    assert!(matches!(press().slip(&form, &coded(0), Roll::Mm58), Err(PaperError::Layout(_))));
}

#[test]
fn a_rare_character_has_dots_of_its_own() {
    let draw = |text: &str| {
        let line = SlipLine { text: text.to_owned(), voice: SlipVoice::Plain };
        press().draw_line(&line, Roll::Mm58).unwrap()
    };
    let (rare, common, blank) = (draw("𠮷"), draw("吉"), draw(""));
    assert_ne!(rare, common);
    assert!(blank.rows().iter().all(|byte| *byte == 0));
    let inked = |x: usize| (0..rare.height()).any(|y| rare.dark(x, y));
    assert!((0..24).any(inked) && !(24..384).any(inked), "a character stays in its cell");
}
