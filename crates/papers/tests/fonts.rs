//! The fonts of the house cover GB 18030-2022 level 3.
#![allow(clippy::expect_used)]

use papers::{FontSet, PaperError};

#[test]
fn every_ideograph_of_level_3_has_a_glyph_in_each_typeface() {
    let fonts = FontSet::open_system().expect("the fonts of the house are installed");
    let ranges = [
        ("URO", 0x4E00..=0x9FEF),
        ("Ext A", 0x3400..=0x4DB5),
        ("Ext B", 0x20000..=0x2A6D6),
        ("Ext C", 0x2A700..=0x2B734),
        ("Ext D", 0x2B740..=0x2B81D),
        ("Ext E", 0x2B820..=0x2CEA1),
        ("Ext F", 0x2CEB0..=0x2EBE0),
    ];
    for (name, range) in ranges {
        assert_eq!(fonts.first_gap(range).expect("fonts parse"), None, "{name}");
    }
    for mark in "·“”‘’（）《》〔〕、，。；：！？—…￥℃㎡①②③ⅠⅡ".chars()
    {
        assert!(fonts.covers(mark).expect("fonts parse"), "{mark}");
    }
}

#[test]
fn private_use_characters_are_not_covered_by_chance() {
    let fonts = FontSet::open_system().expect("fonts");
    assert!(!fonts.covers('\u{E5E5}').expect("fonts parse"));
}

#[test]
fn a_folder_without_the_fonts_is_refused_by_the_name_of_the_file() {
    let empty = tempfile::tempdir().expect("a folder");
    let fault = FontSet::open(empty.path()).err();
    assert!(matches!(fault, Some(PaperError::FontMissing { file: "NotoSerifCJK-Regular.ttc", .. })));
}

#[test]
fn a_file_that_is_no_font_is_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("NotoSerifCJK-Regular.ttc"), b"not a font").expect("written");
    let fault = FontSet::open(folder.path()).err();
    assert!(matches!(fault, Some(PaperError::FontBroken { file: "NotoSerifCJK-Regular.ttc", .. })));
}
