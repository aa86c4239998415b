//! Numbers that people and bodies carry: citizen number, social credit code, licence id, phone, disability card,
//! bank account. A text is checked once, at the door; whoever holds one of these types holds a checked number.
//!
//! What is surely wrong is refused, what is only unusual is kept with a warning. A good check digit never proves
//! that a person or a body exists.

mod bank;
mod citizen;
mod concern;
mod disability;
pub mod division;
mod licence;
mod phone;
mod text;
mod uscc;

pub use bank::{BankAccount, check_bank_account};
pub use citizen::{CitizenNumber, HolderKind, Sex, check_citizen};
pub use concern::{Concern, Swap};
pub use disability::{Disability, DisabilityCard, check_disability_card};
pub use licence::{LicenceId, check_licence};
pub use phone::{Phone, PhoneKind, check_phone};
pub use text::masked_number;
pub use uscc::{Uscc, check_uscc};

/// What the check of a text says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict<T> {
    /// Nothing to remark.
    Ok(T),
    /// Accepted; a person should look at the concerns.
    Warn(T, Vec<Concern>),
    /// Not accepted.
    Refuse(Concern),
}

impl<T> Verdict<T> {
    /// The checked value, with or without warnings.
    ///
    /// # Errors
    /// The concern for which the text was refused.
    pub fn accepted(self) -> Result<T, Concern> {
        match self {
            Verdict::Ok(value) | Verdict::Warn(value, _) => Ok(value),
            Verdict::Refuse(concern) => Err(concern),
        }
    }

    /// Whether the text was refused.
    pub fn is_refused(&self) -> bool {
        matches!(self, Verdict::Refuse(_))
    }

    /// Everything a person should look at, the refusal included.
    pub fn concerns(&self) -> &[Concern] {
        match self {
            Verdict::Ok(_) => &[],
            Verdict::Warn(_, concerns) => concerns,
            Verdict::Refuse(concern) => std::slice::from_ref(concern),
        }
    }

    fn weighed(value: T, concerns: Vec<Concern>) -> Verdict<T> {
        if concerns.is_empty() { Verdict::Ok(value) } else { Verdict::Warn(value, concerns) }
    }
}

/// Lets a checked text be stored and read back as a plain string; reading back checks it again.
macro_rules! checked_text {
    ($name:ident, $check:expr) => {
        impl TryFrom<String> for $name {
            type Error = Concern;

            fn try_from(text: String) -> Result<Self, Concern> {
                $check(&text).accepted()
            }
        }

        impl From<$name> for String {
            fn from(value: $name) -> String {
                value.as_str().to_owned()
            }
        }
    };
}

/// Keeps a number that belongs to a person out of logs: `{:?}` shows it masked.
macro_rules! masked_debug {
    ($name:ident) => {
        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                write!(f, "{}({})", stringify!($name), self.masked())
            }
        }
    };
}

use {checked_text, masked_debug};
