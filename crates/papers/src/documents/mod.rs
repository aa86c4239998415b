//! The papers of the counter and of the authority, each a plain view of a case. How it looks is data: `layout`.

mod collection;
mod delivery;
mod form;
mod guide;
mod mandate;
mod notice;
mod promise;
mod receipt;
mod referral;
pub(crate) mod ruling;
mod test_page;

use serde::{Deserialize, Serialize};

pub use collection::{Collection, Thing};
pub use delivery::{Delivered, Delivery, Way};
pub use form::{
    Choice, Column, Field, FilledForm, Grid, Opinion, Section, SignPlace, Signatory, Value, Witness,
};
pub use guide::{Basis, Guide, GuideMaterial, Question, Step};
pub use mandate::{Mandate, Party, Powers};
pub use notice::{Needed, Notice};
pub use promise::{Promise, Proof};
pub use receipt::{Agent, Kept, Medium, Missing, Receipt, Received};
pub use referral::Referral;
pub use ruling::{Demanded, Nature, Ruling};
pub use test_page::TestPage;

use crate::Marks;
use crate::block::Block;
use crate::error::PaperError;
use crate::furniture::Head;
use crate::qr::PaperKind;

/// Any paper this crate prints. Dates are `YYYY-MM-DD` (or with `THH:MM`) and are printed in Chinese;
/// an identity number comes masked as it shall be read.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "paper", rename_all = "snake_case")]
pub enum Document {
    /// 收件凭证
    Receipt(Receipt),
    /// 申请表
    Form(FilledForm),
    /// 一次性告知书
    Notice(Notice),
    /// A paper of the authority
    Ruling(Ruling),
    /// 送达回证
    Delivery(Delivery),
    /// 告知承诺书
    Promise(Promise),
    /// 授权委托书
    Mandate(Mandate),
    /// 转介单
    Referral(Referral),
    /// 领取凭证
    Collection(Collection),
    /// 办事指南
    Guide(Guide),
    /// 试打页
    TestPage(TestPage),
}

impl Document {
    /// What the codes on its pages call it.
    pub fn kind(&self) -> PaperKind {
        match self {
            Self::Receipt(_) => PaperKind::Receipt,
            Self::Form(_) => PaperKind::Form,
            Self::Notice(_) => PaperKind::Notice,
            Self::Ruling(_) | Self::TestPage(_) => PaperKind::Letter,
            Self::Delivery(_) => PaperKind::Delivery,
            Self::Promise(_) => PaperKind::Promise,
            Self::Mandate(_) => PaperKind::Mandate,
            Self::Referral(_) => PaperKind::Referral,
            Self::Collection(_) => PaperKind::Collection,
            Self::Guide(_) => PaperKind::Guide,
        }
    }

    /// The layouts it can be printed by, the most particular first.
    pub fn layout_names(&self) -> Vec<String> {
        let one = |name: &str| vec![name.to_owned()];
        match self {
            Self::Receipt(_) => one("receipt"),
            Self::Form(form) => vec![format!("form-{}", form.form), "form".to_owned()],
            Self::Notice(_) => one("notice"),
            Self::Ruling(ruling) => one(&ruling.kind),
            Self::Delivery(_) => one("delivery"),
            Self::Promise(_) => one("promise"),
            Self::Mandate(_) => one("mandate"),
            Self::Referral(_) => one("referral"),
            Self::Collection(_) => one("collection"),
            Self::Guide(_) => one("guide"),
            Self::TestPage(_) => one("test_page"),
        }
    }

    /// The same paper for somebody of this name. A paper that names nobody stays as it is.
    #[must_use]
    pub fn named(mut self, name: &str) -> Self {
        let place = match &mut self {
            Self::Receipt(one) => &mut one.applicant,
            Self::Notice(one) => &mut one.applicant,
            Self::Ruling(one) => &mut one.applicant,
            Self::Delivery(one) => &mut one.recipient,
            Self::Promise(one) => &mut one.applicant,
            Self::Mandate(one) => &mut one.principal.name,
            Self::Referral(one) => &mut one.applicant,
            Self::Collection(one) => &mut one.applicant,
            Self::Form(one) => match one.first_answer() {
                Some(answer) => answer,
                None => return self,
            },
            Self::Guide(_) | Self::TestPage(_) => return self,
        };
        name.clone_into(place);
        self
    }

    /// Whether it is a paper of the station: one of the authority goes out as it came.
    pub(crate) fn is_of_the_station(&self) -> bool {
        !matches!(self, Self::Ruling(_) | Self::TestPage(_))
    }

    /// Its own text has the mark of the item, or it speaks of no item.
    pub(crate) fn says_its_mark(&self) -> bool {
        matches!(self, Self::Notice(_) | Self::Guide(_) | Self::TestPage(_))
    }

    /// Whether its pages carry the number of a case and the code.
    pub fn is_of_a_case(&self) -> bool {
        matches!(
            self,
            Self::Receipt(_)
                | Self::Form(_)
                | Self::Delivery(_)
                | Self::Promise(_)
                | Self::Mandate(_)
                | Self::Collection(_)
                | Self::Ruling(_)
        )
    }

    /// The layouts its slip can be printed by.
    pub(crate) fn slip_names(&self) -> Vec<String> {
        self.layout_names().into_iter().map(|name| format!("slip-{name}")).collect()
    }

    /// A receipt means nothing without the number of its case.
    pub(crate) fn check(&self, marks: &Marks<'_>) -> Result<(), PaperError> {
        match (self, marks) {
            (Self::Ruling(ruling), _) if ruling.lacks_remedies() => {
                Err(PaperError::RemediesMissing { kind: ruling.kind.clone() })
            }
            (Self::Ruling(ruling), Marks::Coded(code)) if !ruling.is_of(&code.number) => {
                Err(PaperError::OtherNumber { kind: ruling.kind.clone() })
            }
            (_, Marks::Coded(_)) => Ok(()),
            (Self::Receipt(_), _) => Err(PaperError::NumberMissing { document: "receipt" }),
            _ => Ok(()),
        }
    }
}

/// One copy of a paper, with its own page numbers.
pub(crate) struct Sheet {
    pub head: Head,
    pub blocks: Vec<Block>,
}
