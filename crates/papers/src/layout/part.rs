//! What a layout file may hold. An unknown key is refused by name.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::scope::Path;
use super::words::{Condition, Words};
use crate::lines::Align;
use crate::qr::PaperKind;

/// How a paper looks as a whole.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Look {
    /// To be filled in, checked and kept: small type, narrow margins.
    #[default]
    Form,
    /// To be read: the margins, sizes and spacing of GB/T 9704.
    Letter,
}

/// One file of `assets/papers`: a paper's head and its parts in reading order.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Layout {
    #[serde(default)]
    pub look: Look,
    /// Who issues it, above the title.
    pub organ: Words,
    pub title: Words,
    /// Document number under the title.
    #[serde(default)]
    pub number: Words,
    /// The copies that are printed; one without a name where none is listed.
    #[serde(default)]
    pub copies: Vec<Copy>,
    /// Of a paper without copies: it can also be had in large print, to read.
    #[serde(default)]
    pub large: bool,
    /// What the layout calls values of the program, for `{…|word}`.
    #[serde(default)]
    pub words: BTreeMap<String, String>,
    /// Stands small at the foot of every page, beside the title.
    #[serde(default)]
    pub foot: Option<Foot>,
    /// In the upper margin of the first page, at the right, where a paper of a case has its codes.
    #[serde(default)]
    pub corner: Option<Foot>,
    /// Under the title of the pages that follow: the first line whose time has come.
    #[serde(default)]
    pub continued: Vec<Foot>,
    pub parts: Vec<Part>,
}

/// A line at the foot of the page or under a title.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Foot {
    pub words: Words,
    #[serde(default)]
    pub when: Option<Condition>,
}

/// 存档联, 申请人联, 上报联.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Copy {
    pub name: String,
    /// Not every case needs every copy: nothing goes up with a case that is settled on the spot.
    #[serde(default)]
    pub when: Option<Condition>,
    /// What the code on its pages says where copies differ.
    #[serde(default)]
    pub code: Option<PaperKind>,
    /// This is the copy that can also be had in large print, to read.
    #[serde(default)]
    pub large: bool,
}

impl Layout {
    /// The copy that can also be had in large print; the unnamed one where the paper has no copies.
    pub(crate) fn large_copy(&self) -> Option<Copy> {
        match self.copies.as_slice() {
            [] => self.large.then(Copy::default),
            copies => copies.iter().find(|copy| copy.large && copy.when.is_none()).cloned(),
        }
    }
}

#[derive(Debug, Clone, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Part {
    Heading(Words),
    Paragraph(Paragraph),
    /// Labels and values side by side.
    Rows(Vec<PairRow>),
    /// A table under a head that stands again on each page.
    List(List),
    /// The parts once for every element.
    Each(Each),
    If(If),
    /// Places to sign, side by side.
    Sign(Vec<Sign>),
    Closing(Closing),
    /// Stays on one page where a page can hold it.
    Together(Vec<Part>),
    /// White space, points.
    Gap(f32),
    /// The parts of the same name in `parts.json`.
    Include(String),
    Bands(Bands),
    /// Rows of fields as the view has them.
    Fields(Path),
    /// A table as the view has it.
    Grid(Path),
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Paragraph {
    pub words: Words,
    #[serde(default)]
    pub voice: Voice,
}

/// How a paragraph is set.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Voice {
    /// Running text, two em in.
    #[default]
    Body,
    /// The same in bold.
    Bold,
    /// A line that is not set in.
    Line,
    /// Letters are read, not filled in: a size larger and more air.
    Letter,
    /// Whom a letter is to.
    Addressee,
    /// What helps and is not the content.
    Note,
    Centre,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PairRow {
    pub cells: Vec<Pair>,
    #[serde(default)]
    pub when: Option<Condition>,
    /// Least height, points: room to write by hand.
    #[serde(default)]
    pub high: f32,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Pair {
    pub label: Words,
    pub value: Words,
    /// Relative to the other values of the row.
    #[serde(default = "one")]
    pub width: f32,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct List {
    pub each: Path,
    pub columns: Vec<ListColumn>,
    /// Rows to write in by hand where there is nothing to list.
    #[serde(default)]
    pub blank_rows: u32,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct ListColumn {
    pub title: String,
    pub value: Words,
    #[serde(default = "one")]
    pub width: f32,
    /// Where it is not said, short words stand in the middle and text at the left.
    #[serde(default)]
    pub align: Option<Align>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Each {
    #[serde(rename = "in")]
    pub list: Path,
    pub parts: Vec<Part>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct If {
    pub when: Condition,
    pub then: Vec<Part>,
    #[serde(default, rename = "else")]
    pub otherwise: Vec<Part>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Sign {
    pub label: Words,
    /// With the blanks of a date.
    #[serde(default)]
    pub date: bool,
}

/// Organ and date at the right, over the place of the seal.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Closing {
    pub lines: Vec<Words>,
    #[serde(default)]
    pub seal: bool,
    /// A place to sign on its left.
    #[serde(default)]
    pub signer: Option<Words>,
}

/// A form as authorities draw it: rows on a common grid of columns, bands of rows named at their left side.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Bands {
    /// Relative widths of the grid's columns.
    pub columns: Vec<f32>,
    /// Width of the names at the side, in the same measure; 0 where no band has one.
    #[serde(default)]
    pub side: f32,
    pub bands: Vec<Band>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Band {
    #[serde(default)]
    pub side: Option<Words>,
    #[serde(default)]
    pub when: Option<Condition>,
    /// Stands again on each page.
    #[serde(default)]
    pub head: Vec<BandRow>,
    /// The rows once for every element; they stay together.
    #[serde(default)]
    pub each: Option<Path>,
    /// So many elements at the least, the missing ones blank.
    #[serde(default)]
    pub at_least: usize,
    /// So many to write in on a form without answers.
    #[serde(default)]
    pub blank_rows: usize,
    pub rows: Vec<BandRow>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct BandRow {
    pub cells: Vec<BandCell>,
    #[serde(default)]
    pub when: Option<Condition>,
    #[serde(default)]
    pub high: f32,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct BandCell {
    pub words: Words,
    /// Columns of the grid it covers.
    #[serde(default = "one_column")]
    pub span: usize,
    #[serde(default)]
    pub label: bool,
    /// In small print: what may be written in a column.
    #[serde(default)]
    pub note: bool,
    #[serde(default)]
    pub align: Option<Align>,
    /// Set at the bottom of the cell, with the blanks of a date: who signs.
    #[serde(default)]
    pub foot: Words,
    /// Instead of it where several sign: a line for every element of a list.
    #[serde(default)]
    pub feet: Option<Feet>,
    /// Leaves the place for a seal, and the date in it.
    #[serde(default)]
    pub seal: bool,
    /// Who signs in the cell, where the name stands in another one.
    #[serde(default)]
    pub sign: Option<Words>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Feet {
    #[serde(rename = "in")]
    pub list: Path,
    pub words: Words,
}

fn one() -> f32 {
    1.0
}

fn one_column() -> usize {
    1
}
