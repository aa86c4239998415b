//! The filled form as its rules see it: every field has a value or null, identity numbers have facts, and a hidden
//! field counts as null. Built once per evaluation in an arena; the rules read it without copying the data.

use std::collections::BTreeMap;

use datalogic_rs::bumpalo::Bump;
use datalogic_rs::datavalue::NumberValue;
use datalogic_rs::{DataValue, ErrorKind, Logic};
use jiff::civil::Date;
use rustc_hash::FxHashSet;
use serde_json::{Map, Value};

use super::formats::{self, Checked, Person};
use crate::form::engine;
use crate::form::fields::{FieldSpec, Fields, Format, Spot};

type Entry<'a> = (&'a str, DataValue<'a>);

/// A rule that could not be worked out, for example because a text stands where a number belongs.
#[derive(Debug)]
pub(super) struct Unanswered;

pub(super) struct Sheet<'a> {
    arena: &'a Bump,
    fields: &'a Fields,
    /// One entry per field in layout order, then `__id`, then `__today`.
    top: Vec<Entry<'a>>,
    ids: Facts<'a>,
    tables: BTreeMap<usize, Vec<Row<'a>>>,
    /// Asked at every rule, and made of our own numbers only: a quick hash serves.
    hidden: FxHashSet<Spot>,
    checked: BTreeMap<Spot, Checked>,
    /// `top` as one object, while nothing has changed since it was made.
    root: Option<DataValue<'a>>,
    /// The root as a row sees it, by table and row, while nothing has changed.
    scopes: BTreeMap<(usize, usize), DataValue<'a>>,
}

struct Row<'a> {
    /// One entry per column, then `__id`.
    cells: Vec<Entry<'a>>,
    ids: Facts<'a>,
}

/// The entries of `__id`: which field or column they are about, and its facts.
type Facts<'a> = Vec<(usize, Entry<'a>)>;

impl<'a> Sheet<'a> {
    /// Lays the data out. Unknown names are left aside; unfilled fields are null.
    pub(super) fn fill(
        fields: &'a Fields,
        data: &'a Map<String, Value>,
        today: Date,
        arena: &'a Bump,
    ) -> Self {
        let mut sheet = Self {
            arena,
            fields,
            top: Vec::with_capacity(fields.list().len() + 3),
            ids: Vec::new(),
            tables: BTreeMap::new(),
            hidden: FxHashSet::default(),
            checked: BTreeMap::new(),
            root: None,
            scopes: BTreeMap::new(),
        };
        for (at, field) in fields.list().iter().enumerate() {
            let given = data.get(&field.id).unwrap_or(&Value::Null);
            let value = sheet.laid_out(field, given, Spot::field(at), today);
            if field.format == Some(Format::CitizenId) {
                let facts = sheet.facts(Spot::field(at));
                sheet.ids.push((at, (&field.id, facts)));
            }
            sheet.top.push((&field.id, value));
        }
        sheet.top.push(("__id", DataValue::Null));
        sheet.top.push(("__today", DataValue::String(arena.alloc_str(&today.to_string()))));
        sheet
    }

