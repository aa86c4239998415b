use super::Base64;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// A document that can be printed for a case.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
pub struct PaperView {
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
    /// Times printed.
    pub printed: u32,
    /// Why it is held and what to do; empty for a paper that can be opened and printed.
    #[serde(default)]
    pub held: String,
}

/// Name a paper of a case; for a notice give the draft or the item.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct PaperInput {
    /// Case; draft or item for the notice.
    pub case: String,
    /// Kind.
    pub kind: String,
}

/// One page as a picture.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct PaperPageInput {
    /// Case; draft or item for the notice.
    pub case: String,
    /// Kind.
    pub kind: String,
    /// From 1.
    pub page: u32,
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
}

/// A PDF to save.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct PaperFile {
    /// Suggested name, without personal data.
    pub file_name: String,
    /// PDF.
    pub bytes: Base64,
}

/// Send to a printer.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct PrintInput {
    /// Case; draft or item for the notice.
    pub case: String,
    /// Kind.
    pub kind: String,
    /// IPP address; empty takes the remembered one.
    pub printer: String,
}

/// Ask after a job.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct PrintJobInput {
    /// Job.
    pub job: String,
}

/// Say whether the page came out.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct PrintConfirm {
    /// Job.
    pub job: String,
    /// It did.
    pub came_out: bool,
}

/// Where a print job stands, in the printer's own states.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
pub struct PrintJobView {
    /// Job.
    pub job: String,
    /// Paper's title.
    pub title: String,
    /// What people call the printer.
    pub printer: String,
    /// waiting printing done stopped failed unsure confirmed. `unsure`: only a person can say whether it came out.
    pub state: String,
    /// In words: 正在打印, 缺纸 …
    pub words: String,
    /// Still worth asking.
    pub open: bool,
}

/// With which face something is printed.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
pub struct FaceView {
    /// 仿宋
    pub name: String,
    /// 本机安装的 …; 没有安装,用宋体代替
    pub words: String,
}

/// A printer.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
pub struct PrinterView {
    /// IPP address.
    pub address: String,
    /// Name.
    pub name: String,
    /// Remembered as the one to use.
    pub chosen: bool,
    /// Its state in words.
    pub words: String,
}

/// Choose a printer.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct PrinterInput {
    /// IPP address.
    pub address: String,
}
