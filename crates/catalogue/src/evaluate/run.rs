//! The steps of one evaluation, in the order [`Run::worked_out`] takes them.

use std::collections::BTreeMap;

use datalogic_rs::bumpalo::Bump;
use datalogic_rs::datavalue::NumberValue;
use datalogic_rs::{DataValue, Logic};
use jiff::civil::Date;
use serde_json::{Map, Value};

use super::sheet::{Sheet, Unanswered, to_json};
use super::{Evaluation, FaultKind, FieldError, MaterialNeed, SignatureLine};
use crate::form::Form;
use crate::form::fields::{FieldPath, FieldSpec, Node, Spot};
use crate::item::Material;
use crate::sentences;

/// The state of one evaluation; its methods are its steps.
pub(super) struct Run<'a> {
    pub(super) form: &'a Form,
    data: &'a Map<String, Value>,
    pub(super) sheet: Sheet<'a>,
    computed: BTreeMap<Spot, Value>,
    /// The first fault of each place wins.
    faults: BTreeMap<Spot, (FaultKind, String)>,
    /// Faults without a place of the form: unknown fields, and wishes about the form as a whole.
    unplaced: Vec<FieldError>,
    required: Vec<Spot>,
}

impl<'a> Run<'a> {
    /// Takes every step, and gives with the run the data that would be frozen.
    pub(super) fn worked_out(
        form: &'a Form,
        data: &'a Map<String, Value>,
        today: Date,
        arena: &'a Bump,
    ) -> (Self, Map<String, Value>) {
        let mut run = Self::start(form, data, today, arena);
        run.name_unknown_fields();
        run.settle();
        let submission = Value::Object(run.submission());
        run.ask_for_required();
        run.check_schema(&submission);
        run.check_formats();
        run.check_rules();
        match submission {
            Value::Object(kept) => (run, kept),
            _ => (run, Map::new()),
        }
    }

    fn start(form: &'a Form, data: &'a Map<String, Value>, today: Date, arena: &'a Bump) -> Self {
        let sheet = Sheet::fill(&form.fields, data, today, arena);
        Self {
            form,
            data,
            sheet,
            computed: BTreeMap::new(),
            faults: BTreeMap::new(),
            unplaced: Vec::new(),
            required: Vec::new(),
        }
    }

    pub(super) fn fault(&mut self, spot: Spot, kind: FaultKind, message: String) {
        self.faults.entry(spot).or_insert((kind, message));
    }

    pub(super) fn label(&self, spot: Spot) -> String {
        self.form.fields.label(spot)
    }

    fn name_unknown_fields(&mut self) {
        for (name, value) in self.data {
            match self.form.fields.position(name) {
                None => self.name_unknown(name.clone(), name),
                Some(at) => self.name_unknown_columns(&self.form.fields.list()[at], value),
            }
        }
    }

    fn name_unknown_columns(&mut self, table: &FieldSpec, rows: &Value) {
        if !table.is_table() {
            return;
        }
        for (row, cells) in rows.as_array().into_iter().flatten().enumerate() {
            for name in cells.as_object().into_iter().flat_map(Map::keys) {
                if table.column(name).is_none() {
                    self.name_unknown(format!("{}[{row}].{name}", table.id), name);
                }
            }
        }
    }

    fn name_unknown(&mut self, path: String, name: &str) {
        self.unplaced_fault(&path, FaultKind::Unknown, sentences::unknown_field(name));
    }

    pub(super) fn unplaced_fault(&mut self, path: &str, kind: FaultKind, message: String) {
        self.unplaced.push(FieldError { path: FieldPath::from(path), kind, message });
    }

    /// Hides and computes, each field after those it reads.
    fn settle(&mut self) {
        for &node in &self.form.order {
            for spot in self.spots(node) {
                self.settle_spot(node, spot);
            }
        }
    }

    /// The places a node stands for: itself, or its cell in every row.
    fn spots(&self, node: Node) -> impl Iterator<Item = Spot> + use<> {
        let count = match node {
            Node::Field(_) => 1,
            Node::Column(table, _) => self.sheet.rows(table),
        };
        (0..count).map(move |row| match node {
            Node::Field(field) => Spot::field(field),
            Node::Column(table, column) => Spot::cell(table, row, column),
        })
    }

