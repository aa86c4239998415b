//! Text becomes pieces: a glyph or a tick box each, with its width and what it is for line breaking.

use crate::error::PaperError;
use crate::fonts::{FaceId, Faces, Typeface};

/// ☐ and ☑ in a text are drawn, not set from a font, so that box and word share a baseline on every paper.
const BOX_EMPTY: char = '\u{2610}';
const BOX_TICKED: char = '\u{2611}';

/// The two strokes of —— are one: a face has them without the slit between.
const DASH: char = '—';
const DOUBLE_DASH: char = '\u{2E3A}';

/// Marks without ink that would otherwise stop the print.
const INVISIBLE: [char; 6] = ['\u{200B}', '\u{200C}', '\u{200D}', '\u{2060}', '\u{FEFF}', '\r'];

const OPENING: &str = "（《〈【〔「『“‘";
const CLOSING: &str = "，。、；：！？）》〉】〕」』”’";
/// Closing marks whose right half is blank in a Simplified Chinese font.
const HALF_BLANK: &str = "，。、；：）》〉】〕」』”’";

/// What a character is to its neighbours.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    Hanzi,
    Opening,
    Closing,
    Latin,
    Space,
    Tick(bool),
}

/// One visible character with its natural width in points.
#[derive(Debug, Clone)]
pub(crate) struct Piece {
    pub character: char,
    pub text: String,
    pub kind: Kind,
    pub face: FaceId,
    pub glyph: u16,
    /// Width including letter spacing, before squeezing and justification.
    pub advance: f32,
    /// Blank right half that may vanish at a line's end or before another mark.
    pub slack: f32,
    /// Blank left half that vanishes where the piece begins a line.
    pub lead: f32,
    /// Byte offset of its end in the source text.
    pub end: usize,
}

/// The voice of a text: typeface, size and letter spacing in points.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Style {
    pub typeface: Typeface,
    pub size: f32,
    pub spacing: f32,
}

/// Sets every character of one line of source text (no line feeds inside).
///
/// # Errors
/// [`PaperError::NoGlyph`] for the first character no font has; `place` says where it stands.
pub(crate) fn shape(
    faces: &Faces<'_>,
    text: &str,
    style: Style,
    place: &str,
) -> Result<Vec<Piece>, PaperError> {
    let mut pieces: Vec<Piece> = Vec::with_capacity(text.len() / 3);
    let mut characters = text.char_indices().peekable();
    while let Some((start, character)) = characters.next() {
        if INVISIBLE.contains(&character) {
            continue;
        }
        if character == DASH && characters.next_if(|(_, next)| *next == DASH).is_some() {
            pieces.extend(dashes(faces, style, start + 2 * DASH.len_utf8(), place)?);
            continue;
        }
        let selector = characters.next_if(|(_, next)| is_selector(*next)).map(|(_, next)| next);
        let end = start + character.len_utf8() + selector.map_or(0, char::len_utf8);
        pieces.push(piece(faces, character, selector, style, end, place)?);
    }
    join_groups(&mut pieces);
    squeeze(&mut pieces, style.size);
    Ok(pieces)
}

/// A number in three groups and more is one word: its blanks neither end a line nor open.
fn join_groups(pieces: &mut [Piece]) {
    let plain = |one: &Piece| one.character.is_ascii_alphanumeric() || one.character == ' ';
    for run in pieces.chunk_by_mut(|before, after| plain(before) && plain(after)) {
        let from = run.iter().position(|one| one.character != ' ').unwrap_or(0);
        let end = run.iter().rposition(|one| one.character != ' ').map_or(0, |last| last + 1);
        if from < end && is_of_groups(&run[from..end]) {
            run[from..end].iter_mut().for_each(|one| one.kind = Kind::Latin);
        }
    }
}

/// Figures in groups with single blanks between them; the last may be one letter to check them by.
fn is_of_groups(pieces: &[Piece]) -> bool {
    const LEAST: usize = 3;
    let text: String = pieces.iter().map(|one| one.character).collect();
    let groups: Vec<&str> = text.split(' ').collect();
    let figures = |group: &&str| !group.is_empty() && group.bytes().all(|byte| byte.is_ascii_digit());
    let Some((last, first)) = groups.split_last() else { return false };
    groups.len() >= LEAST && first.iter().all(figures) && (figures(last) || last.len() == 1)
}

