//! `crates/README.md` lists every crate with its level, and no other.

use std::collections::BTreeMap;

use super::Finding;
use super::levels::{TABLE, table};
use super::tree::Tree;
use crate::problem::Outcome;

const MAP: &str = "crates/README.md";

/// # Errors
/// When the table of levels cannot be read.
pub fn check(tree: &Tree) -> Outcome<Vec<Finding>> {
    let table = table(tree)?;
    let drawn = rows(tree.find(MAP).map_or("", |file| file.text.as_str()));
    let missing = table.iter().filter(|(name, place)| drawn.get(*name) != Some(&place.level));
    let surplus = drawn.keys().filter(|name| !table.contains_key(*name));
    let missing = missing.map(|(name, p)| Finding::fault(MAP, format!("no row `| {} | {name} |`", p.level)));
    let surplus = surplus.map(|name| Finding::fault(MAP, format!("{name} is not in {TABLE}")));
    Ok(missing.chain(surplus).collect())
}

/// Rows like ``| 2 | `papers` | … |``.
fn rows(text: &str) -> BTreeMap<String, u8> {
    text.lines().filter_map(row).collect()
}

fn row(line: &str) -> Option<(String, u8)> {
    let mut cells = line.strip_prefix('|')?.split('|').map(str::trim);
    let level = cells.next()?.parse().ok()?;
    let name = cells.next()?.strip_prefix('`')?.strip_suffix('`')?;
    Some((name.to_owned(), level))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_crate_missing_on_the_map_or_drawn_on_another_level_is_named() {
        let tree = Tree::of(&[
            (TABLE, "[a]\nlevel = 0\n[b]\nlevel = 1\n[c]\nlevel = 1"),
            (MAP, "| level | crate |\n|---|---|\n| 0 | `a` | x |\n| 2 | `b` | x |\n| 3 | `gone` | x |"),
        ]);
        let says: Vec<_> = check(&tree).unwrap().into_iter().map(|finding| finding.says).collect();
        assert_eq!(says, ["no row `| 1 | b |`", "no row `| 1 | c |`", "gone is not in crates/levels.toml"]);
    }
}
