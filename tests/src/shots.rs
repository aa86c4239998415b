//! Pictures of every step, for people: `target/journeys/JOURNEY/KIND/NN-name.png`.

use crate::program::built;
use std::fs;
use std::path::PathBuf;

/// A row of numbered pictures.
pub struct Shots {
    folder: PathBuf,
    taken: usize,
}

impl Shots {
    /// Begins a new row; pictures of an earlier run go away.
    pub fn begin(journey: &str, kind: &str) -> Self {
        let folder = built().parent().expect("the target folder").join("journeys").join(journey).join(kind);
        // The first run has nothing to clear.
        let _ = fs::remove_dir_all(&folder);
        fs::create_dir_all(&folder).expect("a folder for pictures");
        Self { folder, taken: 0 }
    }

    /// Keeps a picture and tells where.
    pub fn keep(&mut self, name: &str, png: &[u8]) -> PathBuf {
        self.taken += 1;
        let path = self.folder.join(format!("{:02}-{name}.png", self.taken));
        fs::write(&path, png).expect("a picture");
        path
    }
}
