//! Inks become PDF operators; each font is cut down to the glyphs in use.

use crate::cuts::{Cut, CutId, Cuts, only};
use crate::error::PaperError;
use crate::finish::finish;
use crate::fonts::{Faces, FontSet};
use crate::furniture::PAGE_HEIGHT;
use crate::ink::{Glyph, Ink, Rect, Run, Tone};
use crate::modules::{self, Pictures};
use crate::sink::{Sheets, Sink};
use printpdf::{
    Codepoint, Color, FontId, Greyscale, Line, LineDashPattern, LinePoint, Mm, Op, PaintMode, ParsedFont,
    PdfDocument, PdfFontHandle, PdfPage, PdfSaveOptions, Point, Polygon, PolygonRing, Pt, TextItem,
    TextMatrix, WindingOrder,
};

/// How far a quarter circle's control points stand out, as a share of the radius.
const ROUND: f32 = 0.552_285;

/// The writer of the house: archival PDF.
pub struct Pdf;

impl Sink for Pdf {
    fn write(&self, paper: &Sheets<'_>) -> Result<Vec<u8>, PaperError> {
        let cuts = Cuts::of(paper.pages);
        let mut document = PdfDocument::new(paper.title);
        for (id, cut) in cuts.all() {
            let font = embedded(paper.fonts, id, cut)?;
            document.resources.fonts.map.insert(font_id(id), printpdf::PdfFont::new(font));
        }
        for inks in paper.pages {
            let ops = page_ops(inks, &cuts, paper.faces, &mut document.resources.xobjects.map);
            document.pages.push(PdfPage::new(Mm(210.0), Mm(297.0), ops));
        }
        let options =
            PdfSaveOptions { optimize: false, subset_fonts: false, secure: true, image_optimization: None };
        let raw = document.to_lopdf_document(&options, &mut Vec::new());
        finish(raw, paper.title, paper.sealer, &paper.fonts.packed)
    }
}

/// Own names: the library's own come from a counter shared by all documents of the process.
fn font_id(CutId { face, nth }: CutId) -> FontId {
    FontId(if nth == 0 { format!("P{face}") } else { format!("P{face}N{nth}") })
}

fn embedded(fonts: &FontSet, id: CutId, cut: &Cut) -> Result<ParsedFont, PaperError> {
    let (_, _, name) = fonts.source(id.face);
    let program = fonts.kept.program(fonts, id.face, &cut.glyphs)?;
    let mut font = ParsedFont::from_bytes(&program, 0, &mut Vec::new())
        .ok_or_else(|| PaperError::Write(format!("subset of {name} cannot be read back")))?;
    font.font_name = Some(format!("{}+{name}", tag(id)));
    font.codepoint_to_glyph.clone_from(&cut.characters);
    Ok(font)
}

/// Six capital letters before the name of a cut (ISO 32000-1, 9.6.4), other ones for each.
fn tag(CutId { face, nth }: CutId) -> String {
    let letter = |number: usize| char::from(b'A' + (number % 26) as u8);
    format!("BM{}{}{}{}", letter(face / 26), letter(face), letter(nth / 26), letter(nth))
}

/// Shades first, then lines, then all text in one text section: nothing is covered.
fn page_ops(inks: &[Ink], cuts: &Cuts<'_>, faces: &Faces<'_>, pictures: &mut Pictures) -> Vec<Op> {
    let mut ops = Vec::new();
    let (shades, lines): (Vec<_>, Vec<_>) = inks.iter().partition(|ink| matches!(ink, Ink::Shade(_)));
    let mut pen = None;
    for ink in shades.into_iter().chain(lines) {
        draw(ink, &mut pen, pictures, &mut ops);
    }
    ops.push(Op::StartTextSection);
    let mut voice = Voice::default();
    for run in inks.iter().filter_map(Ink::run) {
        for part in run.glyphs.chunk_by(|one, next| cuts.cut(run.face, one) == cuts.cut(run.face, next)) {
            show(run, part, cuts, faces, &mut voice, &mut ops);
        }
    }
    ops.push(Op::EndTextSection);
    ops
}

/// What the text operators were set to last.
#[derive(Default)]
struct Voice {
    font: Option<(CutId, u32, Tone)>,
    spacing: f32,
}

impl Voice {
    fn set(&mut self, run: &Run, cut: CutId, spacing: f32, ops: &mut Vec<Op>) {
        let wanted = Some((cut, run.size.to_bits(), run.tone));
        if self.font != wanted {
            let font = PdfFontHandle::External(font_id(cut));
            ops.push(Op::SetFillColor { col: grey(run.tone.level()) });
            ops.push(Op::SetFont { font, size: Pt(run.size) });
            self.font = wanted;
        }
        if self.spacing != spacing {
            ops.push(Op::SetCharacterSpacing { multiplier: spacing });
            self.spacing = spacing;
        }
    }
}

