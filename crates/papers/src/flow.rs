//! Fills pages from top to bottom.

use crate::block::{Composed, Keep, Strip, at};
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
    /// How far this page may be filled beyond its edge.
    give: f32,
    /// Nothing comes after what is put now.
    ends: bool,
    /// What stands on the last page went there as a whole.
    moved: bool,
}

/// What just does not fit goes a little nearer to the foot rather than over the page.
const GIVE: f32 = 6.0;

/// Where a band began on the page: how far down, and after how many inks.
#[derive(Clone, Copy)]
struct Begun {
    y: f32,
    inks: usize,
    /// It began on a page before and goes on here.
    again: bool,
}

/// Pages with what stands on them.
pub(crate) struct Poured {
    pub pages: Vec<Vec<Ink>>,
    /// How much of the last one is filled, from 0 to 1.
    pub last: f32,
    /// The last one was begun by what stays together at the end of the paper.
    pub moved: bool,
}

/// Distributes what was composed over as many pages as it takes.
pub(crate) fn pour(parts: Vec<Composed>, area: Area) -> Poured {
    let mut flow =
        Flow { area, pages: vec![Vec::new()], y: area.first_top, give: 0.0, ends: false, moved: false };
    let mut groups = grouped(parts, Keep::Loose).into_iter().peekable();
    while let Some(group) = groups.next() {
        flow.ends = groups.peek().is_none();
        flow.group(group, Keep::Loose);
    }
    let last = (flow.y - flow.top()) / (area.bottom - flow.top());
    Poured { pages: flow.pages, last, moved: flow.moved }
}

/// Runs of parts that hold on to each other at least so tightly.
fn grouped(parts: Vec<Composed>, least: Keep) -> Vec<Vec<Composed>> {
    let mut groups = Vec::new();
    let mut group = Vec::new();
    for part in parts {
        let open = part.keep() >= least;
        group.push(part);
        if !open {
            groups.push(std::mem::take(&mut group));
        }
    }
    groups.extend((!group.is_empty()).then_some(group));
    groups
}

/// The room these parts ask for on one page; a table that need not be whole asks only for its beginning.
fn needed(parts: &[Composed], tie: Keep, page: f32) -> f32 {
    let mut height = 0.0;
    for part in parts {
        match part {
            Composed::Strip(strip) => height += strip.height,
            Composed::Table(table) if table.whole && tie == Keep::Loose => height += table.height(),
            Composed::Table(table) => return height + table.start_height(page),
        }
    }
    height
}

impl Flow {
    fn room(&self) -> f32 {
        self.area.bottom + self.give - self.y
    }

    fn fresh_room(&self) -> f32 {
        self.area.bottom - self.area.next_top
    }

    fn at_top(&self) -> bool {
        self.y <= self.top() + 0.01
    }

    fn top(&self) -> f32 {
        if self.pages.len() == 1 { self.area.first_top } else { self.area.next_top }
    }

