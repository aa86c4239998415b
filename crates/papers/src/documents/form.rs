//! 申请表: filled from the frozen version of a case, or blank for writing by hand.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// A form as printed. Values are already in words: dates, amounts and codes resolved by the caller.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct FilledForm {
    /// A line feed divides a long title where it reads well.
    pub title: String,
    /// Whom the form is for or who issued it, above the title; may be empty.
    pub organ: String,
    pub sections: Vec<Section>,
    /// Short name of the item, where it may have a layout of its own.
    #[serde(default)]
    pub form: String,
    /// Every answer by the id of its field, for a layout of its own.
    #[serde(default)]
    pub fields: BTreeMap<String, Value>,
    /// Every table by the id of its field, row by row, by the id of the column.
    #[serde(default)]
    pub tables: BTreeMap<String, Vec<BTreeMap<String, Value>>>,
    /// Of a form to take home: what may be written in the columns of a table, by the id of its field.
    #[serde(default)]
    pub choices: BTreeMap<String, Vec<String>>,
    /// Of a form to take home: what stands already in a row to write in, by the id of the table's field and of the column.
    #[serde(default)]
    pub blanks: BTreeMap<String, BTreeMap<String, Value>>,
    /// The edition of the form, not of what was filled in; 0 where it has none.
    #[serde(default)]
    pub edition: u32,
    /// What the applicant declares by signing; empty for none.
    pub declaration: String,
    pub signatures: Vec<SignPlace>,
    /// Where the applicant cannot write: who signs beside the thumb print.
    #[serde(default)]
    pub witness: Option<Witness>,
    pub opinions: Vec<Opinion>,
}

/// 见证人: was there when the form was read aloud and the applicant put the thumb print.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Witness {
    pub name: String,
    /// As it shall be read; may be empty where the relation says enough.
    pub id_number: String,
    /// What the witness is to the applicant; may be empty.
    pub relation: String,
    /// The clerk who read the form aloud.
    pub read_by: String,
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
    /// What may be written in its columns by hand, one a line.
    #[serde(default)]
    pub choices: Vec<String>,
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

/// A table as data: columns with relative widths, rows of text, and rows left blank for writing by hand.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Grid {
    /// Stands over it again on the pages where it goes on; may be empty.
    #[serde(default)]
    pub title: String,
    pub columns: Vec<Column>,
    pub rows: Vec<Vec<String>>,
    #[serde(default)]
    pub blank_rows: u32,
    /// Least height of a row, points: room to write by hand.
    #[serde(default)]
    pub high: f32,
}

/// A column's head and its width relative to the others.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Column {
    pub title: String,
    pub weight: f32,
}

impl Column {
    pub fn new(title: impl Into<String>, weight: f32) -> Self {
        Self { title: title.into(), weight }
    }
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
    /// Where several sign, each in a row of his own.
    #[serde(default)]
    pub people: Vec<Signatory>,
}

/// One of several who sign; on a form to take home nobody is named yet.
#[derive(Debug, Clone, PartialEq, Default, Serialize, Deserialize)]
pub struct Signatory {
    pub name: String,
    /// What he is to the applicant.
    pub relation: String,
}

/// A box for the opinion of an organ.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Opinion {
    pub label: String,
    /// With a place for the seal.
    pub seal: bool,
    /// Lines of writing to leave room for.
    pub lines: u8,
    /// Who signs it, where that is not one person in charge: 组长, or 调查人一 and 调查人二.
    #[serde(default)]
    pub signers: Vec<String>,
}

impl FilledForm {
    /// Nothing is filled in: a form to take home.
    pub fn is_blank(&self) -> bool {
        let fields = self.sections.iter().flat_map(|section| &section.rows).flatten();
        let rows =
            self.sections.iter().filter_map(|section| section.table.as_ref()).flat_map(|grid| &grid.rows);
        fields.map(|field| &field.value).all(Value::is_blank) && rows.flatten().all(String::is_empty)
    }

    /// The first answer in words: the applicant's name on every form.
    pub(crate) fn first_answer(&mut self) -> Option<&mut String> {
        let mut fields = self.sections.iter_mut().flat_map(|section| &mut section.rows).flatten();
        fields.find_map(|field| match &mut field.value {
            Value::Text(text) => Some(text),
            Value::Choices(_) => None,
        })
    }
}

impl Field {
    /// A field with a text, as high as the text needs.
    pub fn text(label: impl Into<String>, value: impl Into<String>, weight: f32) -> Self {
        Self { label: label.into(), value: Value::Text(value.into()), weight, lines: 0 }
    }
}

impl Value {
    fn is_blank(&self) -> bool {
        match self {
            Self::Text(text) => text.is_empty(),
            Self::Choices(choices) => choices.iter().all(|choice| !choice.ticked),
        }
    }

    /// As one text; ☐ and ☑ become drawn boxes.
    pub(crate) fn words(&self) -> String {
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