    fn laid_out(&mut self, field: &'a FieldSpec, given: &'a Value, spot: Spot, today: Date) -> DataValue<'a> {
        match given {
            Value::Array(rows) if field.is_table() => {
                let rows = rows
                    .iter()
                    .enumerate()
                    .map(|(row, given)| self.row(field, given, spot.field, row, today))
                    .collect();
                self.tables.insert(spot.field, rows);
                DataValue::Null
            }
            Value::String(text) if text.trim().is_empty() => DataValue::Null,
            Value::String(text) => self.text(field, text, spot, today),
            other => to_arena(other, self.arena),
        }
    }

    fn row(&mut self, table: &'a FieldSpec, given: &'a Value, at: usize, row: usize, today: Date) -> Row<'a> {
        let mut laid = Row { cells: Vec::with_capacity(table.columns.len() + 1), ids: Vec::new() };
        for (number, column) in table.columns.iter().enumerate() {
            let spot = Spot::cell(at, row, number);
            let value = self.laid_out(column, given.get(&column.id).unwrap_or(&Value::Null), spot, today);
            laid.cells.push((&column.id, value));
            if column.format == Some(Format::CitizenId) {
                laid.ids.push((number, (&column.id, self.facts(spot))));
            }
        }
        laid.cells.push(("__id", DataValue::Null));
        laid
    }

    /// A text as it is stored, after the check of its format.
    fn text(&mut self, field: &FieldSpec, text: &'a str, spot: Spot, today: Date) -> DataValue<'a> {
        let Some(format) = field.format else {
            return DataValue::String(text);
        };
        let checked = formats::check(format, text, today);
        let stored = match checked.canonical.as_deref() {
            Some(canonical) if canonical != text => &*self.arena.alloc_str(canonical),
            _ => text,
        };
        self.checked.insert(spot, checked);
        DataValue::String(stored)
    }

    fn facts(&self, spot: Spot) -> DataValue<'a> {
        let person = self.checked.get(&spot).and_then(|checked| checked.person.as_ref());
        person.map_or(DataValue::Null, |person| person_facts(person, self.arena))
    }

    /// What the format check found at each filled spot.
    pub(super) fn checked(&self) -> impl Iterator<Item = (Spot, &Checked)> {
        self.checked.iter().map(|(&spot, checked)| (spot, checked))
    }

    pub(super) fn rows(&self, table: usize) -> usize {
        self.tables.get(&table).map_or(0, Vec::len)
    }

    pub(super) fn is_hidden(&self, spot: Spot) -> bool {
        self.hidden.contains(&spot) || (spot.row.is_some() && self.hidden.contains(&Spot::field(spot.field)))
    }

    pub(super) fn hidden(&self) -> impl Iterator<Item = Spot> {
        self.hidden.iter().copied()
    }

    /// The value rules see at a field or cell. A table itself reads as null; ask [`Sheet::rows`].
    pub(super) fn value(&self, spot: Spot) -> DataValue<'a> {
        match (spot.row, spot.column) {
            (Some(row), Some(column)) => self
                .tables
                .get(&spot.field)
                .and_then(|rows| rows.get(row))
                .map_or(DataValue::Null, |row| row.cells[column].1),
            _ => self.top[spot.field].1,
        }
    }

    pub(super) fn is_filled(&self, spot: Spot) -> bool {
        if spot.row.is_none() && self.rows(spot.field) > 0 {
            return true;
        }
        match self.value(spot) {
            DataValue::Null => false,
            DataValue::Array(list) => !list.is_empty(),
            _ => true,
        }
    }

    pub(super) fn set(&mut self, spot: Spot, value: DataValue<'a>) {
        let place = match (spot.row, spot.column) {
            (Some(row), Some(column)) => {
                let rows = self.tables.get_mut(&spot.field);
                rows.and_then(|rows| rows.get_mut(row)).map(|row| &mut row.cells[column].1)
            }
            _ => Some(&mut self.top[spot.field].1),
        };
        if let Some(place) = place.filter(|place| !is_same(place, &value)) {
            *place = value;
            self.changed();
        }
    }

    /// What was laid out for the rules is laid out anew when the next one asks.
    fn changed(&mut self) {
        self.root = None;
        self.scopes.clear();
    }

    /// Hides a spot: from now on rules see null there, and no facts about it.
    pub(super) fn hide(&mut self, spot: Spot) {
        self.set(spot, DataValue::Null);
        self.hidden.insert(spot);
        let whole_table = spot.row.is_none() && self.rows(spot.field) > 0;
        if self.forget_facts(spot) || whole_table {
            self.changed();
        }
    }

    /// False when there were none.
    fn forget_facts(&mut self, spot: Spot) -> bool {
        let (facts, at) = match (spot.row, spot.column) {
            (Some(row), Some(column)) => {
                match self.tables.get_mut(&spot.field).and_then(|rows| rows.get_mut(row)) {
                    Some(row) => (&mut row.ids, column),
                    None => return false,
                }
            }
            _ => (&mut self.ids, spot.field),
        };
        let known = facts.len();
        facts.retain(|(about, _)| *about != at);
        facts.len() < known
    }

    /// Asks a rule about the form, or about the row of a cell. What is no number, such as a division by no one, is null.
    pub(super) fn ask(&mut self, rule: &'a Logic, spot: Spot) -> Result<DataValue<'a>, Unanswered> {
        let scope = match spot.row {
            Some(row) => self.scope(spot.field, row),
            None => self.root(),
        };
        match engine().evaluate(rule, scope, self.arena) {
            Ok(answer) => Ok(*answer),
            Err(error) if is_no_number(&error.kind) => Ok(DataValue::Null),
            Err(_) => Err(Unanswered),
        }
    }

    pub(super) fn holds(&mut self, rule: &'a Logic, spot: Spot) -> Result<bool, Unanswered> {
        self.ask(rule, spot).map(|answer| engine().truthy(&answer))
    }

    fn root(&mut self) -> DataValue<'a> {
        if let Some(root) = self.root {
            return root;
        }
        let mut entries = self.top.clone();
        for &table in self.tables.keys() {
            entries[table].1 = self.table(table);
        }
        entries[self.fields.list().len()].1 = facts_object(&self.ids, self.arena);
        let root = DataValue::Object(self.arena.alloc_slice_copy(&entries));
        self.root = Some(root);
        root
    }

    fn table(&self, table: usize) -> DataValue<'a> {
        if self.is_hidden(Spot::field(table)) {
            return DataValue::Null;
        }
        let rows = self.tables[&table].iter().map(|row| row.object(self.arena));
        DataValue::Array(self.arena.alloc_slice_fill_iter(rows.collect::<Vec<_>>()))
    }

    /// The root with `__row` beside the fields.
    fn scope(&mut self, table: usize, row: usize) -> DataValue<'a> {
        if let Some(scope) = self.scopes.get(&(table, row)) {
            return *scope;
        }
        let root = self.root();
        let entries = root.as_object().unwrap_or_default();
        let this =
            entries[table].1.as_array().and_then(|rows| rows.get(row)).copied().unwrap_or(DataValue::Null);
        let scope = self.arena.alloc_slice_fill_with(entries.len() + 1, |at| match at {
            0 => ("__row", this),
            at => entries[at - 1],
        });
        let scope = DataValue::Object(scope);
        self.scopes.insert((table, row), scope);
        scope
    }
}

