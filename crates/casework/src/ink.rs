//! What a resident writes on a screen (笔迹), and the record that is kept of it.
//!
//! The record is one JSON file for one paper of one version. It begins with the hash of the printed bytes, so its own
//! hash covers both: the same strokes under another paper are another file, and the page that was bound names this one.
//! With the paper and the record anybody draws the same picture again and compares it with the one that was sent.

use crate::case::FileHash;
use crate::id::CaseId;
use crate::moment::Moment;
use crate::state::PaperKind;
use serde::{Deserialize, Serialize};

/// Most strokes of one place: a long name in traditional characters has about a hundred.
pub const MOST_STROKES: usize = 500;
/// Most points of one place: a minute and a half of the fastest pens without a pause.
pub const MOST_POINTS: usize = 20_000;
/// Where a place ends: points are counted in ten-thousandths of its width and height.
pub const EDGE: u32 = 10_000;
/// The pen pressed as hard as it can be.
pub const HARDEST: u32 = 1_000;
/// A screen that does not feel how hard the pen is pressed says so by nothing; then it counts as a usual hand.
const USUAL: u32 = HARDEST / 2;
/// A signature is at least so long in all, in heights of its place: less is a dot or a slip of the finger.
const SHORTEST: f64 = 0.5;
/// A place is so many times as wide as high.
const SHAPE: f64 = 3.0;

/// Where the pen was: from the left and from the top in [`EDGE`]s, pressure in [`HARDEST`]s, and how many milliseconds
/// after the first touch.
pub type InkPoint = [u32; 4];

/// What was written on one paper.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InkRecord {
    /// 1.
    pub v: u8,
    /// The exact bytes that were signed.
    pub paper: FileHash,
    /// Which paper that is.
    pub kind: PaperKind,
    /// Of which case.
    pub case: CaseId,
    /// And which version of it.
    pub version: u32,
    /// Every place to sign of the paper, in reading order.
    pub places: Vec<InkPlace>,
    /// Which clerk saw it.
    pub clerk: String,
    /// When it was confirmed.
    pub at: Moment,
}

/// What was written at one place.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct InkPlace {
    /// Page of the file, from 1.
    pub at: u32,
    /// Who signs there, as it is printed.
    pub label: String,
    /// Left, top, width and height on the page, hundredths of a point.
    pub room: [u32; 4],
    /// The strokes in the order they were written.
    pub strokes: Vec<Vec<InkPoint>>,
}

/// Why strokes are not taken.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
pub enum InkFault {
    /// Not a number, or beyond the place.
    #[error("a point that lies nowhere on the place")]
    Outside,
    /// Time runs backwards within a place.
    #[error("a point that was written before the one before it")]
    Time,
    /// More than anybody writes.
    #[error("more strokes or points than anybody writes")]
    TooMuch,
    /// Nothing, or no more than a dot.
    #[error("no more than a dot")]
    Empty,
}

/// A point as a screen gives it: fractions of the place and of the hardest pressure.
///
/// # Errors
/// [`InkFault::Outside`].
pub fn point(x: f64, y: f64, pressure: f64, time: u32) -> Result<InkPoint, InkFault> {
    let counted = |part: f64, whole: u32| {
        // a NaN is in no range
        let inside = (0.0..=1.0).contains(&part);
        inside.then(|| (part * f64::from(whole)).round() as u32).ok_or(InkFault::Outside)
    };
    let pressure = match counted(pressure, HARDEST)? {
        0 => USUAL,
        felt => felt,
    };
    Ok([counted(x, EDGE)?, counted(y, EDGE)?, pressure, time])
}

/// Whether strokes are a signature at all.
///
/// # Errors
/// All of [`InkFault`] but [`InkFault::Outside`].
pub fn check(strokes: &[Vec<InkPoint>]) -> Result<(), InkFault> {
    if strokes.len() > MOST_STROKES || strokes.iter().map(Vec::len).sum::<usize>() > MOST_POINTS {
        return Err(InkFault::TooMuch);
    }
    if !strokes.iter().flatten().is_sorted_by_key(|point| point[3]) {
        return Err(InkFault::Time);
    }
    if strokes.iter().map(|stroke| length(stroke)).sum::<f64>() < SHORTEST {
        return Err(InkFault::Empty);
    }
    Ok(())
}

/// How long a stroke is, in heights of its place.
fn length(stroke: &[InkPoint]) -> f64 {
    let part = |from: u32, to: u32| (f64::from(to) - f64::from(from)) / f64::from(EDGE);
    stroke.windows(2).map(|two| (part(two[0][0], two[1][0]) * SHAPE).hypot(part(two[0][1], two[1][1]))).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_point_lies_within_its_place_or_nowhere() {
        assert_eq!(point(0.5, 1.0, 0.25, 7), Ok([5_000, 10_000, 250, 7]));
        assert_eq!(point(0.0, 0.0, 0.0, 0), Ok([0, 0, 500, 0]), "a screen that feels no pressure");
        for bad in [f64::NAN, f64::INFINITY, -0.01, 1.01] {
            assert_eq!(point(bad, 0.5, 0.5, 0), Err(InkFault::Outside), "{bad} across");
            assert_eq!(point(0.5, bad, 0.5, 0), Err(InkFault::Outside), "{bad} down");
            assert_eq!(point(0.5, 0.5, bad, 0), Err(InkFault::Outside), "pressed {bad}");
        }
    }

    #[test]
    fn dots_are_no_signature_and_one_firm_stroke_is() {
        let dot = |time| vec![[4_000, 4_000, 500, time], [4_010, 4_010, 500, time + 1]];
        assert_eq!(check(&[]), Err(InkFault::Empty));
        assert_eq!(check(&[dot(0), dot(10), dot(20)]), Err(InkFault::Empty));
        assert_eq!(check(&[vec![[1_000, 5_000, 500, 0], [9_000, 5_000, 500, 300]]]), Ok(()));
    }

    #[test]
    fn more_than_anybody_writes_and_time_that_runs_back_are_refused() {
        let across = |time| vec![[0, 5_000, 500, time], [9_000, 5_000, 500, time]];
        assert_eq!(check(&vec![across(1); MOST_STROKES + 1]), Err(InkFault::TooMuch));
        assert_eq!(check(&[vec![[0, 0, 500, 0]; MOST_POINTS + 1]]), Err(InkFault::TooMuch));
        assert_eq!(check(&[across(9), across(8)]), Err(InkFault::Time));
    }
}
