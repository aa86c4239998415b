//! Our pages written by krilla, as PDF/A-2u with its validator on.

use std::sync::Arc;

use krilla::color::luma;
use krilla::configure::{Archival, ConfigurationBuilder};
use krilla::geom::{Path, PathBuilder, Point, Rect};
use krilla::metadata::{DateTime, Metadata};
use krilla::num::NormalizedF32;
use krilla::page::PageSettings;
use krilla::paint::{Fill, Stroke, StrokeDash};
use krilla::surface::Surface;
use krilla::text::{Font, GlyphId, KrillaGlyph};
use krilla::{Document, SerializeSettings};
use papers::ink::{Ink, Modules, Run, Tone};
use papers::{FaceId, FontSet, PaperError, Sheets, Sink};

/// A4 in points.
const PAGE: (f32, f32) = (210.0 * 72.0 / 25.4, 297.0 * 72.0 / 25.4);
/// How far a quarter circle's control points stand out, as a share of the radius.
const ROUND: f32 = 0.552_285;

/// Writes with krilla. It keeps what it read of the fonts, as a program that prints all day would.
pub struct Krilla {
    fonts: Vec<Font>,
}

/// The bytes of one font file of the set.
struct FaceBytes {
    set: Arc<FontSet>,
    face: FaceId,
}

impl AsRef<[u8]> for FaceBytes {
    fn as_ref(&self) -> &[u8] {
        self.set.source(self.face).0
    }
}

impl Krilla {
    /// Opens the fonts of a set.
    ///
    /// # Errors
    /// A font that krilla does not read.
    pub fn new(set: &Arc<FontSet>) -> Result<Self, PaperError> {
        let open = |face: FaceId| {
            let (_, index, name) = set.source(face);
            let bytes: Arc<dyn AsRef<[u8]> + Send + Sync> = Arc::new(FaceBytes { set: set.clone(), face });
            Font::new(bytes.into(), index)
                .ok_or_else(|| PaperError::Write(format!("krilla does not read {name}")))
        };
        Ok(Self { fonts: (0..set.count()).map(open).collect::<Result<_, _>>()? })
    }
}

impl Sink for Krilla {
    fn write(&self, paper: &Sheets<'_>) -> Result<Vec<u8>, PaperError> {
        let told = |fault: String| PaperError::Write(fault);
        let configuration = ConfigurationBuilder::new()
            .with_archival_validator(Archival::A2_U)
            .finish()
            .map_err(|fault| told(format!("{fault:?}")))?;
        let mut document = Document::new_with(SerializeSettings { configuration, ..Default::default() });
        let metadata = Metadata::new().title(paper.title.to_owned()).language("zh-CN".to_owned());
        // its validator wants one
        document.set_metadata(metadata.creation_date(DateTime::new(2026)));
        for inks in paper.pages {
            let size = PageSettings::from_wh(PAGE.0, PAGE.1).ok_or_else(|| told("no page".to_owned()))?;
            let mut page = document.start_page_with(size);
            let mut surface = page.surface();
            for ink in inks {
                self.draw(&mut surface, ink, paper);
            }
            surface.finish();
            page.finish();
        }
        document.finish().map_err(|fault| told(format!("{fault:?}")))
    }
}

impl Krilla {
    fn draw(&self, surface: &mut Surface<'_>, ink: &Ink, paper: &Sheets<'_>) {
        match ink {
            Ink::Run(run) => self.run(surface, run, paper),
            Ink::Line { from, to, width, tone } => {
                let mut path = PathBuilder::new();
                path.move_to(from.0, from.1);
                path.line_to(to.0, to.1);
                stroke(surface, path.finish(), *width, *tone, None);
            }
            Ink::Modules(modules) => fill(surface, squares(modules), Tone::Black.level()),
            Ink::Shade(rect) => {
                fill(surface, path_of([Rect::from_xywh(rect.x, rect.y, rect.width, rect.height)]), 0.93);
            }
            Ink::SignPlace { .. } => {}
            Ink::SealPlace { centre, radius } => {
                let dash = StrokeDash { array: vec![2.5, 2.5], offset: 0.0 };
                stroke(surface, circle(*centre, *radius), 0.5, Tone::Faint, Some(dash));
            }
        }
    }

    fn run(&self, surface: &mut Surface<'_>, run: &Run, paper: &Sheets<'_>) {
        let Some(font) = self.fonts.get(run.face) else { return };
        let mut text = String::new();
        let mut glyphs = Vec::with_capacity(run.glyphs.len());
        for (index, glyph) in run.glyphs.iter().enumerate() {
            let start = text.len();
            text.push_str(&glyph.text);
            let own = paper.faces.advance(run.face, glyph.id) / 1000.0;
            let advance = run.glyphs.get(index + 1).map_or(own, |next| (next.x - glyph.x) / run.size);
            let id = GlyphId::new(u32::from(glyph.id));
            glyphs.push(KrillaGlyph::new(id, advance, 0.0, 0.0, 0.0, start..text.len(), None));
        }
        surface.set_stroke(None);
        surface.set_fill(Some(grey(run.tone.level())));
        surface.draw_glyphs(
            Point::from_xy(run.x, run.baseline),
            &glyphs,
            font.clone(),
            &text,
            run.size,
            false,
        );
    }
}

fn grey(level: f32) -> Fill {
    let paint = luma::Color::new((level * 255.0).round() as u8).into();
    Fill { paint, opacity: NormalizedF32::ONE, rule: Default::default() }
}

fn fill(surface: &mut Surface<'_>, path: Option<Path>, level: f32) {
    if let Some(path) = path {
        surface.set_stroke(None);
        surface.set_fill(Some(grey(level)));
        surface.draw_path(&path);
    }
}

fn stroke(surface: &mut Surface<'_>, path: Option<Path>, width: f32, tone: Tone, dash: Option<StrokeDash>) {
    if let Some(path) = path {
        surface.set_fill(None);
        surface.set_stroke(Some(Stroke {
            paint: grey(tone.level()).paint,
            width,
            dash,
            ..Default::default()
        }));
        surface.draw_path(&path);
    }
}

fn squares(modules: &Modules) -> Option<Path> {
    let (wide, high) = modules.module;
    let rect = |stretch: &papers::ink::Stretch| {
        let (x, y) =
            (modules.corner.0 + stretch.from as f32 * wide, modules.corner.1 + stretch.row as f32 * high);
        Rect::from_xywh(x, y, stretch.length as f32 * wide, high)
    };
    path_of(modules.dark.iter().map(rect))
}

fn path_of(rects: impl IntoIterator<Item = Option<Rect>>) -> Option<Path> {
    let mut path = PathBuilder::new();
    rects.into_iter().flatten().for_each(|rect| path.push_rect(rect));
    path.finish()
}

fn circle((x, y): (f32, f32), radius: f32) -> Option<Path> {
    let bend = radius * ROUND;
    let mut path = PathBuilder::new();
    path.move_to(x + radius, y);
    path.cubic_to(x + radius, y + bend, x + bend, y + radius, x, y + radius);
    path.cubic_to(x - bend, y + radius, x - radius, y + bend, x - radius, y);
    path.cubic_to(x - radius, y - bend, x - bend, y - radius, x, y - radius);
    path.cubic_to(x + bend, y - radius, x + radius, y - bend, x + radius, y);
    path.finish()
}
