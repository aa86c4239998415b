//! The fonts of the house, mapped from files, and the fallback per character that covers GB 18030-2022 level 3.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use memmap2::{Mmap, UncheckedAdvice};
use ttf_parser::{GlyphId, OutlineBuilder, name_id};

use crate::cuts::Kept;
use crate::error::PaperError;
use crate::installed::{self, Role, Used};
use crate::pack::Packed;

/// The six files, in the order of [`FaceId`]. The family picks the Simplified Chinese face inside a collection.
const FILES: [FontFile; 6] = [
    FontFile {
        file: "NotoSerifCJK-Regular.ttc",
        family: Some("Noto Serif CJK SC"),
        name: "NotoSerifCJKsc-Regular",
    },
    FontFile {
        file: "NotoSerifCJK-Bold.ttc",
        family: Some("Noto Serif CJK SC"),
        name: "NotoSerifCJKsc-Bold",
    },
    FontFile {
        file: "NotoSansCJK-Regular.ttc",
        family: Some("Noto Sans CJK SC"),
        name: "NotoSansCJKsc-Regular",
    },
    FontFile { file: "NotoSansCJK-Bold.ttc", family: Some("Noto Sans CJK SC"), name: "NotoSansCJKsc-Bold" },
    FontFile { file: "HanaMinA.ttf", family: None, name: "HanaMinA" },
    FontFile { file: "HanaMinB.ttf", family: None, name: "HanaMinB" },
];

const SYSTEM_FOLDERS: [&str; 8] = [
    "/usr/share/fonts/opentype/noto",
    "/usr/share/fonts/truetype/hanazono",
    "/usr/share/fonts/noto-cjk",
    "/usr/share/fonts/google-noto-cjk",
    "/usr/share/fonts/google-noto-serif-cjk-fonts",
    "/usr/share/fonts/google-noto-sans-cjk-fonts",
    "/usr/share/fonts/hanazono",
    "/usr/local/share/fonts",
];

struct FontFile {
    file: &'static str,
    family: Option<&'static str>,
    name: &'static str,
}

/// How a text looks. Each falls back character by character to the other files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Typeface {
    /// 宋体: everything a person reads in running text.
    Song,
    /// 宋体 bold: heads of pages that follow.
    SongBold,
    /// 黑体: quiet labels.
    Hei,
    /// 黑体 bold: section heads.
    HeiBold,
    /// 仿宋 where it is installed, else 宋体: the letters of an authority (GB/T 9704).
    FangSong,
    /// 小标宋 where it is installed, else 宋体 bold: titles.
    Title,
}

const ALL: [Typeface; 6] = [
    Typeface::Song,
    Typeface::SongBold,
    Typeface::Hei,
    Typeface::HeiBold,
    Typeface::FangSong,
    Typeface::Title,
];

impl Typeface {
    /// Serif lacks 9FEB–9FEF, Hana A too: Sans closes every chain.
    fn shipped(self) -> [FaceId; 4] {
        match self {
            Self::Song | Self::FangSong => [0, 4, 5, 2],
            Self::SongBold | Self::Title => [1, 4, 5, 3],
            Self::Hei => [2, 4, 5, 0],
            Self::HeiBold => [3, 4, 5, 2],
        }
    }

    /// What is taken first where the machine has it.
    fn installed(self) -> Option<Role> {
        match self {
            Self::FangSong => Some(Role::FangSong),
            Self::Title => Some(Role::Title),
            _ => None,
        }
    }
}

/// Index of a file in the set.
pub type FaceId = usize;

/// The font files of the house, mapped into memory. Open once, use for every paper.
pub struct FontSet {
    files: Vec<Mapped>,
    /// What was looked for on this machine, in the order of [`Role`]; empty where only the shipped files are used.
    installed: Vec<Used>,
    pub(crate) kept: Kept,
    pub(crate) packed: Packed,
    /// Papers written so far.
    written: AtomicU32,
}

/// Papers for which the touched pages of the font files are held.
const PAPERS_PER_HOLD: u32 = 16;

/// A file in memory and the face of it that is used.
pub(crate) struct Mapped {
    pub map: Mmap,
    pub index: u32,
    /// PostScript name.
    pub name: String,
    /// Which file, for the report of a broken one.
    pub file: &'static str,
    pub role: Option<Role>,
}

impl FontSet {
    /// Maps the six font files from one folder.
    ///
    /// # Errors
    /// A file that is missing, unreadable or not the font its name says.
    pub fn open(dir: &Path) -> Result<Self, PaperError> {
        Self::search(&[dir.to_path_buf()])
    }

