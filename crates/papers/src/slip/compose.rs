//! Blocks of a layout become strips.

use super::wrap::{wide, wrap};
use super::{Bitmap, Roll, Slip, SlipLine, SlipStrip, SlipVoice, content};
use crate::block::Block;
use crate::codes;
use crate::error::PaperError;
use crate::fonts::{Faces, Typeface};
use crate::furniture::Head;
use crate::lines::{Align, Text};
use crate::qr::check_words;
use crate::table::Table;
use crate::texts::{PageTexts, put};
use crate::{Code, PaperKind};

/// Dots of a module of the code: 0.75 mm, which a camera reads off thermal paper.
const MODULE: usize = 6;
/// White modules around the code.
const QUIET: usize = 4;
const _: () = assert!((codes::SQUARE + 2 * QUIET) * MODULE <= 384, "the code fits the narrower roll");
/// Dots of a module of the bars: 0.25 mm, the finest that hand scanners read off thermal paper.
const BAR: usize = 2;
/// How far the bars reach across, dots: 10 mm beside each other, 20 mm one below the other.
const BAR_HEIGHT: usize = 80;
const LADDER_WIDTH: usize = 160;
/// White modules before and after the bars.
const BAR_QUIET: usize = 10;
/// Columns of the place to sign.
const SIGNED: usize = 16;

/// A slip while it is being set.
pub(super) struct Composer<'a> {
    faces: &'a Faces<'a>,
    roll: Roll,
    strips: Vec<SlipStrip>,
}

impl<'a> Composer<'a> {
    pub(super) fn new(faces: &'a Faces<'a>, roll: Roll) -> Self {
        Self { faces, roll, strips: Vec::new() }
    }

    pub(super) fn done(self) -> Slip {
        Slip { roll: self.roll, strips: self.strips }
    }

    pub(super) fn head(&mut self, head: &Head) -> Result<(), PaperError> {
        self.say(&head.organ, SlipVoice::Plain, Align::Centre)?;
        self.say(&head.title, SlipVoice::Title, Align::Centre)?;
        if head.number.is_empty() { Ok(()) } else { self.say(&head.number, SlipVoice::Plain, Align::Centre) }
    }

    /// The number of the case on a line of its own, whole on the narrower roll, and which print it is.
    pub(super) fn number(&mut self, code: &Code<'_>, texts: &PageTexts) -> Result<(), PaperError> {
        if code.reprint > 0 {
            let again = put(&texts.reprint, &[("times", &code.reprint.to_string())]);
            self.say(&again, SlipVoice::Bold, Align::Centre)?;
        }
        let number = put(&texts.number, &[("number", &format!("\n{}", code.number.groups()))]);
        self.say(&number, SlipVoice::Plain, Align::Left)
    }

    /// The signed code, under it what a person compares, and the number as bars, with which a scanner finds the case.
    pub(super) fn code(
        &mut self,
        kind: PaperKind,
        code: &Code<'_>,
        texts: &PageTexts,
    ) -> Result<(), PaperError> {
        let square = codes::square(&content(kind, code)?)?;
        self.strips.push(SlipStrip::Picture(picture(&square, self.roll)));
        let words = put(
            &texts.version,
            &[("version", &code.version.to_string()), ("check", &check_words(&code.digest))],
        );
        self.say(&words, SlipVoice::Plain, Align::Centre)?;
        self.strips.push(SlipStrip::Picture(bars(&codes::bar_modules(&code.number)?, self.roll)));
        Ok(())
    }

    pub(super) fn blocks(&mut self, blocks: Vec<Block>) -> Result<(), PaperError> {
        blocks.into_iter().try_for_each(|block| self.block(block))
    }

