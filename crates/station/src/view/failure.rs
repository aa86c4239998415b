use serde::{Deserialize, Serialize};
use ts_rs::TS;
pub use wording::ErrorCode;

/// Where in the form or list something is wrong.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
pub struct Trouble {
    /// Field path (`members[2].id_number`) or slot of a material.
    pub path: String,
    /// What is wrong and what to do.
    pub message: String,
}

/// One sentence, one next step, and where.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
pub struct Failure {
    /// For the program.
    pub code: ErrorCode,
    /// What happened.
    pub message: String,
    /// What to do.
    pub next: String,
    /// Where, for forms and materials.
    pub problems: Vec<Trouble>,
}

impl Failure {
    /// The failure of a code, with its words; `detail` fills the sentence where it asks for one.
    pub fn new(code: ErrorCode, detail: impl AsRef<str>) -> Self {
        let words = wording::sentence(code, detail.as_ref());
        Self { code, message: words.message, next: words.next, problems: Vec::new() }
    }

    /// The failure with the places where something is wrong.
    pub fn at(code: ErrorCode, problems: Vec<Trouble>) -> Self {
        Self { problems, ..Self::new(code, "") }
    }

    /// A fault of ours: the detail goes to the log, a short number to the person.
    pub fn internal(error: &dyn std::fmt::Display) -> Self {
        let text = error.to_string();
        tracing::error!(error = text, "internal fault");
        Self::new(ErrorCode::Internal, short_code(&text))
    }
}

/// `E-` and four digits, the same for the same fault: something to say on the phone.
fn short_code(text: &str) -> String {
    let sum = text.bytes().fold(7u32, |n, b| n.wrapping_mul(31).wrapping_add(u32::from(b)));
    format!("E-{:04}", sum % 10_000)
}
