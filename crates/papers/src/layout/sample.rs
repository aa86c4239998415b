//! Made-up documents to look at a layout with: `assets/papers/samples/*.json`. Nobody in them exists.

use std::collections::BTreeMap;

use super::SHIPPED;
use crate::documents::Document;
use crate::error::PaperError;

/// A made-up document of one kind.
#[derive(Debug, Clone, PartialEq)]
pub struct Sample {
    /// The layout it is for.
    pub name: String,
    /// `short`, `typical` or `extreme`.
    pub set: String,
    pub document: Document,
}

/// All samples, three of each kind.
///
/// # Errors
/// [`PaperError::Layout`] when the program was built from a file that cannot be read.
pub fn samples() -> Result<Vec<Sample>, PaperError> {
    let mut all = Vec::new();
    let files = SHIPPED.get_dir("samples").map(|folder| folder.files()).into_iter().flatten();
    for file in files {
        let name = file.path().file_stem().unwrap_or_default().to_string_lossy().into_owned();
        let sets: BTreeMap<String, Document> = serde_json::from_slice(file.contents())
            .map_err(|fault| PaperError::Layout(format!("samples/{name}.json: {fault}")))?;
        all.extend(sets.into_iter().map(|(set, document)| Sample { name: name.clone(), set, document }));
    }
    Ok(all)
}
