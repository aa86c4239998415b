//! 导出到U盘、从U盘导入: the way to the county without a line.

use crate::Desk;
use crate::bundling::{Carrier, free_bytes, sticks};
use crate::view::*;
use station_sync::bundle::{BundleFault, Exported, Imported, Plan, Terms, export, find, import, plan};
use std::path::{Path, PathBuf};
use wire::bundle::VOLUME;

/// What waits for a stick, which sticks are there, and how far one is being written.
///
/// # Errors
/// Nobody logged in.
pub fn bundle_state(desk: &Desk, _: Nothing) -> Result<BundleView, Failure> {
    desk.at_work(|_, _| Ok(()))?;
    let plan = plan(&Carrier(desk))?;
    let percent = desk.bundling.percent();
    Ok(BundleView {
        words: wording::bundle_waiting(plan.cases, plan.files, plan.bytes),
        waiting: plan.entries + plan.files > 0,
        sticks: plugged_in(),
        writing: percent.is_some(),
        percent: percent.unwrap_or(0),
    })
}

/// Sticks that are plugged in, and what is free on them.
pub(super) fn plugged_in() -> Vec<StickView> {
    sticks().into_iter().map(stick_view).collect()
}

fn stick_view(path: PathBuf) -> StickView {
    let name = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    let words = match free_bytes(&path) {
        Some(free) => wording::stick_with_room(&name, free),
        None => name,
    };
    StickView { path: path.to_string_lossy().into_owned(), words }
}

/// Writes everything that waits onto a stick. It stays in the queue until the county's word comes back.
///
/// # Errors
/// What stands in the way; nothing is left on the stick then, and nothing in the queue has changed.
pub fn bundle_export(desk: &Desk, place: BundlePlace) -> Result<BundleWritten, Failure> {
    export_in_volumes(desk, &place.path, VOLUME)
}

/// The same with volumes of another size.
///
/// # Errors
/// As [`bundle_export`].
pub fn export_in_volumes(desk: &Desk, path: &str, volume: u64) -> Result<BundleWritten, Failure> {
    let who = desk.at_work(|_, clerk| Ok(clerk.name.clone()))?;
    let folder = folder(path)?;
    let writing = desk.bundling.begin().ok_or_else(|| Failure::new(ErrorCode::BundleBusy, ""))?;
    let door = Carrier(desk);
    let plan = plan(&door)?;
    must_fit(&plan, &folder)?;
    let tell = |done: &Exported| writing.goes_on(done.bytes, plan.bytes);
    let exported = export(&door, &Terms { folder: &folder, volume, who: &who }, &tell)?;
    Ok(written(&exported))
}

/// Nobody begins on a stick on which it does not fit.
fn must_fit(plan: &Plan, folder: &Path) -> Result<(), Failure> {
    match free_bytes(folder) {
        Some(free) if free < plan.bytes => {
            Err(Failure::new(ErrorCode::StickFull, wording::stick_lacks(plan.bytes, free)))
        }
        _ => Ok(()),
    }
}

fn written(exported: &Exported) -> BundleWritten {
    let Exported { cases, files, damaged, bytes, volumes, .. } = exported;
    let words = wording::bundle_exported(*cases, *files, *bytes, *damaged);
    let names = volumes.iter().filter_map(|path| path.file_name());
    BundleWritten {
        words: words.message,
        next: words.next,
        files: names.map(|name| name.to_string_lossy().into_owned()).collect(),
    }
}

/// Stops writing. Nothing is left on the stick.
///
/// # Errors
/// None.
pub fn bundle_cancel(desk: &Desk, _: Nothing) -> Result<Nothing, Failure> {
    desk.bundling.stop();
    Ok(Nothing {})
}

/// Takes in what came back on a stick: every answer for this computer that lies there, in its order. What is wrong with
/// one of them is told beside what was taken.
///
/// # Errors
/// Nothing at all could be taken.
pub fn bundle_import(desk: &Desk, place: BundlePlace) -> Result<BundleTaken, Failure> {
    let identity = desk.at_work(|store, _| Ok(store.identity()?))?;
    let identity = identity.ok_or_else(|| Failure::new(ErrorCode::NotEnrolled, ""))?;
    let path = existing(&place.path)?;
    let _writing = desk.bundling.begin().ok_or_else(|| Failure::new(ErrorCode::BundleBusy, ""))?;
    let found = find(&path, &identity)?;
    let (mut sum, mut troubles) = (Imported::default(), Vec::new());
    for path in &found.ours {
        let (taken, done) = import(&Carrier(desk), path);
        add(&mut sum, &taken);
        troubles.extend(done.err().map(|fault| trouble(path, fault)));
    }
    desk.after_arrivals(sum.catalogue, sum.papers > 0);
    if found.ours.is_empty() {
        troubles.extend(found.others.into_iter().map(|(path, fault)| trouble(&path, fault)));
    }
    told(desk, &sum, troubles, found.ours.is_empty())
}

fn add(sum: &mut Imported, taken: &Imported) {
    sum.entries += taken.entries;
    sum.events += taken.events;
    sum.papers += taken.papers;
    sum.held += taken.held;
    sum.catalogue |= taken.catalogue;
    sum.missing = sum.missing.or(taken.missing);
    sum.again += taken.again;
}

fn trouble(path: &Path, fault: BundleFault) -> BundleTrouble {
    let file = path.file_name().unwrap_or_default().to_string_lossy().into_owned();
    BundleTrouble { file, failure: fault.into() }
}

fn told(
    desk: &Desk,
    sum: &Imported,
    mut troubles: Vec<BundleTrouble>,
    none: bool,
) -> Result<BundleTaken, Failure> {
    let nothing = Imported { missing: None, ..*sum } == Imported::default();
    if none && troubles.is_empty() {
        return Err(BundleFault::None.into());
    }
    if nothing && !troubles.is_empty() {
        return Err(troubles.swap_remove(0).failure);
    }
    desk.line.ring();
    Ok(BundleTaken {
        words: wording::bundle_taken(sum.entries, sum.events, sum.papers, sum.held, sum.catalogue),
        next: once_more(sum),
        troubles,
    })
}

/// What the next bundle carries again, if anything.
fn once_more(sum: &Imported) -> String {
    match (sum.missing, sum.again) {
        (Some(_), _) => wording::bundle_missing(),
        (None, 0) => String::new(),
        (None, files) => wording::bundle_awaited(files),
    }
}

fn folder(path: &str) -> Result<PathBuf, Failure> {
    let path = existing(path)?;
    if path.is_dir() { Ok(path) } else { Err(Failure::new(ErrorCode::Input, path.to_string_lossy())) }
}

/// A stick that is not there any more is said as such.
pub(super) fn existing(path: &str) -> Result<PathBuf, Failure> {
    let path = PathBuf::from(path.trim());
    match std::fs::metadata(&path) {
        Ok(_) => Ok(path),
        Err(_) => Err(Failure::new(ErrorCode::Stick, path.to_string_lossy())),
    }
}
