//! What was signed and by whom, in the words that stand on the paper.

use crate::Refused;
use crate::ended::{Signed, said_of};
use seal::KeyId;
use serde::Serialize;
use wire::keys::{KeyKind, ListedKey};

/// One thing that was signed.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Fact {
    /// For the program: kind number version page pages check proof_no received_at case entry term.
    pub name: &'static str,
    /// What people call it.
    pub label: String,
    /// As it stands on the paper.
    pub value: String,
}

/// Who signed.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct SignedBy {
    /// A station with its computer, a county, the gateway.
    pub name: String,
    /// What they are.
    pub kind: KeyKind,
    /// Short name of the key.
    pub key: KeyId,
    /// First day in use; empty where it is not known.
    pub from: String,
    /// Day from which it is not in use any more; empty while it is.
    pub until: String,
    /// What that means for what was signed; empty while it is in use.
    pub ended: String,
}

/// What holds.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Statement {
    /// What was signed.
    pub facts: Vec<Fact>,
    /// Who signed it.
    pub signer: SignedBy,
    /// The lines of each page of a file.
    pub text: Vec<Vec<String>>,
}

/// A statement or its refusal, as a screen or another program takes it.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Verdict {
    /// The signature holds.
    pub holds: bool,
    /// `holds`, or [`Refused::code`].
    pub code: &'static str,
    /// What came out.
    pub message: String,
    /// What to do now.
    pub next: String,
    /// What was signed, where it holds.
    pub statement: Option<Statement>,
}

impl From<Result<Statement, Refused>> for Verdict {
    fn from(checked: Result<Statement, Refused>) -> Self {
        let (code, sentence) = match &checked {
            Ok(_) => ("holds", wording::verify_holds()),
            Err(refused) => (refused.code(), refused.sentence()),
        };
        Self {
            holds: checked.is_ok(),
            code,
            message: sentence.message,
            next: sentence.next,
            statement: checked.ok(),
        }
    }
}

impl SignedBy {
    /// Whose key it is and whether it may still be believed of what was signed then.
    pub(crate) fn by(listed: &ListedKey, signed: Option<Signed>) -> Result<Self, Refused> {
        let ended = said_of(listed, signed)?;
        let computer =
            listed.device.map(|device| word("computer").replace("%{detail}", &device.get().to_string()));
        let day = |moment: Option<casework::moment::Moment>| moment.map(|at| at.date().to_string());
        Ok(Self {
            name: format!("{}{}", listed.name, computer.unwrap_or_default()),
            kind: listed.kind,
            key: listed.key.id(),
            from: day(listed.from).unwrap_or_default(),
            until: day(listed.until).unwrap_or_default(),
            ended,
        })
    }
}

/// Collects facts under their labels.
#[derive(Default)]
pub(crate) struct Facts(Vec<Fact>);

impl Facts {
    pub(crate) fn say(&mut self, name: &'static str, value: impl Into<String>) {
        self.0.push(Fact { name, label: word(&format!("label.{name}")), value: value.into() });
    }

    /// A number in its sentence: 第 2 页.
    pub(crate) fn count(&mut self, name: &'static str, count: impl ToString) {
        self.say(name, word(&format!("count.{name}")).replace("%{detail}", &count.to_string()));
    }

    pub(crate) fn all(self) -> Vec<Fact> {
        self.0
    }
}

pub(crate) fn word(key: &str) -> String {
    wording::verify_word(key)
}

/// A key's short name as a person compares it: `3f2a 91c0 04b7 55de`.
pub fn grouped(id: KeyId) -> String {
    let hex = id.to_string();
    let groups: Vec<&str> = (0..hex.len()).step_by(4).map(|at| &hex[at..at + 4]).collect();
    groups.join(" ")
}