    fn settle_spot(&mut self, node: Node, spot: Spot) {
        let Some(rules) = self.form.rules.get(&node) else {
            return;
        };
        if self.sheet.is_hidden(spot) {
            return;
        }
        let shown = rules.relevant.iter().all(|rule| self.answer(rule, spot).unwrap_or(true));
        if !shown {
            self.sheet.hide(spot);
        } else if let Some(calc) = &rules.calc {
            self.compute(calc, spot);
        }
    }

    /// Whether a rule holds; a rule without an answer is named as a fault of its place.
    fn answer(&mut self, rule: &'a Logic, spot: Spot) -> Option<bool> {
        let answer = self.sheet.holds(rule, spot);
        self.noted(answer, spot)
    }

    fn noted<T>(&mut self, answer: Result<T, Unanswered>, spot: Spot) -> Option<T> {
        if answer.is_err() {
            let message = sentences::rule_without_answer(&self.label(spot));
            self.fault(spot, FaultKind::Rule, message);
        }
        answer.ok()
    }

    fn compute(&mut self, calc: &'a Logic, spot: Spot) {
        let answer = self.sheet.ask(calc, spot);
        let value = self.noted(answer, spot).unwrap_or(DataValue::Null);
        let value = if self.form.fields.spec_at(spot).integer { whole(value) } else { value };
        self.sheet.set(spot, value);
        self.computed.insert(spot, to_json(value));
    }

    /// The shown and filled data with the computed values.
    fn submission(&self) -> Map<String, Value> {
        let mut kept = Map::new();
        for (at, field) in self.form.fields.list().iter().enumerate() {
            if let Some(value) = self.kept(field, Spot::field(at), self.data.get(&field.id)) {
                kept.insert(field.id.clone(), value);
            }
        }
        kept
    }

    fn kept(&self, field: &FieldSpec, spot: Spot, given: Option<&Value>) -> Option<Value> {
        if self.sheet.is_hidden(spot) || !self.sheet.is_filled(spot) {
            return None;
        }
        if field.is_table() && self.sheet.rows(spot.field) > 0 {
            return Some(self.kept_rows(field, spot.field, given?));
        }
        Some(to_json(self.sheet.value(spot)))
    }

    fn kept_rows(&self, table: &FieldSpec, at: usize, given: &Value) -> Value {
        let rows = given.as_array().into_iter().flatten().enumerate();
        rows.map(
            |(row, cells)| {
                if cells.is_object() { self.kept_cells(table, at, row) } else { cells.clone() }
            },
        )
        .collect()
    }

    fn kept_cells(&self, table: &FieldSpec, at: usize, row: usize) -> Value {
        let cells = table.columns.iter().enumerate().filter_map(|(number, column)| {
            let value = self.kept(column, Spot::cell(at, row, number), None)?;
            Some((column.id.clone(), value))
        });
        Value::Object(cells.collect())
    }

    fn ask_for_required(&mut self) {
        for (&node, rules) in &self.form.rules {
            for spot in self.spots(node) {
                let asked = !self.sheet.is_hidden(spot)
                    && rules.required.iter().any(|rule| self.answer(rule, spot).unwrap_or(false));
                if asked {
                    self.ask_for(spot);
                }
            }
        }
    }

    fn ask_for(&mut self, spot: Spot) {
        self.required.push(spot);
        if !self.sheet.is_filled(spot) {
            let message = sentences::required(&self.label(spot), self.form.fields.spec_at(spot).widget);
            self.fault(spot, FaultKind::Required, message);
        }
    }

    fn check_formats(&mut self) {
        let refused: Vec<(Spot, String)> = self
            .sheet
            .checked()
            .filter(|(spot, _)| !self.sheet.is_hidden(*spot))
            .filter_map(|(spot, checked)| Some((spot, checked.refused.as_ref()?)))
            .map(|(spot, refused)| {
                (spot, sentences::refused(&self.label(spot), self.form.fields.spec_at(spot).format, refused))
            })
            .collect();
        for (spot, message) in refused {
            self.fault(spot, FaultKind::Format, message);
        }
    }

