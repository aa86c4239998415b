//! Centred lines: about equally long, and divided where a reader would divide them.

use crate::lines::natural;
use crate::shape::{Kind, Piece};

/// Longer texts are no titles, labels or names.
const LONGEST: usize = 90;
/// What a division between two words that say one thing costs, as a share of the measure squared.
const NEUTRAL: f32 = 0.05;
/// Within brackets.
const BRACKETED: f32 = 0.12;
/// Words that end with one of these are whole: 镇人民政府|审核意见.
const WHOLE: [&str; 18] = [
    "政府",
    "委会",
    "委员会",
    "机构",
    "中心",
    "法院",
    "公司",
    "自治县",
    "自治州",
    "街道",
    "小组",
    "局",
    "所",
    "站",
    "县",
    "镇",
    "乡",
    "和",
];
/// Not where the next character belongs to the word: 户口所在地, 乡镇, 县级.
const GOES_ON: &str = "在有属级镇村长区内外民";

/// Index after the last piece of each line. `greedy` is how many lines it takes.
pub(crate) fn balanced(pieces: &[Piece], allowed: &[bool], measure: f32, greedy: Vec<usize>) -> Vec<usize> {
    if greedy.len() < 2 || pieces.len() > LONGEST {
        return greedy;
    }
    let ideal = natural(pieces) / greedy.len() as f32;
    let mut best: Vec<Option<(f32, Vec<usize>)>> = vec![None; pieces.len() + 1];
    best[0] = Some((0.0, Vec::new()));
    for _ in 0..greedy.len() {
        best = with_another_line(pieces, allowed, measure, ideal, &best);
    }
    best.pop().flatten().map_or(greedy, |(_, ends)| ends)
}

/// From the best ways to set the first pieces in n lines, those in n + 1.
fn with_another_line(
    pieces: &[Piece],
    allowed: &[bool],
    measure: f32,
    ideal: f32,
    before: &[Option<(f32, Vec<usize>)>],
) -> Vec<Option<(f32, Vec<usize>)>> {
    let mut best: Vec<Option<(f32, Vec<usize>)>> = vec![None; pieces.len() + 1];
    for end in (1..=pieces.len()).filter(|end| allowed[end - 1]) {
        for (start, known) in before.iter().enumerate().take(end) {
            let Some((cost, ends)) = known else { continue };
            let wide = natural(&pieces[start..end]);
            if wide > measure + 0.01 {
                continue;
            }
            let uneven = (wide - ideal) / measure;
            let cost = cost + uneven * uneven + division(pieces, end);
            if best[end].as_ref().is_none_or(|(least, _)| cost < *least) {
                let ends = ends.iter().copied().chain([end]).collect();
                best[end] = Some((cost, ends));
            }
        }
    }
    best
}

/// What it costs to begin a new line here.
fn division(pieces: &[Piece], at: usize) -> f32 {
    let Some(after) = pieces.get(at) else { return 0.0 };
    let before = &pieces[at - 1];
    let opens = |piece: &Piece| matches!(piece.character, '（' | '(');
    let closes = |piece: &Piece| matches!(piece.character, '）' | ')');
    let open = pieces[..at].iter().filter(|piece| opens(piece)).count();
    let closed = pieces[..at].iter().filter(|piece| closes(piece)).count();
    let mark = matches!(before.kind, Kind::Closing | Kind::Space)
        || after.kind == Kind::Opening
        || opens(after)
        || closes(before);
    if mark {
        0.0
    } else if open > closed {
        BRACKETED
    } else if ends_a_word(&pieces[..at]) && !GOES_ON.contains(after.character) {
        0.0
    } else {
        NEUTRAL
    }
}

fn ends_a_word(pieces: &[Piece]) -> bool {
    let ends = |word: &&str| {
        let mut characters = pieces.iter().rev().map(|piece| piece.character);
        word.chars().rev().all(|wanted| characters.next() == Some(wanted))
    };
    WHOLE.iter().any(ends)
}
