//! A view of a case becomes PDF bytes. Same input, same bytes; no clock, no randomness, no network.
//!
//! [`FontSet`] is opened once. [`render`] takes a [`Document`] (plain data, all of it printed) and [`Marks`]
//! (what signs and numbers the pages) and gives a PDF/A-2u file with embedded, searchable subset fonts.
//! The fixed sentences stand in `assets/papers/*.json`.

mod block;
mod breaks;
mod codes;
mod documents;
mod error;
mod finish;
mod flow;
mod fonts;
mod furniture;
mod icc;
mod ink;
mod lines;
mod number;
pub mod qr;
mod shape;
mod table;
mod texts;
mod write;

// The samples of the tests name this crate from outside and from inside.
#[cfg(test)]
extern crate self as papers;
#[cfg(test)]
mod tests;

pub use documents::{
    Agent, Choice, Column, Delivered, Delivery, Document, Field, FilledForm, Grid, Kept, Letter, Medium,
    Missing, Needed, Notice, Opinion, Receipt, Received, Section, SignPlace, TestPage, Value, Way,
};
pub use error::PaperError;
pub use fonts::FontSet;
pub use number::{NotANumber, PaperNumber};
pub use qr::{CodeError, Digest16, KeyId, PaperCode, PaperKind, Signature, Signer};
pub use texts::{put, read as read_texts, spoken};

use fonts::Faces;

/// The inks of one page.
type Page = Vec<ink::Ink>;

/// What every page of a paper carries so that it can be found and checked.
pub enum Marks<'a> {
    /// No number: a blank form, a notice before there is a case, an authority's own letter.
    Plain,
    /// Number in print and as bars, signed QR code.
    Coded(Code<'a>),
    /// The edge a printer must reach and a frame to measure, drawn: a test page.
    Edges,
}

/// The signed marks of one version of a case.
pub struct Code<'a> {
    pub number: PaperNumber,
    /// Version of the case, from 1.
    pub version: u16,
    /// First 16 bytes of the SHA-256 of what the version holds.
    pub digest: Digest16,
    pub key_id: KeyId,
    /// Signs with the key `key_id` names; called once for every page.
    pub sign: &'a Signer<'a>,
    /// 0 for the first print, n for the n-th print after it (补打).
    pub reprint: u16,
}

/// A finished paper.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rendered {
    pub pdf: Vec<u8>,
    pub pages: u32,
}

/// Sets and writes a document.
///
/// # Errors
/// [`PaperError::NoGlyph`] when a character cannot be printed; nothing is printed then.
/// [`PaperError::NumberMissing`] when a receipt or its like comes with [`Marks::Plain`].
pub fn render(document: &Document, fonts: &FontSet, marks: &Marks<'_>) -> Result<Rendered, PaperError> {
    let faces = fonts.faces()?;
    let (pages, name) = lay_out(document, &faces, marks)?;
    let pdf = write::write(fonts, &faces, &pages, &title(&name, marks))?;
    fonts.paper_written();
    Ok(Rendered { pdf, pages: pages.len() as u32 })
}

/// The pages of all copies as drawn, and the document's title.
fn lay_out(
    document: &Document,
    faces: &Faces<'_>,
    marks: &Marks<'_>,
) -> Result<(Vec<Page>, String), PaperError> {
    let texts = texts::page()?;
    let mut pages = Vec::new();
    let mut name = String::new();
    for sheet in documents::sheets(document, marks)? {
        let area = furniture::area(marks, &sheet.head);
        let parts = block::compose(faces, sheet.blocks, area.width)?;
        let mut copy = flow::pour(parts, area);
        furniture::furnish(faces, &mut copy, &sheet.head, marks, &texts)?;
        pages.extend(copy);
        name = sheet.head.plain_title();
    }
    Ok((pages, name))
}

/// The title in the file's properties: document and number, never a person's name.
fn title(name: &str, marks: &Marks<'_>) -> String {
    match marks {
        Marks::Coded(code) => format!("{name} {}", code.number.groups()),
        Marks::Plain | Marks::Edges => name.to_owned(),
    }
}
