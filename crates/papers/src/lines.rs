//! Lines of a given measure: greedy filling, hanging marks, justification.

use serde::Deserialize;

use crate::breaks::{Breaks, breaks, may_end, may_start};
use crate::centred::balanced;
use crate::error::PaperError;
use crate::fonts::Faces;
use crate::ink::{Glyph, Ink, Run, Tone};
use crate::shape::{Kind, Piece, Style, shape};

/// How a line sits in its measure.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Align {
    Left,
    Centre,
    Right,
    /// Both edges flush, the last line left.
    Justify,
}

/// A text with everything needed to set it.
#[derive(Debug, Clone)]
pub(crate) struct Text {
    pub text: String,
    pub style: Style,
    pub align: Align,
    pub tone: Tone,
    /// First line indent in em (2 for Chinese paragraphs).
    pub indent: f32,
    /// Distance from line to line as a multiple of the size.
    pub leading: f32,
    /// A text a little too long for one line is set a little smaller instead of wrapped.
    pub fit: bool,
    /// Where this text stands, for the report of a missing glyph.
    pub place: String,
}

/// The most of its blank that a mark inside a line gives up.
const PRESSED: f32 = 0.6;
/// The most air between two characters of a flush line, in em; one that needs more stays short.
const MOST_AIR: f32 = 0.15;
/// With more than this, in em, a line rather ends within a date.
const TORN: f32 = 0.1;

/// What is added to and taken from the gaps of a line to make it as long as its measure.
#[derive(Clone, Copy)]
struct Air {
    /// Points for each gap that may open.
    stretch: f32,
    /// The share of a mark's blank that goes.
    pressed: f32,
}

/// One set line, ready to draw: inks relative to its top left corner.
#[derive(Debug, Clone)]
pub(crate) struct Line {
    pub inks: Vec<Ink>,
    pub height: f32,
}

/// Breaks a text into lines of `measure` points. Line feeds in the text start a new paragraph.
pub(crate) fn set(faces: &Faces<'_>, text: &Text, measure: f32) -> Result<Vec<Line>, PaperError> {
    let fitted;
    let text = if text.fit {
        fitted = fit(faces, text, measure)?;
        &fitted
    } else {
        text
    };
    let align = flush_where_wide(text, measure);
    let torn = (align == Align::Justify).then_some(text.style.size * TORN);
    let mut lines = Vec::new();
    for paragraph in text.text.split('\n') {
        let pieces = shape(faces, paragraph, text.style, &text.place)?;
        let indent = text.indent * text.style.size;
        let breaks = breaks(paragraph, &pieces);
        let measured = Measured { room: measure, indent, hanging: align != Align::Centre, torn };
        let ends = fill(&pieces, &breaks, measured);
        let ends = match align {
            Align::Centre => balanced(&pieces, &breaks.allowed, measure, ends),
            _ => ends,
        };
        let mut start = 0;
        for (number, end) in ends.iter().copied().enumerate() {
            let first = if number == 0 { indent } else { 0.0 };
            let last = end == pieces.len();
            lines.push(line(text, align, &pieces[start..end], measure, first, last));
            start = end;
        }
    }
    Ok(lines)
}

/// In a narrow column flush lines would be torn or tight, one beside the other.
fn flush_where_wide(text: &Text, measure: f32) -> Align {
    const WIDE: f32 = 23.5;
    match text.align {
        Align::Justify if measure < WIDE * text.style.size => Align::Left,
        align => align,
    }
}

/// The text, up to a seventh smaller where that saves a second line.
fn fit(faces: &Faces<'_>, text: &Text, measure: f32) -> Result<Text, PaperError> {
    const SMALLEST: f32 = 6.0 / 7.0;
    let mut fitted = text.clone();
    let wanted = width(faces, &text.text, text.style, &text.place)?;
    let scale = (measure - 0.1) / wanted.max(1.0);
    if (SMALLEST..1.0).contains(&scale) && !text.text.contains('\n') {
        fitted.style.size *= scale;
        fitted.style.spacing *= scale;
        fitted.leading /= scale;
    }
    Ok(fitted)
}

/// Natural width of a text, of its longest line where it has line feeds, in points.
pub(crate) fn width(faces: &Faces<'_>, text: &str, style: Style, place: &str) -> Result<f32, PaperError> {
    let widths = text.split('\n').map(|line| Ok(natural(&shape(faces, line, style, place)?)));
    widths.collect::<Result<Vec<_>, _>>().map(|all| all.into_iter().fold(0.0, f32::max))
}

/// The room for the lines of a paragraph.
#[derive(Clone, Copy)]
struct Measured {
    room: f32,
    /// Of the first line.
    indent: f32,
    /// An opening mark at the beginning of a line stands over its edge by its blank half.
    hanging: bool,
    /// More air between two characters than so many points tears a line; None where none is added.
    torn: Option<f32>,
}

