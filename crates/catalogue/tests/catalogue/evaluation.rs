use serde_json::{Value, json};

use crate::small::{CHEN, TODAY, changed, errors, evaluated, filled, filled_with, form, item, load, loaded};

#[test]
fn a_form_without_a_fault_is_clean() {
    let evaluation = loaded().evaluate(filled().as_object().unwrap(), TODAY);
    assert_eq!(errors(&evaluation), Vec::<String>::new());
    assert!(evaluation.is_clean());
}

#[test]
fn an_empty_form_asks_for_what_is_required_and_for_nothing_hidden() {
    let evaluation = loaded().evaluate(json!({}).as_object().unwrap(), TODAY);
    assert_eq!(
        errors(&evaluation),
        ["applicant_name Required 请填申请人姓名", "marital Required 请选婚姻状况"]
    );
}

#[test]
fn the_screen_is_told_which_shown_fields_are_required() {
    let required = |marital: &str| -> Vec<String> {
        evaluated("/marital", json!(marital)).required.iter().map(ToString::to_string).collect()
    };
    let names = ["members[0].name", "members[1].name", "members[2].name"];
    assert_eq!(required("10"), [&["applicant_name", "marital"], &names[..]].concat());
    assert_eq!(required("20"), [&["applicant_name", "marital", "spouse_name"], &names[..]].concat());
}

#[test]
fn unknown_fields_are_refused_by_name() {
    let cases = [
        ("/nickname", "nickname Unknown 这张表没有「nickname」这一栏"),
        ("/members/1/nickname", "members[1].nickname Unknown 这张表没有「nickname」这一栏"),
        ("/tip", "tip Unknown 这张表没有「tip」这一栏"),
    ];
    for (pointer, expected) in cases {
        let evaluation = evaluated(pointer, json!("阿例"));
        let errors = errors(&evaluation);
        assert!(errors.len() == 1 && errors[0].starts_with(expected), "{pointer}: {errors:?}");
        assert!(!Value::Object(evaluation.submission().clone()).to_string().contains("阿例"));
    }
}

#[test]
fn wrong_types_are_named_with_what_belongs_there() {
    let cases = [
        ("/applicant_name", json!(12), "applicant_name Type 申请人姓名应是文字,现在是数字,请重新填"),
        ("/spouse_income", json!("100"), "spouse_income Type 配偶收入应是按分记的整数,现在是文字,请重新填"),
        ("/agent", json!("true"), "agent Type 由别人代办应是勾或不勾,现在是文字,请重新填"),
        ("/members", json!("两个"), "members Type 家庭成员应是一行一行的内容,现在是文字,请重新填"),
        (
            "/members/2/income",
            json!(true),
            "members[2].income Type 家庭成员第 3 行的收入应是按分记的整数,现在是勾选,请重新填",
        ),
        ("/applicant_id", json!(46003), "applicant_id Type 身份证号码应是文字,现在是数字,请重新填"),
    ];
    for (pointer, value, expected) in cases {
        let errors = errors(&evaluated(pointer, value));
        assert!(errors.contains(&expected.to_owned()), "{pointer}: {errors:?}");
    }
}

#[test]
fn a_row_that_is_no_row_is_named() {
    let errors = errors(&evaluated("/members/1", json!("陈小样")));
    assert!(errors.iter().any(|error| error.starts_with("members[1] Type 家庭成员第 2 行")), "{errors:?}");
}

#[test]
fn the_schema_speaks_in_the_words_of_the_form() {
    let cases = [
        ("/applicant_name", json!("陈"), "applicant_name Length 申请人姓名至少写 2 个字,现在是 1 个"),
        (
            "/applicant_name",
            json!("陈例言陈例言"),
            "applicant_name Length 申请人姓名最多写 5 个字,现在是 6 个,请写短一点",
        ),
        (
            "/spouse_income",
            json!(1_000_150),
            "spouse_income Range 配偶收入不能大于 10000.00 元,现在是 10001.50 元",
        ),
        ("/spouse_income", json!(-5), "spouse_income Range 配偶收入不能小于 0.00 元,现在是 -0.05 元"),
        ("/marital", json!("99"), "marital Choice 婚姻状况只能从列出的选项里选,请重新选"),
    ];
    for (pointer, value, expected) in cases {
        let errors = errors(&evaluated(pointer, value));
        assert!(errors.contains(&expected.to_owned()), "{pointer}: {errors:?}");
    }
}

#[test]
fn a_wish_about_the_form_as_a_whole_is_never_lost() {
    let form = changed(form(), "/schema/minProperties", json!(50));
    let errors = errors(&load(item(), form).unwrap().evaluate(filled().as_object().unwrap(), TODAY));
    assert!(errors.len() == 1 && errors[0].starts_with(" Other 这张表合起来不符合要求"), "{errors:?}");
}

#[test]
fn too_many_rows_are_counted() {
    let errors = errors(&evaluated("/members/-", json!({"name": "陈多出"})));
    assert_eq!(errors, ["members Count 家庭成员最多 3 项,现在是 4 项"]);
}

#[test]
fn a_check_speaks_with_its_own_message() {
    let errors = errors(&evaluated("/spouse_income", json!(950_000)));
    assert_eq!(errors, ["spouse_income Check 收入超过了,请核对"]);
}

