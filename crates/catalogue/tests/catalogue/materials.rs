use std::collections::BTreeMap;

use catalogue::MaterialCheck;
use serde_json::json;

use crate::small::evaluated;

fn check(agent: bool, taken: &[(&str, u16)]) -> MaterialCheck {
    let taken: BTreeMap<String, u16> =
        taken.iter().map(|(slot, pieces)| ((*slot).to_owned(), *pieces)).collect();
    MaterialCheck::of(&evaluated("/agent", json!(agent)), &taken)
}

fn slots(gaps: &[catalogue::material::MaterialGap]) -> Vec<&str> {
    gaps.iter().map(|gap| gap.slot.as_str()).collect()
}

#[test]
fn everything_missing_is_told_at_once() {
    let check = check(true, &[]);
    assert_eq!(slots(&check.missing), ["id_card", "mandate"]);
    assert_eq!(slots(&check.later), ["bank_card"]);
    assert_eq!(slots(&check.optional), ["photo"]);
    assert!(!check.is_complete());
}

#[test]
fn a_material_is_asked_for_only_when_its_rule_holds() {
    assert_eq!(slots(&check(false, &[]).missing), ["id_card"]);
}

#[test]
fn a_deferrable_material_may_follow_within_its_days() {
    let check = check(false, &[("id_card", 2)]);
    assert!(check.is_complete());
    assert_eq!(check.later[0].due_days, Some(10));
}

#[test]
fn too_few_copies_are_missing() {
    let check = check(false, &[("id_card", 1)]);
    assert_eq!((check.missing[0].pieces, check.missing[0].taken), (2, 1));
}

#[test]
fn what_was_not_asked_for_is_named() {
    let check = check(false, &[("id_card", 2), ("mandate", 1), ("portrait", 1), ("photo", 0)]);
    assert_eq!(check.not_asked, ["mandate", "portrait"]);
}

#[test]
fn the_paper_has_the_signature_lines_of_the_case() {
    let labels = |agent: bool| -> Vec<String> {
        evaluated("/agent", json!(agent)).signatures.into_iter().map(|line| line.label).collect()
    };
    assert_eq!(labels(false), ["申请人："]);
    assert_eq!(labels(true), ["申请人：", "代办人："]);
}