    /// Maps the six font files from where Linux distributions put Noto CJK and Hanazono.
    pub fn open_system() -> Result<Self, PaperError> {
        Self::search(&SYSTEM_FOLDERS.map(PathBuf::from))
    }

    fn search(folders: &[PathBuf]) -> Result<Self, PaperError> {
        let files = FILES.iter().map(|font| open_one(font, folders)).collect::<Result<_, _>>()?;
        let (kept, packed) = (Kept::default(), Packed::default());
        let fonts = Self { files, installed: Vec::new(), kept, packed, written: AtomicU32::new(0) };
        // a gateway that prints nothing for hours need not hold what was looked at to know the files
        fonts.let_go();
        Ok(fonts)
    }

    /// The same and the faces this machine has of its own: 仿宋, 小标宋, the rarest characters. Papers of two machines
    /// then differ, so what is compared byte by byte or picture by picture is printed without.
    pub fn with_installed(self) -> Self {
        self.with_installed_from(&installed::folders())
    }

    /// The same, looked for in these folders and below.
    pub fn with_installed_from(mut self, folders: &[PathBuf]) -> Self {
        for (used, mapped) in installed::look(folders) {
            self.installed.push(used);
            self.files.extend(mapped);
        }
        self
    }

    /// What was looked for on this machine and what came of it; empty where nothing was looked for.
    pub fn installed(&self) -> &[Used] {
        &self.installed
    }

    /// Whether every typeface has a glyph for this character.
    pub fn covers(&self, character: char) -> Result<bool, PaperError> {
        let faces = self.faces()?;
        Ok(ALL.iter().all(|typeface| faces.find(character, None, *typeface).is_some()))
    }

    /// The first character of a range no typeface can print, if any.
    pub fn first_gap(&self, range: std::ops::RangeInclusive<u32>) -> Result<Option<char>, PaperError> {
        let faces = self.faces()?;
        let gap = range
            .filter_map(char::from_u32)
            .find(|c| ALL.iter().any(|typeface| faces.find(*c, None, *typeface).is_none()));
        Ok(gap)
    }

    pub(crate) fn faces(&self) -> Result<Faces<'_>, PaperError> {
        let parsed = self.files.iter().map(|file| {
            ttf_parser::Face::parse(&file.map, file.index)
                .map_err(|fault| PaperError::FontBroken { file: file.file, reason: fault.to_string() })
        });
        let of_role = |role| self.files.iter().position(|file| file.role == Some(role));
        Ok(Faces { parsed: parsed.collect::<Result<_, _>>()?, installed: Role::ALL.map(of_role) })
    }

    /// One more paper was written with these fonts. Every so often the pages of the font files that were touched
    /// go back to the kernel, which keeps them in its cache: a station prints all day long, and every resident's
    /// name touches others. Not after each paper, since the next one needs most of them again.
    pub(crate) fn paper_written(&self) {
        if self.written.fetch_add(1, Ordering::Relaxed) % PAPERS_PER_HOLD == PAPERS_PER_HOLD - 1 {
            self.let_go();
        }
    }

    pub(crate) fn let_go(&self) {
        (0..self.files.len()).for_each(|face| self.let_go_of(face));
    }

    /// Gives the touched pages of one file back: a cut touches all over it.
    #[allow(unsafe_code)]
    pub(crate) fn let_go_of(&self, face: FaceId) {
        // SAFETY: the map is read-only and backed by the file; a page that is used again is mapped again from it.
        let advised = unsafe { self.files[face].map.unchecked_advise(UncheckedAdvice::DontNeed) };
        // Advice that the kernel does not take costs memory and nothing else.
        drop(advised);
    }

    /// How many faces there are: each [`FaceId`] is below it.
    pub fn count(&self) -> usize {
        self.files.len()
    }

    /// The bytes of a file, the face inside it, and its PostScript name.
    pub fn source(&self, face: FaceId) -> (&[u8], u32, &str) {
        let file = &self.files[face];
        (&file.map, file.index, &file.name)
    }
}

/// The faces opened for one document.
pub struct Faces<'a> {
    parsed: Vec<ttf_parser::Face<'a>>,
    /// In the order of [`Role`].
    installed: [Option<FaceId>; 3],
}

