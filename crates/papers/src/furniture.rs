//! What stands around the text of a page: head, codes, printed number, copy mark, page number.

use crate::block::{BODY, MM, at, body};
use crate::codes::{QR_SIDE, bars, qr};
use crate::error::PaperError;
use crate::flow::Area;
use crate::fonts::{Faces, Typeface};
use crate::ink::{Ink, Rect, Tone, frame};
use crate::layout::Look;
use crate::lines::{Align, Line, Text, set, width};
use crate::qr::{PaperKind, check_words, content};
use crate::texts::{LargeTexts, PageTexts, put};
use crate::trial::trial;
use crate::{Code, Marks};

/// Width of a page (A4), points.
pub const PAGE_WIDTH: f32 = 210.0 * MM;
/// Height of a page, points.
pub const PAGE_HEIGHT: f32 = 297.0 * MM;
const MARGIN: f32 = 20.0 * MM;
/// Width of the text on a page.
pub(crate) const MEASURE: f32 = PAGE_WIDTH - 2.0 * MARGIN;
/// The margins of an official letter (GB/T 9704: 28 mm at the left, 156 mm for the text, 37 above, 35 below).
const LETTER_LEFT: f32 = 28.0 * MM;
const LETTER_MEASURE: f32 = 156.0 * MM;
/// The square of a letter stands in its upper margin, outside the text.
const LETTER_QR: (f32, f32) = (160.0 * MM, 9.0 * MM);
/// Where the text of its next pages begins, under the square.
const LETTER_TOP: f32 = LETTER_QR.1 + QR_SIDE + 3.5 * MM;
/// Where the text begins under the codes.
const CODED_TOP: f32 = 55.5 * MM;
/// What the box with the name of the copy takes beside the head.
const COPY_BOX: f32 = 62.0;
const QR_LEFT: f32 = PAGE_WIDTH - MARGIN - QR_SIDE;
const QR_TOP: f32 = 13.0 * MM;
/// What stays white between the title and the square on its right.
const QR_AIR: f32 = 4.0 * MM;
/// The band over the text of a copy to read, with the white below it.
const BANNER: f32 = 36.0;
const BANNER_HIGH: f32 = 26.0;

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
    /// In the upper margin of the first page, where it has no codes.
    pub corner: String,
    /// Under everything, in the middle: that the item is a sample.
    pub mark: String,
    /// Under the title of the pages that follow: whose paper it is.
    pub continued: String,
    pub look: Look,
    /// Of a copy in large print: it is read and never signed, so it carries no code that would speak for it.
    pub reading: Option<LargeTexts>,
}

impl Head {
    /// The title on one line.
    pub(crate) fn plain_title(&self) -> String {
        self.title.replace('\n', "")
    }

    /// What the file is called.
    pub(crate) fn file_title(&self) -> String {
        let title = self.plain_title();
        self.reading.as_ref().map_or_else(|| title.clone(), |large| put(&large.title, &[("title", &title)]))
    }
}

/// Where the text of this paper may stand.
pub(crate) fn area(
    faces: &Faces<'_>,
    head: &Head,
    marks: &Marks<'_>,
    texts: &PageTexts,
) -> Result<Area, PaperError> {
    const AIR: f32 = 12.0;
    let letter = head.look == Look::Letter;
    let coded = matches!(marks, Marks::Coded(_));
    let (first_least, next_least) = match (coded, letter) {
        (true, true) => (LETTER_TOP, LETTER_TOP),
        (true, false) => (CODED_TOP, CODED_TOP),
        (false, true) => (0.0, 37.0 * MM),
        (false, false) => (0.0, 27.0 * MM),
    };
    let first_top = first_least.max(first_head(faces, head, coded)?.1 + AIR);
    let next_top = next_least.max(next_head(faces, head, coded, texts)?.1 + AIR);
    let (left, width) = sides(head.look);
    let foot = if letter { 35.0 } else { 21.0 };
    let banner = if head.reading.is_some() { BANNER } else { 0.0 };
    let (first_top, next_top) = (first_top + banner, next_top + banner);
    Ok(Area { left, width, first_top, next_top, bottom: PAGE_HEIGHT - foot * MM })
}

