//! Words that do not belong into the files: half-done work, other people's machines, sleeping tests, and 受理 in the
//! station's own mouth.

use super::Finding;
use super::tree::{File, Tree};
use crate::problem::Outcome;

/// A word, where it is looked for, and why it is not wanted.
struct Ban {
    words: &'static [&'static str],
    looked_for: fn(&File) -> bool,
    why: &'static str,
}

const BANS: [Ban; 6] = [
    Ban { words: &["/work/", "/tmp/w/"], looked_for: anything, why: "a path of one machine" },
    Ban {
        words: &[
            concat!("deb.", "debian.org"),
            concat!("registry.", "npmjs"),
            concat!("static.", "crates.io"),
            concat!("index.", "crates.io"),
            concat!("pypi", ".org"),
        ],
        looked_for: not_locked,
        why: "the host of a registry: programs know theirs by themselves",
    },
    Ban {
        words: &["TODO", "FIXME", "XXX:", "todo!(", "unimplemented!(", "dbg!("],
        looked_for: code,
        why: "half-done work",
    },
    Ban {
        words: &[
            "#[ignore",
            "it.skip(",
            "test.skip(",
            "describe.skip(",
            "it.only(",
            "test.only(",
            "describe.only(",
        ],
        looked_for: code,
        why: "a test that does not run",
    },
    Ban { words: &["thread::sleep(", "time::sleep("], looked_for: rust_tests, why: "a test that sleeps" },
    Ban {
        words: &[
            "waitForTimeout(",
            "r => setTimeout(r",
            "(r) => setTimeout(r",
            "resolve) => setTimeout(resolve",
            "done) => setTimeout(done",
        ],
        looked_for: screen_tests,
        why: "a test that sleeps",
    },
];

/// What the station itself says and prints: its screens and its own papers.
const STATION_TEXTS: [&str; 7] = [
    "assets/locales/station.yml",
    "assets/papers/receipt.json",
    "assets/papers/slip-receipt.json",
    "assets/papers/form.json",
    "assets/papers/notice.json",
    "assets/papers/delivery.json",
    "assets/papers/page.json",
];

/// Where the station speaks of the authority's acts, papers and states.
const AUTHORITY: [&str; 13] = [
    "不予受理",
    "不代表受理",
    "是否受理由承办机关",
    "承办机关受理",
    "承办机关已受理",
    "承办机关是否受理",
    "承办机关说了算的受理",
    "县里受理",
    "县里已受理",
    "受理通知书",
    "受理决定",
    "视为受理",
    "受理之日",
];

/// # Errors
/// Never.
pub fn check(tree: &Tree) -> Outcome<Vec<Finding>> {
    let banned = tree.all().filter(|file| !is_this_rule(file)).flat_map(banned);
    let accepted = tree.all().filter(|file| STATION_TEXTS.contains(&file.path.as_str())).flat_map(accepted);
    Ok(banned.chain(accepted).collect())
}

/// The rule names the words it looks for.
fn is_this_rule(file: &File) -> bool {
    file.path == "xtask/src/tidy/words.rs"
}

fn banned(file: &File) -> Vec<Finding> {
    let bans = BANS
        .iter()
        .filter(|ban| (ban.looked_for)(file))
        .flat_map(|ban| ban.words.iter().map(move |w| (ban, w)));
    let find = |(ban, word): (&Ban, &&str)| {
        let lines = file.lines().filter(|(_, line)| stands_alone(line, word));
        lines
            .map(|(n, _)| Finding::fault(format!("{}:{n}", file.path), format!("{word} — {}", ban.why)))
            .collect::<Vec<_>>()
    };
    bans.flat_map(find).collect()
}

/// Whether the word is there and is not the end of a longer one (`network/work/` is no machine path).
fn stands_alone(line: &str, word: &str) -> bool {
    line.match_indices(word)
        .any(|(at, _)| !line[..at].ends_with(|c: char| c.is_ascii_alphanumeric() || c == '_'))
}

fn anything(_: &File) -> bool {
    true
}

fn not_locked(file: &File) -> bool {
    !file.path.ends_with("Cargo.lock") && !file.path.ends_with("package-lock.json")
}

fn code(file: &File) -> bool {
    file.is_one_of(&["rs", "ts", "vue", "mjs", "sh", "toml", "yml"])
}

/// Measuring programs stand beside the tests and may wait while they watch.
fn rust_tests(file: &File) -> bool {
    let measures = file.path.contains("/examples/");
    !measures && file.is_one_of(&["rs"]) && (file.is_test() || file.text.contains("#[cfg(test)]"))
}

fn screen_tests(file: &File) -> bool {
    file.is_one_of(&["ts", "mjs"]) && file.is_test()
}

fn accepted(file: &File) -> Vec<Finding> {
    let says = "受理 is the authority's act; the station 收件 (or name the authority in the sentence)";
    // A comment in a text file is for whoever edits it, not for the counter.
    let shown = file.lines().filter(|(_, line)| !line.starts_with('#'));
    let faults = shown.filter(|(_, line)| claims_acceptance(line));
    faults.map(|(n, _)| Finding::fault(format!("{}:{n}", file.path), says)).collect()
}

fn claims_acceptance(line: &str) -> bool {
    let rest = AUTHORITY.iter().fold(line.to_owned(), |line, phrase| line.replace(phrase, ""));
    rest.contains("受理")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn places(path: &str, text: &str) -> Vec<String> {
        check(&Tree::of(&[(path, text)])).unwrap().into_iter().map(|finding| finding.place).collect()
    }

    #[test]
    fn a_machine_path_is_found_and_a_longer_word_is_not() {
        assert_eq!(places("docs/a.md", concat!("see network/work/\n", "/wo", "rk/main\n")), ["docs/a.md:2"]);
    }

    #[test]
    fn half_done_work_is_found_in_code_and_not_in_prose() {
        assert_eq!(places("crates/a/src/lib.rs", "// TODO later\n"), ["crates/a/src/lib.rs:1"]);
        assert!(places("README.md", "TODO is refused by tidy\n").is_empty());
    }

    #[test]
    fn a_test_that_sleeps_or_does_not_run_is_found() {
        assert_eq!(places("crates/a/tests/t.rs", "std::thread::sleep(d);\n").len(), 1);
        assert_eq!(places("crates/a/tests/t.rs", "#[ignore = \"slow\"]\n").len(), 1);
        assert_eq!(
            places("ui/station/tests/a.test.ts", "await new Promise((r) => setTimeout(r, 50))\n").len(),
            1
        );
        assert!(places("crates/a/tests/t.rs", "list.iter().skip(1)\n").is_empty());
    }

    #[test]
    fn the_station_may_speak_of_the_authoritys_acceptance_but_not_claim_its_own() {
        let fine = "not: 本凭证不代表受理。是否受理由承办机关决定,不予受理的会书面告知。\n";
        assert!(places("assets/locales/station.yml", fine).is_empty());
        let wrong = "done: 已受理\n";
        assert_eq!(places("assets/locales/station.yml", wrong), ["assets/locales/station.yml:1"]);
        assert!(places("assets/papers/acceptance.json", wrong).is_empty());
    }

    #[test]
    fn a_lock_file_may_name_its_registry() {
        assert!(
            places(
                "ui/package-lock.json",
                concat!("\"resolved\": \"https://", "registry.", "npmjs.org/vue\"\n")
            )
            .is_empty()
        );
    }
}
