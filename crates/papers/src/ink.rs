//! What is drawn on a page: runs of glyphs, thin lines, filled squares. Points; y runs down from the top edge.

use crate::fonts::FaceId;

/// How dark a thing is printed. Grey is for what helps but is not the content.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Tone {
    Black,
    Grey,
    Faint,
}

impl Tone {
    /// PDF grey level, 0 black to 1 white.
    pub fn level(self) -> f32 {
        match self {
            Self::Black => 0.0,
            Self::Grey => 0.35,
            Self::Faint => 0.62,
        }
    }
}

/// One glyph of a run: which, for what text (so that the PDF can be searched), and where.
#[derive(Debug, Clone)]
pub struct Glyph {
    pub id: u16,
    pub text: String,
    /// From the start of the run, points.
    pub x: f32,
}

/// Glyphs of one face on one baseline.
#[derive(Debug, Clone)]
pub struct Run {
    pub x: f32,
    pub baseline: f32,
    pub size: f32,
    pub face: FaceId,
    pub tone: Tone,
    pub glyphs: Vec<Glyph>,
}

/// An upright rectangle.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rect {
    pub x: f32,
    pub y: f32,
    pub width: f32,
    pub height: f32,
}

/// The dark modules of a code. They lie on a grid, so that the file can name them by whole numbers, which is short.
#[derive(Debug, Clone)]
pub struct Modules {
    /// Upper left corner of the grid.
    pub corner: (f32, f32),
    /// Width and height of one module.
    pub module: (f32, f32),
    pub dark: Vec<Stretch>,
}

/// Dark modules side by side, counted from the corner.
#[derive(Debug, Clone, Copy)]
pub struct Stretch {
    pub row: usize,
    pub from: usize,
    pub length: usize,
}

#[cfg(test)]
impl Modules {
    /// Each stretch where it is printed.
    pub(crate) fn rects(&self) -> Vec<Rect> {
        let (wide, high) = self.module;
        let rect = |stretch: &Stretch| Rect {
            x: self.corner.0 + stretch.from as f32 * wide,
            y: self.corner.1 + stretch.row as f32 * high,
            width: stretch.length as f32 * wide,
            height: high,
        };
        self.dark.iter().map(rect).collect()
    }
}

/// One thing on a page.
#[derive(Debug, Clone)]
pub enum Ink {
    Run(Run),
    /// A straight stroke.
    Line {
        from: (f32, f32),
        to: (f32, f32),
        width: f32,
        tone: Tone,
    },
    /// The square or the bars of a code, painted as one path.
    Modules(Modules),
    /// A shade behind a table head.
    Shade(Rect),
    /// Dashed circle: where the seal goes.
    SealPlace {
        centre: (f32, f32),
        radius: f32,
    },
    /// Room to sign over a line that is drawn apart. Nothing is printed of it: who signs on a screen writes here.
    SignPlace {
        /// Who signs, as it stands before the line.
        label: String,
        /// Three times as wide as high, as a name is written.
        room: Rect,
    },
}

impl Ink {
    /// The run, where it is one.
    pub fn run(&self) -> Option<&Run> {
        match self {
            Self::Run(run) => Some(run),
            _ => None,
        }
    }

    /// The same thing, moved.
    pub(crate) fn moved(self, dx: f32, dy: f32) -> Self {
        let shift = |rect: Rect| Rect { x: rect.x + dx, y: rect.y + dy, ..rect };
        match self {
            Self::Run(run) => Self::Run(Run { x: run.x + dx, baseline: run.baseline + dy, ..run }),
            Self::Line { from, to, width, tone } => {
                Self::Line { from: (from.0 + dx, from.1 + dy), to: (to.0 + dx, to.1 + dy), width, tone }
            }
            Self::Modules(modules) => {
                let corner = (modules.corner.0 + dx, modules.corner.1 + dy);
                Self::Modules(Modules { corner, ..modules })
            }
            Self::Shade(rect) => Self::Shade(shift(rect)),
            Self::SealPlace { centre, radius } => {
                Self::SealPlace { centre: (centre.0 + dx, centre.1 + dy), radius }
            }
            Self::SignPlace { label, room } => Self::SignPlace { label, room: shift(room) },
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
