//! Keys that ended: what was signed before holds, what was signed after is refused with its sentence.

use crate::province::*;
use crate::samples;
use casework::moment::Moment;
use papers::{Document, PaperKind, Ruling};
use verify::{Refused, Verdict};

fn at(text: &str) -> Moment {
    Moment::from_millis(text.parse::<jiff::Timestamp>().unwrap().as_millisecond())
}

/// A letter of the county of this day.
fn letter(day: &str) -> Vec<u8> {
    let ruling = Ruling { decided_on: day.into(), ..samples::acceptance() };
    printed(&Document::Ruling(ruling), &county())
}

fn code(kind: PaperKind, day: &str) -> String {
    let number = papers::PaperNumber::parse(&format!("460511002001{day}010007X")).unwrap();
    Page { kind, number, version: 1, page: 1, digest: [0x3F; 16] }.signed(&device(0, 0))
}

#[test]
fn a_proof_given_before_the_gateways_key_ended_holds_and_one_given_then_or_later_does_not() {
    // the n-th is given n seconds after noon
    let given = proofs(0, 3, &gateway());
    let ended = Moment::from_millis(noon().millis() + 1_000);
    let book = book_after(&[(gateway().public(), ended)]);
    let before = verify::proof(&given[0], &book).unwrap();
    assert_eq!(before.signer.until, "2026-04-15");
    assert!(before.signer.ended.contains("在停用之前,仍然算数"), "{}", before.signer.ended);
    for late in &given[1..] {
        assert!(matches!(verify::proof(late, &book), Err(Refused::KeyEnded { .. })));
    }
    let told = Verdict::from(verify::proof(&given[2], &book));
    assert_eq!((told.holds, told.code), (false, "key_ended"));
    assert!(told.message.contains("签署时,密钥已停用") && told.message.contains("2026-04-15 12:00"));
    assert!(verify::proof(&given[2], &crate::province::book()).is_ok(), "by a list on which it is in use");
}

#[test]
fn a_letter_holds_by_the_day_it_says_that_it_was_written() {
    let book = book_after(&[(county().public(), at("2026-05-01T10:00:00+08:00"))]);
    let before = verify::file(&letter("2026-04-30"), &book).unwrap();
    assert!(before.signer.ended.contains("2026-04-30") && before.signer.ended.contains("仍然算数"));
    let same_day = verify::file(&letter("2026-05-01"), &book).unwrap();
    assert!(same_day.signer.ended.contains("请核实"), "{}", same_day.signer.ended);
    let late = verify::file(&letter("2026-05-02"), &book).unwrap_err();
    let Refused::KeyEnded { words } = &late else { panic!("{late:?}") };
    assert!(words.contains("陵水黎族自治县") && words.contains("2026-05-02"), "{words}");
    assert!(late.sentence().next.contains("不要采用"));
}

#[test]
fn a_code_of_a_case_taken_in_after_the_computers_key_ended_is_refused_and_an_older_one_is_to_be_asked_about()
{
    let book = book_after(&[(device(0, 0).public(), at("2026-04-20T12:00:00+08:00"))]);
    let older = verify::code(&code(PaperKind::Receipt, "20260415"), &book).unwrap();
    assert!(older.signer.ended.contains("2026-04-20 12:00 起停用,请核实"), "{}", older.signer.ended);
    let later = verify::code(&code(PaperKind::Receipt, "20260421"), &book);
    assert!(matches!(later, Err(Refused::KeyEnded { .. })), "{later:?}");
}

#[test]
fn another_computer_of_the_station_is_believed_as_before() {
    let book = book_after(&[(device(0, 1).public(), at("2026-04-01T12:00:00+08:00"))]);
    let statement = verify::code(&code(PaperKind::Form, "20260415"), &book).unwrap();
    assert_eq!(statement.signer.ended, "");
}
