//! What is believed and what is written, without a gateway.
#![allow(clippy::unwrap_used)]

mod common;

use casework::case::{Deferred, Supplement};
use common::{CARD, bytes_of, case, case_named, gateway, listed, material, signed};
use county::batch::Batch;
use county::{CountyError, FileFault, LeftOut, NamedFile, csv, files_of, pulled_version, verify, xlsx};
use seal::{Digest, SigningKey};
use std::io::{ErrorKind, Read as _};
use std::path::PathBuf;
use wire::county::{CaseFile, ManifestCase};
use wording::Sentence;

#[test]
fn a_case_as_the_gateway_proved_it_is_taken() {
    let file = case();
    assert_eq!(verify::case_file(&bytes_of(&file), &listed(&file), &gateway().public()).unwrap(), file);
}

#[test]
fn a_case_file_with_one_changed_byte_is_refused_with_exit_6() {
    let file = case();
    let mut bytes = bytes_of(&file);
    bytes[100] ^= 1;
    let error = verify::case_file(&bytes, &listed(&file), &gateway().public()).unwrap_err();
    assert!(matches!(&error, CountyError::CaseFile(number) if *number == file.number));
    assert_eq!(error.exit_code(), 6);
}

#[test]
fn a_case_file_that_says_something_else_than_its_manifest_is_refused() {
    let file = case();
    let mut more_files = listed(&file);
    more_files.materials.pop();
    let mut newer = listed(&file);
    newer.rev = 2;
    let mut other_entry = listed(&file);
    other_entry.entry = Digest::of(b"another entry");
    for wrong in [more_files, newer, other_entry] {
        let refused = verify::case_file(&bytes_of(&file), &wrong, &gateway().public());
        assert!(matches!(refused, Err(CountyError::CaseFile(_))), "{wrong:?}");
    }
}

#[test]
fn a_proof_by_another_key_is_refused_with_exit_6() {
    let file = case();
    let other = SigningKey::from_bytes([8; 32]).public();
    let error = verify::case_file(&bytes_of(&file), &listed(&file), &other).unwrap_err();
    assert!(matches!(error, CountyError::Proof(_)));
    assert_eq!(error.exit_code(), 6);
}

#[test]
fn a_manifest_that_was_changed_or_signed_by_another_gateway_is_refused() {
    let good = signed("0a1b", vec![listed(&case())]);
    assert!(verify::manifest(&good, None).is_ok());
    assert!(verify::manifest(&good, Some(&gateway().public())).is_ok());
    let mut changed = good.clone();
    changed.manifest.cases.clear();
    assert!(matches!(verify::manifest(&changed, None), Err(CountyError::Manifest)));
    let known = SigningKey::from_bytes([8; 32]).public();
    let error = verify::manifest(&good, Some(&known)).unwrap_err();
    assert!(matches!(error, CountyError::OtherKey { .. }));
    assert_eq!(error.exit_code(), 6);
}

#[test]
fn a_lease_that_would_lead_out_of_the_folder_is_refused() {
    for lease in ["", "..", "../x", "a/b", "a\\b", "C:", "a b"] {
        let error = verify::manifest(&signed(lease, vec![]), None);
        assert!(matches!(error, Err(CountyError::Manifest)), "{lease:?}");
    }
}

#[test]
fn a_file_in_whose_place_another_came_is_not_in_the_batch() {
    let (gone, anew) = (material("id_card", b"1", "image/jpeg"), material("id_card", b"2", "image/jpeg"));
    let mut file = case_named("王春花", vec![gone.clone()]);
    file.supplements =
        vec![Supplement::Material { material: anew.clone(), instead_of: Some(gone.sha256.clone()) }];
    let named: Vec<_> = files_of(&file).into_iter().map(|named| named.sha256).collect();
    assert!(named.contains(&anew.sha256) && !named.contains(&gone.sha256));
}

#[test]
fn what_followed_and_was_taken_over_into_a_correction_is_named_once() {
    let later = material("authorisation", b"1", "image/jpeg");
    let mut file = case_named("王春花", vec![later.clone()]);
    file.supplements = vec![Supplement::Material { material: later.clone(), instead_of: None }];
    let named = files_of(&file).into_iter().filter(|named| named.sha256 == later.sha256);
    assert_eq!(named.count(), 1);
}

