//! Where things lie in the work tree.

use std::env;
use std::path::{Path, PathBuf};

/// The root of the work tree: the folder above this crate.
pub fn root() -> PathBuf {
    let own = Path::new(env!("CARGO_MANIFEST_DIR"));
    own.parent().unwrap_or(own).to_path_buf()
}

/// Cargo's output folder.
pub fn target() -> PathBuf {
    env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), |given| root().join(given))
}

/// Programs that the project installs for itself; ignored by git.
pub fn tools() -> PathBuf {
    root().join(".tools")
}

/// The npm workspace of the screens.
pub fn ui() -> PathBuf {
    root().join("ui")
}

/// A program of ours, as `cargo build` leaves it.
pub fn built(program: &str) -> PathBuf {
    target().join("debug").join(program)
}
