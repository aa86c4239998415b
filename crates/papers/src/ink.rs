//! What is drawn on a page: runs of glyphs, thin lines, filled squares. Points; y runs down from the top edge.

use crate::fonts::FaceId;

/// How dark a thing is printed. Grey is for what helps but is not the content.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) enum Tone {
    Black,
    Grey,
    Faint,
}

impl Tone {
    /// PDF grey level, 0 black to 1 white.
    pub(crate) fn level(self) -> f32 {
        match self {
            Self::Black => 0.0,
            Self::Grey => 0.35,
            Self::Faint => 0.62,
        }
    }
}

/// One glyph of a run: which, for what text (so that the PDF can be searched), and where.
#[derive(Debug, Clone)]
pub(crate) struct Glyph {
    pub id: u16,
    pub text: String,
    /// From the start of the run, points.
    pub x: f32,
}

/// Glyphs of one face on one baseline.
#[derive(Debug, Clone)]
pub(crate) struct Run {
    pub x: f32,
    pub baseline: f32,
    pub size: f32,
    pub face: FaceId,
    pub tone: Tone,
    pub glyphs: Vec<Glyph>,
}

/// An upright rectangle.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Rect {
    pub x: f32,
    pub y: f32,
    pub width: f32,
    pub height: f32,
}

#[derive(Debug, Clone)]
pub(crate) enum Ink {
    Run(Run),
    Line {
        from: (f32, f32),
        to: (f32, f32),
        width: f32,
        tone: Tone,
    },
    /// Black rectangles painted as one path: the modules of a code.
    Modules(Vec<Rect>),
    /// A shade behind a table head.
    Shade(Rect),
    /// Dashed circle: where the seal goes.
    SealPlace {
        centre: (f32, f32),
        radius: f32,
    },
}

impl Ink {
    /// The same thing, moved.
    pub(crate) fn moved(self, dx: f32, dy: f32) -> Self {
        let shift = |rect: Rect| Rect { x: rect.x + dx, y: rect.y + dy, ..rect };
        match self {
            Self::Run(run) => Self::Run(Run { x: run.x + dx, baseline: run.baseline + dy, ..run }),
            Self::Line { from, to, width, tone } => {
                Self::Line { from: (from.0 + dx, from.1 + dy), to: (to.0 + dx, to.1 + dy), width, tone }
            }
            Self::Modules(rects) => Self::Modules(rects.into_iter().map(shift).collect()),
            Self::Shade(rect) => Self::Shade(shift(rect)),
            Self::SealPlace { centre, radius } => {
                Self::SealPlace { centre: (centre.0 + dx, centre.1 + dy), radius }
            }
        }
    }
}

/// A horizontal line of the given width.
pub(crate) fn rule(x: f32, y: f32, length: f32, width: f32, tone: Tone) -> Ink {
    Ink::Line { from: (x, y), to: (x + length, y), width, tone }
}

/// The four sides of a rectangle.
pub(crate) fn frame(rect: Rect, width: f32, tone: Tone) -> Vec<Ink> {
    let (right, bottom) = (rect.x + rect.width, rect.y + rect.height);
    let side = |from, to| Ink::Line { from, to, width, tone };
    vec![
        side((rect.x, rect.y), (right, rect.y)),
        side((right, rect.y), (right, bottom)),
        side((right, bottom), (rect.x, bottom)),
        side((rect.x, bottom), (rect.x, rect.y)),
    ]
}
