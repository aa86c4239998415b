//! Reads a rule without running it: which operators it uses and which fields it looks at.
//!
//! A rule is JSON Logic limited to an allow-list, so that every rule ends, can be explained, and can be checked when
//! the pack is published.

use std::collections::BTreeSet;

use serde_json::Value;
use thiserror::Error;

use super::fields::{Fields, Format, Node};
use super::pack::Widget;

/// The operators a rule may use.
pub const OPERATORS: [&str; 30] = [
    "var", "==", "===", "!=", "!==", "<", "<=", ">", ">=", "and", "or", "!", "!!", "if", "+", "-", "*", "/",
    "%", "min", "max", "in", "cat", "map", "filter", "reduce", "some", "all", "none", "missing",
];

/// What is wrong with a rule; read by the author of the form.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum RuleFault {
    #[error("用了不许用的运算「{0}」")]
    ForbiddenOperator(String),
    #[error("一个对象里只能写一个运算,这里写了:{0}")]
    NotOneOperator(String),
    #[error("var 后面要直接写字段名,不能现算")]
    ComputedName,
    #[error("用到了没有的字段「{0}」")]
    UnknownName(String),
    #[error("「{field}」没有「{value}」这个选项,这条规则永远不会成立")]
    UnknownOption { field: String, value: String },
    #[error("规则编译不过:{0}")]
    NotCompiled(String),
}

/// What a rule reads and what is wrong with it.
#[derive(Debug, Default)]
pub(crate) struct Survey {
    pub(crate) reads: BTreeSet<Node>,
    pub(crate) faults: Vec<RuleFault>,
}

/// Surveys a rule that stands at the form (`row_of = None`) or at a column of the table `row_of`.
pub(crate) fn survey(rule: &Value, fields: &Fields, row_of: Option<usize>) -> Survey {
    let mut surveyor = Surveyor { fields, found: Survey::default() };
    surveyor.walk(rule, Place::Form { row_of });
    surveyor.found
}

/// Where inside a rule we are: it decides what `var` means.
#[derive(Debug, Clone, Copy)]
enum Place {
    Form {
        row_of: Option<usize>,
    },
    /// In the body of `map`, `filter`, `some`, `all`, `none`; `table` when the elements are rows.
    Element {
        table: Option<usize>,
    },
    /// In the body of `reduce`.
    Fold {
        table: Option<usize>,
    },
}

struct Surveyor<'a> {
    fields: &'a Fields,
    found: Survey,
}

