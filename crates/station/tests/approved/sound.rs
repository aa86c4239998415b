//! What every file of the gallery has: a sound structure, a small size, its words in the order of reading.

use std::fs;
use std::path::Path;
use std::process::Command;
use std::sync::Arc;
use std::thread;

use papers::{Code, Document, FontSet, Marks, PaperError, PaperNumber, Press, Print, Sample, file_seal};

use crate::shelf::said;

const LARGEST_PAGE: usize = 130 * 1024;

fn everything() -> Vec<Sample> {
    let (pack, findings) =
        catalogue::Pack::read(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../assets")).unwrap();
    assert_eq!(findings, []);
    let mut all = papers::samples().unwrap();
    all.extend(station::form_samples(&pack).unwrap());
    all
}

fn printed(press: &Press, document: &Document, print: Print) -> papers::Rendered {
    press.render(document, &marks(document), print).unwrap()
}

fn marks(document: &Document) -> Marks<'static> {
    if document.is_of_a_case() {
        Marks::Coded(Code {
            number: PaperNumber::parse("460511002001 20260415 01 0007 X").unwrap(),
            version: 1,
            digest: [7; 16],
            key_id: [1; 8],
            sign: &|_| [9; 64],
            reprint: 0,
        })
    } else {
        Marks::Plain
    }
}

/// Looks at every paper of the gallery, half of them on each core.
fn each(look: impl Fn(&Sample, &Press, &Path) + Sync) {
    let press = Press::new(Arc::new(FontSet::open_system().unwrap())).unwrap();
    let all = everything();
    let folder = tempfile::tempdir().unwrap();
    let (left, right) = all.split_at(all.len() / 2);
    thread::scope(|scope| {
        scope.spawn(|| left.iter().for_each(|sample| look(sample, &press, folder.path())));
        right.iter().for_each(|sample| look(sample, &press, folder.path()));
    });
}

#[test]
fn every_file_is_sound_and_a_form_page_small() {
    each(|sample, press, folder| {
        let paper = printed(press, &sample.document, Print::Usual);
        let name = format!("{}-{}", sample.name, sample.set);
        let most = LARGEST_PAGE * paper.pages as usize;
        assert!(paper.pdf.len() <= most, "{name}: {} bytes on {} pages", paper.pdf.len(), paper.pages);
        let file = folder.join(format!("{name}.pdf"));
        fs::write(&file, &paper.pdf).unwrap();
        let checked = said(Command::new("qpdf").arg("--check").arg(&file));
        let words = String::from_utf8_lossy(&checked.stdout).into_owned();
        assert!(words.contains("No syntax or stream encoding errors"), "{name}: {words}");
    });
}

#[test]
fn every_page_is_read_from_its_head_over_its_text_to_its_foot() {
    each(|sample, press, folder| {
        let paper = printed(press, &sample.document, Print::Usual);
        let name = format!("{}-{}", sample.name, sample.set);
        let file = folder.join(format!("{name}.pdf"));
        fs::write(&file, &paper.pdf).unwrap();
        let text = said(Command::new("pdftotext").arg("-raw").arg(&file).arg("-")).stdout;
        let text = String::from_utf8(text).unwrap();
        for page in text.split_terminator('\u{C}') {
            let bare: String = page.chars().filter(|c| !c.is_whitespace()).collect();
            let foot = bare.rfind("页共").unwrap_or_else(|| panic!("{name} has no foot: {page}"));
            // after the count of pages stands at most version and check words
            assert!(bare[foot..].chars().count() < 40, "{name} goes on below its foot: {page}");
            let title: String = press.layouts().told(&sample.document).unwrap().title;
            let title: String = title.chars().filter(|c| !c.is_whitespace()).take(6).collect();
            let head = bare.find(&title).unwrap_or_else(|| panic!("{name} has no head: {page}"));
            assert!(bare[..head].chars().count() < 60, "{name} has text above its head: {page}");
        }
    });
}

#[test]
fn what_a_resident_reads_can_be_printed_large_and_says_that_it_is_no_original() {
    let read = ["receipt", "notice", "promise", "mandate", "referral", "collection", "guide"];
    each(|sample, press, folder| {
        let name = format!("{}-{}", sample.name, sample.set);
        if !read.contains(&sample.name.as_str()) {
            let refused = press.render(&sample.document, &marks(&sample.document), Print::Large);
            assert!(matches!(refused, Err(PaperError::NoLarge)), "{name}");
            return;
        }
        let large = printed(press, &sample.document, Print::Large);
        assert!(file_seal::parse(&large.pdf).is_err(), "{name} is sealed");
        let file = folder.join(format!("{name}.pdf"));
        fs::write(&file, &large.pdf).unwrap();
        let text = Command::new("pdftotext").arg(&file).arg("-").output().unwrap().stdout;
        let text: String = String::from_utf8(text).unwrap().split_whitespace().collect();
        let said = text.matches("大字版供阅读，以原件为准").count();
        assert_eq!(said, large.pages as usize, "{name} says it on every page");
        assert!(
            !text.contains("（签字") && !text.contains("（盖章处）"),
            "{name} is not to be signed: {text}"
        );
    });
}
