//! Folders as a person copies them: the database with its log, and the files.

use seal::Digest;
use std::fs;
use std::path::{Path, PathBuf};

/// A folder for a run, in memory where the system has such a place.
pub fn place() -> tempfile::TempDir {
    let memory = Path::new("/dev/shm");
    let made = if memory.is_dir() { tempfile::tempdir_in(memory) } else { tempfile::tempdir() };
    made.expect("a folder for the run")
}

/// Puts a copy of `from` in the place of whatever `to` is.
pub fn copy(from: &Path, to: &Path) {
    if to.exists() {
        fs::remove_dir_all(to).expect("the old folder goes");
    }
    copy_into(from, to);
}

fn copy_into(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder to copy").flatten() {
        let (source, name) = (entry.path(), entry.file_name());
        let text = name.to_string_lossy();
        // what readers of a log share is worth nothing without them, a lock is the program's
        if text.ends_with("-shm") || text.ends_with(".lock") {
            continue;
        }
        if source.is_dir() {
            copy_into(&source, &to.join(name));
        } else if is_whole_file(&text) {
            fs::hard_link(&source, to.join(name)).expect("a second name");
        } else {
            fs::copy(&source, to.join(name)).expect("a file is copied");
        }
    }
}

/// Named by the hash of its bytes: neither program ever changes it again, so both folders may share it.
fn is_whole_file(name: &str) -> bool {
    name.parse::<Digest>().is_ok()
}

/// A folder under another, by name.
pub fn under(folder: &Path, name: &str, nr: usize) -> PathBuf {
    folder.join(format!("{name}-{nr}"))
}
