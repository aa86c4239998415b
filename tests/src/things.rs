//! Things on the counter: what a resident brings, and what comes out of the printer and goes back in signed.

use crate::eve::small_pdf;
use crate::program::done;
use image::{Rgb, RgbImage};
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

/// Dots per inch of the station's scanner.
const SCANNER: &str = "200";
/// The ink of a ball pen.
const INK: Rgb<u8> = Rgb([20, 30, 90]);

/// A photo of something, different for every name.
pub fn photo(folder: &Path, name: &str) -> PathBuf {
    let tint = name.bytes().fold(7u8, |sum, letter| sum.wrapping_mul(31).wrapping_add(letter));
    let picture = RgbImage::from_fn(640, 400, |x, y| {
        let shade = ((x * 3 + y * 5) % 200) as u8;
        Rgb([shade, tint, shade.wrapping_add(tint)])
    });
    let path = folder.join(format!("{name}.png"));
    picture.save(&path).expect("a photo");
    path
}

/// A document that came as PDF.
pub fn document(folder: &Path, name: &str) -> PathBuf {
    let path = folder.join(format!("{name}.pdf"));
    fs::write(&path, small_pdf()).expect("a document");
    path
}

/// The paper among the printed ones that says these words, the newest first.
pub fn paper_saying(printed: &[Vec<u8>], words: &str, folder: &Path) -> PathBuf {
    let newest_first = printed.iter().enumerate().rev();
    let mut papers = newest_first.map(|(at, pdf)| {
        let path = folder.join(format!("printed-{at}.pdf"));
        fs::write(&path, pdf).expect("a printed paper");
        path
    });
    let said = papers.find(|path| without_spaces(&text_of(path)).contains(words));
    said.unwrap_or_else(|| panic!("no printed paper of {} says {words}", printed.len()))
}

/// The words of a paper.
pub fn text_of(paper: &Path) -> String {
    done(Command::new("pdftotext").arg("-layout").arg(paper).arg("-"))
}

fn without_spaces(text: &str) -> String {
    text.chars().filter(|letter| !letter.is_whitespace()).collect()
}

/// The first page of a paper, signed with a pen and scanned.
pub fn signed_and_scanned(paper: &Path) -> PathBuf {
    let stem = paper.with_extension("");
    done(Command::new("pdftoppm").args(["-r", SCANNER, "-png", "-singlefile"]).arg(paper).arg(&stem));
    let scan = stem.with_extension("png");
    let mut page = image::open(&scan).expect("a scan").to_rgb8();
    write_name(&mut page);
    page.save(&scan).expect("a signed scan");
    scan
}

/// A wavy line in the lower half, as a hand writes it.
fn write_name(page: &mut RgbImage) {
    let (width, height) = page.dimensions();
    for step in 0..width / 5 {
        let swing = (f64::from(step) / 9.0).sin() * 14.0;
        let (x, y) = (width / 3 + step, (f64::from(height) * 0.62 + swing) as u32);
        for thick in 0..4 {
            page.put_pixel(x, y + thick, INK);
        }
    }
}
