//! A form in the words that are printed: the labels of the paper, every choice with its box, and on a filled paper
//! no empty place that could be written in after it was signed.

use crate::form_blank::{HIGH, blank_rows, boxes_to_tick, called, choices, in_a_row, to_write};
use crate::form_words::{chinese_date, division_name, yuan};
use casework::divisions::beyond;
use casework::punctuation::full_width;
use catalogue::FormPack;
use catalogue::form::pack::{Choice, Field, Section, Widget};
use papers::{
    Choice as PaperChoice, Column, Field as PaperField, FilledForm, Grid, Opinion, Section as PaperSection,
    SignPlace, Value as PaperValue,
};
use serde_json::{Map, Value};
use std::collections::BTreeMap;

/// Stands where a filled paper has nothing to say.
const NOTHING: &str = "／";
/// Heads the numbers of a long list.
const NUMBER: &str = "序号";
/// Lists of more rows are numbered.
const MOST_UNNUMBERED: usize = 10;
/// Choices of one question that are printed with their boxes; of more, the chosen one is printed.
const MOST_BOXES: usize = 8;

/// The form as it is printed: the paper part of the pack, filled. `hidden` are the fields this case is not asked.
pub fn filled_form(
    pack: &FormPack,
    data: &Map<String, Value>,
    hidden: &[String],
    signatures: Vec<SignPlace>,
    organ: &str,
) -> FilledForm {
    let sheet = Sheet { pack, data, hidden };
    let sections = pack.paper.sections.iter().map(|section| sheet.section(section));
    FilledForm {
        form: pack.form.to_string(),
        fields: sheet.answers(),
        tables: sheet.tables(),
        choices: sheet.choices(),
        blanks: sheet.blanks(),
        edition: pack.version,
        title: pack.title.clone(),
        organ: organ.to_owned(),
        sections: sections.filter(|section| !section.rows.is_empty() || section.table.is_some()).collect(),
        declaration: pack.paper.declaration.clone(),
        signatures,
        witness: None,
        opinions: pack.paper.opinions.iter().map(opinion).collect(),
    }
}

fn opinion(opinion: &catalogue::form::pack::Opinion) -> Opinion {
    Opinion {
        label: opinion.label.clone(),
        seal: opinion.seal,
        lines: u8::try_from(opinion.lines).unwrap_or(u8::MAX),
        signers: opinion.signers.clone(),
    }
}

/// What is printed: a pack's form with the answers of one case, or with none.
struct Sheet<'a> {
    pack: &'a FormPack,
    data: &'a Map<String, Value>,
    hidden: &'a [String],
}

