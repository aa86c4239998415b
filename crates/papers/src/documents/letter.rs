//! A paper of the authority: 受理通知书, 不予受理通知书, 补正通知书, decisions. The words are the authority's.

use serde::{Deserialize, Serialize};

use super::Sheet;
use super::grid::{Grid, grid};
use super::parts::{closing, heading};
use crate::block::{Block, body};
use crate::error::PaperError;
use crate::furniture::Head;
use crate::lines::Text;
use crate::qr::PaperKind;
use crate::texts::{read, spoken};

/// A letter in the order it is read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Letter {
    /// The organ whose paper it is, above the title.
    pub organ: String,
    /// A line feed divides a long title where it reads well.
    pub title: String,
    /// 文号, for example `椰府民受〔2026〕12号`; may be empty.
    pub document_number: String,
    /// Whom it is written to, without the colon.
    pub addressee: String,
    pub paragraphs: Vec<String>,
    /// Items asked for or granted, after the paragraphs.
    pub table: Option<Grid>,
    /// How to have it reviewed; each a paragraph.
    pub remedies: Vec<String>,
    /// Who signs; usually the organ again.
    pub signed_by: String,
    pub date: String,
    /// Leave the place for the seal.
    pub seal: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Texts {
    addressee: String,
    table: String,
    remedies: String,
}

pub(crate) fn sheet(letter: &Letter) -> Result<Sheet, PaperError> {
    let texts: Texts = read("letter.json", include_str!("../../../../assets/papers/letter.json"))?;
    let mut blocks = Vec::new();
    if !letter.addressee.is_empty() {
        let words = crate::texts::put(&texts.addressee, &[("name", &letter.addressee)]);
        blocks.push(Block::Text(large(body(words, "收文人"))));
    }
    blocks.extend(letter.paragraphs.iter().map(|text| Block::Text(large(body(text, "正文").paragraph()))));
    if let Some(table) = &letter.table {
        blocks.push(Block::Gap(6.0));
        blocks.push(grid(table, &texts.table));
        blocks.push(Block::Gap(6.0));
    }
    blocks.extend(remedies(letter, &texts));
    blocks.push(Block::Gap(10.0));
    blocks.push(closing(&[&letter.signed_by, &spoken(&letter.date)], letter.seal)?);
    let head = Head {
        kind: PaperKind::Letter,
        organ: letter.organ.clone(),
        title: letter.title.clone(),
        number: letter.document_number.clone(),
        copy: String::new(),
    };
    Ok(Sheet { head, blocks })
}

fn remedies(letter: &Letter, texts: &Texts) -> Vec<Block> {
    if letter.remedies.is_empty() {
        return Vec::new();
    }
    let mut blocks = vec![heading(&texts.remedies)];
    blocks.extend(
        letter.remedies.iter().map(|text| Block::Text(large(body(text, &texts.remedies).paragraph()))),
    );
    blocks
}

/// Letters are read, not filled in: a size larger and more air than forms.
fn large(text: Text) -> Text {
    text.size(12.0).leading(1.9)
}
