//! Tables: cells wrap and grow, rows split over pages where they must, heads are repeated.

use crate::block::{MM, at};
use crate::error::PaperError;
use crate::fonts::Faces;
use crate::ink::{Ink, Rect, Tone, rule};
use crate::lines::{Line, Text, set};

pub(crate) const PADDING_X: f32 = 4.5;
const PADDING_Y: f32 = 3.0;
const RULE: f32 = 0.5;
/// A row that is cut leaves at least this many lines on the page.
const LEAST_LINES: f32 = 2.0;

/// Rows of cells; the head stands again on each page.
pub(crate) struct Table {
    pub head: Vec<Row>,
    pub rows: Vec<Row>,
}

#[derive(Clone)]
pub(crate) struct Row {
    pub cells: Vec<Cell>,
    /// Points; a row for writing by hand is higher than its text.
    pub min_height: f32,
    pub shade: bool,
}

#[derive(Clone)]
pub(crate) struct Cell {
    /// Share of the table's width; the shares of a row add up to 1.
    pub share: f32,
    pub text: Text,
    /// Set at the bottom of the cell: the blanks for signature and date.
    pub foot: Option<Text>,
    pub seal: bool,
}

impl Cell {
    pub(crate) fn new(share: f32, text: Text) -> Self {
        Self { share, text, foot: None, seal: false }
    }
}

impl Row {
    pub(crate) fn new(cells: Vec<Cell>) -> Self {
        Self { cells, min_height: 20.0, shade: false }
    }
}

pub(crate) struct SetTable {
    pub head: Vec<SetRow>,
    pub rows: Vec<SetRow>,
    pub width: f32,
}

#[derive(Clone)]
pub(crate) struct SetRow {
    cells: Vec<SetCell>,
    pub height: f32,
    shade: bool,
}

#[derive(Clone)]
struct SetCell {
    x: f32,
    width: f32,
    lines: Vec<Line>,
    foot: Vec<Line>,
    seal: bool,
    /// A cut cell is set from the top, a whole one in the middle.
    cut: bool,
}

impl Table {
    pub(crate) fn set(self, faces: &Faces<'_>, width: f32) -> Result<SetTable, PaperError> {
        let rows =
            |rows: Vec<Row>| rows.into_iter().map(|row| row.set(faces, width)).collect::<Result<_, _>>();
        Ok(SetTable { head: rows(self.head)?, rows: rows(self.rows)?, width })
    }
}

impl Row {
    fn set(self, faces: &Faces<'_>, width: f32) -> Result<SetRow, PaperError> {
        let mut x = 0.0;
        let mut cells = Vec::with_capacity(self.cells.len());
        for cell in self.cells {
            let cell_width = cell.share * width;
            cells.push(cell.set(faces, x, cell_width)?);
            x += cell_width;
        }
        let height = cells.iter().map(SetCell::height).fold(self.min_height, f32::max);
        Ok(SetRow { cells, height, shade: self.shade })
    }
}

impl Cell {
    fn set(self, faces: &Faces<'_>, x: f32, width: f32) -> Result<SetCell, PaperError> {
        let measure = width - 2.0 * PADDING_X;
        let lines = set(faces, &self.text, measure)?;
        let foot = self.foot.map(|text| set(faces, &text, measure)).transpose()?.unwrap_or_default();
        Ok(SetCell { x, width, lines, foot, seal: self.seal, cut: false })
    }
}

impl SetTable {
    pub(crate) fn head_height(&self) -> f32 {
        self.head.iter().map(|row| row.height).sum()
    }

    /// What must fit on a page for the table to begin there.
    pub(crate) fn start_height(&self) -> f32 {
        self.head_height() + self.rows.first().map_or(0.0, |row| row.height.min(260.0))
    }
}

impl SetRow {
    /// Cuts the row so that the first part is at most `room` high. `None` where too little would stay.
    pub(crate) fn split(&self, room: f32, force: bool) -> Option<(SetRow, SetRow)> {
        let line = self.cells.iter().flat_map(|cell| &cell.lines).map(|line| line.height).fold(0.0, f32::max);
        let least = if force { 1.0 } else { LEAST_LINES };
        if room < 2.0 * PADDING_Y + least * line {
            return None;
        }
        let (first, rest): (Vec<_>, Vec<_>) = self.cells.iter().map(|cell| cell.split(room)).unzip();
        let height = |cells: &[SetCell]| cells.iter().map(SetCell::height).fold(0.0, f32::max);
        let (first_height, rest_height) = (height(&first), height(&rest));
        let spare = (self.height - first_height).clamp(0.0, 22.0);
        Some((
            SetRow { cells: first, height: first_height, shade: self.shade },
            SetRow { cells: rest, height: rest_height.max(spare), shade: self.shade },
        ))
    }

    /// The row's text, its side lines and the line under it; the line over it belongs to the row before.
    pub(crate) fn inks(&self, width: f32) -> Vec<Ink> {
        let mut inks = Vec::new();
        if self.shade {
            inks.push(Ink::Shade(Rect { x: 0.0, y: 0.0, width, height: self.height }));
        }
        for cell in &self.cells {
            inks.extend(cell.inks(self.height));
            inks.push(upright(cell.x, self.height));
        }
        inks.push(upright(width, self.height));
        inks.push(rule(0.0, self.height, width, RULE, Tone::Black));
        inks
    }
}

/// The line that opens a table on a page.
pub(crate) fn top_rule(width: f32) -> Ink {
    rule(0.0, 0.0, width, RULE, Tone::Black)
}

fn upright(x: f32, height: f32) -> Ink {
    Ink::Line { from: (x, 0.0), to: (x, height), width: RULE, tone: Tone::Black }
}

impl SetCell {
    fn height(&self) -> f32 {
        let text: f32 = self.lines.iter().chain(&self.foot).map(|line| line.height).sum();
        text + 2.0 * PADDING_Y
    }

    fn split(&self, room: f32) -> (SetCell, SetCell) {
        let mut used = 2.0 * PADDING_Y;
        let count = self
            .lines
            .iter()
            .take_while(|line| {
                used += line.height;
                used <= room + 0.01
            })
            .count();
        let (first, mut rest) = self.lines.split_at(count);
        // The label at the left stands again beside the rest of its value.
        if rest.is_empty() && self.x == 0.0 && first.len() <= 2 {
            rest = first;
        }
        let part = |lines: &[Line], foot: &[Line], seal| SetCell {
            x: self.x,
            width: self.width,
            lines: lines.to_vec(),
            foot: foot.to_vec(),
            seal,
            cut: true,
        };
        (part(first, &[], false), part(rest, &self.foot, self.seal))
    }

    fn inks(&self, row_height: f32) -> Vec<Ink> {
        let text: f32 = self.lines.iter().map(|line| line.height).sum();
        let foot: f32 = self.foot.iter().map(|line| line.height).sum();
        let top = if self.cut || !self.foot.is_empty() { PADDING_Y } else { (row_height - text) / 2.0 };
        let mut inks = Vec::new();
        if self.seal {
            inks.push(self.seal_place(row_height));
        }
        inks.extend(at(self.lines.clone(), self.x + PADDING_X, top));
        inks.extend(at(self.foot.clone(), self.x + PADDING_X, row_height - foot - PADDING_Y));
        inks
    }

    fn seal_place(&self, row_height: f32) -> Ink {
        let radius = (row_height / 2.0 - 7.0).min(19.0 * MM);
        Ink::SealPlace { centre: (self.x + self.width - radius - 30.0, row_height / 2.0), radius }
    }
}
