//! `cargo xtask check`: what is fast enough before every push.

use crate::node;
use crate::problem::Outcome;
use crate::run::cargo;
use crate::steps::{Step, run_all};
use crate::tidy;

/// The steps, in the order in which their failure is cheapest.
pub const STEPS: [Step; 5] = [
    Step::new("format", format),
    // The desktop shell embeds the built screens, so lints come after this.
    Step::new("screens built", screens),
    Step::new("types and lints of the screens", screen_types),
    Step::new("lints of the Rust code", lints),
    Step::new("tidy", tidy::run),
];

/// # Errors
/// When a step failed.
pub fn run() -> Outcome {
    run_all(&STEPS)
}

fn format() -> Outcome {
    cargo().args(["fmt", "--all", "--check"]).run()
}

fn lints() -> Outcome {
    cargo().args(["clippy", "--workspace", "--all-targets", "--locked", "--", "-D", "warnings"]).run()
}

fn screens() -> Outcome {
    node::install()?;
    node::build_screens()
}

fn screen_types() -> Outcome {
    node::script("check")?;
    node::script("lint")
}
