//! The measuring programs: examples of the crates that own what is measured.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use serde::Deserialize;

use super::Figure;
use crate::place;
use crate::problem::{Outcome, Problem};
use crate::run::{cargo, program};

/// The crates with a measuring program, and those whose programs are measured. Always taken together: one alone would be
/// built with other features of what they share, and all of that anew.
const BUILT: [&str; 7] = ["catalogue", "station-store", "scan", "peers", "station", "gateway", "journeys"];

/// Another writer of PDF, which only we ask for.
const PEERS: &str = "peers/krilla";

/// One of them.
pub struct Program {
    pub example: &'static str,
    pub arguments: &'static [&'static str],
}

/// Builds those that are wanted, and the programs they measure, as they are shipped. Each takes minutes to link.
///
/// # Errors
/// When they do not build.
pub fn build(examples: &BTreeSet<&str>) -> Outcome {
    if examples.is_empty() {
        return Ok(());
    }
    let packages = BUILT.iter().flat_map(|name| ["-p", name]);
    let examples = examples.iter().flat_map(|name| ["--example", name]);
    let build = cargo().args(["build", "--release", "--locked", "--bins", "--features", PEERS]);
    build.args(packages).args(examples).run()
}

impl Program {
    /// Runs it and reads what it says. Its files lie on the disk of the work tree: what is on the disk before it is
    /// answered must not lie in memory.
    ///
    /// # Errors
    /// When it fails, or says nothing or something else than figures.
    pub fn figures(&self, folder: &Path) -> Outcome<Vec<Figure>> {
        let files = folder.join("files");
        fs::create_dir_all(&files).map_err(Problem::file(&files))?;
        let said = program(path(self.example)).args(self.arguments).env("TMPDIR", &files).read()?;
        told(self.example, &said)
    }
}

/// A Python of its own with a package of PyPI in it.
///
/// # Errors
/// When either cannot be had.
pub fn python_with(package: &str, release: &str, folder: &Path, python: &Path) -> Outcome {
    let there = format!("from importlib.metadata import version; assert version('{package}') == '{release}'");
    if program(python).args(["-c", &there]).works() {
        return Ok(());
    }
    program("python3").args(["-m", "venv"]).arg(folder).run()?;
    program(python).args(["-m", "pip", "install", "--quiet", &format!("{package}=={release}")]).run()
}

/// Where a built one lies.
pub fn path(example: &str) -> PathBuf {
    place::target().join("release/examples").join(example)
}

/// The figures a program told; none, and why on the screen, when the machine lacks what it takes.
///
/// # Errors
/// When they are none.
pub fn told(program: &str, said: &str) -> Outcome<Vec<Figure>> {
    let Some(lack) = lack(said) else {
        return read(said).map_err(|line| Problem::said(format!("{program} said what is no figure: {line}")));
    };
    println!("  {program}: {lack}; no figures");
    Ok(Vec::new())
}

/// What the machine lacks, when that is all that was said.
fn lack(said: &str) -> Option<String> {
    #[derive(Deserialize)]
    struct Lacking {
        lack: String,
    }
    serde_json::from_str(said).ok().map(|lacking: Lacking| lacking.lack)
}

/// The figures, or the line that is none.
fn read(said: &str) -> Result<Vec<Figure>, String> {
    let figures: Result<Vec<Figure>, String> =
        said.lines().map(|line| serde_json::from_str(line).map_err(|_| line.to_owned())).collect();
    figures.and_then(|figures| if figures.is_empty() { Err("(nothing)".to_owned()) } else { Ok(figures) })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_machine_lacks_is_no_figure_and_no_fault() {
        assert!(told("line", "{\"lack\":\"no link\"}\n").unwrap().is_empty());
        assert_eq!(lack("{\"name\":\"a\",\"value\":1.5,\"unit\":\"ms\"}"), None);
    }

    #[test]
    fn figures_are_read_and_anything_else_is_refused() {
        let figures = read("{\"name\":\"a\",\"value\":1.5,\"unit\":\"ms\"}\n").unwrap();
        assert_eq!((figures[0].name.as_str(), figures[0].value), ("a", 1.5));
        assert_eq!(read("").err().unwrap(), "(nothing)");
        assert_eq!(read("median 3 ms").err().unwrap(), "median 3 ms");
        assert!(told("line", "").is_err());
        assert!(read("{\"name\":\"a\",\"value\":null,\"unit\":\"ms\"}").is_err(), "not a number");
    }
}
