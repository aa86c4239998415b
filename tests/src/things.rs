//! Things on the counter: what a resident brings, and what comes out of the printer and goes back in signed.

use crate::eve::small_pdf;
use crate::program::done;
use image::{GrayImage, Luma, Rgb, RgbImage};
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

/// The pages of a paper, each signed with a pen and scanned.
pub fn signed_and_scanned(paper: &Path) -> Vec<PathBuf> {
    let stem = paper.with_extension("");
    done(Command::new("pdftoppm").args(["-r", SCANNER, "-png"]).arg(paper).arg(&stem));
    let sign = format!("{}-", stem.file_name().expect("a name").to_string_lossy());
    let entries = fs::read_dir(paper.parent().expect("a folder")).expect("a folder of scans");
    let of_this_paper = |path: &PathBuf| {
        let name = path.file_name().expect("a name").to_string_lossy().into_owned();
        name.starts_with(&sign) && name.ends_with(".png")
    };
    let mut scans: Vec<PathBuf> =
        entries.map(|entry| entry.expect("an entry").path()).filter(of_this_paper).collect();
    scans.sort();
    for scan in &scans {
        let mut page = image::open(scan).expect("a scan").to_rgb8();
        write_name(&mut page);
        page.save(scan).expect("a signed scan");
    }
    scans
}

/// The pages of the receipt's 存档联, signed and scanned; the other copies go home with the resident and up with the case.
pub fn copy_that_stays(receipt: &Path) -> Vec<PathBuf> {
    let words = text_of(receipt);
    let pages = signed_and_scanned(receipt);
    let stays =
        |(page, said): (PathBuf, &str)| without_spaces(said).contains("收件凭证存档联").then_some(page);
    pages.into_iter().zip(words.split('\x0c')).filter_map(stays).collect()
}

/// A page of a document in grey, A4 at 300 dpi as an office scanner gives it; different for every name.
pub fn scanned_page(folder: &Path, name: &str) -> PathBuf {
    let seed = name.bytes().fold(7u32, |sum, letter| sum.wrapping_mul(31).wrapping_add(u32::from(letter)));
    let page = GrayImage::from_fn(2480, 3508, |x, y| {
        let written = (200..2280).contains(&x) && (300..3300).contains(&y) && y % 90 < 44;
        let stroke = (x / 7).wrapping_mul(y / 11 + seed) % 5 == 0;
        let grain = (x.wrapping_mul(2_654_435_761) ^ y.wrapping_mul(40_503)) >> 29;
        Luma([if written && stroke { 40 } else { 244 } + grain as u8])
    });
    let path = folder.join(format!("{name}.jpg"));
    page.save(&path).expect("a scanned page");
    path
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
