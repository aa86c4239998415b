//! Cells: a text, who signs at its foot, the place of a seal.

use crate::block::at;
use crate::error::PaperError;
use crate::fonts::Faces;
use crate::ink::Ink;
use crate::lines::{Line, Text, set};
use crate::sign::{SEAL, room_over};

pub(crate) const PADDING_X: f32 = 4.5;
pub(crate) const PADDING_Y: f32 = 3.0;
/// Between the ring of a seal and what stands beside it.
const SEAL_AIR: f32 = 10.0;
/// How far above the lower rule the date of a sealed opinion stands: inside the ring.
const DATE_ABOVE: f32 = 24.0;

#[derive(Clone)]
pub(crate) struct Cell {
    /// Share of the table's width; the shares of a row add up to 1.
    pub share: f32,
    pub text: Text,
    /// Set at the bottom of the cell: the blanks for signature and date.
    pub foot: Option<Text>,
    /// At the right of each line of the foot.
    pub date: Option<Text>,
    /// The place of a seal at the right: what stands in it, and the blanks of the date, which the seal covers.
    pub seal: Option<(Text, Text)>,
    /// Who signs over the cell's lower rule.
    pub sign: Option<String>,
    /// Of a name: what stands there where the row or the band goes on.
    pub again: Option<Text>,
}

impl Cell {
    pub(crate) fn new(share: f32, text: Text) -> Self {
        Self { share, text, foot: None, date: None, seal: None, sign: None, again: None }
    }
}

#[derive(Clone)]
pub(crate) struct SetCell {
    pub x: f32,
    pub width: f32,
    pub lines: Vec<Line>,
    foot: Vec<Line>,
    dates: Vec<Line>,
    seal: Option<SetSeal>,
    sign: Option<String>,
    /// The name where what it names goes on.
    pub again: Vec<Line>,
    /// A cut cell is set from the top, a whole one in the middle.
    cut: bool,
}

/// What stands in the ring of a seal: a word, and under it the date.
#[derive(Clone)]
struct SetSeal {
    note: Vec<Line>,
    date: Vec<Line>,
}

impl Cell {
    pub(crate) fn set(self, faces: &Faces<'_>, x: f32, width: f32) -> Result<SetCell, PaperError> {
        let measure = width - 2.0 * PADDING_X;
        let beside = if self.seal.is_some() { measure - SEAL - SEAL_AIR } else { measure };
        let lines = set(faces, &self.text, beside)?;
        let foot = self.foot.map(|text| set(faces, &text, beside)).transpose()?.unwrap_or_default();
        let date = self.date.map(|text| set(faces, &text, measure)).transpose()?.unwrap_or_default();
        let dates = std::iter::repeat_n(date, foot.len()).flatten().collect();
        let inside = |text: &Text| set(faces, text, SEAL);
        let seal = self
            .seal
            .map(|(note, date)| Ok::<_, PaperError>(SetSeal { note: inside(&note)?, date: inside(&date)? }));
        let again = self.again.map(|text| set(faces, &text, measure)).transpose()?.unwrap_or_default();
        let seal = seal.transpose()?;
        Ok(SetCell { x, width, lines, foot, dates, seal, sign: self.sign, again, cut: false })
    }
}

impl SetCell {
    pub(crate) fn height(&self) -> f32 {
        let text: f32 = self.lines.iter().chain(&self.foot).map(|line| line.height).sum();
        let seal = if self.seal.is_some() { SEAL + SEAL_AIR } else { 0.0 };
        (text + 2.0 * PADDING_Y).max(seal)
    }

    /// The name where it goes on, where that fits.
    pub(crate) fn going_on(&self, height: f32) -> Option<SetCell> {
        let needed: f32 = self.again.iter().map(|line| line.height).sum();
        let fits = !self.again.is_empty() && needed <= height;
        fits.then(|| SetCell { lines: self.again.clone(), ..self.clone() })
    }

    pub(crate) fn split(&self, room: f32, leftmost: bool) -> (SetCell, SetCell) {
        let mut used = 2.0 * PADDING_Y;
        let count = self
            .lines
            .iter()
            .take_while(|line| {
                used += line.height;
                used <= room + 0.01
            })
            .count();
        // no single line alone on the next page
        let count = if count >= 3 && count + 1 == self.lines.len() { count - 1 } else { count };
        let (first, mut rest) = self.lines.split_at(count);
        // The label at the left stands again beside the rest of its value.
        if rest.is_empty() && leftmost && (first.len() <= 2 || !self.again.is_empty()) {
            rest = if self.again.is_empty() { first } else { &self.again };
        }
        let part = |lines: &[Line], foot: &[Line], seal: Option<&SetSeal>| SetCell {
            x: self.x,
            width: self.width,
            lines: lines.to_vec(),
            foot: foot.to_vec(),
            dates: if foot.is_empty() { Vec::new() } else { self.dates.clone() },
            seal: seal.cloned(),
            sign: None,
            again: self.again.clone(),
            cut: true,
        };
        (part(first, &[], None), part(rest, &self.foot, self.seal.as_ref()))
    }

    pub(crate) fn inks(&self, row_height: f32) -> Vec<Ink> {
        let text: f32 = self.lines.iter().map(|line| line.height).sum();
        let foot: f32 = self.foot.iter().map(|line| line.height).sum();
        let top = if self.cut || !self.foot.is_empty() { PADDING_Y } else { (row_height - text) / 2.0 };
        let mut inks = Vec::new();
        inks.extend(at(self.lines.clone(), self.x + PADDING_X, top));
        let raised = if self.seal.is_some() { DATE_ABOVE } else { 0.0 };
        inks.extend(at(self.foot.clone(), self.x + PADDING_X, row_height - foot - PADDING_Y - raised));
        inks.extend(at(self.dates.clone(), self.x + PADDING_X, row_height - foot - PADDING_Y));
        if let Some(seal) = &self.seal {
            inks.extend(self.seal_place(seal, row_height));
        }
        if let Some(label) = self.sign.clone() {
            let (x, length) = (self.x + PADDING_X, self.width - 2.0 * PADDING_X);
            inks.push(Ink::SignPlace { label, room: room_over(x, row_height, length, row_height) });
        }
        inks
    }

    /// The ring stands in the lower right corner; the date runs through its lower half, as the seal will cover it.
    fn seal_place(&self, seal: &SetSeal, row_height: f32) -> Vec<Ink> {
        let left = self.x + self.width - SEAL - SEAL_AIR / 2.0;
        let top = row_height - SEAL - SEAL_AIR / 2.0;
        let radius = SEAL / 2.0;
        let note: f32 = seal.note.iter().map(|line| line.height).sum();
        let date: f32 = seal.date.iter().map(|line| line.height).sum();
        let mut inks = vec![Ink::SealPlace { centre: (left + radius, top + radius), radius }];
        inks.extend(at(seal.note.clone(), left, top + radius - note / 2.0));
        inks.extend(at(seal.date.clone(), left, row_height - date - PADDING_Y - DATE_ABOVE));
        inks
    }
}
