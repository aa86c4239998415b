//! The press: fonts and layouts on one side, a document on the other, a PDF between them.

use std::sync::Arc;

use crate::block::Block;
use crate::documents::Document;
use crate::error::PaperError;
use crate::file_seal::Sealer;
use crate::flow::Area;
use crate::fonts::{Faces, FontSet};
use crate::ink::Ink;
use crate::layout::Layouts;
use crate::sink::{Sheets, Sink};
use crate::write::Pdf;
use crate::{Folio, Marks, Page, Rendered, Spot, block, flow, furniture};

/// Prints documents as PDF. Cheap to clone.
#[derive(Clone)]
pub struct Press {
    pub(crate) fonts: Arc<FontSet>,
    pub(crate) layouts: Arc<Layouts>,
    sink: Arc<dyn Sink>,
}

/// How a document is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Print {
    #[default]
    Usual,
    /// 18 point, for eyes that are old: the copy the layout names, to be read beside the paper and never signed. It has
    /// no place to sign and no signed code.
    Large,
}

/// What came of printing many at once.
#[derive(Debug, Clone, PartialEq)]
pub struct FirstPages {
    /// None where not one could be printed.
    pub rendered: Option<Rendered>,
    /// Which of the documents could not be printed, from 0, and for which character.
    pub left_out: Vec<(usize, char)>,
}

impl Press {
    /// A press with the layouts that come with the program.
    ///
    /// # Errors
    /// [`PaperError::Layout`] when those cannot be read.
    pub fn new(fonts: Arc<FontSet>) -> Result<Self, PaperError> {
        Ok(Self::with(fonts, Arc::new(Layouts::shipped()?.clone())))
    }

    /// A press with layouts of its own.
    pub fn with(fonts: Arc<FontSet>, layouts: Arc<Layouts>) -> Self {
        Self { fonts, layouts, sink: Arc::new(Pdf) }
    }

    /// The same press with another writer of files.
    pub fn with_sink(self, sink: Arc<dyn Sink>) -> Self {
        Self { sink, ..self }
    }

    /// The fonts it prints with.
    pub fn fonts(&self) -> &FontSet {
        &self.fonts
    }

    /// The same fonts with other layouts, where there are others.
    #[must_use]
    pub fn under(&self, layouts: Option<Arc<Layouts>>) -> Self {
        Self { layouts: layouts.unwrap_or_else(|| self.layouts.clone()), ..self.clone() }
    }

    /// What it prints by.
    pub fn layouts(&self) -> &Layouts {
        &self.layouts
    }

    /// Sets and writes a document.
    ///
    /// # Errors
    /// [`PaperError::NoGlyph`] when a character cannot be printed; nothing is printed then.
    /// [`PaperError::NumberMissing`] when a receipt comes with [`Marks::Plain`].
    /// [`PaperError::NoLarge`] when a paper is wanted large that is not printed so.
    /// [`PaperError::Layout`] when the document's layout is missing or includes itself.
    pub fn render(
        &self,
        document: &Document,
        marks: &Marks<'_>,
        print: Print,
    ) -> Result<Rendered, PaperError> {
        let faces = self.fonts.faces()?;
        let (pages, name, folios) = self.lay_out(document, &faces, marks, print)?;
        let sealer = if print == Print::Large { None } else { marks.sealer() };
        let pdf = self.write(&faces, &pages, &title(&name, marks), sealer)?;
        self.fonts.paper_written();
        Ok(Rendered { pdf, pages: pages.len() as u32, folios, spots: spots(&pages) })
    }

