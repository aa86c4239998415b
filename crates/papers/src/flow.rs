//! Fills pages from top to bottom.

use crate::block::{Composed, Strip};
use crate::ink::Ink;
use crate::table::{SetRow, SetTable, top_rule};

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
        self.head(table);
        for row in &table.rows {
            self.row(row.clone(), table);
        }
    }

    fn head(&mut self, table: &SetTable) {
        self.put(vec![top_rule(table.width)], 0.0);
        for row in &table.head {
            self.put(row.inks(table.width), row.height);
        }
    }

    fn row(&mut self, row: SetRow, table: &SetTable) {
        let mut rest = row;
        loop {
            if rest.height <= self.room() + 0.01 {
                return self.put(rest.inks(table.width), rest.height);
            }
            let whole_page = self.fresh_room() - table.head_height();
            let long = rest.height > whole_page * 0.4;
            let forced = self.y <= self.area.next_top + table.head_height() + 0.01;
            let cut = if long || forced { rest.split(self.room(), forced) } else { None };
            match cut {
                Some((first, second)) => {
                    self.put(first.inks(table.width), first.height);
                    rest = second;
                }
                // Higher than any page and not to be cut: better over the edge than lost or endless.
                None if forced => return self.put(rest.inks(table.width), rest.height),
                None => {}
            }
            self.turn();
            self.head(table);
        }
    }
}
