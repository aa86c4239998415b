//! The sentences for numbers of people.

use serde_json::{Value, json};

use crate::small::{errors, evaluated};

fn sentence_for(number: &str) -> String {
    let errors = errors(&evaluated("/applicant_id", json!(number)));
    assert_eq!(errors.len(), 1, "{number}: {errors:?}");
    errors[0].clone()
}

#[test]
fn a_wrong_citizen_number_gets_the_sentence_that_helps() {
    let cases = [
        ("4600341965110320", "身份证号码应为 18 位,现在是 16 位"),
        ("460034651103201", "15 位的旧号码,已经不能用了"),
        ("46003419651103A01X", "第 15 位是「A」"),
        ("460034196513032016", "1965 年 13 月 3 日,没有这一天"),
        ("460034196511032011", "最后一位校验码对不上"),
        ("460034205011032018", "出生日期比今天还晚"),
    ];
    for (number, expected) in cases {
        let sentence = sentence_for(number);
        assert!(sentence.starts_with("applicant_id Format 身份证号码"), "{sentence}");
        assert!(sentence.contains(expected), "{number}: {sentence}");
    }
}

#[test]
fn two_swapped_digits_are_pointed_at() {
    let sentence = sentence_for("40603419651103201X");
    assert!(sentence.contains("看看第 2 位和第 3 位是不是写反了"), "{sentence}");
    let sentence = sentence_for("46003419651013201X");
    assert!(sentence.contains("请对照原件一位一位核对"), "two swaps would put it right: {sentence}");
}

#[test]
fn a_number_in_a_table_is_named_with_its_row() {
    let errors = errors(&evaluated("/members/2/id_number", json!("46003419651103201")));
    assert_eq!(
        errors,
        [
            "members[2].id_number Format 家庭成员第 3 行的身份证号码应为 18 位,现在是 17 位,请对照原件补全或删去多余的"
        ]
    );
}

#[test]
fn an_unusual_division_is_a_concern_and_not_a_fault() {
    let evaluation = evaluated("/applicant_id", json!("46003419651103201X"));
    assert!(evaluation.is_clean());
    let concerns: Vec<&str> = evaluation.concerns.iter().map(|concern| concern.path.as_str()).collect();
    assert_eq!(concerns, ["applicant_id", "members[0].id_number"], "460034 is a division that is gone");
    assert!(evaluation.concerns[0].message.contains("已经撤销的区划"), "{:?}", evaluation.concerns);
}

#[test]
fn a_full_width_number_is_understood_and_kept_narrow() {
    let evaluation = evaluated("/applicant_id", json!("46003419651103201x"));
    assert!(evaluation.is_clean(), "{:?}", evaluation.errors);
    assert_eq!(evaluation.submission()["applicant_id"], Value::from("46003419651103201X"));
    assert_eq!(evaluation.values[&"applicant_age".into()], json!(61));
}
