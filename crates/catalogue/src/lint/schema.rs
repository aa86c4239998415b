//! The rules of a schema: closed objects, known formats, and the same fields as the layout.

use std::collections::BTreeSet;

use serde_json::{Map, Value};

use super::Notes;
use crate::form::compile_schema;
use crate::form::fields::Format;
use crate::form::pack::{Field, FormPack, Widget};

/// What may stand beside the properties of an object; anything else would be about no field a person can be shown.
const OBJECT_KEYWORDS: [&str; 6] =
    ["$schema", "type", "title", "description", "additionalProperties", "properties"];

const DIALECT: &str = "https://json-schema.org/draft/2020-12/schema";

pub(super) fn judge(form: &FormPack, notes: &mut Notes) {
    let schema = &form.schema;
    notes.expect(schema["$schema"] == DIALECT, "schema.$schema", format!("应是 {DIALECT}"));
    if let Err(error) = compile_schema(schema) {
        notes.add("schema", error.to_string());
    }
    let fields: Vec<&Field> = form.layout.fields().collect();
    judge_object(schema, &fields, "schema", notes);
    for table in fields.iter().filter(|field| field.widget == Widget::Table) {
        let rows = &schema["properties"][&table.id];
        let columns: Vec<&Field> = table.columns.iter().collect();
        notes.expect(rows["type"] == "array", format!("schema.{}", table.id), "表格的类型是 array");
        judge_object(&rows["items"], &columns, &format!("schema.{}.items", table.id), notes);
    }
}

/// An object is closed, and has exactly the fields of the layout.
fn judge_object(object: &Value, fields: &[&Field], place: &str, notes: &mut Notes) {
    notes.expect(object["type"] == "object", place, "类型是 object");
    notes.expect(object["additionalProperties"] == false, place, "要写 \"additionalProperties\": false");
    for keyword in object.as_object().into_iter().flat_map(Map::keys) {
        let known = OBJECT_KEYWORDS.contains(&keyword.as_str());
        notes.expect(known, place, format!("schema 里不用「{keyword}」,要求写在 rules 里"));
    }
    let none = Map::new();
    let properties = object["properties"].as_object().unwrap_or(&none);
    let in_schema: BTreeSet<&str> = properties.keys().map(String::as_str).collect();
    let in_layout: BTreeSet<&str> =
        fields.iter().filter(|f| f.widget != Widget::Note).map(|f| f.id.as_str()).collect();
    for id in in_schema.difference(&in_layout) {
        notes.add(format!("{place}.{id}"), "schema 里有,layout 里没有");
    }
    for id in in_layout.difference(&in_schema) {
        notes.add(format!("{place}.{id}"), "layout 里有,schema 里没有");
    }
    for field in fields {
        if let Some(property) = properties.get(&field.id) {
            judge_property(field, property, &format!("{place}.{}", field.id), notes);
        }
    }
}

/// Type and format fit the widget; the enum is the options.
fn judge_property(field: &Field, property: &Value, place: &str, notes: &mut Notes) {
    if let Some(format) = property["format"].as_str() {
        notes.expect(Format::named(format).is_some(), place, format!("没有「{format}」这种格式"));
        notes.expect(property["type"] == "string", place, "有格式的字段类型是 string");
    }
    let (types, format) = wanted(field.widget);
    if !types.is_empty() {
        let fits = property["type"].as_str().is_some_and(|found| types.contains(&found));
        notes.expect(fits, place, format!("控件 {:?} 的类型应是 {}", field.widget, types.join(" 或 ")));
    }
    if let Some(format) = format {
        notes.expect(
            property["format"] == format,
            place,
            format!("控件 {:?} 要写 \"format\": \"{format}\"", field.widget),
        );
    }
    judge_options(field, property, place, notes);
}

/// The types a widget may have, and the format it must have.
fn wanted(widget: Widget) -> (&'static [&'static str], Option<&'static str>) {
    match widget {
        Widget::Text | Widget::Textarea | Widget::Radio | Widget::Select | Widget::Combobox => {
            (&["string"], None)
        }
        Widget::Idno => (&["string"], Some("cn-id")),
        Widget::Phone => (&["string"], Some("cn-phone")),
        Widget::Date => (&["string"], Some("date")),
        Widget::Division => (&["string"], Some("cn-division")),
        Widget::Account => (&["string"], Some("bank-account")),
        Widget::Money => (&["integer"], None),
        Widget::Number => (&["integer", "number"], None),
        Widget::Check => (&["boolean"], None),
        Widget::Checks | Widget::Table => (&["array"], None),
        Widget::Computed | Widget::Note => (&[], None),
    }
}

fn judge_options(field: &Field, property: &Value, place: &str, notes: &mut Notes) {
    let listed = match field.widget {
        Widget::Checks => &property["items"]["enum"],
        _ => &property["enum"],
    };
    let values: BTreeSet<&str> = listed.as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let options: BTreeSet<&str> = field.options.iter().map(|option| option.value.as_str()).collect();
    if field.widget != Widget::Computed || !options.is_empty() {
        notes.expect(values == options, place, "options 和 schema 里的 enum 不一样");
    }
}