    /// The first page of each document in one file: to look at many names at once. One with a character that cannot be
    /// printed is left out and named.
    ///
    /// # Errors
    /// As [`Press::render`], but for characters without a glyph.
    pub fn first_pages(&self, documents: &[Document], marks: &Marks<'_>) -> Result<FirstPages, PaperError> {
        let faces = self.fonts.faces()?;
        let mut pages = Vec::with_capacity(documents.len());
        let mut firsts = Vec::with_capacity(documents.len());
        let mut left_out = Vec::new();
        let mut name = String::new();
        for (at, document) in documents.iter().enumerate() {
            match self.lay_out(document, &faces, marks, Print::Usual) {
                Ok((all, title, folios)) => {
                    pages.extend(all.into_iter().next());
                    firsts.extend(folios.into_iter().next());
                    name = title;
                }
                Err(PaperError::NoGlyph { character, .. }) => left_out.push((at, character)),
                Err(other) => return Err(other),
            }
        }
        let rendered = match pages.len() {
            0 => None,
            count => {
                let pdf = self.write(&faces, &pages, &title(&name, marks), marks.sealer())?;
                Some(Rendered { pdf, pages: count as u32, folios: firsts, spots: spots(&pages) })
            }
        };
        Ok(FirstPages { rendered, left_out })
    }

    fn write(
        &self,
        faces: &Faces<'_>,
        pages: &[Page],
        title: &str,
        sealer: Option<Sealer<'_>>,
    ) -> Result<Vec<u8>, PaperError> {
        self.sink.write(&Sheets { pages, title, fonts: &self.fonts, faces, sealer })
    }

    /// The pages of all copies as drawn, the document's title, and what each page is called.
    pub(crate) fn lay_out(
        &self,
        document: &Document,
        faces: &Faces<'_>,
        marks: &Marks<'_>,
        print: Print,
    ) -> Result<(Vec<Page>, String, Vec<Folio>), PaperError> {
        document.check(marks)?;
        let mut pages = Vec::new();
        let mut folios = Vec::new();
        let mut name = String::new();
        for mut sheet in self.layouts.sheets(document, print)? {
            if print == Print::Large {
                crate::enlarge::all(&mut sheet.blocks);
            }
            let area = furniture::area(faces, &sheet.head, marks, self.layouts.page())?;
            let mut copy = filled(faces, sheet.blocks, area)?;
            furniture::furnish(faces, &mut copy, &area, &sheet.head, marks, self.layouts.page())?;
            folios.extend((1..=copy.len() as u32).map(|page| Folio { kind: sheet.head.kind, page }));
            pages.extend(copy);
            name = sheet.head.file_title();
        }
        Ok((pages, name, folios))
    }
}

/// Fills pages. Where the last would hold little, or only what went there as a whole, and a tenth less air between the
/// lines saves it, it is saved.
fn filled(faces: &Faces<'_>, blocks: Vec<Block>, area: Area) -> Result<Vec<Page>, PaperError> {
    const LITTLE: f32 = 0.5;
    /// Of longer papers one page more or less is no matter.
    const LONGEST: usize = 8;
    const TIGHT: [f32; 2] = [0.9, 0.95];
    let set = |blocks| Ok::<_, PaperError>(flow::pour(block::compose(faces, blocks, area.width)?, area));
    let usual = set(blocks.clone())?;
    let count = usual.pages.len();
    if !(2..=LONGEST).contains(&count) || usual.last > LITTLE && !usual.moved {
        return Ok(usual.pages);
    }
    let mut saved = usual.pages;
    for to in TIGHT {
        let tighter = set(block::tightened(&blocks, to))?.pages;
        if tighter.len() >= count {
            break;
        }
        saved = tighter;
    }
    Ok(saved)
}

/// Where somebody signs.
fn spots(pages: &[Page]) -> Vec<Spot> {
    let of_page = |(at, page): (u32, &Page)| -> Vec<Spot> {
        let spot = |ink: &Ink| match ink {
            Ink::SignPlace { label, room } => Some(Spot { at, label: label.clone(), room: *room }),
            _ => None,
        };
        page.iter().filter_map(spot).collect()
    };
    (1..).zip(pages).flat_map(of_page).collect()
}

/// The title in the file's properties: document and number, never a person's name.
fn title(name: &str, marks: &Marks<'_>) -> String {
    match marks {
        Marks::Coded(code) => format!("{name} {}", code.number.groups()),
        Marks::Plain | Marks::Edges => name.to_owned(),
    }
}