impl Surveyor<'_> {
    fn walk(&mut self, rule: &Value, place: Place) {
        match rule {
            Value::Array(parts) => parts.iter().for_each(|part| self.walk(part, place)),
            Value::Object(map) => match map.iter().next() {
                Some((operator, args)) if map.len() == 1 => self.operation(operator, args, place),
                _ => {
                    let keys: Vec<&str> = map.keys().map(String::as_str).collect();
                    self.found.faults.push(RuleFault::NotOneOperator(keys.join("、")));
                }
            },
            Value::Null | Value::Bool(_) | Value::Number(_) | Value::String(_) => {}
        }
    }

    fn operation(&mut self, operator: &str, args: &Value, place: Place) {
        let args = match args {
            Value::Array(list) => list.as_slice(),
            one => std::slice::from_ref(one),
        };
        match operator {
            "var" => self.variable(args, place),
            "missing" => args.iter().for_each(|name| self.read(name, place)),
            "map" | "filter" | "some" | "all" | "none" | "reduce" => self.iteration(operator, args, place),
            "==" | "===" | "!=" | "!==" | "in" => {
                self.options_compared(args, place);
                args.iter().for_each(|arg| self.walk(arg, place));
            }
            other if OPERATORS.contains(&other) => args.iter().for_each(|arg| self.walk(arg, place)),
            other => self.found.faults.push(RuleFault::ForbiddenOperator(other.to_owned())),
        }
    }

    fn variable(&mut self, args: &[Value], place: Place) {
        if let Some(name) = args.first() {
            self.read(name, place);
        }
        args.iter().skip(1).for_each(|fallback| self.walk(fallback, place));
    }

    fn read(&mut self, name: &Value, place: Place) {
        let Some(name) = name.as_str() else {
            self.found.faults.push(RuleFault::ComputedName);
            return;
        };
        match self.resolve(name, place) {
            Some(nodes) => self.found.reads.extend(nodes),
            None => self.found.faults.push(RuleFault::UnknownName(name.to_owned())),
        }
    }

    fn iteration(&mut self, operator: &str, args: &[Value], place: Place) {
        let table = args.first().and_then(|source| self.rows_of(source, place));
        let body = if operator == "reduce" { Place::Fold { table } } else { Place::Element { table } };
        for (at, arg) in args.iter().enumerate() {
            self.walk(arg, if at == 1 { body } else { place });
        }
    }

    /// The table whose rows `source` yields.
    fn rows_of(&self, source: &Value, place: Place) -> Option<usize> {
        let Place::Form { .. } = place else { return None };
        if let Some(inner) = source.get("filter") {
            return self.rows_of(inner.get(0)?, place);
        }
        let field = self.fields.position(plain_name(source)?)?;
        self.fields.list()[field].is_table().then_some(field)
    }

    /// The nodes a name stands for; none when there is no such name here.
    fn resolve(&self, name: &str, place: Place) -> Option<Vec<Node>> {
        match place {
            Place::Form { row_of } => self.form_name(name, row_of),
            Place::Element { table } => self.element_name(name, table),
            Place::Fold { table } => match name.split_once('.').unwrap_or((name, "")) {
                ("accumulator", _) => Some(Vec::new()),
                ("current", rest) => self.element_name(rest, table),
                _ => None,
            },
        }
    }

    fn form_name(&self, name: &str, row_of: Option<usize>) -> Option<Vec<Node>> {
        match name.split_once('.').unwrap_or((name, "")) {
            ("__today", "") => Some(Vec::new()),
            ("__id", fact) => {
                let (field, fact) = fact.split_once('.')?;
                self.identity_fact(Node::Field(self.fields.position(field)?), fact)
            }
            ("__row", rest) if !rest.is_empty() => self.element_name(rest, Some(row_of?)),
            (field, "") => Some(vec![Node::Field(self.fields.position(field)?)]),
            (field, rest) => self.indexed_row(field, rest),
        }
    }

    /// `members.0.name`: one row by its number.
    fn indexed_row(&self, field: &str, rest: &str) -> Option<Vec<Node>> {
        let table = self.fields.position(field)?;
        let (index, column) = rest.split_once('.').unwrap_or((rest, ""));
        index.parse::<usize>().ok()?;
        if self.fields.list()[table].is_table() {
            return self.element_name(column, Some(table));
        }
        column.is_empty().then(|| vec![Node::Field(table)])
    }

    /// A name inside a row, or the element itself when `name` is empty.
    fn element_name(&self, name: &str, table: Option<usize>) -> Option<Vec<Node>> {
        let Some(table) = table else {
            return name.is_empty().then(Vec::new);
        };
        let spec = &self.fields.list()[table];
        match name.split_once('.').unwrap_or((name, "")) {
            ("", "") => Some((0..spec.columns.len()).map(|column| Node::Column(table, column)).collect()),
            ("__id", fact) => {
                let (column, fact) = fact.split_once('.')?;
                self.identity_fact(Node::Column(table, spec.column(column)?), fact)
            }
            (column, "") => Some(vec![Node::Column(table, spec.column(column)?)]),
            _ => None,
        }
    }

    fn identity_fact(&self, node: Node, fact: &str) -> Option<Vec<Node>> {
        let known = matches!(fact, "birth" | "sex" | "age");
        (known && self.fields.spec(node).format == Some(Format::CitizenId)).then(|| vec![node])
    }

    /// A comparison of a choice field with a literal that is none of its options never holds: most likely a typing slip.
    fn options_compared(&mut self, args: &[Value], place: Place) {
        let [left, right] = args else { return };
        for (variable, literals) in [(left, right), (right, left)] {
            let Some(&[node]) = plain_name(variable).and_then(|name| self.resolve(name, place)).as_deref()
            else {
                continue;
            };
            let spec = self.fields.spec(node);
            if !matches!(spec.widget, Widget::Radio | Widget::Select | Widget::Combobox | Widget::Checks) {
                continue;
            }
            for literal in literal_texts(literals) {
                if !literal.is_empty() && !spec.options.iter().any(|option| option.value == literal) {
                    self.found
                        .faults
                        .push(RuleFault::UnknownOption { field: self.fields.name(node), value: literal });
                }
            }
        }
    }
}

/// The name in `{"var": "name"}`, if `rule` is just that.
fn plain_name(rule: &Value) -> Option<&str> {
    match rule.as_object()?.get("var")? {
        Value::String(name) => Some(name),
        Value::Array(args) => args.first()?.as_str(),
        _ => None,
    }
}

fn literal_texts(value: &Value) -> Vec<String> {
    match value {
        Value::String(text) => vec![text.clone()],
        Value::Number(number) => vec![number.to_string()],
        Value::Array(list) => list.iter().flat_map(literal_texts).collect(),
        _ => Vec::new(),
    }
}
