//! The form pack as `assets/forms/SLUG.json` holds it: schema, layout, rules and paper, all data.

use serde::{Deserialize, Serialize};
use serde_json::Value;

use crate::item::Slug;

/// Schema + layout + rules + paper of one item's form.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FormPack {
    pub form: Slug,
    pub version: u32,
    pub title: String,
    /// JSON Schema 2020-12 of the data.
    pub schema: Value,
    pub layout: Layout,
    pub rules: Vec<Rule>,
    pub paper: Paper,
}

/// The pages of the form in order.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Layout {
    pub pages: Vec<Page>,
}

/// One topic of the form: at most 10 fields, a title of at most 6 characters.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Page {
    pub id: String,
    pub title: String,
    pub groups: Vec<Group>,
}

/// Fields that belong together on a page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Group {
    pub title: String,
    pub fields: Vec<Field>,
}

/// A field of the form, a column of a table, or a note.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Field {
    pub id: String,
    /// What the screen asks, in the plain words of the counter.
    pub label: String,
    /// What the paper calls it, where the words of the counter are none of an official form.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paper: Option<String>,
    /// On a form to take home, under its name: who fills it in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub asked_of: Option<String>,
    pub widget: Widget,
    /// Of an address: the `division` it lies in. On paper the two are one place.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub within: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub width: Option<Width>,
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub hint: String,
    /// Shown behind a `number`: 亩, 平方米, 人.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub unit: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub options: Vec<Choice>,
    /// The columns of a `table`; a column is never a table itself.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<Field>,
}

/// One option: the code stored, the words shown.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Choice {
    pub value: String,
    pub label: String,
    /// Its words on paper, where they are others.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub paper: Option<String>,
    /// Its words on a form to take home, where who takes it also writes what it is: 其他：＿＿＿＿.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub by_hand: Option<String>,
}

/// How a field is shown and filled.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Widget {
    Text,
    Textarea,
    Idno,
    Phone,
    Money,
    Number,
    Date,
    Radio,
    Select,
    Combobox,
    Check,
    /// A multi-choice; its data is an array of values.
    Checks,
    Table,
    Division,
    Account,
    /// A computed value written as plain text; other computed values have the widget that writes them.
    Computed,
    /// A line of text without data.
    Note,
}

/// How wide a field is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Width {
    S,
    M,
    L,
    Xl,
}

/// Rules of one field (`id`) or one table column (`table[].column`). Several rules may name one field: it is shown
/// when all its `relevant` hold, required when any `required` holds, and every `check` must hold.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Rule {
    pub field: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub relevant: Option<Value>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub required: Option<Value>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub calc: Option<Value>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub check: Option<Value>,
    /// What a person reads when `check` does not hold.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub message: Option<String>,
}

/// How the filled form is printed.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Paper {
    pub sections: Vec<Section>,
    pub declaration: String,
    pub signatures: Vec<Signature>,
    pub opinions: Vec<Opinion>,
}

/// Either `rows` of field ids side by side, or one `table` with its `columns`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Section {
    pub title: String,
    /// What rows of checks alone are called: they are printed as one line of ticked words.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ticks: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub rows: Vec<Vec<String>>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub table: Option<String>,
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub columns: Vec<PaperColumn>,
}

/// A printed column; `w` is its share of the width.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PaperColumn {
    pub id: String,
    pub w: u16,
}

/// A line to sign.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Signature {
    pub label: String,
    pub date: bool,
    /// JSON Logic over the form: when the line is printed; absent = always.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub when: Option<Value>,
    /// Several sign, each in a row of his own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub adults: Option<Adults>,
}

/// Those in a list who are of age: by the columns that say so.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Adults {
    pub table: String,
    pub name: String,
    pub relation: String,
    pub age: String,
}

/// A box for an authority's opinion.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Opinion {
    /// A line feed divides it where it reads well.
    pub label: String,
    pub seal: bool,
    pub lines: u16,
    /// Who signs, each on a line of their own; empty = whoever answers for the authority.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub signers: Vec<String>,
}

impl FormPack {
    /// A row of the paper with nothing but checks: promises, photos taken. Their words are ticked, side by side.
    pub fn is_of_checks(&self, row: &[String]) -> bool {
        let check = |id: &String| self.layout.fields().any(|f| f.id == *id && f.widget == Widget::Check);
        // who acts for the applicant is a question, and is answered yes or no
        !row.is_empty() && row.iter().all(|id| id != "agent" && check(id))
    }

    /// A check that has to be ticked before the form goes on: what is promised there can stand in the declaration, which is
    /// signed, instead of as a ticked word beside it.
    pub fn is_promise(&self, id: &str) -> bool {
        let check = self.layout.fields().any(|f| f.id == id && f.widget == Widget::Check);
        check
            && self
                .rules
                .iter()
                .any(|rule| rule.field == id && rule.required.is_some() && rule.check.is_some())
    }

    /// Whether a field (`id`) or a column (`table[].column`) is worked out and never typed.
    pub fn computes(&self, name: &str) -> bool {
        self.rules.iter().any(|rule| rule.field == name && rule.calc.is_some())
    }
}

impl Field {
    /// What the paper calls it.
    pub fn printed(&self) -> &str {
        self.paper.as_deref().unwrap_or(&self.label)
    }
}

impl Choice {
    /// Its words on paper.
    pub fn printed(&self) -> &str {
        self.paper.as_deref().unwrap_or(&self.label)
    }

    /// Its words on a form to take home.
    pub fn to_tick(&self) -> &str {
        self.by_hand.as_deref().unwrap_or_else(|| self.printed())
    }
}

impl Layout {
    /// Every field and note in the order of the pages.
    pub fn fields(&self) -> impl Iterator<Item = &Field> {
        self.pages.iter().flat_map(Page::fields)
    }
}

impl Page {
    /// The fields and notes of the page in order.
    pub fn fields(&self) -> impl Iterator<Item = &Field> {
        self.groups.iter().flat_map(|group| &group.fields)
    }
}
