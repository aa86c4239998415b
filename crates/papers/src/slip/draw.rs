//! A line of text as dots, from the outlines of the shipped fonts.

use ab_glyph_rasterizer::{Point, Rasterizer, point};
use ttf_parser::OutlineBuilder;

use super::wrap::{pieces, wide};
use super::{Bitmap, CELL, Roll, SlipLine};
use crate::error::PaperError;
use crate::fonts::Faces;

/// Height of the printers' characters, dots.
const EM: usize = 24;
/// White above and below a line, together.
const AIR: usize = 6;
/// The baseline of the shipped fonts, em below the top of a character.
const BASELINE: f32 = 0.88;
/// A dot is burnt when its ink covers so much of it: thermal dots spread, and thin strokes must not break.
const COVERED: f32 = 0.4;

/// Draws a line as the printer would set it: the same cells, a character no wider than its own.
pub(super) fn line(faces: &Faces<'_>, line: &SlipLine, roll: Roll) -> Result<Bitmap, PaperError> {
    let times = line.voice.times();
    let (em, height) = ((EM * times) as f32, EM * times + AIR);
    let mut pen = Pen::new(roll.dots(), height);
    let mut left = 0;
    for piece in pieces(faces, &line.text, line.voice)? {
        let cell = (wide(&piece.text) * CELL * times) as f32;
        let advance = faces.advance(piece.face, piece.glyph) / 1000.0 * em;
        let squeeze = if advance > cell { cell / advance } else { 1.0 };
        pen.origin = point(left as f32 + (cell - advance * squeeze) / 2.0, (AIR / 2) as f32 + BASELINE * em);
        pen.scale = point(em * squeeze, -em);
        faces.outline(piece.face, piece.glyph, &mut pen);
        left += cell as usize;
    }
    Ok(pen.dots())
}

/// Draws outlines given in em.
struct Pen {
    raster: Rasterizer,
    origin: Point,
    scale: Point,
    start: Point,
    at: Point,
}

impl Pen {
    fn new(width: usize, height: usize) -> Self {
        let zero = point(0.0, 0.0);
        Self { raster: Rasterizer::new(width, height), origin: zero, scale: zero, start: zero, at: zero }
    }

    /// Where a point of a glyph lies among the dots, never outside.
    fn place(&self, x: f32, y: f32) -> Point {
        let (width, height) = self.raster.dimensions();
        point(
            (self.origin.x + x * self.scale.x).clamp(0.0, width as f32),
            (self.origin.y + y * self.scale.y).clamp(0.0, height as f32),
        )
    }

    fn dots(self) -> Bitmap {
        let (width, height) = self.raster.dimensions();
        let mut dots = Bitmap::blank(width, height);
        self.raster.for_each_pixel_2d(|x, y, ink| {
            if ink >= COVERED {
                dots.darken(x as usize, y as usize);
            }
        });
        dots
    }
}

impl OutlineBuilder for Pen {
    fn move_to(&mut self, x: f32, y: f32) {
        self.start = self.place(x, y);
        self.at = self.start;
    }

    fn line_to(&mut self, x: f32, y: f32) {
        let to = self.place(x, y);
        self.raster.draw_line(self.at, to);
        self.at = to;
    }

    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        let (by, to) = (self.place(x1, y1), self.place(x, y));
        self.raster.draw_quad(self.at, by, to);
        self.at = to;
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        let (first, second, to) = (self.place(x1, y1), self.place(x2, y2), self.place(x, y));
        self.raster.draw_cubic(self.at, first, second, to);
        self.at = to;
    }

    fn close(&mut self) {
        self.raster.draw_line(self.at, self.start);
        self.at = self.start;
    }
}
