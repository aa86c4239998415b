//! Where a Chinese line may end: UAX 14 as icu_segmenter has it, with the tailorings Chinese papers need.

use icu_segmenter::LineSegmenter;
use icu_segmenter::options::{LineBreakOptions, LineBreakStrictness};

use crate::shape::{Kind, Piece};

/// Never the first character of a line (行首禁则).
const NOT_FIRST: &str = "，。、；：！？）》〉】〕」』”’…—～％℃·)]},.:;!?%/";
/// Never the last character of a line (行尾禁则).
const NOT_LAST: &str = "（《〈【〔「『“‘([{￥¥$№#";
/// A number stays with what it counts.
const UNITS: &str = "年月日时分秒元角万亿㎡亩岁号份页个天人户份件％%";
/// Longest choice that is kept on one line with its tick box, in characters.
const CHOICE: usize = 14;

/// For each piece: may the line end after it? The last one always may.
pub(crate) fn breaks(text: &str, pieces: &[Piece]) -> Vec<bool> {
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
    allowed
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
    if splits_number(pieces, index) {
        return false;
    }
    // UAX 14 never breaks around quotation marks and glues 、 to ￥; in Chinese both are good places.
    let after_mark = before.kind == Kind::Closing && after.kind != Kind::Space;
    let before_mark = after.kind == Kind::Opening && before.kind != Kind::Latin;
    standard || after_mark || before_mark
}

/// `2026年|4月|15日`, `300|元`, `14:30—|17:30`: the parts of one date, amount or range.
fn splits_number(pieces: &[Piece], index: usize) -> bool {
    let digit = |at: usize| pieces.get(at).is_some_and(|piece| piece.character.is_ascii_digit());
    let (before, after) = (pieces[index].character, pieces[index + 1].character);
    let counted = digit(index) && UNITS.contains(after);
    let date = matches!(before, '年' | '月' | '时') && index > 0 && digit(index - 1) && digit(index + 1);
    let moment = before == '日' && index > 0 && digit(index - 1) && digit(index + 1);
    let range = matches!(before, '—' | '～' | '-') && index > 0 && digit(index - 1) && digit(index + 1);
    counted || date || moment || range
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
