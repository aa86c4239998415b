//! What the county holds, compared with what was typed and scanned.

use journeys::batch::Batch;
use serde_json::Value;

use crate::counter::Brought;
use crate::filling::Person;

/// Field by field what was typed and what the form computed from it, and every material byte for byte.
pub fn assert_arrived(
    batch: &Batch,
    number: &str,
    person: &Person,
    computed: &[(&str, Value)],
    brought: &[Brought],
) {
    let arrived = batch.form(number);
    for (field, value) in &person.form {
        assert_holds(field, value, arrived.get(field).unwrap_or(&Value::Null));
    }
    for (field, value) in computed {
        assert_eq!(arrived.get(*field), Some(value), "{field}");
    }
    let may_be_computed = person.computed();
    let unknown = arrived
        .keys()
        .filter(|field| !person.form.contains_key(*field) && !may_be_computed.contains(field.as_str()));
    assert_eq!(unknown.collect::<Vec<_>>(), Vec::<&String>::new(), "nobody typed this");
    assert_materials(batch, number, brought);
}

/// The files of the slots, byte for byte and none besides.
pub fn assert_materials(batch: &Batch, number: &str, brought: &[Brought]) {
    for (slot, files) in brought {
        let given: Vec<Vec<u8>> = files.iter().map(|file| std::fs::read(file).unwrap()).collect();
        assert!(batch.materials(number, slot) == given, "{slot} differs from {files:?}");
    }
}

/// Rows may have computed columns beside what was typed; everything else is the same.
fn assert_holds(field: &str, typed: &Value, arrived: &Value) {
    match (typed, arrived) {
        (Value::Array(typed), Value::Array(arrived)) if typed.iter().any(Value::is_object) => {
            assert_eq!(typed.len(), arrived.len(), "rows of {field}");
            typed.iter().zip(arrived).for_each(|(typed, arrived)| assert_holds(field, typed, arrived));
        }
        (Value::Object(typed), Value::Object(arrived)) => {
            for (column, value) in typed {
                assert_eq!(arrived.get(column), Some(value), "{field}.{column}");
            }
        }
        _ => assert_eq!(arrived, typed, "{field}"),
    }
}
