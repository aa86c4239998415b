//! Evening out bad light.

use image::imageops::{FilterType, filter3x3, resize, thumbnail};
use image::{GrayImage, Luma};

/// How many pixels one sample of the paper's own brightness stands for.
const PATCH: u32 = 24;
/// Parts of a hundred of the pixels that may be darker or lighter than what is stretched to black and white.
const LOST: usize = 2;

/// The picture as it would be under even light, from black to white: each pixel against the paper around it.
pub(crate) fn even(picture: &GrayImage) -> GrayImage {
    let paper = paper_of(picture);
    let mut flat = picture.clone();
    for (pixel, around) in flat.pixels_mut().zip(paper.pixels()) {
        let level = u32::from(pixel.0[0]) * 255 / u32::from(around.0[0].max(1));
        pixel.0[0] = level.min(255) as u8;
    }
    stretched(flat)
}

/// How bright the paper is at each place: the brightest of each patch, smoothed.
fn paper_of(picture: &GrayImage) -> GrayImage {
    let (width, height) = picture.dimensions();
    let calm = thumbnail(picture, (width / 4).max(1), (height / 4).max(1));
    let (across, down) = ((width / PATCH).max(1), (height / PATCH).max(1));
    let brightest =
        GrayImage::from_fn(across, down, |x, y| Luma([brightest_near(&calm, x, y, across, down)]));
    resize(&brightest, width, height, FilterType::Triangle)
}

/// A patch may be all ink: its neighbours are looked at as well.
fn brightest_near(calm: &GrayImage, x: u32, y: u32, across: u32, down: u32) -> u8 {
    let (wide, tall) = calm.dimensions();
    let from = |at: u32, all: u32, side: u32| at.saturating_sub(2) * side / all;
    let to = |at: u32, all: u32, side: u32| ((at + 3).min(all) * side / all).min(side);
    let mut most = 1;
    for row in from(y, down, tall)..to(y, down, tall) {
        for column in from(x, across, wide)..to(x, across, wide) {
            most = most.max(calm.get_pixel(column, row).0[0]);
        }
    }
    most
}

fn stretched(mut picture: GrayImage) -> GrayImage {
    let mut counts = [0_usize; 256];
    for pixel in picture.pixels() {
        counts[usize::from(pixel.0[0])] += 1;
    }
    let few = picture.len() * LOST / 100;
    let low = level_below(counts.iter(), few) as u8;
    let high = 255 - level_below(counts.iter().rev(), few) as u8;
    let span = u32::from(high.saturating_sub(low).max(1));
    for pixel in picture.pixels_mut() {
        let level = u32::from(pixel.0[0].saturating_sub(low)) * 255 / span;
        pixel.0[0] = level.min(255) as u8;
    }
    picture
}

/// The first level at which more than `few` pixels have been seen.
fn level_below<'a>(counts: impl Iterator<Item = &'a usize>, few: usize) -> usize {
    let mut seen = 0;
    counts
        .take_while(|count| {
            seen += **count;
            seen <= few
        })
        .count()
        .min(255)
}

/// Without the grain of a camera in the dark: each pixel among its eight neighbours.
pub(crate) fn calm(picture: &GrayImage) -> GrayImage {
    let soft: [f32; 9] = [1.0, 2.0, 1.0, 2.0, 4.0, 2.0, 1.0, 2.0, 1.0].map(|weight| weight / 16.0);
    filter3x3(&filter3x3(picture, &soft), &soft)
}

/// Black where a pixel is darker than half way between the ink and the paper around it.
pub(crate) fn two_tones(picture: &GrayImage) -> GrayImage {
    let (width, height) = picture.dimensions();
    let (across, down) = ((width / PATCH).max(1), (height / PATCH).max(1));
    let mean = resize(&thumbnail(picture, across, down), width, height, FilterType::Triangle);
    GrayImage::from_fn(width, height, |x, y| {
        let dark = picture.get_pixel(x, y).0[0] < mean.get_pixel(x, y).0[0];
        Luma([if dark { 0 } else { 255 }])
    })
}
