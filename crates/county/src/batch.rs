//! The folder of one batch. While it is being filled it is called `batch-LEASE.unfinished`; `batch-LEASE` is whole.

use crate::{CountyError, LeftOut, NamedFile, csv, disk, xlsx};
use casework::case::FileHash;
use casework::number::ReceiptNumber;
use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use wire::county::{CaseFile, Manifest, SignedManifest};

const UNFINISHED: &str = "unfinished";
const MANIFEST: &str = "manifest.json";

/// Says which cases of the manifest are not in the folder.
const LEFT_OUT: &str = "left-out.json";

/// A batch being filled.
pub struct Batch {
    filling: PathBuf,
    whole: PathBuf,
}

impl Batch {
    /// The folder of a lease whose name was verified. Nothing is made yet.
    pub fn of(out: &Path, lease: &str) -> Self {
        Self {
            filling: out.join(format!("batch-{lease}.{UNFINISHED}")),
            whole: out.join(format!("batch-{lease}")),
        }
    }

    /// Where it lies when it is whole.
    pub fn folder(&self) -> &Path {
        &self.whole
    }

    /// It was filled before.
    pub fn is_whole(&self) -> bool {
        self.whole.is_dir()
    }

    /// The manifest, exactly as it was signed.
    ///
    /// # Errors
    /// [`CountyError::Disk`].
    pub fn put_manifest(&self, bytes: &[u8]) -> Result<(), CountyError> {
        disk::write_whole(&self.filling.join(MANIFEST), bytes)
    }

    /// A case's exact bytes, when they are here from an earlier try.
    pub fn case_bytes(&self, number: &ReceiptNumber) -> Option<Vec<u8>> {
        fs::read(self.case_path(number)).ok()
    }

    /// Keeps a verified case's exact bytes.
    ///
    /// # Errors
    /// [`CountyError::Disk`].
    pub fn put_case(&self, number: &ReceiptNumber, bytes: &[u8]) -> Result<(), CountyError> {
        disk::write_whole(&self.case_path(number), bytes)
    }

    fn case_path(&self, number: &ReceiptNumber) -> PathBuf {
        case_in(&self.filling, number)
    }

    /// Where a material lies while the batch is filled.
    pub fn material_path(&self, named: &NamedFile) -> PathBuf {
        self.filling.join(&named.path)
    }

    /// Where a half-fetched file waits to be continued.
    pub fn part_path(&self, sha256: &FileHash) -> PathBuf {
        self.filling.join(".coming").join(sha256.as_str())
    }

    /// Takes out what came of a case before a file of it failed: who reads a batch finds every case in it whole.
    ///
    /// # Errors
    /// [`CountyError::Disk`].
    pub fn take_out(&self, left_out: &LeftOut) -> Result<(), CountyError> {
        disk::take_away(&self.case_path(&left_out.number))?;
        let file = self.filling.join(&left_out.file);
        file.parent().map_or(Ok(()), disk::take_away)
    }

    /// Keeps which cases were left out. A pull that breaks before its acknowledgement must not say later that they came.
    ///
    /// # Errors
    /// [`CountyError::Disk`].
    pub fn put_left_out(&self, left_out: &[LeftOut]) -> Result<(), CountyError> {
        let path = self.filling.join(LEFT_OUT);
        if left_out.is_empty() {
            // of an earlier try
            return disk::take_away(&path);
        }
        let bytes = serde_json::to_vec_pretty(left_out).map_err(|e| CountyError::Internal(e.to_string()))?;
        disk::write_whole(&path, &bytes)
    }

    /// Which cases are not in a whole batch.
    ///
    /// # Errors
    /// [`CountyError::Disk`].
    pub fn left_out(&self) -> Result<Vec<LeftOut>, CountyError> {
        let path = self.whole.join(LEFT_OUT);
        match fs::read(&path) {
            Ok(bytes) => serde_json::from_slice(&bytes).map_err(|e| CountyError::disk(&path)(e.into())),
            Err(missing) if missing.kind() == ErrorKind::NotFound => Ok(Vec::new()),
            Err(source) => Err(CountyError::Disk { path, source }),
        }
    }

    /// No case of it came: nothing is left of it.
    ///
    /// # Errors
    /// [`CountyError::Disk`].
    pub fn give_up(&self) -> Result<(), CountyError> {
        disk::take_away(&self.filling)
    }

    /// Writes the tables and gives the batch its final name.
    ///
    /// # Errors
    /// [`CountyError::Disk`], [`CountyError::Table`].
    pub fn finish(&self, cases: &[CaseFile]) -> Result<(), CountyError> {
        disk::write_whole(&self.filling.join("cases.xlsx"), &xlsx(cases)?)?;
        disk::write_whole(&self.filling.join("cases.csv"), &csv(cases)?)?;
        disk::take_away(&self.filling.join(".coming"))?;
        disk::put_in_place(&self.filling, &self.whole)
    }
}

fn case_in(folder: &Path, number: &ReceiptNumber) -> PathBuf {
    folder.join("cases").join(format!("{}.json", number.as_str()))
}

/// A case came with a batch.
pub(crate) fn holds(folder: &Path, number: &ReceiptNumber) -> bool {
    case_in(folder, number).is_file()
}

/// What a whole batch lists; None for any other folder. A manifest that does not read back lists nothing: at worst an
/// older version of a case is taken for the newest, and the gateway refuses to decide on it.
pub(crate) fn listed_in(folder: &Path) -> Option<Manifest> {
    if folder.extension().is_some_and(|end| end == UNFINISHED) {
        return None;
    }
    let bytes = fs::read(folder.join(MANIFEST)).ok()?;
    serde_json::from_slice::<SignedManifest>(&bytes).ok().map(|signed| signed.manifest)
}
