//! The line, beside two peers: Anki's sync server from PyPI and tus from npm, each with its own client.

use std::fs;
use std::path::Path;

use super::{Figure, folder, programs};
use crate::problem::{Outcome, Problem};
use crate::run::program;

/// Figures can be compared only with the same peers.
const ANKI: &str = "25.9.2";
const TUS: [(&str, &str); 3] =
    [("@tus/server", "2.4.5"), ("@tus/file-store", "2.1.1"), ("tus-js-client", "4.3.1")];

/// # Errors
/// When a peer cannot be had, or what is said are no figures.
pub fn figures() -> Outcome<Vec<Figure>> {
    let (anki, tus) = (folder()?.join("anki"), folder()?.join("tus"));
    let python = anki.join("bin/python");
    programs::python_with("anki", ANKI, &anki, &python)?;
    packages(&tus)?;
    let files = folder()?.join("files");
    fs::create_dir_all(&files).map_err(Problem::file(&files))?;
    let line = program(programs::path("line")).arg(&python).arg(&tus).env("TMPDIR", &files);
    programs::told("line", &line.read()?)
}

/// A folder of npm's with the packages in it.
fn packages(folder: &Path) -> Outcome {
    let there = |(name, version): &(&str, &str)| {
        let described = fs::read_to_string(folder.join("node_modules").join(name).join("package.json"));
        described.is_ok_and(|text| text.contains(&format!("\"version\": \"{version}\"")))
    };
    if TUS.iter().all(there) {
        return Ok(());
    }
    fs::create_dir_all(folder).map_err(Problem::file(folder))?;
    let wanted = TUS.iter().map(|(name, version)| format!("{name}@{version}"));
    let install = ["install", "--no-audit", "--no-fund", "--no-save", "--loglevel=error"];
    program("npm").args(install).arg("--prefix").arg(folder).args(wanted).run()
}
