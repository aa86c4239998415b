//! What a document is made of, and its setting into strips that are never cut.

use crate::error::PaperError;
use crate::fonts::{Faces, Typeface};
use crate::ink::{Ink, Tone};
use crate::lines::{Align, Line, Text, set};
use crate::shape::Style;
use crate::sign::{SignLine, closing, signatures};
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

/// How a part holds on to the one after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Keep {
    No,
    /// They stay on one page while a page can hold all that stays together.
    Loose,
    /// They stay on one page.
    Firm,
}

/// A horizontal slice of the page.
pub(crate) struct Strip {
    pub height: f32,
    pub inks: Vec<Ink>,
    pub keep: Keep,
}

pub(crate) enum Composed {
    Strip(Strip),
    Table(SetTable),
}

impl Composed {
    pub(crate) fn keep(&self) -> Keep {
        match self {
            Self::Strip(strip) => strip.keep,
            Self::Table(table) => table.keep,
        }
    }

    /// Nothing but white.
    pub(crate) fn is_blank(&self) -> bool {
        matches!(self, Self::Strip(strip) if strip.inks.is_empty())
    }

    /// Holds on to the next part at least so tightly.
    fn tie(&mut self, keep: Keep) {
        match self {
            Self::Strip(strip) => strip.keep = strip.keep.max(keep),
            Self::Table(table) => table.keep = table.keep.max(keep),
        }
    }
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

    pub(crate) fn tight(mut self, to: f32) -> Self {
        self.leading *= to;
        self
    }

    /// A Chinese paragraph: two em in, both edges flush.
    pub(crate) fn paragraph(mut self) -> Self {
        self.indent = 2.0;
        self.align = Align::Justify;
        self
    }
}

/// The same with less air between and around the lines.
pub(crate) fn tightened(blocks: &[Block], to: f32) -> Vec<Block> {
    blocks.iter().map(|block| block.clone().tight(to)).collect()
}

impl Block {
    fn tight(self, to: f32) -> Self {
        match self {
            Self::Text(text) => Self::Text(text.tight(to)),
            Self::Heading(text) => Self::Heading(text.tight(to)),
            Self::Table(table) => Self::Table(table.tight(to)),
            Self::Gap(height) => Self::Gap(height * to * to),
            Self::Together(blocks) => Self::Together(tightened(&blocks, to)),
            signed @ (Self::Signatures(_) | Self::Closing { .. }) => signed,
        }
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
        Block::Gap(height) => out.push(strip(height, Vec::new(), Keep::No)),
        Block::Text(text) => out.extend(paragraph(set(faces, &text, measure)?)),
        Block::Heading(text) => {
            const AIR: f32 = 3.0;
            let lines = set(faces, &text, measure)?;
            out.push(strip(AIR, Vec::new(), Keep::Firm));
            out.extend(lines.into_iter().map(|line| strip(line.height, line.inks, Keep::Firm)));
        }
        Block::Table(table) => out.push(Composed::Table(table.set(faces, measure)?)),
        Block::Signatures(places) => {
            hold(out);
            out.extend(signatures(faces, &places, measure)?.into_iter().map(Composed::Strip));
        }
        Block::Closing { lines, seal, beside } => {
            hold(out);
            let strip = closing(faces, &lines, seal.as_ref(), beside.as_ref(), measure)?;
            out.push(Composed::Strip(strip));
        }
        Block::Together(blocks) => {
            let from = out.len();
            for block in blocks {
                compose_one(faces, block, measure, out)?;
            }
            glue(&mut out[from..]);
        }
    }
    Ok(())
}

fn strip(height: f32, inks: Vec<Ink>, keep: Keep) -> Composed {
    Composed::Strip(Strip { height, inks, keep })
}

/// No page starts with the last line of a paragraph or ends with its first.
fn paragraph(lines: Vec<Line>) -> impl Iterator<Item = Composed> {
    let count = lines.len();
    lines.into_iter().enumerate().map(move |(index, line)| {
        let first = index == 0 && count > 1;
        let last_but_one = index + 2 == count;
        strip(line.height, line.inks, if first || last_but_one { Keep::Firm } else { Keep::No })
    })
}

/// What is signed or sealed never stands alone on a page: the last words before it come along.
fn hold(before: &mut [Composed]) {
    for part in before.iter_mut().rev() {
        part.tie(Keep::Firm);
        if !part.is_blank() {
            break;
        }
    }
}

/// Ties parts to each other, and keeps their tables whole.
fn glue(parts: &mut [Composed]) {
    let last = parts.len().saturating_sub(1);
    for (at, part) in parts.iter_mut().enumerate() {
        if at < last {
            part.tie(Keep::Loose);
        }
        if let Composed::Table(table) = part {
            table.whole = true;
        }
    }
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
