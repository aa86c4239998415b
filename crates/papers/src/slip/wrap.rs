//! Lines of so many columns, broken where Chinese lines may break.

use super::SlipVoice;
use crate::breaks::breaks;
use crate::error::PaperError;
use crate::fonts::{Faces, Typeface};
use crate::shape::{Kind, Piece, Style, shape};

/// The lines of a text; a line feed starts a new one.
///
/// # Errors
/// [`PaperError::NoGlyph`] for a character no font has, also where the printer might have it: the preview shows all.
pub(super) fn wrap(
    faces: &Faces<'_>,
    text: &str,
    voice: SlipVoice,
    columns: usize,
) -> Result<Vec<String>, PaperError> {
    let mut lines = Vec::new();
    for paragraph in text.split('\n') {
        let pieces = pieces(faces, paragraph, voice)?;
        let allowed = breaks(paragraph, &pieces).allowed;
        let mut rest = 0..pieces.len();
        loop {
            let end = line_end(&pieces, &allowed, rest.start, columns);
            lines.push(words(&pieces[rest.start..end]));
            rest.start = end + blanks(&pieces[end..]);
            if rest.is_empty() {
                break;
            }
        }
    }
    Ok(lines)
}

/// A text as glyphs, one em large.
pub(super) fn pieces(faces: &Faces<'_>, text: &str, voice: SlipVoice) -> Result<Vec<Piece>, PaperError> {
    let typeface = if voice == SlipVoice::Plain { Typeface::Hei } else { Typeface::HeiBold };
    let place: String = text.trim().chars().take(10).collect();
    shape(faces, text, Style { typeface, size: 1.0, spacing: 0.0 }, &place)
}

/// Columns a character takes: printers know narrow letters and wide everything else.
pub(super) fn cells(character: char) -> usize {
    if character.is_ascii() { 1 } else { 2 }
}

/// Columns a text takes.
pub(super) fn wide(text: &str) -> usize {
    text.chars().filter(|c| !crate::shape::is_selector(*c)).map(cells).sum()
}

/// Where the line that begins at `start` ends: at the last break that fits, or in the middle of what cannot be broken.
fn line_end(pieces: &[Piece], allowed: &[bool], start: usize, columns: usize) -> usize {
    let (mut used, mut last) = (0, None);
    for (at, piece) in pieces.iter().enumerate().skip(start) {
        used += wide(&piece.text);
        // a blank may stand over the edge, where nobody sees it
        if used > columns && piece.kind != Kind::Space {
            return last.unwrap_or(at).max(start + 1);
        }
        if allowed[at] {
            last = Some(at + 1);
        }
    }
    pieces.len()
}

fn blanks(pieces: &[Piece]) -> usize {
    pieces.iter().take_while(|piece| piece.kind == Kind::Space).count()
}

fn words(pieces: &[Piece]) -> String {
    let text: String = pieces.iter().map(|piece| piece.text.as_str()).collect();
    text.trim_end().to_owned()
}
