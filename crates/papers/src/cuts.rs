//! Which glyphs of which face go into a file, so that each code there stands for one text.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, PoisonError};

use rustc_hash::FxHashMap;
use subsetter::GlyphRemapper;

use crate::Page;
use crate::error::PaperError;
use crate::fonts::{FaceId, FontSet};
use crate::ink::{Glyph, Ink};

/// The faces of a paper, cut down to the glyphs in use. Two characters may have one glyph (⼀ U+2F00 and 一 U+4E00), and
/// a font in a file knows one text for each glyph. So the second text of a glyph goes into a second cut of its face: what
/// is copied or searched is what was typed.
pub struct Cuts<'a> {
    cuts: BTreeMap<CutId, Cut>,
    /// The texts of glyphs that have more than one, in the order of their first use.
    shared: FxHashMap<(FaceId, u16), Vec<&'a str>>,
}

/// A face, and which of its cuts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct CutId {
    pub face: FaceId,
    pub nth: usize,
}

/// The glyphs of a cut and what they stand for.
pub struct Cut {
    pub glyphs: GlyphRemapper,
    /// The number of each character's glyph. Those of chosen variants are not among them.
    pub characters: BTreeMap<u32, u16>,
}

impl<'a> Cuts<'a> {
    /// The glyphs in use, in ascending order so that the same text gives the same cut.
    pub fn of(pages: &'a [Page]) -> Self {
        let mut first: FxHashMap<(FaceId, u16), &str> = FxHashMap::default();
        let mut shared: FxHashMap<(FaceId, u16), Vec<&str>> = FxHashMap::default();
        for run in pages.iter().flatten().filter_map(Ink::run) {
            for glyph in &run.glyphs {
                let key = (run.face, glyph.id);
                let known = *first.entry(key).or_insert(&glyph.text);
                if known != glyph.text {
                    let texts = shared.entry(key).or_insert_with(|| vec![known]);
                    if !texts.contains(&glyph.text.as_str()) {
                        texts.push(&glyph.text);
                    }
                }
            }
        }
        let mut used: BTreeMap<CutId, Vec<(u16, &str)>> = BTreeMap::new();
        for ((face, glyph), text) in first {
            let alone = [text];
            let texts = shared.get(&(face, glyph)).map_or(&alone[..], Vec::as_slice);
            for (nth, text) in texts.iter().enumerate() {
                used.entry(CutId { face, nth }).or_default().push((glyph, text));
            }
        }
        let cuts = used.into_iter().map(|(id, glyphs)| (id, Cut::of(&glyphs)));
        Self { cuts: cuts.collect(), shared }
    }

    /// Every cut.
    pub fn all(&self) -> impl Iterator<Item = (CutId, &Cut)> {
        self.cuts.iter().map(|(id, cut)| (*id, cut))
    }

    /// In which cut a glyph of a face stands for its text.
    pub fn cut(&self, face: FaceId, glyph: &Glyph) -> CutId {
        let texts = self.shared.get(&(face, glyph.id));
        let nth = texts.and_then(|texts| texts.iter().position(|text| *text == glyph.text));
        CutId { face, nth: nth.unwrap_or(0) }
    }

    /// The number of a glyph in a cut.
    pub fn code(&self, cut: CutId, glyph: u16) -> u16 {
        self.cuts.get(&cut).and_then(|cut| cut.glyphs.get(glyph)).unwrap_or(0)
    }
}

impl Cut {
    fn of(used: &[(u16, &str)]) -> Self {
        let ids: Vec<u16> = used.iter().map(|(glyph, _)| *glyph).collect();
        let glyphs = GlyphRemapper::new_from_glyphs_sorted(&ids);
        let coded = used.iter().filter_map(|(glyph, text)| Some((only(text)?.into(), glyphs.get(*glyph)?)));
        Self { characters: coded.collect(), glyphs }
    }
}

/// The character of a text that is one.
pub(crate) fn only(text: &str) -> Option<char> {
    let mut characters = text.chars();
    characters.next().filter(|_| characters.next().is_none())
}

/// Font programs cut before. Titles and labels are the same on every receipt, and cutting a face costs as much for five
/// glyphs as for fifty.
#[derive(Default)]
pub(crate) struct Kept(Mutex<Vec<KeptCut>>);

struct KeptCut {
    face: FaceId,
    glyphs: Vec<u16>,
    program: Arc<Vec<u8>>,
}

impl Kept {
    const MOST: usize = 16;
    /// Cuts of more glyphs are of names and answers, which do not come again.
    const MOST_GLYPHS: usize = 400;
    /// Cuts of fewer touch so little of a file that giving it back takes more time than it is worth.
    const FEW_GLYPHS: usize = 250;

    /// The font program of a face with these glyphs.
    pub(crate) fn program(
        &self,
        fonts: &FontSet,
        face: FaceId,
        glyphs: &GlyphRemapper,
    ) -> Result<Arc<Vec<u8>>, PaperError> {
        let wanted: Vec<u16> = glyphs.remapped_gids().collect();
        if let Some(program) = self.find(face, &wanted) {
            return Ok(program);
        }
        let large = wanted.len() > Self::MOST_GLYPHS;
        if large {
            // cutting it takes the most memory of all: nothing else shall lie there
            fonts.let_go();
        }
        let (bytes, index, name) = fonts.source(face);
        let program = subsetter::subset(bytes, index, glyphs)
            .map_err(|fault| PaperError::Write(format!("subset of {name}: {fault:?}")))?;
        let program = Arc::new(program);
        if wanted.len() > Self::FEW_GLYPHS {
            fonts.let_go_of(face);
        }
        if !large {
            self.keep(KeptCut { face, glyphs: wanted, program: program.clone() });
        }
        Ok(program)
    }

    /// One that is found goes to the end: the first is the one not wanted for longest.
    fn find(&self, face: FaceId, glyphs: &[u16]) -> Option<Arc<Vec<u8>>> {
        let mut cuts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let at = cuts.iter().position(|cut| cut.face == face && cut.glyphs == glyphs)?;
        let cut = cuts.remove(at);
        let program = cut.program.clone();
        cuts.push(cut);
        Some(program)
    }

    fn keep(&self, cut: KeptCut) {
        let mut cuts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if cuts.len() == Self::MOST {
            cuts.remove(0);
        }
        cuts.push(cut);
    }
}
