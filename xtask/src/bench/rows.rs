//! Rows as the formats of the house want them: for people, and for programs.

use std::fmt;
use std::fs;
use std::path::Path;

use serde::Serialize;

use super::Figure;
use super::targets::{self, Bound};
use crate::problem::{Outcome, Problem};

/// A figure beside what it should be.
#[derive(Debug, PartialEq, Serialize)]
pub struct Row {
    group: &'static str,
    name: String,
    value: f64,
    unit: String,
    target: Option<f64>,
    better: &'static str,
    pub met: bool,
}

impl Row {
    pub fn of(group: &'static str, figure: Figure) -> Self {
        let Figure { name, value, unit } = figure;
        let bound = targets::of(group, &name);
        // of what is counted by the second more is better, of all else less
        let better = match bound {
            Some(Bound::Least(_)) => "higher",
            None if unit == "1/s" => "higher",
            _ => "lower",
        };
        let met = match bound {
            Some(Bound::Most(most)) => value <= most,
            Some(Bound::Least(least)) => value >= least,
            None => true,
        };
        let target = bound.map(|(Bound::Most(bound) | Bound::Least(bound))| rounded(bound));
        Self { group, name, value: rounded(value), unit, target, better, met }
    }
}

/// Beyond the fifth place there is only noise.
fn rounded(value: f64) -> f64 {
    (value * 1e5).round() / 1e5
}

impl fmt::Display for Row {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mark = match (self.target, self.met) {
            (None, _) => "",
            (_, true) => "ok",
            (_, false) => "MISSED",
        };
        let value = shown(self.value, &self.unit);
        write!(f, "{mark:>8}  {:<8} {:<50} {value:>14}", self.group, self.name)?;
        let Some(target) = self.target else { return Ok(()) };
        let bound = if self.better == "higher" { "at least" } else { "at most" };
        write!(f, "   {bound} {}", shown(target, &self.unit))
    }
}

fn shown(value: f64, unit: &str) -> String {
    match unit {
        "MiB" if value < 1.0 => format!("{:.1} KiB", value * 1024.0),
        "MiB" => format!("{value:.1} MiB"),
        "1/s" | "count" => format!("{value:.0} {unit}"),
        "ratio" => format!("{value:.3} {unit}"),
        _ => format!("{value:.2} {unit}"),
    }
}

/// The rows as JSON.
///
/// # Errors
/// When a figure is none.
pub fn text(rows: &[Row]) -> Outcome<String> {
    serde_json::to_string_pretty(rows).map_err(|error| Problem::said(error.to_string()))
}

/// Keeps the rows.
///
/// # Errors
/// When the file cannot be written.
pub fn keep(rows: &[Row], file: &Path) -> Outcome {
    fs::write(file, text(rows)?).map_err(Problem::file(file))?;
    println!("kept in {}", file.display());
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(group: &'static str, name: &str, value: f64, unit: &str) -> Row {
        Row::of(group, Figure { name: name.to_owned(), value, unit: unit.to_owned() })
    }

    #[test]
    fn a_target_is_met_on_its_own_side() {
        assert!(row("form", "form_eval", 1.5, "ms").met);
        assert!(!row("form", "form_eval", 1.6, "ms").met);
        assert!(row("gateway", "cases taken", 1_000.0, "1/s").met);
        assert!(!row("gateway", "cases taken", 999.0, "1/s").met);
        assert!(!row("form", "form_eval", f64::NAN, "ms").met);
    }

    #[test]
    fn a_row_has_what_the_formats_want() {
        let row =
            serde_json::to_value(row("line", "W1 on a clear link, bytes both ways for one", 0.225, "ratio"))
                .unwrap();
        let wanted = serde_json::json!({"group": "line",
            "name": "W1 on a clear link, bytes both ways for one", "value": 0.225, "unit": "ratio", "target": 0.235,
             "better": "lower", "met": true});
        assert_eq!(row, wanted);
    }

    #[test]
    fn a_figure_that_nothing_is_wanted_of_is_only_reported() {
        let peer = row("papers", "receipt, CPU (krilla)", 1e9, "ms");
        assert!(peer.met && peer.target.is_none() && !peer.to_string().contains("ok"));
        assert!(!row("papers", "receipt, CPU", 1e9, "ms").met, "ours has a target");
    }
}
