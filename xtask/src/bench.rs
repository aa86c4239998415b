//! `cargo xtask bench`: runs the measuring programs, prints the figures and keeps them in `target/bench/rows.json`.

use std::fs;

use serde::Serialize;

use crate::place;
use crate::problem::{Outcome, Problem};
use crate::run::cargo;

/// A program that prints lines with `median N ms`.
struct Bench {
    group: &'static str,
    package: &'static str,
    example: &'static str,
    /// In milliseconds, on the two cores of a test machine; `None` is reported only.
    target: Option<f64>,
}

const BENCHES: [Bench; 2] = [
    // A form of 60 fields and 12 household rows, after every keystroke.
    Bench { group: "form", package: "catalogue", example: "eval_speed", target: Some(1.5) },
    // Search as you type.
    Bench { group: "search", package: "catalogue", example: "search_speed", target: Some(20.0) },
];

/// One figure, as the formats of the house want it.
#[derive(Debug, PartialEq, Serialize)]
struct Row {
    group: String,
    name: String,
    value: f64,
    unit: &'static str,
    target: Option<f64>,
    better: &'static str,
    met: bool,
}

/// # Errors
/// When a program fails, or a target is missed (exit code 3).
pub fn run() -> Outcome {
    let mut rows = Vec::new();
    for bench in &BENCHES {
        println!("  measuring {} ({})", bench.group, bench.example);
        rows.extend(measure(bench)?);
    }
    rows.iter().for_each(print);
    keep(&rows)?;
    match rows.iter().filter(|row| !row.met).count() {
        0 => Ok(()),
        missed => Err(Problem::Targets(missed)),
    }
}

fn measure(bench: &Bench) -> Outcome<Vec<Row>> {
    let said = cargo()
        .args(["run", "--release", "--quiet", "-p", bench.package, "--example", bench.example])
        .read()?;
    let rows = rows(bench, &said);
    if rows.is_empty() {
        return Err(Problem::said(format!("{} printed no median:\n{said}", bench.example)));
    }
    Ok(rows)
}

fn rows(bench: &Bench, said: &str) -> Vec<Row> {
    said.lines().filter_map(|line| row(bench, line)).collect()
}

/// `NAME: median 0.5 ms …`; the name may be missing.
fn row(bench: &Bench, line: &str) -> Option<Row> {
    let (before, after) = line.split_once("median ")?;
    let value: f64 = after.split_once(" ms")?.0.parse().ok()?;
    let name = match before.trim().trim_end_matches(':') {
        "" => bench.example,
        name => name,
    };
    Some(Row {
        group: bench.group.to_owned(),
        name: name.to_owned(),
        value,
        unit: "ms",
        target: bench.target,
        better: "lower",
        met: bench.target.is_none_or(|target| value <= target),
    })
}

fn print(row: &Row) {
    let mark = if row.met { "ok" } else { "MISSED" };
    let target = row.target.map_or_else(String::new, |target| format!("(target {target} {})", row.unit));
    println!("{mark:>8}  {:<8} {:<24} {:>9.3} {} {target}", row.group, row.name, row.value, row.unit);
}

fn keep(rows: &[Row]) -> Outcome {
    let file = place::target().join("bench/rows.json");
    let folder = place::target().join("bench");
    fs::create_dir_all(&folder).map_err(Problem::file(&folder))?;
    let text = serde_json::to_string_pretty(rows).map_err(|error| Problem::said(error.to_string()))?;
    fs::write(&file, text).map_err(Problem::file(&file))?;
    println!("kept in {}", file.display());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_median_is_read_with_and_without_a_name() {
        let found = rows(&BENCHES[0], "3 errors\nmedian 0.512 ms of 2000 runs\nditu: median 9.5 ms\n");
        let named: Vec<_> = found.iter().map(|row| (row.name.as_str(), row.value, row.met)).collect();
        assert_eq!(named, [("eval_speed", 0.512, true), ("ditu", 9.5, false)]);
    }
}
