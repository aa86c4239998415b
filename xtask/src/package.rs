//! `cargo xtask package`: the .deb and .rpm of the desktop app, by Tauri's own bundler.

use std::fs;
use std::path::Path;

use crate::problem::{Outcome, Problem};
use crate::{install, node, place};

/// # Errors
/// When the shell is not in this work tree, or the bundler refuses.
pub fn run() -> Outcome {
    if !place::root().join("src-tauri/tauri.conf.json").is_file() {
        return Err(Problem::said("no src-tauri in this work tree: there is no desktop app to pack"));
    }
    install::debian(&[&install::BUILD])?;
    node::install()?;
    node::build_screens()?;
    tauri(&["--bundles", "deb,rpm"])?;
    for kind in ["deb", "rpm"] {
        list(&place::target().join("release/bundle").join(kind))?;
    }
    Ok(())
}

/// The program that would be packed, alone: `target/release/bianmin-desktop`.
///
/// # Errors
/// When it does not build.
pub fn window() -> Outcome {
    tauri(&["--no-bundle"])
}

fn tauri(how: &[&str]) -> Outcome {
    let tauri = place::ui().join("node_modules/.bin/tauri");
    node::node("node").arg(tauri).arg("build").args(how).env("CI", "true").run()
}

fn list(folder: &Path) -> Outcome {
    for entry in fs::read_dir(folder).map_err(Problem::file(folder))? {
        let entry = entry.map_err(Problem::file(folder))?;
        let bytes = entry.metadata().map_err(Problem::file(entry.path()))?.len();
        if entry.path().is_file() {
            println!("  {} {:.1} MiB", entry.path().display(), bytes as f64 / 1_048_576.0);
        }
    }
    Ok(())
}