impl Faces<'_> {
    /// The face and glyph for a character, in the order of the typeface's chain. A variation selector is
    /// honoured by the first face that knows it. Private use characters have no agreed shape and are never found.
    pub(crate) fn find(
        &self,
        character: char,
        selector: Option<char>,
        typeface: Typeface,
    ) -> Option<(FaceId, u16)> {
        if is_private(character) {
            return None;
        }
        let varied = selector.and_then(|mark| {
            self.chain(typeface)
                .find_map(|id| self.glyph(id, |face| face.glyph_variation_index(character, mark)))
        });
        varied.or_else(|| {
            self.chain(typeface).find_map(|id| self.glyph(id, |face| face.glyph_index(character)))
        })
    }

    /// Draws a glyph, in em.
    pub(crate) fn outline(&self, face: FaceId, glyph: u16, pen: &mut dyn OutlineBuilder) {
        let face = &self.parsed[face];
        let mut in_em = InEm { pen, units: f32::from(face.units_per_em()) };
        // A blank has no outline, and nothing is drawn.
        face.outline_glyph(GlyphId(glyph), &mut in_em);
    }

    /// The faces of a typeface, the best first.
    fn chain(&self, typeface: Typeface) -> impl Iterator<Item = FaceId> + '_ {
        let own = typeface.installed().and_then(|role| self.of(role));
        own.into_iter().chain(typeface.shipped()).chain(self.of(Role::Rare))
    }

    fn of(&self, role: Role) -> Option<FaceId> {
        self.installed[role as usize]
    }

    fn glyph(
        &self,
        id: FaceId,
        look: impl Fn(&ttf_parser::Face<'_>) -> Option<GlyphId>,
    ) -> Option<(FaceId, u16)> {
        look(&self.parsed[id]).filter(|glyph| glyph.0 != 0).map(|glyph| (id, glyph.0))
    }

    /// Advance width in thousandths of an em, cut off the way the PDF writer fills /W.
    pub fn advance(&self, face: FaceId, glyph: u16) -> f32 {
        let face = &self.parsed[face];
        let raw = f32::from(face.glyph_hor_advance(GlyphId(glyph)).unwrap_or(0));
        (raw * 1000.0 / f32::from(face.units_per_em())).trunc()
    }
}

/// Passes an outline on in em instead of the font's own units.
struct InEm<'a> {
    pen: &'a mut dyn OutlineBuilder,
    units: f32,
}

impl OutlineBuilder for InEm<'_> {
    fn move_to(&mut self, x: f32, y: f32) {
        self.pen.move_to(x / self.units, y / self.units);
    }

    fn line_to(&mut self, x: f32, y: f32) {
        self.pen.line_to(x / self.units, y / self.units);
    }

    fn quad_to(&mut self, x1: f32, y1: f32, x: f32, y: f32) {
        let units = self.units;
        self.pen.quad_to(x1 / units, y1 / units, x / units, y / units);
    }

    fn curve_to(&mut self, x1: f32, y1: f32, x2: f32, y2: f32, x: f32, y: f32) {
        let units = self.units;
        self.pen.curve_to(x1 / units, y1 / units, x2 / units, y2 / units, x / units, y / units);
    }

    fn close(&mut self) {
        self.pen.close();
    }
}

fn is_private(character: char) -> bool {
    matches!(u32::from(character), 0xE000..=0xF8FF | 0xF_0000..=0x10_FFFF)
}

fn open_one(font: &FontFile, folders: &[PathBuf]) -> Result<Mapped, PaperError> {
    let path = folders
        .iter()
        .map(|folder| folder.join(font.file))
        .find(|path| path.is_file())
        .ok_or_else(|| PaperError::FontMissing { file: font.file, searched: folders.to_vec() })?;
    let map = map_file(&path).map_err(|source| PaperError::FontUnreadable { path, source })?;
    let index = face_index(&map, font)?;
    Ok(Mapped { map, index, name: font.name.to_owned(), file: font.file, role: None })
}

/// Mapped, not read: the files are 20–30 MB and a form touches some hundred glyphs of them.
#[allow(unsafe_code)]
pub(crate) fn map_file(path: &Path) -> std::io::Result<Mmap> {
    let file = std::fs::File::open(path)?;
    // SAFETY: font files are installed by a package and only ever replaced whole, not written in place.
    unsafe { Mmap::map(&file) }
}

fn face_index(data: &[u8], font: &FontFile) -> Result<u32, PaperError> {
    let broken = |reason: String| PaperError::FontBroken { file: font.file, reason };
    let count = ttf_parser::fonts_in_collection(data).unwrap_or(1);
    for index in 0..count {
        let face = ttf_parser::Face::parse(data, index).map_err(|fault| broken(fault.to_string()))?;
        if font.family.is_none_or(|family| has_family(&face, family)) {
            return Ok(index);
        }
    }
    Err(broken(format!("holds no family {}", font.family.unwrap_or_default())))
}

fn has_family(face: &ttf_parser::Face<'_>, family: &str) -> bool {
    face.names()
        .into_iter()
        .filter(|name| name.name_id == name_id::FAMILY || name.name_id == name_id::TYPOGRAPHIC_FAMILY)
        .any(|name| name.to_string().as_deref() == Some(family))
}
