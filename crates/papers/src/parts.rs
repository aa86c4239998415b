//! Parts that every layout uses: headings, labels, values.

use crate::block::{BODY, Block, body};
use crate::cell::Cell;
use crate::columns::{COLUMNS, Wanted, columns_of};
use crate::fonts::Typeface;
use crate::lines::{Align, Text};
use crate::table::{Band, Row, Table};

/// A section's heading.
pub(crate) fn heading(text: &str, size: f32) -> Block {
    Block::Heading(body(text, text).face(Typeface::HeiBold).size(size).leading(2.1))
}

/// Label, value and weight, side by side.
pub(crate) type Pairs = Vec<(String, String, f32)>;

/// Rows of labels and values on the common grid.
pub(crate) fn pairs(rows: &[Pairs]) -> Vec<Row> {
    let named: Vec<Vec<Wanted<'_>>> = rows.iter().map(|row| row.iter().map(wanted).collect()).collect();
    rows.iter().zip(columns_of(&named)).map(|(row, columns)| pair_row(row, &columns)).collect()
}

fn wanted((label, value, weight): &(String, String, f32)) -> Wanted<'_> {
    Wanted { label, value, weight: weight.max(f32::EPSILON) }
}

fn pair_row(fields: &[(String, String, f32)], columns: &[(usize, usize)]) -> Row {
    let share = |columns: usize| columns as f32 / COLUMNS as f32;
    let mut cells = Vec::with_capacity(fields.len() * 2);
    for ((name, value, _), (label_columns, columns)) in fields.iter().zip(columns) {
        cells.push(Cell::new(share(*label_columns), label(name)));
        cells.push(Cell::new(share(*columns), words(value, name)));
    }
    Row::new(cells)
}

/// An answer of more characters is running text.
pub(crate) const RUNNING: usize = 60;

/// The words of a value cell; only running text is set flush on both sides.
fn words(value: &str, name: &str) -> Text {
    let align = if value.chars().count() > RUNNING { Align::Justify } else { Align::Left };
    body(value, name).align(align)
}

/// The words of a label cell.
pub(crate) fn label(name: &str) -> Text {
    body(name, name).face(Typeface::Hei).size(BODY - 0.5).align(Align::Centre).leading(1.3)
}

/// The size of what helps and is not the content, points.
pub(crate) const NOTE: f32 = 9.0;

/// A label where the cell it names goes on.
pub(crate) fn again(name: &str, goes_on: &str) -> Option<Text> {
    (!name.is_empty() && !goes_on.is_empty()).then(|| label(&format!("{name}\n{goes_on}")))
}

/// Room to write in by hand before a unit or the blanks of a date: those stand at the right edge.
pub(crate) fn behind_room(text: Text) -> Text {
    match text.text.strip_prefix('　').map(|rest| rest.trim_start_matches('　').to_owned()) {
        Some(rest) => Text { text: rest, fit: false, ..text.align(Align::Right) },
        None => text,
    }
}

/// A table without head.
pub(crate) fn rows(rows: Vec<Row>) -> Block {
    Block::Table(Table { bands: vec![Band { side: None, head: Vec::new(), rows, again: None }] })
}
