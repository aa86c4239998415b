//! What a form must be before it can be used.

use catalogue::{FormError, RuleFault};
use serde_json::{Value, json};

use crate::small::{changed, form, item, load};

fn refused_rule(rule: Value) -> FormError {
    load(item(), changed(form(), "/rules/-", rule)).unwrap_err()
}

#[test]
fn a_forbidden_operator_is_refused() {
    for operator in ["throw", "now", "val", "merge", "missing_some", "log", "preserve"] {
        let error = refused_rule(json!({"field": "agent", "relevant": {"and": [true, {operator: [1]}]}}));
        assert!(
            matches!(&error, FormError::Rule { fault: RuleFault::ForbiddenOperator(named), .. } if named == operator),
            "{error}"
        );
    }
}

#[test]
fn every_allowed_operator_compiles() {
    for operator in catalogue::form::OPERATORS {
        let args = match operator {
            "var" | "missing" => json!(["marital"]),
            _ => json!([{"var": "members"}, 1, 2]),
        };
        let rule = json!({"field": "agent", "check": {operator: args}, "message": "核对"});
        assert!(load(item(), changed(form(), "/rules/-", rule)).is_ok(), "{operator}");
    }
}

#[test]
fn a_rule_may_read_known_names_only() {
    let unknown = [
        "nobody",
        "__id.applicant_name.age",
        "__id.applicant_id.name",
        "__row.name",
        "members.0.nobody",
        "__now",
    ];
    for name in unknown {
        let error = refused_rule(json!({"field": "agent", "relevant": {"!!": {"var": name}}}));
        assert!(
            matches!(&error, FormError::Rule { fault: RuleFault::UnknownName(named), .. } if named == name),
            "{error}"
        );
    }
    let known = ["marital", "__today", "__id.applicant_id.sex", "members.0.name", "members"];
    for name in known {
        let rule = json!({"field": "agent", "relevant": {"!!": {"var": name}}});
        assert!(load(item(), changed(form(), "/rules/-", rule)).is_ok(), "{name}");
    }
}

#[test]
fn names_inside_an_iteration_are_those_of_the_row() {
    let some = |name: &str| json!({"field": "agent", "relevant": {"some": [{"var": "members"}, {">": [{"var": name}, 60]}]}});
    assert!(load(item(), changed(form(), "/rules/-", some("__id.id_number.age"))).is_ok());
    assert!(matches!(
        refused_rule(some("marital")),
        FormError::Rule { fault: RuleFault::UnknownName(_), .. }
    ));
}

#[test]
fn fields_that_read_each_other_in_a_circle_are_refused() {
    let one =
        changed(form(), "/rules/-", json!({"field": "marital", "relevant": {"!!": {"var": "spouse_name"}}}));
    let error = load(item(), one).unwrap_err();
    let FormError::Circle(names) = &error else { panic!("{error}") };
    assert!(names.contains(&"marital".to_owned()) && names.contains(&"spouse_name".to_owned()), "{names:?}");
}

#[test]
fn a_table_total_that_its_own_column_reads_is_a_circle() {
    let rule = json!({"field": "members[].income", "relevant": {">": [{"var": "per_head"}, 1]}});
    assert!(matches!(refused_rule(rule), FormError::Circle(_)));
}

#[test]
fn a_form_of_another_item_is_refused() {
    let other = changed(form(), "/form", json!("other"));
    assert!(matches!(load(item(), other), Err(FormError::OtherItem { .. })));
}

#[test]
fn a_schema_that_is_none_is_refused() {
    let broken = changed(form(), "/schema/properties/marital/type", json!("choice"));
    assert!(matches!(load(item(), broken), Err(FormError::Schema(_))));
}

#[test]
fn a_rule_for_no_field_is_refused() {
    assert!(matches!(
        refused_rule(json!({"field": "nobody", "required": true})),
        FormError::RuleForNothing(_)
    ));
}

#[test]
fn a_path_is_called_as_a_person_calls_it_and_an_unknown_one_is_not() {
    let form = load(item(), form()).unwrap();
    let label = |path: &str| form.printed_label(path);
    assert_eq!(label("members").as_deref(), Some("家庭成员"));
    assert_eq!(label("members[2]").as_deref(), Some("家庭成员第 3 行"));
    assert_eq!(label("members[2].income").as_deref(), Some("家庭成员第 3 行的收入"));
    for unknown in ["id_card", "members[x]", "members[2]income", "members[2].nobody", "members["] {
        assert_eq!(label(unknown), None, "{unknown}");
    }
}
