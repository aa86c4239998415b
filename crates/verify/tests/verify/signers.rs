//! Whose word counts for what, and what is said of it.

use crate::province::*;
use crate::samples;
use papers::{Document, PaperKind};
use verify::{KeyBook, Refused};

fn page(kind: PaperKind) -> Page {
    Page { kind, number: samples::number(), version: 2, page: 1, digest: [0x3F; 16] }
}

fn value<'a>(statement: &'a verify::Statement, name: &str) -> &'a str {
    &statement.facts.iter().find(|fact| fact.name == name).unwrap().value
}

#[test]
fn a_code_tells_what_stands_on_the_paper_and_who_signed_it() {
    let statement = verify::code(&page(PaperKind::ReceiptArchive).signed(&device(0, 3)), &book()).unwrap();
    let said: Vec<&str> = statement.facts.iter().map(|fact| fact.value.as_str()).collect();
    assert_eq!(
        said,
        ["收件凭证 存档联", "460511002001 20260415 01 0007 X", "第 2 版", "第 1 页", "3F3F 3F3F"]
    );
    assert_eq!(statement.signer.name, "第1便民服务站");
    assert_eq!(statement.signer.from, "2026-04-15");
    let with_line_end = format!("{}\n", page(PaperKind::Form).signed(&device(0, 3)));
    assert!(verify::code(&with_line_end, &book()).is_ok(), "a scanner ends its line");
}

#[test]
fn a_key_speaks_for_its_own_papers_and_place_only() {
    let wrong = |text: String| matches!(verify::code(&text, &book()), Err(Refused::WrongSigner { .. }));
    assert!(verify::code(&page(PaperKind::Letter).signed(&county()), &book()).is_ok());
    assert!(wrong(page(PaperKind::Letter).signed(&device(0, 0))), "a station writes no decisions");
    assert!(wrong(page(PaperKind::Receipt).signed(&county())), "a county takes nothing in");
    assert!(wrong(page(PaperKind::Letter).signed(&other_county())));
    assert!(wrong(page(PaperKind::Receipt).signed(&device(1, 0))));
    assert!(wrong(page(PaperKind::Receipt).signed(&gateway())));
    let id = unlisted().public().id();
    let stranger = verify::code(&page(PaperKind::Form).signed(&unlisted()), &book());
    assert_eq!(stranger, Err(Refused::UnknownKey { id }));
}

#[test]
fn a_file_tells_its_title_and_its_words() {
    let pdf = printed(&Document::Receipt(samples::receipt()), &device(0, 0));
    let statement = verify::file(&pdf, &book()).unwrap();
    assert_eq!(value(&statement, "kind"), "收件凭证");
    assert_eq!(value(&statement, "number"), "460511002001 20260415 01 0007 X");
    assert_eq!(value(&statement, "pages"), "3 页");
    let first = statement.text[0].join("\n").replace(' ', "");
    for words in ["陵水黎族自治县椰林镇安马村便民服务站", "𬱖𠮷·买买提江", "469034********1234", "第1页共1页"]
    {
        assert!(first.contains(words), "{words} is not in {first}");
    }
    assert_eq!(verify::any(&pdf, &book()), Ok(statement));
}

#[test]
fn a_file_of_another_place_or_without_a_seal_is_told_apart_from_a_forged_one() {
    let document = Document::Receipt(samples::receipt());
    let elsewhere = printed(&document, &device(1, 0));
    assert!(matches!(verify::file(&elsewhere, &book()), Err(Refused::WrongSigner { .. })));
    let blank = samples::press().render(
        &Document::Guide(samples::guide()),
        &papers::Marks::Plain,
        papers::Print::Usual,
    );
    let unsealed = verify::file(&blank.unwrap().pdf, &book());
    assert_eq!(unsealed, Err(Refused::Unsealed));
    assert_eq!(verify::any(b"https://example.invalid/", &book()), Err(Refused::Foreign));
    assert_eq!(verify::any(b"{}", &book()), Err(Refused::Foreign));
    assert_eq!(verify::any(&[0xFF, 0x00], &book()), Err(Refused::Foreign));
}

#[test]
fn a_proof_is_read_alone_or_out_of_a_case_of_a_batch() {
    let alone = proofs(0, 3, &gateway()).remove(1);
    let statement = verify::proof(&alone, &book()).unwrap();
    assert_eq!(value(&statement, "proof_no").split('-').nth(3), Some("00000002"));
    assert_eq!(value(&statement, "received_at"), "2026-04-15 12:00");
    let proof: serde_json::Value = serde_json::from_slice(&alone).unwrap();
    let case = serde_json::to_vec(&serde_json::json!({"number": "…", "proof": proof})).unwrap();
    assert_eq!(verify::proof(&case, &book()), Ok(statement));
    let by_county = proofs(0, 3, &county()).remove(1);
    assert_eq!(verify::proof(&by_county, &book()), Err(Refused::Forged));
}

#[test]
fn a_list_is_believed_by_its_own_signature_and_by_the_pin() {
    let list = String::from_utf8(list()).unwrap();
    assert!(book().pinned(gateway().public().id()).is_ok());
    let other = county().public().id();
    assert!(
        matches!(book().pinned(other), Err(Refused::OtherGateway { found }) if found == book().gateway())
    );
    let renamed = list.replacen("第1便民服务站", "第9便民服务站", 1);
    assert_eq!(KeyBook::read(renamed.as_bytes()).unwrap_err(), Refused::KeyListForged);
    assert_eq!(KeyBook::read(b"[]").unwrap_err(), Refused::KeyListShape);
}

#[test]
fn every_refusal_has_its_own_sentence_and_next_step() {
    let id = unlisted().public().id();
    let refusals = [
        Refused::KeyListShape,
        Refused::KeyListForged,
        Refused::OtherGateway { found: id },
        Refused::Foreign,
        Refused::Unsealed,
        Refused::Damaged,
        Refused::Forged,
        Refused::UnknownKey { id },
        Refused::WrongSigner { name: "甲站".into() },
    ];
    let mut said = std::collections::BTreeSet::new();
    for refusal in refusals {
        let sentence = refusal.sentence();
        let words = format!("{}{}", sentence.message, sentence.next);
        assert!(!words.contains("verify.") && !words.contains('%'), "{words}");
        assert!(said.insert(sentence.message), "{words} is said twice");
    }
}
