//! The rules of the paper: every field is printed, once.

use std::collections::HashMap;

use super::Notes;
use crate::form::pack::{Field, FormPack, Section, Widget};

pub(super) fn judge(form: &FormPack, notes: &mut Notes) {
    let mut printed: HashMap<&str, usize> = HashMap::new();
    for section in &form.paper.sections {
        judge_section(form, section, notes);
        for id in section.rows.iter().flatten().chain(&section.table) {
            *printed.entry(id).or_default() += 1;
        }
    }
    for field in form.layout.fields().filter(|field| field.widget != Widget::Note) {
        match printed.remove(field.id.as_str()) {
            Some(1) => {}
            Some(times) => notes.add("paper", format!("「{}」印了 {times} 次,只印一次", field.id)),
            None => notes.add("paper", format!("「{}」没印在纸上", field.id)),
        }
    }
    let mut strangers: Vec<&str> = printed.into_keys().collect();
    strangers.sort_unstable();
    for id in strangers {
        notes.add("paper", format!("「{id}」不是这张表的字段"));
    }
    notes.expect_text(&form.paper.declaration, "paper.declaration");
    notes.expect(!form.paper.signatures.is_empty(), "paper.signatures", "没有签字栏");
}

fn judge_section(form: &FormPack, section: &Section, notes: &mut Notes) {
    let place = format!("paper.{}", section.title);
    notes.expect_text(&section.title, "paper.sections.title");
    notes.expect(section.rows.is_empty() == section.table.is_some(), &place, "一节要么写 rows,要么写 table");
    let Some(id) = &section.table else {
        notes.expect(section.columns.is_empty(), &place, "没有 table 就不写 columns");
        return;
    };
    match form.layout.fields().find(|field| &field.id == id && field.widget == Widget::Table) {
        Some(table) => judge_columns(table, section, &place, notes),
        None => notes.add(&place, format!("「{id}」不是表格")),
    }
}

fn judge_columns(table: &Field, section: &Section, place: &str, notes: &mut Notes) {
    notes.expect_unique(section.columns.iter().map(|column| column.id.as_str()), place);
    for column in &section.columns {
        let known = table.columns.iter().any(|of_layout| of_layout.id == column.id);
        notes.expect(known, place, format!("表格没有「{}」这一列", column.id));
        notes.expect(column.w > 0, place, format!("「{}」的宽度 w 要大于 0", column.id));
    }
    for column in table.columns.iter().filter(|column| column.widget != Widget::Note) {
        let printed = section.columns.iter().any(|of_paper| of_paper.id == column.id);
        notes.expect(printed, place, format!("「{}」这一列没印在纸上", column.id));
    }
}
