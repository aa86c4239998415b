//! Puts what the JSON Schema finds into the places and words of the form.

use jsonschema::ValidationError;
use jsonschema::error::ValidationErrorKind;
use jsonschema::paths::LocationSegment;
use serde_json::Value;

use super::FaultKind;
use super::run::Run;
use crate::form::fields::{Fields, Spot};
use crate::sentences;

impl Run<'_> {
    pub(super) fn check_schema(&mut self, submission: &Value) {
        let form = self.form;
        // most forms hold, and to know that is quick; to find what does not is not
        if form.schema.is_valid(submission) {
            return;
        }
        for error in form.schema.iter_errors(submission) {
            let (path, found) = (error.instance_path(), error.kind());
            let Some(spot) = spot_of(path.iter(), found, &form.fields) else {
                self.unplaced_fault("", fault_kind(found), sentences::whole_form());
                continue;
            };
            if self.sheet.is_hidden(spot) {
                continue;
            }
            let kind = fault_kind(found);
            let message = self.sentence(&error, spot);
            self.fault(spot, kind, message);
        }
    }

    fn sentence(&self, error: &ValidationError<'_>, spot: Spot) -> String {
        let label = self.label(spot);
        let spec = self.form.fields.spec_at(spot);
        match error.kind() {
            ValidationErrorKind::Required { .. } => sentences::required(&label, spec.widget),
            ValidationErrorKind::Type { .. } => sentences::wrong_type(&label, spec, error.instance()),
            kind => sentences::schema(&label, spec, kind, error.instance()),
        }
    }
}

/// The place an error is about. A missing property is about that property, not about the object around it.
fn spot_of<'a>(
    path: impl IntoIterator<Item = LocationSegment<'a>>,
    kind: &ValidationErrorKind,
    fields: &Fields,
) -> Option<Spot> {
    let mut segments: Vec<String> = path.into_iter().map(|segment| segment.to_string()).collect();
    if let ValidationErrorKind::Required { property } = kind {
        segments.push(property.as_str()?.to_owned());
    }
    let field = fields.position(segments.first()?)?;
    let spec = &fields.list()[field];
    if !spec.is_table() {
        return Some(Spot::field(field));
    }
    let row = segments.get(1).and_then(|row| row.parse().ok());
    let column = segments.get(2).and_then(|column| spec.column(column));
    Some(match (row, column) {
        (Some(row), Some(column)) => Spot::cell(field, row, column),
        (Some(row), None) => Spot::row(field, row),
        _ => Spot::field(field),
    })
}

fn fault_kind(kind: &ValidationErrorKind) -> FaultKind {
    use ValidationErrorKind as K;
    match kind {
        K::Type { .. } => FaultKind::Type,
        K::Required { .. } => FaultKind::Required,
        K::MinLength { .. } | K::MaxLength { .. } => FaultKind::Length,
        K::Minimum { .. }
        | K::Maximum { .. }
        | K::ExclusiveMinimum { .. }
        | K::ExclusiveMaximum { .. }
        | K::MultipleOf { .. } => FaultKind::Range,
        K::Enum { .. } | K::Constant { .. } => FaultKind::Choice,
        K::Pattern { .. } | K::Format { .. } => FaultKind::Format,
        K::MinItems { .. } | K::MaxItems { .. } | K::UniqueItems | K::Contains => FaultKind::Count,
        K::AdditionalProperties { .. } | K::UnevaluatedProperties { .. } => FaultKind::Unknown,
        _ => FaultKind::Other,
    }
}