/// Index after the last piece of each line; one empty line for an empty text.
fn fill(pieces: &[Piece], breaks: &Breaks, measured: Measured) -> Vec<usize> {
    let mut ends = Vec::new();
    let mut start = 0;
    while start < pieces.len() {
        let indent = if start == 0 { measured.indent } else { 0.0 };
        let lead = if measured.hanging && indent == 0.0 { pieces[start].lead } else { 0.0 };
        let room = measured.room - indent + lead;
        let end = line_end(pieces, &breaks.allowed, start, room);
        let end = untorn(pieces, breaks, start, end, room, measured.torn).unwrap_or(end);
        ends.push(end);
        start = end;
    }
    if ends.is_empty() {
        ends.push(0);
    }
    accompany(&mut ends, pieces, &breaks.allowed);
    ends
}

/// A line that would be pulled open to be flush goes on into the date that did not fit.
fn untorn(
    pieces: &[Piece],
    breaks: &Breaks,
    start: usize,
    end: usize,
    room: f32,
    torn: Option<f32>,
) -> Option<usize> {
    let torn = torn.filter(|_| end < pieces.len())?;
    let air = |end: usize| {
        let line = &pieces[start..end];
        (room - natural(line)) / gaps(line).max(1) as f32
    };
    let further = (end..pieces.len()).take_while(|at| natural(&pieces[start..=*at]) <= room);
    let better = further.filter(|at| breaks.at_need[*at]).last().map(|at| at + 1);
    better.filter(|_| air(end) > torn)
}

/// A single character is no last line (孤字不成行): one from the line before comes along, where that is long enough.
fn accompany(ends: &mut [usize], pieces: &[Piece], allowed: &[bool]) {
    const LONG: usize = 8;
    /// A hanzi and the mark after it.
    const LONE: usize = 2;
    let [.., before, last] = *ends else { return };
    let start = ends.len().checked_sub(3).map_or(0, |at| ends[at]);
    if trimmed(&pieces[before..last]).len() > LONE || before - start < LONG {
        return;
    }
    let earlier = (before.saturating_sub(5)..before - 1).rev().find(|at| allowed[*at]);
    if let (Some(earlier), at) = (earlier, ends.len() - 2) {
        ends[at] = earlier + 1;
    }
}

fn line_end(pieces: &[Piece], allowed: &[bool], start: usize, room: f32) -> usize {
    let mut used = 0.0;
    let mut last_allowed = None;
    for index in start..pieces.len() {
        let piece = &pieces[index];
        let hangs = piece.kind == Kind::Space;
        if !hangs && used + piece.advance - piece.slack > room + 0.01 && index > start {
            return pushed_in(pieces, allowed, start..index, used, room)
                .or(last_allowed)
                .unwrap_or_else(|| forced(pieces, start, index));
        }
        used += piece.advance;
        if allowed[index] {
            last_allowed = Some(index + 1);
        }
    }
    pieces.len()
}

/// A closing mark that just does not fit would take the character before it along (推出) and tear the line; where the
/// marks inside the line can give up enough of their blank, it is pushed in instead (推入).
fn pushed_in(
    pieces: &[Piece],
    allowed: &[bool],
    line: std::ops::Range<usize>,
    used: f32,
    room: f32,
) -> Option<usize> {
    let marks = pieces[line.end..].iter().take_while(|piece| piece.kind == Kind::Closing).count();
    let end = line.end + marks;
    let last = pieces[line.end..end].last()?;
    let more: f32 = pieces[line.end..end].iter().map(|piece| piece.advance).sum();
    let give = pieces[line.start..end - 1].iter().map(|piece| piece.slack * PRESSED).sum::<f32>();
    (allowed[end - 1] && used + more - last.slack <= room + give).then_some(end)
}

/// A word longer than the line is cut, still not before a closing or after an opening mark, nor at a blank that such
/// a mark follows.
fn forced(pieces: &[Piece], start: usize, index: usize) -> usize {
    (start + 1..=index)
        .rev()
        .find(|at| {
            let (before, after) = (&pieces[*at - 1], &pieces[*at]);
            after.kind != Kind::Space && may_start(after.character) && may_end(before.character)
        })
        .unwrap_or(index)
}

/// How long a line of these is, without the blanks at its end.
pub(crate) fn natural(pieces: &[Piece]) -> f32 {
    let visible = trimmed(pieces);
    let total: f32 = visible.iter().map(|piece| piece.advance).sum();
    total - visible.last().map_or(0.0, |piece| piece.slack)
}

