//! `cargo xtask tidy`: the house rules that a program can check.

mod content;
mod crates_map;
mod functions;
mod lengths;
mod levels;
mod texts;
mod tree;
mod words;

use crate::problem::{Outcome, Problem};
use tree::Tree;

/// Something found. A fault fails the chore, a remark is only printed.
#[derive(Debug, PartialEq)]
pub struct Finding {
    fault: bool,
    /// File, with line where there is one.
    place: String,
    says: String,
}

impl Finding {
    fn fault(place: impl Into<String>, says: impl Into<String>) -> Self {
        Finding { fault: true, place: place.into(), says: says.into() }
    }

    fn remark(place: impl Into<String>, says: impl Into<String>) -> Self {
        Finding { fault: false, place: place.into(), says: says.into() }
    }
}

/// A rule: its name and what looks for breaches.
type Rule = (&'static str, fn(&Tree) -> Outcome<Vec<Finding>>);

const RULES: [Rule; 8] = [
    ("crates use lower levels, heavy crates stay where they belong", levels::check),
    ("crates/README.md is the map", crates_map::check),
    ("forbidden words", words::check),
    ("texts of the screens", texts::check),
    ("file lengths", lengths::check),
    ("function lengths", functions::check),
    ("generated files", content::generated),
    ("content under assets", content::lint),
];

/// # Errors
/// When a rule is broken.
pub fn run() -> Outcome {
    let tree = Tree::read()?;
    let mut faults = 0;
    for (name, rule) in RULES {
        let findings = rule(&tree)?;
        let broken = findings.iter().filter(|finding| finding.fault).count();
        println!("  {:<6} {name}", if broken == 0 { "ok" } else { "FAULT" });
        findings.iter().for_each(print);
        faults += broken;
    }
    match faults {
        0 => Ok(()),
        n => Err(Problem::said(format!("tidy found {n} faults"))),
    }
}

fn print(finding: &Finding) {
    let mark = if finding.fault { "fault " } else { "remark" };
    println!("         {mark} {}: {}", finding.place, finding.says);
}