#[test]
fn the_table_names_the_day_of_what_comes_later_until_it_came() {
    let mut file = case();
    let due = "2026-04-29".parse().unwrap();
    file.submission.frozen.deferred =
        vec![Deferred { slot: "authorisation".into(), name: "授权书".into(), due }];
    let table = |file: &CaseFile| String::from_utf8(csv(std::slice::from_ref(file)).unwrap()).unwrap();
    assert!(table(&file).contains("授权书(2026-04-29前)"));
    let material = material("authorisation", b"1", "image/jpeg");
    file.supplements = vec![Supplement::Material { material, instead_of: None }];
    assert!(table(&file).contains("授权书(已补1份)"));
}

#[test]
fn names_of_materials_are_made_of_number_slot_and_count_only() {
    let mut file = case_named(
        "王春花",
        vec![
            material("../../etc/passwd", b"1", "text/html"),
            material("id_card", b"2", "image/jpeg"),
            material("id_card", b"3", "application/pdf"),
            material("户口簿", b"4", "image/png"),
        ],
    );
    file.supplements =
        vec![Supplement::Material { material: material("id_card", b"5", "image/png"), instead_of: None }];
    let number = file.number.as_str();
    let names: Vec<String> = files_of(&file).into_iter().map(|f| f.path).collect();
    let wanted = [
        "______etc_passwd-1.bin",
        "id_card-1.jpg",
        "id_card-2.pdf",
        "___-1.png",
        "signed-form-1.png",
        "id_card-3.png",
    ];
    assert_eq!(names, wanted.map(|name| format!("materials/{number}/{name}")));
}

