//! The forms of all items as they print: blank, filled by the item's own sample, and as full as they can get.

use crate::form_paper::filled_form;
use crate::view::Failure;
use catalogue::form::pack::Widget;
use catalogue::{Form, FormPack, Pack};
use jiff::civil::Date;
use papers::{Document, Sample, SignPlace};
use serde_json::{Map, Value};
use std::sync::Arc;

/// The day on which the samples are filled in: a sample's ages must not change from year to year.
const DAY: Date = Date::constant(2026, 4, 15);
/// Rows of the fullest tables.
const MOST_ROWS: usize = 60;
/// Characters of the fullest answers.
const LONGEST: usize = 4_000;

/// Three samples for each form of a pack.
///
/// # Errors
/// A form whose rules cannot be read.
pub fn form_samples(pack: &Pack) -> Result<Vec<Sample>, Failure> {
    let mut all = Vec::new();
    for item in &pack.items {
        let Some(form) = pack.forms.iter().find(|form| form.form == item.slug) else { continue };
        let form =
            Form::load(Arc::new(item.clone()), Arc::new(form.clone())).map_err(|e| Failure::internal(&e))?;
        let filled = item.sample.clone();
        let full = fullest(form.pack(), &filled);
        for (set, data) in [("short", Map::new()), ("typical", filled), ("extreme", full)] {
            all.push(Sample {
                name: format!("form-{}", item.slug),
                set: set.to_owned(),
                document: printed(&form, &data),
            });
        }
    }
    Ok(all)
}

fn printed(form: &Form, data: &Map<String, Value>) -> Document {
    let evaluation = form.evaluate(data, DAY);
    // a blank form asks everything
    let hidden: Vec<String> = if data.is_empty() {
        Vec::new()
    } else {
        evaluation.hidden.iter().map(ToString::to_string).collect()
    };
    let data = if data.is_empty() { data } else { evaluation.submission() };
    let organ = &form.item().authority.name;
    let places = evaluation.signatures.iter().map(|s| SignPlace { label: s.label.clone(), date: s.date });
    Document::Form(filled_form(form.pack(), data, &hidden, places.collect(), organ))
}

fn fullest(pack: &FormPack, filled: &Map<String, Value>) -> Map<String, Value> {
    let mut full = filled.clone();
    for field in pack.layout.fields() {
        match full.get_mut(&field.id) {
            Some(Value::Array(rows)) if field.widget == Widget::Table && !rows.is_empty() => {
                let some = rows.clone();
                *rows = some.into_iter().cycle().take(MOST_ROWS).collect();
            }
            Some(Value::String(text)) if field.widget == Widget::Textarea && !text.is_empty() => {
                *text = text.chars().cycle().take(LONGEST).collect();
            }
            _ => {}
        }
    }
    full
}