impl Sheet<'_> {
    /// A form to take home: everything is asked, nothing is filled in.
    fn is_blank(&self) -> bool {
        self.data.is_empty()
    }

    fn find(&self, id: &str) -> Option<&Field> {
        self.pack.layout.fields().find(|field| field.id == id)
    }

    fn is_hidden(&self, id: &str) -> bool {
        self.hidden.iter().any(|hidden| hidden == id)
    }

    fn section(&self, section: &Section) -> PaperSection {
        let table = section.table.as_ref().and_then(|id| self.find(id)).filter(|_| self.is_blank());
        PaperSection {
            choices: table.map(choices).unwrap_or_default(),
            title: section.title.clone(),
            rows: section.rows.iter().filter_map(|row| self.row(section, row)).collect(),
            table: section.table.as_ref().filter(|id| !self.is_hidden(id)).and_then(|_| self.grid(section)),
        }
    }

    /// A row of which nothing is asked in this case is not printed: an empty place would ask for an answer.
    fn row(&self, section: &Section, ids: &[String]) -> Option<Vec<PaperField>> {
        let fields: Vec<&Field> = ids.iter().filter_map(|id| self.find(id)).collect();
        if fields.iter().all(|field| self.is_asked_nothing(field)) {
            return None;
        }
        match &section.ticks {
            Some(label) if self.pack.is_of_checks(ids) => Some(vec![self.ticked(label, &fields)]),
            _ => Some(fields.into_iter().map(|field| self.field(field)).collect()),
        }
    }

    /// An address is asked for as long as its division is.
    fn is_asked_nothing(&self, field: &Field) -> bool {
        self.is_hidden(&field.id) && field.within.as_ref().is_none_or(|division| self.is_hidden(division))
    }

    /// Checks as one line of ticked words: what is promised is read, not answered.
    fn ticked(&self, label: &str, checks: &[&Field]) -> PaperField {
        let asked = checks.iter().filter(|check| !self.is_hidden(&check.id));
        let choice = |check: &&Field| PaperChoice {
            label: check.printed().to_owned(),
            ticked: self.data.get(&check.id) == Some(&Value::Bool(true)),
        };
        let value = PaperValue::Choices(asked.map(choice).collect());
        PaperField { label: label.to_owned(), value, weight: 1.0, lines: 0 }
    }

    fn field(&self, field: &Field) -> PaperField {
        PaperField {
            label: if self.is_blank() { called(field) } else { field.printed().to_owned() },
            value: self.said(field),
            weight: if matches!(field.widget, Widget::Idno | Widget::Account) { 1.7 } else { 1.0 },
            lines: if field.widget == Widget::Textarea { 3 } else { 0 },
        }
    }

    /// What stands in the place of a field; never nothing, once the paper is filled.
    fn said(&self, field: &Field) -> PaperValue {
        let answer = match field.widget {
            Widget::Check => PaperValue::Choices(self.yes_or_no(field)),
            _ if field.within.is_some() => PaperValue::Text(self.place(field)),
            _ => self.answer(field),
        };
        if self.is_blank() || is_said(&answer) { answer } else { PaperValue::Text(NOTHING.to_owned()) }
    }

    fn yes_or_no(&self, check: &Field) -> Vec<PaperChoice> {
        let answered = !self.is_blank() && !self.is_hidden(&check.id);
        let yes = self.data.get(&check.id) == Some(&Value::Bool(true));
        [("是", yes), ("否", !yes)]
            .map(|(label, ticked)| PaperChoice { label: label.to_owned(), ticked: answered && ticked })
            .into()
    }

    /// Division and address as one place.
    fn place(&self, address: &Field) -> String {
        self.division_of(address) + &self.beyond_division(address)
    }

    fn division_of(&self, address: &Field) -> String {
        let code = address.within.as_ref().and_then(|division| self.data.get(division)?.as_str());
        code.map_or_else(String::new, named)
    }

    /// The address without what it repeats of its division.
    fn beyond_division(&self, address: &Field) -> String {
        let text = printed(address, self.data.get(&address.id));
        beyond(&self.division_of(address), &text).to_owned()
    }

    /// An answer with the boxes of its choices. On a paper for writing by hand a figure has its unit.
    fn answer(&self, field: &Field) -> PaperValue {
        let value = self.data.get(&field.id);
        let few = matches!(field.widget, Widget::Radio | Widget::Checks | Widget::Computed)
            && (1..=MOST_BOXES).contains(&field.options.len());
        if few || self.is_blank() && boxes_to_tick(field) {
            return PaperValue::Choices(self.boxes(&field.options, value));
        }
        PaperValue::Text(if self.is_blank() { to_write(field) } else { printed(field, value) })
    }

    fn boxes(&self, options: &[Choice], value: Option<&Value>) -> Vec<PaperChoice> {
        let chosen = |option: &str| match value {
            Some(Value::String(text)) => text == option,
            Some(Value::Array(values)) => values.iter().any(|v| v.as_str() == Some(option)),
            _ => false,
        };
        let words =
            |option: &Choice| if self.is_blank() { option.to_tick() } else { option.printed() }.to_owned();
        options.iter().map(|o| PaperChoice { label: words(o), ticked: chosen(&o.value) }).collect()
    }

    /// Every answer by its field, for an item whose form is drawn in its own way: what is not said is empty there, for
    /// the layout asks for it, and an address follows its division.
    fn answers(&self) -> BTreeMap<String, PaperValue> {
        let asked = self.pack.layout.fields().filter(|f| !matches!(f.widget, Widget::Note | Widget::Table));
        let answer = |field: &Field| match (&field.within, self.answer(field)) {
            (Some(_), _) => PaperValue::Text(self.beyond_division(field)),
            // boxes of which none is ticked could be ticked after it was signed
            (None, said) if !self.is_blank() && !is_said(&said) => PaperValue::Text(String::new()),
            (None, said) => said,
        };
        asked.map(|field| (field.id.clone(), answer(field))).collect()
    }

    /// Every table by its field, row by row; the unit of a column stands in its head, as in every list.
    fn tables(&self) -> BTreeMap<String, Vec<BTreeMap<String, PaperValue>>> {
        let row = |field: &Field, row: &Value| {
            let cell = |column: &Field| PaperValue::Text(figure(column, row.get(&column.id)));
            field.columns.iter().map(|column| (column.id.clone(), cell(column))).collect()
        };
        let tables = self.pack.layout.fields().filter(|f| f.widget == Widget::Table);
        tables
            .map(|field| (field.id.clone(), self.rows_of(field).iter().map(|one| row(field, one)).collect()))
            .collect()
    }

    fn blanks(&self) -> BTreeMap<String, BTreeMap<String, PaperValue>> {
        let tables = self.pack.layout.fields().filter(|f| f.widget == Widget::Table && self.is_blank());
        let cell = |column: &Field| (column.id.clone(), PaperValue::Text(in_a_row(column)));
        tables.map(|table| (table.id.clone(), table.columns.iter().map(cell).collect())).collect()
    }

    fn choices(&self) -> BTreeMap<String, Vec<String>> {
        let tables = self.pack.layout.fields().filter(|f| f.widget == Widget::Table && self.is_blank());
        tables
            .map(|table| (table.id.clone(), choices(table)))
            .filter(|(_, lines)| !lines.is_empty())
            .collect()
    }

    fn rows_of(&self, table: &Field) -> &[Value] {
        self.data.get(&table.id).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default()
    }

    /// A table: the unit of a column stands in its head.
    fn grid(&self, section: &Section) -> Option<Grid> {
        let table = self.find(section.table.as_ref()?)?;
        let find = |id: &String| table.columns.iter().find(|column| column.id == *id);
        let columns: Vec<(&Field, f32)> =
            section.columns.iter().filter_map(|c| Some((find(&c.id)?, f32::from(c.w)))).collect();
        let cells = |row: &Value| columns.iter().map(|(column, _)| cell(column, row)).collect();
        let mut rows: Vec<Vec<String>> = self.rows_of(table).iter().map(cells).collect();
        if self.is_blank() {
            rows = blank_rows(self.pack, table, columns.iter().map(|(column, _)| *column));
        } else if rows.is_empty() {
            rows.push(vec![NOTHING.to_owned(); columns.len()]);
        }
        let mut columns: Vec<Column> =
            columns.iter().map(|(column, width)| Column::new(head(column), *width)).collect();
        if !self.is_blank() && rows.len() > MOST_UNNUMBERED {
            columns.insert(0, Column::new(NUMBER, 1.0));
            rows.iter_mut().zip(1_u32..).for_each(|(row, number)| row.insert(0, number.to_string()));
        }
        let high = if self.is_blank() { HIGH } else { 0.0 };
        Some(Grid { title: section.title.clone(), columns, rows, blank_rows: 0, high })
    }
}

