//! A layout and a view become blocks.

use super::part::{Closing, If, Layout, List, PairRow, Paragraph, Part, Sign, Voice};
use super::scope::{Path, Scope};
use super::{Layouts, bands};
use crate::block::{Block, SignLine, body};
use crate::documents::{Field, Grid};
use crate::error::PaperError;
use crate::fonts::Typeface;
use crate::grid;
use crate::ink::Tone;
use crate::lines::{Align, Text};
use crate::parts::{heading, pairs, rows};
use crate::table::Row;
use crate::texts::PageTexts;

/// Parts within parts within parts: a layout that includes itself ends here.
const DEEPEST: usize = 24;

/// What the building of one copy knows.
pub(crate) struct Builder<'a> {
    pub layouts: &'a Layouts,
    pub texts: &'a PageTexts,
    /// Labels and values stand one pair a row, for large print.
    pub one_a_row: bool,
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
            Part::Heading(text) => vec![heading(&text.fill(scope))],
            Part::Paragraph(paragraph) => vec![Block::Text(spoken_in(paragraph, scope))],
            Part::Rows(pairs) => self.rows(pairs, scope),
            Part::List(list) => vec![listed(list, scope)],
            Part::Each(each) => {
                let all = scope.each(&each.list).into_iter().map(|one| self.all(&each.parts, &one, depth));
                all.collect::<Result<Vec<_>, _>>()?.concat()
            }
            Part::If(choice) => self.all(chosen(choice, scope), scope, depth)?,
            Part::Sign(places) => vec![self.signing(places, scope)],
            Part::Closing(end) => vec![self.closing(end, scope)],
            Part::Together(parts) => vec![Block::Together(self.all(parts, scope, depth)?)],
            Part::Gap(points) => vec![Block::Gap(*points)],
            Part::Include(name) => self.all(self.layouts.shared(name)?, scope, depth)?,
            Part::Bands(form) => vec![Block::Table(bands::table(form, scope))],
            Part::Fields(path) => self.fields(path, scope),
            Part::Grid(path) => given_grid(path, scope),
        })
    }

    fn rows(&self, wanted: &[PairRow], scope: &Scope<'_>) -> Vec<Block> {
        let shown = wanted.iter().filter(|row| row.when.as_ref().is_none_or(|when| when.holds(scope)));
        let mut all = Vec::new();
        for row in shown {
            let pairs: Vec<_> = row
                .cells
                .iter()
                .map(|cell| (cell.label.fill(scope), cell.value.fill(scope), cell.width))
                .collect();
            all.extend(self.pair_rows(&pairs, row.high));
        }
        if all.is_empty() { Vec::new() } else { vec![rows(all)] }
    }

    fn pair_rows(&self, fields: &[(String, String, f32)], high: f32) -> Vec<Row> {
        let least = if self.one_a_row { 1 } else { fields.len().max(1) };
        let row = |fields: &[(String, String, f32)]| {
            let row = pairs(fields);
            Row { min_height: row.min_height.max(high), ..row }
        };
        fields.chunks(least).map(row).collect()
    }

    fn fields(&self, path: &Path, scope: &Scope<'_>) -> Vec<Block> {
        let lists: Vec<Vec<Field>> = scope.read(path);
        if lists.is_empty() {
            return Vec::new();
        }
        let of = |fields: &Vec<Field>| {
            let lines = fields.iter().map(|field| field.lines).max().unwrap_or(0);
            let pairs: Vec<_> = fields.iter().map(|f| (f.label.clone(), f.value.words(), f.weight)).collect();
            self.pair_rows(&pairs, (f32::from(lines) * crate::block::BODY * 1.7 + 8.0).max(25.0))
        };
        vec![rows(lists.iter().flat_map(of).collect())]
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
        let line = |text: String| body(text, "落款").align(Align::Centre).size(11.0).leading(1.7);
        let note = body(&self.texts.seal, "盖章").align(Align::Centre).size(8.5).tone(Tone::Faint);
        let signer = end.signer.as_ref().map(|signer| {
            let name = signer.fill(scope);
            (body(&name, &name), body(&self.texts.date, "日期").align(Align::Right))
        });
        let filled = end.lines.iter().map(|words| words.fill(scope)).filter(|text| !text.is_empty());
        Block::Closing { lines: filled.map(line).collect(), seal: end.seal.then_some(note), beside: signer }
    }
}

fn chosen<'p>(choice: &'p If, scope: &Scope<'_>) -> &'p [Part] {
    if choice.when.holds(scope) { &choice.then } else { &choice.otherwise }
}

fn spoken_in(paragraph: &Paragraph, scope: &Scope<'_>) -> Text {
    let words = paragraph.words.fill(scope);
    let place: String = words.chars().take(10).collect();
    let text = body(words, &place);
    match paragraph.voice {
        Voice::Body => text.paragraph().leading(1.6),
        Voice::Bold => text.face(Typeface::HeiBold).paragraph().leading(1.6),
        Voice::Line => text.leading(1.6),
        Voice::Letter => text.face(Typeface::FangSong).size(12.0).paragraph().leading(1.9),
        Voice::Addressee => text.face(Typeface::FangSong).size(12.0).leading(1.9),
        Voice::Note => text.size(9.0).tone(Tone::Grey).leading(1.5),
        Voice::Centre => text.align(Align::Centre).leading(1.6),
    }
}

fn listed(list: &List, scope: &Scope<'_>) -> Block {
    let rows: Vec<Vec<String>> = scope
        .each(&list.each)
        .iter()
        .map(|one| list.columns.iter().map(|column| column.value.fill(one)).collect())
        .collect();
    let columns = list.columns.iter().map(|c| crate::documents::Column::new(&c.title, c.width)).collect();
    let blank_rows = if rows.is_empty() { list.blank_rows } else { 0 };
    let aligns: Vec<Option<Align>> = list.columns.iter().map(|column| column.align).collect();
    grid::grid(&Grid { columns, rows, blank_rows }, &aligns, &list.each.to_string())
}

fn given_grid(path: &Path, scope: &Scope<'_>) -> Vec<Block> {
    let found: Option<Grid> = scope.read(path);
    found.map(|table| grid::grid(&table, &[], &path.to_string())).into_iter().collect()
}
