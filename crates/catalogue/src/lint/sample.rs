//! The sample passes its form on the day the pack becomes effective, and mistakes stand beside real fields.

use std::sync::Arc;

use jiff::civil::Date;

use super::Notes;
use crate::form::Form;
use crate::form::fields::Fields;
use crate::form::pack::FormPack;
use crate::item::Item;

pub(super) fn judge(item: &Item, form: &FormPack, effective: Date, notes: &mut Notes) {
    judge_mistakes(item, form, notes);
    // Why a form does not load is named at the form's own file.
    let Ok(form) = Form::load(Arc::new(item.clone()), Arc::new(form.clone())) else {
        return;
    };
    for error in form.evaluate(&item.sample, effective).errors {
        notes.add(format!("sample.{}", error.path), error.message);
    }
}

fn judge_mistakes(item: &Item, form: &FormPack, notes: &mut Notes) {
    let fields = Fields::of(form);
    for (at, mistake) in item.mistakes.iter().enumerate() {
        let known = fields.node(&mistake.field).is_some();
        notes.expect(known, format!("mistakes[{at}].field"), format!("表单没有字段「{}」", mistake.field));
    }
}
