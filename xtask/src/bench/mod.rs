//! `cargo xtask bench [GROUP] [--json]`: runs the measuring programs, holds their figures against the targets, and keeps
//! them in `target/bench/rows.json`.

mod first_load;
mod line;
mod programs;
mod rows;
mod targets;
mod typst;

use std::fs::{self, File};
use std::io::{Write as _, stderr, stdout};

use serde::Deserialize;

use crate::problem::{Outcome, Problem};
use crate::{demo, install, node, package, place};
use programs::Program;
use rows::Row;

/// What a measuring program says of one thing, a line of JSON.
#[derive(Deserialize)]
struct Figure {
    name: String,
    value: f64,
    unit: String,
}

/// A part of the whole that can be measured alone.
struct Part {
    group: &'static str,
    measured: Measured,
}

enum Measured {
    /// By an example of one of our crates.
    By(Program),
    /// By us, with the help of an example or without.
    Here(Option<&'static str>, fn() -> Outcome<Vec<Figure>>),
}

const PARTS: [Part; 19] = [
    by("form", Program { example: "eval_speed", arguments: &["assets"] }),
    by("search", Program { example: "search_speed", arguments: &["assets"] }),
    by("search", Program { example: "case_search", arguments: &[] }),
    by("papers", paper(&["ours", "receipt"])),
    by("papers", paper(&["ours", "form"])),
    by("papers", paper(&["ours", "dense"])),
    by("papers", paper(&["krilla", "receipt"])),
    by("papers", paper(&["krilla", "form"])),
    by("papers", paper(&["krilla", "dense"])),
    here("papers", Some("paper_speed"), typst::figures),
    by("papers", Program { example: "find_speed", arguments: &[] }),
    by("counter", Program { example: "counter_speed", arguments: &[] }),
    by("printing", Program { example: "print_speed", arguments: &[] }),
    here("line", Some("line"), line::figures),
    by("gateway", Program { example: "load", arguments: &[] }),
    by("queue", Program { example: "queue", arguments: &[] }),
    by("window", Program { example: "window", arguments: &[] }),
    here("screens", None, first_load::figures),
    here("demo", None, scripted_run),
];

/// One paper by one writer, in a program of its own: what it takes of memory is counted from nothing.
const fn paper(arguments: &'static [&'static str]) -> Program {
    Program { example: "paper_speed", arguments }
}

const fn by(group: &'static str, program: Program) -> Part {
    Part { group, measured: Measured::By(program) }
}

const fn here(
    group: &'static str,
    example: Option<&'static str>,
    figures: fn() -> Outcome<Vec<Figure>>,
) -> Part {
    Part { group, measured: Measured::Here(example, figures) }
}

impl Part {
    /// The example that must be built for it.
    fn example(&self) -> Option<&'static str> {
        match &self.measured {
            Measured::By(program) => Some(program.example),
            Measured::Here(example, _) => *example,
        }
    }
}

/// # Errors
/// When there is no such group, something cannot be built or run, or a target is missed (exit code 3).
pub fn run(group: Option<&str>, json: bool) -> Outcome {
    let parts = wanted(group)?;
    let rows_go_to = json.then(apart).transpose()?;
    install::everything()?;
    node::build_screens()?;
    if parts.iter().any(|part| part.group == "window") {
        package::window()?;
    }
    programs::build(&parts.iter().filter_map(|part| part.example()).collect())?;
    let mut rows = Vec::new();
    for part in parts {
        println!("  measuring {}", part.group);
        rows.extend(figures(part)?.into_iter().map(|figure| Row::of(part.group, figure)));
    }
    rows::keep(&rows, &folder()?.join("rows.json"))?;
    match rows_go_to {
        Some(mut out) => writeln!(out, "{}", rows::text(&rows)?).map_err(Problem::file("standard output"))?,
        None => rows.iter().for_each(|row| println!("{row}")),
    }
    match rows.iter().filter(|row| !row.met).count() {
        0 => Ok(()),
        missed => Err(Problem::Targets(missed)),
    }
}

fn wanted(group: Option<&str>) -> Outcome<Vec<&'static Part>> {
    let parts: Vec<_> = PARTS.iter().filter(|part| group.is_none_or(|group| group == part.group)).collect();
    if parts.is_empty() {
        let mut groups: Vec<_> = PARTS.iter().map(|part| part.group).collect();
        groups.dedup();
        return Err(Problem::said(format!("there is no such group; there are {}", groups.join(", "))));
    }
    Ok(parts)
}

/// Standard output for the rows alone: whatever else we or our programs say goes to standard error.
fn apart() -> Outcome<File> {
    let said = |error: rustix::io::Errno| Problem::said(format!("cannot keep the rows apart: {error}"));
    let out = rustix::io::dup(stdout()).map_err(said)?;
    rustix::stdio::dup2_stdout(stderr()).map_err(said)?;
    Ok(File::from(out))
}

fn figures(part: &Part) -> Outcome<Vec<Figure>> {
    match &part.measured {
        Measured::By(program) => program.figures(&folder()?),
        Measured::Here(_, figures) => figures(),
    }
}

fn folder() -> Outcome<std::path::PathBuf> {
    let folder = place::target().join("bench");
    fs::create_dir_all(&folder).map_err(Problem::file(&folder))?;
    Ok(folder)
}

/// The whole scripted run, once, with the programs as `cargo xtask demo` builds them.
fn scripted_run() -> Outcome<Vec<Figure>> {
    #[derive(Deserialize)]
    struct Summary {
        steps: Vec<Step>,
    }
    #[derive(Deserialize)]
    struct Step {
        ms: f64,
    }
    demo::run(true)?;
    let file = place::target().join("demo/summary.json");
    let text = fs::read_to_string(&file).map_err(Problem::file(&file))?;
    let summary: Summary = serde_json::from_str(&text)
        .map_err(|error| Problem::Content { path: file, says: error.to_string() })?;
    let value = summary.steps.iter().map(|step| step.ms).sum();
    Ok(vec![Figure { name: "whole scripted run (debug programs)".to_owned(), value, unit: "ms".to_owned() }])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_group_can_be_measured_alone_and_one_that_is_not_there_names_those_that_are() {
        assert_eq!(wanted(Some("search")).unwrap().len(), 2);
        assert_eq!(wanted(None).unwrap().len(), PARTS.len());
        let problem = wanted(Some("serach")).err().unwrap().to_string();
        assert!(problem.contains("form, search, papers"), "{problem}");
    }

    #[test]
    fn every_target_is_one_of_a_group_that_is_measured() {
        for target in &targets::TARGETS {
            assert!(PARTS.iter().any(|part| part.group == target.group), "{}", target.group);
        }
    }
}
