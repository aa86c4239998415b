//! The fonts of the house cover GB 18030-2022 level 3.
#![allow(clippy::expect_used)]

mod level3;
mod samples;

use papers::{Document, FontSet, Found, Marks, PaperError, Press, Print, Refusal};

#[test]
fn every_ideograph_of_level_3_has_a_glyph_in_each_typeface() {
    let fonts = FontSet::open_system().expect("the fonts of the house are installed");
    for (name, range) in level3::RANGES {
        assert_eq!(fonts.first_gap(range).expect("fonts parse"), None, "{name}");
    }
    for character in level3::UNIFIED.into_iter().chain(level3::look_alikes()) {
        assert!(fonts.covers(character).expect("fonts parse"), "{character}");
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

/// The Japanese face of a font of the house under another name, with other licence bits.
fn stand_in(folder: &std::path::Path, file: &str, bits: u16) {
    let fonts = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../assets/fonts");
    let mut bytes = std::fs::read(fonts.join("NotoSerifCJK-Regular.ttc")).expect("the fonts are brought");
    let fs_type = table(&bytes, b"OS/2") + 8;
    bytes[fs_type..fs_type + 2].copy_from_slice(&bits.to_be_bytes());
    std::fs::write(folder.join(file), bytes).expect("written");
}

/// Where a table of the first font in a collection begins.
fn table(collection: &[u8], name: &[u8; 4]) -> usize {
    let number = |at: usize| u32::from_be_bytes([0, 1, 2, 3].map(|byte| collection[at + byte])) as usize;
    let entries = number(12) + 12;
    let at = (entries..).step_by(16).find(|at| collection[*at..].starts_with(name)).expect("the table");
    number(at + 8)
}

fn with_fang_song(file: &str, bits: u16) -> FontSet {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::create_dir(folder.path().join("truetype")).expect("a folder");
    stand_in(&folder.path().join("truetype"), file, bits);
    // mapped before the folder goes
    FontSet::open_system().expect("fonts").with_installed_from(&[folder.path().to_path_buf()])
}

fn letter_names(fonts: FontSet) -> String {
    let press = Press::new(std::sync::Arc::new(fonts)).expect("layouts");
    let letter = Document::Ruling(samples::acceptance());
    let paper = press.render(&letter, &Marks::Plain, Print::Usual).expect("prints");
    String::from_utf8_lossy(&paper.pdf).into_owned()
}

#[test]
fn a_fang_song_of_the_machine_is_used_where_its_licence_allows_and_the_others_fill_its_gaps() {
    for allowed in [0, 4, 8] {
        let fonts = with_fang_song("SimFang.ttf", allowed);
        let [fang_song, title, _] = fonts.installed() else { panic!("three roles") };
        assert!(
            matches!(&fang_song.found, Found::Face { family, .. } if family == "Noto Serif CJK JP"),
            "{fang_song:?}"
        );
        assert_eq!(title.found, Found::Nothing);
        let pdf = letter_names(fonts);
        assert!(pdf.contains("+NotoSerifCJKjp"), "the letter is set in it");
        assert!(pdf.contains("+NotoSerifCJKsc-Bold"), "the title is not");
    }
}

#[test]
fn a_fang_song_that_may_not_be_embedded_or_cut_is_named_and_not_used() {
    for forbidden in [2, 0x100, 0x108, 0x200] {
        let fonts = with_fang_song("方正仿宋_GBK.ttf", forbidden);
        let found = &fonts.installed()[0].found;
        assert!(matches!(found, Found::Refused { why: Refusal::Licence, .. }), "{forbidden:#x}: {found:?}");
        assert!(!letter_names(fonts).contains("+NotoSerifCJKjp"), "{forbidden:#x}");
    }
}

#[test]
fn a_file_called_fang_song_that_is_no_font_is_refused_and_papers_are_printed_all_the_same() {
    let folder = tempfile::tempdir().expect("a folder");
    std::fs::write(folder.path().join("simfang.ttf"), b"not a font").expect("written");
    let fonts = FontSet::open_system().expect("fonts").with_installed_from(&[folder.path().to_path_buf()]);
    assert!(matches!(fonts.installed()[0].found, Found::Refused { why: Refusal::Broken, .. }));
    assert!(letter_names(fonts).contains("+NotoSerifCJKsc-Regular"));
}
