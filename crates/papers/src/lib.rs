//! A view of a case becomes PDF bytes. Same input, same bytes; no clock, no randomness, no network.
//!
//! A [`Press`] holds the fonts and the layouts. It takes a [`Document`] (plain data, all of it printed) and [`Marks`]
//! (what signs and numbers the pages) and gives a PDF/A-2u file with embedded, searchable subset fonts, or a [`Slip`] for a roll.
//! What a paper looks like and says stands in `assets/papers/*.json`: see [`Layouts`].

mod block;
mod breaks;
mod cell;
mod centred;
mod codes;
mod columns;
mod cuts;
mod documents;
mod enlarge;
mod error;
pub mod file_seal;
mod finish;
mod flow;
mod fonts;
mod furniture;
mod grid;
mod icc;
pub mod ink;
mod installed;
mod layout;
mod lines;
pub mod memory;
mod modules;
mod number;
mod pack;
mod parts;
mod press;
pub mod qr;
mod read;
mod shape;
mod sign;
mod sink;
mod slip;
mod table;
mod texts;
mod told;
mod trial;
mod write;

// The samples of the tests name this crate from outside and from inside.
#[cfg(test)]
extern crate self as papers;
#[cfg(test)]
mod tests;

pub use cuts::{Cut, CutId, Cuts};
pub use documents::{
    Agent, Basis, Choice, Collection, Column, Delivered, Delivery, Demanded, Document, Field, FilledForm,
    Grid, Guide, GuideMaterial, Kept, Mandate, Medium, Missing, Nature, Needed, Notice, Opinion, Party,
    Powers, Promise, Proof, Question, Receipt, Received, Referral, Ruling, Section, SignPlace, Signatory,
    Step, TestPage, Thing, Value, Way, Witness,
};
pub use error::PaperError;
pub use file_seal::{FileSeal, SealError, Sealer};
pub use fonts::{FaceId, Faces, FontSet};
pub use furniture::{PAGE_HEIGHT, PAGE_WIDTH};
pub use installed::{Found, Refusal, Role, Used};
pub use layout::{Flaw, Layouts, Sample, samples};
pub use number::{NotANumber, PaperNumber};
pub use press::{FirstPages, Press, Print};
pub use qr::{CodeError, Digest16, KeyId, NOBODY, PaperCode, PaperKind, Signature, Signer, check_words};
pub use read::{Unreadable, Words, words_of};
pub use sink::{Sheets, Sink};
pub use slip::{Bitmap, Roll, Slip, SlipLine, SlipStrip, SlipVoice};
pub use texts::{put, spoken};
pub use told::{Told, ToldPart};
pub use write::Pdf;

/// The inks of one page.
pub type Page = Vec<ink::Ink>;

/// What every page of a paper carries so that it can be found and checked.
pub enum Marks<'a> {
    /// No number: a blank form, a notice before there is a case, a sample. Nobody signs it.
    Plain,
    /// Number in print and as bars, signed QR code; the file itself is sealed by the same key.
    Coded(Code<'a>),
    /// The edge a printer must reach and a frame to measure, drawn: a test page.
    Edges,
}

impl Marks<'_> {
    /// Who seals the file; nobody where no page is signed, and no sample.
    fn sealer(&self) -> Option<Sealer<'_>> {
        match self {
            Self::Coded(code) if code.key_id != NOBODY => {
                Some(Sealer { key_id: code.key_id, sign: code.sign })
            }
            Self::Coded(_) | Self::Plain | Self::Edges => None,
        }
    }
}

/// The signed marks of one version of a case.
pub struct Code<'a> {
    pub number: PaperNumber,
    /// Version of the case, from 1.
    pub version: u16,
    /// First 16 bytes of the SHA-256 of what the version holds.
    pub digest: Digest16,
    pub key_id: KeyId,
    /// Signs with the key `key_id` names; called once for every page and once for the file.
    pub sign: &'a Signer<'a>,
    /// 0 for the first print, n for the n-th print after it (补打).
    pub reprint: u16,
}

/// A finished paper.
#[derive(Debug, Clone, PartialEq)]
pub struct Rendered {
    pub pdf: Vec<u8>,
    pub pages: u32,
    /// What the code of each page calls it, in the order of the file.
    pub folios: Vec<Folio>,
    /// Where somebody signs, in reading order.
    pub spots: Vec<Spot>,
}

/// A place to sign on a page, as the layout set it.
#[derive(Debug, Clone, PartialEq)]
pub struct Spot {
    /// Page of the file, from 1.
    pub at: u32,
    /// Who signs, as it stands before the line.
    pub label: String,
    /// Room to write, points from the upper left corner of the page.
    pub room: ink::Rect,
}

/// Which page of which copy a page of the file is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Folio {
    pub kind: PaperKind,
    /// From 1 in each copy.
    pub page: u32,
}
