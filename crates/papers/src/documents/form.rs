//! 申请表: filled from the frozen version of a case, or blank for writing by hand.

use serde::{Deserialize, Serialize};

use super::Sheet;
use super::grid::{Grid, grid};
use super::parts::{heading, label, pairs, rows, signatures};
use crate::block::{BODY, Block, body};
use crate::error::PaperError;
use crate::fonts::Typeface;
use crate::furniture::Head;
use crate::lines::{Align, Text};
use crate::qr::PaperKind;
use crate::table::{Cell, Row};
use crate::texts::{page, read};

/// A form as printed. Values are already in words: dates, amounts and codes resolved by the caller.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FilledForm {
    /// A line feed divides a long title where it reads well.
    pub title: String,
    /// Whom the form is for or who issued it, above the title; may be empty.
    pub organ: String,
    pub sections: Vec<Section>,
    /// What the applicant declares by signing; empty for none.
    pub declaration: String,
    pub signatures: Vec<SignPlace>,
    pub opinions: Vec<Opinion>,
}

/// A part of a form: rows of fields, a table, or both.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Section {
    pub title: String,
    /// Fields that stand side by side, row by row.
    #[serde(default)]
    pub rows: Vec<Vec<Field>>,
    #[serde(default)]
    pub table: Option<Grid>,
}

/// A label and what was filled in.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Field {
    pub label: String,
    pub value: Value,
    /// Width relative to the other fields of the row.
    pub weight: f32,
    /// Lines of handwriting to leave room for, filled or not.
    #[serde(default)]
    pub lines: u8,
}

/// A text, or all choices of a question with the chosen ones ticked.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum Value {
    Text(String),
    Choices(Vec<Choice>),
}

/// One choice and whether it was chosen.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Choice {
    pub label: String,
    pub ticked: bool,
}

/// A line to sign on.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SignPlace {
    pub label: String,
    /// With the blanks of a date.
    pub date: bool,
}

/// A box for the opinion of an organ.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Opinion {
    pub label: String,
    /// With a place for the seal.
    pub seal: bool,
    /// Lines of writing to leave room for.
    pub lines: u8,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Texts {
    declaration: String,
    opinions: String,
    opinion_foot: String,
    opinion_foot_sealed: String,
}

impl Field {
    /// A field with a text, as high as the text needs.
    pub fn text(label: impl Into<String>, value: impl Into<String>, weight: f32) -> Self {
        Self { label: label.into(), value: Value::Text(value.into()), weight, lines: 0 }
    }
}

impl Value {
    /// As one text; ☐ and ☑ become drawn boxes.
    fn words(&self) -> String {
        match self {
            Self::Text(text) => text.clone(),
            Self::Choices(choices) => choices
                .iter()
                .map(|choice| format!("{}{}", if choice.ticked { '☑' } else { '☐' }, choice.label))
                .collect::<Vec<_>>()
                .join("   "),
        }
    }
}

pub(crate) fn sheet(form: &FilledForm) -> Result<Sheet, PaperError> {
    let texts: Texts = read("form.json", include_str!("../../../../assets/papers/form.json"))?;
    let mut blocks: Vec<Block> = form.sections.iter().flat_map(section).collect();
    blocks.extend(declaration(form, &texts)?);
    blocks.extend(opinions(form, &texts)?);
    let head = Head {
        kind: PaperKind::Form,
        organ: form.organ.clone(),
        title: form.title.clone(),
        number: String::new(),
        copy: String::new(),
    };
    Ok(Sheet { head, blocks })
}

fn section(section: &Section) -> Vec<Block> {
    let mut blocks = Vec::new();
    if !section.title.is_empty() {
        blocks.push(heading(&section.title));
    }
    if !section.rows.is_empty() {
        blocks.push(rows(section.rows.iter().map(|fields| row(fields)).collect()));
    }
    if let Some(table) = &section.table {
        blocks.push(grid(table, &section.title));
    }
    blocks
}

fn row(fields: &[Field]) -> Row {
    let words: Vec<_> =
        fields.iter().map(|field| (field.label.as_str(), field.value.words(), field.weight)).collect();
    let lines = fields.iter().map(|field| field.lines).max().unwrap_or(0);
    Row { min_height: (f32::from(lines) * BODY * 1.7 + 8.0).max(25.0), ..pairs(&words) }
}

fn declaration(form: &FilledForm, texts: &Texts) -> Result<Vec<Block>, PaperError> {
    let mut together = Vec::new();
    if !form.declaration.is_empty() {
        together.push(heading(&texts.declaration));
        let words =
            body(&form.declaration, &texts.declaration).face(Typeface::Song).paragraph().leading(1.65);
        together.push(Block::Text(words));
    }
    for place in &form.signatures {
        together.push(signatures(&[(&place.label, place.date)])?);
    }
    Ok(if together.is_empty() { together } else { vec![Block::Together(together)] })
}

fn opinions(form: &FilledForm, texts: &Texts) -> Result<Vec<Block>, PaperError> {
    if form.opinions.is_empty() {
        return Ok(Vec::new());
    }
    let date = page()?.date;
    let boxes = form.opinions.iter().map(|opinion| opinion_row(opinion, texts, &date)).collect();
    Ok(vec![heading(&texts.opinions), rows(boxes)])
}

fn opinion_row(opinion: &Opinion, texts: &Texts, date: &str) -> Row {
    let foot = if opinion.seal { &texts.opinion_foot_sealed } else { &texts.opinion_foot };
    let foot = crate::texts::put(foot, &[("date", date)]);
    let space = Cell {
        foot: Some(body(foot, &opinion.label).align(Align::Right)),
        seal: opinion.seal,
        ..Cell::new(0.82, body("", &opinion.label))
    };
    // High boxes have room for two lines; one size for all labels looks calmer.
    let name = Text { fit: false, ..label(&opinion.label) };
    let least = if opinion.seal { 96.0 } else { 60.0 };
    let height = (f32::from(opinion.lines) * BODY * 2.0 + 26.0).max(least);
    Row { min_height: height, ..Row::new(vec![Cell::new(0.18, name), space]) }
}
