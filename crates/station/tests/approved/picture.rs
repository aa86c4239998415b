//! A page as a grey picture of sixteen levels, and whether two of them show the same.

use std::path::Path;

use image::{GrayImage, Luma, Rgb, RgbImage};

/// Levels of ink kept: enough to judge a page, and files stay small.
const LEVELS: u8 = 15;
/// How much ink, in levels over nine neighbouring pixels, may differ. Another version of the rasteriser moves the grey
/// rim of a stroke about; a stroke that is gone, new or elsewhere is more. See `a_changed_digit…` and its neighbours.
const TOLERANCE: i32 = 20;

/// Ink on paper: 0 is white, 15 black.
#[derive(Clone, PartialEq, Eq)]
pub struct Picture {
    pub width: u32,
    pub height: u32,
    pub ink: Vec<u8>,
}

/// Where two pictures differ: how many pixels, and the box around them.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Difference {
    pub pixels: usize,
    pub from: (u32, u32),
    pub to: (u32, u32),
}

impl Picture {
    /// Reads a picture of any depth.
    pub fn read(path: &Path) -> Self {
        let grey = image::open(path).unwrap_or_else(|fault| panic!("{}: {fault}", path.display())).to_luma8();
        Self::of(&grey)
    }

    pub fn of(grey: &GrayImage) -> Self {
        let ink = grey.pixels().map(|pixel| level(255 - pixel.0[0])).collect();
        Self { width: grey.width(), height: grey.height(), ink }
    }

    /// Four bits a pixel.
    pub fn write(&self, path: &Path) {
        let file = std::fs::File::create(path).unwrap();
        let mut encoder = png::Encoder::new(std::io::BufWriter::new(file), self.width, self.height);
        encoder.set_color(png::ColorType::Grayscale);
        encoder.set_depth(png::BitDepth::Four);
        encoder.set_compression(png::Compression::Balanced);
        // text is not a photograph: lines as they are pack best
        encoder.set_filter(png::Filter::NoFilter);
        let rows = self.ink.chunks(self.width as usize);
        let packed: Vec<u8> = rows
            .flat_map(|row| {
                row.chunks(2).map(|pair| grey(pair[0]) << 4 | pair.get(1).map_or(0, |ink| grey(*ink)))
            })
            .collect();
        encoder.write_header().unwrap().write_image_data(&packed).unwrap();
    }

    /// Nothing where they show the same.
    pub fn difference(&self, other: &Self) -> Option<Difference> {
        if (self.width, self.height) != (other.width, other.height) {
            let to = (self.width.max(other.width), self.height.max(other.height));
            return Some(Difference { pixels: self.ink.len().max(other.ink.len()), from: (0, 0), to });
        }
        if self.ink == other.ink {
            return None;
        }
        let (ours, theirs) = (self.softened(), other.softened());
        let places = (0..ours.len()).filter(|at| (ours[*at] - theirs[*at]).abs() > TOLERANCE);
        places.map(|at| (at as u32 % self.width, at as u32 / self.width)).fold(None, |found, (x, y)| {
            let Difference { pixels, from, to } =
                found.unwrap_or(Difference { pixels: 0, from: (x, y), to: (x, y) });
            Some(Difference {
                pixels: pixels + 1,
                from: (from.0.min(x), from.1.min(y)),
                to: (to.0.max(x), to.1.max(y)),
            })
        })
    }

    /// The ink of each pixel and its eight neighbours.
    fn softened(&self) -> Vec<i32> {
        let (width, height) = (self.width as usize, self.height as usize);
        let beside = |line: &[i32], at: usize, step: usize, there: (bool, bool)| {
            line[at] + if there.0 { line[at - step] } else { 0 } + if there.1 { line[at + step] } else { 0 }
        };
        let ink: Vec<i32> = self.ink.iter().map(|ink| i32::from(*ink)).collect();
        let along: Vec<i32> =
            (0..ink.len()).map(|at| beside(&ink, at, 1, (at % width > 0, at % width + 1 < width))).collect();
        (0..ink.len())
            .map(|at| beside(&along, at, width, (at / width > 0, at / width + 1 < height)))
            .collect()
    }

    /// Approved at the left, as printed now in the middle, and what went (red) and came (blue) at the right.
    pub fn beside(&self, now: &Self, path: &Path) {
        let (width, height) = (self.width.max(now.width), self.height.max(now.height));
        let mut sheet = RgbImage::from_pixel(width * 3, height, Rgb([255; 3]));
        for (x, y) in (0..height).flat_map(|y| (0..width).map(move |x| (x, y))) {
            let (before, after) = (self.grey_at(x, y), now.grey_at(x, y));
            sheet.put_pixel(x, y, Rgb([before; 3]));
            sheet.put_pixel(x + width, y, Rgb([after; 3]));
            sheet.put_pixel(x + 2 * width, y, Rgb([after, before.max(after), before]));
        }
        sheet.save(path).unwrap();
    }

    fn grey_at(&self, x: u32, y: u32) -> u8 {
        let inside = x < self.width && y < self.height;
        let ink = if inside { self.ink[(y * self.width + x) as usize] } else { 0 };
        grey(ink) * 17
    }
}

fn level(darkness: u8) -> u8 {
    ((u16::from(darkness) * u16::from(LEVELS) + 127) / 255) as u8
}

fn grey(ink: u8) -> u8 {
    LEVELS - ink
}

/// For tests: a page with one rectangle of ink.
pub fn with_rectangle(width: u32, height: u32, from: (u32, u32), to: (u32, u32)) -> Picture {
    let inside = |x, y| x >= from.0 && x < to.0 && y >= from.1 && y < to.1;
    Picture::of(&GrayImage::from_fn(width, height, |x, y| Luma([if inside(x, y) { 0 } else { 255 }])))
}
