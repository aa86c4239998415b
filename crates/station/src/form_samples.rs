//! The forms of all items as they print: blank, filled by the item's own sample, and as full as they can get.

use crate::form_blank::blank_form;
use crate::form_paper::filled_form;
use crate::form_signers::places;
use crate::view::Failure;
use catalogue::form::pack::Widget;
use catalogue::{Form, FormPack, Pack};
use jiff::civil::Date;
use papers::{Document, FilledForm, Sample};
use serde_json::{Map, Value};
use std::sync::Arc;

/// Rows of the fullest tables.
const MOST_ROWS: usize = 60;
/// Characters of the fullest answers, and of the longest addresses.
const LONGEST: usize = 4_000;
const LONGEST_PLACE: usize = 60;

/// Three samples for each form of a pack, filled in on the day on which the pack becomes effective: a sample's ages must
/// not change from year to year.
///
/// # Errors
/// A form whose rules cannot be read.
pub fn form_samples(pack: &Pack) -> Result<Vec<Sample>, Failure> {
    let mut all = Vec::new();
    for item in &pack.items {
        let Some(form) = pack.forms.iter().find(|form| form.form == item.slug) else { continue };
        let form =
            Form::load(Arc::new(item.clone()), Arc::new(form.clone())).map_err(|e| Failure::internal(&e))?;
        let day = pack.publisher.effective;
        let typical = printed(&form, &item.sample, day);
        let extreme = printed(&form, &fullest(form.pack(), &item.sample), day);
        for (set, form) in [("short", blank_form(&form)), ("typical", typical), ("extreme", extreme)] {
            let name = format!("form-{}", item.slug);
            all.push(Sample { name, set: set.to_owned(), document: Document::Form(form) });
        }
    }
    Ok(all)
}

fn printed(form: &Form, data: &Map<String, Value>, day: Date) -> FilledForm {
    let evaluation = form.evaluate(data, day);
    let hidden: Vec<String> = evaluation.hidden.iter().map(ToString::to_string).collect();
    let organ = &form.item().authority.name;
    let places = places(form.pack(), &evaluation, evaluation.submission());
    filled_form(form.pack(), evaluation.submission(), &hidden, places, organ)
}

fn fullest(pack: &FormPack, filled: &Map<String, Value>) -> Map<String, Value> {
    let mut full = filled.clone();
    for field in pack.layout.fields() {
        match full.get_mut(&field.id) {
            Some(Value::Array(rows)) if field.widget == Widget::Table && !rows.is_empty() => {
                let some = rows.clone();
                *rows = some.into_iter().cycle().take(MOST_ROWS).collect();
            }
            Some(Value::String(text)) if field.widget == Widget::Textarea => *text = drawn_out(text, LONGEST),
            Some(Value::String(text)) if field.id.ends_with("_address") => {
                *text = drawn_out(text, LONGEST_PLACE)
            }
            _ => {}
        }
    }
    full
}

/// The same sentences again and again, none of them cut.
fn drawn_out(text: &str, longest: usize) -> String {
    let times = longest.checked_div(text.chars().count()).unwrap_or_default();
    text.repeat(times.max(1))
}
