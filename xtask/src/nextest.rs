//! The Rust tests: by nextest, or by cargo's own runner where nextest cannot be had.

use crate::place;
use crate::problem::Outcome;
use crate::run::cargo;
use crate::session;

/// Sees to cargo-nextest. Compiling it takes minutes; where that fails, cargo's own runner serves.
///
/// # Errors
/// Never: there is always a runner.
pub fn install() -> Outcome {
    if is_there() {
        println!("  nextest: there");
        return Ok(());
    }
    println!("  nextest: missing; compiling it into .tools (some minutes)");
    let to = place::tools().join("cargo");
    if cargo().args(["install", "cargo-nextest", "--locked", "--root"]).arg(&to).run().is_err() {
        println!("  nextest: cannot be had; cargo test serves instead");
    }
    Ok(())
}

fn is_there() -> bool {
    cargo().args(["nextest", "--version"]).first_on_path(&folder()).works()
}

fn folder() -> std::path::PathBuf {
    place::tools().join("cargo/bin")
}

/// Runs Rust tests with the given choice (`--workspace`, `-p NAME` …) in a desktop session of their own.
///
/// # Errors
/// When a test fails.
pub fn run(choice: &[&str]) -> Outcome {
    if !is_there() {
        return session::inside("cargo").args(["test", "--no-fail-fast"]).args(choice).run();
    }
    let nextest = session::inside("cargo").args(["nextest", "run", "--no-fail-fast"]).args(choice);
    nextest.first_on_path(&folder()).run()
}

/// Runs one test file of a crate quietly, with cargo's own runner.
///
/// # Errors
/// When a test fails; its words are in the problem.
pub fn one(file: &str, variable: Option<(&str, &str)>) -> Outcome {
    // the features of the whole workspace, as `test` builds it: with a choice of its own this would compile it all again
    let test = cargo().args(["test", "--quiet", "--test", file]).args(crate::test::DRIVEN);
    let test = match variable {
        Some((name, value)) => test.env(name, value),
        None => test,
    };
    test.read().map(drop)
}

/// Whether the crate has such a test file.
pub fn has(package: &str, file: &str) -> bool {
    place::root().join("crates").join(package).join("tests").join(format!("{file}.rs")).is_file()
}
