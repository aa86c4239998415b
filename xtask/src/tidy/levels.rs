//! Crates use lower levels, and heavy outside crates stay in the crates that are named for them: `crates/levels.toml`.

use std::collections::{BTreeMap, BTreeSet};

use serde::Deserialize;
use serde_json::Value;

use super::Finding;
use super::tree::Tree;
use crate::problem::{Outcome, Problem};
use crate::run::cargo;

/// The table file.
pub const TABLE: &str = "crates/levels.toml";

/// What the table says of one crate.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Place {
    /// 0 is the ground; a crate uses lower levels.
    pub level: u8,
    /// Crates of its own level that it may use all the same.
    #[serde(default)]
    beside: Vec<String>,
    /// Outside crates that others must not carry.
    #[serde(default)]
    heavy: Vec<String>,
    /// Chores and tests carry what they like.
    #[serde(default)]
    stays_home: bool,
}

/// The whole table, by crate.
pub type Table = BTreeMap<String, Place>;

/// A member of the workspace and what its product (not its tests) depends on.
struct Member {
    name: String,
    uses: BTreeSet<String>,
}

/// # Errors
/// When the table is missing or odd, or cargo cannot read the manifests.
pub fn table(tree: &Tree) -> Outcome<Table> {
    let file = tree.find(TABLE).ok_or_else(|| Problem::said(format!("{TABLE} is missing")))?;
    toml::from_str(&file.text).map_err(|e| Problem::Content { path: TABLE.into(), says: e.to_string() })
}

/// # Errors
/// As [`table`].
pub fn check(tree: &Tree) -> Outcome<Vec<Finding>> {
    let said = cargo().args(["metadata", "--no-deps", "--format-version", "1"]).read()?;
    let metadata: Value = serde_json::from_str(&said).map_err(|e| Problem::said(e.to_string()))?;
    Ok(judge(&table(tree)?, &members(&metadata)))
}

fn members(metadata: &Value) -> Vec<Member> {
    list(&metadata["packages"]).iter().map(member).collect()
}

fn member(package: &Value) -> Member {
    // Tests may look from above: only what ships counts.
    let ships = |dependency: &&Value| dependency["kind"] != "dev";
    let uses = list(&package["dependencies"]).iter().filter(ships).map(|d| name(&d["name"]));
    Member { name: name(&package["name"]), uses: uses.collect() }
}

fn list(value: &Value) -> &[Value] {
    value.as_array().map_or(&[], Vec::as_slice)
}

fn name(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

fn judge(table: &Table, members: &[Member]) -> Vec<Finding> {
    let mut findings = strangers(table, members);
    for member in members {
        if let Some(place) = table.get(&member.name) {
            findings
                .extend(member.uses.iter().filter_map(|used| judge_use(table, &member.name, place, used)));
        }
    }
    findings
}

fn strangers(table: &Table, members: &[Member]) -> Vec<Finding> {
    let there: BTreeSet<&str> = members.iter().map(|member| member.name.as_str()).collect();
    let unlisted = there.iter().filter(|name| !table.contains_key(**name));
    let gone = table.keys().filter(|name| !there.contains(name.as_str()));
    let unlisted = unlisted.map(|name| Finding::fault(TABLE, format!("{name} has no level")));
    let gone = gone.map(|name| Finding::fault(TABLE, format!("{name} is not in the workspace")));
    unlisted.chain(gone).collect()
}

fn judge_use(table: &Table, name: &str, place: &Place, used: &str) -> Option<Finding> {
    match table.get(used) {
        Some(other) if other.level < place.level || place.beside.iter().any(|b| b == used) => None,
        Some(other) => {
            let says = format!("level {} uses {used} of level {}", place.level, other.level);
            Some(Finding::fault(name, says))
        }
        None => judge_outside(table, name, place, used),
    }
}

fn judge_outside(table: &Table, name: &str, place: &Place, used: &str) -> Option<Finding> {
    let homes: Vec<&str> =
        table.iter().filter(|(_, p)| p.heavy.iter().any(|h| h == used)).map(|(n, _)| n.as_str()).collect();
    let stray = !place.stays_home && !homes.is_empty() && !place.heavy.iter().any(|heavy| heavy == used);
    stray.then(|| Finding::fault(name, format!("carries {used}, which belongs to {}", homes.join(", "))))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn findings(uses: &[(&str, &[&str])]) -> Vec<String> {
        let table =
            "[low]\nlevel = 0\nheavy = ['sqlite']\n[words]\nlevel = 0\nbeside = ['low']\n[high]\nlevel = 1";
        let member = |(name, uses): &(&str, &[&str])| Member {
            name: (*name).to_owned(),
            uses: uses.iter().map(|used| (*used).to_owned()).collect(),
        };
        let members: Vec<_> = uses.iter().map(member).collect();
        judge(&toml::from_str(table).unwrap(), &members)
            .into_iter()
            .map(|f| f.place + ": " + &f.says)
            .collect()
    }

    #[test]
    fn a_crate_that_uses_lower_levels_and_named_neighbours_is_fine() {
        let uses: &[(&str, &[&str])] =
            &[("low", &["sqlite", "serde"]), ("words", &["low"]), ("high", &["low", "words", "serde"])];
        assert_eq!(findings(uses), Vec::<String>::new());
    }

    #[test]
    fn a_crate_that_uses_its_own_or_a_higher_level_is_named() {
        let found = findings(&[("low", &["high", "words"]), ("words", &[]), ("high", &[])]);
        assert_eq!(found, ["low: level 0 uses high of level 1", "low: level 0 uses words of level 0"]);
    }

    #[test]
    fn a_heavy_crate_that_strays_is_named_with_its_home() {
        let found = findings(&[("low", &[]), ("words", &[]), ("high", &["sqlite"])]);
        assert_eq!(found, ["high: carries sqlite, which belongs to low"]);
    }

    #[test]
    fn tests_that_stay_home_may_carry_what_they_like() {
        let table = "[low]\nlevel = 0\nheavy = ['sqlite']\n[tests]\nlevel = 9\nstays_home = true";
        let uses = BTreeSet::from(["sqlite".to_owned(), "low".to_owned()]);
        let low = Member { name: "low".to_owned(), uses: BTreeSet::new() };
        let tests = Member { name: "tests".to_owned(), uses };
        assert_eq!(judge(&toml::from_str(table).unwrap(), &[low, tests]), []);
    }

    #[test]
    fn a_crate_without_a_level_and_a_level_without_a_crate_are_named() {
        let found = findings(&[("low", &[]), ("words", &[]), ("new", &[])]);
        assert_eq!(
            found,
            [format!("{TABLE}: new has no level"), format!("{TABLE}: high is not in the workspace")]
        );
    }

    #[test]
    fn what_only_tests_use_is_not_judged() {
        let package = serde_json::json!({"name": "low", "dependencies": [
            {"name": "high", "kind": "dev"}, {"name": "serde", "kind": null}]});
        assert_eq!(member(&package).uses, BTreeSet::from(["serde".to_owned()]));
    }
}
