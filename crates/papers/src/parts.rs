//! Parts that every layout uses: headings, labels, values.

use crate::block::{BODY, Block, body};
use crate::fonts::Typeface;
use crate::lines::{Align, Text};
use crate::table::{Band, Cell, Row, Table};

/// Share of the page's width a label takes.
const LABEL: f32 = 0.15;

/// A section's heading.
pub(crate) fn heading(text: &str) -> Block {
    Block::Heading(body(text, text).face(Typeface::HeiBold).size(11.0).leading(2.1))
}

/// A row of labels and values: labels of one width, the rest shared out by weight.
pub(crate) fn pairs(fields: &[(String, String, f32)]) -> Row {
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
    Block::Table(Table { bands: vec![Band { side: None, head: Vec::new(), rows }] })
}
