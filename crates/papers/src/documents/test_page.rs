//! 试打页: shows at one glance whether a printer reaches the edges and has every character.

use serde::{Deserialize, Serialize};

use super::Sheet;
use super::parts::{heading, pairs, paragraph, rows};
use crate::block::{Block, body};
use crate::error::PaperError;
use crate::fonts::Typeface;
use crate::furniture::Head;
use crate::qr::PaperKind;
use crate::texts::{read, spoken};

/// Which printer was tried, when, and by whose program.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct TestPage {
    pub station: String,
    /// What people call the printer.
    pub printer: String,
    pub address: String,
    pub printed_at: String,
    pub program: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Texts {
    title: String,
    printer: String,
    address: String,
    printed_at: String,
    program: String,
    look: String,
    looks: Vec<String>,
    letters: String,
    sample: String,
    rare: String,
}

pub(crate) fn sheet(page: &TestPage) -> Result<Sheet, PaperError> {
    let texts: Texts = read("test_page.json", include_str!("../../../../assets/papers/test_page.json"))?;
    let mut blocks = vec![facts(page, &texts), heading(&texts.look)];
    let looks = texts.looks.iter().enumerate();
    blocks.extend(looks.map(|(at, look)| paragraph(format!("{}. {look}", at + 1), &texts.look)));
    blocks.push(heading(&texts.letters));
    blocks.extend(samples(&texts));
    let head = Head {
        kind: PaperKind::Letter,
        organ: page.station.clone(),
        title: texts.title,
        number: String::new(),
        copy: String::new(),
    };
    Ok(Sheet { head, blocks })
}

fn facts(page: &TestPage, texts: &Texts) -> Block {
    rows(vec![
        pairs(&[(&texts.printer, page.printer.clone(), 1.0)]),
        pairs(&[(&texts.address, page.address.clone(), 1.0)]),
        pairs(&[
            (&texts.printed_at, spoken(&page.printed_at), 1.2),
            (&texts.program, page.program.clone(), 0.8),
        ]),
    ])
}

/// The faces and sizes our papers use, then characters that only the rare fonts have.
fn samples(texts: &Texts) -> Vec<Block> {
    let line = |words: &str, face, size: f32| {
        Block::Text(body(words, &texts.letters).face(face).size(size).leading(1.7))
    };
    let mut lines: Vec<Block> = [8.5, 10.5, 12.0, 16.0, 22.0]
        .into_iter()
        .map(|size| line(&texts.sample, Typeface::Song, size))
        .collect();
    lines.push(line(&texts.sample, Typeface::HeiBold, 12.0));
    lines.push(line(&texts.rare, Typeface::Song, 16.0));
    lines
}
