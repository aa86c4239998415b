//! QR square and Code 128 bars as rectangles.

use qrcode::bits::Bits;
use qrcode::canvas::{Canvas, MaskPattern};
use qrcode::ec::construct_codewords;
use qrcode::types::QrError;
use qrcode::{Color, EcLevel, Version};

use crate::block::MM;
use crate::error::PaperError;
use crate::ink::{Ink, Modules, Stretch};
use crate::number::PaperNumber;

/// Side of the square without its quiet zone: 53 modules of ≥ 8 px at 300 dpi.
pub(crate) const QR_SIDE: f32 = 36.0 * MM;
/// Four modules of white around the square.
#[cfg(test)]
pub(crate) const QR_QUIET: f32 = QR_SIDE * 4.0 / 53.0;
/// The largest content fits.
const VERSION: Version = Version::Normal(9);
const LEVEL: EcLevel = EcLevel::Q;
/// Modules on a side.
pub(crate) const SQUARE: usize = 53;
const MASKS: [MaskPattern; 8] = [
    MaskPattern::Checkerboard,
    MaskPattern::HorizontalLines,
    MaskPattern::VerticalLines,
    MaskPattern::DiagonalLines,
    MaskPattern::LargeCheckerboard,
    MaskPattern::Fields,
    MaskPattern::Diamonds,
    MaskPattern::Meadow,
];
/// Bars: narrowest element, points (0.28 mm), and height.
const BAR: f32 = 0.28 * MM;
const BAR_HEIGHT: f32 = 8.0 * MM;
/// barcoders names its start and switch symbols by letters: Ć is set C, Ɓ is set B.
const SET_C: char = '\u{0106}';
const SET_B: char = '\u{0181}';

/// The square with its upper left corner at `(x, y)`; always the same version and level, so that all papers look alike.
pub(crate) fn qr(content: &str, x: f32, y: f32) -> Result<Ink, PaperError> {
    let dark = square(content)?;
    let module = QR_SIDE / SQUARE as f32;
    Ok(modules(&dark, SQUARE, (x, y), (module, module)))
}

/// The dark modules of the square, row by row.
pub(crate) fn square(content: &str) -> Result<Vec<bool>, PaperError> {
    mixed(content).map_err(|_| PaperError::CodeTooLong { length: content.len() })
}

/// The square under the mask that mixes light and dark best.
fn mixed(content: &str) -> Result<Vec<bool>, QrError> {
    let mut bits = Bits::new(VERSION);
    bits.push_optimal_data(content.as_bytes())?;
    bits.push_terminator(LEVEL)?;
    let (data, correction) = construct_codewords(&bits.into_bytes(), VERSION, LEVEL)?;
    let mut canvas = Canvas::new(VERSION, LEVEL);
    canvas.draw_all_functional_patterns();
    canvas.draw_data(&data, &correction);
    let masked = MASKS.into_iter().map(|mask| {
        let mut one = canvas.clone();
        one.apply_mask(mask);
        one.into_colors().into_iter().map(|color| color == Color::Dark).collect()
    });
    Ok(masked.min_by_key(|dark: &Vec<bool>| monotony(dark)).unwrap_or_default())
}

/// What lies in stretches of five or more of one colour, along and across: the first of the standard's four rules. Most
/// of the content is a signature, as mixed as chance, and the library's way to judge all four takes a tenth of the time
/// of a whole paper.
fn monotony(dark: &[bool]) -> u32 {
    let (mut along, mut across) = ([0_u64; SQUARE], [0_u64; SQUARE]);
    for (at, _) in dark.iter().enumerate().filter(|(_, dark)| **dark) {
        let (row, column) = (at / SQUARE, at % SQUARE);
        along[row] |= 1 << column;
        across[column] |= 1 << row;
    }
    along.into_iter().chain(across).map(long_stretches).sum()
}

/// Three points for each stretch of five alike, one for each module beyond, of a row that lies in the bits of a number.
fn long_stretches(row: u64) -> u32 {
    let alike = !(row ^ (row >> 1)) & ((1 << (SQUARE - 1)) - 1);
    let five = alike & (alike >> 1) & (alike >> 2) & (alike >> 3);
    let begins = five & !(five << 1);
    five.count_ones() + 2 * begins.count_ones()
}

/// The number as bars: digits in pairs (set C), the check character in set B.
pub(crate) fn bars(number: &PaperNumber, x: f32, y: f32) -> Result<Ink, PaperError> {
    let dark = bar_modules(number)?;
    Ok(modules(&dark, dark.len(), (x, y), (BAR, BAR_HEIGHT)))
}

/// The bars from left to right, module by module.
pub(crate) fn bar_modules(number: &PaperNumber) -> Result<Vec<bool>, PaperError> {
    let (digits, check) = number.as_str().split_at(26);
    let encoded = barcoders::sym::code128::Code128::new(format!("{SET_C}{digits}{SET_B}{check}"))
        .map_err(|fault| PaperError::Write(format!("Code 128: {fault}")))?
        .encode();
    Ok(encoded.into_iter().map(|bit| bit == 1).collect())
}

fn modules(cells: &[bool], width: usize, corner: (f32, f32), module: (f32, f32)) -> Ink {
    let rows = cells.chunks(width).enumerate();
    let dark =
        rows.flat_map(|(row, cells)| runs(cells).map(move |(from, length)| Stretch { row, from, length }));
    Ink::Modules(Modules { corner, module, dark: dark.collect() })
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

    #[test]
    fn stretches_of_five_count_three_and_each_module_beyond_one() {
        let all_light = vec![false; SQUARE * SQUARE];
        assert_eq!(monotony(&all_light), 2 * SQUARE as u32 * (SQUARE as u32 - 2));
        let chequered: Vec<bool> = (0..SQUARE * SQUARE).map(|at| at % 2 == 0).collect();
        assert_eq!(monotony(&chequered), 0);
        let five_dark_in_a_row = 0b1_1111 << 20;
        let others = 0x15_5555_5555_5555 & !(0b111_1111 << 19);
        assert_eq!(long_stretches(five_dark_in_a_row | others), 3);
        let six_dark_in_a_row = 0b11_1111 << 20;
        let others = 0x15_5555_5555_5555 & !(0b1111_1111 << 19);
        assert_eq!(long_stretches(six_dark_in_a_row | others), 4);
    }

    /// Black rectangles on white, as a 300 dpi scan of a clean print sees them.
    fn scan(ink: Ink) -> (Vec<u8>, u32, u32) {
        let Ink::Modules(modules) = ink else { panic!("a code is made of modules") };
        let rects = modules.rects();
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
