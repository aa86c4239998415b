//! How much JavaScript a screen needs before it stands, packed as a server would send it: what the page names, and what
//! that imports without being asked. Of the station's screens that come on demand those count that a first start shows.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use super::Figure;
use crate::place;
use crate::problem::{Outcome, Problem};
use crate::run::program;

/// Screens on demand that are on the first page all the same: preparing the computer, and logging in.
const AT_FIRST: [&str; 2] = ["InitScreen-", "LoginScreen-"];

/// # Errors
/// When the screens are not built or cannot be read.
pub fn figures() -> Outcome<Vec<Figure>> {
    ["station", "console"].map(figure).into_iter().collect()
}

fn figure(app: &str) -> Outcome<Figure> {
    let dist = place::ui().join(app).join("dist");
    let page = read(&dist.join("index.html"))?;
    let mut found = BTreeSet::new();
    for file in named(&page, "src=\"").chain(named(&page, "href=\"")).chain(at_first(&dist)?) {
        follow(&dist.join(file), &mut found)?;
    }
    let packed: u64 = found.iter().map(|file| packed(file)).sum::<Outcome<u64>>()?;
    let name = format!("{app}, JavaScript of the first load, packed");
    Ok(Figure { name, value: packed as f64 / 1_048_576.0, unit: "MiB".to_owned() })
}

fn at_first(dist: &Path) -> Outcome<Vec<String>> {
    let folder = dist.join("assets");
    let mut found = Vec::new();
    for entry in fs::read_dir(&folder).map_err(Problem::file(&folder))? {
        let name = entry.map_err(Problem::file(&folder))?.file_name().to_string_lossy().into_owned();
        if AT_FIRST.iter().any(|screen| name.starts_with(screen)) && name.ends_with(".js") {
            found.push(format!("assets/{name}"));
        }
    }
    Ok(found)
}

/// Adds a script and all that it imports, each once.
fn follow(script: &Path, found: &mut BTreeSet<PathBuf>) -> Outcome {
    let script = script.canonicalize().map_err(Problem::file(script))?;
    if !found.insert(script.clone()) {
        return Ok(());
    }
    let folder = script.parent().unwrap_or(&script).to_owned();
    imported(&read(&script)?).into_iter().try_for_each(|file| follow(&folder.join(file), found))
}

/// Scripts that a page names behind a sign.
fn named<'a>(page: &'a str, sign: &'a str) -> impl Iterator<Item = String> + 'a {
    let values = page.split(sign).skip(1).filter_map(|rest| rest.split('"').next());
    values.filter(|file| file.ends_with(".js")).map(str::to_owned)
}

/// `import … from"./x.js"` and `import"./x.js"`, not `import("./x.js")`, which comes on demand.
fn imported(script: &str) -> Vec<String> {
    let mut found = Vec::new();
    for statement in script.split("import").skip(1) {
        let head = statement.split(';').next().unwrap_or_default();
        if head.trim_start().starts_with('(') {
            continue;
        }
        let file = head.split(['"', '\'', '`']).nth(1).filter(|file| file.starts_with("./"));
        found.extend(file.filter(|file| file.ends_with(".js")).map(str::to_owned));
    }
    found
}

fn packed(file: &Path) -> Outcome<u64> {
    let said = program("sh").args(["-c", "gzip -9 -n -c \"$1\" | wc -c", "sh"]).arg(file).read()?;
    said.trim().parse().map_err(|_| Problem::said(format!("gzip said {said}")))
}

fn read(file: &Path) -> Outcome<String> {
    fs::read_to_string(file).map_err(Problem::file(file))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_on_demand_is_no_part_of_the_first_load() {
        let script = r#"import{a as b}from"./one.js";import"./two.js";const c=()=>import("./late.js");x(["./three.js"])"#;
        assert_eq!(imported(script), ["./one.js", "./two.js"]);
    }

    #[test]
    fn a_page_names_its_scripts_and_what_to_fetch_beside_them() {
        let page = r#"<script type="module" src="./a.js"></script><link rel="modulepreload" href="./b.js">
            <link rel="stylesheet" href="./c.css">"#;
        let both: Vec<_> = named(page, "src=\"").chain(named(page, "href=\"")).collect();
        assert_eq!(both, ["./a.js", "./b.js"]);
    }
}
