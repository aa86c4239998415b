//! QR square and Code 128 bars as rectangles.

use qrcode::{EcLevel, QrCode, Version};

use crate::block::MM;
use crate::error::PaperError;
use crate::ink::{Ink, Rect};
use crate::number::PaperNumber;

/// Side of the square without its quiet zone: 53 modules of ≥ 8 px at 300 dpi.
pub(crate) const QR_SIDE: f32 = 36.0 * MM;
/// Four modules of white around the square.
#[cfg(test)]
pub(crate) const QR_QUIET: f32 = QR_SIDE * 4.0 / 53.0;
/// Bars: narrowest element, points (0.28 mm), and height.
const BAR: f32 = 0.28 * MM;
const BAR_HEIGHT: f32 = 8.0 * MM;
/// barcoders names its start and switch symbols by letters: Ć is set C, Ɓ is set B.
const SET_C: char = '\u{0106}';
const SET_B: char = '\u{0181}';

/// The square with its upper left corner at `(x, y)`; always version 9, level Q, so that all papers look alike.
pub(crate) fn qr(content: &str, x: f32, y: f32) -> Result<Ink, PaperError> {
    let code = QrCode::with_version(content, Version::Normal(9), EcLevel::Q)
        .map_err(|_| PaperError::CodeTooLong { length: content.len() })?;
    let width = code.width();
    let module = QR_SIDE / width as f32;
    let dark: Vec<bool> = code.to_colors().into_iter().map(|c| c == qrcode::Color::Dark).collect();
    let mut rects = Vec::new();
    for (row, cells) in dark.chunks(width).enumerate() {
        let top = y + row as f32 * module;
        rects.extend(runs(cells).map(|(from, length)| Rect {
            x: x + from as f32 * module,
            y: top,
            width: length as f32 * module,
            height: module,
        }));
    }
    Ok(Ink::Modules(rects))
}

/// The number as bars: digits in pairs (set C), the check character in set B.
pub(crate) fn bars(number: &PaperNumber, x: f32, y: f32) -> Result<Ink, PaperError> {
    let (digits, check) = number.as_str().split_at(26);
    let encoded = barcoders::sym::code128::Code128::new(format!("{SET_C}{digits}{SET_B}{check}"))
        .map_err(|fault| PaperError::Write(format!("Code 128: {fault}")))?
        .encode();
    let dark: Vec<bool> = encoded.into_iter().map(|bit| bit == 1).collect();
    let rects = runs(&dark)
        .map(|(from, length)| Rect {
            x: x + from as f32 * BAR,
            y,
            width: length as f32 * BAR,
            height: BAR_HEIGHT,
        })
        .collect();
    Ok(Ink::Modules(rects))
}

/// Start and length of each stretch of dark modules.
fn runs(cells: &[bool]) -> impl Iterator<Item = (usize, usize)> + '_ {
    let starts = (0..cells.len()).filter(|at| cells[*at] && (*at == 0 || !cells[*at - 1]));
    starts.map(|at| (at, cells[at..].iter().take_while(|dark| **dark).count()))
}

#[cfg(test)]
mod tests {
    use rxing::{BarcodeFormat, DecodeHints, helpers};

    use super::*;
    use crate::qr;

    const DPI: f32 = 300.0;

    /// Black rectangles on white, as a 300 dpi scan of a clean print sees them.
    fn scan(ink: Ink) -> (Vec<u8>, u32, u32) {
        let Ink::Modules(rects) = ink else { panic!("a code is made of modules") };
        let px = |points: f32| (points * DPI / 72.0).round() as usize;
        let margin = 60;
        let right = rects.iter().map(|r| px(r.x + r.width)).max().unwrap_or(0) + 2 * margin;
        let bottom = rects.iter().map(|r| px(r.y + r.height)).max().unwrap_or(0) + 2 * margin;
        let mut image = vec![255; right * bottom];
        for rect in rects {
            for y in px(rect.y)..px(rect.y + rect.height) {
                let row = (y + margin) * right + margin;
                image[row + px(rect.x)..row + px(rect.x + rect.width)].fill(0);
            }
        }
        (image, right as u32, bottom as u32)
    }

    fn read(ink: Ink, format: BarcodeFormat) -> String {
        let (image, width, height) = scan(ink);
        let mut hints = DecodeHints { TryHarder: Some(true), ..DecodeHints::default() };
        let found = helpers::detect_in_luma_with_hints(image, width, height, Some(format), &mut hints);
        found.expect("the code can be read").getText().to_owned()
    }

    fn number() -> PaperNumber {
        PaperNumber::parse("460105001001 20260415 01 0007 X").expect("a number")
    }

    #[test]
    fn the_square_is_read_back_from_a_scan_and_has_eight_pixels_a_module() {
        let sign = |_: &[u8]| [0xA7; 64];
        let text = qr::content(qr::PaperKind::Form, &number(), u16::MAX, u16::MAX, [9; 16], [8; 8], &sign)
            .expect("the largest content fits version 9, level Q");
        let square = qr(&text, 0.0, 0.0).expect("a square");
        assert_eq!(read(square, BarcodeFormat::QR_CODE), text);
        const { assert!(QR_SIDE / 53.0 * DPI / 72.0 >= 8.0) };
    }

    #[test]
    fn the_bars_are_read_back_from_a_scan() {
        let bars = bars(&number(), 0.0, 0.0).expect("bars");
        assert_eq!(read(bars, BarcodeFormat::CODE_128), number().as_str());
    }
}
