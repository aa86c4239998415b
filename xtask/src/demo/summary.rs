//! What a demo leaves to be read: `summary.json`, and the list of the files worth a look.

use std::fs;
use std::path::Path;
use std::time::Instant;

use serde::Serialize;

use super::Facts;
use crate::problem::{Outcome, Problem};

/// Each step done so far, its time, the numbers given.
#[derive(Serialize)]
pub struct Summary {
    /// How many steps there are.
    planned: usize,
    /// All done, none failed.
    complete: bool,
    steps: Vec<Told>,
}

#[derive(Serialize)]
struct Told {
    id: String,
    title: String,
    ok: bool,
    ms: u64,
    #[serde(skip_serializing_if = "Option::is_none")]
    problem: Option<String>,
    #[serde(flatten)]
    facts: Facts,
}

impl Summary {
    pub fn new(planned: usize) -> Self {
        Summary { planned, complete: false, steps: Vec::new() }
    }

    /// Does a step, says it with its time, and takes it down.
    ///
    /// # Errors
    /// The step's own.
    pub fn time(&mut self, id: &str, title: &str, deed: impl FnOnce() -> Outcome<Facts>) -> Outcome {
        let start = Instant::now();
        let outcome = deed();
        let ms = u64::try_from(start.elapsed().as_millis()).unwrap_or(u64::MAX);
        let problem = outcome.as_ref().err().map(ToString::to_string);
        let facts = outcome.as_ref().map_or_else(|_| Facts::new(), Clone::clone);
        let told =
            Told { id: id.to_owned(), title: title.to_owned(), ok: problem.is_none(), ms, problem, facts };
        self.say(&told);
        self.steps.push(told);
        self.complete = self.steps.len() == self.planned && self.steps.iter().all(|told| told.ok);
        outcome.map(drop)
    }

    fn say(&self, told: &Told) {
        let mark = if told.ok { "好" } else { "不成" };
        let short = told.facts.iter().filter_map(|(name, value)| Some(format!("{name} {}", short(value)?)));
        let facts = short.collect::<Vec<_>>().join("  ");
        println!(
            "[{:>2}/{}] {mark} {:>7.2} s  {}  {facts}",
            self.steps.len() + 1,
            self.planned,
            told.ms as f64 / 1000.0,
            told.title
        );
    }

    /// Writes `summary.json`.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn keep(&self, folder: &Path) -> Outcome {
        let file = folder.join("summary.json");
        let text = serde_json::to_string_pretty(self).map_err(|e| Problem::said(e.to_string()))?;
        fs::write(&file, text).map_err(Problem::file(&file))
    }
}

/// Values that fit on the line of a step; lists and long words are for `summary.json`.
fn short(value: &serde_json::Value) -> Option<String> {
    const FITS: usize = 40;
    match value {
        serde_json::Value::String(text) => (text.chars().count() <= FITS).then(|| text.clone()),
        serde_json::Value::Number(number) => Some(number.to_string()),
        _ => None,
    }
}

/// The files that a person would want to see, from `target/demo`.
///
/// # Errors
/// When a folder cannot be read.
pub fn results(folder: &Path) -> Outcome<Vec<String>> {
    let mut files = vec!["summary.json".to_owned()];
    for name in ["papers", "scans", "county"] {
        let inside = folder.join(name);
        for entry in fs::read_dir(&inside).map_err(Problem::file(&inside))? {
            let entry = entry.map_err(Problem::file(&inside))?;
            let file = entry.file_name().to_string_lossy().into_owned();
            if !file.starts_with('.') {
                files.push(format!("{name}/{file}"));
            }
        }
    }
    files.sort();
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::demo::opening::fact;

    fn read(summary: &Summary) -> serde_json::Value {
        let folder = tempfile::tempdir().unwrap();
        summary.keep(folder.path()).unwrap();
        serde_json::from_str(&fs::read_to_string(folder.path().join("summary.json")).unwrap()).unwrap()
    }

    #[test]
    fn a_step_leaves_its_time_and_the_numbers_given() {
        let mut summary = Summary::new(1);
        summary.time("case", "定稿编号", || Ok(fact("number", "4690"))).unwrap();
        let kept = read(&summary);
        assert_eq!(kept["complete"], true);
        assert_eq!((&kept["steps"][0]["number"], &kept["steps"][0]["ok"]), (&"4690".into(), &true.into()));
        assert!(kept["steps"][0]["ms"].is_u64());
    }

    #[test]
    fn a_failed_step_is_kept_with_its_problem_and_fails_the_demo() {
        let mut summary = Summary::new(2);
        assert!(summary.time("case", "定稿编号", || Err(Problem::said("没有纸"))).is_err());
        let kept = read(&summary);
        assert_eq!(kept["complete"], false);
        assert_eq!(kept["steps"][0]["problem"], "没有纸");
    }
}
