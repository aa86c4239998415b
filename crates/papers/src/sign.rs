//! Where people sign and seal: lines to write on, organ and date over the place of the seal.

use crate::block::{Keep, MM, Strip, at};
use crate::error::PaperError;
use crate::fonts::Faces;
use crate::ink::{Ink, Rect, Tone, rule};
use crate::lines::{Line, Text, set, width};

/// The seal of a town or of an office of the county (国发〔1999〕25号).
pub(crate) const SEAL: f32 = 42.0 * MM;
/// Shortest line anybody can sign on, points.
const SHORTEST: f32 = 90.0;
const GUTTER: f32 = 14.0;
/// Room behind the line for the figures of the year.
const YEAR: f32 = 12.0 * MM;

/// One place to sign.
#[derive(Clone)]
pub(crate) struct SignLine {
    pub label: Text,
    /// The blanks of a date, which stand after the line.
    pub after: Option<Text>,
}

/// Places to sign side by side, or one below the other where the lines would get too short.
pub(crate) fn signatures(
    faces: &Faces<'_>,
    places: &[SignLine],
    measure: f32,
) -> Result<Vec<Strip>, PaperError> {
    let count = places.len().max(1) as f32;
    let slot = (measure + GUTTER) / count - GUTTER;
    let wide = places.iter().map(|place| place.wide(faces)).collect::<Result<Vec<_>, _>>()?;
    if wide.iter().all(|wide| wide + SHORTEST <= slot) {
        return Ok(vec![side_by_side(faces, places, slot)?]);
    }
    let mut strips = Vec::new();
    for (place, wide) in places.iter().zip(wide) {
        if wide + SHORTEST > measure {
            strips.extend(above(faces, place, measure)?);
        } else {
            strips.push(side_by_side(faces, std::slice::from_ref(place), measure)?);
        }
    }
    Ok(strips)
}

fn side_by_side(faces: &Faces<'_>, places: &[SignLine], slot: f32) -> Result<Strip, PaperError> {
    let mut inks = Vec::new();
    let mut height: f32 = 0.0;
    for (index, place) in places.iter().enumerate() {
        let x = index as f32 * (slot + GUTTER);
        let size = place.label.style.size;
        height = height.max(size * 2.86);
        let from = width(faces, &place.label.text, place.label.style, &place.label.place)? + 2.0;
        inks.extend(at(set(faces, &place.label, slot)?, x, size * 0.95));
        inks.extend(place.line(faces, x, from, slot)?);
    }
    Ok(Strip { height, inks, keep: Keep::No })
}

/// The label on lines of its own, the line to sign on under it.
fn above(faces: &Faces<'_>, place: &SignLine, measure: f32) -> Result<Vec<Strip>, PaperError> {
    let label = set(faces, &place.label, measure)?;
    let mut strips: Vec<Strip> = label
        .into_iter()
        .map(|line| Strip { height: line.height, inks: line.inks, keep: Keep::Firm })
        .collect();
    let inks = place.line(faces, 0.0, 0.0, measure)?;
    strips.push(Strip { height: place.label.style.size * 2.86, inks, keep: Keep::No });
    Ok(strips)
}

impl SignLine {
    /// What the words before and after the line take.
    fn wide(&self, faces: &Faces<'_>) -> Result<f32, PaperError> {
        Ok(width(faces, &self.label.text, self.label.style, &self.label.place)? + self.tail(faces)? + 4.0)
    }

    fn tail(&self, faces: &Faces<'_>) -> Result<f32, PaperError> {
        match &self.after {
            Some(after) => Ok(YEAR + width(faces, &after.text, after.style, &after.place)? + 2.0),
            None => Ok(0.0),
        }
    }

