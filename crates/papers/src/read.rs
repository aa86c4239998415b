//! What a finished file says, read back from its text layer: for comparing it with the paper in hand.
//! Only for files whose seal holds: those are our own.

use std::collections::BTreeMap;

use lopdf::content::{Content, Operation};
use lopdf::{Document, Encoding, Object, ObjectId};

/// The words of a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Words {
    /// Title in the file's properties: document and number.
    pub title: String,
    /// The lines of each page, from top to bottom.
    pub pages: Vec<Vec<String>>,
}

/// The file is none that can be read.
#[derive(Debug, thiserror::Error)]
#[error("the words of the file cannot be read")]
pub struct Unreadable(#[from] lopdf::Error);

/// A stretch of text where it stands, in points from the lower left corner.
struct Stretch {
    baseline: f32,
    x: f32,
    size: f32,
    text: String,
}

impl Stretch {
    /// About where it ends: a letter of ours is half as wide as a character.
    fn end(&self) -> f32 {
        let ems: f32 = self.text.chars().map(|c| if c.is_ascii() { 0.5 } else { 1.0 }).sum();
        self.x + ems * self.size
    }
}

/// Stretches whose baselines differ by less stand on one line.
const SAME_LINE: f32 = 2.0;
/// What stands this much apart (in sizes) are words of their own; what is nearer only changed the font.
const APART: f32 = 0.6;

/// Reads the words of a file this press wrote.
///
/// # Errors
/// [`Unreadable`].
pub fn words_of(pdf: &[u8]) -> Result<Words, Unreadable> {
    let document = Document::load_mem(pdf)?;
    let pages = document.get_pages().into_values();
    let pages =
        pages.map(|page| Ok(lines(stretches(&document, page)?))).collect::<Result<_, lopdf::Error>>()?;
    Ok(Words { title: title(&document).unwrap_or_default(), pages })
}

/// UTF-16 with a mark in front, as [`crate::finish`] writes it.
fn title(document: &Document) -> Option<String> {
    let info = document.trailer.get(b"Info").and_then(Object::as_reference).ok()?;
    let bytes = document.get_dictionary(info).ok()?.get(b"Title").and_then(Object::as_str).ok()?;
    let units = bytes.strip_prefix(&[0xFE, 0xFF])?.chunks_exact(2);
    Some(
        char::decode_utf16(units.map(|pair| u16::from_be_bytes([pair[0], pair[1]])))
            .filter_map(Result::ok)
            .collect(),
    )
}

fn stretches(document: &Document, page: ObjectId) -> Result<Vec<Stretch>, lopdf::Error> {
    let fonts = document.get_page_fonts(page)?;
    let voices: BTreeMap<Vec<u8>, Encoding<'_>> = fonts
        .into_iter()
        .filter_map(|(name, font)| Some((name, font.get_font_encoding(document).ok()?)))
        .collect();
    let content = Content::decode(&document.get_page_content(page))?;
    let (mut voice, mut size, mut place) = (None, 0.0, (0.0, 0.0));
    let mut found = Vec::new();
    for operation in &content.operations {
        match operation.operator.as_str() {
            "Tf" => {
                voice = operation.operands.first().and_then(|name| voices.get(name.as_name().ok()?));
                size = number(operation, 1);
            }
            "Tm" => place = (number(operation, 4), number(operation, 5)),
            "Tj" | "TJ" => {
                let text = voice.map(|voice| text(&operation.operands, voice)).unwrap_or_default();
                found.push(Stretch { baseline: place.1, x: place.0, size, text });
            }
            _ => {}
        }
    }
    Ok(found)
}

fn number(operation: &Operation, at: usize) -> f32 {
    operation.operands.get(at).and_then(|operand| operand.as_float().ok()).unwrap_or(0.0)
}

fn text(operands: &[Object], voice: &Encoding<'_>) -> String {
    let wide = |back: &Object| back.as_float().is_ok_and(|back| back < -1_000.0 * APART);
    let piece = |operand: &Object| match operand {
        Object::String(bytes, _) => Document::decode_text(voice, bytes).unwrap_or_default(),
        Object::Array(inner) => text(inner, voice),
        gap if wide(gap) => " ".to_owned(),
        _ => String::new(),
    };
    operands.iter().map(piece).collect()
}

/// Stretches from top to bottom, those on one line from left to right.
fn lines(mut stretches: Vec<Stretch>) -> Vec<String> {
    stretches.sort_by(|a, b| b.baseline.total_cmp(&a.baseline));
    let mut rows: Vec<Vec<Stretch>> = Vec::new();
    for stretch in stretches {
        match rows.last_mut() {
            Some(row) if row[0].baseline - stretch.baseline < SAME_LINE => row.push(stretch),
            _ => rows.push(vec![stretch]),
        }
    }
    rows.into_iter().map(line).filter(|line| !line.is_empty()).collect()
}

fn line(mut row: Vec<Stretch>) -> String {
    row.sort_by(|a, b| a.x.total_cmp(&b.x));
    let mut words = String::new();
    for (at, stretch) in row.iter().enumerate() {
        let before = at.checked_sub(1).map(|before| &row[before]);
        if before.is_some_and(|before| stretch.x - before.end() > APART * stretch.size) {
            words.push(' ');
        }
        words.push_str(&stretch.text);
    }
    words.trim().to_owned()
}