fn is_said(value: &PaperValue) -> bool {
    match value {
        PaperValue::Text(text) => !text.is_empty(),
        PaperValue::Choices(choices) => choices.iter().any(|choice| choice.ticked),
    }
}

/// What a figure counts.
pub(crate) fn unit(field: &Field) -> Option<&str> {
    match field.widget {
        Widget::Money => Some("元"),
        Widget::Number => field.unit.as_deref().filter(|unit| !unit.is_empty()),
        _ => None,
    }
}

fn head(column: &Field) -> String {
    let name = column.printed();
    match unit(column) {
        None => name.to_owned(),
        // a long unit stands below in one piece
        Some(unit) if unit.chars().nth(1).is_some() => format!("{name}\n（{unit}）"),
        Some(unit) => format!("{name}（{unit}）"),
    }
}

fn cell(column: &Field, row: &Value) -> String {
    let said = figure(column, row.get(&column.id));
    if said.is_empty() { NOTHING.to_owned() } else { said }
}

/// A value as it is printed; empty when there is none.
pub(crate) fn printed(field: &Field, value: Option<&Value>) -> String {
    match figure(field, value) {
        nothing if nothing.is_empty() => nothing,
        said => said + unit(field).unwrap_or_default(),
    }
}

/// The same without its unit.
fn figure(field: &Field, value: Option<&Value>) -> String {
    value.filter(|value| !value.is_null()).map_or_else(String::new, |value| figure_or_words(field, value))
}

fn figure_or_words(field: &Field, value: &Value) -> String {
    match (field.widget, value) {
        (Widget::Money, Value::Number(fen)) => fen.as_i64().map_or_else(|| fen.to_string(), yuan),
        (Widget::Date, Value::String(date)) => chinese_date(date),
        (Widget::Division, Value::String(code)) => named(code),
        (Widget::Account, Value::String(digits)) => in_fours(digits),
        (_, Value::String(text)) => chosen_words(field, text),
        (_, Value::Array(chosen)) => {
            let words = chosen.iter().filter_map(Value::as_str).map(|one| chosen_words(field, one));
            words.collect::<Vec<_>>().join("、")
        }
        (_, Value::Bool(yes)) => if *yes { "是" } else { "否" }.to_owned(),
        (_, other) => other.to_string(),
    }
}

fn named(code: &str) -> String {
    division_name(code).unwrap_or_else(|| code.to_owned())
}

/// The option's words, or what somebody wrote, in the marks of print.
fn chosen_words(field: &Field, text: &str) -> String {
    let option = field.options.iter().find(|option| option.value == text);
    option.map_or_else(|| full_width(text).into_owned(), |option| option.printed().to_owned())
}

/// `6214 5800 0000 0000 123`: an account that is read off and typed again.
fn in_fours(digits: &str) -> String {
    let digits: Vec<char> = digits.chars().filter(|c| !c.is_whitespace()).collect();
    digits.chunks(4).map(|four| four.iter().collect::<String>()).collect::<Vec<_>>().join(" ")
}