fn trimmed(pieces: &[Piece]) -> &[Piece] {
    let length = pieces.iter().rposition(|piece| piece.kind != Kind::Space).map_or(0, |last| last + 1);
    &pieces[..length]
}

fn line(text: &Text, align: Align, pieces: &[Piece], measure: f32, indent: f32, last: bool) -> Line {
    let height = text.style.size * text.leading;
    let visible = trimmed(pieces);
    let hanging = matches!(align, Align::Left | Align::Justify) && indent == 0.0;
    let lead = visible.first().filter(|_| hanging).map_or(0.0, |first| first.lead);
    let over = natural(pieces) - lead - (measure - indent);
    let spare = (-over).max(0.0);
    let stretch =
        if align == Align::Justify && !last { stretch(visible, spare, text.style.size) } else { 0.0 };
    let air = Air { stretch, pressed: pressed(visible, over) };
    let x = match align {
        Align::Left | Align::Justify => indent - lead,
        // the air after the last letter is no part of the line
        Align::Centre => indent + (spare + text.style.spacing) / 2.0,
        Align::Right => indent + spare,
    };
    // The ideographic box reaches 0.88 em above and 0.12 em below the baseline.
    let baseline = height / 2.0 + text.style.size * 0.38;
    Line { inks: draw(visible, text, x, baseline, air), height }
}

/// Points to add in each gap that may open; none when the line would look torn, and none among tick boxes, which stand
/// under each other.
fn stretch(pieces: &[Piece], spare: f32, size: f32) -> f32 {
    if pieces.iter().any(|piece| matches!(piece.kind, Kind::Tick(_))) {
        return 0.0;
    }
    let each = spare / gaps(pieces).max(1) as f32;
    if each > size * MOST_AIR { 0.0 } else { each }
}

/// How many gaps may open.
fn gaps(pieces: &[Piece]) -> usize {
    pieces.windows(2).filter(|pair| opens(&pair[0], &pair[1])).count()
}

/// The share of their blank that the marks inside the line give up so that it fits.
fn pressed(pieces: &[Piece], over: f32) -> f32 {
    let inner = pieces.len().saturating_sub(1);
    let slack: f32 = pieces[..inner].iter().map(|piece| piece.slack).sum();
    if over <= 0.0 || slack <= 0.0 { 0.0 } else { (over / slack).min(PRESSED) }
}

fn opens(before: &Piece, after: &Piece) -> bool {
    let tick = matches!(before.kind, Kind::Tick(_));
    let word = before.kind == Kind::Latin && after.kind == Kind::Latin;
    !tick && !word && before.character != '—' && after.character != '—'
}

fn draw(pieces: &[Piece], text: &Text, left: f32, baseline: f32, air: Air) -> Vec<Ink> {
    let mut inks = Vec::new();
    let mut run: Option<Run> = None;
    let mut x = left;
    for (index, piece) in pieces.iter().enumerate() {
        if let Kind::Tick(ticked) = piece.kind {
            inks.extend(run.take().map(Ink::Run));
            inks.extend(tick(x, baseline, text.style.size, ticked));
        } else {
            if run.as_ref().is_some_and(|open| open.face != piece.face) {
                inks.extend(run.take().map(Ink::Run));
            }
            let open = run.get_or_insert_with(|| empty_run(text, piece, x, baseline));
            open.glyphs.push(Glyph { id: piece.glyph, text: piece.text.clone(), x: x - open.x });
        }
        x += piece.advance - piece.slack * air.pressed;
        if pieces.get(index + 1).is_some_and(|next| opens(piece, next)) {
            x += air.stretch;
        }
    }
    inks.extend(run.map(Ink::Run));
    inks
}

fn empty_run(text: &Text, piece: &Piece, x: f32, baseline: f32) -> Run {
    Run { x, baseline, size: text.style.size, face: piece.face, tone: text.tone, glyphs: Vec::new() }
}

/// A square as high as a hanzi looks, with a hook when ticked.
fn tick(x: f32, baseline: f32, size: f32, ticked: bool) -> Vec<Ink> {
    let side = size * 0.78;
    let (left, top) = (x + size * 0.08, baseline - size * 0.38 - side / 2.0);
    let mut inks =
        crate::ink::frame(crate::ink::Rect { x: left, y: top, width: side, height: side }, 0.6, Tone::Black);
    if ticked {
        let point = |dx: f32, dy: f32| (left + side * dx, top + side * dy);
        let stroke = |from, to| Ink::Line { from, to, width: size * 0.11, tone: Tone::Black };
        inks.push(stroke(point(0.16, 0.48), point(0.42, 0.78)));
        inks.push(stroke(point(0.40, 0.78), point(0.90, 0.10)));
    }
    inks
}
