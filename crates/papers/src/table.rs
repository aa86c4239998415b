//! Tables: cells wrap and grow, rows split over pages where they must, heads are repeated.

use crate::block::Keep;
use crate::cell::{Cell, PADDING_X, PADDING_Y, SetCell};
use crate::error::PaperError;
use crate::fonts::Faces;
use crate::ink::{Ink, Rect, Tone, rule};
use crate::lines::{Line, Text, set};

const RULE: f32 = 0.5;
/// Between the rows of one person.
const HAIRLINE: f32 = 0.25;
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
    /// Over the head on the pages where the band goes on.
    pub again: Option<Text>,
}

#[derive(Clone)]
pub(crate) struct Row {
    pub cells: Vec<Cell>,
    /// Points; a row for writing by hand is higher than its text.
    pub min_height: f32,
    pub shade: bool,
    /// Stays on the page of the following row.
    pub keep_next: bool,
    /// Goes on in the following row: the rule between them is a thin one.
    pub goes_on: bool,
    /// Takes what is left of the last page: nobody can write too much room for an opinion.
    pub grows: bool,
}

impl Table {
    pub(crate) fn tight(mut self, to: f32) -> Self {
        for row in self.bands.iter_mut().flat_map(|band| band.head.iter_mut().chain(&mut band.rows)) {
            row.min_height *= to;
            for cell in &mut row.cells {
                cell.text.leading *= to;
            }
        }
        self
    }
}

impl Row {
    pub(crate) fn new(cells: Vec<Cell>) -> Self {
        Self { cells, min_height: 20.0, shade: false, keep_next: false, goes_on: false, grows: false }
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
    /// Over the head on the pages where the band goes on.
    pub again: Vec<Line>,
}

#[derive(Clone)]
pub(crate) struct SetRow {
    cells: Vec<SetCell>,
    pub height: f32,
    pub keep_next: bool,
    pub grows: bool,
    goes_on: bool,
    shade: bool,
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
        let again = self.again.map(|text| set(faces, &text, width)).transpose()?.unwrap_or_default();
        let set = |rows: Vec<Row>| {
            rows.into_iter().map(|row| row.set(faces, left, width)).collect::<Result<Vec<_>, _>>()
        };
        let (head, mut rows) = (set(self.head)?, set(self.rows)?);
        let side = self.side.map(|side| side.set(faces, 0.0, left)).transpose()?;
        if let Some(side) = &side {
            stretch_to(&mut rows, &head, side.height());
        }
        Ok(SetBand { side, head, rows, again })
    }
}

/// A name at the side that is higher than its rows makes them higher.
fn stretch_to(rows: &mut [SetRow], head: &[SetRow], height: f32) {
    let there: f32 = head.iter().chain(&*rows).map(|row| row.height).sum();
    let each = (height - there).max(0.0) / rows.len().max(1) as f32;
    rows.iter_mut().for_each(|row| row.height += each);
}

impl Row {
    fn set(mut self, faces: &Faces<'_>, left: f32, width: f32) -> Result<SetRow, PaperError> {
        /// A lower row is never cut.
        const LEAST_CUT: f32 = 200.0;
        let again = self.cells.first_mut().and_then(|cell| cell.again.take());
        let mut x = left;
        let mut cells = Vec::with_capacity(self.cells.len());
        for cell in self.cells {
            let cell_width = cell.share * width;
            cells.push(cell.set(faces, x, cell_width)?);
            x += cell_width;
        }
        let height = cells.iter().map(SetCell::height).fold(self.min_height, f32::max);
        if let (true, Some(again), Some(name)) = (height > LEAST_CUT, again, cells.first_mut()) {
            name.again = set(faces, &again, name.width - 2.0 * PADDING_X)?;
        }
        let Self { keep_next, goes_on, grows, shade, .. } = self;
        Ok(SetRow { cells, height, keep_next, grows, goes_on, shade })
    }
}

impl SetTable {
    pub(crate) fn height(&self) -> f32 {
        self.bands.iter().map(SetBand::height).sum()
    }