    fn block(&mut self, block: Block) -> Result<(), PaperError> {
        match block {
            Block::Text(text) => self.text(&text),
            Block::Heading(text) => {
                self.line("-".repeat(self.roll.columns()), SlipVoice::Plain);
                self.say(&text.text, SlipVoice::Bold, Align::Left)
            }
            Block::Table(table) => self.table(table),
            Block::Gap(_) => {
                self.line(String::new(), SlipVoice::Plain);
                Ok(())
            }
            Block::Signatures(places) => places.iter().try_for_each(|place| {
                let words = format!("{}{}", place.label.text, "_".repeat(SIGNED));
                self.say(&words, SlipVoice::Plain, Align::Left)
            }),
            Block::Closing { lines, .. } => {
                lines.iter().try_for_each(|line| self.say(&line.text, SlipVoice::Plain, Align::Right))
            }
            Block::Together(blocks) => self.blocks(blocks),
        }
    }

    fn text(&mut self, text: &Text) -> Result<(), PaperError> {
        let bold = matches!(text.style.typeface, Typeface::HeiBold | Typeface::SongBold);
        self.say(&text.text, if bold { SlipVoice::Bold } else { SlipVoice::Plain }, text.align)
    }

    /// A slip is too narrow for a table: each row is a line of words.
    fn table(&mut self, table: Table) -> Result<(), PaperError> {
        let mut rows = table.bands.into_iter().flat_map(|band| band.head.into_iter().chain(band.rows));
        rows.try_for_each(|row| {
            let words: Vec<String> = row.cells.into_iter().map(|cell| cell.text.text).collect();
            self.say(&words.join(" "), SlipVoice::Plain, Align::Left)
        })
    }

    fn say(&mut self, text: &str, voice: SlipVoice, align: Align) -> Result<(), PaperError> {
        // as text the printers have these two, and no tick boxes
        let text = text.replace('☐', "□").replace('☑', "√");
        let columns = self.roll.columns() / voice.times();
        let lines = match align {
            Align::Centre => self.balanced(&text, voice, columns)?,
            _ => wrap(self.faces, &text, voice, columns)?,
        };
        for line in lines {
            let room = columns.saturating_sub(wide(&line));
            let before = match align {
                Align::Left | Align::Justify => 0,
                Align::Centre => room / 2,
                Align::Right => room,
            };
            self.line(" ".repeat(if line.is_empty() { 0 } else { before }) + &line, voice);
        }
        Ok(())
    }

    /// As few lines as it needs, about equally long: no last line of two characters.
    fn balanced(&self, text: &str, voice: SlipVoice, columns: usize) -> Result<Vec<String>, PaperError> {
        let mut lines = wrap(self.faces, text, voice, columns)?;
        for narrower in (columns / 2..columns).rev() {
            let tried = wrap(self.faces, text, voice, narrower)?;
            if tried.len() > lines.len() {
                break;
            }
            lines = tried;
        }
        Ok(lines)
    }

    fn line(&mut self, text: String, voice: SlipVoice) {
        self.strips.push(SlipStrip::Line(SlipLine { text, voice }));
    }
}

/// The bars in the middle of the roll, side by side where it is wide enough, else one below the other like the rungs of
/// a ladder.
fn bars(modules: &[bool], roll: Roll) -> Bitmap {
    let long = (modules.len() + 2 * BAR_QUIET) * BAR;
    let dark =
        |at: usize| (at / BAR).checked_sub(BAR_QUIET).and_then(|module| modules.get(module)) == Some(&true);
    let upright = long <= roll.dots();
    let (width, height) = if upright { (long, BAR_HEIGHT) } else { (LADDER_WIDTH, long) };
    let left = (roll.dots() - width) / 2;
    let mut dots = Bitmap::blank(roll.dots(), height);
    for (x, y) in (0..height).flat_map(|y| (0..width).map(move |x| (x, y))) {
        if dark(if upright { x } else { y }) {
            dots.darken(left + x, y);
        }
    }
    dots
}

/// The code in the middle of the roll with white around it.
fn picture(square: &[bool], roll: Roll) -> Bitmap {
    let side = codes::SQUARE * MODULE;
    let (left, top) = ((roll.dots() - side) / 2, QUIET * MODULE);
    let mut dots = Bitmap::blank(roll.dots(), side + 2 * top);
    for (x, y) in (0..side).flat_map(|y| (0..side).map(move |x| (x, y))) {
        if square[y / MODULE * codes::SQUARE + x / MODULE] {
            dots.darken(left + x, top + y);
        }
    }
    dots
}
