//! A layout and a view become blocks.

use super::part::{Closing, If, Layout, List, Look, Pair, PairRow, Paragraph, Part, Sign, Voice};
use super::scope::{Path, Scope};
use super::{Layouts, bands};
use crate::block::{BODY, Block, body};
use crate::documents::{Column, Field, Grid};
use crate::enlarge;
use crate::error::PaperError;
use crate::fonts::Typeface;
use crate::furniture::measure;
use crate::grid::{self, Measure};
use crate::ink::Tone;
use crate::lines::{Align, Text};
use crate::parts::{NOTE, Pairs, again, behind_room, heading, pairs, rows};
use crate::press::Print;
use crate::sign::SignLine;
use crate::table::Row;
use crate::texts::PageTexts;

/// Parts within parts within parts: a layout that includes itself ends here.
pub(super) const DEEPEST: usize = 24;

/// The size of an official letter (三号).
const LETTER: f32 = 16.0;

/// What the building of one copy knows.
pub(crate) struct Builder<'a> {
    pub layouts: &'a Layouts,
    pub texts: &'a PageTexts,
    pub look: Look,
    pub print: Print,
}

impl Builder<'_> {
    /// The blocks of a copy in reading order.
    ///
    /// # Errors
    /// [`PaperError::Layout`] for parts that include themselves or a name nobody has.
    pub(crate) fn parts(&self, layout: &Layout, scope: &Scope<'_>) -> Result<Vec<Block>, PaperError> {
        self.all(&layout.parts, scope, 0)
    }

    fn all(&self, parts: &[Part], scope: &Scope<'_>, depth: usize) -> Result<Vec<Block>, PaperError> {
        if depth > DEEPEST {
            return Err(PaperError::Layout("the parts include themselves".to_owned()));
        }
        let blocks = parts.iter().map(|part| self.one(part, scope, depth + 1));
        Ok(blocks.collect::<Result<Vec<_>, _>>()?.concat())
    }

    fn one(&self, part: &Part, scope: &Scope<'_>, depth: usize) -> Result<Vec<Block>, PaperError> {
        Ok(match part {
            Part::Heading(text) => vec![heading(&text.fill(scope), self.of_look(11.0, LETTER))],
            Part::Paragraph(paragraph) => vec![Block::Text(self.spoken(paragraph, scope))],
            Part::Rows(pairs) => self.rows(pairs, scope),
            Part::List(list) => self.listed(list, scope),
            Part::Each(each) => {
                let all = scope.each(&each.list).into_iter().map(|one| self.all(&each.parts, &one, depth));
                all.collect::<Result<Vec<_>, _>>()?.concat()
            }
            Part::If(choice) => self.all(chosen(choice, scope), scope, depth)?,
            // a copy to read is never signed
            Part::Sign(_) if self.print == Print::Large => Vec::new(),
            Part::Sign(places) => vec![self.signing(places, scope)],
            Part::Closing(end) => vec![self.closing(end, scope)],
            Part::Together(parts) => vec![Block::Together(self.all(parts, scope, depth)?)],
            Part::Gap(points) => vec![Block::Gap(*points)],
            Part::Include(name) => self.all(self.layouts.shared(name)?, scope, depth)?,
            Part::Bands(form) => vec![Block::Table(bands::table(form, self.texts, scope))],
            Part::Fields(path) => self.fields(path, scope),
            Part::Grid(path) => self.given_grid(path, scope),
        })
    }

    fn rows(&self, wanted: &[PairRow], scope: &Scope<'_>) -> Vec<Block> {
        let shown = wanted.iter().filter(|row| row.when.as_ref().is_none_or(|when| when.holds(scope)));
        let filled = shown.map(|row| {
            let cell = |cell: &Pair| (cell.label.fill(scope), cell.value.fill(scope), cell.width);
            (row.cells.iter().map(cell).collect(), row.high)
        });
        self.pair_table(filled.collect())
    }

    /// Rows of pairs with the least height of each.
    fn pair_table(&self, wanted: Vec<(Pairs, f32)>) -> Vec<Block> {
        let set = self.pair_rows(wanted);
        if set.is_empty() { Vec::new() } else { vec![rows(whole(set))] }
    }

    fn pair_rows(&self, wanted: Vec<(Pairs, f32)>) -> Vec<Row> {
        // in large print labels and values stand one pair a row
        let one_each = self.print == Print::Large;
        let (lines, heights): (Vec<Pairs>, Vec<f32>) = wanted
            .into_iter()
            .flat_map(|(pairs, high)| {
                let least = if one_each { 1 } else { pairs.len().max(1) };
                pairs.chunks(least).map(|line| (line.to_vec(), high)).collect::<Vec<_>>()
            })
            .unzip();
        pairs(&lines)
            .into_iter()
            .zip(heights)
            .map(|(row, high)| Row { min_height: row.min_height.max(high), ..row })
            .collect()
    }

    fn fields(&self, path: &Path, scope: &Scope<'_>) -> Vec<Block> {
        let lists: Vec<Vec<Field>> = scope.read(path);
        let of = |fields: &Vec<Field>| {
            let lines = fields.iter().map(|field| field.lines).max().unwrap_or(0);
            let pairs: Pairs = fields.iter().map(|f| (f.label.clone(), f.value.words(), f.weight)).collect();
            (pairs, (f32::from(lines) * BODY * 1.7 + 8.0).max(25.0))
        };
        let mut set = self.pair_rows(lists.iter().map(of).collect());
        set.iter_mut().for_each(|row| self.asked(row));
        if set.is_empty() { Vec::new() } else { vec![rows(whole(set))] }
    }

    /// Labels and values of a form: what stands where one of them goes on, or where it is written in by hand.
    fn asked(&self, row: &mut Row) {
        for pair in row.cells.chunks_mut(2) {
            let [label, value] = pair else { continue };
            label.again = again(&label.text.text, &self.texts.goes_on);
            value.text = behind_room(value.text.clone());
        }
    }

    fn signing(&self, places: &[Sign], scope: &Scope<'_>) -> Block {
        let line = |place: &Sign| {
            let name = place.label.fill(scope);
            SignLine {
                label: body(&name, &name), after: place.date.then(|| body(&self.texts.date, "日期"))
            }
        };
        Block::Signatures(places.iter().map(line).collect())
    }

    fn closing(&self, end: &Closing, scope: &Scope<'_>) -> Block {
        let size = self.of_look(11.0, LETTER);
        let line = |text: String| body(text, "落款").align(Align::Centre).size(size).leading(1.7);
        let note = body(&self.texts.seal, "盖章").align(Align::Centre).size(8.5).tone(Tone::Faint);
        let to_sign = self.print == Print::Usual;
        let signer = end.signer.as_ref().filter(|_| to_sign).map(|signer| {
            let name = signer.fill(scope);
            let size = self.of_look(BODY, 12.0);
            (body(&name, &name).size(size), body(&self.texts.date, "日期").size(size).align(Align::Right))
        });
        let filled = end.lines.iter().map(|words| words.fill(scope)).filter(|text| !text.is_empty());
        Block::Closing {
            lines: filled.map(line).collect(),
            seal: (end.seal && to_sign).then_some(note),
            beside: signer,
        }
    }

    fn of_look(&self, form: f32, letter: f32) -> f32 {
        match self.look {
            Look::Form => form,
            Look::Letter => letter,
        }
    }

    fn spoken(&self, paragraph: &Paragraph, scope: &Scope<'_>) -> Text {
        let words = paragraph.words.fill(scope);
        let place: String = words.chars().take(10).collect();
        let text = body(words, &place);
        // 22 lines to a page of an official letter
        let (size, leading) = (self.of_look(12.0, LETTER), self.of_look(1.9, 29.0 / LETTER));
        match paragraph.voice {
            Voice::Body => text.paragraph().leading(1.5),
            Voice::Bold => text.face(Typeface::HeiBold).paragraph().leading(1.5),
            Voice::Line => text.leading(1.5),
            Voice::Letter => text.face(Typeface::FangSong).size(size).paragraph().leading(leading),
            Voice::Addressee => text.face(Typeface::FangSong).size(size).leading(leading),
            Voice::Note if self.look == Look::Letter => text.size(12.0).leading(1.5),
            Voice::Note => text.size(NOTE).tone(Tone::Grey).leading(1.4),
            Voice::Centre => text.align(Align::Centre).leading(1.6),
        }
    }

    /// A list of nothing, with no rows to write in, is no table: a head alone says nothing.
    fn listed(&self, list: &List, scope: &Scope<'_>) -> Vec<Block> {
        let elements = scope.each(&list.each);
        // a cell left empty could be filled in later, beside the signature
        let nothing = &self.texts.nothing;
        let or_nothing = |words: String| if words.trim().is_empty() { nothing.clone() } else { words };
        let row = |one: &Scope<'_>| list.columns.iter().map(|c| or_nothing(c.value.fill(one))).collect();
        let mut rows: Vec<Vec<String>> = elements.iter().map(row).collect();
        if rows.is_empty() {
            // numbered, so that what was written in and what was struck out can be told
            let blank = |one: Scope<'_>| list.columns.iter().map(|c| c.value.fill(&one)).collect();
            rows.extend((1..=list.blank_rows as usize).map(|number| blank(scope.blank(&list.each, number))));
        }
        let columns = list.columns.iter().map(|c| Column::new(&c.title, c.width)).collect();
        let aligns: Vec<Option<Align>> = list.columns.iter().map(|column| column.align).collect();
        self.grid(&Grid { columns, rows, ..Grid::default() }, &aligns, &list.each)
    }

    fn given_grid(&self, path: &Path, scope: &Scope<'_>) -> Vec<Block> {
        let found: Option<Grid> = scope.read(path);
        found.map(|table| self.grid(&table, &[], path)).unwrap_or_default()
    }

    fn grid(&self, table: &Grid, aligns: &[Option<Align>], path: &Path) -> Vec<Block> {
        if table.rows.is_empty() && table.blank_rows == 0 {
            return Vec::new();
        }
        let size = self.of_look(BODY, 12.0);
        let printed = if self.print == Print::Large { enlarge::size(size) } else { size };
        let measure = Measure { size, printed, width: measure(self.look) };
        vec![grid::grid(table, aligns, &path.to_string(), measure, self.goes_on(&table.title))]
    }

    /// The heading of a table on the pages where it goes on.
    fn goes_on(&self, title: &str) -> Option<Text> {
        let words = &self.texts.goes_on;
        let named = !title.is_empty() && !words.is_empty();
        match heading(&format!("{title}{words}"), self.of_look(11.0, LETTER)) {
            Block::Heading(text) if named => Some(text),
            _ => None,
        }
    }
}

/// A few rows under one heading are not parted.
fn whole(mut rows: Vec<Row>) -> Vec<Row> {
    const FEW: usize = 5;
    let last = rows.len().saturating_sub(1);
    if rows.len() <= FEW {
        rows[..last].iter_mut().for_each(|row| row.keep_next = true);
    }
    rows
}

fn chosen<'p>(choice: &'p If, scope: &Scope<'_>) -> &'p [Part] {
    if choice.when.holds(scope) { &choice.then } else { &choice.otherwise }
}
