//! Forms as authorities draw them: a common grid of columns, cells over several of them, names at the side.

use super::part::{Band, BandCell, BandRow, Bands};
use super::scope::{Path, Scope};
use super::words::Condition;
use crate::block::body;
use crate::cell::Cell;
use crate::grid::in_company;
use crate::ink::Tone;
use crate::lines::{Align, Text};
use crate::parts::{NOTE, RUNNING, again, behind_room, label};
use crate::table::{self, Row, Table};
use crate::texts::PageTexts;

/// Longest answer that is set a little smaller to stay on one line, in characters.
const SHORT: usize = 30;
/// So many elements are not parted.
const FEW: usize = 3;
/// Every form asks it: without it nothing is filled in.
const NAME: &str = "fields.applicant_name";
/// From one line to sign on to the next.
const SIGNED: f32 = 2.1;
/// Least height of a row, points.
const LEAST: f32 = 22.5;

pub(crate) fn table(form: &Bands, texts: &PageTexts, scope: &Scope<'_>) -> Table {
    let total: f32 = form.side + form.columns.iter().sum::<f32>();
    let filled = Path::parse(NAME).is_some_and(|name| scope.holds(&name));
    let grid = Columns { form, texts, total: total.max(0.01), filled };
    let shown = form.bands.iter().filter(|band| grid.stands(band.when.as_ref(), scope));
    Table { bands: shown.map(|band| grid.band(band, scope)).collect() }
}

struct Columns<'a> {
    form: &'a Bands,
    texts: &'a PageTexts,
    total: f32,
    /// A form with answers, not one to take home.
    filled: bool,
}

impl Columns<'_> {
    /// What hangs on an answer is asked on a form that has none: who fills it in by hand passes over what is not his.
    fn stands(&self, when: Option<&Condition>, scope: &Scope<'_>) -> bool {
        let asks = |when: &Condition| !self.filled && when.path().is_of_answers();
        when.is_none_or(|when| when.holds(scope) || asks(when))
    }

    /// Elements to write in by hand.
    fn blanks(&self, band: &Band) -> usize {
        if self.filled { 0 } else { band.blank_rows }
    }

    fn band(&self, band: &Band, scope: &Scope<'_>) -> table::Band {
        let sided = band.side.is_some();
        let side = band.side.as_ref().map(|name| {
            let name = name.fill(scope);
            let again = again(&name, &self.texts.goes_on);
            Cell { again, ..Cell::new(self.form.side / self.total, label(&name)) }
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
        table::Band { side, head, rows, again: None }
    }

    /// The rows of each element, and blank ones up to the least number.
    fn elements(&self, band: &Band, list: &Path, scope: &Scope<'_>) -> Vec<Row> {
        let mut elements = scope.each(list);
        let filled = elements.len();
        elements.extend((filled..band.at_least.max(self.blanks(band))).map(|at| scope.blank(list, at + 1)));
        let mut all = Vec::new();
        for element in &elements {
            let mut rows = self.rows(&band.rows, band.side.is_some(), element);
            let last = rows.len().saturating_sub(1);
            rows[..last].iter_mut().for_each(|row| {
                row.keep_next = true;
                row.goes_on = true;
            });
            all.extend(rows);
        }
        if elements.len() <= FEW && !all.iter().any(|row| row.grows) {
            let last = all.len().saturating_sub(1);
            all[..last].iter_mut().for_each(|row| row.keep_next = true);
        } else if band.rows.len() == 1 {
            in_company(&mut all);
        }
        all
    }

    fn rows(&self, rows: &[BandRow], sided: bool, scope: &Scope<'_>) -> Vec<Row> {
        let shown = rows.iter().filter(|row| self.stands(row.when.as_ref(), scope));
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
            let words = self.words(row, cell, scope);
            cells.push(self.filled(cell, words.clone(), &name, room / self.total, scope));
            if cell.label {
                name = words;
            }
        }
        let grows = row.cells.iter().any(|cell| !cell.foot.is_empty());
        Row { min_height: row.high.max(LEAST), grows, ..Row::new(cells) }
    }

    /// In a form with answers no cell stays empty that is not for writing by hand.
    fn words(&self, row: &BandRow, cell: &BandCell, scope: &Scope<'_>) -> String {
        let words = cell.words.fill(scope);
        let by_hand = row.high > 0.0 || !cell.foot.is_empty() || cell.seal;
        if self.filled && !by_hand && words.trim().is_empty() { self.texts.nothing.clone() } else { words }
    }

    /// `name` is the label before the cell: where a missing glyph stands.
    fn filled(&self, cell: &BandCell, words: String, name: &str, share: f32, scope: &Scope<'_>) -> Cell {
        let count = words.chars().count();
        let align = if count > RUNNING { Align::Justify } else { Align::Left };
        let value = |words| Text { fit: count <= SHORT, ..body(words, name).leading(1.35).align(align) };
        let again = if cell.label { again(&words, &self.texts.goes_on) } else { None };
        let text = match (cell.label, cell.note) {
            (true, _) => label(&words),
            (false, true) => value(words).size(NOTE),
            (false, false) if self.filled => value(words),
            (false, false) => behind_room(value(words)),
        };
        let text = match cell.align {
            Some(align) => text.align(align),
            None => text,
        };
        let foot = foot(cell, scope);
        let foot = (!foot.is_empty()).then(|| body(foot, "签字").leading(SIGNED));
        let dated = foot.is_some() && !cell.seal;
        let date = dated.then(|| body(&self.texts.date, "日期").align(Align::Right).leading(SIGNED));
        let seal = cell.seal.then(|| self.seal());
        let sign = cell.sign.as_ref().map(|who| who.fill(scope));
        Cell { foot, date, seal, sign, again, ..Cell::new(share, text) }
    }

    fn seal(&self) -> (Text, Text) {
        let word = |text: &str, place| body(text, place).align(Align::Centre);
        (
            word(&self.texts.seal, "盖章").size(8.5).tone(Tone::Faint),
            word(&self.texts.date, "日期").leading(SIGNED),
        )
    }
}

/// Who signs, one a line.
fn foot(cell: &BandCell, scope: &Scope<'_>) -> String {
    let several = cell.feet.as_ref().map(|feet| {
        let lines = scope.each(&feet.list).into_iter().map(|one| feet.words.fill(&one));
        lines.collect::<Vec<_>>().join("\n")
    });
    several.filter(|lines| !lines.is_empty()).unwrap_or_else(|| cell.foot.fill(scope))
}
