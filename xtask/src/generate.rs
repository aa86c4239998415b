//! `cargo xtask generate`: writes what is made from Rust types and kept in git, so that the screens and other
//! programmers can read it without building anything.

use crate::nextest;
use crate::problem::{Outcome, Problem};

/// One made thing: the test that fails when it is stale, and the variable that makes that test write it instead.
struct Made {
    what: &'static str,
    package: &'static str,
    test: &'static str,
    write: &'static str,
}

const ALL: [Made; 1] = [Made {
    what: "TypeScript of the station's commands (ui/kit/src/gen)",
    package: "station",
    test: "bindings",
    write: "BIANMIN_WRITE_BINDINGS",
}];

/// # Errors
/// When one cannot be written.
pub fn run() -> Outcome {
    for made in &ALL {
        println!("  writing {}", made.what);
        nextest::one(made.test, Some((made.write, "1")))?;
    }
    Ok(())
}

/// The made things that are not as the Rust types say.
///
/// # Errors
/// When cargo itself cannot be started.
pub fn stale() -> Outcome<Vec<String>> {
    let mut stale = Vec::new();
    for made in ALL.iter().filter(|made| nextest::has(made.package, made.test)) {
        match nextest::one(made.test, None) {
            Ok(()) => {}
            Err(Problem::Ended { said, .. }) => stale.push(format!("{}{said}", made.what)),
            Err(other) => return Err(other),
        }
    }
    Ok(stale)
}
