//! The layouts of the papers, as an official who changes one meets them: `bianmin paper …`.
#![allow(clippy::unwrap_used)]

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

fn assets() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../assets")
}

fn bianmin(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_bianmin")).args(arguments).output().unwrap()
}

/// A content folder of one's own, whose layouts may be changed.
fn own_content() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    for name in ["catalogue", "forms"] {
        std::os::unix::fs::symlink(assets().join(name).canonicalize().unwrap(), folder.path().join(name))
            .unwrap();
    }
    fs::create_dir(folder.path().join("papers")).unwrap();
    for file in fs::read_dir(assets().join("papers")).unwrap().map(Result::unwrap) {
        if file.file_type().unwrap().is_file() {
            fs::copy(file.path(), folder.path().join("papers").join(file.file_name())).unwrap();
        }
    }
    folder
}

fn change(folder: &Path, file: &str, from: &str, to: &str) {
    let path = folder.join("papers").join(file);
    let text = fs::read_to_string(&path).unwrap();
    assert!(text.contains(from), "{file} has no {from}");
    fs::write(path, text.replacen(from, to, 1)).unwrap();
}

fn lint(folder: &Path) -> (Option<i32>, String) {
    let said = bianmin(&["paper", "lint", folder.join("papers").to_str().unwrap()]);
    (said.status.code(), String::from_utf8_lossy(&[said.stdout, said.stderr].concat()).into_owned())
}

fn text_of(pdf: &Path, page: Option<u32>) -> String {
    let mut reader = Command::new("pdftotext");
    if let Some(page) = page {
        reader.args(["-f", &page.to_string(), "-l", &page.to_string()]);
    }
    let said = reader.arg("-layout").arg(pdf).arg("-").output().unwrap();
    String::from_utf8(said.stdout).unwrap().split_whitespace().collect()
}

#[test]
fn the_layouts_of_the_house_have_no_flaw() {
    let (code, said) = lint(&assets().join("papers").join(".."));
    assert_eq!(code, Some(0), "{said}");
}

#[test]
fn what_an_official_got_wrong_is_named_with_its_file() {
    let slips = [
        ("receipt.json", "{applicant}", "{aplicant}", "receipt.json：没有“aplicant”这个内容"),
        ("receipt.json", "\"heading\"", "\"haeding\"", "receipt.json：第"),
        ("receipt.json", "{send_by|date}", "{send_by|dat}", "no filter"),
        ("notice.json", "\"width\": 0.8", "\"width\": 0", "notice.json：宽度要大于 0"),
        (
            "parts.json",
            "{\"each\": {\"in\": \"remedies\"",
            "{\"include\": \"remedies\"}, {\"each\": {\"in\": \"remedies\"",
            "公用部分“remedies”绕回了自己",
        ),
        (
            "denied.json",
            "\"include\": \"remedies\"",
            "\"include\": \"remedy\"",
            "denied.json：parts.json 里没有公用部分“remedy”",
        ),
        (
            "denied.json",
            "{\"include\": \"remedies\"}",
            "{\"gap\": 4}",
            "denied.json：拒绝申请人的文书要印救济途径",
        ),
        (
            "form-homestead.json",
            "\"span\": 2",
            "\"span\": 3",
            "form-homestead.json：表格有12列，有一行占了13列",
        ),
        (
            "form-homestead.json",
            "{fields.east}",
            "{fields.esat}",
            "form-homestead.json：没有“fields.esat”这个内容",
        ),
        ("page.json", "\"folio\"", "\"foliot\"", "page.json：第"),
        (
            "receipt.json",
            "\"receipt_archive\"",
            "\"receipt_archive\", \"large\": true",
            "receipt.json：只能有一联印大字版",
        ),
        ("receipt.json", "\"organ\"", "\"large\": true, \"organ\"", "receipt.json：分联的文书，large 写在"),
        ("collection.json", "\"large\": true", "\"large\": true, \"when\": \"agent\"", "不能写 when"),
        ("granted.json", "\"organ\"", "\"large\": true, \"organ\"", "granted.json：这种文书不印大字版"),
        (
            "slip-receipt.json",
            "\"organ\"",
            "\"large\": true, \"organ\"",
            "slip-receipt.json：这种文书不印大字版",
        ),
        ("page.json", "\"large\": {", "\"nothing\": {", "page.json：第"),
    ];
    for (file, from, to, sentence) in slips {
        let folder = own_content();
        change(folder.path(), file, from, to);
        let (code, said) = lint(folder.path());
        assert_eq!(code, Some(2), "{file}: {said}");
        assert!(said.contains(sentence), "{sentence} is not in {said}");
    }
}

