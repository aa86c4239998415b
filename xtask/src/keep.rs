//! Stamps: what was true of some files when a step last ran, so that it is not run again for nothing.

use std::fs;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

use crate::problem::{Outcome, Problem};

/// The SHA-256 of one file, as lower-case hex.
///
/// # Errors
/// When the file cannot be read.
pub fn sha256(file: &Path) -> Outcome<String> {
    let mut hasher = Sha256::new();
    let mut open = fs::File::open(file).map_err(Problem::file(file))?;
    std::io::copy(&mut open, &mut Writer(&mut hasher)).map_err(Problem::file(file))?;
    Ok(hex::encode(hasher.finalize()))
}

/// Feeds a hasher from a reader, so that a font of 30 MB is not read into memory at once.
struct Writer<'a>(&'a mut Sha256);

impl std::io::Write for Writer<'_> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// One mark over names and contents of all files below the given places. Places that are not there count as empty;
/// folders of the given names are passed over.
///
/// # Errors
/// When a file cannot be read.
pub fn mark(places: &[PathBuf], passed_over: &[&str]) -> Outcome<String> {
    let mut files = Vec::new();
    for place in places {
        collect(place, passed_over, &mut files)?;
    }
    files.sort();
    let mut hasher = Sha256::new();
    for file in files {
        hasher.update(file.to_string_lossy().as_bytes());
        hasher.update(sha256(&file)?.as_bytes());
    }
    Ok(hex::encode(hasher.finalize()))
}

fn collect(place: &Path, passed_over: &[&str], files: &mut Vec<PathBuf>) -> Outcome {
    if place.is_file() {
        files.push(place.to_path_buf());
    } else if place.is_dir() {
        for entry in fs::read_dir(place).map_err(Problem::file(place))? {
            let path = entry.map_err(Problem::file(place))?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
            if !passed_over.contains(&name.as_str()) {
                collect(&path, passed_over, files)?;
            }
        }
    }
    Ok(())
}

/// Whether the stamp says this mark.
pub fn is_stamped(stamp: &Path, mark: &str) -> bool {
    fs::read_to_string(stamp).is_ok_and(|kept| kept == mark)
}

/// Writes the stamp.
///
/// # Errors
/// When the file or its folder cannot be written.
pub fn stamp(stamp: &Path, mark: &str) -> Outcome {
    if let Some(folder) = stamp.parent() {
        fs::create_dir_all(folder).map_err(Problem::file(folder))?;
    }
    fs::write(stamp, mark).map_err(Problem::file(stamp))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_of_a_file_is_that_of_sha256sum() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("abc");
        fs::write(&file, "abc").unwrap();
        let known = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
        assert_eq!(sha256(&file).unwrap(), known);
    }

    #[test]
    fn a_changed_file_changes_the_mark_and_a_passed_over_folder_does_not() {
        let folder = tempfile::tempdir().unwrap();
        let places = [folder.path().to_path_buf()];
        fs::create_dir(folder.path().join("dist")).unwrap();
        fs::write(folder.path().join("a.ts"), "1").unwrap();
        let before = mark(&places, &["dist"]).unwrap();
        fs::write(folder.path().join("dist/made.js"), "x").unwrap();
        assert_eq!(mark(&places, &["dist"]).unwrap(), before);
        fs::write(folder.path().join("a.ts"), "2").unwrap();
        assert_ne!(mark(&places, &["dist"]).unwrap(), before);
    }

    #[test]
    fn a_stamp_holds_only_for_its_mark() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("deep/stamp");
        assert!(!is_stamped(&file, "one"));
        stamp(&file, "one").unwrap();
        assert!(is_stamped(&file, "one") && !is_stamped(&file, "two"));
    }
}
