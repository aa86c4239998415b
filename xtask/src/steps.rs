//! A chore as a list of named steps, with their times at the end.

use std::time::{Duration, Instant};

use crate::problem::{Outcome, Problem};

/// One step. Adding one to a chore is one line in the chore's table.
pub struct Step {
    name: &'static str,
    /// Nothing after it makes sense when it fails.
    needed: bool,
    work: fn() -> Outcome,
}

impl Step {
    /// A step whose failure leaves the others worth running.
    pub const fn new(name: &'static str, work: fn() -> Outcome) -> Self {
        Step { name, needed: false, work }
    }

    /// A step that the rest stands on.
    pub const fn needed(name: &'static str, work: fn() -> Outcome) -> Self {
        Step { name, needed: true, work }
    }
}

/// How one step went.
struct Done {
    name: &'static str,
    took: Duration,
    failed: bool,
}

/// Runs the steps in order and prints the table of times and `N passed, N failed`.
///
/// # Errors
/// When a step failed; the problems themselves are printed where they happen.
pub fn run_all(steps: &[Step]) -> Outcome {
    let done = run_each(steps);
    let failed = done.iter().filter(|step| step.failed).count();
    report(&done, steps.len(), failed);
    match failed {
        0 => Ok(()),
        n => Err(Problem::said(format!("{n} of {} steps failed", steps.len()))),
    }
}

fn run_each(steps: &[Step]) -> Vec<Done> {
    let mut done = Vec::new();
    for (index, step) in steps.iter().enumerate() {
        println!("\n== {}/{} {}", index + 1, steps.len(), step.name);
        let start = Instant::now();
        let outcome = (step.work)();
        if let Err(problem) = &outcome {
            eprintln!("xtask: {}: {problem}", step.name);
        }
        done.push(Done { name: step.name, took: start.elapsed(), failed: outcome.is_err() });
        if outcome.is_err() && step.needed {
            break;
        }
    }
    done
}

fn report(done: &[Done], all: usize, failed: usize) {
    println!();
    for step in done {
        let mark = if step.failed { "FAILED" } else { "ok" };
        println!("{mark:>6}  {:>7.1} s  {}", step.took.as_secs_f64(), step.name);
    }
    if done.len() < all {
        println!("{} steps were not reached", all - done.len());
    }
    println!("{} passed, {failed} failed", done.len() - failed);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn fine() -> Outcome {
        Ok(())
    }

    fn broken() -> Outcome {
        Err(Problem::said("broken"))
    }

    #[test]
    fn a_failed_step_lets_the_others_run_and_fails_the_whole() {
        let steps = [Step::new("a", broken), Step::new("b", fine)];
        assert_eq!(run_each(&steps).len(), 2);
        assert!(run_all(&steps).is_err());
    }

    #[test]
    fn a_needed_step_that_fails_ends_the_chore() {
        assert_eq!(run_each(&[Step::needed("a", broken), Step::new("b", fine)]).len(), 1);
    }

    #[test]
    fn a_chore_without_failure_is_good() {
        assert!(run_all(&[Step::new("a", fine), Step::needed("b", fine)]).is_ok());
    }
}
