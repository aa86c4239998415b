//! The text files of the work tree that git knows or would take.

use std::fs;

use crate::place;
use crate::problem::Outcome;
use crate::run::program;

/// One text file.
pub struct File {
    /// From the root, with `/`.
    pub path: String,
    pub text: String,
}

/// All of them, in order of path.
pub struct Tree(Vec<File>);

impl Tree {
    /// # Errors
    /// When git cannot list the files.
    pub fn read() -> Outcome<Self> {
        let list = ["ls-files", "-z", "--cached", "--others", "--exclude-standard"];
        let names = program("git").args(["-c", "core.quotePath=off"]).args(list).read()?;
        let mut files: Vec<File> = names.split('\0').filter_map(open).collect();
        files.sort_by(|a, b| a.path.cmp(&b.path));
        Ok(Tree(files))
    }

    #[cfg(test)]
    pub fn of(files: &[(&str, &str)]) -> Self {
        let file = |(path, text): &(&str, &str)| File { path: (*path).to_owned(), text: (*text).to_owned() };
        Tree(files.iter().map(file).collect())
    }

    /// Every file.
    pub fn all(&self) -> impl Iterator<Item = &File> {
        self.0.iter()
    }

    /// The files written by hand in a programming language.
    pub fn code(&self) -> impl Iterator<Item = &File> {
        self.all().filter(|file| file.is_one_of(&["rs", "ts", "vue", "mjs", "css", "sh"]) && !file.is_made())
    }

    /// One file by its path.
    pub fn find(&self, path: &str) -> Option<&File> {
        self.all().find(|file| file.path == path)
    }
}

/// Nothing for a picture, a file deleted but not yet committed, or a folder of another repository.
fn open(name: &str) -> Option<File> {
    let text = fs::read_to_string(place::root().join(name)).ok()?;
    Some(File { path: name.to_owned(), text })
}

impl File {
    /// Whether its name ends with one of these.
    pub fn is_one_of(&self, endings: &[&str]) -> bool {
        self.path.rsplit_once('.').is_some_and(|(_, ending)| endings.contains(&ending))
    }

    /// Made by a program from something else.
    pub fn is_made(&self) -> bool {
        self.path.contains("/gen/") || self.path.contains(".gen.")
    }

    /// A file that holds only tests.
    pub fn is_test(&self) -> bool {
        let name = self.path.rsplit('/').next().unwrap_or_default();
        self.path.contains("/tests/")
            || self.path.starts_with("tests/")
            || name == "tests.rs"
            || name.contains(".test.")
    }

    /// The lines with their numbers from 1.
    pub fn lines(&self) -> impl Iterator<Item = (usize, &str)> {
        self.text.lines().enumerate().map(|(index, line)| (index + 1, line))
    }
}