#[test]
fn a_changed_layout_is_what_gets_printed() {
    let folder = own_content();
    change(folder.path(), "receipt.json", "本次没有收下材料", "今天没有收下材料");
    change(folder.path(), "receipt.json", "\"收件凭证\"", "\"收件单\"");
    let out = folder.path().join("receipt.pdf");
    let layouts = folder.path().join("papers");
    let said = bianmin(&[
        "paper",
        "preview",
        "receipt",
        "--layouts",
        layouts.to_str().unwrap(),
        "--out",
        out.to_str().unwrap(),
    ]);
    assert!(said.status.success(), "{said:?}");
    let text = text_of(&out, None);
    assert!(text.contains("收件单") && !text.contains("收件凭证存档联"), "{text}");
}

#[test]
fn each_name_of_a_list_gets_a_page() {
    let folder = tempfile::tempdir().unwrap();
    let (names, out) = (folder.path().join("names.txt"), folder.path().join("names.pdf"));
    let list = ["王䶮", "𬱖𠮷·买买提江", "㛃𬭎鿍𡋾"];
    fs::write(&names, list.join("\n")).unwrap();
    let said = bianmin(&[
        "paper",
        "preview",
        "acceptance",
        "--names",
        names.to_str().unwrap(),
        "--out",
        out.to_str().unwrap(),
    ]);
    assert!(said.status.success(), "{said:?}");
    for (name, page) in list.iter().zip(1..) {
        let text = text_of(&out, Some(page));
        assert!(text.contains(&format!("{name}（证件号码")), "{name} is not on page {page}: {text}");
    }
}

#[test]
fn a_name_that_cannot_be_printed_is_named_with_its_line_and_does_not_keep_the_others_from_it() {
    let folder = tempfile::tempdir().unwrap();
    let (names, out) = (folder.path().join("names.txt"), folder.path().join("names.pdf"));
    fs::write(&names, "王䶮\n张\u{E5E5}\n\n㛃\u{F0000}\n𬱖𠮷\n").unwrap();
    let arguments = ["paper", "preview", "acceptance", "--names", names.to_str().unwrap(), "--out"];
    let said = bianmin(&[&arguments[..], &[out.to_str().unwrap()]].concat());
    let words = String::from_utf8(said.stdout).unwrap();
    assert_eq!(said.status.code(), Some(3), "{words}");
    assert!(words.contains("第2行") && words.contains("U+E5E5"), "{words}");
    assert!(words.contains("第4行") && words.contains("U+F0000"), "{words}");
    assert_eq!(page_count(&out), 2);
    assert!(text_of(&out, Some(2)).contains("𬱖𠮷（证件号码"));
}

#[test]
fn a_paper_nobody_knows_is_refused_with_the_names_of_those_there_are() {
    let said = bianmin(&["paper", "preview", "recipt", "--out", "nowhere.pdf"]);
    let words = String::from_utf8_lossy(&said.stderr).into_owned();
    assert_eq!(said.status.code(), Some(2));
    assert!(words.contains("recipt") && words.contains("receipt") && words.contains("mandate"), "{words}");
}