/// Glyphs of one cut on a line. The room that most of them have between them is said once; where it differs stands
/// a number in the text that takes back the difference.
fn show(
    run: &Run,
    glyphs: &[Glyph],
    cuts: &Cuts<'_>,
    faces: &Faces<'_>,
    voice: &mut Voice,
    ops: &mut Vec<Op>,
) {
    let Some(first) = glyphs.first() else { return };
    let cut = cuts.cut(run.face, first);
    let backs = backs(run, glyphs, faces);
    let usual = most_common(&backs);
    voice.set(run, cut, -usual / 1000.0 * run.size, ops);
    let place =
        TextMatrix::Raw([1.0, 0.0, 0.0, 1.0, round(run.x + first.x), round(PAGE_HEIGHT - run.baseline)]);
    ops.push(Op::SetTextMatrix { matrix: place });
    let mut items = Vec::new();
    let mut words = String::new();
    for (glyph, back) in glyphs.iter().zip(backs.into_iter().map(Some).chain([None])) {
        if only(&glyph.text).is_some() {
            words.push_str(&glyph.text);
        } else {
            close(&mut words, &mut items);
            let code = Codepoint::with_cid(cuts.code(cut, glyph.id), 0.0, glyph.text.clone());
            items.push(TextItem::GlyphIds(vec![code]));
        }
        if let Some(back) = back.filter(|back| *back != usual) {
            close(&mut words, &mut items);
            items.push(TextItem::Offset(back - usual));
        }
    }
    close(&mut words, &mut items);
    ops.push(Op::ShowText { items });
}

fn close(words: &mut String, items: &mut Vec<TextItem>) {
    if !words.is_empty() {
        items.push(TextItem::Text(std::mem::take(words)));
    }
}

/// Between each glyph and the next, in thousandths of an em: the difference between the glyph's own width and where the
/// next one stands on the line.
fn backs(run: &Run, glyphs: &[Glyph], faces: &Faces<'_>) -> Vec<f32> {
    let start = glyphs.first().map_or(0.0, |first| first.x);
    let mut pen = 0.0;
    let pairs = glyphs.windows(2).map(|pair| {
        pen += faces.advance(run.face, pair[0].id);
        let back = (pen - (pair[1].x - start) / run.size * 1000.0).round();
        pen -= back;
        back
    });
    pairs.collect()
}

/// The number that comes most often, the smallest of several.
fn most_common(numbers: &[f32]) -> f32 {
    let mut sorted = numbers.to_vec();
    sorted.sort_by(f32::total_cmp);
    let groups = sorted.chunk_by(|one, next| one == next);
    let most = groups.rev().max_by_key(|group| group.len());
    most.and_then(|group| group.first()).copied().unwrap_or(0.0)
}

/// What lines were drawn with last: their width and tone.
type Pen = Option<(f32, Tone)>;

fn draw(ink: &Ink, pen: &mut Pen, pictures: &mut Pictures, ops: &mut Vec<Op>) {
    match ink {
        Ink::Run(_) | Ink::SignPlace { .. } => {}
        Ink::Line { from, to, width, tone } => {
            if pen.replace((*width, *tone)) != Some((*width, *tone)) {
                ops.push(Op::SetOutlineColor { col: grey(tone.level()) });
                ops.push(Op::SetOutlineThickness { pt: Pt(*width) });
            }
            ops.push(Op::DrawLine {
                line: Line { points: vec![corner(*from), corner(*to)], is_closed: false },
            });
        }
        Ink::Modules(modules) => ops.extend(modules::laid(modules, pictures)),
        Ink::Shade(rect) => ops.extend(shade(rect)),
        Ink::SealPlace { centre, radius } => {
            ops.extend(dashed_circle(*centre, *radius));
            *pen = None;
        }
    }
}

fn shade(rect: &Rect) -> [Op; 2] {
    let (right, bottom) = (rect.x + rect.width, rect.y + rect.height);
    let corners = [(rect.x, rect.y), (right, rect.y), (right, bottom), (rect.x, bottom)];
    let rings = vec![PolygonRing { points: corners.map(corner).into() }];
    let polygon = Polygon { rings, mode: PaintMode::Fill, winding_order: WindingOrder::NonZero };
    [Op::SetFillColor { col: grey(0.93) }, Op::DrawPolygon { polygon }]
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

pub(crate) fn grey(level: f32) -> Color {
    Color::Greyscale(Greyscale::new(level, None))
}

/// A thousandth of a point is finer than any printer.
pub(crate) fn round(points: f32) -> f32 {
    (points * 1000.0).round() / 1000.0
}
