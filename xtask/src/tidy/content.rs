//! Rules that other programs of ours check: made files are fresh, and content passes its own lint.

use super::Finding;
use super::tree::Tree;
use crate::generate;
use crate::problem::{Outcome, Problem};
use crate::run::cargo;

const LINT: &str = "crates/catalogue/examples/lint.rs";

/// # Errors
/// When cargo cannot be started.
pub fn generated(_: &Tree) -> Outcome<Vec<Finding>> {
    let stale = generate::stale()?;
    Ok(stale.into_iter().map(|what| Finding::fault("cargo xtask generate", what)).collect())
}

/// # Errors
/// When cargo cannot be started.
pub fn lint(tree: &Tree) -> Outcome<Vec<Finding>> {
    if tree.find(LINT).is_none() {
        return Ok(Vec::new());
    }
    match cargo().args(["run", "--quiet", "-p", "catalogue", "--example", "lint", "--", "assets"]).read() {
        Ok(_) => Ok(Vec::new()),
        Err(Problem::Ended { said, .. }) => Ok(vec![Finding::fault("assets", said.trim().to_owned())]),
        Err(other) => Err(other),
    }
}
