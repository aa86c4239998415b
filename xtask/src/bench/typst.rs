//! What our papers say, set by typst, which lays out by itself: a peer that comes as a Python package.

use super::{Figure, folder, programs};
use crate::place;
use crate::problem::Outcome;
use crate::run::program;

/// Figures can be compared only with the same peer.
const VERSION: &str = "0.15.2";
const PROGRAM: &str = include_str!("typst_peer.py");
const PAPERS: [&str; 2] = ["form", "dense"];

/// # Errors
/// When the package cannot be had, or what it says are no figures.
pub fn figures() -> Outcome<Vec<Figure>> {
    let folder = folder()?.join("typst");
    let python = folder.join("bin/python");
    programs::python_with("typst", VERSION, &folder, &python)?;
    let mut all = Vec::new();
    for paper in PAPERS {
        let words = folder.join(format!("{paper}.json"));
        program(programs::path("paper_speed")).args(["words", paper]).arg(&words).read()?;
        let fonts = place::root().join("assets/fonts");
        let run = program(&python).arg("-c").hidden(PROGRAM).arg(fonts).arg(paper).arg(&words);
        all.extend(programs::told("typst", &run.read()?)?);
    }
    Ok(all)
}
