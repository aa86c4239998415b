//! `cargo xtask test`: everything, from a bare machine. `.ci/run` calls it.

use crate::problem::Outcome;
use crate::run::cargo;
use crate::steps::{Step, run_all};
use crate::{check, install, nextest, node};

/// # Errors
/// When a step failed.
pub fn run() -> Outcome {
    let install = Step::needed("install what is missing", install::for_tests);
    let tests = [
        Step::new("programs built", programs),
        Step::new("unit tests of the screens", screens),
        // last, because a log that is cut to its end must still show what failed
        Step::new("Rust tests", rust),
    ];
    let steps: Vec<Step> = std::iter::once(install).chain(check::STEPS).chain(tests).collect();
    run_all(&steps)
}

/// The window of the journeys may be driven by WebDriver; a shipped one refuses. One choice of features for programs and
/// tests, or everything below would be compiled twice.
pub const DRIVEN: [&str; 4] = ["--workspace", "--locked", "--features", "bianmin-desktop/driven"];

/// Builds what the tests start.
///
/// # Errors
/// When it does not build.
pub fn programs() -> Outcome {
    cargo().args(["build", "--bins"]).args(DRIVEN).run()
}

fn rust() -> Outcome {
    nextest::run(&DRIVEN)
}

fn screens() -> Outcome {
    node::script("test")
}
