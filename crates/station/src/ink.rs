//! Ink on a page: what was written on a screen, drawn where the layout has its place.

use crate::view::Failure;
use casework::ink::{EDGE, HARDEST, InkPlace, InkPoint};
use image::codecs::png::{CompressionType, FilterType, PngEncoder};
use image::{GrayImage, Luma};
use papers::{Bitmap, PAGE_HEIGHT, PAGE_WIDTH};

/// How wide a pen of usual pressure writes, points.
const PEN: f32 = 1.2;
/// The ink of a black pen.
const BLACK: f32 = 16.0;
/// How far the sixteen greys of a kept page lie apart: as good to read as all of them, in half the bytes.
const GREYS: u16 = 17;

/// A printed page that is signed.
pub(crate) struct SignedSheet(pub GrayImage);

/// A touch of the pen on the page, pixels.
#[derive(Clone, Copy)]
struct Touch {
    x: f32,
    y: f32,
    radius: f32,
}

impl SignedSheet {
    fn dots_a_point(&self) -> f32 {
        self.0.width() as f32 / PAGE_WIDTH
    }

    /// Draws what was written at a place.
    pub fn write(&mut self, place: &InkPlace) {
        let dots = self.dots_a_point();
        for stroke in &place.strokes {
            let touches: Vec<Touch> = stroke.iter().map(|point| touch(place, point, dots)).collect();
            if let [only] = touches[..] {
                self.line(only, only);
            }
            touches.windows(2).for_each(|two| self.line(two[0], two[1]));
        }
    }

    /// Puts dots on the page, left and top in points.
    pub fn stamp(&mut self, dots: &Bitmap, left: f32, top: f32) {
        let (x, y) =
            ((left * self.dots_a_point()) as u32, (top * self.0.height() as f32 / PAGE_HEIGHT) as u32);
        let all = (0..dots.height()).flat_map(|row| (0..dots.width()).map(move |column| (column, row)));
        for (column, row) in all.filter(|(column, row)| dots.dark(*column, *row)) {
            self.darken(x + column as u32, y + row as u32, 1.0);
        }
    }

    /// The page as a PNG file, with as many greys as are worth their bytes.
    pub fn done(mut self) -> Result<Vec<u8>, Failure> {
        for Luma([grey]) in self.0.pixels_mut() {
            *grey = ((u16::from(*grey) + GREYS / 2) / GREYS * GREYS) as u8;
        }
        let mut bytes = Vec::new();
        // few greys and long runs of white are packed best as they are
        let file = PngEncoder::new_with_quality(&mut bytes, CompressionType::Best, FilterType::NoFilter);
        self.0.write_with_encoder(file).map_err(|e| Failure::internal(&e))?;
        Ok(bytes)
    }

    /// A line whose ends are round and as thick as the pen was pressed.
    fn line(&mut self, from: Touch, to: Touch) {
        let reach = from.radius.max(to.radius) + 1.0;
        let span = |one: f32, other: f32| {
            ((one.min(other) - reach).max(0.0) as u32)..=((one.max(other) + reach).max(0.0) as u32)
        };
        for y in span(from.y, to.y) {
            for x in span(from.x, to.x) {
                let inside = inside(from, to, x as f32 + 0.5, y as f32 + 0.5);
                if inside > 0.0 {
                    self.darken(x, y, inside);
                }
            }
        }
    }

    /// Never lighter than it was; outside the page nothing happens.
    fn darken(&mut self, x: u32, y: u32, ink: f32) {
        if let Some(Luma([grey])) = self.0.get_pixel_mut_checked(x, y) {
            let inked = 255.0 - (255.0 - BLACK) * ink.min(1.0);
            *grey = (*grey).min(inked as u8);
        }
    }
}

fn touch(place: &InkPlace, point: &InkPoint, dots: f32) -> Touch {
    let [left, top, width, height] = place.room.map(|hundredths| hundredths as f32 / 100.0);
    let [x, y] = [point[0], point[1]].map(|part| part as f32 / EDGE as f32);
    let pressed = point[2] as f32 / HARDEST as f32;
    Touch {
        x: (left + x * width) * dots,
        y: (top + y * height) * dots,
        radius: PEN * (0.6 + 0.8 * pressed) / 2.0 * dots,
    }
}

/// How much of a pixel lies within a line: 0 to 1.
fn inside(from: Touch, to: Touch, x: f32, y: f32) -> f32 {
    let (dx, dy) = (to.x - from.x, to.y - from.y);
    let long = dx * dx + dy * dy;
    let along =
        if long > 0.0 { (((x - from.x) * dx + (y - from.y) * dy) / long).clamp(0.0, 1.0) } else { 0.0 };
    let radius = from.radius + (to.radius - from.radius) * along;
    let away = (x - from.x - dx * along).hypot(y - from.y - dy * along);
    (radius + 0.5 - away).clamp(0.0, 1.0)
}
