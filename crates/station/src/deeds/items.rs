//! Finding an item and reading its guide.

use super::offers::may_be_promised;
use crate::Desk;
use crate::desk::Shelf;
use crate::form_words::{filled_sections, villages};
use crate::view::*;
use catalogue::FormPack;
use catalogue::form::pack::{Field, Widget, Width};
use catalogue::item::{Basis, Handling, Item, ItemType, Level, Limit, Material, Mode, Need, StepLimit, Unit};
use std::collections::HashMap;

fn unit_word(unit: Unit) -> &'static str {
    match unit {
        Unit::Working => "个工作日",
        Unit::Calendar => "天",
    }
}

pub(crate) fn limit_words(limit: &Limit) -> String {
    format!("{} {}", limit.days, unit_word(limit.unit))
}

/// The limit of a step as a screen says it, with the mark of what nobody has checked.
pub(crate) fn step_limit_words(limit: &StepLimit) -> String {
    let doubt = if limit.checked { "" } else { "(待核)" };
    step_days(limit) + doubt
}

/// The same as it is printed.
pub(crate) fn step_days(limit: &StepLimit) -> String {
    format!("{} {}", limit.days, unit_word(limit.unit))
}

pub(crate) fn mode_word(mode: Mode) -> &'static str {
    match mode {
        Mode::Direct => "直办",
        Mode::Agent => "代办",
        Mode::Assist => "协办",
        Mode::Notice => "公开告知",
    }
}

/// 行使层级 (A.2).
pub(crate) fn level_word(level: Level) -> &'static str {
    match level {
        Level::State => "国家级",
        Level::Province => "省级",
        Level::City => "市级",
        Level::County => "县级",
        Level::Town => "乡镇级",
        Level::Village => "村级",
        Level::Graded => "分级办理",
    }
}

pub(crate) fn kind_word(kind: ItemType) -> &'static str {
    match kind {
        ItemType::Licence => "行政许可",
        ItemType::Benefit => "行政给付",
        ItemType::Confirmation => "行政确认",
        ItemType::OtherPower => "其他行政权力",
        ItemType::PublicService => "公共服务",
    }
}

pub(crate) fn promised_words(item: &Item) -> String {
    match (&item.limits.promised, &item.limits.statutory, item.handling) {
        (Some(limit), _, _) => format!("受理后 {}", limit_words(limit)),
        (None, Some(limit), _) => format!("受理后 {}", limit_words(limit)),
        (None, None, Handling::Immediate) => "当场办".to_owned(),
        (None, None, Handling::Promised) => "以承办机关告知为准".to_owned(),
    }
}

/// The same with the limit of the law beside it, where somebody has read it there: as a notice tells it.
pub(crate) fn both_limits(item: &Item) -> String {
    let promised = promised_words(item);
    match (&item.limits.promised, &item.limits.statutory) {
        (Some(_), Some(limit)) if limit.checked => format!("{promised}(法定 {})", limit_words(limit)),
        _ => promised,
    }
}

pub(crate) fn row(item: &Item, used: &HashMap<String, u32>) -> ItemRow {
    ItemRow {
        slug: item.slug.to_string(),
        code: item.code.to_string(),
        name: item.name.clone(),
        mode: mode_word(item.mode).to_owned(),
        authority: item.authority.name.clone(),
        limit: promised_words(item),
        used: used.get(item.slug.as_str()).copied().unwrap_or(0),
    }
}

pub(crate) fn used_items(desk: &Desk) -> Result<HashMap<String, u32>, Failure> {
    desk.at_work(|store, _| Ok(store.count_items()?.into_iter().collect()))
}

/// Items by what was typed; an empty text lists all of them.
///
/// # Errors
/// No catalogue yet.
pub fn item_search(desk: &Desk, input: SearchInput) -> Result<Vec<ItemRow>, Failure> {
    let shelf = desk.shelf()?;
    let used = used_items(desk)?;
    let limit = usize::try_from(input.limit.clamp(1, 500)).unwrap_or(500);
    let items = shelf.catalogue.items();
    if input.text.trim().is_empty() {
        return Ok(items.iter().take(limit).map(|i| row(i, &used)).collect());
    }
    let hits = shelf.search.find(&input.text, limit);
    Ok(hits.iter().filter_map(|h| shelf.catalogue.item(h.slug.as_str())).map(|i| row(i, &used)).collect())
}