    /// What must fit on a page for the table to begin there. `page` is the height of a whole one.
    pub(crate) fn start_height(&self, page: f32) -> f32 {
        self.bands.first().map_or(0.0, |band| band.start_height(page))
    }

    /// Shares out what is left of the last page among the rows for opinions.
    pub(crate) fn grow(&mut self, free: f32) {
        /// An opinion of half a page looks as if one were missing.
        const MOST: f32 = 0.6;
        let count = self.bands.iter().flat_map(|band| &band.rows).filter(|row| row.grows).count();
        let each = free.max(0.0) / count.max(1) as f32;
        let growing = self.bands.iter_mut().flat_map(|band| &mut band.rows).filter(|row| row.grows);
        growing.for_each(|row| row.height += each.min(row.height * MOST));
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
    pub(crate) fn start_height(&self, page: f32) -> f32 {
        const LARGEST_START: f32 = 260.0;
        let tied = self.rows.iter().take_while(|row| row.keep_next && !row.is_long(page)).count() + 1;
        let rows: f32 = self.rows.iter().take(tied).map(|row| row.start_height(page)).sum();
        let side = self.side_height().min(self.height());
        (self.head_height() + rows.min(LARGEST_START)).max(side.min(LARGEST_START))
    }

    /// What stands over the rows on a page where the band goes on.
    pub(crate) fn again_height(&self) -> f32 {
        self.head_height() + self.again.iter().map(|line| line.height).sum::<f32>()
    }

    /// What the name at the side needs.
    pub(crate) fn side_height(&self) -> f32 {
        self.side.as_ref().map_or(0.0, |side| side.height() - 2.0 * PADDING_Y)
    }

    /// The name at the side of rows that are `height` high on this page, where it has room; `goes_on`: they began before.
    pub(crate) fn side_inks(&self, height: f32, goes_on: bool) -> Vec<Ink> {
        let Some(side) = &self.side else { return Vec::new() };
        let mut inks = vec![upright(side.x, height), rule(side.x, height, side.width, RULE, Tone::Black)];
        // the air around the name may go before the name does
        if self.side_height() <= height {
            let again = if goes_on { side.going_on(height) } else { None };
            inks.extend(again.as_ref().unwrap_or(side).inks(height));
        }
        inks
    }
}

impl SetRow {
    /// So high that it is rather cut than put on the next page.
    pub(crate) fn is_long(&self, page: f32) -> bool {
        const SHARE: f32 = 0.4;
        self.height > page * SHARE
    }

    /// What must fit on a page for the row to begin there.
    fn start_height(&self, page: f32) -> f32 {
        const LINES: f32 = 4.0;
        if self.is_long(page) { 2.0 * PADDING_Y + LINES * self.line_height() } else { self.height }
    }

    fn line_height(&self) -> f32 {
        self.cells.iter().flat_map(|cell| &cell.lines).map(|line| line.height).fold(0.0, f32::max)
    }

    /// Cuts the row so that the first part is at most `room` high. `None` where too little would stay.
    pub(crate) fn split(&self, room: f32, force: bool) -> Option<(SetRow, SetRow)> {
        let line = self.line_height();
        let least = if force { 1.0 } else { LEAST_LINES };
        if room < 2.0 * PADDING_Y + least * line {
            return None;
        }
        let (first, rest): (Vec<_>, Vec<_>) =
            self.cells.iter().enumerate().map(|(at, cell)| cell.split(room, at == 0)).unzip();
        let height = |cells: &[SetCell]| cells.iter().map(SetCell::height).fold(0.0, f32::max);
        let (first_height, rest_height) = (height(&first), height(&rest));
        let spare = (self.height - first_height).clamp(0.0, 22.0);
        let part = |cells, height, whole: bool| SetRow {
            cells,
            height,
            keep_next: whole && self.keep_next,
            goes_on: whole && self.goes_on,
            grows: self.grows,
            shade: self.shade,
        };
        Some((part(first, first_height, false), part(rest, rest_height.max(spare), true)))
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
        let (thick, tone) = if self.goes_on { (HAIRLINE, Tone::Grey) } else { (RULE, Tone::Black) };
        inks.push(rule(left, self.height, width - left, thick, tone));
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
