//! What a document is made of, and its setting into strips that are never cut.

use crate::error::PaperError;
use crate::fonts::{Faces, Typeface};
use crate::ink::{Ink, Tone, rule};
use crate::lines::{Align, Line, Text, set, width};
use crate::shape::Style;
use crate::table::{SetTable, Table};

/// Points per millimetre.
pub(crate) const MM: f32 = 72.0 / 25.4;
/// The body size of the house, points (五号).
pub(crate) const BODY: f32 = 10.5;

/// A part of a document, in reading order.
#[derive(Clone)]
pub(crate) enum Block {
    Text(Text),
    /// A heading: never the last thing on a page.
    Heading(Text),
    Table(Table),
    Gap(f32),
    /// Labels, each with a line to write on.
    Signatures(Vec<SignLine>),
    /// Lines at the right edge over the place for a seal.
    /// With a label and a date, a place to sign stands on its left.
    Closing {
        lines: Vec<Text>,
        seal: Option<Text>,
        beside: Option<(Text, Text)>,
    },
    /// Stays on one page where a page can hold it.
    Together(Vec<Block>),
}

/// One place to sign.
#[derive(Clone)]
pub(crate) struct SignLine {
    pub label: Text,
    /// What stands after the line, mostly the blanks of a date.
    pub after: Option<Text>,
}

/// A horizontal slice of the page.
pub(crate) struct Strip {
    pub height: f32,
    pub inks: Vec<Ink>,
    /// Stays on the page of the following strip.
    pub keep_next: bool,
}

pub(crate) enum Composed {
    Strip(Strip),
    Table(SetTable),
}

/// A text in the body voice.
pub(crate) fn body(text: impl Into<String>, place: &str) -> Text {
    Text {
        text: text.into(),
        style: Style { typeface: Typeface::Song, size: BODY, spacing: 0.0 },
        align: Align::Left,
        tone: Tone::Black,
        indent: 0.0,
        leading: 1.45,
        fit: false,
        place: place.to_owned(),
    }
}

impl Text {
    pub(crate) fn face(mut self, typeface: Typeface) -> Self {
        self.style.typeface = typeface;
        self
    }

    pub(crate) fn size(mut self, points: f32) -> Self {
        self.style.size = points;
        self
    }

    pub(crate) fn spaced(mut self, points: f32) -> Self {
        self.style.spacing = points;
        self
    }

    pub(crate) fn align(mut self, align: Align) -> Self {
        self.align = align;
        self
    }

    pub(crate) fn tone(mut self, tone: Tone) -> Self {
        self.tone = tone;
        self
    }

    pub(crate) fn leading(mut self, leading: f32) -> Self {
        self.leading = leading;
        self
    }

    pub(crate) fn fitted(mut self) -> Self {
        self.fit = true;
        self
    }

    /// A Chinese paragraph: two em in, both edges flush.
    pub(crate) fn paragraph(mut self) -> Self {
        self.indent = 2.0;
        self.align = Align::Justify;
        self
    }
}

/// Sets blocks to a measure.
pub(crate) fn compose(
    faces: &Faces<'_>,
    blocks: Vec<Block>,
    measure: f32,
) -> Result<Vec<Composed>, PaperError> {
    let mut composed = Vec::new();
    for block in blocks {
        compose_one(faces, block, measure, &mut composed)?;
    }
    Ok(composed)
}

fn compose_one(
    faces: &Faces<'_>,
    block: Block,
    measure: f32,
    out: &mut Vec<Composed>,
) -> Result<(), PaperError> {
    match block {
        Block::Gap(height) => out.push(strip(height, Vec::new(), false)),
        Block::Text(text) => out.extend(paragraph(set(faces, &text, measure)?)),
        Block::Heading(text) => {
            const AIR: f32 = 3.0;
            let lines = set(faces, &text, measure)?;
            out.push(strip(AIR, Vec::new(), true));
            out.extend(lines.into_iter().map(|line| strip(line.height, line.inks, true)));
        }
        Block::Table(table) => out.push(Composed::Table(table.set(faces, measure)?)),
        Block::Signatures(fields) => out.push(signatures(faces, &fields, measure)?),
        Block::Closing { lines, seal, beside } => {
            let mut strip = closing(faces, lines, seal, measure)?;
            if let Some((label, date)) = beside {
                let inks = sign_column(faces, &label, &date, strip.height)?;
                strip.inks.extend(inks);
            }
            out.push(Composed::Strip(strip));
        }
        Block::Together(blocks) => out.extend(glued(compose(faces, blocks, measure)?)),
    }
    Ok(())
}