    /// The line and what stands after it, on the label's baseline.
    fn line(&self, faces: &Faces<'_>, x: f32, from: f32, slot: f32) -> Result<Vec<Ink>, PaperError> {
        let (size, tail) = (self.label.style.size, self.tail(faces)?);
        let (start, y, length) = (x + from, size * 2.36, slot - from - tail - 2.0);
        let room =
            Ink::SignPlace { label: self.label.text.clone(), room: room_over(start, y, length, size * 2.6) };
        let mut inks = vec![rule(start, y, length, 0.5, Tone::Black), room];
        if let Some(after) = &self.after {
            inks.extend(at(set(faces, after, tail + 4.0)?, x + slot - tail + 2.0 + YEAR, size * 0.95));
        }
        Ok(inks)
    }
}

/// Room to write a name over a line that begins there: no higher than asked, and as its line is long.
pub(crate) fn room_over(x: f32, y: f32, length: f32, high: f32) -> Rect {
    /// A name of three characters, written as people write.
    const SHAPE: f32 = 3.0;
    /// So much of it lies under the line, as the foot of a letter does.
    const UNDER: f32 = 0.1;
    let height = high.min(length / SHAPE);
    Rect { x, y: y - height * (1.0 - UNDER), width: height * SHAPE, height }
}

/// Organ and date at the right with the seal over them, as on every official paper. With a label and a date, a place to
/// sign stands on its left.
pub(crate) fn closing(
    faces: &Faces<'_>,
    lines: &[Text],
    seal: Option<&Text>,
    beside: Option<&(Text, Text)>,
    measure: f32,
) -> Result<Strip, PaperError> {
    const RADIUS: f32 = SEAL / 2.0;
    let widths = lines.iter().map(|text| width(faces, &text.text, text.style, &text.place));
    let longest = widths.collect::<Result<Vec<_>, _>>()?.into_iter().fold(0.0, f32::max);
    let column = (longest + 8.0).clamp(78.0 * MM, measure * 0.6);
    let left = measure - column;
    let placed = lines.iter().map(|text| set(faces, text, column)).collect::<Result<Vec<_>, _>>()?.concat();
    let text_height = tall(&placed);
    let height = if seal.is_some() { (2.0 * RADIUS).max(text_height) + 10.0 } else { text_height };
    let signer = beside.map(|(label, date)| sign_column(faces, label, date, (left - 12.0).min(80.0 * MM)));
    let (signer, signer_height) = signer.transpose()?.unwrap_or_default();
    let height = height.max(signer_height);
    let mut inks: Vec<Ink> =
        signer.into_iter().map(|ink| ink.moved(0.0, (height - signer_height) / 2.0)).collect();
    let mut below = 0.0;
    if let Some(note) = seal {
        inks.push(Ink::SealPlace { centre: (left + column / 2.0, height / 2.0), radius: RADIUS });
        let note = set(faces, note, column)?;
        // where the names reach the rim, it stands under the ring
        let under = (height + text_height) / 2.0;
        let inside = under + tall(&note) < height / 2.0 + RADIUS;
        let top = if inside { under.max(height - RADIUS * 0.55) } else { height };
        below = if inside { 0.0 } else { tall(&note) };
        inks.extend(at(note, left, top));
    }
    inks.extend(at(placed, left, (height - text_height) / 2.0));
    Ok(Strip { height: height + below, inks, keep: Keep::No })
}

/// Label, line and date one below the other, and how high they are.
fn sign_column(
    faces: &Faces<'_>,
    label: &Text,
    date: &Text,
    column: f32,
) -> Result<(Vec<Ink>, f32), PaperError> {
    /// Room to write.
    const ROOM: f32 = 32.0;
    let words = label.text.clone();
    let (label, date) = (set(faces, label, column)?, set(faces, date, column)?);
    let line = tall(&label) + ROOM;
    let height = line + 4.0 + tall(&date);
    let mut inks = at(label, 0.0, 0.0);
    inks.push(rule(0.0, line, column, 0.5, Tone::Black));
    inks.push(Ink::SignPlace { label: words, room: room_over(0.0, line, column, ROOM) });
    inks.extend(at(date, 0.0, line + 4.0));
    Ok((inks, height))
}

fn tall(lines: &[Line]) -> f32 {
    lines.iter().map(|line| line.height).sum()
}
