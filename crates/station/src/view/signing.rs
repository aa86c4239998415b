use super::{Base64, Failure};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// By what a resident signs.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize, TS)]
pub struct SignWay {
    /// hand thumb witness.
    pub by: String,
    /// Of the witness.
    pub name: String,
    /// Of the witness; may be empty where the relation is given.
    pub id_number: String,
    /// What the witness is to the applicant; may be empty where the number is given.
    pub relation: String,
}

/// Say by what the resident of a draft will sign.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct DraftSignWay {
    /// Draft.
    pub draft: String,
    /// How.
    pub way: SignWay,
}

/// Say by what the resident of a frozen case signs.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct CaseSignWay {
    /// Case.
    pub case: String,
    /// How.
    pub way: SignWay,
}

/// A page that has to be signed, and what came back of it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
pub struct SignPage {
    /// form receipt mandate promise.
    pub kind: String,
    /// 申请表, 收件凭证存档联 …
    pub title: String,
    /// From 1.
    pub page: u32,
    /// Pages of this paper that have to be signed.
    pub pages: u32,
    /// Page of the printed file.
    pub at: u32,
    /// It is back.
    pub back: bool,
    /// The scan that shows it, and its page there; empty while it is not back.
    pub scan: String,
    /// Page of the scan.
    pub scan_page: u32,
    /// The clerk bound it by eye: its code could not be read.
    pub by_eye: bool,
    /// It was signed on the screen.
    pub on_pad: bool,
    /// Who took it in, and when: `张小梅 09:30`; empty while it is not back.
    pub taken: String,
}

/// Scanned pages, one file.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct ScanTake {
    /// As chosen.
    pub file_name: String,
    /// Bytes.
    pub bytes: Base64,
}

/// A file of scanned pages is on the disk; its pages are read one by one.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
pub struct ScanTaken {
    /// Names the file.
    pub scan: String,
    /// Its pages.
    pub pages: u32,
}

/// Read a page of a scan.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct ScanRead {
    /// The file.
    pub scan: String,
    /// Page, from 1.
    pub page: u32,
    /// Only pages of this case are bound; empty: whichever case the code names.
    pub case: String,
}

/// What became of a scanned page: bound to a case, or in the tray with the reason.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
pub struct PageRead {
    /// The file.
    pub scan: String,
    /// Page of the file.
    pub page: u32,
    /// Where it belongs.
    pub bound: Option<ScanBound>,
    /// Why it was not bound.
    pub reason: Option<Failure>,
}

/// What a scanned page turned out to be.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
pub struct ScanBound {
    /// Case.
    pub case: String,
    /// Grouped number.
    pub number: String,
    /// Whose.
    pub applicant: String,
    /// Of what.
    pub item_name: String,
    /// Paper's title.
    pub paper: String,
    /// Version.
    pub version: u32,
    /// Page of the paper.
    pub page: u32,
    /// Of so many.
    pub pages: u32,
    /// Every page of the case that has to be signed is back now.
    pub complete: bool,
}

/// A page in the tray (待认领).
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
pub struct LoosePageView {
    /// The file.
    pub scan: String,
    /// Page of the file.
    pub page: u32,
    /// Pages of the file.
    pub pages: u32,
    /// Why no case has it.
    pub reason: Failure,
    /// The case that its code names, or empty.
    pub case: String,
    /// A clerk may say which page it is: no code tells otherwise.
    pub claimable: bool,
    /// `张小梅 09:30`.
    pub taken: String,
}

/// A case that waits for signed pages.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
pub struct SignCandidate {
    /// Case.
    pub case: String,
    /// Grouped number.
    pub number: String,
    /// Whose.
    pub applicant: String,
    /// Of what.
    pub item_name: String,
    /// Pages still to come.
    pub pages: Vec<SignPage>,
}

/// 待认领: loose pages beside the cases they may belong to.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
pub struct TrayView {
    /// Pages.
    pub pages: Vec<LoosePageView>,
    /// Cases that wait.
    pub candidates: Vec<SignCandidate>,
}

/// The clerk says which page a loose one is.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct ScanClaim {
    /// The file.
    pub scan: String,
    /// Page of the file.
    pub page: u32,
    /// Case id, or the number as it stands on the paper.
    pub case: String,
    /// Which paper: form receipt mandate promise.
    pub kind: String,
    /// Which page of it.
    pub paper_page: u32,
}

/// Throw a loose page away, or take it back.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct ScanDiscard {
    /// The file.
    pub scan: String,
    /// Page of the file.
    pub page: u32,
    /// Away or back.
    pub away: bool,
}

/// A scanned page as a picture: loose or bound.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct ScanPicture {
    /// The file.
    pub scan: String,
    /// Page of the file.
    pub page: u32,
    /// Pixels at most.
    pub width: u32,
}
