//! Where the pages of a paper go.

use crate::Page;
use crate::error::PaperError;
use crate::file_seal::Sealer;
use crate::fonts::{Faces, FontSet};

/// Makes a file of pages. [`crate::Pdf`] is the one that ships; another writer may stand in its place.
pub trait Sink: Send + Sync {
    /// The bytes of the file.
    ///
    /// # Errors
    /// [`PaperError::Write`] when the pages cannot be written.
    fn write(&self, paper: &Sheets<'_>) -> Result<Vec<u8>, PaperError>;
}

/// The pages of a paper as drawn, and what a writer must know of them.
pub struct Sheets<'a> {
    pub pages: &'a [Page],
    /// For the properties of the file: never a person's name.
    pub title: &'a str,
    pub fonts: &'a FontSet,
    pub faces: &'a Faces<'a>,
    /// Who seals the file, if anybody.
    pub sealer: Option<Sealer<'a>>,
}
