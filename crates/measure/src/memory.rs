//! What programs hold in memory, as the kernel counts it, in MiB.

use std::fs;

/// Resident memory of a program now (VmRSS).
pub fn resident(program: u32) -> f64 {
    kib_after(&status(program), "VmRSS:") / 1024.0
}

/// The most that was ever resident (VmHWM).
pub fn most_resident(program: u32) -> f64 {
    kib_after(&status(program), "VmHWM:") / 1024.0
}

/// A program and all that it started: each page counted once, shared ones by their share (PSS).
pub fn share_of_tree(root: u32) -> f64 {
    let share = |program: &u32| {
        let rollup = fs::read_to_string(format!("/proc/{program}/smaps_rollup")).unwrap_or_default();
        kib_after(&rollup, "Pss:") / 1024.0
    };
    tree(root).iter().map(share).sum()
}

/// A program and what descends from it.
pub fn tree(root: u32) -> Vec<u32> {
    let all = running();
    let mut tree = vec![root];
    let mut at = 0;
    while let Some(parent) = tree.get(at).copied() {
        tree.extend(all.iter().filter(|(_, of)| *of == parent).map(|(program, _)| *program));
        at += 1;
    }
    tree
}

/// Every program and who started it.
fn running() -> Vec<(u32, u32)> {
    let entries = fs::read_dir("/proc").into_iter().flatten().flatten();
    let numbers = entries.filter_map(|entry| entry.file_name().to_str()?.parse().ok());
    numbers.filter_map(|program| Some((program, parent_of(program)?))).collect()
}

/// `PID (any name) S PARENT …`
fn parent_of(program: u32) -> Option<u32> {
    let stat = fs::read_to_string(format!("/proc/{program}/stat")).ok()?;
    stat.rsplit_once(')')?.1.split_whitespace().nth(1)?.parse().ok()
}

fn status(program: u32) -> String {
    fs::read_to_string(format!("/proc/{program}/status")).unwrap_or_default()
}

fn kib_after(text: &str, name: &str) -> f64 {
    let line = text.lines().find_map(|line| line.strip_prefix(name));
    line.and_then(|rest| rest.split_whitespace().next()?.parse().ok()).unwrap_or(f64::NAN)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::process::{Command, Stdio, id};

    #[test]
    fn this_program_is_resident_and_never_more_than_its_most() {
        let now = resident(id());
        assert!(now > 1.0 && now <= most_resident(id()), "{now}");
    }

    #[test]
    fn what_a_program_starts_belongs_to_its_tree_and_weighs_in() {
        let alone = share_of_tree(id());
        let mut child = Command::new("cat").stdin(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
        assert!(tree(id()).contains(&child.id()));
        assert!(share_of_tree(id()) > 0.0 && alone > 0.0);
        drop(child.stdin.take());
        child.wait().unwrap();
        assert!(!tree(id()).contains(&child.id()));
    }

    #[test]
    fn a_program_that_is_gone_has_no_figure() {
        assert!(resident(u32::MAX).is_nan());
    }
}
