//! What lies in earlier batches: files, so that none crosses the line twice, and which version of a case was read.

use crate::batch::{holds, listed_in};
use crate::{CountyError, files_of};
use casework::case::FileHash;
use casework::number::ReceiptNumber;
use std::collections::HashMap;
use std::fs;
use std::path::{Path, PathBuf};
use wire::county::CaseFile;

/// Files of all batches of a folder, finished or not. A file found here is still compared with its hash before use.
pub(crate) struct Shelf(HashMap<FileHash, PathBuf>);

impl Shelf {
    /// Looks through the batches.
    pub(crate) fn of(out: &Path) -> Result<Self, CountyError> {
        let mut shelf = Self(HashMap::new());
        for batch in children(out)? {
            let cases = batch.join("cases");
            if !cases.is_dir() {
                continue;
            }
            for path in children(&cases)? {
                shelf.put_case(&batch, &path);
            }
        }
        Ok(shelf)
    }

    /// A case file that does not read back only costs a second download.
    fn put_case(&mut self, batch: &Path, path: &Path) {
        let read = fs::read(path).ok().and_then(|bytes| serde_json::from_slice::<CaseFile>(&bytes).ok());
        for named in read.iter().flat_map(files_of) {
            self.put(named.sha256, batch.join(named.path));
        }
    }

    pub(crate) fn put(&mut self, sha256: FileHash, path: PathBuf) {
        if path.is_file() {
            self.0.insert(sha256, path);
        }
    }

    pub(crate) fn find(&self, sha256: &FileHash) -> Option<&Path> {
        self.0.get(sha256).map(PathBuf::as_path)
    }
}

/// The newest version of a case in the batches of a folder that are whole, which is the one that people read there; None
/// where none holds it.
///
/// # Errors
/// [`CountyError::Disk`].
pub fn pulled_version(out: &Path, number: &ReceiptNumber) -> Result<Option<u32>, CountyError> {
    let read = |folder: PathBuf| {
        let listed = listed_in(&folder)?.cases.into_iter().find(|case| case.number == *number)?;
        // one that was left out was read by nobody
        holds(&folder, number).then_some(listed.rev)
    };
    Ok(children(out)?.into_iter().filter_map(read).max())
}

fn children(folder: &Path) -> Result<Vec<PathBuf>, CountyError> {
    let listed = fs::read_dir(folder).map_err(CountyError::disk(folder))?;
    listed.map(|entry| entry.map(|e| e.path()).map_err(CountyError::disk(folder))).collect()
}
