//! Tables: cells wrap and grow, rows split over pages where they must, heads are repeated.

use crate::block::{Keep, MM, at};
use crate::error::PaperError;
use crate::fonts::Faces;
use crate::ink::{Ink, Rect, Tone, rule};
use crate::lines::{Line, Text, set};

pub(crate) const PADDING_X: f32 = 4.5;
const PADDING_Y: f32 = 3.0;
const RULE: f32 = 0.5;
/// A row that is cut leaves at least this many lines on the page.
const LEAST_LINES: f32 = 2.0;

/// Bands of rows, one below the other.
#[derive(Clone)]
pub(crate) struct Table {
    pub bands: Vec<Band>,
}

/// Rows of cells; the head, and the name at the side, stand again on each page.
#[derive(Clone)]
pub(crate) struct Band {
    pub side: Option<Cell>,
    pub head: Vec<Row>,
    pub rows: Vec<Row>,
}

#[derive(Clone)]
pub(crate) struct Row {
    pub cells: Vec<Cell>,
    /// Points; a row for writing by hand is higher than its text.
    pub min_height: f32,
    pub shade: bool,
    /// Stays on the page of the following row.
    pub keep_next: bool,
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
        Self { cells, min_height: 20.0, shade: false, keep_next: false }
    }
}

pub(crate) struct SetTable {
    pub bands: Vec<SetBand>,
    pub width: f32,
    pub keep: Keep,
    /// Stays on one page where a page can hold it and what it belongs to.
    pub whole: bool,
}

pub(crate) struct SetBand {
    pub side: Option<SetCell>,
    pub head: Vec<SetRow>,
    pub rows: Vec<SetRow>,
}

#[derive(Clone)]
pub(crate) struct SetRow {
    cells: Vec<SetCell>,
    pub height: f32,
    pub keep_next: bool,
    shade: bool,
}

#[derive(Clone)]
pub(crate) struct SetCell {
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
        let bands = self.bands.into_iter().map(|band| band.set(faces, width)).collect::<Result<_, _>>()?;
        Ok(SetTable { bands, width, keep: Keep::No, whole: false })
    }
}

impl Band {
    fn set(self, faces: &Faces<'_>, width: f32) -> Result<SetBand, PaperError> {
        let left = self.side.as_ref().map_or(0.0, |side| side.share * width);
        let set = |rows: Vec<Row>| {
            rows.into_iter().map(|row| row.set(faces, left, width)).collect::<Result<Vec<_>, _>>()
        };
        let (head, mut rows) = (set(self.head)?, set(self.rows)?);
        let side = self.side.map(|side| side.set(faces, 0.0, left)).transpose()?;
        if let Some(side) = &side {
            stretch_to(&mut rows, &head, side.height());
        }
        Ok(SetBand { side, head, rows })
    }
}

/// A name at the side that is higher than its rows makes them higher.
fn stretch_to(rows: &mut [SetRow], head: &[SetRow], height: f32) {
    let there: f32 = head.iter().chain(&*rows).map(|row| row.height).sum();
    let each = (height - there).max(0.0) / rows.len().max(1) as f32;
    rows.iter_mut().for_each(|row| row.height += each);
}

impl Row {
    fn set(self, faces: &Faces<'_>, left: f32, width: f32) -> Result<SetRow, PaperError> {
        let mut x = left;
        let mut cells = Vec::with_capacity(self.cells.len());
        for cell in self.cells {
            let cell_width = cell.share * width;
            cells.push(cell.set(faces, x, cell_width)?);
            x += cell_width;
        }
        let height = cells.iter().map(SetCell::height).fold(self.min_height, f32::max);
        Ok(SetRow { cells, height, keep_next: self.keep_next, shade: self.shade })
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
    pub(crate) fn height(&self) -> f32 {
        self.bands.iter().map(SetBand::height).sum()
    }

    /// What must fit on a page for the table to begin there.
    pub(crate) fn start_height(&self) -> f32 {
        self.bands.first().map_or(0.0, SetBand::start_height)
    }
}

impl SetBand {
    pub(crate) fn head_height(&self) -> f32 {
        self.head.iter().map(|row| row.height).sum()
    }

    fn height(&self) -> f32 {
        self.head_height() + self.rows.iter().map(|row| row.height).sum::<f32>()
    }

    /// What must fit on a page for the band to begin there.
    pub(crate) fn start_height(&self) -> f32 {
        const LARGEST_START: f32 = 260.0;
        let tied = self.rows.iter().take_while(|row| row.keep_next).count() + 1;
        let rows: f32 = self.rows.iter().take(tied).map(|row| row.height).sum();
        let side = self.side_height().min(self.height());
        (self.head_height() + rows.min(LARGEST_START)).max(side.min(LARGEST_START))
    }

    /// What the name at the side needs.
    pub(crate) fn side_height(&self) -> f32 {
        self.side.as_ref().map_or(0.0, |side| side.height() - 2.0 * PADDING_Y)
    }

    /// The name at the side of rows that are `height` high on this page, where it has room.
    pub(crate) fn side_inks(&self, height: f32) -> Vec<Ink> {
        let Some(side) = &self.side else { return Vec::new() };
        let mut inks = vec![upright(side.x, height), rule(side.x, height, side.width, RULE, Tone::Black)];
        // the air around the name may go before the name does
        if self.side_height() <= height {
            inks.extend(side.inks(height));
        }
        inks
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
        let (first, rest): (Vec<_>, Vec<_>) =
            self.cells.iter().enumerate().map(|(at, cell)| cell.split(room, at == 0)).unzip();
        let height = |cells: &[SetCell]| cells.iter().map(SetCell::height).fold(0.0, f32::max);
        let (first_height, rest_height) = (height(&first), height(&rest));
        let spare = (self.height - first_height).clamp(0.0, 22.0);
        Some((
            SetRow { cells: first, height: first_height, keep_next: false, shade: self.shade },
            SetRow {
                cells: rest,
                height: rest_height.max(spare),
                keep_next: self.keep_next,
                shade: self.shade,
            },
        ))
    }

    /// The row's text, its side lines and the line under it; the line over it belongs to the row before.
    pub(crate) fn inks(&self, width: f32) -> Vec<Ink> {
        let mut inks = Vec::new();
        let left = self.cells.first().map_or(0.0, |cell| cell.x);
        if self.shade {
            inks.push(Ink::Shade(Rect { x: left, y: 0.0, width: width - left, height: self.height }));
        }
        for cell in &self.cells {
            inks.extend(cell.inks(self.height));
            inks.push(upright(cell.x, self.height));
        }
        inks.push(upright(width, self.height));
        inks.push(rule(left, self.height, width - left, RULE, Tone::Black));
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

    fn split(&self, room: f32, leftmost: bool) -> (SetCell, SetCell) {
        let mut used = 2.0 * PADDING_Y;
        let count = self
            .lines
            .iter()
            .take_while(|line| {
                used += line.height;
                used <= room + 0.01
            })
            .count();
        // no single line alone on the next page
        let count = if count >= 3 && count + 1 == self.lines.len() { count - 1 } else { count };
        let (first, mut rest) = self.lines.split_at(count);
        // The label at the left stands again beside the rest of its value.
        if rest.is_empty() && leftmost && first.len() <= 2 {
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
