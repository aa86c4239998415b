//! The rules of rules: they name real fields, use allowed operators only, and do not run in a circle.

use serde_json::Value;

use super::Notes;
use crate::form::fields::Fields;
use crate::form::pack::{Field, FormPack, Rule, Widget};
use crate::form::{compile_logic, row_of, settled_in_order, survey};
use crate::item::Item;

pub(super) fn judge(form: &FormPack, notes: &mut Notes) {
    let fields = Fields::of(form);
    for rule in &form.rules {
        judge_rule(rule, &fields, notes);
    }
    judge_computed(form, notes);
    for signature in &form.paper.signatures {
        notes.expect_text(&signature.label, "paper.signatures.label");
        if let Some(when) = &signature.when {
            judge_logic(when, &fields, None, &format!("paper.signatures.{}", signature.label), notes);
        }
    }
    if let Err(circle) = settled_in_order(&form.rules, &fields) {
        notes.add("rules", circle.to_string());
    }
}

/// The `when` of each material, which stands in the item but reads the form.
pub(super) fn judge_material_rules(item: &Item, form: &FormPack, notes: &mut Notes) {
    let fields = Fields::of(form);
    for material in &item.materials {
        if let Some(when) = &material.when {
            judge_logic(when, &fields, None, &format!("materials.{}.when", material.slot), notes);
        }
    }
}

fn judge_rule(rule: &Rule, fields: &Fields, notes: &mut Notes) {
    let place = format!("rules.{}", rule.field);
    let Some(node) = fields.node(&rule.field) else {
        notes.add(place, "没有这个字段");
        return;
    };
    let parts = [
        ("relevant", &rule.relevant),
        ("required", &rule.required),
        ("calc", &rule.calc),
        ("check", &rule.check),
    ];
    notes.expect(parts.iter().any(|(_, part)| part.is_some()), &place, "这条规则什么也没写");
    for (name, part) in parts {
        if let Some(logic) = part {
            judge_logic(logic, fields, row_of(node), &format!("{place}.{name}"), notes);
        }
    }
    let message = rule.message.as_deref().is_some_and(|message| !message.trim().is_empty());
    notes.expect(rule.check.is_some() == message, &place, "check 和 message 要一起写");
    let written =
        matches!(fields.spec(node).widget, Widget::Computed | Widget::Money | Widget::Date | Widget::Number);
    notes.expect(
        rule.calc.is_none() || written,
        &place,
        "有 calc 的字段,控件是 computed、money、date 或 number",
    );
    let in_words = rule.calc.as_ref().is_some_and(|calc| calc.to_string().contains('元'));
    notes.expect(!in_words, &place, "算出来的金额是按分记的整数,控件用 money,不要拼上「元」");
}

fn judge_logic(logic: &Value, fields: &Fields, row_of: Option<usize>, place: &str, notes: &mut Notes) {
    let faults = survey(logic, fields, row_of).faults;
    if faults.is_empty()
        && let Err(fault) = compile_logic(logic)
    {
        notes.add(place, fault.to_string());
    }
    for fault in faults {
        notes.add(place, fault.to_string());
    }
}

/// A field or column has one calculation at most, and `computed` has one.
fn judge_computed(form: &FormPack, notes: &mut Notes) {
    for field in form.layout.fields() {
        expect_one_calc(form, field, &field.id, notes);
        for column in &field.columns {
            expect_one_calc(form, column, &format!("{}[].{}", field.id, column.id), notes);
        }
    }
}

fn expect_one_calc(form: &FormPack, field: &Field, name: &str, notes: &mut Notes) {
    let calcs = form.rules.iter().filter(|rule| rule.field == name && rule.calc.is_some()).count();
    notes.expect(calcs <= 1, format!("rules.{name}"), format!("只能有一个 calc,这里有 {calcs} 个"));
    let lacking = field.widget == Widget::Computed && calcs == 0;
    notes.expect(!lacking, format!("rules.{name}"), "computed 字段要有一个 calc");
}
