//! What is sent, by us and by the peers: the same bytes for everybody.

use measure::Dice;
use std::fs;
use std::io;
use std::path::PathBuf;

/// Bytes of a scan.
pub const SCAN: usize = 204_800;
/// So that no scan is like that of another run.
const SEED: u64 = 29_112_026;

/// Name of a case's file.
pub fn case_file(nth: usize) -> String {
    format!("case-{nth:04}.json")
}

/// Keeps what goes up in a folder, or nowhere.
pub struct Records(pub Option<PathBuf>);

impl Records {
    /// Keeps a case.
    ///
    /// # Errors
    /// The disk.
    pub fn keep_case(&self, nth: usize, json: &[u8]) -> io::Result<()> {
        self.keep(&case_file(nth), json)
    }

    /// Makes a scan of a case and keeps it.
    ///
    /// # Errors
    /// The disk.
    pub fn file(&self, nth: usize, at: usize) -> io::Result<Vec<u8>> {
        let mut dice = Dice::new(SEED + (nth as u64) * 100 + at as u64);
        let scan: Vec<u8> = (0..SCAN).map(|_| dice.below(256) as u8).collect();
        self.keep(&format!("scan-{nth:04}-{at}.jpg"), &scan)?;
        Ok(scan)
    }

    fn keep(&self, name: &str, bytes: &[u8]) -> io::Result<()> {
        let Some(folder) = &self.0 else { return Ok(()) };
        fs::create_dir_all(folder)?;
        fs::write(folder.join(name), bytes)
    }
}
