//! The ideographs of GB 18030-2022 level 3, which a program of public service must print.
// Each test uses some of it.
#![allow(dead_code)]

use std::ops::RangeInclusive;

/// How many the standard counts.
pub const COUNT: usize = 87_887;

/// Level 1 is 20,976 of the URO, 6,582 of Ext A and the 12 unified ones among the compatibility ideographs; level 2 adds
/// what the table of 8,105 standard characters has beyond the BMP, all of it in Ext B–E; level 3 is Ext B–F whole.
pub const RANGES: [(&str, RangeInclusive<u32>); 7] = [
    ("URO", 0x4E00..=0x9FEF),
    ("Ext A", 0x3400..=0x4DB5),
    ("Ext B", 0x20000..=0x2A6D6),
    ("Ext C", 0x2A700..=0x2B734),
    ("Ext D", 0x2B740..=0x2B81D),
    ("Ext E", 0x2B820..=0x2CEA1),
    ("Ext F", 0x2CEB0..=0x2EBE0),
];

/// Ideographs that stand in the compatibility block and are unified all the same.
pub const UNIFIED: [char; 12] = [
    '\u{FA0E}', '\u{FA0F}', '\u{FA11}', '\u{FA13}', '\u{FA14}', '\u{FA1F}', '\u{FA21}', '\u{FA23}',
    '\u{FA24}', '\u{FA27}', '\u{FA28}', '\u{FA29}',
];

/// All of them, in the order of their code points.
pub fn ideographs() -> Vec<char> {
    let ranged = RANGES.into_iter().flat_map(|(_, range)| range).filter_map(char::from_u32);
    let mut all: Vec<char> = ranged.chain(UNIFIED).collect();
    all.sort_unstable();
    all
}

/// What may be pasted into a name and looks like an ideograph that is counted: the 214 Kangxi radicals (also level 3),
/// the radicals' supplement, and the compatibility ideographs. Each is its own code point and shares its glyph mostly.
pub fn look_alikes() -> Vec<char> {
    let ranges = [0x2F00..=0x2FD5, 0x2E80..=0x2E99, 0x2E9B..=0x2EF3, 0xF900..=0xFA6D, 0xFA70..=0xFAD9];
    ranges.into_iter().flatten().filter_map(char::from_u32).collect()
}
