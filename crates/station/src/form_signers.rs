//! Who signs a form: a line for each, and for the grown-ups of a household a row for each of them.

use crate::form_paper::printed;
use catalogue::form::pack::{Adults, Field, FormPack};
use catalogue::{Evaluation, SignatureLine};
use papers::{SignPlace, Signatory};
use serde_json::{Map, Value};

/// 民法典 art. 17: of age.
const OF_AGE: i64 = 18;
/// Rows for grown-ups on a form to take home.
const ROWS: usize = 4;

/// The places to sign of a case.
pub(crate) fn places(pack: &FormPack, evaluation: &Evaluation, data: &Map<String, Value>) -> Vec<SignPlace> {
    let place = |line: &SignatureLine| SignPlace {
        label: line.label.clone(),
        date: line.date,
        people: line.adults.as_ref().map(|adults| of_age(pack, adults, data)).unwrap_or_default(),
    };
    evaluation.signatures.iter().map(place).collect()
}

/// Those of a form to take home: who signs depends on answers that nobody has given yet.
pub(crate) fn all_places(pack: &FormPack) -> Vec<SignPlace> {
    let rows = |several: bool| vec![Signatory::default(); if several { ROWS } else { 0 }];
    let signatures = pack.paper.signatures.iter();
    signatures
        .map(|s| SignPlace { label: s.label.clone(), date: s.date, people: rows(s.adults.is_some()) })
        .collect()
}

fn of_age(pack: &FormPack, adults: &Adults, data: &Map<String, Value>) -> Vec<Signatory> {
    let Some(table) = pack.layout.fields().find(|field| field.id == adults.table) else {
        return Vec::new();
    };
    let rows = data.get(&table.id).and_then(Value::as_array).map(Vec::as_slice).unwrap_or_default();
    let grown = rows.iter().filter(|row| row.get(&adults.age).and_then(Value::as_i64) >= Some(OF_AGE));
    grown
        .map(|row| Signatory {
            name: answer(table, &adults.name, row),
            relation: answer(table, &adults.relation, row),
        })
        .collect()
}

fn answer(table: &Field, id: &str, row: &Value) -> String {
    let column = table.columns.iter().find(|column| column.id == id);
    column.map_or_else(String::new, |column| printed(column, row.get(id)))
}
