//! Names of files in a batch. They are made here from number, slot and count only: nothing that a station or a
//! resident typed becomes part of a path.

use casework::case::{FileHash, Material, Signing, Supplement};
use std::collections::HashMap;
use wire::county::CaseFile;

/// Longest slot that goes into a name; slots of real items are far shorter.
const SLOT_LENGTH: usize = 40;
/// Stands for the slot of a scan of the signed form.
const SIGNED: &str = "signed-form";
/// Stands for the slot of what was written on a screen.
const INK: &str = "signed-ink";

/// A file of a case and where it lies in the batch's folder.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct NamedFile {
    /// Hash of its plain bytes.
    pub sha256: FileHash,
    /// Bytes.
    pub size: u64,
    /// `materials/NUMBER/SLOT-n.ext`, with `/` on every system.
    pub path: String,
}

/// Every file of a case in the order it was handed in: materials, the signed scans, what followed. Those in whose place others
/// came are left out, and what a correction took over of what followed is named once.
pub fn files_of(file: &CaseFile) -> Vec<NamedFile> {
    let mut names = Names { number: file.number.as_str(), counts: HashMap::new(), files: Vec::new() };
    for material in &file.submission.frozen.materials {
        names.add_material(material);
    }
    names.add_scans(&file.submission.signing);
    for supplement in &file.supplements {
        match supplement {
            Supplement::Material { material, .. } if is_taken_over(file, material) => {}
            Supplement::Material { material, .. } => names.add_material(material),
            Supplement::Scan { signing, .. } => names.add_scans(signing),
        }
    }
    names.files.retain(|named| !file.is_replaced(&named.sha256));
    names.files
}

fn is_taken_over(file: &CaseFile, material: &Material) -> bool {
    let same = |one: &Material| one.slot == material.slot && one.sha256 == material.sha256;
    file.submission.frozen.materials.iter().any(same)
}

struct Names<'a> {
    number: &'a str,
    counts: HashMap<String, u32>,
    files: Vec<NamedFile>,
}

impl Names<'_> {
    fn add_material(&mut self, material: &Material) {
        self.add(&material.slot, &material.sha256, material.size, &material.media_type);
    }

    fn add_scans(&mut self, signing: &Signing) {
        for scan in signing.scans() {
            self.add(SIGNED, &scan.sha256, scan.size, &scan.media_type);
        }
        for ink in signing.inks() {
            self.add(INK, &ink.sha256, ink.size, "application/json");
        }
    }

    fn add(&mut self, slot: &str, sha256: &FileHash, size: u64, media_type: &str) {
        let slot = plain_slot(slot);
        let count = self.counts.entry(slot.clone()).or_default();
        *count += 1;
        let path = format!("materials/{}/{slot}-{count}.{}", self.number, extension(media_type));
        self.files.push(NamedFile { sha256: sha256.clone(), size, path });
    }
}

fn plain_slot(slot: &str) -> String {
    let plain = |c: char| {
        if c.is_ascii_alphanumeric() || c == '-' { c.to_ascii_lowercase() } else { '_' }
    };
    let name: String = slot.chars().take(SLOT_LENGTH).map(plain).collect();
    if name.is_empty() { "_".to_owned() } else { name }
}

fn extension(media_type: &str) -> &'static str {
    match media_type {
        "image/jpeg" => "jpg",
        "image/png" => "png",
        "image/webp" => "webp",
        "application/pdf" => "pdf",
        "application/json" => "json",
        _ => "bin",
    }
}