    /// The checks of a filled field that has nothing else wrong; the first that fails is named.
    fn check_rules(&mut self) {
        for (&node, rules) in &self.form.rules {
            if rules.checks.is_empty() {
                continue;
            }
            for spot in self.spots(node) {
                if self.sheet.is_hidden(spot)
                    || !self.sheet.is_filled(spot)
                    || self.faults.contains_key(&spot)
                {
                    continue;
                }
                let failed = rules.checks.iter().find(|(check, _)| !self.answer(check, spot).unwrap_or(true));
                if let Some((_, message)) = failed {
                    self.fault(spot, FaultKind::Check, message.clone());
                }
            }
        }
    }

    pub(super) fn finished(mut self, submission: Map<String, Value>) -> Evaluation {
        let materials = self.materials();
        let signatures = self.signatures();
        let path = |spot| self.form.fields.path(spot);
        let mut hidden: Vec<Spot> = self.sheet.hidden().collect();
        hidden.sort_unstable();
        self.required.sort_unstable();
        Evaluation {
            values: self.computed.iter().map(|(&spot, value)| (path(spot), value.clone())).collect(),
            hidden: hidden.into_iter().map(path).collect(),
            required: self.required.iter().map(|&spot| path(spot)).collect(),
            concerns: self.concerns(),
            errors: self.errors(),
            materials,
            signatures,
            submission,
        }
    }

    pub(super) fn errors(&self) -> Vec<FieldError> {
        self.unplaced.iter().cloned().chain(self.named_faults()).collect()
    }

    fn named_faults(&self) -> impl Iterator<Item = FieldError> {
        self.faults.iter().map(|(&spot, (kind, message))| FieldError {
            path: self.form.fields.path(spot),
            kind: *kind,
            message: message.clone(),
        })
    }

    fn concerns(&self) -> Vec<FieldError> {
        let shown = self.sheet.checked().filter(|(spot, _)| !self.sheet.is_hidden(*spot));
        shown
            .flat_map(|(spot, checked)| checked.concerns.iter().map(move |concern| (spot, concern)))
            .map(|(spot, concern)| FieldError {
                path: self.form.fields.path(spot),
                kind: FaultKind::Format,
                message: sentences::concern(
                    &self.label(spot),
                    self.form.fields.spec_at(spot).format,
                    concern,
                ),
            })
            .collect()
    }

    /// A rule about the whole form, such as a material's `when`; without an answer it holds, so nothing is forgotten.
    fn applies(&mut self, rule: Option<&'a Logic>) -> bool {
        rule.is_none_or(|rule| self.sheet.holds(rule, Spot::field(0)).unwrap_or(true))
    }

    fn materials(&mut self) -> Vec<MaterialNeed> {
        let form = self.form;
        let rules = form.material_rules.iter().map(Option::as_ref);
        form.item
            .materials
            .iter()
            .zip(rules)
            .map(|(material, rule)| need_of(material, self.applies(rule)))
            .collect()
    }

    fn signatures(&mut self) -> Vec<SignatureLine> {
        let form = self.form;
        let lines = form.pack.paper.signatures.iter().zip(&form.signature_rules);
        lines
            .filter(|(_, rule)| self.applies(rule.as_ref()))
            .map(|(line, _)| SignatureLine {
                label: line.label.clone(),
                date: line.date,
                adults: line.adults.clone(),
            })
            .collect()
    }
}

fn need_of(material: &Material, needed: bool) -> MaterialNeed {
    MaterialNeed {
        slot: material.slot.clone(),
        name: material.name.clone(),
        needed,
        need: material.need,
        pieces: material.pieces_kept(),
        defer_days: material.defer_days,
    }
}

/// The nearest whole number, halves away from zero: money is counted in whole 分.
fn whole(value: DataValue<'_>) -> DataValue<'_> {
    match value {
        DataValue::Number(NumberValue::Float(float)) => DataValue::from_f64(float.round()),
        other => other,
    }
}