pub(crate) fn find_item<'a>(shelf: &'a Shelf, name: &str) -> Result<&'a Item, Failure> {
    let missing = || Failure::new(ErrorCode::NotFound, format!("事项“{name}”"));
    shelf.catalogue.item(name.trim()).ok_or_else(missing)
}

fn basis(basis: &Basis) -> BasisView {
    let number = if basis.number.is_empty() { String::new() } else { format!("({})", basis.number) };
    let title =
        if basis.title.starts_with('《') { basis.title.clone() } else { format!("《{}》", basis.title) };
    BasisView {
        title: format!("{title}{number}{}", basis.article),
        says: basis.says.clone(),
        checked: basis.checked,
    }
}

fn limit(name: &str, limit: Option<&Limit>) -> Option<LimitView> {
    let limit = limit?;
    let note = if limit.note.is_empty() { String::new() } else { format!(",{}", limit.note) };
    Some(LimitView {
        name: name.to_owned(),
        text: format!("{}{note}", limit_words(limit)),
        basis: limit.basis.clone(),
        checked: limit.checked,
    })
}

/// `原件 1 份(验后退回),复印件 1 份`.
pub(crate) fn amount(material: &Material) -> String {
    let mut parts = Vec::new();
    if material.original > 0 {
        let fate = if material.keep_original { "留存" } else { "验后退回" };
        parts.push(format!("原件 {} 份({fate})", material.original));
    }
    if material.copies > 0 {
        parts.push(format!("复印件 {} 份", material.copies));
    }
    if parts.is_empty() { "电子件 1 份".to_owned() } else { parts.join(",") }
}

pub(crate) fn need_word(need: Need) -> &'static str {
    match need {
        Need::Required => "必要",
        Need::Optional => "非必要",
        Need::Deferrable => "容缺后补",
    }
}

pub(crate) fn guide_material(material: &Material) -> GuideMaterial {
    GuideMaterial {
        slot: material.slot.clone(),
        name: material.name.clone(),
        amount: amount(material),
        need: need_word(material.need).to_owned(),
        defer_days: if material.need == Need::Deferrable { u32::from(material.defer_days) } else { 0 },
        conditional: material.when.is_some(),
        basis: basis(&material.basis),
        issuer: material.issuer.clone(),
        how: material.how.clone(),
        instead: material.instead.clone(),
        get: material.get.clone(),
    }
}

/// 办事指南 of an item.
///
/// # Errors
/// No such item.
pub fn item_show(desk: &Desk, input: ItemInput) -> Result<GuideView, Failure> {
    let shelf = desk.shelf()?;
    let item = find_item(&shelf, &input.item)?;
    let form = shelf.catalogue.form(item.slug.as_str())?;
    let used = used_items(desk)?;
    let publisher = shelf.catalogue.publisher();
    let label = |id: &str| {
        form.pack().layout.fields().find(|f| f.id == id).map_or(id.to_owned(), |f| f.label.clone())
    };
    let limits = &item.limits;
    Ok(GuideView {
        row: row(item, &used),
        kind: kind_word(item.kind).to_owned(),
        handling: if item.handling == Handling::Immediate { "即办件" } else { "承诺件" }.to_owned(),
        basis: item.basis.iter().map(basis).collect(),
        conditions: item.conditions.clone(),
        flow: item.flow.iter().map(step).collect(),
        limits: [
            limit("法定办结时限", limits.statutory.as_ref()),
            limit("承诺办结时限", limits.promised.as_ref()),
            limit("村级送出", limits.forward.as_ref()),
            limit("机关告知补正", limits.correction.as_ref()),
        ]
        .into_iter()
        .flatten()
        .collect(),
        fee: item.fee.note.clone(),
        place: item.place.clone(),
        hours: item.hours.clone(),
        phone: item.phone.clone(),
        complaint_phone: item.complaint_phone.clone(),
        result: [&item.result.name, &item.result.how, &item.result.validity]
            .into_iter()
            .filter(|t| !t.is_empty())
            .cloned()
            .collect::<Vec<_>>()
            .join(","),
        promisable: item.materials.iter().any(may_be_promised),
        materials: item.materials.iter().map(guide_material).collect(),
        mistakes: item
            .mistakes
            .iter()
            .map(|m| MistakeView {
                field: m.field.clone(),
                label: label(m.field.split('[').next().unwrap_or_default()),
                wrong: m.wrong.clone(),
                why: m.why.clone(),
                right: m.right.clone(),
            })
            .collect(),
        faq: item.faq.iter().map(|q| FaqView { ask: q.ask.clone(), answer: q.answer.clone() }).collect(),
        sample: filled_sections(form.pack(), form.evaluate(&item.sample, desk.today()).submission()),
        edition: format!("{} 第 {} 版", publisher.name, publisher.version),
        mark: publisher.mark.clone(),
    })
}

