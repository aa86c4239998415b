//! A page of a real form of ours, printed and brought back by a scanner.

use std::process::{Command, Stdio};
use std::sync::Arc;

use image::GrayImage;
use papers::{Code, Document, FontSet, Marks, PaperNumber, Press, Print};

/// The first page of the made-up 申请表 in grey.
pub fn form_page(dpi: u32) -> GrayImage {
    let pdf = form();
    let folder = std::env::temp_dir().join(format!("bianmin-scan-{}-{dpi}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let file = folder.join("form.pdf");
    std::fs::write(&file, pdf).unwrap();
    let mut draws = Command::new("pdftoppm");
    draws.args(["-gray", "-png", "-singlefile", "-r", &dpi.to_string()]);
    let drawn = draws.arg(&file).arg(folder.join("form")).stderr(Stdio::inherit()).status().unwrap();
    assert!(drawn.success(), "pdftoppm: {drawn}");
    let page = image::open(folder.join("form.png")).unwrap().to_luma8();
    std::fs::remove_dir_all(&folder).unwrap();
    page
}

fn form() -> Vec<u8> {
    let samples = papers::samples().unwrap();
    let form = samples.into_iter().find(|one| one.name == "form" && one.set == "typical").unwrap();
    assert!(matches!(form.document, Document::Form(_)));
    let press = Press::new(Arc::new(FontSet::open_system().unwrap())).unwrap();
    let sign = |bytes: &[u8]| std::array::from_fn(|at| bytes[at % bytes.len()].wrapping_mul(37) ^ at as u8);
    let marks = Marks::Coded(Code {
        number: PaperNumber::parse("460511002001 20260415 01 0007 X").unwrap(),
        version: 2,
        digest: [0x3F; 16],
        key_id: [7; 8],
        sign: &sign,
        reprint: 0,
    });
    press.render(&form.document, &marks, Print::Usual).unwrap().pdf
}
