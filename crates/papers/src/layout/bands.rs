//! Forms as authorities draw them: a common grid of columns, cells over several of them, names at the side.

use super::part::{Band, BandCell, BandRow, Bands};
use super::scope::{Path, Scope};
use crate::block::body;
use crate::fonts::Typeface;
use crate::grid::in_company;
use crate::lines::{Align, Text};
use crate::parts::{RUNNING, label};
use crate::table::{self, Cell, Row, Table};

/// Longest answer that is set a little smaller to stay on one line, in characters.
const SHORT: usize = 30;
/// So many elements are not parted.
const FEW: usize = 3;
/// Least height of a row, points.
const LEAST: f32 = 22.5;

pub(crate) fn table(form: &Bands, scope: &Scope<'_>) -> Table {
    let total: f32 = form.side + form.columns.iter().sum::<f32>();
    let grid = Columns { form, total: total.max(0.01) };
    let shown = form.bands.iter().filter(|band| band.when.as_ref().is_none_or(|when| when.holds(scope)));
    Table { bands: shown.map(|band| grid.band(band, scope)).collect() }
}

struct Columns<'a> {
    form: &'a Bands,
    total: f32,
}

impl Columns<'_> {
    fn band(&self, band: &Band, scope: &Scope<'_>) -> table::Band {
        let sided = band.side.is_some();
        let side = band.side.as_ref().map(|name| {
            let name = name.fill(scope);
            Cell::new(self.form.side / self.total, Text { fit: false, ..label(&name) })
        });
        let head = self.rows(&band.head, sided, scope);
        let rows = match &band.each {
            None => {
                let mut rows = self.rows(&band.rows, sided, scope);
                in_company(&mut rows);
                rows
            }
            Some(list) => self.elements(band, list, scope),
        };
        table::Band { side, head, rows }
    }

    /// The rows of each element, and blank ones up to the least number.
    fn elements(&self, band: &Band, list: &Path, scope: &Scope<'_>) -> Vec<Row> {
        let mut elements = scope.each(list);
        let filled = elements.len();
        elements.extend((filled..band.at_least).map(|at| scope.blank(at + 1)));
        let mut all = Vec::new();
        for element in &elements {
            let mut rows = self.rows(&band.rows, band.side.is_some(), element);
            let last = rows.len().saturating_sub(1);
            rows[..last].iter_mut().for_each(|row| row.keep_next = true);
            all.extend(rows);
        }
        if elements.len() <= FEW {
            let last = all.len().saturating_sub(1);
            all[..last].iter_mut().for_each(|row| row.keep_next = true);
        }
        all
    }

    fn rows(&self, rows: &[BandRow], sided: bool, scope: &Scope<'_>) -> Vec<Row> {
        let shown = rows.iter().filter(|row| row.when.as_ref().is_none_or(|when| when.holds(scope)));
        shown.map(|row| self.row(row, sided, scope)).collect()
    }

    fn row(&self, row: &BandRow, sided: bool, scope: &Scope<'_>) -> Row {
        let mut at = 0;
        let mut cells = Vec::with_capacity(row.cells.len());
        let mut name = String::new();
        for cell in &row.cells {
            let covered = self.form.columns.iter().skip(at).take(cell.span).sum::<f32>();
            // without a name at the side the first cell begins at the edge
            let room = if at == 0 && !sided { covered + self.form.side } else { covered };
            at += cell.span;
            let words = cell.words.fill(scope);
            cells.push(filled(cell, words.clone(), &name, room / self.total, scope));
            if cell.label {
                name = words;
            }
        }
        Row { min_height: row.high.max(LEAST), ..Row::new(cells) }
    }
}

/// `name` is the label before the cell: where a missing glyph stands.
fn filled(cell: &BandCell, words: String, name: &str, share: f32, scope: &Scope<'_>) -> Cell {
    let count = words.chars().count();
    let align = if count > RUNNING { Align::Justify } else { Align::Left };
    let value = |words| Text { fit: count <= SHORT, ..body(words, name).leading(1.35).align(align) };
    let text = if cell.label { label(&words) } else { value(words) };
    let text = match cell.align {
        Some(align) => text.align(align),
        None => text,
    };
    let foot = (!cell.foot.is_empty())
        .then(|| body(cell.foot.fill(scope), "签字").face(Typeface::Song).align(Align::Right));
    Cell { foot, seal: cell.seal, ..Cell::new(share, text) }
}
