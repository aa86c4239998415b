use super::{Base64, FormView, GuideMaterial, SignWay, Trouble};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};
use ts_rs::TS;

/// Form data: field id → value.
pub type FormData = Map<String, Value>;

/// Begin a case.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct DraftStart {
    /// Slug.
    pub item: String,
}

/// Name a draft.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct DraftInput {
    /// Its id.
    pub draft: String,
}

/// Save a draft.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct DraftSave {
    /// Its id.
    pub draft: String,
    /// Revision the screen has; another clerk's later save is never overwritten.
    pub rev: u32,
    /// All of the form data.
    #[ts(type = "Record<string, unknown>")]
    pub data: FormData,
}

/// On disk.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, TS)]
pub struct DraftSaved {
    /// New revision.
    pub rev: u32,
    /// HH:MM of the commit.
    pub saved_at: String,
    /// The form, evaluated.
    pub evaluation: EvaluationView,
    /// The same person with the same item, from other papers on this desk.
    pub duplicate: Option<DuplicateView>,
}

/// A draft or a recent case of the same person and item.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
pub struct DuplicateView {
    /// `11-20 已交过这一项(县里在办)`.
    pub words: String,
    /// The case, empty for a draft.
    pub case: String,
    /// The draft, empty for a case.
    pub draft: String,
}

/// One evaluation of the form.
#[derive(Clone, PartialEq, Debug, Default, Serialize, Deserialize, TS)]
pub struct EvaluationView {
    /// Computed values by path.
    #[ts(type = "Record<string, unknown>")]
    pub computed: FormData,
    /// Paths that are hidden now.
    pub hidden: Vec<String>,
    /// Paths that are required now.
    pub required: Vec<String>,
    /// What is wrong.
    pub errors: Vec<Trouble>,
    /// What to look at twice; does not stop.
    pub warnings: Vec<Trouble>,
    /// Slots of the materials that are needed now.
    pub materials: Vec<String>,
}

/// A file taken in.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
pub struct MaterialView {
    /// Its id.
    pub id: String,
    /// Slot.
    pub slot: String,
    /// image/jpeg, image/png, application/pdf.
    pub media_type: String,
    /// Bytes.
    pub size: u32,
    /// Pages.
    pub pages: u32,
    /// Compared with the original by a clerk (level B).
    pub compared: bool,
    /// `2026-04-15 09:30`.
    pub taken_at: String,
}

/// A slot of the material list and what is in it.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, TS)]
pub struct SlotView {
    /// The guide's words.
    pub guide: GuideMaterial,
    /// Needed for this form.
    pub needed: bool,
    /// Promised for later, until this day; empty when not.
    pub deferred_until: String,
    /// Files.
    pub files: Vec<MaterialView>,
}

/// A draft at work.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, TS)]
pub struct DraftView {
    /// Its id.
    pub draft: String,
    /// Item name.
    pub item_name: String,
    /// Form to draw.
    pub form: FormView,
    /// Revision.
    pub rev: u32,
    /// Data.
    #[ts(type = "Record<string, unknown>")]
    pub data: FormData,
    /// Evaluated.
    pub evaluation: EvaluationView,
    /// Materials.
    pub slots: Vec<SlotView>,
    /// Saved at, HH:MM; empty when never.
    pub saved_at: String,
    /// Who began it.
    pub begun_by: String,
    /// When it corrects or changes a case: that case's id, else empty.
    pub case: String,
    /// The number it keeps, empty for a new case.
    pub number: String,
    /// What the authority asked to correct; empty for a new case.
    pub demands: Vec<Trouble>,
    /// Data as it was sent, for the struck-out old values in a correction.
    #[ts(type = "Record<string, unknown>")]
    pub before: FormData,
    /// The same person with the same item, from other papers on this desk.
    pub duplicate: Option<DuplicateView>,
    /// 办理时限 in words.
    pub limit: String,
    /// By what the resident will sign.
    pub sign_way: SignWay,
}

/// A file for a slot.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct MaterialAdd {
    /// Draft.
    pub draft: String,
    /// Slot.
    pub slot: String,
    /// As chosen; only shown, never used as a path.
    pub file_name: String,
    /// Bytes.
    pub bytes: Base64,
}

/// Name a file of a draft.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct MaterialInput {
    /// Draft.
    pub draft: String,
    /// The file.
    pub material: String,
}

/// A clerk compared the file with the original.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct MaterialCompare {
    /// Draft.
    pub draft: String,
    /// The file.
    pub material: String,
    /// 与原件核对一致.
    pub compared: bool,
}

/// A slot comes later (容缺), or not.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct MaterialDefer {
    /// Draft.
    pub draft: String,
    /// Slot.
    pub slot: String,
    /// Later.
    pub later: bool,
}

/// See a file.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct PictureInput {
    /// Material id.
    pub material: String,
    /// Page, from 1.
    pub page: u32,
    /// Pixels wide at most.
    pub width: u32,
}

/// A picture to show.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct PictureView {
    /// PNG or JPEG.
    pub media_type: String,
    /// Bytes.
    pub bytes: Base64,
}
