//! The papers of the counter, each a plain view of a case and the blocks it becomes.

mod delivery;
mod form;
mod grid;
mod letter;
mod notice;
mod parts;
mod receipt;
mod test_page;

use serde::{Deserialize, Serialize};

pub use delivery::{Delivered, Delivery, Way};
pub use form::{Choice, Field, FilledForm, Opinion, Section, SignPlace, Value};
pub use grid::{Column, Grid};
pub use letter::Letter;
pub use notice::{Needed, Notice};
pub use receipt::{Agent, Kept, Medium, Missing, Receipt, Received};
pub use test_page::TestPage;

use crate::Marks;
use crate::block::Block;
use crate::error::PaperError;
use crate::furniture::Head;

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
    Letter(Letter),
    /// 送达回证
    Delivery(Delivery),
    /// 试打页
    TestPage(TestPage),
}

/// One copy of a paper, with its own page numbers.
pub(crate) struct Sheet {
    pub head: Head,
    pub blocks: Vec<Block>,
}

pub(crate) fn sheets(document: &Document, marks: &Marks<'_>) -> Result<Vec<Sheet>, PaperError> {
    match document {
        Document::Receipt(receipt) if matches!(marks, Marks::Coded(_)) => receipt::sheets(receipt),
        Document::Receipt(_) => Err(PaperError::NumberMissing { document: "Receipt" }),
        Document::Form(form) => Ok(vec![form::sheet(form)?]),
        Document::Notice(notice) => Ok(vec![notice::sheet(notice)?]),
        Document::Letter(letter) => Ok(vec![letter::sheet(letter)?]),
        Document::Delivery(delivery) => Ok(vec![delivery::sheet(delivery)?]),
        Document::TestPage(page) => Ok(vec![test_page::sheet(page)?]),
    }
}