/// —— in one stroke, where the face that has — can draw it; else the two of it.
fn dashes(faces: &Faces<'_>, style: Style, end: usize, place: &str) -> Result<Vec<Piece>, PaperError> {
    let single = piece(faces, DASH, None, style, end, place)?;
    let closed = faces.find(DOUBLE_DASH, None, style.typeface).filter(|(face, _)| *face == single.face);
    let Some((face, glyph)) = closed else {
        let first = Piece { end: end - DASH.len_utf8(), ..single.clone() };
        return Ok(vec![first, single]);
    };
    let advance = faces.advance(face, glyph) / 1000.0 * style.size + 2.0 * style.spacing;
    Ok(vec![Piece { text: [DASH, DASH].iter().collect(), face, glyph, advance, ..single }])
}

fn piece(
    faces: &Faces<'_>,
    character: char,
    selector: Option<char>,
    style: Style,
    end: usize,
    place: &str,
) -> Result<Piece, PaperError> {
    let character = if character == '\t' { ' ' } else { character };
    let kind = kind_of(character);
    let text: String = [Some(character), selector].into_iter().flatten().collect();
    if let Kind::Tick(_) = kind {
        let advance = style.size * 1.2;
        return Ok(Piece { character, text, kind, face: 0, glyph: 0, advance, slack: 0.0, lead: 0.0, end });
    }
    let (face, glyph) =
        faces.find(character, selector, style.typeface).ok_or_else(|| no_glyph(character, place))?;
    let advance = faces.advance(face, glyph) / 1000.0 * style.size + style.spacing;
    let blank = HALF_BLANK.contains(character) && advance > style.size * 0.9;
    let slack = if blank { style.size * 0.5 } else { 0.0 };
    let dented = kind == Kind::Opening && advance > style.size * 0.9;
    let lead = if dented { style.size * 0.5 } else { 0.0 };
    Ok(Piece { character, text, kind, face, glyph, advance, slack, lead, end })
}

fn no_glyph(character: char, place: &str) -> PaperError {
    let code_point = format!("U+{:04X}", u32::from(character));
    PaperError::NoGlyph { character, code_point, place: place.to_owned() }
}

/// Closes the double blank between neighbouring marks (》（, ”，) and opens an eighth of an em between
/// hanzi and Latin letters or digits.
fn squeeze(pieces: &mut [Piece], size: f32) {
    for index in 1..pieces.len() {
        let (next, after) = (pieces[index].kind, pieces[index].character);
        let before = &mut pieces[index - 1];
        match (before.kind, next) {
            (Kind::Closing, Kind::Opening | Kind::Closing) => {
                before.advance -= before.slack;
                before.slack = 0.0;
            }
            (Kind::Opening, Kind::Opening) if before.advance > size * 0.9 => before.advance -= size * 0.5,
            (Kind::Hanzi, Kind::Latin) if is_word(after) => before.advance += size * 0.125,
            (Kind::Latin, Kind::Hanzi) if is_word(before.character) => before.advance += size * 0.125,
            _ => {}
        }
    }
}

/// Letters and digits of a foreign word; dashes and the dot of a name stand close as they are.
fn is_word(character: char) -> bool {
    character.is_ascii_alphanumeric() || character == '%'
}

fn kind_of(character: char) -> Kind {
    match character {
        BOX_EMPTY => Kind::Tick(false),
        BOX_TICKED => Kind::Tick(true),
        ' ' | '\u{3000}' => Kind::Space,
        c if OPENING.contains(c) => Kind::Opening,
        c if CLOSING.contains(c) => Kind::Closing,
        '\u{2E80}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}' => Kind::Hanzi,
        _ => Kind::Latin,
    }
}

pub(crate) fn is_selector(character: char) -> bool {
    matches!(character, '\u{FE00}'..='\u{FE0F}' | '\u{E0100}'..='\u{E01EF}')
}
