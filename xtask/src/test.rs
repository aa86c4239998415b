//! `cargo xtask test`: everything, from a bare machine. `.ci/run` calls it.

use crate::problem::Outcome;
use crate::steps::{Step, run_all};
use crate::{check, install, nextest, node};

/// # Errors
/// When a step failed.
pub fn run() -> Outcome {
    let install = Step::needed("install what is missing", install::for_tests);
    let tests = [
        Step::new("Rust tests", rust),
        Step::new("unit tests of the screens", screens),
    ];
    let steps: Vec<Step> = std::iter::once(install)
        .chain(check::STEPS)
        .chain(tests)
        .collect();
    run_all(&steps)
}

fn rust() -> Outcome {
    nextest::run(&["--workspace", "--locked"])
}

fn screens() -> Outcome {
    node::script("test")
}
