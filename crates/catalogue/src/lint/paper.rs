//! The rules of the paper: every field is printed, once, in the words and marks of an official form. A promise may be left
//! to the declaration.

use std::collections::HashMap;

use casework::punctuation::full_width;

use super::Notes;
use crate::form::pack::{Adults, Field, FormPack, Section, Widget};

pub(super) fn judge(form: &FormPack, notes: &mut Notes) {
    let mut printed: HashMap<&str, usize> = HashMap::new();
    for section in &form.paper.sections {
        judge_section(form, section, notes);
        for id in section.rows.iter().flatten().chain(&section.table) {
            *printed.entry(id).or_default() += 1;
            // the division stands in the line of the address that lies in it
            if let Some(division) = field(form, id).and_then(|address| address.within.as_deref()) {
                *printed.entry(division).or_default() += 1;
            }
        }
    }
    for field in form.layout.fields().filter(|field| field.widget != Widget::Note) {
        match printed.remove(field.id.as_str()) {
            Some(1) => {}
            Some(times) => notes.add("paper", format!("「{}」印了 {times} 次,只印一次", field.id)),
            None if form.is_promise(&field.id) => {}
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
    judge_words(form, notes);
    form.layout.fields().for_each(|field| judge_within(form, field, notes));
}

fn field<'f>(form: &'f FormPack, id: &str) -> Option<&'f Field> {
    form.layout.fields().find(|field| field.id == id)
}

/// An address lies in a division of the same form.
fn judge_within(form: &FormPack, address: &Field, notes: &mut Notes) {
    let place = format!("layout.{}.within", address.id);
    for column in address.columns.iter().filter(|column| column.within.is_some()) {
        notes.add(format!("{place}.{}", column.id), "表格的列不写 within");
    }
    let Some(id) = &address.within else { return };
    let division = field(form, id).is_some_and(|division| division.widget == Widget::Division);
    notes.expect(division, &place, format!("「{id}」不是这张表的 division 字段"));
    notes.expect(address.widget == Widget::Text, place, "只有 text 写 within");
}

/// Everything the form prints of itself.
fn judge_words(form: &FormPack, notes: &mut Notes) {
    expect_marks(&form.title, "title", notes);
    for section in &form.paper.sections {
        expect_marks(&section.title, "paper.sections.title", notes);
        section.ticks.iter().for_each(|ticks| expect_marks(ticks, "paper.sections.ticks", notes));
    }
    expect_marks(&form.paper.declaration, "paper.declaration", notes);
    for signature in &form.paper.signatures {
        expect_marks(&signature.label, "paper.signatures.label", notes);
        let ended = signature.label.ends_with('：');
        notes.expect(ended, "paper.signatures.label", format!("「{}」要用冒号“：”结尾", signature.label));
        signature.adults.iter().for_each(|adults| judge_adults(form, adults, notes));
    }
    for opinion in &form.paper.opinions {
        expect_marks(&opinion.label, "paper.opinions.label", notes);
        opinion.signers.iter().for_each(|signer| notes.expect_text(signer, "paper.opinions.signers"));
    }
    for field in form.layout.fields().filter(|field| field.widget != Widget::Note) {
        judge_printed(field, &format!("layout.{}", field.id), notes);
    }
}

/// Who signs in rows stands in a list of the form, with a name, a relation and an age.
fn judge_adults(form: &FormPack, adults: &Adults, notes: &mut Notes) {
    let Adults { table, name, relation, age } = adults;
    let list = field(form, table).filter(|field| field.widget == Widget::Table);
    for id in [name, relation, age] {
        let known = list.is_some_and(|list| list.columns.iter().any(|column| column.id == *id));
        notes.expect(known, "paper.signatures.adults", format!("没有「{table}」的「{id}」这一列"));
    }
}

fn judge_printed(field: &Field, place: &str, notes: &mut Notes) {
    let empty = |paper: &Option<String>| paper.as_ref().is_some_and(|words| words.trim().is_empty());
    notes.expect(!empty(&field.paper), place, "paper 没写,要么写上,要么去掉");
    expect_marks(field.printed(), place, notes);
    field.asked_of.iter().for_each(|words| expect_marks(words, place, notes));
    for option in &field.options {
        notes.expect(!empty(&option.paper), place, "选项的 paper 没写,要么写上,要么去掉");
        expect_marks(option.printed(), place, notes);
        expect_marks(option.to_tick(), place, notes);
    }
    for column in &field.columns {
        judge_printed(column, &format!("{place}.{}", column.id), notes);
    }
}

/// Chinese text on paper has full-width marks.
fn expect_marks(words: &str, place: &str, notes: &mut Notes) {
    let right = full_width(words);
    notes.expect(words == right, place, format!("纸上的标点用全角:「{words}」应是「{right}」"));
}

fn judge_section(form: &FormPack, section: &Section, notes: &mut Notes) {
    let place = format!("paper.{}", section.title);
    notes.expect_text(&section.title, "paper.sections.title");
    notes.expect(section.rows.is_empty() == section.table.is_some(), &place, "一节要么写 rows,要么写 table");
    let ticks = section.rows.iter().any(|row| form.is_of_checks(row));
    notes.expect(ticks == section.ticks.is_some(), &place, "只有 check 的一行要写 ticks,别处不写");
    let Some(id) = &section.table else {
        notes.expect(section.columns.is_empty(), &place, "没有 table 就不写 columns");
        return;
    };
    match field(form, id).filter(|field| field.widget == Widget::Table) {
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
