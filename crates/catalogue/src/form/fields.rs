//! The fields of a form, joined from its layout (order, label, widget) and its schema (type, format).

use std::collections::HashMap;

use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::pack::{Choice, Field, FormPack, Widget};

/// Formats a schema may name. The identity ones are checked by `casework::identity`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Format {
    CitizenId,
    Phone,
    Uscc,
    Date,
    Division,
    BankAccount,
    DisabilityCard,
}

impl Format {
    /// The format a schema calls `name`; none when the name is not ours.
    pub(crate) fn named(name: &str) -> Option<Self> {
        Some(match name {
            "cn-id" => Self::CitizenId,
            "cn-phone" => Self::Phone,
            "uscc" => Self::Uscc,
            "date" => Self::Date,
            "cn-division" => Self::Division,
            "bank-account" => Self::BankAccount,
            "disability-card" => Self::DisabilityCard,
            _ => return None,
        })
    }
}

/// One field, or one column of a table.
#[derive(Debug, Clone)]
pub(crate) struct FieldSpec {
    pub(crate) id: String,
    pub(crate) label: String,
    /// What the paper calls it.
    pub(crate) printed: String,
    pub(crate) widget: Widget,
    pub(crate) format: Option<Format>,
    /// The schema asks for a whole number: a computed value is rounded to it.
    pub(crate) integer: bool,
    pub(crate) options: Vec<Choice>,
    pub(crate) columns: Vec<FieldSpec>,
}

impl FieldSpec {
    fn join(field: &Field, schema: &Value) -> Self {
        let columns = &schema["items"]["properties"];
        Self {
            id: field.id.clone(),
            label: field.label.clone(),
            printed: field.printed().to_owned(),
            widget: field.widget,
            format: schema["format"].as_str().and_then(Format::named),
            integer: schema["type"] == "integer",
            options: field.options.clone(),
            columns: field
                .columns
                .iter()
                .filter(|column| column.widget != Widget::Note)
                .map(|column| Self::join(column, &columns[&column.id]))
                .collect(),
        }
    }

    pub(crate) fn is_table(&self) -> bool {
        self.widget == Widget::Table
    }

    pub(crate) fn column(&self, id: &str) -> Option<usize> {
        self.columns.iter().position(|column| column.id == id)
    }
}

/// All fields with data in layout order.
#[derive(Debug)]
pub(crate) struct Fields {
    list: Vec<FieldSpec>,
    by_id: HashMap<String, usize>,
}

impl Fields {
    pub(crate) fn of(pack: &FormPack) -> Self {
        let properties = &pack.schema["properties"];
        let list: Vec<FieldSpec> = pack
            .layout
            .fields()
            .filter(|field| field.widget != Widget::Note)
            .map(|field| FieldSpec::join(field, &properties[&field.id]))
            .collect();
        let by_id = list.iter().enumerate().map(|(at, field)| (field.id.clone(), at)).collect();
        Self { list, by_id }
    }

    pub(crate) fn list(&self) -> &[FieldSpec] {
        &self.list
    }

    pub(crate) fn position(&self, id: &str) -> Option<usize> {
        self.by_id.get(id).copied()
    }

    /// The field or column a node stands for.
    pub(crate) fn spec(&self, node: Node) -> &FieldSpec {
        match node {
            Node::Field(field) => &self.list[field],
            Node::Column(field, column) => &self.list[field].columns[column],
        }
    }

    /// Finds `id` or `table[].column`, as rules write them.
    pub(crate) fn node(&self, name: &str) -> Option<Node> {
        match name.split_once("[].") {
            None => self.position(name).map(Node::Field),
            Some((table, column)) => {
                let field = self.position(table)?;
                let column = self.list[field].column(column)?;
                Some(Node::Column(field, column))
            }
        }
    }

    /// The name of a node as rules write it.
    pub(crate) fn name(&self, node: Node) -> String {
        match node {
            Node::Field(field) => self.list[field].id.clone(),
            Node::Column(field, column) => {
                let table = &self.list[field];
                format!("{}[].{}", table.id, table.columns[column].id)
            }
        }
    }

    pub(crate) fn path(&self, spot: Spot) -> FieldPath {
        let field = &self.list[spot.field];
        let mut path = field.id.clone();
        if let Some(row) = spot.row {
            path.push_str(&format!("[{row}]"));
        }
        if let Some(column) = spot.column {
            path.push('.');
            path.push_str(&field.columns[column].id);
        }
        FieldPath(path)
    }

    /// How the screen calls the spot: `家庭成员第 3 行的身份证号码`.
    pub(crate) fn label(&self, spot: Spot) -> String {
        self.called(spot, |field| &field.label)
    }

    /// How a paper calls the spot: `家庭成员第 3 行的公民身份号码`.
    pub(crate) fn printed_label(&self, spot: Spot) -> String {
        self.called(spot, |field| &field.printed)
    }

    fn called(&self, spot: Spot, name: impl Fn(&FieldSpec) -> &str) -> String {
        let field = &self.list[spot.field];
        let mut label = name(field).to_owned();
        if let Some(row) = spot.row {
            label.push_str(&format!("第 {} 行", row + 1));
        }
        if let Some(column) = spot.column {
            label.push('的');
            label.push_str(name(&field.columns[column]));
        }
        label
    }

    /// Finds `id`, `table[2]` or `table[2].column`, as paths write them.
    pub(crate) fn spot(&self, path: &str) -> Option<Spot> {
        let Some((table, rest)) = path.split_once('[') else {
            return self.position(path).map(Spot::field);
        };
        let field = self.position(table)?;
        let (row, rest) = rest.split_once(']')?;
        let row = row.parse().ok()?;
        match rest.strip_prefix('.') {
            Some(column) => Some(Spot::cell(field, row, self.list[field].column(column)?)),
            None => rest.is_empty().then(|| Spot::row(field, row)),
        }
    }

    pub(crate) fn spec_at(&self, spot: Spot) -> &FieldSpec {
        let field = &self.list[spot.field];
        spot.column.map_or(field, |column| &field.columns[column])
    }
}

/// What rules are written for: a field, or one column of a table in all its rows.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) enum Node {
    Field(usize),
    Column(usize, usize),
}

/// One place of a filled form: a field, a row of a table or one cell. The order is the order of the layout.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(crate) struct Spot {
    pub(crate) field: usize,
    pub(crate) row: Option<usize>,
    pub(crate) column: Option<usize>,
}

impl Spot {
    pub(crate) fn field(field: usize) -> Self {
        Self { field, row: None, column: None }
    }

    pub(crate) fn row(field: usize, row: usize) -> Self {
        Self { field, row: Some(row), column: None }
    }

    pub(crate) fn cell(field: usize, row: usize, column: usize) -> Self {
        Self { field, row: Some(row), column: Some(column) }
    }
}

/// Names one place of a filled form: `spouse_name`, `members[2]`, `members[2].id_number` (rows count from 0).
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FieldPath(String);

impl FieldPath {
    /// The path as the screen and the files write it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<&str> for FieldPath {
    fn from(path: &str) -> Self {
        Self(path.to_owned())
    }
}

impl std::fmt::Display for FieldPath {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}
