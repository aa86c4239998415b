//! The fonts of the papers: out of Debian's packages into `assets/fonts`, each checked against
//! `packaging/fonts.sha256`. They are 160 MB and freely had, so they stay out of git.

use std::fs;
use std::path::{Path, PathBuf};

use crate::keep::sha256;
use crate::place;
use crate::problem::{Outcome, Problem};

/// Where Debian's packages fonts-noto-cjk and fonts-hanazono put their files.
const FOLDERS: [&str; 2] = ["/usr/share/fonts/opentype/noto", "/usr/share/fonts/truetype/hanazono"];

/// One line of the list of checksums, in the form of `sha256sum`.
#[derive(Debug, PartialEq)]
struct Font {
    sum: String,
    file: String,
}

/// Brings the fonts into `assets/fonts`; a font that is there and right is left alone.
///
/// # Errors
/// When a font is nowhere to be found, or is not the one the papers were measured with.
pub fn install() -> Outcome {
    let list = place::root().join("packaging/fonts.sha256");
    let to = place::root().join("assets/fonts");
    fs::create_dir_all(&to).map_err(Problem::file(&to))?;
    let mut fetched = 0;
    let text = fs::read_to_string(&list).map_err(Problem::file(&list))?;
    let fonts = read_list(&text).map_err(|says| Problem::Content { path: list, says })?;
    for font in &fonts {
        fetched += usize::from(bring(font, &FOLDERS.map(PathBuf::from), &to)?);
    }
    println!("  fonts: {} right, {fetched} of them newly brought to assets/fonts", fonts.len());
    Ok(())
}

fn read_list(text: &str) -> Result<Vec<Font>, String> {
    text.lines().filter(|line| !line.starts_with('#') && !line.trim().is_empty()).map(read_line).collect()
}

fn read_line(line: &str) -> Result<Font, String> {
    match line.split_once("  ") {
        Some((sum, file)) if sum.len() == 64 && !file.contains('/') => {
            Ok(Font { sum: sum.to_owned(), file: file.to_owned() })
        }
        _ => Err(format!("not `SHA-256  FILE`: {line}")),
    }
}

/// True when the file had to be brought.
fn bring(font: &Font, from: &[PathBuf], to: &Path) -> Outcome<bool> {
    let kept = to.join(&font.file);
    if kept.is_file() && sha256(&kept)? == font.sum {
        return Ok(false);
    }
    let source = from
        .iter()
        .map(|folder| folder.join(&font.file))
        .find(|file| file.is_file())
        .ok_or_else(|| Problem::said(format!("{} is in none of {FOLDERS:?}", font.file)))?;
    let sum = sha256(&source)?;
    if sum != font.sum {
        let says = format!("SHA-256 is {sum}, packaging/fonts.sha256 wants {}", font.sum);
        return Err(Problem::Content { path: source, says });
    }
    link_or_copy(&source, &kept)?;
    Ok(true)
}

/// A hard link costs no disk; across file systems only a copy is possible.
fn link_or_copy(from: &Path, to: &Path) -> Outcome {
    if to.exists() {
        fs::remove_file(to).map_err(Problem::file(to))?;
    }
    if fs::hard_link(from, to).is_err() {
        fs::copy(from, to).map_err(Problem::file(to))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    const ABC: &str = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    fn font() -> Font {
        Font { sum: ABC.to_owned(), file: "Song.ttf".to_owned() }
    }

    #[test]
    fn a_font_is_brought_once() {
        let (from, to) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        fs::write(from.path().join("Song.ttf"), "abc").unwrap();
        let folders = [from.path().to_path_buf()];
        assert!(bring(&font(), &folders, to.path()).unwrap());
        assert!(!bring(&font(), &folders, to.path()).unwrap());
        assert_eq!(fs::read_to_string(to.path().join("Song.ttf")).unwrap(), "abc");
    }

    #[test]
    fn a_font_that_is_another_is_refused_and_not_kept() {
        let (from, to) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        fs::write(from.path().join("Song.ttf"), "abd").unwrap();
        assert!(bring(&font(), &[from.path().to_path_buf()], to.path()).is_err());
        assert!(!to.path().join("Song.ttf").exists());
    }

    #[test]
    fn a_damaged_copy_is_brought_again() {
        let (from, to) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
        fs::write(from.path().join("Song.ttf"), "abc").unwrap();
        fs::write(to.path().join("Song.ttf"), "ab").unwrap();
        assert!(bring(&font(), &[from.path().to_path_buf()], to.path()).unwrap());
    }

    #[test]
    fn the_list_in_the_repository_can_be_read() {
        let text = fs::read_to_string(place::root().join("packaging/fonts.sha256")).unwrap();
        assert_eq!(read_list(&text).unwrap().len(), 6);
    }

    #[test]
    fn a_line_that_leads_out_of_the_folder_is_refused() {
        assert!(read_line(&format!("{ABC}  ../Song.ttf")).is_err());
    }
}