#[test]
fn a_batch_gets_its_final_name_only_when_everything_is_in_it() {
    let out = tempfile::tempdir().unwrap();
    let file = case();
    let batch = Batch::of(out.path(), "0a1b");
    let manifest = serde_json::to_vec(&signed("0a1b", vec![listed(&file)])).unwrap();
    batch.put_manifest(&manifest).unwrap();
    batch.put_case(&file.number, &bytes_of(&file)).unwrap();
    assert!(!batch.is_whole());
    batch.finish(std::slice::from_ref(&file)).unwrap();
    assert!(batch.is_whole());
    assert_eq!(std::fs::read(batch.folder().join("manifest.json")).unwrap(), manifest);
    let kept = batch.folder().join(format!("cases/{}.json", file.number.as_str()));
    assert_eq!(std::fs::read(kept).unwrap(), bytes_of(&file));
    let mut names: Vec<_> = std::fs::read_dir(batch.folder())
        .unwrap()
        .map(|e| e.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    assert_eq!(names, ["cases", "cases.csv", "cases.xlsx", "manifest.json"]);
}

#[test]
fn the_version_of_a_case_that_was_read_is_the_newest_of_the_whole_batches() {
    let out = tempfile::tempdir().unwrap();
    let file = case();
    let fill = |lease: &str, rev| {
        let batch = Batch::of(out.path(), lease);
        let signed = signed(lease, vec![ManifestCase { rev, ..listed(&file) }]);
        batch.put_manifest(&serde_json::to_vec(&signed).unwrap()).unwrap();
        batch.put_case(&file.number, &bytes_of(&file)).unwrap();
        batch
    };
    let pulled = || pulled_version(out.path(), &file.number).unwrap();
    let finish = |batch: Batch| batch.finish(std::slice::from_ref(&file)).unwrap();
    assert_eq!(pulled(), None);
    finish(fill("0b", 1));
    let second = fill("0a", 2);
    assert_eq!(pulled(), Some(1));
    finish(second);
    assert_eq!(pulled(), Some(2));
}

#[test]
fn the_csv_has_a_mark_carriage_returns_and_no_formula() {
    let names = ["=HYPERLINK(\"http://x\")", "+1", "-1", "@SUM(A1)", "=1", "王,春花"];
    let cases: Vec<_> = names.iter().map(|name| case_named(name, vec![])).collect();
    let text = String::from_utf8(csv(&cases).unwrap()).unwrap();
    assert!(text.starts_with("\u{feff}收件编号,"));
    assert_eq!(text.matches("\r\n").count(), 7);
    assert_eq!(text.replace("\r\n", "").find(['\r', '\n']), None);
    for shown in
        ["\"'=HYPERLINK(\"\"http://x\"\")\"", ",'+1,", ",'-1,", ",'@SUM(A1),", ",'=1,", "\"王,春花\""]
    {
        assert!(text.contains(shown), "{shown} in {text}");
    }
    assert!(text.contains(",469028196003121227,"));
    assert!(text.contains(",469028100206,陵水黎族自治县椰林镇"), "the station by code and by name");
}

#[test]
fn the_workbook_keeps_identity_numbers_as_text() {
    let bytes = xlsx(&[case()]).unwrap();
    let mut book = zip::ZipArchive::new(std::io::Cursor::new(bytes)).unwrap();
    let mut read = |name: &str| {
        let mut text = String::new();
        book.by_name(name).unwrap().read_to_string(&mut text).unwrap();
        text
    };
    let (sheet, strings) = (read("xl/worksheets/sheet1.xml"), read("xl/sharedStrings.xml"));
    assert!(strings.contains("<t>469028196003121227</t>"));
    let line = sheet.split("<row r=\"2\"").nth(1).unwrap();
    assert_eq!(line.matches("<v>").count(), line.matches("t=\"s\"").count(), "every filled cell is text");
}

#[test]
fn what_was_left_out_of_a_batch_is_named_beside_it_and_nothing_of_it_stays_inside() {
    let out = tempfile::tempdir().unwrap();
    let file = case();
    let batch = Batch::of(out.path(), "0a1b");
    batch.put_case(&file.number, &bytes_of(&file)).unwrap();
    let named = files_of(&file);
    county::write_whole(&batch.material_path(&named[0]), CARD).unwrap();
    let number = file.number.clone();
    let (path, sha256) = (named[1].path.clone(), named[1].sha256.clone());
    let left_out = [LeftOut { number, file: path, sha256, fault: FileFault::Missing }];
    batch.take_out(&left_out[0]).unwrap();
    batch.put_left_out(&left_out).unwrap();
    batch.finish(&[]).unwrap();
    assert_eq!(batch.left_out().unwrap(), left_out);
    let number = file.number.as_str();
    assert!(!batch.folder().join(format!("cases/{number}.json")).exists());
    assert!(!batch.folder().join(format!("materials/{number}")).exists());
}

#[test]
fn a_batch_that_is_whole_at_the_second_try_names_nothing_as_left_out() {
    let out = tempfile::tempdir().unwrap();
    let file = case();
    let batch = Batch::of(out.path(), "0a1b");
    let NamedFile { path, sha256, .. } = files_of(&file).remove(0);
    let left_out = LeftOut { number: file.number.clone(), file: path, sha256, fault: FileFault::Short };
    batch.put_left_out(&[left_out]).unwrap();
    batch.put_left_out(&[]).unwrap();
    batch.put_case(&file.number, &bytes_of(&file)).unwrap();
    batch.finish(&[file]).unwrap();
    assert_eq!(batch.left_out().unwrap(), []);
}

#[test]
fn every_fault_of_a_file_is_told_with_the_case_and_the_files_names() {
    let file = case();
    let NamedFile { path, sha256, .. } = files_of(&file).remove(0);
    for fault in FileFault::ALL {
        let left_out =
            LeftOut { number: file.number.clone(), file: path.clone(), sha256: sha256.clone(), fault };
        let words = county::words::left_out(&left_out);
        let names = [file.number.grouped(), "id_card-1.jpg".to_owned(), sha256.to_string()];
        assert!(names.iter().all(|name| words.contains(name)), "{words}");
        assert!(!words.contains("file_fault"), "{words}");
    }
}

fn every_error() -> Vec<CountyError> {
    let (number, path) = (case().number, PathBuf::from("批次"));
    vec![
        CountyError::Usage("日期读不懂。".into()),
        CountyError::PlainHttp("http://10.0.0.8".into()),
        CountyError::Cut(ErrorKind::ConnectionReset.into()),
        CountyError::NotAGateway,
        CountyError::Busy(path.clone()),
        CountyError::OtherKey { found: "ab12".into() },
        CountyError::PinnedKey(path.clone()),
        CountyError::Manifest,
        CountyError::CaseFile(number.clone()),
        CountyError::Proof(number),
        CountyError::LeftOut(2),
        CountyError::Disk { path, source: ErrorKind::StorageFull.into() },
        CountyError::Table("too wide".into()),
        CountyError::Internal("no TLS".into()),
    ]
}

#[test]
fn every_error_is_one_sentence_and_a_next_step() {
    for error in every_error() {
        let Sentence { message, next } = county::words::sentence(&error);
        assert!(message.ends_with('。') && next.ends_with('。'), "{message} {next}");
        assert!(!message.contains("%{") && !next.contains("%{"), "{message} {next}");
    }
    let other_key = county::words::sentence(&CountyError::OtherKey { found: "ab12".into() });
    assert!(other_key.next.contains("--gateway-key ab12"), "{}", other_key.next);
}
