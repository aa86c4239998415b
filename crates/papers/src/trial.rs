//! What a test page shows of a printer beside its letters: the reach of the sheet, a length to measure, the codes that
//! every paper carries, and the ring of a seal.

use crate::block::MM;
use crate::codes::{QR_SIDE, bars, qr};
use crate::error::PaperError;
use crate::furniture::{PAGE_HEIGHT, PAGE_WIDTH};
use crate::ink::{Ink, Rect, Tone, frame, rule};
use crate::number::PaperNumber;
use crate::sign::SEAL;

/// Where they begin at the left, and their height on the page, under the words.
const LEFT: f32 = 20.0 * MM;
const RULER_TOP: f32 = 188.0 * MM;
const CODES_TOP: f32 = 206.0 * MM;
const GAP: f32 = 10.0 * MM;
/// Of no case: whoever scans it is told so.
const NO_CASE: &str = "000000000000000000000000000";
/// What the square says; no code of a paper begins so.
const SQUARE: &str = "BIANMIN TEST PAGE 0123456789";

/// Everything that is drawn on a test page.
pub(crate) fn trial() -> Result<Vec<Ink>, PaperError> {
    let number = PaperNumber::parse(NO_CASE).map_err(|fault| PaperError::Write(fault.to_string()))?;
    let radius = SEAL / 2.0;
    let mut inks = edges();
    inks.extend(ruler(LEFT, RULER_TOP));
    inks.push(qr(SQUARE, LEFT, CODES_TOP)?);
    inks.push(bars(&number, LEFT + QR_SIDE + GAP, CODES_TOP + GAP)?);
    inks.push(Ink::SealPlace { centre: (PAGE_WIDTH - LEFT - radius, CODES_TOP + radius), radius });
    Ok(inks)
}

/// A frame 5 mm inside the sheet, which every office printer reaches, and one at 10 mm to measure.
fn edges() -> Vec<Ink> {
    let inside = |margin: f32| Rect {
        x: margin,
        y: margin,
        width: PAGE_WIDTH - 2.0 * margin,
        height: PAGE_HEIGHT - 2.0 * margin,
    };
    [frame(inside(5.0 * MM), 0.8, Tone::Black), frame(inside(10.0 * MM), 0.4, Tone::Faint)].concat()
}

/// Ten centimetres with a stroke at each.
fn ruler(x: f32, y: f32) -> Vec<Ink> {
    const CENTIMETRES: u8 = 10;
    let centimetre = 10.0 * MM;
    let stroke = |at: u8| {
        let x = x + f32::from(at) * centimetre;
        let high = if at.is_multiple_of(5) { 4.0 * MM } else { 2.5 * MM };
        Ink::Line { from: (x, y - high), to: (x, y), width: 0.5, tone: Tone::Black }
    };
    let mut inks = vec![rule(x, y, f32::from(CENTIMETRES) * centimetre, 0.5, Tone::Black)];
    inks.extend((0..=CENTIMETRES).map(stroke));
    inks
}
