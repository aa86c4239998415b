//! A page as scanners and phones bring it back. No randomness: the grain comes from a counter.

// Each test and the example uses some of them.
#![allow(dead_code)]

pub mod ours;

use image::{GrayImage, Luma};
use qrcode::{Color, EcLevel, QrCode, Version};

pub const TEXT: &str = "BM1:6BFOXN%TSMAHN-HHTM3$K1SJ4V6Z81/8ETAJL7OHJ0L6+U0JPS4ZS7C3EV2PT8B6MV4IPKWPYUD1V7G+2G:FSD9MVA+3W$Q7J0LXH8:Z4/EAWE5$Q72:O9PSA30";
/// Millimetres: A4 and the code as our papers carry it (36 mm, from 20 mm right and 13 mm above).
const PAGE: (f64, f64) = (210.0, 297.0);
const CODE: (f64, f64, f64) = (154.0, 13.0, 36.0);

/// A clean page of `dots` pixels a millimetre, with the code and lines of writing.
pub fn page(dots: f64) -> GrayImage {
    let code = QrCode::with_version(TEXT, Version::Normal(9), EcLevel::Q).unwrap();
    let modules = code.width() as f64;
    GrayImage::from_fn((PAGE.0 * dots) as u32, (PAGE.1 * dots) as u32, |x, y| {
        let (x, y) = (f64::from(x) / dots, f64::from(y) / dots);
        let (u, v) = ((x - CODE.0) / CODE.2 * modules, (y - CODE.1) / CODE.2 * modules);
        let inside = u >= 0.0 && v >= 0.0 && u < modules && v < modules;
        let dark = if inside { code[(u as usize, v as usize)] == Color::Dark } else { writing(x, y) };
        Luma([if dark { 18 } else { 246 }])
    })
}

/// Something like rows of characters, and frames.
fn writing(x: f64, y: f64) -> bool {
    let row = (y - 60.0) % 8.0;
    let column = (x - 20.0) % 4.2;
    let stroke = (x * 7.0).sin() * (y * 5.0).cos() > 0.25;
    let inside = (20.0..190.0).contains(&x) && (60.0..270.0).contains(&y);
    inside && ((0.0..3.6).contains(&row) && column < 3.6 && stroke || (row - 6.0).abs() < 0.12)
}

/// Sees the page through a lens: each place of the picture shows the place of the page that `from` gives.
fn seen(page: &GrayImage, from: impl Fn(f64, f64) -> (f64, f64)) -> GrayImage {
    let (width, height) = page.dimensions();
    GrayImage::from_fn(width, height, |x, y| {
        let (u, v) = from(f64::from(x), f64::from(y));
        Luma([between(page, u, v)])
    })
}

fn between(page: &GrayImage, x: f64, y: f64) -> u8 {
    let (width, height) = page.dimensions();
    if x < 0.0 || y < 0.0 || x >= f64::from(width - 1) || y >= f64::from(height - 1) {
        return 70; // the table under the page
    }
    let (left, top) = (x as u32, y as u32);
    let (right, down) = (x.fract(), y.fract());
    let at = |dx, dy| f64::from(page.get_pixel(left + dx, top + dy).0[0]);
    let above = at(0, 0) * (1.0 - right) + at(1, 0) * right;
    let below = at(0, 1) * (1.0 - right) + at(1, 1) * right;
    (above * (1.0 - down) + below * down) as u8
}

/// Turned about its middle.
pub fn crooked(page: &GrayImage, degrees: f64) -> GrayImage {
    let (sin, cos) = degrees.to_radians().sin_cos();
    let (mx, my) = (f64::from(page.width()) / 2.0, f64::from(page.height()) / 2.0);
    seen(page, |x, y| {
        let (dx, dy) = (x - mx, y - my);
        (mx + dx * cos - dy * sin, my + dx * sin + dy * cos)
    })
}

