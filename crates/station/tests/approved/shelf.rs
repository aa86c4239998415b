//! Where pages lie: the approved ones, those printed now, and what differs.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::thread;

use crate::picture::Picture;

/// A folder of pages, each a picture and its words: `receipt-typical-1.png` and `receipt-typical-1.txt`.
pub struct Shelf {
    folder: PathBuf,
    names: BTreeSet<String>,
}

impl Shelf {
    pub fn at(folder: &Path) -> Self {
        let names =
            files(folder, "png").into_iter().filter_map(|file| Some(file.file_stem()?.to_str()?.to_owned()));
        Self { folder: folder.to_path_buf(), names: names.collect() }
    }

    pub fn has(&self, name: &str) -> bool {
        self.names.contains(name)
    }

    /// The names of both shelves.
    pub fn names_with(&self, other: &Self) -> Vec<String> {
        self.names.union(&other.names).cloned().collect()
    }

    pub fn picture(&self, name: &str) -> Picture {
        Picture::read(&self.file(name, "png"))
    }

    pub fn words(&self, name: &str) -> String {
        fs::read_to_string(self.file(name, "txt")).unwrap_or_default()
    }

    pub fn put(&self, name: &str, picture: &Picture, words: &str) {
        picture.write(&self.file(name, "png"));
        fs::write(self.file(name, "txt"), words).unwrap();
    }

    fn file(&self, name: &str, ending: &str) -> PathBuf {
        self.folder.join(format!("{name}.{ending}"))
    }
}

pub fn approved() -> Shelf {
    Shelf::at(&Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/approved"))
}

/// A folder of that name under `target/papers`, with nothing in it.
pub fn emptied(name: &str) -> PathBuf {
    let target = Path::new(env!("CARGO_TARGET_TMPDIR")).parent().unwrap();
    let folder = target.join("papers").join(name);
    if folder.is_dir() {
        fs::remove_dir_all(&folder).unwrap();
    }
    fs::create_dir_all(&folder).unwrap();
    folder
}

/// The files of a folder with this ending, in order.
pub fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let Ok(entries) = fs::read_dir(folder) else { return Vec::new() };
    let paths = entries.map(|entry| entry.unwrap().path());
    let mut files: Vec<PathBuf> =
        paths.filter(|path| path.extension().is_some_and(|e| e == ending)).collect();
    files.sort();
    files
}

/// Prints the gallery as everybody does, and puts its pages on the shelf `now`.
pub fn printed_now() -> Shelf {
    let folder = emptied("gallery");
    let assets = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../assets");
    let mut bianmin = Command::new(env!("CARGO_BIN_EXE_bianmin"));
    said(bianmin.args(["paper", "gallery", "--assets"]).arg(assets).arg("--out").arg(&folder));
    let shelf = emptied("now");
    let papers = files(&folder, "pdf");
    let (left, right) = papers.split_at(papers.len() / 2);
    thread::scope(|scope| {
        scope.spawn(|| left.iter().for_each(|paper| take_down(paper, &shelf)));
        right.iter().for_each(|paper| take_down(paper, &shelf));
    });
    Shelf::at(&shelf)
}

/// The pages of one paper, in sixteen levels of grey and in words.
fn take_down(paper: &Path, shelf: &Path) {
    let text = said(Command::new("pdftotext").arg("-raw").arg(paper).arg("-")).stdout;
    let name = paper.file_stem().unwrap().to_str().unwrap();
    for (page, words) in (1..).zip(String::from_utf8(text).unwrap().split_terminator('\u{C}')) {
        let page = format!("{name}-{page}");
        let picture = Picture::read(&paper.with_file_name(format!("{page}.png")));
        Shelf { folder: shelf.to_path_buf(), names: BTreeSet::new() }.put(&page, &picture, words);
    }
}

/// The first page of a file, drawn as the gallery draws it.
pub fn drawn(pdf: &[u8]) -> Picture {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("paper.pdf");
    fs::write(&file, pdf).unwrap();
    let size = ["-png", "-singlefile", "-scale-to-x", "620", "-scale-to-y", "-1"];
    said(Command::new("pdftoppm").args(size).arg(&file).arg(folder.path().join("page")));
    Picture::read(&folder.path().join("page.png"))
}

pub fn said(program: &mut Command) -> Output {
    let output = program.output().unwrap();
    assert!(output.status.success(), "{program:?}: {}", String::from_utf8_lossy(&output.stderr));
    output
}