    fn turn(&mut self) {
        self.give = 0.0;
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

    /// Parts that stay together; where no page holds all of them, those that must at the least.
    fn group(&mut self, parts: Vec<Composed>, tie: Keep) {
        let height = needed(&parts, tie, self.fresh_room());
        let blank = parts.iter().all(Composed::is_blank);
        if height > self.fresh_room() && tie == Keep::Loose {
            for firm in grouped(parts, Keep::Firm) {
                self.group(firm, Keep::Firm);
            }
            return;
        }
        if (self.room()..self.room() + GIVE).contains(&height) {
            self.give = GIVE;
        }
        if height > self.room() && height <= self.fresh_room() && !blank {
            self.turn();
            self.moved = self.ends;
        }
        self.put_all(parts, tie);
    }

    fn put_all(&mut self, parts: Vec<Composed>, tie: Keep) {
        let mut parts = parts.into_iter();
        while let Some(part) = parts.next() {
            match part {
                Composed::Strip(strip) => self.strip(strip),
                Composed::Table(mut table) => {
                    let after = needed(parts.as_slice(), tie, self.fresh_room());
                    if self.ends && parts.as_slice().is_empty() {
                        table.grow(self.room() - table.height());
                    }
                    self.table(&table, after);
                }
            }
        }
    }

    /// White at the top of a page is no distance from anything.
    fn strip(&mut self, strip: Strip) {
        let blank = strip.inks.is_empty();
        if blank && self.at_top() {
            return;
        }
        if strip.height > self.room() + 0.01 && !blank {
            self.turn();
        }
        self.put(strip.inks, strip.height);
    }

    /// A table whose last row stays with `after` points of what follows it.
    fn table(&mut self, table: &SetTable, after: f32) {
        self.open_table(table.width);
        let last = table.bands.len().saturating_sub(1);
        for (at, band) in table.bands.iter().enumerate() {
            if !self.at_top() && band.start_height(self.fresh_room()) > self.room() {
                self.turn();
                self.open_table(table.width);
            }
            self.band(band, table.width, if at == last { after } else { 0.0 });
        }
    }

    fn open_table(&mut self, width: f32) {
        self.put(vec![top_rule(width)], 0.0);
    }

    fn band(&mut self, band: &SetBand, width: f32, after: f32) {
        let mut begun = self.head(band, width);
        for (at, row) in band.rows.iter().enumerate() {
            let lies_under_head = self.y <= begun.y + band.head_height() + 0.01;
            if !lies_under_head && self.goes_over(band, at, after) {
                begun = self.turn_within(band, begun, width);
            }
            begun = self.row(row.clone(), band, begun, width);
        }
        self.close(band, begun);
    }

    /// Whether a row begins the next page although it would fit here: for those that must stay with it, or because the
    /// rows after it would be too few there for the name at their side.
    fn goes_over(&self, band: &SetBand, at: usize, after: f32) -> bool {
        let (rows, fresh) = (&band.rows[at..], self.fresh_room() - band.again_height());
        let tied = rows.iter().take_while(|row| row.keep_next).count() + 1;
        let (chain, rest) = rows.split_at(tied.min(rows.len()));
        let height = |rows: &[SetRow]| rows.iter().map(|row| row.height).sum::<f32>();
        let (mut stays, rest) = (height(chain), height(rest));
        if rest == 0.0 {
            stays += after;
        }
        // much that stays together may well be parted: a page half empty is worse
        let torn = stays > rows[0].height && stays > self.room() && stays <= fresh * 0.6;
        let left_over =
            rest > 0.0 && stays + rest > self.room() && rest < band.side_height() - band.head_height();
        torn || (left_over && stays + rest <= fresh)
    }

    /// The head of a band; gives where the band begins on this page.
    fn head(&mut self, band: &SetBand, width: f32) -> Begun {
        let begun = Begun { y: self.y, inks: self.pages.last().map_or(0, Vec::len), again: false };
        for row in &band.head {
            self.put(row.inks(width), row.height);
        }
        begun
    }

    /// Draws the name at the side of what stands on this page; it is read before that.
    fn close(&mut self, band: &SetBand, begun: Begun) {
        let height = self.y - begun.y;
        let (x, side) = (self.area.left, band.side_inks(height, begun.again));
        if let Some(page) = self.pages.last_mut().filter(|_| height > 0.0) {
            let side = side.into_iter().map(|ink| ink.moved(x, begun.y));
            page.splice(begun.inks..begun.inks, side);
        }
    }

    fn turn_within(&mut self, band: &SetBand, begun: Begun, width: f32) -> Begun {
        self.close(band, begun);
        self.turn();
        let over: f32 = band.again.iter().map(|line| line.height).sum();
        self.put(at(band.again.clone(), 0.0, 0.0), over);
        self.open_table(width);
        Begun { again: true, ..self.head(band, width) }
    }

    /// Puts a row, cut where it must be; gives where the band begins on the page it ended on.
    fn row(&mut self, row: SetRow, band: &SetBand, begun: Begun, width: f32) -> Begun {
        let (mut rest, mut begun) = (row, begun);
        loop {
            if rest.height <= self.room() + 0.01 {
                self.put(rest.inks(width), rest.height);
                return begun;
            }
            let long = rest.is_long(self.fresh_room());
            let forced = self.y <= self.area.next_top + band.again_height() + 0.01;
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