fn strip(height: f32, inks: Vec<Ink>, keep_next: bool) -> Composed {
    Composed::Strip(Strip { height, inks, keep_next })
}

/// No page starts with the last line of a paragraph or ends with its first.
fn paragraph(lines: Vec<Line>) -> impl Iterator<Item = Composed> {
    let count = lines.len();
    lines.into_iter().enumerate().map(move |(index, line)| {
        let first = index == 0 && count > 1;
        let last_but_one = index + 2 == count;
        strip(line.height, line.inks, first || last_but_one)
    })
}

fn glued(mut parts: Vec<Composed>) -> Vec<Composed> {
    let last = parts.len().saturating_sub(1);
    for part in &mut parts[..last] {
        if let Composed::Strip(strip) = part {
            strip.keep_next = true;
        }
    }
    parts
}

fn signatures(faces: &Faces<'_>, fields: &[SignLine], measure: f32) -> Result<Composed, PaperError> {
    const GUTTER: f32 = 14.0;
    const HEIGHT: f32 = 30.0;
    let slot = (measure + GUTTER) / fields.len().max(1) as f32 - GUTTER;
    let mut inks = Vec::new();
    for (index, field) in fields.iter().enumerate() {
        let x = index as f32 * (slot + GUTTER);
        let tail = match &field.after {
            Some(after) => width(faces, &after.text, after.style, &after.place)? + 2.0,
            None => 0.0,
        };
        let from = width(faces, &field.label.text, field.label.style, &field.label.place)? + 2.0;
        inks.extend(at(set(faces, &field.label, slot)?, x, 10.0));
        inks.push(rule(x + from, HEIGHT - 5.0, (slot - from - tail - 2.0).max(20.0), 0.5, Tone::Black));
        if let Some(after) = &field.after {
            inks.extend(at(set(faces, after, tail + 4.0)?, x + slot - tail + 2.0, 10.0));
        }
    }
    Ok(strip(HEIGHT, inks, false))
}

/// Organ and date at the right with the seal over them, as on every official paper.
fn closing(
    faces: &Faces<'_>,
    lines: Vec<Text>,
    seal: Option<Text>,
    measure: f32,
) -> Result<Strip, PaperError> {
    const RADIUS: f32 = 19.0 * MM;
    const COLUMN: f32 = 78.0 * MM;
    let left = measure - COLUMN;
    let mut text_height = 0.0;
    let mut placed = Vec::new();
    for text in &lines {
        let set = set(faces, text, COLUMN)?;
        let height: f32 = set.iter().map(|line| line.height).sum();
        placed.push((set, text_height));
        text_height += height;
    }
    let height = if seal.is_some() { (2.0 * RADIUS).max(text_height) + 6.0 } else { text_height };
    let top = (height - text_height) / 2.0;
    let mut inks = Vec::new();
    if let Some(note) = seal {
        inks.push(Ink::SealPlace { centre: (left + COLUMN / 2.0, height / 2.0), radius: RADIUS });
        inks.extend(at(set(faces, &note, COLUMN)?, left, height - RADIUS * 0.55));
    }
    inks.extend(placed.into_iter().flat_map(|(set, y)| at(set, left, top + y)));
    Ok(Strip { height, inks, keep_next: false })
}

/// Label, line and date one below the other, left of the seal.
fn sign_column(faces: &Faces<'_>, label: &Text, date: &Text, height: f32) -> Result<Vec<Ink>, PaperError> {
    const COLUMN: f32 = 80.0 * MM;
    let middle = height / 2.0;
    let mut inks = at(set(faces, label, COLUMN)?, 0.0, middle - 34.0);
    inks.push(rule(0.0, middle + 14.0, COLUMN, 0.5, Tone::Black));
    inks.extend(at(set(faces, date, COLUMN)?, 0.0, middle + 18.0));
    Ok(inks)
}

/// The inks of lines stacked from `(x, y)`.
pub(crate) fn at(lines: Vec<Line>, x: f32, y: f32) -> Vec<Ink> {
    let mut top = y;
    let mut inks = Vec::new();
    for line in lines {
        inks.extend(line.inks.into_iter().map(|ink| ink.moved(x, top)));
        top += line.height;
    }
    inks
}
