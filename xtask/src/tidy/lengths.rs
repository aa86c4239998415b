//! How long files are.

use super::Finding;
use super::tree::Tree;
use crate::problem::Outcome;

/// Lines above which a file is remarked on.
const LONG: usize = 400;
/// Lines above which it must be divided.
const TOO_LONG: usize = 600;

/// # Errors
/// Never.
pub fn check(tree: &Tree) -> Outcome<Vec<Finding>> {
    Ok(tree.code().filter_map(|file| judge(&file.path, file.text.lines().count())).collect())
}

fn judge(path: &str, lines: usize) -> Option<Finding> {
    match lines {
        n if n > TOO_LONG => Some(Finding::fault(path, format!("{n} lines; divide it ({TOO_LONG} at most)"))),
        n if n > LONG => Some(Finding::remark(path, format!("{n} lines"))),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_long_file_is_remarked_on_and_a_very_long_one_is_a_fault() {
        let long = "x\n".repeat(401);
        let very_long = "x\n".repeat(601);
        let tree = Tree::of(&[
            ("a.rs", "x\n"),
            ("b.rs", &long),
            ("c.vue", &very_long),
            ("ui/kit/src/gen/d.ts", &very_long),
            ("Cargo.lock", &very_long),
            ("assets/forms/e.json", &very_long),
        ]);
        let found: Vec<_> = check(&tree).unwrap().into_iter().map(|f| (f.place, f.fault)).collect();
        assert_eq!(found, [("b.rs".to_owned(), false), ("c.vue".to_owned(), true)]);
    }
}
