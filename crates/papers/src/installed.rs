//! Faces that are not shipped and are used where the machine has them: 仿宋 and 小标宋 of official papers (GB/T 9704),
//! and a face for the rarest characters. Whose licence bits forbid to embed it stays unused, and that is said.

use std::path::{Path, PathBuf};

use ttf_parser::{Face, Permissions, name_id};

use crate::fonts::{Mapped, map_file};

/// What a face of this machine is used for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Role {
    /// The body of an authority's letter.
    FangSong,
    /// Titles.
    Title,
    /// Characters after Ext F, which no shipped font has.
    Rare,
}

/// What came of looking for a face.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Used {
    pub role: Role,
    pub found: Found,
}

#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Found {
    /// Papers are printed with it.
    Face {
        family: String,
        file: PathBuf,
    },
    /// There is one, and it cannot be used.
    Refused {
        file: PathBuf,
        why: Refusal,
    },
    Nothing,
}

/// Why a face that is there is not used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refusal {
    /// Its licence bits (OS/2 fsType) forbid to embed it or a part of it.
    Licence,
    /// It cannot be read as a font.
    Broken,
    /// It lacks everyday characters: every line would be of two faces.
    TooFew,
}

/// How the files of a role are called, in small letters: one of these is part of the name. The best first.
/// Family names lie or come in three scripts; the names of files are the same on every machine.
const FANG_SONG: [&str; 7] = ["fzfs", "方正仿宋", "simfang", "仿宋", "stfangso", "fandolfang", "fangsong"];
const TITLE: [&str; 5] = ["fzxbs", "方正小标宋", "小标宋", "xiaobiaosong", "xbsong"];
const RARE: [&str; 1] = ["babelstonehan"];

/// Characters that no face for papers of today may lack.
const EVERYDAY: &str = "国务院为证书说这县镇村委会办理申请人收件凭证决定送达日期签字盖章。，：（）0123456789";
/// What a face for the rarest characters is wanted for: the first of Ext G.
const BEYOND: &str = "\u{30000}\u{30001}\u{30002}";

impl Role {
    pub const ALL: [Self; 3] = [Self::FangSong, Self::Title, Self::Rare];

    fn called(self) -> &'static [&'static str] {
        match self {
            Self::FangSong => &FANG_SONG,
            Self::Title => &TITLE,
            Self::Rare => &RARE,
        }
    }

    fn needs(self) -> &'static str {
        match self {
            Self::FangSong | Self::Title => EVERYDAY,
            Self::Rare => BEYOND,
        }
    }

    /// As it stands in the report of a broken file.
    fn name(self) -> &'static str {
        match self {
            Self::FangSong => "FangSong",
            Self::Title => "XiaoBiaoSong",
            Self::Rare => "BabelStone Han",
        }
    }
}

/// Where systems keep fonts.
pub(crate) fn folders() -> Vec<PathBuf> {
    let below = |variable: &str, folder: &str| Some(PathBuf::from(std::env::var_os(variable)?).join(folder));
    let own = [
        below("HOME", ".local/share/fonts"),
        below("HOME", ".fonts"),
        below("WINDIR", "Fonts"),
        below("LOCALAPPDATA", "Microsoft/Windows/Fonts"),
    ];
    let of_system = ["/usr/share/fonts", "/usr/local/share/fonts"].map(PathBuf::from);
    of_system.into_iter().chain(own.into_iter().flatten()).collect()
}

/// Looks for a face for each role.
pub(crate) fn look(folders: &[PathBuf]) -> Vec<(Used, Option<Mapped>)> {
    let mut files = Vec::new();
    folders.iter().for_each(|folder| gather(folder, 0, &mut files));
    files.sort();
    Role::ALL.into_iter().map(|role| look_for(role, &files)).collect()
}

/// All font files in a folder and below.
fn gather(folder: &Path, depth: u8, files: &mut Vec<PathBuf>) {
    const DEEPEST: u8 = 4;
    let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
    for path in entries.map(|entry| entry.path()) {
        if path.is_dir() {
            if depth < DEEPEST {
                gather(&path, depth + 1, files);
            }
        } else if matches!(extension(&path).as_str(), "ttf" | "otf" | "ttc" | "otc") {
            files.push(path);
        }
    }
}

fn extension(path: &Path) -> String {
    path.extension().unwrap_or_default().to_string_lossy().to_lowercase()
}

/// The first face that can be used, else why the first one found cannot.
fn look_for(role: Role, files: &[PathBuf]) -> (Used, Option<Mapped>) {
    let named = |part: &&str| {
        let part = (*part).to_owned();
        files.iter().filter(move |file| stem(file).contains(&part))
    };
    let mut found = Found::Nothing;
    for file in role.called().iter().flat_map(named) {
        match open(role, file) {
            Ok((family, mapped)) => {
                return (Used { role, found: Found::Face { family, file: file.clone() } }, Some(mapped));
            }
            Err(why) if found == Found::Nothing => found = Found::Refused { file: file.clone(), why },
            Err(_) => {}
        }
    }
    (Used { role, found }, None)
}

fn stem(path: &Path) -> String {
    path.file_stem().unwrap_or_default().to_string_lossy().to_lowercase()
}

fn open(role: Role, file: &Path) -> Result<(String, Mapped), Refusal> {
    let map = map_file(file).map_err(|_| Refusal::Broken)?;
    let face = Face::parse(&map, 0).map_err(|_| Refusal::Broken)?;
    if !may_be_embedded(&face) {
        return Err(Refusal::Licence);
    }
    if role.needs().chars().any(|c| face.glyph_index(c).is_none_or(|glyph| glyph.0 == 0)) {
        return Err(Refusal::TooFew);
    }
    let family = named(&face, name_id::FAMILY).unwrap_or_else(|| stem(file));
    let name = named(&face, name_id::POST_SCRIPT_NAME).unwrap_or_else(|| family.clone());
    // what may stand in the name of a PDF font
    let name = name.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
    Ok((family, Mapped { map, index: 0, name, file: role.name(), role: Some(role) }))
}

/// A paper holds a part of the font and is printed and read, not edited: installable, editable and preview-and-print
/// fonts may be embedded so; restricted ones, and those that may only go in whole or as pictures, may not.
fn may_be_embedded(face: &Face<'_>) -> bool {
    let permitted = matches!(
        face.permissions(),
        Some(Permissions::Installable | Permissions::Editable | Permissions::PreviewAndPrint)
    );
    permitted && face.is_subsetting_allowed() && face.is_outline_embedding_allowed()
}

/// A name of the face, in Chinese where it has one.
fn named(face: &Face<'_>, id: u16) -> Option<String> {
    let names: Vec<String> = face
        .names()
        .into_iter()
        .filter(|name| name.name_id == id)
        .filter_map(|name| name.to_string())
        .filter(|name| !name.is_empty())
        .collect();
    let chinese = names.iter().find(|name| !name.is_ascii());
    chinese.or_else(|| names.first()).cloned()
}
