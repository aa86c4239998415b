//! Fills pages from top to bottom.

use crate::block::{Composed, Strip};
use crate::ink::Ink;
use crate::table::{SetBand, SetRow, SetTable, top_rule};

/// Where text may stand on a page, points from the top left corner.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Area {
    pub left: f32,
    pub width: f32,
    pub first_top: f32,
    pub next_top: f32,
    pub bottom: f32,
}

/// The pages so far and the place of the next strip.
pub(crate) struct Flow {
    area: Area,
    pages: Vec<Vec<Ink>>,
    y: f32,
}

/// Distributes what was composed over as many pages as it takes.
pub(crate) fn pour(parts: Vec<Composed>, area: Area) -> Vec<Vec<Ink>> {
    let mut flow = Flow { area, pages: vec![Vec::new()], y: area.first_top };
    let mut parts = parts.into_iter().peekable();
    let mut group: Vec<Strip> = Vec::new();
    while let Some(part) = parts.next() {
        match part {
            Composed::Strip(strip) => {
                let open = strip.keep_next && parts.peek().is_some();
                group.push(strip);
                if !open {
                    flow.group(std::mem::take(&mut group), 0.0);
                }
            }
            Composed::Table(table) => {
                flow.group(std::mem::take(&mut group), table.start_height());
                flow.table(&table);
            }
        }
    }
    flow.pages
}

impl Flow {
    fn room(&self) -> f32 {
        self.area.bottom - self.y
    }

    fn fresh_room(&self) -> f32 {
        self.area.bottom - self.area.next_top
    }

    fn turn(&mut self) {
        self.pages.push(Vec::new());
        self.y = self.area.next_top;
    }

    fn put(&mut self, inks: Vec<Ink>, height: f32) {
        let (x, y) = (self.area.left, self.y);
        if let Some(page) = self.pages.last_mut() {
            page.extend(inks.into_iter().map(|ink| ink.moved(x, y)));
        }
        self.y += height;
    }

    /// Strips that stay together, with `more` points needed below them.
    fn group(&mut self, strips: Vec<Strip>, more: f32) {
        let height = strips.iter().map(|strip| strip.height).sum::<f32>() + more;
        if height > self.room() && height <= self.fresh_room() {
            self.turn();
        }
        for strip in strips {
            let blank = strip.inks.is_empty();
            if strip.height > self.room() + 0.01 && !blank {
                self.turn();
            }
            self.put(strip.inks, strip.height);
        }
    }

    fn table(&mut self, table: &SetTable) {
        self.open_table(table.width);
        for band in &table.bands {
            if self.y > self.area.next_top && band.start_height() > self.room() {
                self.turn();
                self.open_table(table.width);
            }
            self.band(band, table.width);
        }
    }

    fn open_table(&mut self, width: f32) {
        self.put(vec![top_rule(width)], 0.0);
    }

    fn band(&mut self, band: &SetBand, width: f32) {
        let mut begun = self.head(band, width);
        let mut rows = band.rows.iter();
        while let Some(row) = rows.next() {
            let with = rows.as_slice();
            if self.parts_company(row, with) && self.y > begun + band.head_height() + 0.01 {
                begun = self.turn_within(band, begun, width);
            }
            begun = self.row(row.clone(), band, begun, width);
        }
        self.close(band, begun);
    }

    /// A row that must stay with those after it, while they do not all fit here and would on a fresh page.
    fn parts_company(&self, row: &SetRow, after: &[SetRow]) -> bool {
        let mut height = row.height;
        let mut open = row.keep_next;
        for next in after.iter().take_while(|next| std::mem::replace(&mut open, next.keep_next)) {
            height += next.height;
        }
        height > row.height && height > self.room() && height <= self.fresh_room()
    }

    /// The head of a band; gives where the band begins on this page.
    fn head(&mut self, band: &SetBand, width: f32) -> f32 {
        let begun = self.y;
        for row in &band.head {
            self.put(row.inks(width), row.height);
        }
        begun
    }

    /// Draws the name at the side of what stands on this page.
    fn close(&mut self, band: &SetBand, begun: f32) {
        let height = self.y - begun;
        let (x, side) = (self.area.left, band.side_inks(height));
        if let Some(page) = self.pages.last_mut().filter(|_| height > 0.0) {
            page.extend(side.into_iter().map(|ink| ink.moved(x, begun)));
        }
    }

    fn turn_within(&mut self, band: &SetBand, begun: f32, width: f32) -> f32 {
        self.close(band, begun);
        self.turn();
        self.open_table(width);
        self.head(band, width)
    }

    /// Puts a row, cut where it must be; gives where the band begins on the page it ended on.
    fn row(&mut self, row: SetRow, band: &SetBand, begun: f32, width: f32) -> f32 {
        let (mut rest, mut begun) = (row, begun);
        loop {
            if rest.height <= self.room() + 0.01 {
                self.put(rest.inks(width), rest.height);
                return begun;
            }
            let whole_page = self.fresh_room() - band.head_height();
            let long = rest.height > whole_page * 0.4;
            let forced = self.y <= self.area.next_top + band.head_height() + 0.01;
            let cut = if long || forced { rest.split(self.room(), forced) } else { None };
            match cut {
                Some((first, second)) => {
                    self.put(first.inks(width), first.height);
                    rest = second;
                }
                // Higher than any page and not to be cut: better over the edge than lost or endless.
                None if forced => {
                    self.put(rest.inks(width), rest.height);
                    return begun;
                }
                None => {}
            }
            begun = self.turn_within(band, begun, width);
        }
    }
}