/// Where the text begins at the left, and how wide it is.
fn sides(look: Look) -> (f32, f32) {
    match look {
        Look::Form => (MARGIN, MEASURE),
        Look::Letter => (LETTER_LEFT, LETTER_MEASURE),
    }
}

/// The width of the text on such a paper.
pub(crate) fn measure(look: Look) -> f32 {
    sides(look).1
}

/// Adds head, codes and foot to the pages of one paper.
pub(crate) fn furnish(
    faces: &Faces<'_>,
    pages: &mut [Vec<Ink>],
    area: &Area,
    head: &Head,
    marks: &Marks<'_>,
    texts: &PageTexts,
) -> Result<(), PaperError> {
    let count = pages.len();
    for (index, page) in pages.iter_mut().enumerate() {
        // in reading order: what stands above, the text, what stands below
        let text = std::mem::take(page);
        let coded = matches!(marks, Marks::Coded(_));
        page.extend(copy_mark(faces, head, marks, texts)?);
        page.extend(if index == 0 {
            first_head(faces, head, coded)?.0
        } else {
            next_head(faces, head, coded, texts)?.0
        });
        match marks {
            Marks::Plain if index == 0 => page.extend(corner(faces, head, area)?),
            Marks::Plain => {}
            Marks::Coded(code) => {
                page.extend(numbered(faces, head, code, texts)?);
                page.extend(square(head, code, index + 1)?);
            }
            Marks::Edges => page.extend(trial()?),
        }
        if let Some(large) = &head.reading {
            let top = if index == 0 { area.first_top } else { area.next_top };
            page.extend(banner(faces, &large.banner, area, top - BANNER)?);
        }
        page.extend(text);
        page.extend(foot(faces, head, marks, index + 1, count, texts)?);
    }
    Ok(())
}

/// Half the room of what stands above the text, clear of the codes or of the copy's name.
fn half_measure(head: &Head, coded: bool) -> f32 {
    let clear_of = |square: f32| square - QR_AIR - PAGE_WIDTH / 2.0;
    match (coded, head.look, head.copy.is_empty()) {
        (true, Look::Letter, _) => clear_of(LETTER_QR.0),
        (true, Look::Form, _) => clear_of(QR_LEFT),
        (false, _, true) => MEASURE / 2.0,
        (false, _, false) => MEASURE / 2.0 - COPY_BOX,
    }
}

/// Organ, title and number, and how far down they reach.
fn first_head(faces: &Faces<'_>, head: &Head, coded: bool) -> Result<(Vec<Ink>, f32), PaperError> {
    let half = half_measure(head, coded);
    let left = PAGE_WIDTH / 2.0 - half;
    let letter = head.look == Look::Letter;
    let centred = |text: &str, place: &str| body(text, place).align(Align::Centre).fitted();
    let organ = centred(&head.organ, "页眉");
    let organ = if letter {
        organ.face(Typeface::SongBold).size(18.0).spaced(0.5).leading(1.35)
    } else {
        organ.size(11.5).spaced(0.6)
    };
    let number = centred(&head.number, "文号").size(if letter { 15.0 } else { BODY });
    let organ = if head.organ.is_empty() { Vec::new() } else { set(faces, &organ, 2.0 * half)? };
    let title = title(faces, head, 2.0 * half)?;
    let number = if head.number.is_empty() { Vec::new() } else { set(faces, &number, 2.0 * half)? };
    let mut y = match (letter, height(&title) > 40.0) {
        (true, _) => 24.0 * MM,
        (false, true) => 13.0 * MM,
        (false, false) => 15.0 * MM,
    };
    let mut inks = Vec::new();
    let gaps = if letter { [10.0, 8.0, 0.0] } else { [4.0, 2.0, 0.0] };
    for (lines, gap) in [organ, title, number].into_iter().zip(gaps) {
        let tall = height(&lines);
        inks.extend(at(lines, left, y));
        y += tall + gap;
    }
    Ok((inks, y))
}