#[test]
fn large_print_says_the_same_over_more_pages() {
    let folder = tempfile::tempdir().unwrap();
    let print = |large: bool| {
        let out = folder.path().join(format!("{large}.pdf"));
        let mut arguments = vec!["paper", "preview", "notice", "--out", out.to_str().unwrap()];
        arguments.extend(large.then_some("--large"));
        let said = bianmin(&arguments);
        assert!(said.status.success(), "{said:?}");
        out
    };
    let (usual, large) = (print(false), print(true));
    assert!(page_count(&large) > page_count(&usual) / 2, "of two copies one is had in large print");
    let words = text_of(&large, None);
    assert!(words.contains("本告知书是便民服务站提供的办事指导"));
    assert!(
        words.contains("大字版供阅读，以原件为准") && !words.contains("被告知人（签字或按指印）"),
        "{words}"
    );
    assert!(!text_of(&usual, None).contains("大字版"));
}

#[test]
fn a_slip_is_looked_at_as_its_printer_prints_it_and_a_scanner_finds_the_case_by_it() {
    let folder = tempfile::tempdir().unwrap();
    for (roll, dots) in [("58", 384), ("80", 576)] {
        let out = folder.path().join(format!("{roll}.png"));
        let said = bianmin(&["paper", "preview", "receipt", "--slip", roll, "--out", out.to_str().unwrap()]);
        assert!(said.status.success(), "{said:?}");
        let picture = image::open(&out).unwrap().into_luma8();
        assert_eq!(picture.width(), dots);
        let read = rxing::helpers::detect_in_luma(
            picture.to_vec(),
            picture.width(),
            picture.height(),
            Some(rxing::BarcodeFormat::CODE_128),
        );
        assert_eq!(read.unwrap().getText(), "46051100200120260415010007X");
    }
    let out = folder.path().join("form.png");
    let said = bianmin(&["paper", "preview", "form", "--slip", "58", "--out", out.to_str().unwrap()]);
    let words = String::from_utf8_lossy(&said.stderr).into_owned();
    assert_eq!(said.status.code(), Some(2));
    assert!(words.contains("receipt referral"), "only those that have a slip are named: {words}");
}

fn page_count(pdf: &Path) -> usize {
    let said = Command::new("pdfinfo").arg(pdf).output().unwrap();
    let words = String::from_utf8_lossy(&said.stdout).into_owned();
    words.lines().find_map(|line| line.strip_prefix("Pages:")).unwrap().trim().parse().unwrap()
}

#[test]
fn a_household_of_sixty_is_named_at_the_head_of_every_page_it_runs_over() {
    let (pack, findings) = catalogue::Pack::read(&assets()).unwrap();
    assert_eq!(findings, []);
    let samples = station::form_samples(&pack).unwrap();
    let wanted =
        |sample: &&papers::Sample| sample.name == "form-subsistence-allowance" && sample.set == "extreme";
    let sample = samples.iter().find(wanted).unwrap();
    let press = papers::Press::new(std::sync::Arc::new(papers::FontSet::open_system().unwrap())).unwrap();
    let paper = press.render(&sample.document, &papers::Marks::Plain, papers::Print::Usual).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let out = folder.path().join("form.pdf");
    fs::write(&out, &paper.pdf).unwrap();
    // a member's first and second row stand on one page: the number above the card
    let with_members: Vec<String> = (1..=paper.pages)
        .map(|page| text_of(&out, Some(page)))
        .filter(|text| text.contains("460034195102181044"))
        .collect();
    assert!(with_members.len() >= 3, "sixty people need three pages");
    for text in &with_members {
        assert!(text.contains("与申请人关系"), "no head on {text}");
        assert!(text.contains("残疾人证号"), "no second head row on {text}");
    }
    let said: usize = with_members.iter().map(|text| text.matches("46003419510218104442").count()).sum();
    assert_eq!(said, 30, "every other member has a card");
}
