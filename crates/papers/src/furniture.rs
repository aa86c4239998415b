//! What stands around the text of a page: head, codes, printed number, copy mark, page number.

use crate::block::{BODY, MM, at, body};
use crate::codes::{QR_SIDE, bars, qr};
use crate::error::PaperError;
use crate::flow::Area;
use crate::fonts::{Faces, Typeface};
use crate::ink::{Ink, Rect, Tone, frame};
use crate::lines::{Align, Line, Text, set, width};
use crate::qr::{PaperKind, check_words, content};
use crate::texts::{PageTexts, put};
use crate::{Code, Marks};

pub(crate) const PAGE_WIDTH: f32 = 210.0 * MM;
pub(crate) const PAGE_HEIGHT: f32 = 297.0 * MM;
const MARGIN: f32 = 20.0 * MM;
/// Width of the text on a page.
pub(crate) const MEASURE: f32 = PAGE_WIDTH - 2.0 * MARGIN;
const QR_LEFT: f32 = PAGE_WIDTH - MARGIN - QR_SIDE;
const QR_TOP: f32 = 13.0 * MM;
/// Half the title's room where it must stay clear of the square on its right.
const TITLE_HALF: f32 = QR_LEFT - 4.0 * MM - PAGE_WIDTH / 2.0;

/// The head of a paper.
pub(crate) struct Head {
    pub kind: PaperKind,
    /// Who issues it, above the title.
    pub organ: String,
    /// A line feed says where a long title is divided.
    pub title: String,
    /// Document number under the title.
    pub number: String,
    /// 申请人联, 存档联
    pub copy: String,
    /// Beside them at the foot.
    pub foot: String,
}

impl Head {
    /// The title on one line.
    pub(crate) fn plain_title(&self) -> String {
        self.title.replace('\n', "")
    }
}

/// Where the text of this paper may stand.
pub(crate) fn area(marks: &Marks<'_>, head: &Head) -> Area {
    let coded = matches!(marks, Marks::Coded(_));
    let number = if head.number.is_empty() { 0.0 } else { 6.0 * MM };
    let (first_top, next_top) = if coded { (55.5 * MM, 55.5 * MM) } else { (41.0 * MM + number, 27.0 * MM) };
    Area { left: MARGIN, width: MEASURE, first_top, next_top, bottom: PAGE_HEIGHT - 21.0 * MM }
}

/// Adds head, codes and foot to the pages of one paper.
pub(crate) fn furnish(
    faces: &Faces<'_>,
    pages: &mut [Vec<Ink>],
    head: &Head,
    marks: &Marks<'_>,
    texts: &PageTexts,
) -> Result<(), PaperError> {
    let count = pages.len();
    for (index, page) in pages.iter_mut().enumerate() {
        let coded = matches!(marks, Marks::Coded(_));
        page.extend(if index == 0 {
            first_head(faces, head, coded)?
        } else {
            next_head(faces, head, coded, texts)?
        });
        page.extend(copy_mark(faces, head, marks, texts)?);
        match marks {
            Marks::Plain => {}
            Marks::Coded(code) => page.extend(codes(faces, head.kind, code, index + 1, texts)?),
            Marks::Edges => page.extend(edges()),
        }
        page.extend(foot(faces, head, marks, index + 1, count, texts)?);
    }
    Ok(())
}

fn first_head(faces: &Faces<'_>, head: &Head, coded: bool) -> Result<Vec<Ink>, PaperError> {
    let half = if coded { TITLE_HALF } else { MEASURE / 2.0 };
    let left = PAGE_WIDTH / 2.0 - half;
    let organ = body(&head.organ, "页眉").size(11.5).spaced(0.6).align(Align::Centre).fitted();
    let number = body(&head.number, "文号").align(Align::Centre).fitted();
    let organ = set(faces, &organ, 2.0 * half)?;
    let title = title(faces, &head.title, 2.0 * half)?;
    let number = if head.number.is_empty() { Vec::new() } else { set(faces, &number, 2.0 * half)? };
    let mut y = if height(&title) > 40.0 { 13.0 * MM } else { 15.0 * MM };
    let mut inks = Vec::new();
    for (lines, gap) in [(organ, 4.0), (title, 2.0), (number, 0.0)] {
        let tall = height(&lines);
        inks.extend(at(lines, left, y));
        y += tall + gap;
    }
    Ok(inks)
}

