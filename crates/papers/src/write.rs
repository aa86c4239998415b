//! Inks become PDF operators; each font is cut down to the glyphs in use.

use std::collections::BTreeMap;

use printpdf::{
    Codepoint, Color, CurTransMat, FontId, Greyscale, Line, LineDashPattern, LinePoint, Mm, Op, PaintMode,
    ParsedFont, PdfDocument, PdfFontHandle, PdfPage, PdfSaveOptions, Point, Polygon, PolygonRing, Pt,
    TextItem, TextMatrix, WindingOrder,
};
use subsetter::GlyphRemapper;

use crate::error::PaperError;
use crate::file_seal::Sealer;
use crate::finish::finish;
use crate::fonts::{FaceId, Faces, FontSet};
use crate::furniture::PAGE_HEIGHT;
use crate::ink::{Ink, Modules, Rect, Run, Stretch, Tone};

/// How far a quarter circle's control points stand out, as a share of the radius.
const ROUND: f32 = 0.552_285;

struct Subset {
    id: FontId,
    glyphs: GlyphRemapper,
}

/// The bytes of a PDF with these pages.
pub(crate) fn write(
    fonts: &FontSet,
    faces: &Faces<'_>,
    pages: &[Vec<Ink>],
    title: &str,
    sealer: Option<Sealer<'_>>,
) -> Result<Vec<u8>, PaperError> {
    let subsets = subsets(pages);
    let mut document = PdfDocument::new(title);
    for (face, subset) in &subsets {
        let font = embedded(fonts, *face, &subset.glyphs)?;
        document.resources.fonts.map.insert(subset.id.clone(), printpdf::PdfFont::new(font));
    }
    for inks in pages {
        let ops = page_ops(inks, &subsets, faces);
        document.pages.push(PdfPage::new(Mm(210.0), Mm(297.0), ops));
    }
    let options =
        PdfSaveOptions { optimize: false, subset_fonts: false, secure: true, image_optimization: None };
    let raw = document.to_lopdf_document(&options, &mut Vec::new());
    finish(raw, title, sealer)
}

/// The glyphs each face needs, in ascending order so that the same text gives the same subset.
fn subsets(pages: &[Vec<Ink>]) -> BTreeMap<FaceId, Subset> {
    let mut used: BTreeMap<FaceId, Vec<u16>> = BTreeMap::new();
    for run in pages.iter().flatten().filter_map(Ink::run) {
        used.entry(run.face).or_default().extend(run.glyphs.iter().map(|glyph| glyph.id));
    }
    used.into_iter()
        .map(|(face, glyphs)| {
            // Own names: the library's own come from a counter shared by all documents of the process.
            let id = FontId(format!("P{face}"));
            (face, Subset { id, glyphs: GlyphRemapper::new_from_glyphs_sorted(&glyphs) })
        })
        .collect()
}

fn embedded(fonts: &FontSet, face: FaceId, glyphs: &GlyphRemapper) -> Result<ParsedFont, PaperError> {
    let (bytes, index, name) = fonts.source(face);
    let subset = subsetter::subset(bytes, index, glyphs)
        .map_err(|fault| PaperError::Write(format!("subset of {name}: {fault:?}")))?;
    let mut font = ParsedFont::from_bytes(&subset, 0, &mut Vec::new())
        .ok_or_else(|| PaperError::Write(format!("subset of {name} cannot be read back")))?;
    font.font_name = Some(name.to_owned());
    Ok(font)
}

/// Shades first, then lines, then all text in one text section: nothing is covered.
fn page_ops(inks: &[Ink], subsets: &BTreeMap<FaceId, Subset>, faces: &Faces<'_>) -> Vec<Op> {
    let mut ops = Vec::new();
    let (shades, lines): (Vec<_>, Vec<_>) = inks.iter().partition(|ink| matches!(ink, Ink::Shade(_)));
    for ink in shades.into_iter().chain(lines) {
        draw(ink, &mut ops);
    }
    ops.push(Op::StartTextSection);
    let mut voice = None;
    for run in inks.iter().filter_map(Ink::run) {
        if let Some(subset) = subsets.get(&run.face) {
            let wanted = (run.face, run.size.to_bits(), run.tone);
            if voice != Some(wanted) {
                ops.extend(set_voice(run, subset));
                voice = Some(wanted);
            }
            ops.extend(show(run, subset, faces));
        }
    }
    ops.push(Op::EndTextSection);
    ops
}

fn set_voice(run: &Run, subset: &Subset) -> [Op; 2] {
    let font = PdfFontHandle::External(subset.id.clone());
    [Op::SetFillColor { col: grey(run.tone.level()) }, Op::SetFont { font, size: Pt(run.size) }]
}

