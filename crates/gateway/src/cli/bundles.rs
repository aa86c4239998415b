//! Bundles from sticks.

use super::Done;
use super::commands::Place;
use super::failure::Failure;
use gateway::{Bearer, Brought, Delivery, deliver};
use std::path::{Path, PathBuf};
use wire::bundle::ENDING;

/// Notes after which everything of a bundle is here all the same.
const FINE: [&str; 2] = ["held", "goes_down"];
/// Notes of a bundle that is sound and comes too early.
const LATER: [&str; 4] = ["gap", "fork", "waiting", "volume"];

pub(super) fn import(place: &Place, files: &[PathBuf], out: &Path) -> Done {
    let store = place.store()?;
    let paths = spread(files, out)?;
    let bearer = Bearer { who: "gateway", county: None };
    let delivery = deliver(&store, &paths, out, &bearer, || place.clock.now())?;
    let facts = serde_json::to_value(&delivery).map_err(|error| Failure::internal(&error))?;
    place.say(&words(&delivery), &facts);
    ended(&delivery)
}

/// Folders become the bundles that lie in them.
fn spread(files: &[PathBuf], out: &Path) -> Result<Vec<PathBuf>, Failure> {
    let unreadable =
        |path: &Path| Failure::usage(format!("读不到 {}。", path.display()), "请核对文件名,看U盘插好没有。");
    if !out.is_dir() {
        return Err(unreadable(out));
    }
    let mut paths = Vec::new();
    for file in files {
        let about = std::fs::metadata(file).map_err(|_| unreadable(file))?;
        if !about.is_dir() {
            paths.push(file.clone());
            continue;
        }
        let entries = std::fs::read_dir(file).map_err(|_| unreadable(file))?;
        let inside = entries.flatten().map(|entry| entry.path());
        paths.extend(inside.filter(|path| path.extension().is_some_and(|ending| ending == ENDING)));
    }
    Ok(paths)
}

fn words(delivery: &Delivery) -> String {
    let mut lines: Vec<String> = delivery.bundles.iter().flat_map(line).collect();
    lines.extend(
        delivery
            .replies
            .iter()
            .map(|reply| format!("要带回 {} 的回执包:{}", reply.station, reply.files.join("、"))),
    );
    if lines.is_empty() { "没有找到U盘包。".to_owned() } else { lines.join("\n") }
}

fn line(brought: &Brought) -> Vec<String> {
    let Brought { file, station, entries, files, notes, .. } = brought;
    let station = if station.is_empty() { String::new() } else { format!("{station},") };
    let head = format!("{file}:{station}收下 {entries} 条,附件 {files} 个");
    let notes = notes.iter().map(|note| format!("  {}{}", note.message, note.next));
    std::iter::once(head).chain(notes).collect()
}

/// The worst that was said decides how the program ends; the answers are written in any case.
fn ended(delivery: &Delivery) -> Done {
    let notes = || delivery.bundles.iter().flat_map(|brought| &brought.notes);
    let worst = notes().find(|note| !FINE.contains(&note.code) && !LATER.contains(&note.code));
    if let Some(note) = worst {
        return Err(Failure::integrity(&note.message, &note.next));
    }
    match notes().find(|note| LATER.contains(&note.code)) {
        Some(note) => Err(Failure::rule(&note.message, &note.next)),
        None => Ok(()),
    }
}
