//! Slips of thermal printers: a layout like those of the papers, set in columns of a fixed width instead of points.
//! Which words stand on one is data: `assets/papers/slip-KIND.json`.

mod bitmap;
mod compose;
mod draw;
mod wrap;

pub use bitmap::Bitmap;

use crate::documents::Document;
use crate::error::PaperError;
use crate::layout::Layouts;
use crate::press::Press;
use crate::{Code, Marks};
use compose::Composer;

/// Width of a letter or digit of the printers' font, dots. A hanzi takes two.
const CELL: usize = 12;

/// The paper roll of a printer.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Roll {
    /// 58 mm, of which 48 are printed.
    #[default]
    Mm58,
    /// 80 mm, of which 72 are printed.
    Mm80,
}

impl Roll {
    /// Dots across, at 203 dpi.
    pub fn dots(self) -> usize {
        match self {
            Self::Mm58 => 384,
            Self::Mm80 => 576,
        }
    }

    /// Letters across.
    pub fn columns(self) -> usize {
        self.dots() / CELL
    }
}

/// A slip, from top to bottom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Slip {
    pub roll: Roll,
    pub strips: Vec<SlipStrip>,
}

/// A strip across the roll.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum SlipStrip {
    Line(SlipLine),
    /// The signed code, as wide as the roll.
    Picture(Bitmap),
}

/// A line of text that fits the roll, blanks in front where it stands in the middle.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SlipLine {
    pub text: String,
    pub voice: SlipVoice,
}

/// How a line is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SlipVoice {
    Plain,
    Bold,
    /// Twice as high and as wide.
    Title,
}

impl SlipVoice {
    /// How many times as large as plain text.
    pub fn times(self) -> usize {
        if self == Self::Title { 2 } else { 1 }
    }
}

impl Layouts {
    /// Whether a document can be printed on a slip: there is a layout `slip-KIND` for it.
    pub fn has_slip(&self, document: &Document) -> bool {
        document.slip_names().iter().any(|name| self.has(name))
    }
}

impl Press {
    /// Sets a document for a roll: its words by its slip layout, number and signed code by its marks.
    ///
    /// # Errors
    /// [`PaperError::Layout`] when there is no slip of this document; otherwise as [`Press::render`].
    pub fn slip(&self, document: &Document, marks: &Marks<'_>, roll: Roll) -> Result<Slip, PaperError> {
        document.check(marks)?;
        let faces = self.fonts.faces()?;
        let sheet = self.layouts.slip_sheet(document)?;
        let mut slip = Composer::new(&faces, roll);
        slip.head(&sheet.head)?;
        if let Marks::Coded(code) = marks {
            slip.number(code, self.layouts.page())?;
        }
        slip.blocks(sheet.blocks)?;
        if let Marks::Coded(code) = marks {
            slip.code(sheet.head.kind, code, self.layouts.page())?;
        }
        Ok(slip.done())
    }

    /// One line as dots, in the fonts of the house: for printers that lack one of its characters.
    ///
    /// # Errors
    /// [`PaperError::NoGlyph`] when a character cannot be drawn.
    pub fn draw_line(&self, line: &SlipLine, roll: Roll) -> Result<Bitmap, PaperError> {
        draw::line(&self.fonts.faces()?, line, roll)
    }

    /// The whole slip as dots: what the person sees before it is printed.
    ///
    /// # Errors
    /// [`PaperError::NoGlyph`] when a character cannot be drawn.
    pub fn draw_slip(&self, slip: &Slip) -> Result<Bitmap, PaperError> {
        let faces = self.fonts.faces()?;
        let mut whole = Bitmap::blank(slip.roll.dots(), 0);
        for strip in &slip.strips {
            match strip {
                SlipStrip::Line(line) => whole.append(&draw::line(&faces, line, slip.roll)?),
                SlipStrip::Picture(picture) => whole.append(picture),
            }
        }
        Ok(whole)
    }
}

/// The content of the code of a slip: what the first page of the paper it stands for carries.
fn content(kind: crate::PaperKind, code: &Code<'_>) -> Result<String, PaperError> {
    crate::qr::content(kind, &code.number, code.version, 1, code.digest, code.key_id, code.sign)
}
