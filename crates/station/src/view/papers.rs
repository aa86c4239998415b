use super::Base64;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A document that can be printed for a case.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
pub struct PaperView {
    /// The authority's document number, by which its letter is named; empty for a paper of the station.
    pub letter: String,
    /// form receipt notice acceptance not_accepted correction granted denied delivery …
    pub kind: String,
    /// 申请表, 收件凭证 …
    pub title: String,
    /// Version of the case it is of.
    pub version: u32,
    /// Pages.
    pub pages: u32,
    /// Made by the authority, printed as it came.
    pub issued: bool,
    /// Needs the resident's signature.
    pub to_sign: bool,
    /// Times printed, as far as is known.
    pub printed: u32,
    /// Prints on their way.
    pub underway: u32,
    /// It can also come out of the slip printer.
    pub slip: bool,
    /// It can also be had in large print, to read beside it.
    pub large: bool,
    /// Why it is held and what to do; empty for a paper that can be opened and printed.
    #[serde(default)]
    pub held: String,
}

/// Name a paper of a case; for a notice give the draft or the item.
#[derive(Clone, Default, Serialize, Deserialize, TS)]
pub struct PaperInput {
    /// Case; draft or item for the notice.
    pub case: String,
    /// Kind.
    pub kind: String,
    /// Which letter of the authority; empty for the newest of its kind.
    #[serde(default)]
    pub letter: String,
    /// The copy in large print.
    #[serde(default)]
    pub large: bool,
}

/// One page as a picture.
#[derive(Clone, Default, Serialize, Deserialize, TS)]
pub struct PaperPageInput {
    /// Case; draft or item for the notice.
    pub case: String,
    /// Kind.
    pub kind: String,
    /// Which letter of the authority; empty for the newest of its kind.
    #[serde(default)]
    pub letter: String,
    /// From 1.
    pub page: u32,
    /// Of the copy in large print.
    #[serde(default)]
    pub large: bool,
}

/// A page to look at: the printed page itself.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct PaperPage {
    /// From 1.
    pub page: u32,
    /// Of so many.
    pub pages: u32,
    /// PNG.
    pub bytes: Base64,
    /// The paper can also be had in large print.
    pub large: bool,
    /// And this resident had something in large print before, in this case or its draft.
    pub wished: bool,
}

/// A PDF to save.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct PaperFile {
    /// Suggested name, without personal data.
    pub file_name: String,
    /// PDF.
    pub bytes: Base64,
}

/// With which face something is printed.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
pub struct FaceView {
    /// 仿宋
    pub name: String,
    /// 本机安装的 …; 没有安装,用宋体代替
    pub words: String,
}
