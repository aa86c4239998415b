//! Parts that every layout uses: headings, labels, values.

use crate::block::{BODY, Block, body};
use crate::fonts::Typeface;
use crate::furniture::MEASURE;
use crate::grid::{longest_piece, widened};
use crate::lines::{Align, Text};
use crate::table::{Band, Cell, PADDING_X, Row, Table};

/// Share of the page's width a label takes.
const LABEL: f32 = 0.15;

/// A section's heading.
pub(crate) fn heading(text: &str, size: f32) -> Block {
    Block::Heading(body(text, text).face(Typeface::HeiBold).size(size).leading(2.1))
}

/// A row of labels and values: labels of one width, the rest shared out by weight and by what must stay in one piece.
pub(crate) fn pairs(fields: &[(String, String, f32)]) -> Row {
    const LEAST: f32 = 0.05;
    let total: f32 = fields.iter().map(|field| field.2.max(LEAST)).sum();
    let label_share = LABEL.min(0.45 / fields.len().max(1) as f32);
    let values = 1.0 - label_share * fields.len() as f32;
    let wanted: Vec<f32> = fields.iter().map(|(_, _, weight)| weight.max(LEAST) / total * values).collect();
    let least: Vec<f32> = fields.iter().map(|(_, value, _)| least_share(value)).collect();
    let shares = widened(wanted, &least, values);
    let mut cells = Vec::with_capacity(fields.len() * 2);
    for ((name, value, _), share) in fields.iter().zip(shares) {
        cells.push(Cell::new(label_share, label(name)));
        cells.push(Cell::new(share, words(value, name)));
    }
    Row::new(cells)
}

/// The words of a cell may shrink by a seventh, so that much of the room is enough.
fn least_share(value: &str) -> f32 {
    (longest_piece(value) * BODY * 6.0 / 7.0 + 2.0 * PADDING_X) / MEASURE
}

/// An answer of more characters is running text.
pub(crate) const RUNNING: usize = 60;

/// The words of a value cell; only running text is set flush on both sides.
fn words(value: &str, name: &str) -> Text {
    let align = if value.chars().count() > RUNNING { Align::Justify } else { Align::Left };
    body(value, name).align(align).fitted()
}

/// The words of a label cell.
pub(crate) fn label(name: &str) -> Text {
    body(name, name).face(Typeface::Hei).size(BODY - 0.5).align(Align::Centre).leading(1.3).fitted()
}

/// A table without head.
pub(crate) fn rows(rows: Vec<Row>) -> Block {
    Block::Table(Table { bands: vec![Band { side: None, head: Vec::new(), rows }] })
}
