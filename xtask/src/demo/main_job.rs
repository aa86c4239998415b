//! The main job, from the counter to the decision and back: what a resident, a clerk and a reviewer do in one case.

use std::fs;
use std::path::PathBuf;

use super::opening::fact;
use super::sample::pages;
use super::world::World;
use super::{Facts, Step};
use crate::problem::{Outcome, Problem};

pub const STEPS: [Step; 10] = [
    Step { id: "case", title: "填表、收材料、定稿编号", deed: take_in },
    Step { id: "papers", title: "打印收件凭证和申请表", deed: print_papers },
    Step { id: "sign", title: "居民签字,扫描签字页", deed: sign },
    Step { id: "submit", title: "提交,进待发送", deed: submit },
    Step { id: "sync-out", title: "联网,送到省里,拿回回执", deed: sync },
    Step { id: "pull", title: "县里取走一批办件", deed: pull },
    Step { id: "accept", title: "承办机关受理", deed: accept },
    Step { id: "grant", title: "承办机关办结", deed: grant },
    Step { id: "sync-in", title: "站点收到办理结果", deed: sync },
    Step { id: "result", title: "打印承办机关的文书,交给居民", deed: print_result },
];

/// The papers that the station prints, as files under `target/demo/papers`.
/// No notice: nothing is missing.
const PAPERS: [&str; 2] = ["receipt", "form"];

/// The authority's papers, as they came back with its decisions.
const RESULTS: [&str; 2] = ["acceptance", "granted"];

fn take_in(world: &mut World) -> Outcome<Facts> {
    let folder = folder(world, "materials")?;
    let form = world.sample.write_form(&folder)?;
    let mut args = vec!["case".to_owned(), "new".to_owned(), world.sample.slug.clone()];
    args.extend(["--form".to_owned(), form.display().to_string()]);
    for slot in &world.sample.slots {
        let picture = world.sample.photograph(world, slot, &folder)?;
        args.extend(["--material".to_owned(), format!("{slot}={}", picture.display())]);
    }
    let args: Vec<&str> = args.iter().map(String::as_str).collect();
    let said = world.station(&args)?;
    Ok(fact("number", world.learn_number(&said)?))
}

fn print_papers(world: &mut World) -> Outcome<Facts> {
    print(world, &PAPERS)
}

fn print_result(world: &mut World) -> Outcome<Facts> {
    print(world, &RESULTS)
}

fn print(world: &World, kinds: &[&str]) -> Outcome<Facts> {
    let folder = folder(world, "papers")?;
    let mut facts = Facts::new();
    for kind in kinds {
        let file = folder.join(format!("{kind}.pdf"));
        world.station(&["paper", world.number()?, kind, "--out", &file.display().to_string()])?;
        let bytes = fs::metadata(&file).map_err(Problem::file(&file))?.len();
        facts.insert(format!("{kind}_bytes"), bytes.into());
    }
    Ok(facts)
}

/// The form goes through the printer, the resident's hand and the scanner: here it is rasterised at 300 dpi.
fn sign(world: &mut World) -> Outcome<Facts> {
    let form = world.folder().join("papers/form.pdf");
    let scans = pages(world, &form, &folder(world, "scans")?)?;
    let signed = scans.last().ok_or_else(|| Problem::said("the printed form has no page"))?;
    world.station(&["case", "sign", world.number()?, "--scan", &signed.display().to_string()])?;
    Ok(fact("pages", scans.len()))
}

fn submit(world: &mut World) -> Outcome<Facts> {
    world.station(&["case", "submit", world.number()?])?;
    Ok(Facts::new())
}

fn sync(world: &mut World) -> Outcome<Facts> {
    Ok(fact("said", world.station(&["sync"])?))
}

fn pull(world: &mut World) -> Outcome<Facts> {
    let out = folder(world, "county")?.display().to_string();
    let said = world.county(&["pull", "--out", &out])?;
    Ok(fact("pulled", serde_json::from_str(&said).unwrap_or(serde_json::Value::String(said))))
}

fn accept(world: &mut World) -> Outcome<Facts> {
    decide(world, &["--result", "accept"])
}

fn grant(world: &mut World) -> Outcome<Facts> {
    decide(world, &["--result", "grant", "--given", "高龄津贴 每月按县里公布的标准"])
}

fn decide(world: &World, result: &[&str]) -> Outcome<Facts> {
    let args = [&["decide", world.number()?], result].concat();
    let said = world.county(&args)?;
    Ok(fact("decided", serde_json::from_str(&said).unwrap_or(serde_json::Value::String(said))))
}

fn folder(world: &World, name: &str) -> Outcome<PathBuf> {
    let folder = world.folder().join(name);
    fs::create_dir_all(&folder).map_err(Problem::file(&folder))?;
    Ok(folder)
}
