//! `cargo xtask approve NAME…`: who looked at a page of the last run and likes it puts it among the approved ones.

use std::fs;
use std::path::{Path, PathBuf};

use crate::place;
use crate::problem::{Outcome, Problem};

const ENDINGS: [&str; 2] = ["png", "txt"];

/// Copies the named pages of the last run (`receipt-typical-1`); a page that is no longer printed is taken away.
///
/// # Errors
/// When there was no run, or neither side knows a name.
pub fn run(names: &[String]) -> Outcome {
    let shelves =
        Shelves { now: place::target().join("papers/now"), approved: place::root().join("tests/approved") };
    shelves.approve(names)
}

struct Shelves {
    now: PathBuf,
    approved: PathBuf,
}

impl Shelves {
    fn approve(&self, names: &[String]) -> Outcome {
        if !self.now.is_dir() {
            let says = "nothing was printed yet: run `cargo test -p station --test approved`";
            return Err(Problem::said(says));
        }
        fs::create_dir_all(&self.approved).map_err(Problem::file(&self.approved))?;
        names.iter().try_for_each(|name| self.one(name.trim_end_matches(".png")))
    }

    fn one(&self, name: &str) -> Outcome {
        let printed = page(&self.now, name, "png").is_file();
        let known = page(&self.approved, name, "png").is_file();
        match (printed, known) {
            (false, false) => return Err(Problem::said(format!("there is no page {name}"))),
            (true, false) => println!("  new       {name}"),
            (true, true) => println!("  replaced  {name}"),
            (false, true) => println!("  removed   {name}"),
        }
        for ending in ENDINGS {
            let (from, to) = (page(&self.now, name, ending), page(&self.approved, name, ending));
            if printed {
                fs::copy(&from, &to).map(drop).map_err(Problem::file(from))?;
            } else {
                fs::remove_file(&to).map_err(Problem::file(to))?;
            }
        }
        Ok(())
    }
}

fn page(folder: &Path, name: &str, ending: &str) -> PathBuf {
    folder.join(format!("{name}.{ending}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shelves(folder: &Path) -> Shelves {
        let shelves = Shelves { now: folder.join("now"), approved: folder.join("approved") };
        for (place, name, words) in [(&shelves.now, "a-1", "new"), (&shelves.approved, "b-1", "old")] {
            fs::create_dir_all(place).unwrap();
            ENDINGS.iter().for_each(|ending| fs::write(page(place, name, ending), words).unwrap());
        }
        shelves
    }

    #[test]
    fn only_what_is_named_is_approved() {
        let folder = tempfile::tempdir().unwrap();
        let shelves = shelves(folder.path());
        shelves.approve(&["a-1".to_owned()]).unwrap();
        assert_eq!(fs::read_to_string(page(&shelves.approved, "a-1", "txt")).unwrap(), "new");
        assert_eq!(fs::read_to_string(page(&shelves.approved, "b-1", "png")).unwrap(), "old");
    }

    #[test]
    fn a_page_that_is_no_longer_printed_goes_when_it_is_named_and_an_unknown_one_is_refused() {
        let folder = tempfile::tempdir().unwrap();
        let shelves = shelves(folder.path());
        shelves.approve(&["b-1".to_owned()]).unwrap();
        assert!(!page(&shelves.approved, "b-1", "png").exists());
        assert!(shelves.approve(&["c-1".to_owned()]).unwrap_err().to_string().contains("c-1"));
    }
}