/// The title on one line as large as fits, on two lines when it is long.
fn title(faces: &Faces<'_>, title: &str, measure: f32) -> Result<Vec<Line>, PaperError> {
    let voice = |size: f32, spacing: f32| {
        body(title, "标题")
            .face(Typeface::Title)
            .size(size)
            .spaced(spacing)
            .align(Align::Centre)
            .leading(1.35)
    };
    // over two lines a large title would stand on the bars
    let sizes = [(22.0, 5.0), (22.0, 2.0), (19.0, 1.0), (17.0, 0.5), (15.5, 0.0)];
    let from = if title.contains('\n') { 3 } else { 0 };
    for (size, spacing) in sizes.into_iter().skip(from) {
        let text = voice(size, spacing);
        if width(faces, title, text.style, "标题")? <= measure {
            return set(faces, &text, measure);
        }
    }
    set(faces, &voice(16.0, 0.5), measure)
}

fn next_head(faces: &Faces<'_>, head: &Head, coded: bool, texts: &PageTexts) -> Result<Vec<Ink>, PaperError> {
    let half = if coded { TITLE_HALF } else { MEASURE / 2.0 };
    let text = put(&texts.continued, &[("title", &head.plain_title())]);
    let line = body(text, "标题").face(Typeface::SongBold).size(13.0).spaced(1.0).align(Align::Centre);
    Ok(at(set(faces, &line, 2.0 * half)?, PAGE_WIDTH / 2.0 - half, 17.0 * MM))
}

/// 申请人联 or 存档联 in a box at the upper left, 补打 beside it.
fn copy_mark(
    faces: &Faces<'_>,
    head: &Head,
    marks: &Marks<'_>,
    texts: &PageTexts,
) -> Result<Vec<Ink>, PaperError> {
    let mut labels = vec![head.copy.clone()];
    if let Marks::Coded(Code { reprint: reprint @ 1.., .. }) = marks {
        labels.push(put(&texts.reprint, &[("times", &reprint.to_string())]));
    }
    let mut inks = Vec::new();
    let mut y = 13.0 * MM;
    for label in labels.iter().filter(|label| !label.is_empty()) {
        let text = body(label, "联次").face(Typeface::HeiBold).size(10.0).spaced(1.0).leading(1.8);
        let wide = width(faces, label, text.style, "联次")? + 10.0;
        inks.extend(at(set(faces, &text, wide)?, MARGIN + 5.5, y));
        inks.extend(frame(Rect { x: MARGIN, y, width: wide, height: 18.0 }, 0.7, Tone::Black));
        y += 22.0;
    }
    Ok(inks)
}

fn codes(
    faces: &Faces<'_>,
    kind: PaperKind,
    code: &Code<'_>,
    page: usize,
    texts: &PageTexts,
) -> Result<Vec<Ink>, PaperError> {
    let page = u16::try_from(page).map_err(|_| PaperError::Write("more than 65535 pages".into()))?;
    let text = content(kind, &code.number, code.version, page, code.digest, code.key_id, code.sign)?;
    let number = put(&texts.number, &[("number", &code.number.groups().replace(' ', "  "))]);
    let line = body(number, "编号").size(9.5);
    let mut inks = vec![qr(&text, QR_LEFT, QR_TOP)?, bars(&code.number, MARGIN, 39.5 * MM)?];
    inks.extend(at(set(faces, &line, QR_LEFT - MARGIN)?, MARGIN, 48.0 * MM));
    Ok(inks)
}

fn foot(
    faces: &Faces<'_>,
    head: &Head,
    marks: &Marks<'_>,
    page: usize,
    pages: usize,
    texts: &PageTexts,
) -> Result<Vec<Ink>, PaperError> {
    let folio = put(&texts.folio, &[("page", &page.to_string()), ("pages", &pages.to_string())]);
    let right = match marks {
        Marks::Coded(code) => put(
            &texts.version,
            &[("version", &code.version.to_string()), ("check", &check_words(&code.digest))],
        ),
        Marks::Plain | Marks::Edges => String::new(),
    };
    let mut left = format!("{} {}", short(&head.plain_title()), head.copy);
    if !head.foot.is_empty() {
        left.push_str(&format!("　{}", head.foot));
    }
    let mut inks = vec![crate::ink::rule(MARGIN, PAGE_HEIGHT - 17.0 * MM, MEASURE, 0.4, Tone::Faint)];
    for (text, align) in [(left, Align::Left), (folio, Align::Centre), (right, Align::Right)] {
        inks.extend(at(set(faces, &small(text, align), MEASURE)?, MARGIN, PAGE_HEIGHT - 16.0 * MM));
    }
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

fn small(text: String, align: Align) -> Text {
    body(text, "页脚").size(BODY - 2.0).tone(Tone::Grey).align(align)
}

/// A title that leaves room for the page number beside it.
fn short(title: &str) -> String {
    const LONGEST: usize = 14;
    match title.char_indices().nth(LONGEST) {
        Some((cut, _)) => format!("{}…", &title[..cut]),
        None => title.to_owned(),
    }
}

fn height(lines: &[Line]) -> f32 {
    lines.iter().map(|line| line.height).sum()
}
