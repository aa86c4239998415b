//! Form data in the words that people read on the screen; `form_paper` makes those of the paper.

use crate::view::{FilledField, FilledSection, FilledTable};
use casework::divisions::Divisions;
use catalogue::FormPack;
use catalogue::form::pack::{Field, Widget};
use seal::Digest;
use serde_json::{Map, Value};
use std::sync::OnceLock;

const DIVISIONS: &str = include_str!("../../../assets/divisions/hainan.csv");

/// Every village of the table with its full name, those of `county` first: what a clerk picks from.
pub fn villages(county: &str) -> Vec<(String, String)> {
    let codes = DIVISIONS.lines().filter_map(|line| line.split_once(",village,")).map(|(code, _)| code);
    let (near, far): (Vec<&str>, Vec<&str>) = codes.partition(|code| code.starts_with(county));
    let named = near.into_iter().chain(far).filter_map(|code| Some((code.to_owned(), division_name(code)?)));
    named.collect()
}

/// Full name of a division (陵水黎族自治县椰林镇城内村委会), where the table has it.
pub fn division_name(code: &str) -> Option<String> {
    static NAMES: OnceLock<Divisions> = OnceLock::new();
    NAMES.get_or_init(|| Divisions::parse(DIVISIONS)).full_name(code)
}

/// `1,234.50` of money in 分.
pub fn yuan(fen: i64) -> String {
    let digits = (fen.unsigned_abs() / 100).to_string();
    let mut whole = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            whole.push(',');
        }
        whole.push(digit);
    }
    let sign = if fen < 0 { "-" } else { "" };
    format!("{sign}{whole}.{:02}", fen.unsigned_abs() % 100)
}

/// `2026年4月15日` of `2026-04-15`; anything else stays as it is.
pub fn chinese_date(text: &str) -> String {
    text.parse::<jiff::civil::Date>()
        .map_or_else(|_| text.to_owned(), |d| format!("{}年{}月{}日", d.year(), d.month(), d.day()))
}

fn label_of(field: &Field, value: &str) -> String {
    field.options.iter().find(|o| o.value == value).map_or_else(|| value.to_owned(), |o| o.label.clone())
}

fn plain(value: &Value) -> String {
    match value {
        Value::Null => String::new(),
        Value::String(text) => text.clone(),
        Value::Bool(true) => "是".to_owned(),
        Value::Bool(false) => "否".to_owned(),
        Value::Array(parts) => parts.iter().map(plain).collect::<Vec<_>>().join("、"),
        other => other.to_string(),
    }
}

/// A field's value in words; empty when it is not filled.
pub fn words(field: &Field, value: Option<&Value>) -> String {
    let Some(value) = value.filter(|v| !v.is_null()) else {
        return String::new();
    };
    match (field.widget, value) {
        (Widget::Money, Value::Number(fen)) => {
            fen.as_i64().map_or_else(|| plain(value), |f| format!("{} 元", yuan(f)))
        }
        (Widget::Number, Value::Number(n)) => match &field.unit {
            Some(unit) if !unit.is_empty() => format!("{n} {unit}"),
            _ => n.to_string(),
        },
        (Widget::Date, Value::String(date)) => chinese_date(date),
        (Widget::Division, Value::String(code)) => division_name(code).unwrap_or_else(|| code.clone()),
        (Widget::Checks, Value::Array(chosen)) => {
            let labels = chosen.iter().filter_map(Value::as_str).map(|v| label_of(field, v));
            labels.collect::<Vec<_>>().join("、")
        }
        (_, Value::String(text)) => label_of(field, text),
        _ => plain(value),
    }
}

fn table_rows(field: &Field, value: Option<&Value>) -> Vec<Vec<String>> {
    let rows = value.and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    rows.iter()
        .map(|row| field.columns.iter().map(|column| words(column, row.get(&column.id))).collect())
        .collect()
}

/// The whole form for reading, in the order of the screen. Fields that are not filled are left out.
pub fn filled_sections(pack: &FormPack, data: &Map<String, Value>) -> Vec<FilledSection> {
    let mut sections = Vec::new();
    for page in &pack.layout.pages {
        for group in &page.groups {
            let mut section = FilledSection {
                page: page.title.clone(),
                title: group.title.clone(),
                fields: Vec::new(),
                tables: Vec::new(),
            };
            group.fields.iter().for_each(|field| fill(&mut section, field, data));
            if !section.fields.is_empty() || !section.tables.is_empty() {
                sections.push(section);
            }
        }
    }
    sections
}

fn fill(section: &mut FilledSection, field: &Field, data: &Map<String, Value>) {
    let value = data.get(&field.id);
    match field.widget {
        Widget::Note => {}
        Widget::Table => {
            let rows = table_rows(field, value);
            if !rows.is_empty() {
                section.tables.push(FilledTable {
                    id: field.id.clone(),
                    label: field.label.clone(),
                    columns: field.columns.iter().map(|c| c.label.clone()).collect(),
                    rows,
                });
            }
        }
        _ => {
            let value = words(field, value);
            if !value.is_empty() {
                section.fields.push(FilledField { id: field.id.clone(), label: field.label.clone(), value });
            }
        }
    }
}

/// The first eight bytes of the audit head in four groups: enough to show that it was there.
pub(crate) fn record_words(head: &Digest) -> String {
    let digits = head.to_string().to_uppercase();
    [0, 4, 8, 12].map(|at| &digits[at..at + 4]).join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn money_is_written_in_yuan_with_groups() {
        for (fen, text) in [(0, "0.00"), (5, "0.05"), (123_456, "1,234.56"), (-100_000_000, "-1,000,000.00")]
        {
            assert_eq!(yuan(fen), text);
        }
    }

    #[test]
    fn a_village_is_named_with_its_town_and_county() {
        assert_eq!(division_name("469028100200").as_deref(), Some("陵水黎族自治县椰林镇城内村委会"));
        assert_eq!(division_name("999999999999"), None);
    }

    #[test]
    fn a_date_is_written_in_chinese_and_anything_else_stays() {
        assert_eq!(chinese_date("2026-04-05"), "2026年4月5日");
        assert_eq!(chinese_date("不详"), "不详");
    }
}