impl<'a> Row<'a> {
    fn object(&self, arena: &'a Bump) -> DataValue<'a> {
        let cells = arena.alloc_slice_copy(&self.cells);
        if let Some(last) = cells.last_mut() {
            last.1 = facts_object(&self.ids, arena);
        }
        DataValue::Object(cells)
    }
}

/// The same scalar in the same writing; 3 and 3.0 are two. Lists are not compared.
fn is_same(one: &DataValue<'_>, other: &DataValue<'_>) -> bool {
    use NumberValue::{Float, Integer};
    match (one, other) {
        (DataValue::Null, DataValue::Null) => true,
        (DataValue::Bool(one), DataValue::Bool(other)) => one == other,
        (DataValue::String(one), DataValue::String(other)) => one == other,
        (DataValue::Number(Integer(one)), DataValue::Number(Integer(other))) => one == other,
        (DataValue::Number(Float(one)), DataValue::Number(Float(other))) => one.to_bits() == other.to_bits(),
        _ => false,
    }
}

/// The engine throws "not a number" whatever its configuration says; rules themselves cannot throw.
fn is_no_number(kind: &ErrorKind) -> bool {
    matches!(kind, ErrorKind::Thrown(_) | ErrorKind::ArithmeticError(_))
}

fn facts_object<'a>(facts: &Facts<'a>, arena: &'a Bump) -> DataValue<'a> {
    DataValue::Object(arena.alloc_slice_fill_iter(facts.iter().map(|(_, entry)| *entry)))
}

fn person_facts<'a>(person: &Person, arena: &'a Bump) -> DataValue<'a> {
    let birth =
        person.birth.as_deref().map_or(DataValue::Null, |birth| DataValue::String(arena.alloc_str(birth)));
    let age = person.age.map_or(DataValue::Null, |age| DataValue::from_i64(age.into()));
    let facts = [("birth", birth), ("sex", DataValue::String(person.sex)), ("age", age)];
    DataValue::Object(arena.alloc_slice_copy(&facts))
}

/// Borrows JSON into the arena; texts are not copied.
fn to_arena<'a>(value: &'a Value, arena: &'a Bump) -> DataValue<'a> {
    match value {
        Value::Null => DataValue::Null,
        Value::Bool(flag) => DataValue::Bool(*flag),
        Value::Number(number) => match number.as_i64() {
            Some(whole) => DataValue::from_i64(whole),
            None => DataValue::from_f64(number.as_f64().unwrap_or(f64::NAN)),
        },
        Value::String(text) => DataValue::String(text),
        Value::Array(list) => {
            let parts: Vec<_> = list.iter().map(|part| to_arena(part, arena)).collect();
            DataValue::Array(arena.alloc_slice_copy(&parts))
        }
        Value::Object(map) => {
            let entries: Vec<Entry<'a>> =
                map.iter().map(|(key, part)| (key.as_str(), to_arena(part, arena))).collect();
            DataValue::Object(arena.alloc_slice_copy(&entries))
        }
    }
}

/// Takes a value out of the arena. What JSON cannot say (not a number) becomes null.
pub(super) fn to_json(value: DataValue<'_>) -> Value {
    match value {
        DataValue::Null => Value::Null,
        DataValue::Bool(flag) => Value::Bool(flag),
        DataValue::Number(NumberValue::Integer(whole)) => Value::from(whole),
        DataValue::Number(NumberValue::Float(float)) => Value::from(float),
        DataValue::String(text) => Value::from(text),
        DataValue::Array(list) => list.iter().copied().map(to_json).collect(),
        DataValue::Object(entries) => {
            entries.iter().map(|(key, part)| ((*key).to_owned(), to_json(*part))).collect()
        }
    }
}
