use super::{Base64, FilledSection, MaterialView, PadOffer, PaperView, SignPage, SignWay, Trouble};
use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// One case or draft in a list.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
pub struct CaseRow {
    /// Case id, empty for a draft that never was a case.
    pub case: String,
    /// Draft id where one is open, else empty.
    pub draft: String,
    /// Grouped receipt number, empty for a draft.
    pub number: String,
    /// Item.
    pub item_name: String,
    /// Applicant.
    pub applicant: String,
    /// 5301…1223.
    pub id_masked: String,
    /// draft awaiting_signature waiting received in_hand needs_you decided closed.
    pub phase: String,
    /// The one word: 草稿 待签字 存在本机 省里已收到 县里在办 要处理 已有结果 已了结.
    pub word: String,
    /// Why it needs you, or what to do next.
    pub note: String,
    /// `还剩 2 天`, or empty.
    pub remaining: String,
    /// Due day YYYY-MM-DD, or empty.
    pub due: String,
    /// Last change, `04-15 09:30`.
    pub changed_at: String,
    /// Who took it in.
    pub clerk: String,
}

/// The home screen.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
pub struct HomeView {
    /// 要马上处理.
    pub attention: Vec<CaseRow>,
    /// 没办完的草稿.
    pub drafts: Vec<CaseRow>,
    /// 今天收件.
    pub taken_today: u32,
    /// 今天发出.
    pub sent_today: u32,
    /// 待签字.
    pub awaiting_signature: u32,
    /// 待补正.
    pub corrections: u32,
    /// 存在本机.
    pub waiting: u32,
    /// 待认领: scanned pages that no case has yet.
    pub loose_pages: u32,
    /// 常办事项.
    pub frequent: Vec<super::ItemRow>,
}

/// Which cases.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct CaseListInput {
    /// all draft awaiting_signature waiting received in_hand needs_you decided closed.
    pub filter: String,
    /// Name, pinyin initials, id number, receipt number, item.
    pub text: String,
    /// Rows to skip.
    pub after: u32,
    /// Rows at most (200).
    pub limit: u32,
}

/// A window of the list.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
pub struct CaseListView {
    /// Rows.
    pub rows: Vec<CaseRow>,
    /// All that match, as far as they were counted.
    pub total: u32,
    /// There are more than were counted: the text fits very many.
    pub more: bool,
}

/// Name a case.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct CaseInput {
    /// Case id or receipt number.
    pub case: String,
}

/// Give up or take back, with a reason.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct CaseReason {
    /// Case id or receipt number.
    pub case: String,
    /// Why.
    pub reason: String,
}

/// One line of the time line.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
pub struct TimelineRow {
    /// `2026-04-15 09:30`.
    pub at: String,
    /// Whose clock: station or gateway.
    pub clock: String,
    /// Who.
    pub who: String,
    /// What, in words.
    pub what: String,
    /// Reason, demands, document number.
    pub more: String,
}

/// A decision of the authority.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
pub struct DecisionView {
    /// accept refuse-acceptance correct …
    pub outcome: String,
    /// 受理 不予受理 补正 …
    pub title: String,
    /// Authority.
    pub authority: String,
    /// Official.
    pub official: String,
    /// Document number.
    pub document_number: String,
    /// Reason.
    pub reason: String,
    /// Clause.
    pub clause: String,
    /// Demands.
    pub demands: Vec<Trouble>,
    /// Due day or empty.
    pub due: String,
    /// What is given.
    pub result: String,
    /// `2026-04-16 10:00`.
    pub at: String,
    /// 救济: 复议, 诉讼; for refusals.
    pub remedies: Vec<String>,
}

/// What can be done with the case now, in the order to offer it.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum NextDeed {
    /// Print form and receipt.
    Print,
    /// Bind the signed scan.
    Sign,
    /// Put it into the outbox.
    Submit,
    /// Change it before it is signed: version n+1.
    Change,
    /// Give it up.
    Void,
    /// Answer the correction.
    Correct,
    /// Add a deferred material.
    Supplement,
    /// Ask for it back.
    Withdraw,
    /// Hand the answer over.
    Serve,
    /// Put away.
    Archive,
}

/// One case, whole.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, TS)]
pub struct CaseView {
    /// Head.
    pub row: CaseRow,
    /// Case id.
    pub case: String,
    /// State by name.
    pub state: String,
    /// Version.
    pub version: u32,
    /// 27 characters.
    pub number: String,
    /// Printed groups.
    pub number_grouped: String,
    /// Proof number of the gateway, or empty.
    pub proof: String,
    /// Official time of receipt, or empty.
    pub received_at: String,
    /// The form, for reading.
    pub sections: Vec<FilledSection>,
    /// Files.
    pub materials: Vec<CaseMaterial>,
    /// What was to come later, as long as it still may.
    pub deferred: Vec<DeferredView>,
    /// Papers.
    pub papers: Vec<PaperView>,
    /// The resident had something in large print before, so it is offered again.
    pub large_print: bool,
    /// How it was signed, in words; empty when not yet.
    pub signed: String,
    /// By what the resident signs.
    pub sign_way: SignWay,
    /// The pages that have to be signed, paper by paper; those of a paper that was not made yet are not known.
    pub sign_pages: Vec<SignPage>,
    /// Papers that may be signed on the screen, and whether they were; none where the resident signs otherwise.
    pub pads: Vec<PadOffer>,
    /// Which of them are still to come, a sentence for each paper.
    pub unsigned: Vec<Trouble>,
    /// Signed pages that were sent and whose scans or inks open no more, a sentence for each paper.
    pub broken_pages: Vec<Trouble>,
    /// A scan may follow later (item's rule), within days; 0 = not.
    pub scan_within_days: u32,
    /// Decisions, oldest first.
    pub decisions: Vec<DecisionView>,
    /// Time line, oldest first.
    pub timeline: Vec<TimelineRow>,
    /// What can be done now.
    pub next: Vec<NextDeed>,
    /// Words to read to the resident.
    pub tell: String,
}

/// A file of a case with its name.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
pub struct CaseMaterial {
    /// 材料名称.
    pub name: String,
    /// The file.
    pub file: MaterialView,
    /// 存在本机, 已传 60%, 已送到.
    pub progress: String,
    /// It opens no more on this computer and cannot be sent: it has to be taken in anew.
    pub broken: bool,
}

/// A material that was to come later.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
pub struct DeferredView {
    /// Slot.
    pub slot: String,
    /// Name.
    pub name: String,
    /// Last day.
    pub due: String,
    /// Files that came.
    pub came: u32,
    /// So many pieces are still to come; more may be added all the same.
    pub lacking: u32,
}

/// A later material for a slot of a case.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct SupplementAdd {
    /// Case.
    pub case: String,
    /// Slot.
    pub slot: String,
    /// As chosen.
    pub file_name: String,
    /// Bytes.
    pub bytes: Base64,
}

/// A material whose file opens no more, taken in anew.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct MaterialAgain {
    /// Case.
    pub case: String,
    /// Its id.
    pub material: String,
    /// As chosen.
    pub file_name: String,
    /// Bytes.
    pub bytes: Base64,
}

/// Hand the answer over.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct ServeInput {
    /// Case.
    pub case: String,
    /// direct left mail.
    pub way: String,
    /// Who took it.
    pub recipient: String,
    /// 本人, 配偶 …
    pub relation: String,
}
