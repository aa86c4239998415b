//! Parts that several papers share.

use crate::block::{BODY, Block, SignLine, body};
use crate::error::PaperError;
use crate::fonts::Typeface;
use crate::ink::Tone;
use crate::lines::{Align, Text};
use crate::table::{Cell, Row, Table};
use crate::texts::page;

/// Share of the page's width a label takes.
const LABEL: f32 = 0.15;

/// A section's heading.
pub(crate) fn heading(text: &str) -> Block {
    Block::Heading(body(text, text).face(Typeface::HeiBold).size(11.0).leading(2.1))
}

/// A running paragraph.
pub(crate) fn paragraph(text: impl Into<String>, place: &str) -> Block {
    Block::Text(body(text, place).paragraph().leading(1.6))
}

/// A row of labels and values: labels of one width, the rest shared out by weight.
pub(crate) fn pairs(fields: &[(&str, String, f32)]) -> Row {
    const LEAST: f32 = 0.05;
    let total: f32 = fields.iter().map(|field| field.2.max(LEAST)).sum();
    let label_share = LABEL.min(0.45 / fields.len().max(1) as f32);
    let values = 1.0 - label_share * fields.len() as f32;
    let mut cells = Vec::with_capacity(fields.len() * 2);
    for (name, value, weight) in fields {
        cells.push(Cell::new(label_share, label(name)));
        cells.push(Cell::new(weight.max(LEAST) / total * values, words(value, name)));
    }
    Row::new(cells)
}

/// The words of a value cell; only running text is set flush on both sides.
fn words(value: &str, name: &str) -> Text {
    const RUNNING: usize = 60;
    let align = if value.chars().count() > RUNNING { Align::Justify } else { Align::Left };
    body(value, name).align(align).fitted()
}

/// The words of a label cell.
pub(crate) fn label(name: &str) -> Text {
    body(name, name).face(Typeface::Hei).size(BODY - 0.5).align(Align::Centre).leading(1.3).fitted()
}

/// A table without head.
pub(crate) fn rows(rows: Vec<Row>) -> Block {
    Block::Table(Table { head: Vec::new(), rows })
}

/// Places to sign, with the blanks of a date where wanted.
pub(crate) fn signatures(places: &[(&str, bool)]) -> Result<Block, PaperError> {
    let date = page()?.date;
    let line = |(name, dated): &(&str, bool)| SignLine {
        label: body(*name, name),
        after: dated.then(|| body(&date, "日期")),
    };
    Ok(Block::Signatures(places.iter().map(line).collect()))
}

/// Who issues and when, over the place of the seal.
pub(crate) fn closing(lines: &[&str], seal: bool) -> Result<Block, PaperError> {
    closing_beside(lines, seal, None)
}

/// The same, with a place to sign on its left.
pub(crate) fn closing_beside(lines: &[&str], seal: bool, signer: Option<&str>) -> Result<Block, PaperError> {
    let text = |line: &&str| body(*line, "落款").align(Align::Centre).size(11.0).leading(1.7);
    let note = body(page()?.seal, "盖章").align(Align::Centre).size(8.5).tone(Tone::Faint);
    let date = page()?.date;
    let beside = signer.map(|name| (body(name, name), body(date, "日期").align(Align::Right)));
    Ok(Block::Closing { lines: lines.iter().map(text).collect(), seal: seal.then_some(note), beside })
}
