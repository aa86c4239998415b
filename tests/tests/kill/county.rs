//! A reviewer at the command line, and what the county holds in the end.

use journeys::program::done;
use journeys::world::World;
use serde_json::Value;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

const FOLDER: &str = "county";

pub fn pull(world: &World) -> Command {
    let mut command = world.county("pull");
    command.arg("--json").arg("--out").arg(world.folder(FOLDER));
    command
}

pub fn accept(world: &World, number: &str) -> Command {
    let mut command = world.county("decide");
    command.args([number, "--result", "accept", "--json"]);
    command
}

/// Pulls until nothing waits any more.
pub fn pulls_all(world: &World) {
    while serde_json::from_str::<Value>(&done(&mut pull(world))).unwrap()["cases"] != 0 {}
}

/// Numbers and ids of the cases in all batches, as often as they stand there.
pub fn holds(world: &World) -> Vec<(String, String)> {
    let batches = entries(&world.folder(FOLDER)).into_iter().filter(|path| path.join("cases").is_dir());
    let files = batches.flat_map(|batch| {
        assert!(batch.extension().is_none(), "{} was never finished", batch.display());
        entries(&batch.join("cases"))
    });
    files.map(|file| number_and_id(&file)).collect()
}

fn number_and_id(file: &Path) -> (String, String) {
    let case: Value = serde_json::from_slice(&fs::read(file).unwrap()).unwrap();
    let text = |field: &str| case[field].as_str().unwrap().to_owned();
    (text("number"), text("case"))
}

fn entries(folder: &Path) -> Vec<PathBuf> {
    fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect()
}
