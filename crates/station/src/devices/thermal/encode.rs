//! A slip as bytes of ESC/POS. Thirty lines of our own: the crates that write ESC/POS have no Chinese mode, and what is
//! used here is what every such printer understands.

use super::charset::bytes_of;
use papers::{Bitmap, PaperError, Press, Slip, SlipStrip, SlipVoice};

/// Start anew (`ESC @`), Chinese characters (`FS &`).
const BEGIN: [u8; 4] = [0x1B, b'@', 0x1C, b'&'];
/// Out from under the head (`ESC d 4`), and cut where there is a knife (`GS V 66 0`).
const FINISH: [u8; 7] = [0x1B, b'd', 4, 0x1D, b'V', 66, 0];
/// Rows of dots that go in one picture: more than small printers can hold at once is not printed.
const BAND: usize = 120;

/// A slip in the printer's language. A line with a character the printer may not have is drawn.
///
/// # Errors
/// [`PaperError::NoGlyph`] when a character cannot be drawn.
pub fn encode(press: &Press, slip: &Slip) -> Result<Vec<u8>, PaperError> {
    let mut bytes = BEGIN.to_vec();
    for strip in &slip.strips {
        match strip {
            SlipStrip::Picture(dots) => picture(dots, &mut bytes),
            SlipStrip::Line(line) => match bytes_of(&line.text) {
                Some(text) => words(line.voice, &text, &mut bytes),
                None => picture(&press.draw_line(line, slip.roll)?, &mut bytes),
            },
        }
    }
    bytes.extend(FINISH);
    Ok(bytes)
}

/// Distance to the next line (`ESC 3`), weight (`ESC E`), size (`GS !`), the text and a line feed.
fn words(voice: SlipVoice, text: &[u8], bytes: &mut Vec<u8>) {
    let (distance, bold, size) = match voice {
        SlipVoice::Plain => (30, 0, 0x00),
        SlipVoice::Bold => (30, 1, 0x00),
        SlipVoice::Title => (54, 1, 0x11),
    };
    bytes.extend([0x1B, b'3', distance, 0x1B, b'E', bold, 0x1D, b'!', size]);
    bytes.extend(text);
    bytes.push(b'\n');
}

/// `GS v 0`: bytes across, rows down, both with the low byte first, then the rows.
fn picture(dots: &Bitmap, bytes: &mut Vec<u8>) {
    let across = dots.width() / 8;
    for band in dots.rows().chunks(across * BAND) {
        bytes.extend([0x1D, b'v', b'0', 0]);
        for length in [across, band.len() / across] {
            bytes.extend((length as u16).to_le_bytes());
        }
        bytes.extend(without_orders(band));
    }
}

/// Printers obey some orders at once wherever they come, also among dots: `DLE EOT`, `DLE ENQ`, `DLE DC4`. A dot more
/// keeps them from seeing one.
fn without_orders(dots: &[u8]) -> impl Iterator<Item = u8> {
    let next = dots.iter().skip(1).map(Some).chain([None]);
    dots.iter().zip(next).map(|(byte, next)| match (byte, next) {
        (0x10, Some(0x04 | 0x05 | 0x14)) => 0x30,
        _ => *byte,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dots_that_look_like_an_order_to_be_obeyed_at_once_get_a_dot_more() {
        let dots = [0x10, 0x04, 0x01, 0x10, 0x00, 0x10, 0x10, 0x05, 0x10, 0x14, 0x10];
        let sent: Vec<u8> = without_orders(&dots).collect();
        assert_eq!(sent, [0x30, 0x04, 0x01, 0x10, 0x00, 0x10, 0x30, 0x05, 0x30, 0x14, 0x10]);
    }
}
