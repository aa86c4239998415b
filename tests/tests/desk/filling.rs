//! A resident's form, filled page by page with the clerk's hands.

use std::collections::BTreeSet;
use std::ops::Range;

use fantoccini::key::Key;
use journeys::desk::Desk;
use journeys::program::source;
use serde_json::{Map, Value};

/// A made-up person, hard in the ways real ones are: one of `tests/people`.
pub struct Person {
    pub item: String,
    /// What is typed, field by field.
    pub form: Map<String, Value>,
    layout: Value,
}

impl Person {
    pub fn named(name: &str) -> Self {
        let read = read_json(&format!("tests/people/{name}.json"));
        let item = read["item"].as_str().unwrap().to_owned();
        let layout = read_json(&format!("assets/forms/{item}.json"));
        Self { item, form: read["form"].as_object().unwrap().clone(), layout }
    }

    pub fn name(&self) -> &str {
        self.form["applicant_name"].as_str().unwrap()
    }

    /// The item's name in the catalogue.
    pub fn item_name(&self) -> String {
        let item = read_json(&format!("assets/catalogue/items/{}.json", self.item));
        item["name"].as_str().unwrap().to_owned()
    }

    /// How the declaration over the signature begins: words that only the printed form has.
    pub fn declares(&self) -> String {
        let whole = self.layout["paper"]["declaration"].as_str().unwrap();
        whole.chars().take(12).collect()
    }

    pub fn pages(&self) -> usize {
        self.layout["layout"]["pages"].as_array().unwrap().len()
    }

    fn page(&self, at: usize) -> &Value {
        &self.layout["layout"]["pages"][at]
    }

    /// Fields that nobody types: the form computes them.
    pub fn computed(&self) -> BTreeSet<&str> {
        let rules = self.layout["rules"].as_array().unwrap().iter();
        rules.filter(|rule| rule.get("calc").is_some()).map(|rule| rule["field"].as_str().unwrap()).collect()
    }
}

/// Fills some pages, each left with F9.
pub async fn pages_are_filled(desk: &mut Desk, person: &Person, which: Range<usize>) {
    for at in which {
        let page = person.page(at);
        desk.sees(&format!("第 {} 步 {}", at + 1, page["title"].as_str().unwrap())).await;
        for field in fields_of(page) {
            if let Some(value) = person.form.get(id_of(field)) {
                // What is saved may show further fields: the mouse waits until nothing moves any more.
                desk.sees("草稿已存到本机").await;
                a_field_is_filled(desk, field, id_of(field), value).await;
            }
        }
        desk.sees("草稿已存到本机").await;
        desk.shot(&format!("form-{}", page["id"].as_str().unwrap())).await;
        desk.presses(Key::F9).await;
    }
}

async fn a_field_is_filled(desk: &mut Desk, field: &Value, id: &str, value: &Value) {
    match (field["widget"].as_str().unwrap(), value) {
        ("table", rows) => rows_are_filled(desk, field, rows.as_array().unwrap()).await,
        ("radio", one) => desk.chooses(id, label_of(field, one)).await,
        ("checks", some) => {
            for one in some.as_array().unwrap() {
                desk.chooses(id, label_of(field, one)).await;
            }
        }
        ("check", Value::Bool(true)) => desk.ticks(id).await,
        ("check", _) => {}
        ("division", code) => desk.picks(id, code.as_str().unwrap(), &division_name(code)).await,
        ("combobox", one) => desk.picks(id, label_of(field, one), label_of(field, one)).await,
        ("money", fen) => desk.fills(id, &yuan(fen.as_i64().unwrap())).await,
        (_, Value::String(text)) => desk.fills(id, text).await,
        (_, number) => desk.fills(id, &number.to_string()).await,
    }
}

/// Few columns are typed in place; a row with more opens in an editor of its own.
async fn rows_are_filled(desk: &mut Desk, table: &Value, rows: &[Value]) {
    let columns = table["columns"].as_array().unwrap();
    let in_place = columns.len() <= 5;
    for (at, row) in rows.iter().enumerate() {
        desk.presses_with(Key::Alt, 'a').await;
        for column in columns {
            let Some(value) = row.get(id_of(column)) else { continue };
            let id = match in_place {
                true => format!("f-{}-{at}-{}", id_of(table), id_of(column)),
                false => format!("r-{}-{}", id_of(table), id_of(column)),
            };
            Box::pin(a_field_is_filled(desk, column, &id, value)).await;
        }
        if !in_place {
            desk.shot(&format!("row-{}-{}", id_of(table), at + 1)).await;
            desk.presses(Key::F9).await;
        }
    }
}

fn read_json(path: &str) -> Value {
    serde_json::from_slice(&std::fs::read(source().join(path)).unwrap()).unwrap()
}

fn fields_of(page: &Value) -> Vec<&Value> {
    let groups = page["groups"].as_array().unwrap();
    groups.iter().flat_map(|group| group["fields"].as_array().unwrap()).collect()
}

fn id_of(field: &Value) -> &str {
    field["id"].as_str().unwrap()
}

fn label_of<'a>(field: &'a Value, value: &Value) -> &'a str {
    let options = field["options"].as_array().unwrap();
    options.iter().find(|one| one["value"] == *value).unwrap()["label"].as_str().unwrap()
}

/// The words of a division's code.
fn division_name(code: &Value) -> String {
    let table = std::fs::read_to_string(source().join("assets/divisions/hainan.csv")).unwrap();
    let start = format!("{},", code.as_str().unwrap());
    let line = table.lines().find(|line| line.starts_with(&start)).unwrap();
    line.split(',').nth(2).unwrap().to_owned()
}

/// 分 as a clerk types 元.
fn yuan(fen: i64) -> String {
    match fen % 100 {
        0 => format!("{}", fen / 100),
        rest => format!("{}.{rest:02}", fen / 100),
    }
}