/// One TJ: each number takes back the difference between the glyph's own width and its place on the line.
fn show(run: &Run, subset: &Subset, faces: &Faces<'_>) -> [Op; 2] {
    let mut pen = 0.0;
    let mut codes = Vec::with_capacity(run.glyphs.len());
    for (index, glyph) in run.glyphs.iter().enumerate() {
        pen += faces.advance(run.face, glyph.id);
        let next = run.glyphs.get(index + 1).map(|next| next.x / run.size * 1000.0);
        let back = next.map_or(0.0, |wanted| (pen - wanted).round());
        pen -= back;
        let code = subset.glyphs.get(glyph.id).unwrap_or(0);
        codes.push(Codepoint::with_cid(code, back, glyph.text.clone()));
    }
    let place = TextMatrix::Raw([1.0, 0.0, 0.0, 1.0, round(run.x), round(PAGE_HEIGHT - run.baseline)]);
    [Op::SetTextMatrix { matrix: place }, Op::ShowText { items: vec![TextItem::GlyphIds(codes)] }]
}

fn draw(ink: &Ink, ops: &mut Vec<Op>) {
    match ink {
        Ink::Run(_) => {}
        Ink::Line { from, to, width, tone } => {
            ops.push(Op::SetOutlineColor { col: grey(tone.level()) });
            ops.push(Op::SetOutlineThickness { pt: Pt(*width) });
            ops.push(Op::DrawLine {
                line: Line { points: vec![corner(*from), corner(*to)], is_closed: false },
            });
        }
        Ink::Modules(modules) => ops.extend(dark(modules)),
        Ink::Shade(rect) => ops.extend(shade(rect)),
        Ink::SealPlace { centre, radius } => ops.extend(dashed_circle(*centre, *radius)),
    }
}

/// Black on a grid of whole numbers, which the matrix lays where it belongs.
fn dark(Modules { corner, module, dark }: &Modules) -> [Op; 5] {
    let ring = |stretch: &Stretch| {
        let (left, top) = (stretch.from as f32, stretch.row as f32);
        upright(left, top, left + stretch.length as f32, top + 1.0, |x, y| Point { x: Pt(x), y: Pt(y) })
    };
    let grid = [module.0, 0.0, 0.0, -module.1, round(corner.0), round(PAGE_HEIGHT - corner.1)];
    [
        Op::SaveGraphicsState,
        Op::SetFillColor { col: grey(Tone::Black.level()) },
        Op::SetTransformationMatrix { matrix: CurTransMat::Raw(grid) },
        filled(dark.iter().map(ring).collect()),
        Op::RestoreGraphicsState,
    ]
}

fn shade(rect: &Rect) -> [Op; 2] {
    let ring = upright(rect.x, rect.y, rect.x + rect.width, rect.y + rect.height, |x, y| corner((x, y)).p);
    [Op::SetFillColor { col: grey(0.93) }, filled(vec![ring])]
}

fn upright(left: f32, top: f32, right: f32, bottom: f32, point: impl Fn(f32, f32) -> Point) -> PolygonRing {
    let corners = [(left, top), (right, top), (right, bottom), (left, bottom)];
    PolygonRing { points: corners.map(|(x, y)| LinePoint { p: point(x, y), bezier: false }).into() }
}

fn filled(rings: Vec<PolygonRing>) -> Op {
    Op::DrawPolygon {
        polygon: Polygon { rings, mode: PaintMode::Fill, winding_order: WindingOrder::NonZero },
    }
}

fn dashed_circle((x, y): (f32, f32), radius: f32) -> [Op; 5] {
    let bend = radius * ROUND;
    let quarter = |a: (f32, f32), b: (f32, f32), end: (f32, f32)| {
        [(a, true), (b, true), (end, false)]
            .map(|((dx, dy), bezier)| LinePoint { bezier, ..corner((x + dx, y + dy)) })
    };
    let mut points = vec![corner((x + radius, y))];
    points.extend(quarter((radius, bend), (bend, radius), (0.0, radius)));
    points.extend(quarter((-bend, radius), (-radius, bend), (-radius, 0.0)));
    points.extend(quarter((-radius, -bend), (-bend, -radius), (0.0, -radius)));
    points.extend(quarter((bend, -radius), (radius, -bend), (radius, 0.0)));
    [
        Op::SetOutlineColor { col: grey(Tone::Faint.level()) },
        Op::SetOutlineThickness { pt: Pt(0.5) },
        Op::SetLineDashPattern { dash: LineDashPattern::new(0.0, &[2.5, 2.5]) },
        Op::DrawLine { line: Line { points, is_closed: false } },
        Op::SetLineDashPattern { dash: LineDashPattern::new(0.0, &[]) },
    ]
}

fn corner((x, y): (f32, f32)) -> LinePoint {
    LinePoint { p: Point { x: Pt(round(x)), y: Pt(round(PAGE_HEIGHT - y)) }, bezier: false }
}

fn grey(level: f32) -> Color {
    Color::Greyscale(Greyscale::new(level, None))
}

/// A thousandth of a point is finer than any printer.
fn round(points: f32) -> f32 {
    (points * 1000.0).round() / 1000.0
}

impl Ink {
    fn run(&self) -> Option<&Run> {
        match self {
            Self::Run(run) => Some(run),
            _ => None,
        }
    }
}
