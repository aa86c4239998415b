use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// Search for items.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct SearchInput {
    /// Name, keyword, pinyin or initials; empty lists everything.
    pub text: String,
    /// At most.
    pub limit: u32,
}

/// One item in a list.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
pub struct ItemRow {
    /// Short code.
    pub slug: String,
    /// 实施编码.
    pub code: String,
    /// 事项名称.
    pub name: String,
    /// 直办 代办 协办 公开告知.
    pub mode: String,
    /// 承办机关.
    pub authority: String,
    /// `受理后 10 个工作日`.
    pub limit: String,
    /// Cases taken in so far on this PC.
    pub used: u32,
}

/// Name an item.
#[derive(Clone, Serialize, Deserialize, TS)]
pub struct ItemInput {
    /// Slug or 实施编码.
    pub item: String,
}

/// A legal basis, as printed.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
pub struct BasisView {
    /// `《社会救助暂行办法》(国务院令第649号)第四十七条`.
    pub title: String,
    /// What it says.
    pub says: String,
    /// False shows 待核.
    pub checked: bool,
}

/// A limit, as printed.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
pub struct LimitView {
    /// 法定办结时限, 承诺办结时限, 村级送出 …
    pub name: String,
    /// `10 个工作日`.
    pub text: String,
    /// What it rests on.
    pub basis: String,
    /// False shows 待核.
    pub checked: bool,
}

/// One step of the flow.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
pub struct StepView {
    /// Name.
    pub step: String,
    /// Who.
    pub who: String,
    /// What happens.
    pub what: String,
    /// `1 个工作日`, or empty.
    pub limit: String,
}

/// One material of the guide.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
pub struct GuideMaterial {
    /// Slot.
    pub slot: String,
    /// Name.
    pub name: String,
    /// `原件 1 份(验后退回),复印件 1 份`.
    pub amount: String,
    /// 必要 非必要 容缺后补.
    pub need: String,
    /// Days it may come later, 0 = not.
    pub defer_days: u32,
    /// Only under a condition of the form.
    pub conditional: bool,
    /// Legal basis.
    pub basis: BasisView,
    /// 出具机构.
    pub issuer: String,
    /// How to prepare it.
    pub how: String,
    /// How else it can be met.
    pub instead: Vec<String>,
    /// Where to get it.
    pub get: String,
}

/// 常见错误示例.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
pub struct MistakeView {
    /// Field id.
    pub field: String,
    /// Field label.
    pub label: String,
    /// The wrong way.
    pub wrong: String,
    /// Why.
    pub why: String,
    /// The right way.
    pub right: String,
}

/// Question and answer.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
pub struct FaqView {
    /// Question.
    pub ask: String,
    /// Answer.
    pub answer: String,
}

/// 办事指南.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, TS)]
pub struct GuideView {
    /// Head.
    pub row: ItemRow,
    /// A proof may be met by a promise: there is a 告知承诺书.
    pub promisable: bool,
    /// 行政许可 给付 …
    pub kind: String,
    /// 即办件 承诺件.
    pub handling: String,
    /// 设定依据.
    pub basis: Vec<BasisView>,
    /// 受理条件.
    pub conditions: Vec<String>,
    /// 办理流程.
    pub flow: Vec<StepView>,
    /// 时限.
    pub limits: Vec<LimitView>,
    /// 收费.
    pub fee: String,
    /// 地点.
    pub place: String,
    /// 时间.
    pub hours: String,
    /// 电话.
    pub phone: String,
    /// 监督电话.
    pub complaint_phone: String,
    /// 结果.
    pub result: String,
    /// 材料.
    pub materials: Vec<GuideMaterial>,
    /// 常见错误.
    pub mistakes: Vec<MistakeView>,
    /// 常见问题.
    pub faq: Vec<FaqView>,
    /// 示范文本: label and value, in the order of the form.
    pub sample: Vec<FilledSection>,
    /// Publisher and version.
    pub edition: String,
    /// 示例,以县级发布为准.
    pub mark: String,
}

/// A section of a filled form, for reading.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, TS)]
pub struct FilledSection {
    /// Page it is on.
    pub page: String,
    /// Title.
    pub title: String,
    /// Fields.
    pub fields: Vec<FilledField>,
    /// Tables.
    pub tables: Vec<FilledTable>,
}

/// A filled field.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, TS)]
pub struct FilledField {
    /// Field id.
    pub id: String,
    /// Label.
    pub label: String,
    /// Value in words: option labels, 元, 年月日.
    pub value: String,
}

/// A filled table.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, TS)]
pub struct FilledTable {
    /// Field id.
    pub id: String,
    /// Label.
    pub label: String,
    /// Column labels.
    pub columns: Vec<String>,
    /// Rows of words.
    pub rows: Vec<Vec<String>>,
}

/// One choice.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
pub struct ChoiceView {
    /// Value in the data.
    pub value: String,
    /// Words.
    pub label: String,
}

/// One field to draw.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, TS)]
pub struct FieldView {
    /// Id in the data.
    pub id: String,
    /// Label.
    pub label: String,
    /// text textarea idno phone money number date radio select combobox check checks table division account computed note.
    pub widget: String,
    /// s m l xl.
    pub width: String,
    /// Hint under it.
    pub hint: String,
    /// Unit behind it (年, 平方米 …).
    pub unit: String,
    /// Choices.
    pub options: Vec<ChoiceView>,
    /// Columns of a table.
    pub columns: Vec<FieldView>,
    /// Marked as required when nothing decides otherwise.
    pub required: bool,
    /// Worked out and never typed; the widget says how the value is written.
    pub computed: bool,
}

/// A group of fields.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, TS)]
pub struct GroupView {
    /// Title.
    pub title: String,
    /// Fields.
    pub fields: Vec<FieldView>,
}

/// One topic a page.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, TS)]
pub struct PageView {
    /// Id.
    pub id: String,
    /// At most six characters.
    pub title: String,
    /// Groups.
    pub groups: Vec<GroupView>,
}

/// A form to draw.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize, TS)]
pub struct FormView {
    /// Item.
    pub slug: String,
    /// Title.
    pub title: String,
    /// Version.
    pub version: u32,
    /// Pages.
    pub pages: Vec<PageView>,
}
