//! The keys of `assets/locales` that the screens ask for are there, and none is there that nobody asks for.

use std::collections::BTreeSet;

use super::Finding;
use super::tree::{File, Tree};
use crate::problem::Outcome;

/// An app of the screens: its text files, and the folders whose sources use them.
/// What the shared kit asks for is judged with the station; another app carries only what it shows of the kit.
struct App {
    texts: &'static [&'static str],
    sources: &'static [&'static str],
    /// Folders whose use of a text counts, and whose wants do not.
    shared: &'static [&'static str],
}

const APPS: [App; 2] = [
    App { texts: &["assets/locales/station.yml"], sources: &["ui/station/", "ui/kit/src/"], shared: &[] },
    App { texts: &["assets/locales/console.yml"], sources: &["ui/console/"], shared: &["ui/kit/src/"] },
];

/// # Errors
/// Never.
pub fn check(tree: &Tree) -> Outcome<Vec<Finding>> {
    Ok(APPS.iter().flat_map(|app| judge(app, tree)).collect())
}

fn judge(app: &App, tree: &Tree) -> Vec<Finding> {
    let (own, shared) = (sources(tree, app.sources), sources(tree, app.shared));
    let texts = app.texts.join(", ");
    let files = app.texts.iter().filter_map(|path| tree.find(path));
    let keys: BTreeSet<&str> = files.flat_map(|file| keys(&file.text)).collect();
    let words: BTreeSet<&str> = own.iter().chain(&shared).flat_map(|file| quoted(&file.text)).collect();
    let wanted = own.iter().flat_map(|file| asked(file)).filter(|(_, key)| !keys.contains(key));
    let wanted = wanted.map(|(place, key)| Finding::fault(place, format!("no text `{key}` in {texts}")));
    let unused = keys.iter().filter(|key| !is_used(key, &words));
    let unused = unused.map(|key| Finding::fault(texts.as_str(), format!("nobody shows `{key}`")));
    wanted.chain(unused).collect()
}

fn sources<'a>(tree: &'a Tree, folders: &[&str]) -> Vec<&'a File> {
    let inside = |file: &&File| folders.iter().any(|folder| file.path.starts_with(folder));
    tree.all().filter(inside).filter(|file| file.is_one_of(&["ts", "vue"]) && !file.is_made()).collect()
}

/// The keys of a flat file: `key: text` at the start of a line.
fn keys(text: &str) -> impl Iterator<Item = &str> {
    let starts_a_key =
        |line: &&str| line.starts_with(|c: char| c.is_ascii_lowercase() || c == '\'' || c == '"');
    text.lines()
        .filter(starts_a_key)
        .filter_map(|line| line.split_once(':'))
        .map(|(key, _)| key.trim_matches(['\'', '"']))
}

/// Every `t('key'` with its place.
fn asked(file: &File) -> Vec<(String, &str)> {
    let calls = |(n, line): (usize, &'_ str)| -> Vec<(usize, usize)> {
        let starts = line
            .match_indices("t('")
            .filter(|(at, _)| !line[..*at].ends_with(|c: char| c.is_alphanumeric() || "_$.".contains(c)));
        starts.map(|(at, _)| (n, at + 3)).collect()
    };
    let lines: Vec<(usize, &str)> = file.lines().collect();
    let places = lines.iter().flat_map(|line| calls(*line));
    let key = |(n, at): (usize, usize)| {
        let key = lines[n - 1].1[at..].split('\'').next().unwrap_or_default();
        (format!("{}:{n}", file.path), key)
    };
    places.map(key).collect()
}

/// Whatever stands between two quotes on one line, and the beginnings of templates: `` `state.${x}` `` gives `state.`.
fn quoted(text: &str) -> Vec<&str> {
    let pieces = |line| ['\'', '"', '`'].into_iter().flat_map(move |quote| str::split(line, quote));
    text.lines().flat_map(pieces).collect()
}

fn is_used(key: &str, words: &BTreeSet<&str>) -> bool {
    let begins = |word: &str| {
        word.split_once("${").is_some_and(|(start, _)| start.contains('.') && key.starts_with(start))
    };
    words.contains(key) || words.iter().any(|word| begins(word))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn says(texts: &str, source: &str) -> Vec<String> {
        let tree = Tree::of(&[("assets/locales/station.yml", texts), ("ui/station/src/a.vue", source)]);
        check(&tree).unwrap().into_iter().map(|finding| finding.says).collect()
    }

    #[test]
    fn a_key_that_is_asked_for_and_not_there_is_named() {
        assert_eq!(
            says("", "{{ t('home.title') }} emit('close')"),
            ["no text `home.title` in assets/locales/station.yml"]
        );
    }

    #[test]
    fn a_text_that_nobody_shows_is_named() {
        assert_eq!(says("home.title: 首页\nold.word: 旧\n", "t('home.title')"), ["nobody shows `old.word`"]);
    }

    #[test]
    fn a_key_used_through_a_list_or_a_template_counts_as_shown() {
        let source = "const heads = ['list.name']\nt(`state.${row.state}`)";
        assert_eq!(says("list.name: 姓名\nstate.queued: 待发送\n", source), Vec::<String>::new());
    }
}
