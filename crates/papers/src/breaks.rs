//! Where a Chinese line may end: UAX 14 as icu_segmenter has it, with the tailorings Chinese papers need.

use icu_segmenter::LineSegmenter;
use icu_segmenter::options::{LineBreakOptions, LineBreakStrictness};

use crate::shape::{Kind, Piece};

/// Never the first character of a line (行首禁则).
const NOT_FIRST: &str = "，。、；：！？）》〉】〕」』”’…—～％℃·)]},.:;!?%/";
/// Never the last character of a line (行尾禁则).
const NOT_LAST: &str = "（《〈【〔「『“‘([{￥¥$№#";
/// A number stays with what it counts, whether there is a space between them or not.
const UNITS: [&str; 24] = [
    "个工作日",
    "个自然日",
    "工作日",
    "平方米",
    "立方米",
    "个月",
    "小时",
    "分钟",
    "周岁",
    "万元",
    "亿元",
    "公里",
    "公斤",
    "千克",
    "公顷",
    "厘米",
    "毫米",
    "人次",
    "万亩",
    "千米",
    "万人",
    "平米",
    "℃",
    "㎡",
];
/// Units of one character.
const SHORT_UNITS: &str =
    "年月日时分秒元角万亿亩岁号份页个天人户件次楼层间栋套口名米吨斤辆头只株条款项章节版期周％%";
/// `第` stays with its number.
const NUMERALS: &str = "0123456789〇零一二三四五六七八九十百千";
/// Longest choice that is kept on one line with its tick box, in characters.
const CHOICE: usize = 32;

/// For each piece, whether a line may end after it.
pub(crate) struct Breaks {
    /// Well. The last one always may.
    pub allowed: Vec<bool>,
    /// Where the line would be torn otherwise: within a date.
    pub at_need: Vec<bool>,
}

pub(crate) fn breaks(text: &str, pieces: &[Piece]) -> Breaks {
    let mut options = LineBreakOptions::default();
    options.strictness = Some(LineBreakStrictness::Strict);
    let segmenter = LineSegmenter::new_for_non_complex_scripts(options);
    let ends: Vec<usize> = segmenter.segment_str(text).collect();
    let mut allowed: Vec<bool> = (0..pieces.len())
        .map(|index| {
            let standard = ends.binary_search(&pieces[index].end).is_ok();
            index + 1 == pieces.len() || may_break(pieces, index, standard)
        })
        .collect();
    glue_choices(pieces, &mut allowed);
    glue_units(pieces, &mut allowed);
    let at_need = (0..pieces.len()).map(|index| in_date(pieces, index)).collect();
    Breaks { allowed, at_need }
}

/// Between the year, the month and the day of one date.
fn in_date(pieces: &[Piece], index: usize) -> bool {
    let digit = |at: usize| pieces.get(at).is_some_and(|piece| piece.character.is_ascii_digit());
    matches!(pieces[index].character, '年' | '月' | '日') && index > 0 && digit(index - 1) && digit(index + 1)
}

/// Whether this character counts something.
pub(crate) fn is_short_unit(character: char) -> bool {
    SHORT_UNITS.contains(character)
}

/// Whether this character may be part of a longer unit (个工作日).
pub(crate) fn is_of_unit(character: char) -> bool {
    UNITS.iter().any(|unit| unit.contains(character))
}

/// Whether a line may start with this character.
pub(crate) fn may_start(character: char) -> bool {
    !NOT_FIRST.contains(character)
}

/// Whether a line may end with this character.
pub(crate) fn may_end(character: char) -> bool {
    !NOT_LAST.contains(character)
}

fn may_break(pieces: &[Piece], index: usize, standard: bool) -> bool {
    let (before, after) = (&pieces[index], &pieces[index + 1]);
    if !may_start(after.character) || !may_end(before.character) || matches!(before.kind, Kind::Tick(_)) {
        return false;
    }
    let root = before.character == '/'
        && after.character != ' '
        && index > 0
        && matches!(pieces[index - 1].character, '/' | ':');
    // the blank in a number of groups
    let in_groups = before.kind == Kind::Latin && before.character == ' ';
    // the number of a choice stays with the choice
    let numbered = ('①'..='⑳').contains(&before.character);
    if root || in_groups || numbered || splits_number(pieces, index) {
        return false;
    }
    // UAX 14 never breaks around quotation marks and glues 、 to ￥; in Chinese both are good places.
    let after_mark = before.kind == Kind::Closing && after.kind != Kind::Space;
    let before_mark = after.kind == Kind::Opening && before.kind != Kind::Latin;
    // the parts of an address of the web
    let query = matches!(before.character, '&' | '=') && after.kind == Kind::Latin;
    standard || after_mark || before_mark || query
}

/// `2026年|4月|15日`, `14:30—|17:30`, `〔2026〕|12号`, `第|3条`: the parts of one date, range or number.
fn splits_number(pieces: &[Piece], index: usize) -> bool {
    let digit = |at: usize| pieces.get(at).is_some_and(|piece| piece.character.is_ascii_digit());
    let (before, after) = (pieces[index].character, pieces[index + 1].character);
    let follows = index > 0 && digit(index - 1) && digit(index + 1);
    let date = in_date(pieces, index) || matches!(before, '时' | '分') && follows;
    let range = matches!(before, '—' | '～' | '-' | '/') && follows;
    let document = before == '〕' && digit(index + 1) || after == '〔' && digit(index + 2);
    let ordinal = before == '第' && NUMERALS.contains(after);
    date || range || document || ordinal
}

/// `300|元`, `10|个工作日`, `56.5| 平方米`.
fn glue_units(pieces: &[Piece], allowed: &mut [bool]) {
    for digit in (0..pieces.len()).filter(|at| pieces[*at].character.is_ascii_digit()) {
        let space = pieces.get(digit + 1).is_some_and(|piece| piece.kind == Kind::Space);
        let start = digit + 1 + usize::from(space);
        let unit = unit(&pieces[start.min(pieces.len())..]);
        if unit > 0 {
            allowed[digit..start + unit - 1].fill(false);
        }
    }
}

/// How many of these characters are a unit.
fn unit(pieces: &[Piece]) -> usize {
    let is = |unit: &&&str| {
        let mut characters = pieces.iter().map(|piece| piece.character);
        unit.chars().all(|wanted| characters.next() == Some(wanted))
    };
    let long = UNITS.iter().find(is).map(|unit| unit.chars().count());
    let short = pieces.first().filter(|piece| SHORT_UNITS.contains(piece.character)).map(|_| 1);
    long.or(short).unwrap_or(0)
}

/// A tick box and its word stay together.
fn glue_choices(pieces: &[Piece], allowed: &mut [bool]) {
    for start in (0..pieces.len()).filter(|at| matches!(pieces[*at].kind, Kind::Tick(_))) {
        let length = pieces[start + 1..]
            .iter()
            .take_while(|piece| !matches!(piece.kind, Kind::Space | Kind::Tick(_)))
            .count();
        if length <= CHOICE && start + length < pieces.len() {
            allowed[start..start + length].fill(false);
        }
    }
}
