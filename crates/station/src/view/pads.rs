use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A paper that may be signed on the screen.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
pub struct PadOffer {
    /// form receipt mandate promise.
    pub kind: String,
    /// 申请表, 收件凭证存档联 …
    pub title: String,
    /// All of it was signed on the screen, and can be taken back.
    pub signed: bool,
}

/// A paper that is being signed on the screen.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, TS)]
pub struct PadView {
    /// Which paper: form receipt mandate promise.
    pub kind: String,
    /// 申请表, 收件凭证存档联 …
    pub title: String,
    /// Whose case it is.
    pub applicant: String,
    /// Names the exact bytes that are signed; goes back with the strokes.
    pub paper: String,
    /// Its pages that are signed, as pages of the file.
    pub pages: Vec<u32>,
    /// Where somebody signs, in reading order; each is signed.
    pub places: Vec<PadPlace>,
}

/// A place to sign, on its page. Parts of the page's width and height.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, TS)]
pub struct PadPlace {
    /// Page of the file.
    pub at: u32,
    /// Who signs there: `申请人（签字或按指印）`.
    pub label: String,
    /// From the left edge.
    pub left: f64,
    /// From the upper edge.
    pub top: f64,
    /// How wide; three times as wide as high.
    pub width: f64,
    /// How high.
    pub height: f64,
}

/// Where the pen was. Parts of the writing area's width and height.
#[derive(Clone, Copy, PartialEq, Debug, Serialize, Deserialize, TS)]
pub struct PadPoint {
    /// From the left.
    pub x: f64,
    /// From the top.
    pub y: f64,
    /// 0 to 1; 0 where the screen does not feel it.
    pub pressure: f64,
    /// Milliseconds after the first touch.
    pub time: u32,
}

/// What was written at one place, stroke by stroke.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize, TS)]
pub struct PadInk {
    /// The strokes in the order they were written.
    pub strokes: Vec<Vec<PadPoint>>,
}

/// A paper was signed on the screen.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, TS)]
pub struct PadSign {
    /// Case.
    pub case: String,
    /// Which paper.
    pub kind: String,
    /// The bytes that were shown, as [`PadView::paper`] named them.
    pub paper: String,
    /// What was written at each place, in their order.
    pub places: Vec<PadInk>,
}
