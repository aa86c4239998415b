//! What a county has on its disk after it took a batch.

use serde_json::{Map, Value};
use std::fs;
use std::path::{Path, PathBuf};

/// A batch folder.
pub struct Batch(pub PathBuf);

impl Batch {
    /// The case of the batch; it must be the only one.
    pub fn only_number(&self) -> String {
        let files = files_of(&self.0.join("cases"));
        assert_eq!(files.len(), 1, "one case: {files:?}");
        files[0].file_stem().expect("a number").to_string_lossy().into_owned()
    }

    /// The form as the county reads it.
    pub fn form(&self, number: &str) -> Map<String, Value> {
        let text = fs::read(self.0.join("cases").join(format!("{number}.json"))).expect("the case");
        let case: Value = serde_json::from_slice(&text).expect("a case");
        case["submission"]["frozen"]["form"].as_object().expect("a form").clone()
    }

    /// The files of a slot, in their order.
    pub fn materials(&self, number: &str, slot: &str) -> Vec<Vec<u8>> {
        let files = files_of(&self.0.join("materials").join(number));
        let sign = format!("{slot}-");
        let named = files
            .iter()
            .filter(|file| file.file_name().is_some_and(|name| name.to_string_lossy().starts_with(&sign)));
        named.map(|file| fs::read(file).expect("a material")).collect()
    }
}

fn files_of(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).unwrap_or_else(|error| panic!("{}: {error}", folder.display()));
    let mut files: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
    files.sort();
    files
}
