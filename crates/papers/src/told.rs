//! What a paper says, for a screen: its words in reading order without the page.

use serde::Serialize;

use crate::block::Block;
use crate::documents::{Document, Sheet};
use crate::error::PaperError;
use crate::layout::Layouts;
use crate::press::Print;
use crate::table::Table;

/// A paper as it is read.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Told {
    pub organ: String,
    pub title: String,
    /// 文号
    pub number: String,
    pub parts: Vec<ToldPart>,
}

/// A stretch of a paper.
#[derive(Debug, Clone, PartialEq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum ToldPart {
    Heading(String),
    Words(String),
    /// The texts of the cells, row by row.
    Table(Vec<Vec<String>>),
    /// Organ and date.
    Closing(Vec<String>),
}

impl Layouts {
    /// What the first copy of a document says.
    ///
    /// # Errors
    /// [`PaperError::Layout`] when the document's layout is missing or includes itself.
    pub fn told(&self, document: &Document) -> Result<Told, PaperError> {
        let sheet = self.sheets(document, Print::Usual)?.into_iter().next();
        let Some(Sheet { head, blocks }) = sheet else {
            return Err(PaperError::Layout("a paper without a copy".to_owned()));
        };
        let mut parts = Vec::new();
        blocks.into_iter().for_each(|block| tell(block, &mut parts));
        Ok(Told { organ: head.organ, title: head.title.replace('\n', ""), number: head.number, parts })
    }
}

fn tell(block: Block, parts: &mut Vec<ToldPart>) {
    match block {
        Block::Text(text) => parts.push(ToldPart::Words(text.text)),
        Block::Heading(text) => parts.push(ToldPart::Heading(text.text)),
        Block::Table(table) => parts.push(ToldPart::Table(cells(table))),
        Block::Closing { lines, .. } => {
            parts.push(ToldPart::Closing(lines.into_iter().map(|line| line.text).collect()));
        }
        Block::Together(blocks) => blocks.into_iter().for_each(|block| tell(block, parts)),
        Block::Gap(_) | Block::Signatures(_) => {}
    }
}

fn cells(table: Table) -> Vec<Vec<String>> {
    let rows = table.bands.into_iter().flat_map(|band| band.head.into_iter().chain(band.rows));
    rows.map(|row| row.cells.into_iter().map(|cell| cell.text.text).collect()).collect()
}
