//! The rules of a layout: few fields a page, short titles, fitting widgets, and the fields every form has.

use super::Notes;
use crate::form::pack::{Field, FormPack, Page, Widget};

const MOST_FIELDS: usize = 10;
const LONGEST_TITLE: usize = 6;
const MOST_RADIOS: usize = 6;
const FEWEST_COMBOBOX: usize = 16;

/// The fields every form has, and the widget each has.
const RESERVED: [(&str, Widget); 3] =
    [("applicant_name", Widget::Text), ("applicant_id", Widget::Idno), ("applicant_phone", Widget::Phone)];

/// The fields a form with an agent has.
const AGENT: [(&str, Widget); 4] = [
    ("agent", Widget::Check),
    ("agent_name", Widget::Text),
    ("agent_id", Widget::Idno),
    ("agent_phone", Widget::Phone),
];

pub(super) fn judge(form: &FormPack, notes: &mut Notes) {
    notes.expect_text(&form.title, "title");
    notes.expect(form.version > 0, "version", "版本从 1 数起");
    notes.expect_unique(form.layout.pages.iter().map(|page| page.id.as_str()), "layout.pages");
    notes.expect_unique(form.layout.fields().map(|field| field.id.as_str()), "layout");
    form.layout.pages.iter().for_each(|page| judge_page(page, notes));
    form.layout.fields().for_each(|field| judge_field(field, &format!("layout.{}", field.id), notes));
    judge_reserved(form, notes);
}

fn judge_page(page: &Page, notes: &mut Notes) {
    let place = format!("layout.{}", page.id);
    let fields = page.fields().filter(|field| field.widget != Widget::Note).count();
    notes.expect(fields > 0, &place, "这一页一个字段也没有");
    notes.expect(fields <= MOST_FIELDS, &place, format!("一页最多 {MOST_FIELDS} 个字段,这里有 {fields} 个"));
    let title = page.title.chars().count();
    notes.expect(
        (1..=LONGEST_TITLE).contains(&title),
        &place,
        format!("页名 1 到 {LONGEST_TITLE} 个字,这里是 {title} 个"),
    );
}

fn judge_field(field: &Field, place: &str, notes: &mut Notes) {
    notes.expect_text(&field.label, format!("{place}.label"));
    notes.expect(right_id(&field.id), place, "字段名只能用小写字母、数字和 _,用字母开头");
    let options = field.options.len();
    let choice = matches!(field.widget, Widget::Radio | Widget::Select | Widget::Combobox | Widget::Checks);
    // what is worked out may be one of a few words, all of which the paper shows
    let may = choice || field.widget == Widget::Computed;
    notes.expect(
        if options > 0 { may } else { !choice },
        place,
        "选择类控件要有 options,算出来的可以有,别的控件不能有",
    );
    notes.expect(
        field.widget != Widget::Radio || options <= MOST_RADIOS,
        place,
        format!("radio 最多 {MOST_RADIOS} 个选项,多的用 select"),
    );
    let combobox_fits = field.widget != Widget::Combobox || options >= FEWEST_COMBOBOX;
    notes.expect(combobox_fits, place, "combobox 用在 15 个以上选项,少的用 select");
    notes.expect_unique(field.options.iter().map(|option| option.value.as_str()), place);
    notes.expect(field.unit.is_none() || field.widget == Widget::Number, place, "只有 number 写 unit");
    let table = field.widget == Widget::Table;
    notes.expect(table != field.columns.is_empty(), place, "表格要有 columns,别的控件不能有");
    notes.expect_unique(field.columns.iter().map(|column| column.id.as_str()), place);
    for column in &field.columns {
        notes.expect(column.widget != Widget::Table, place, "表格里不能再放表格");
        judge_field(column, &format!("{place}.{}", column.id), notes);
    }
}

fn right_id(id: &str) -> bool {
    let mut bytes = id.bytes();
    bytes.next().is_some_and(|first| first.is_ascii_lowercase())
        && bytes.all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'_')
}

fn judge_reserved(form: &FormPack, notes: &mut Notes) {
    for (id, widget) in RESERVED {
        expect_widget(form, id, widget, notes);
    }
    if !form.layout.fields().any(|field| field.id.starts_with("agent")) {
        return;
    }
    for (id, widget) in AGENT {
        expect_widget(form, id, widget, notes);
        let relevant = form.rules.iter().any(|rule| rule.field == id && rule.relevant.is_some());
        notes.expect(id == "agent" || relevant, format!("rules.{id}"), "勾了代办才出现:缺 relevant");
    }
}

fn expect_widget(form: &FormPack, id: &str, widget: Widget, notes: &mut Notes) {
    let found = form.layout.fields().find(|field| field.id == id).map(|field| field.widget);
    notes.expect(found == Some(widget), format!("layout.{id}"), format!("要有这个字段,控件是 {widget:?}"));
}
