//! What is typed is what stands in the text of the file: every ideograph of GB 18030-2022 level 3, those that share a
//! glyph with another, and variants of one.
#![allow(clippy::expect_used)]

mod level3;
mod samples;

use std::path::Path;
use std::process::Command;
use std::sync::Arc;

use papers::{Document, FontSet, Marks, PaperError, Press, Print, Ruling};

/// The letter of an authority whose reasons are these words.
fn letter(words: String) -> Document {
    Document::Ruling(Ruling { reason: words, ..samples::acceptance() })
}

fn text_of(press: &Press, document: &Document) -> String {
    let paper = press.render(document, &Marks::Plain, Print::Usual).expect("prints");
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("paper.pdf");
    std::fs::write(&file, paper.pdf).expect("written");
    text_in(&file)
}

/// The text as poppler finds it, without the blanks it puts between words and lines.
fn text_in(file: &Path) -> String {
    let said =
        Command::new("pdftotext").args(["-enc", "UTF-8"]).arg(file).arg("-").output().expect("poppler-utils");
    assert!(said.status.success(), "{said:?}");
    let text = String::from_utf8(said.stdout).expect("UTF-8");
    text.split_whitespace().collect()
}

/// The first of the characters that does not follow the one before it, if any.
fn first_lost(wanted: &[char], text: &str) -> Option<char> {
    let mut found = text.chars();
    wanted.iter().copied().find(|character| !found.any(|next| next == *character))
}

#[test]
fn each_of_the_87_887_ideographs_is_printed_and_found_in_the_text_in_its_place() {
    let all = level3::ideographs();
    assert_eq!(all.len(), level3::COUNT);
    let text = text_of(&samples::press(), &letter(all.iter().collect()));
    let lost = first_lost(&all, &text);
    assert_eq!(lost.map(|c| format!("U+{:04X}", u32::from(c))), None);
}

#[test]
fn a_character_that_looks_like_another_stays_itself_on_the_same_page() {
    let ideographs = level3::ideographs();
    let typed: Vec<char> = level3::look_alikes();
    let beside: String = typed.iter().zip(&ideographs).flat_map(|(a, b)| [*a, *b]).collect();
    // 一 and ⼀, 丨 and ⼁, 金 and 金: one glyph each
    let names = ["一⼀一", "丨⼁", "金\u{F90A}金", "\u{3588}\u{439B}\u{3588}"];
    let text = text_of(&samples::press(), &letter(format!("{beside}、{}", names.join("、"))));
    assert_eq!(first_lost(&beside.chars().collect::<Vec<_>>(), &text), None);
    for name in names {
        assert!(text.contains(name), "{name} is not as it was typed");
    }
}

#[test]
fn a_name_with_a_chosen_variant_keeps_it_and_the_plain_one_stays_plain() {
    let text = text_of(&samples::press(), &letter("葛\u{E0100}某、葛某、葛\u{E0101}某、辻\u{E0101}".into()));
    for name in ["葛\u{E0100}某", "、葛某、", "葛\u{E0101}某", "辻\u{E0101}"] {
        assert!(text.contains(name), "{name:?} is not in {text}");
    }
}

#[test]
fn names_of_ext_g_and_h_are_printed_where_a_face_for_them_is_installed_and_refused_where_not() {
    let name = "\u{30000}\u{3106C}·\u{31350}";
    let plain = FontSet::open_system().expect("the fonts of the house are installed");
    let press = |fonts| Press::new(Arc::new(fonts)).expect("layouts");
    let fault = press(plain).render(&letter(name.into()), &Marks::Plain, Print::Usual).err();
    assert!(matches!(fault, Some(PaperError::NoGlyph { character: '\u{30000}', .. })), "{fault:?}");
    let fonts = FontSet::open_system().expect("fonts").with_installed();
    assert!(text_of(&press(fonts), &letter(name.into())).contains(name));
}
