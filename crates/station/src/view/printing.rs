use serde::{Deserialize, Serialize};
use std::path::PathBuf;
use ts_rs::{Config, TS};

/// Send to a printer.
#[derive(Clone, Default, Serialize, Deserialize, TS)]
pub struct PrintInput {
    /// Case; draft or item for the notice.
    pub case: String,
    /// Kind.
    pub kind: String,
    /// Which letter of the authority; empty for the newest of its kind.
    #[serde(default)]
    pub letter: String,
    /// Address of a printer; empty takes the one chosen for such papers.
    #[serde(default)]
    pub printer: String,
    /// Why it is printed again; empty for a first print.
    #[serde(default)]
    pub reason: String,
    /// The copy in large print, and before it the paper itself where it did not go out yet.
    #[serde(default)]
    pub large: bool,
}

/// Print the receipt of a case as a slip.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct SlipInput {
    /// Case.
    pub case: String,
    /// Why it is printed again; empty for a first print.
    #[serde(default)]
    pub reason: String,
}

/// Name a print job.
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

pub use casework::print::PrintState as PrintStage;

/// How TypeScript calls where a print job stands: the names of [`PrintStage`], which stand in `casework` alone.
struct StageNames;

impl TS for StageNames {
    type WithoutGenerics = Self;
    type OptionInnerType = Self;

    fn name(_: &Config) -> String {
        "PrintStage".to_owned()
    }

    fn inline(_: &Config) -> String {
        PrintStage::ALL.map(|state| format!("\"{state}\"")).join(" | ")
    }

    fn decl(config: &Config) -> String {
        format!("type PrintStage = {};", Self::inline(config))
    }

    fn docs() -> Option<String> {
        let words = "Where a print job stands. After `sending` only what the printer told or a person saw.";
        Some(format!("/**\n * {words}\n */\n"))
    }

    fn output_path() -> Option<PathBuf> {
        Some(PathBuf::from("PrintStage.ts"))
    }
}

/// What a person can do about a print job now.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum PrintDeed {
    /// Say that the page came out.
    CameOut,
    /// Say that it did not.
    NothingCame,
    /// Print again, or try now.
    Again,
    /// Take it back.
    Cancel,
}

/// What a printer said of a job, and when.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
pub struct PrintReportView {
    /// `09:15`.
    pub at: String,
    /// In words.
    pub words: String,
}

/// A print job.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
pub struct PrintJobView {
    /// Job.
    pub job: String,
    /// Kind of paper.
    pub kind: String,
    /// Paper's title, with 补打 n where it is one.
    pub title: String,
    /// Whose paper it is: applicant and item, or empty.
    pub whose: String,
    /// The case it is of, or empty.
    pub case: String,
    /// What people call the printer.
    pub printer: String,
    /// Where it stands.
    #[ts(as = "StageNames")]
    pub state: PrintStage,
    /// In words: what the printer said last, or what stands in the way.
    pub words: String,
    /// Something is on its way and worth asking again.
    pub open: bool,
    /// A person has to do something.
    pub care: bool,
    /// What a person can do.
    pub deeds: Vec<PrintDeed>,
    /// Asked for at, `04-15 09:15`.
    pub at: String,
    /// Asked for by.
    pub clerk: String,
    /// Why again, or empty.
    pub reason: String,
    /// Changed last at, `04-15 09:15`.
    pub changed_at: String,
    /// Changed last by.
    pub changed_by: String,
    /// What the printer said, oldest first.
    pub reports: Vec<PrintReportView>,
}

/// Ask for a page of the print queue.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct PrintQueueInput {
    /// Case, draft, item or printer whose jobs are wanted; empty for all.
    pub subject: String,
    /// Skip so many.
    pub after: u32,
    /// At most so many.
    pub limit: u32,
}

/// A page of the print queue: what needs care or is on its way first, then the newest.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
pub struct PrintQueueView {
    /// Jobs.
    pub jobs: Vec<PrintJobView>,
    /// There are more behind.
    pub more: bool,
}

/// The print queue in one short line.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
pub struct PrintChip {
    /// Jobs that are on their way or need care; nothing is shown for 0.
    pub count: u32,
    /// 正在打印, 缺纸了, 出来了吗? …
    pub words: String,
    /// A person has to do something.
    pub care: bool,
}

/// What a printer is for.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum PrinterRole {
    /// 表格和文书.
    Forms,
    /// 收件凭证.
    Receipts,
    /// 小票.
    Slips,
}

/// A printer.
#[derive(Clone, PartialEq, Eq, Debug, Default, Serialize, Deserialize, TS)]
pub struct PrinterView {
    /// Address.
    pub address: String,
    /// Name.
    pub name: String,
    /// Its state in words; empty where it was not asked.
    pub words: String,
    /// It can be printed on, as far as it says.
    pub ready: bool,
    /// It prints slips on a roll, and no sheets.
    pub thermal: bool,
    /// It turns the sheet by itself.
    pub both_sides: bool,
    /// Its trays, by their own word.
    pub trays: Vec<PaperTray>,
}

/// A tray of a printer.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
pub struct PaperTray {
    /// The printer's word.
    pub keyword: String,
    /// As people say.
    pub name: String,
}

/// The printer of a role and how it prints.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
pub struct RoleView {
    /// Role.
    pub role: PrinterRole,
    /// 表格和文书, 收件凭证, 小票.
    pub name: String,
    /// Address of the printer chosen for it; empty where none is.
    pub address: String,
    /// The printer that serves where none is chosen, or empty.
    pub instead: String,
    /// Sets of each paper.
    pub copies: u16,
    /// Both sides of the sheet.
    pub both_sides: bool,
    /// The printer's word for a tray; empty leaves it to the printer.
    pub tray: String,
}

/// The printers and what they are for.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
pub struct PrintersView {
    /// Printers of this computer and those that were chosen.
    pub printers: Vec<PrinterView>,
    /// Roles.
    pub roles: Vec<RoleView>,
}

/// Name a printer.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct PrinterInput {
    /// Address.
    pub address: String,
}

/// Choose a printer for a role. An empty address forgets it.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct PrinterChoice {
    /// Role.
    pub role: PrinterRole,
    /// Address.
    pub address: String,
    /// Sets of each paper.
    pub copies: u16,
    /// Both sides of the sheet.
    pub both_sides: bool,
    /// The printer's word for a tray; empty leaves it to the printer.
    pub tray: String,
}