#[test]
fn a_check_is_not_asked_of_a_field_that_is_not_filled() {
    let evaluation = evaluated("/spouse_income", Value::Null);
    assert!(evaluation.is_clean(), "{:?}", evaluation.errors);
}

#[test]
fn hidden_fields_count_as_null_and_are_left_out() {
    let evaluation = evaluated("/marital", json!("10"));
    let hidden: Vec<&str> = evaluation.hidden.iter().map(|path| path.as_str()).collect();
    assert_eq!(hidden, ["spouse_name", "spouse_income", "members[0].school"]);
    assert!(evaluation.submission().get("spouse_name").is_none());
    assert!(evaluation.submission().get("spouse_income").is_none());
    assert_eq!(evaluation.values[&"per_head".into()], json!(33), "the spouse's income no longer counts");
}

#[test]
fn hidden_cells_are_left_out_of_their_row() {
    let data = filled_with("/members/0/school", json!("椰林小学"));
    let evaluation = loaded().evaluate(&data, TODAY);
    assert_eq!(
        evaluation.submission()["members"][0],
        json!({"name": "陈小例", "id_number": CHEN, "income": 100, "age": 61})
    );
}

#[test]
fn a_fault_in_a_hidden_field_does_not_hinder() {
    let data = changed(filled(), "/marital", json!("10"));
    let data = changed(data, "/spouse_income", json!("many"));
    let evaluation = loaded().evaluate(data.as_object().unwrap(), TODAY);
    assert!(evaluation.is_clean(), "{:?}", evaluation.errors);
}

#[test]
fn computed_values_do_not_believe_what_was_sent() {
    let evaluation = evaluated("/applicant_age", json!(99));
    assert_eq!(evaluation.values[&"applicant_age".into()], json!(61));
    assert_eq!(evaluation.submission()["applicant_age"], json!(61));
    assert_eq!(evaluation.values[&"members[0].age".into()], json!(61));
    assert_eq!(evaluation.values[&"members[1].age".into()], Value::Null);
}

#[test]
fn a_computed_whole_number_is_rounded() {
    let evaluation = loaded().evaluate(filled().as_object().unwrap(), TODAY);
    assert_eq!(evaluation.values[&"per_head".into()], json!(67), "200 of 3 heads");
}

#[test]
fn what_cannot_be_worked_out_yet_is_null_and_no_fault() {
    let evaluation = evaluated("/members", json!([]));
    assert_eq!(evaluation.values[&"per_head".into()], Value::Null, "nothing is divided by no heads");
    assert!(evaluation.is_clean(), "{:?}", evaluation.errors);
    assert!(evaluation.submission().get("per_head").is_none());
}

#[test]
fn blanks_are_not_filled() {
    for blank in [json!(""), json!("  "), Value::Null] {
        let errors = errors(&evaluated("/applicant_name", blank));
        assert_eq!(errors, ["applicant_name Required 请填申请人姓名"]);
    }
}

#[test]
fn a_table_is_asked_for_by_a_row() {
    let form = changed(form(), "/rules/-", json!({"field": "members", "required": true}));
    let form = load(item(), form).unwrap();
    let evaluation = form.evaluate(&filled_with("/members", json!([])), TODAY);
    assert_eq!(errors(&evaluation), ["members Required 家庭成员还没填,请至少填一行"]);
}

#[test]
fn a_hidden_table_hides_its_cells_and_is_null_for_rules() {
    let form = changed(
        form(),
        "/rules/-",
        json!({"field": "members", "relevant": {"==": [{"var": "agent"}, true]}}),
    );
    let evaluation = load(item(), form).unwrap().evaluate(filled().as_object().unwrap(), TODAY);
    assert!(evaluation.hidden.contains(&"members".into()));
    assert_eq!(evaluation.values[&"per_head".into()], Value::Null);
    assert!(evaluation.submission().get("members").is_none());
}

#[test]
fn no_data_makes_an_evaluation_fail() {
    let odd = [
        json!([[]]),
        json!({"a": {"b": []}}),
        json!(1e300),
        json!("𠮷𪚥"),
        json!([{"name": []}, null, 3]),
        json!(u64::MAX),
    ];
    for field in
        ["applicant_name", "applicant_id", "spouse_income", "members", "marital", "agent", "per_head"]
    {
        for value in &odd {
            let evaluation = evaluated(&format!("/{field}"), value.clone());
            let plain_name = field == "applicant_name" && value.is_string();
            assert!(plain_name || field == "per_head" || !evaluation.is_clean(), "{field} = {value}");
        }
    }
}

#[test]
fn the_faults_alone_are_those_of_the_whole_evaluation() {
    for (pointer, value) in
        [("/nickname", json!("阿例")), ("/members/2/income", json!(true)), ("/agent", json!(false))]
    {
        let data = filled_with(pointer, value);
        assert_eq!(loaded().faults(&data, TODAY), loaded().evaluate(&data, TODAY).errors, "{pointer}");
    }
}

#[test]
fn the_same_data_gives_the_same_evaluation() {
    let form = loaded();
    let data = filled_with("/marital", json!("10"));
    assert_eq!(form.evaluate(&data, TODAY), form.evaluate(&data, TODAY));
}
