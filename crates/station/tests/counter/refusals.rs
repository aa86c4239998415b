//! What the counter refuses with a sentence of its own: what is missing, what was scanned, what cannot be printed.

use crate::town::*;
use serde_json::json;
use station::deeds;
use station::view::*;

#[test]
fn all_missing_materials_are_told_at_once_and_the_notice_prints() {
    let town = Town::new();
    let desk = town.open_desk();
    let data = sample("old-age-allowance");
    let full = filled(&desk, "old-age-allowance", &data, &[]);
    let needed: Vec<&str> =
        full.slots.iter().filter(|s| !s.files.is_empty()).map(|s| s.guide.slot.as_str()).collect();
    let bare = filled(&desk, "old-age-allowance", &data, &needed);
    let refused = deeds::case_freeze(&desk, DraftInput { draft: bare.draft.clone() }).unwrap_err();
    assert_eq!(refused.code, ErrorCode::Missing);
    assert!(refused.problems.len() > 1, "{:?}", refused.problems);
    assert!(deeds::paper_bytes(&desk, &bare.draft, "notice").unwrap().starts_with(b"%PDF-"));
}

#[test]
fn a_scan_of_nothing_of_another_case_or_of_the_residents_own_copy_is_not_bound() {
    let town = Town::new();
    let desk = town.open_desk();
    let one = frozen(&desk, "old-age-allowance", &sample("old-age-allowance"));
    let two = frozen(&desk, "unemployment", &sample("unemployment"));
    let bind = |case: &CaseView, bytes: &[u8]| {
        deeds::bind_scan(&desk, &case.case, bytes).map(|_| ()).unwrap_err().code
    };
    assert_eq!(bind(&one, &picture(90)), ErrorCode::NoCode);
    assert_eq!(bind(&one, &scan(&desk, &two.case, "form")), ErrorCode::OtherCase);
    assert_eq!(bind(&one, &scan(&desk, &one.case, "receipt")), ErrorCode::OtherPaper);
    assert_eq!(show(&desk, &one).signed, "");
    let found = deeds::bind_scan(&desk, "", &scan(&desk, &two.case, "form")).unwrap();
    assert_eq!(found.case, two.case, "the code on the page finds the case");
}

#[test]
fn a_name_that_no_font_can_print_stops_the_print_and_names_the_character() {
    let town = Town::new();
    let desk = town.open_desk();
    let mut data = sample("old-age-allowance");
    data.insert("applicant_name".into(), json!("李\u{E123}"));
    data.insert("account_name".into(), json!("李\u{E123}"));
    let case = frozen(&desk, "old-age-allowance", &data);
    let stopped = deeds::paper_bytes(&desk, &case.case, "form").unwrap_err();
    assert_eq!(stopped.code, ErrorCode::NoGlyph);
    assert!(stopped.message.contains("U+E123"), "{}", stopped.message);
    assert_eq!(show(&desk, &case).number, case.number, "the case stays taken in");
}