/// The title on one line as large as fits, on two lines when it is long.
fn title(faces: &Faces<'_>, head: &Head, measure: f32) -> Result<Vec<Line>, PaperError> {
    let title = head.title.as_str();
    let voice = |size: f32, spacing: f32| {
        body(title, "标题")
            .face(Typeface::Title)
            .size(size)
            .spaced(spacing)
            .align(Align::Centre)
            .leading(1.35)
    };
    // over two lines a large title would stand on the bars
    let sizes = [(24.0, 4.0), (22.0, 5.0), (22.0, 2.0), (19.0, 1.0), (17.0, 0.5), (15.5, 0.0)];
    let from = match (title.contains('\n'), head.look) {
        (true, _) => 4,
        (false, Look::Letter) => 0,
        (false, Look::Form) => 1,
    };
    for (size, spacing) in sizes.into_iter().skip(from) {
        let text = voice(size, spacing);
        if width(faces, title, text.style, "标题")? <= measure {
            return set(faces, &text, measure);
        }
    }
    set(faces, &voice(16.0, 0.5), measure)
}

/// The title on one line or two, whose paper it is, and how far down they reach.
fn next_head(
    faces: &Faces<'_>,
    head: &Head,
    coded: bool,
    texts: &PageTexts,
) -> Result<(Vec<Ink>, f32), PaperError> {
    const TOP: f32 = 15.0 * MM;
    let half = half_measure(head, coded);
    let words = put(&texts.continued, &[("title", &head.plain_title())]);
    let title = body(words, "标题").face(Typeface::SongBold).size(12.0).spaced(0.8).align(Align::Centre);
    let mut lines = set(faces, &title.fitted(), 2.0 * half)?;
    if !head.continued.is_empty() {
        let whose = body(&head.continued, "续页").size(BODY).align(Align::Centre).leading(1.9).fitted();
        lines.extend(set(faces, &whose, 2.0 * half)?);
    }
    let under = TOP + height(&lines);
    Ok((at(lines, PAGE_WIDTH / 2.0 - half, TOP), under))
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

/// What a copy to read says of itself, in a band across the page.
fn banner(faces: &Faces<'_>, words: &str, area: &Area, y: f32) -> Result<Vec<Ink>, PaperError> {
    const SIZE: f32 = 16.0;
    let text =
        body(words, "大字版").face(Typeface::HeiBold).size(SIZE).align(Align::Centre).leading(1.4).fitted();
    let mut inks = frame(Rect { x: area.left, y, width: area.width, height: BANNER_HIGH }, 0.7, Tone::Black);
    inks.extend(at(set(faces, &text, area.width)?, area.left, y + (BANNER_HIGH - 1.4 * SIZE) / 2.0));
    Ok(inks)
}

/// The signed code of a page. A copy to read has none: scanned, it would pass for the page that is signed.
fn square(head: &Head, code: &Code<'_>, page: usize) -> Result<Option<Ink>, PaperError> {
    if head.reading.is_some() {
        return Ok(None);
    }
    let page = u16::try_from(page).map_err(|_| PaperError::Write("more than 65535 pages".into()))?;
    let text = content(head.kind, &code.number, code.version, page, code.digest, code.key_id, code.sign)?;
    let (x, y) = if head.look == Look::Letter { LETTER_QR } else { (QR_LEFT, QR_TOP) };
    qr(&text, x, y).map(Some)
}

/// The number of the case on a form, as bars and in print. A letter has it at its foot.
fn numbered(
    faces: &Faces<'_>,
    head: &Head,
    code: &Code<'_>,
    texts: &PageTexts,
) -> Result<Vec<Ink>, PaperError> {
    if head.look == Look::Letter {
        return Ok(Vec::new());
    }
    let number = put(&texts.number, &[("number", &code.number.groups().replace(' ', "  "))]);
    let line = body(number, "编号").size(9.5);
    let mut inks = vec![bars(&code.number, MARGIN, 39.5 * MM)?];
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
    let (from, measure) = sides(head.look);
    let folio = put(&texts.folio, &[("page", &page.to_string()), ("pages", &pages.to_string())]);
    let right = match marks {
        Marks::Coded(code) => put(
            &texts.version,
            &[("version", &code.version.to_string()), ("check", &check_words(&code.digest))],
        ),
        Marks::Plain | Marks::Edges => String::new(),
    };
    let beside = measure / 2.0 - wide(faces, &small(folio.clone()))? / 2.0 - 12.0;
    let left = match (marks, head.look) {
        (Marks::Coded(code), Look::Letter) => small(put(&texts.case, &[("number", &code.number.groups())])),
        _ => foot_title(faces, head, beside)?,
    };
    let (folio, right) = (small(folio).align(Align::Centre), small(right).align(Align::Right));
    let mut inks = vec![crate::ink::rule(from, PAGE_HEIGHT - 16.0 * MM, measure, 0.4, Tone::Faint)];
    if !head.mark.is_empty() {
        let mark = small(head.mark.clone()).align(Align::Centre);
        inks.extend(at(set(faces, &mark, measure)?, from, PAGE_HEIGHT - 10.5 * MM));
    }
    for text in [left, folio, right] {
        inks.extend(at(set(faces, &text, measure)?, from, PAGE_HEIGHT - 15.0 * MM));
    }
    Ok(inks)
}

/// Who takes a form in that was filled in by hand writes here which case it became.
fn corner(faces: &Faces<'_>, head: &Head, area: &Area) -> Result<Vec<Ink>, PaperError> {
    if head.corner.is_empty() {
        return Ok(Vec::new());
    }
    let text = small(head.corner.clone()).align(Align::Right).fitted();
    Ok(at(set(faces, &text, area.width)?, area.left, 8.5 * MM))
}

/// Title, copy and what else stands at the foot: the whole title, smaller where it is long; of one that is longer still
/// as much as there is room for.
fn foot_title(faces: &Faces<'_>, head: &Head, room: f32) -> Result<Text, PaperError> {
    const SMALLEST: f32 = 6.5;
    let mut after = format!(" {}", head.copy);
    if !head.foot.is_empty() {
        after.push_str(&format!("　{}", head.foot));
    }
    let title = head.plain_title();
    let whole = small(format!("{title}{after}"));
    let size = whole.style.size * room / wide(faces, &whole)?.max(room);
    if size >= SMALLEST {
        return Ok(whole.size(size));
    }
    // of two lines the last says what the paper is
    if let Some((_, kind)) = head.title.rsplit_once('\n') {
        return Ok(small(format!("{kind}{after}")));
    }
    let ends: Vec<usize> = title.char_indices().map(|(end, _)| end).collect();
    for end in ends.into_iter().rev() {
        let cut = small(format!("{}…{after}", &title[..end])).size(SMALLEST);
        if wide(faces, &cut)? <= room {
            return Ok(cut);
        }
    }
    Ok(small(after))
}

/// How wide a text at the foot is.
fn wide(faces: &Faces<'_>, text: &Text) -> Result<f32, PaperError> {
    width(faces, &text.text, text.style, &text.place)
}

fn small(text: String) -> Text {
    body(text, "页脚").size(BODY - 2.0).tone(Tone::Grey)
}

fn height(lines: &[Line]) -> f32 {
    lines.iter().map(|line| line.height).sum()
}
