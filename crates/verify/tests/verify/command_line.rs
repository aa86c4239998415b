//! The program as it is installed: what it prints and how it ends.

use crate::province::*;
use crate::samples;
use papers::{Document, PaperKind};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use tempfile::TempDir;

struct Office {
    folder: TempDir,
    keys: PathBuf,
}

impl Office {
    fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let keys = folder.path().join("密钥表.json");
        std::fs::write(&keys, list()).unwrap();
        Self { folder, keys }
    }

    fn keep(&self, name: &str, bytes: &[u8]) -> PathBuf {
        let path = self.folder.path().join(name);
        std::fs::write(&path, bytes).unwrap();
        path
    }

    fn run(&self, deed: &str, what: impl AsRef<Path>, more: &[&str]) -> Output {
        let mut command = Command::new(env!("CARGO_BIN_EXE_bianmin-verify"));
        command.arg(deed).arg(what.as_ref()).arg("--keys").arg(&self.keys).args(more).output().unwrap()
    }
}

fn said(output: &Output) -> String {
    String::from_utf8([&output.stdout[..], &output.stderr].concat()).unwrap()
}

fn receipt() -> String {
    let page =
        Page { kind: PaperKind::Receipt, number: samples::number(), version: 1, page: 1, digest: [0x3F; 16] };
    page.signed(&device(0, 0))
}

#[test]
fn a_code_that_holds_is_told_in_words_and_its_list_is_to_be_compared_once() {
    let office = Office::new();
    let output = office.run("qr", receipt(), &[]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    let words = said(&output);
    for line in [
        "签名对得上",
        "文书      收件凭证 申请人联",
        "收件编号  460511002001 20260415 01 0007 X",
        "签名者    第1便民服务站",
        "第一次用这张密钥表",
    ] {
        assert!(words.contains(line), "{line} is not in {words}");
    }
    let pin = gateway().public().id().to_string();
    let pinned = office.run("qr", receipt(), &["--pin", &pin]);
    assert!(pinned.status.success() && !said(&pinned).contains("第一次"), "{}", said(&pinned));
}

#[test]
fn proofs_and_files_are_read_from_disk_and_json_says_the_same() {
    let office = Office::new();
    let proof = office.keep("proof.json", &proofs(0, 2, &gateway())[0]);
    assert!(said(&office.run("proof", &proof, &[])).contains("回执编号  46-2026-01-00000001-"));
    let pdf = printed(&Document::Receipt(samples::receipt()), &device(0, 0));
    let output = office.run("pdf", office.keep("paper.pdf", &pdf), &["--json"]);
    let verdict: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!((&verdict["holds"], &verdict["code"]), (&true.into(), &"holds".into()));
    assert_eq!(verdict["statement"]["facts"][0]["value"], "收件凭证");
}

#[test]
fn what_does_not_hold_ends_with_six_and_what_is_not_there_with_two() {
    let office = Office::new();
    let mut pdf = printed(&Document::Receipt(samples::receipt()), &device(0, 0));
    pdf[2_000] ^= 1;
    let forged = office.run("pdf", office.keep("forged.pdf", &pdf), &[]);
    assert_eq!(forged.status.code(), Some(6));
    assert!(said(&forged).contains("签名对不上"), "{}", said(&forged));
    let foreign = office.run("qr", "https://example.invalid/", &["--json"]);
    assert_eq!(foreign.status.code(), Some(6));
    assert!(said(&foreign).contains("\"code\":\"foreign\""), "{}", said(&foreign));
    let pinned = office.run("qr", receipt(), &["--pin", "0011223344556677"]);
    assert_eq!(pinned.status.code(), Some(6));
    assert!(said(&pinned).contains("不是指定的网关签的"), "{}", said(&pinned));
    assert_eq!(office.run("pdf", "nowhere.pdf", &[]).status.code(), Some(2));
    assert_eq!(office.run("stamp", "x", &[]).status.code(), Some(2));
    let list = String::from_utf8(list()).unwrap().replace("县", "区");
    std::fs::write(&office.keys, list).unwrap();
    let untrue = office.run("qr", receipt(), &[]);
    assert_eq!(untrue.status.code(), Some(6));
    assert!(said(&untrue).contains("密钥表自己的签名对不上"), "{}", said(&untrue));
}