fn step(step: &catalogue::item::FlowStep) -> StepView {
    StepView {
        step: step.step.clone(),
        who: step.who.clone(),
        what: step.what.clone(),
        limit: step.limit.as_ref().map(step_limit_words).unwrap_or_default(),
    }
}

/// The form as the screen draws it.
pub(crate) fn form_view(pack: &FormPack, county: &str) -> FormView {
    let villages: Vec<ChoiceView> =
        villages(county).into_iter().map(|(value, label)| ChoiceView { value, label }).collect();
    FormView {
        slug: pack.form.to_string(),
        title: pack.title.clone(),
        version: pack.version,
        pages: pack
            .layout
            .pages
            .iter()
            .map(|page| PageView {
                id: page.id.clone(),
                title: page.title.clone(),
                groups: page
                    .groups
                    .iter()
                    .map(|g| GroupView {
                        title: g.title.clone(),
                        fields: g.fields.iter().map(|f| field_view(pack, f, "", &villages)).collect(),
                    })
                    .collect(),
            })
            .collect(),
    }
}

fn field_view(pack: &FormPack, field: &Field, table: &str, villages: &[ChoiceView]) -> FieldView {
    let path = if table.is_empty() { field.id.clone() } else { format!("{table}[].{}", field.id) };
    FieldView {
        id: field.id.clone(),
        label: field.label.clone(),
        widget: widget_name(field.widget).to_owned(),
        width: width_name(field.width.unwrap_or(Width::M)).to_owned(),
        hint: field.hint.clone(),
        unit: field.unit.clone().unwrap_or_default(),
        options: match field.widget {
            Widget::Division => villages.to_vec(),
            _ => field.options.iter().map(choice).collect(),
        },
        columns: field.columns.iter().map(|c| field_view(pack, c, &field.id, villages)).collect(),
        required: always_required(pack, &path),
        computed: pack.computes(&path),
    }
}

fn always_required(pack: &FormPack, path: &str) -> bool {
    pack.rules.iter().any(|rule| rule.field == path && rule.required == Some(serde_json::Value::Bool(true)))
}

fn choice(choice: &catalogue::form::pack::Choice) -> ChoiceView {
    ChoiceView { value: choice.value.clone(), label: choice.label.clone() }
}

fn width_name(width: Width) -> &'static str {
    match width {
        Width::S => "s",
        Width::M => "m",
        Width::L => "l",
        Width::Xl => "xl",
    }
}

fn widget_name(widget: Widget) -> &'static str {
    match widget {
        Widget::Text => "text",
        Widget::Textarea => "textarea",
        Widget::Idno => "idno",
        Widget::Phone => "phone",
        Widget::Money => "money",
        Widget::Number => "number",
        Widget::Date => "date",
        Widget::Radio => "radio",
        Widget::Select => "select",
        Widget::Combobox => "combobox",
        Widget::Check => "check",
        Widget::Checks => "checks",
        Widget::Table => "table",
        Widget::Division => "division",
        Widget::Account => "account",
        Widget::Computed => "computed",
        Widget::Note => "note",
    }
}
