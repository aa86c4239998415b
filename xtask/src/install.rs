//! Installs what is missing and says what and why. What is there already costs one question to dpkg.

use std::collections::BTreeSet;

use crate::problem::{Outcome, Problem};
use crate::run::{Program, program};
use crate::{fonts, nextest, node};

/// Debian packages that serve one purpose.
pub struct Group {
    name: &'static str,
    /// Without it nothing can be built or shown; otherwise only some tests cannot run.
    needed: bool,
    /// Package and what it is for.
    packages: &'static [(&'static str, &'static str)],
}

/// A group that the rest stands on.
pub const fn group(name: &'static str, packages: &'static [(&'static str, &'static str)]) -> Group {
    Group { name, needed: true, packages }
}

/// To compile the workspace.
pub const BUILD: Group = group(
    "build",
    &[
        ("build-essential", "C compiler for SQLCipher and zstd"),
        ("pkg-config", "finds the system libraries"),
        ("perl", "build scripts of OpenSSL"),
        ("libssl-dev", "the cryptography under SQLCipher"),
        ("libwebkit2gtk-4.1-dev", "the window of the desktop app"),
    ],
);

/// To print: GB 18030-2022 level 3 whole.
pub const FONTS: Group = group(
    "fonts",
    &[
        ("fonts-noto-cjk", "宋体 and 黑体 of the papers and the screens"),
        ("fonts-hanazono", "rare characters in names"),
    ],
);

/// To make pictures of papers: the signed scan of the demo, previews.
pub const PAPERS: Group =
    group("papers", &[("poppler-utils", "pages as pictures: previews, the signed scan of the demo")]);

/// To run the whole test suite.
pub const TEST: Group = Group {
    name: "test",
    needed: false,
    packages: &[
        ("xvfb", "window journeys: a display without a screen"),
        ("xauth", "window journeys: wanted by xvfb-run"),
        ("webkit2gtk-driver", "window journeys: drives the real window"),
        ("chromium", "browser journeys"),
        ("chromium-driver", "browser journeys: drives the real browser"),
        ("procps", "journeys: ends programs by kill"),
        ("dbus", "keyring tests: a session bus of their own"),
        ("gnome-keyring", "keyring tests: the real secret service"),
        (
            "fonts-babelstone-han",
            "paper tests: names of Ext G and H, printed where a face for them is installed",
        ),
        ("python3-venv", "bench: typst, a peer of the papers, comes as a Python package"),
        ("qpdf", "paper tests: checks the syntax of every PDF"),
        ("strace", "kill tests: ends a program at any call to disk or line"),
        ("cups-ipp-utils", "printing tests: ippeveprinter"),
        ("avahi-daemon", "printing tests: announces ippeveprinter, so that it is found"),
    ],
};

/// `cargo xtask install`: everything. What cannot be had of the test group is said and does not fail here.
///
/// # Errors
/// When something needed to build or to print cannot be installed.
pub fn everything() -> Outcome {
    for lack in all()? {
        println!("  cannot be had: {lack}; these tests cannot run here");
    }
    Ok(())
}

/// The same for `cargo xtask test`, which must run all tests.
///
/// # Errors
/// When anything is lacking.
pub fn for_tests() -> Outcome {
    match all()?.as_slice() {
        [] => Ok(()),
        lacking => Err(Problem::said(format!("these tests cannot run here: {}", lacking.join("; ")))),
    }
}

/// What the demo needs.
///
/// # Errors
/// When something cannot be installed.
pub fn for_demo() -> Outcome {
    debian(&[&BUILD, &FONTS, &PAPERS])?;
    fonts::install()?;
    node::install()
}

fn all() -> Outcome<Vec<String>> {
    let lacking = debian(&[&BUILD, &FONTS, &PAPERS, &TEST])?;
    fonts::install()?;
    node::install()?;
    nextest::install()?;
    Ok(lacking)
}

/// Installs the missing packages of the groups; gives those of optional groups that cannot be had, each with its use.
///
/// # Errors
/// When a package of a needed group cannot be installed, or this is no Debian.
pub fn debian(groups: &[&Group]) -> Outcome<Vec<String>> {
    let wanted: Vec<_> = groups.iter().flat_map(|group| group.packages).map(|(name, _)| *name).collect();
    let present = installed(&wanted)?;
    if wanted.iter().all(|name| present.contains(*name)) {
        println!("  Debian packages: all {} there", wanted.len());
        return Ok(Vec::new());
    }
    apt().arg("update").run()?;
    let mut lacking = Vec::new();
    for group in groups {
        lacking.extend(install_group(group, &present)?);
    }
    Ok(lacking)
}

fn install_group(group: &Group, present: &BTreeSet<String>) -> Outcome<Vec<String>> {
    let missing: Vec<_> = group.packages.iter().filter(|(name, _)| !present.contains(*name)).collect();
    if missing.is_empty() {
        return Ok(Vec::new());
    }
    println!("  {}:", group.name);
    missing.iter().for_each(|(name, why)| println!("    {name}: {why}"));
    let together = apt_install().args(missing.iter().map(|(name, _)| name)).run();
    if together.is_ok() || group.needed {
        return together.map(|()| Vec::new());
    }
    // One package that cannot be had keeps apt from installing the rest.
    let lacking = missing.into_iter().filter(|(name, _)| apt_install().arg(name).run().is_err());
    Ok(lacking.map(|(name, why)| format!("{name} ({why})")).collect())
}

fn apt_install() -> Program {
    apt().args(["install", "-y", "--no-install-recommends", "-o", "DPkg::Lock::Timeout=600"])
}

/// apt-get as root, or through sudo; it never asks.
fn apt() -> Program {
    let silent = "DEBIAN_FRONTEND=noninteractive";
    if rustix::process::geteuid().is_root() {
        program("env").args([silent, "apt-get"])
    } else {
        program("sudo").args(["env", silent, "apt-get"])
    }
}

/// Those of the packages that are installed whole.
fn installed(packages: &[&str]) -> Outcome<BTreeSet<String>> {
    // It ends with 1 when it does not know one of the names, and still lists the others.
    let list = program("sh")
        .args([
            "-c",
            "dpkg-query -W -f='${db:Status-Abbrev} ${Package}\\n' \"$@\" 2>/dev/null; test $? -le 1",
            "sh",
        ])
        .args(packages)
        .read()
        .map_err(|_| no_debian(packages))?;
    Ok(read_states(&list))
}

fn read_states(list: &str) -> BTreeSet<String> {
    list.lines().filter_map(|line| line.strip_prefix("ii ")).map(|name| name.trim().to_owned()).collect()
}

fn no_debian(packages: &[&str]) -> Problem {
    Problem::said(format!(
        "no dpkg here; install what answers to these Debian packages: {}",
        packages.join(" ")
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_package_that_was_removed_or_half_installed_counts_as_missing() {
        let states = read_states("ii  perl\nrc  qpdf\niU  xvfb\nii  dbus\n");
        assert_eq!(states, BTreeSet::from(["perl".to_owned(), "dbus".to_owned()]));
    }

    #[test]
    fn every_package_says_why_and_comes_once() {
        let all: Vec<_> = [BUILD, FONTS, PAPERS, TEST].iter().flat_map(|g| g.packages).copied().collect();
        let names: BTreeSet<_> = all.iter().map(|(name, _)| name).collect();
        assert_eq!(names.len(), all.len());
        assert!(all.iter().all(|(_, why)| !why.is_empty()));
    }
}
