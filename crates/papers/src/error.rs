//! What can keep a paper from being printed.

use std::path::PathBuf;

/// One variant per situation the caller can act on. Nothing is half printed: on an error there are no bytes.
#[derive(Debug, thiserror::Error)]
pub enum PaperError {
    /// A font file of the set is in none of the folders searched.
    #[error("font file {file} not found in {searched:?}")]
    FontMissing { file: &'static str, searched: Vec<PathBuf> },
    /// A font file is there but cannot be opened or mapped.
    #[error("cannot open font file {path}")]
    FontUnreadable {
        path: PathBuf,
        #[source]
        source: std::io::Error,
    },
    /// A font file is not the font its name says.
    #[error("font file {file} cannot be used: {reason}")]
    FontBroken { file: &'static str, reason: String },
    /// No font of the set has this character; printing a box in its place would falsify the paper.
    #[error("no glyph for {character:?} ({code_point}) in {place}")]
    NoGlyph { character: char, code_point: String, place: String },
    /// The document prints a case number and the marks carry none.
    #[error("a {document} cannot be printed without its number")]
    NumberMissing { document: &'static str },
    /// The text names another case than the codes on its pages.
    #[error("a paper ({kind}) names a case that its codes do not")]
    OtherNumber { kind: String },
    /// A refusal that does not say how to object.
    #[error("a paper that refuses ({kind}) must say how to object")]
    RemediesMissing { kind: String },
    /// The QR content does not fit the agreed version 9, level Q.
    #[error("the paper code does not fit its QR square ({length} characters)")]
    CodeTooLong { length: usize },
    /// A layout is missing, cannot be read, or includes itself.
    #[error("layout: {0}")]
    Layout(String),
    /// Its layout has no copy that is printed large, or it is the authority's.
    #[error("this paper is not printed large")]
    NoLarge,
    /// The folder of the layouts, or a file in it, cannot be read.
    #[error("cannot read {path}")]
    LayoutFolder {
        path: PathBuf,
        #[source]
        source: std::io::Error,
    },
    /// The PDF library refused; should not happen with a valid font set.
    #[error("cannot write the PDF: {0}")]
    Write(String),
}