/// Taken from below at an angle: the far edge is shorter by `by` (0 to 1).
pub fn leaning(page: &GrayImage, by: f64) -> GrayImage {
    let (width, height) = (f64::from(page.width()), f64::from(page.height()));
    seen(page, |x, y| {
        let far = 1.0 - y / height;
        let narrow = 1.0 - by * far;
        (width / 2.0 + (x - width / 2.0) / narrow, y * (1.0 - by * far * 0.4) + by * far * 0.05 * height)
    })
}

/// Under one weak lamp at the lower left.
pub fn dim(page: &GrayImage, darkest: f64) -> GrayImage {
    let (width, height) = (f64::from(page.width()), f64::from(page.height()));
    changed(page, |x, y, level| {
        let away = (x / width + (1.0 - y / height)) / 2.0;
        level * (1.0 - away * (1.0 - darkest)) * 0.75
    })
}

/// Grain of a camera in the dark.
pub fn grainy(page: &GrayImage, most: f64) -> GrayImage {
    let mut grain = 0x9E37_79B9_7F4A_7C15_u64;
    let mut out = page.clone();
    for pixel in out.pixels_mut() {
        grain ^= grain << 13;
        grain ^= grain >> 7;
        grain ^= grain << 17;
        let off = (grain % 2_000) as f64 / 1_000.0 - 1.0;
        pixel.0[0] = (f64::from(pixel.0[0]) + off * most).clamp(0.0, 255.0) as u8;
    }
    out
}

/// Tea over half of the code.
pub fn stained(page: &GrayImage) -> GrayImage {
    on_code(page, |u, v, level| {
        let inside = (u - 0.2).hypot(v - 0.8) < 0.55;
        if inside { level * 0.45 } else { level }
    })
}

/// The ring of a red seal, as a grey picture shows it, over a corner of the code.
pub fn sealed(page: &GrayImage) -> GrayImage {
    on_code(page, |u, v, level| {
        let far = (u - 0.15).hypot(v - 1.0);
        if (far - 0.5).abs() < 0.02 { level.min(95.0) } else { level }
    })
}

/// Two strokes of a pen across the code.
pub fn written_over(page: &GrayImage) -> GrayImage {
    on_code(page, |u, v, level| {
        let stroke = (v - 0.35 - 0.3 * u).abs() < 0.011 || (v - 0.9 + 0.4 * u).abs() < 0.011;
        if stroke { 30.0 } else { level }
    })
}

/// Folded through the code: a light line, and beyond it the page lies a little darker.
pub fn creased(page: &GrayImage) -> GrayImage {
    on_code(page, |u, v, level| match v - 0.55 - 0.1 * u {
        fold if fold.abs() < 0.008 => 235.0,
        fold if fold > 0.0 => level * 0.7,
        _ => level,
    })
}

fn on_code(page: &GrayImage, change: impl Fn(f64, f64, f64) -> f64) -> GrayImage {
    let dots = f64::from(page.width()) / PAGE.0;
    changed(page, |x, y, level| change((x / dots - CODE.0) / CODE.2, (y / dots - CODE.1) / CODE.2, level))
}

fn changed(page: &GrayImage, change: impl Fn(f64, f64, f64) -> f64) -> GrayImage {
    let mut out = page.clone();
    for (x, y, pixel) in out.enumerate_pixels_mut() {
        pixel.0[0] = change(f64::from(x), f64::from(y), f64::from(pixel.0[0])).clamp(0.0, 255.0) as u8;
    }
    out
}

/// Through the compression of a phone.
pub fn squeezed(page: &GrayImage) -> GrayImage {
    let mut bytes = Vec::new();
    let mut encoder = image::codecs::jpeg::JpegEncoder::new_with_quality(&mut bytes, 40);
    encoder.encode_image(page).unwrap();
    image::load_from_memory(&bytes).unwrap().to_luma8()
}

/// By a phone held crooked under a weak lamp.
pub fn phone_photo(page: &GrayImage) -> GrayImage {
    squeezed(&grainy(&crooked(&leaning(&dim(page, 0.3), 0.06), 3.0), 8.0))
}
