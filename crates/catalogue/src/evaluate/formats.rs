//! Checks a text against the format its schema names and reads what it says about a person.

use casework::identity::{
    CitizenNumber, Concern, Verdict, check_bank_account, check_citizen, check_disability_card, check_phone,
    check_uscc,
};
use jiff::civil::Date;

use crate::form::fields::Format;

/// What the check of one filled text found.
#[derive(Debug, Default)]
pub(super) struct Checked {
    /// The text as it is stored: narrow characters, no gaps, upper case.
    pub(super) canonical: Option<String>,
    pub(super) refused: Option<Refused>,
    pub(super) concerns: Vec<Concern>,
    pub(super) person: Option<Person>,
}

/// Why a text is refused.
#[derive(Debug)]
pub(crate) enum Refused {
    Identity(Concern),
    NoDate,
    NoDivision,
}

/// Read from a citizen number (GB 11643-1999): sex as in GB/T 2261.1, age in full years.
#[derive(Debug)]
pub(super) struct Person {
    pub(super) birth: Option<String>,
    pub(super) sex: &'static str,
    pub(super) age: Option<u16>,
}

impl Person {
    fn of(number: &CitizenNumber, today: Date) -> Self {
        Self {
            birth: number.birth().map(|birth| birth.to_string()),
            sex: number.sex().code(),
            age: number.age_on(today),
        }
    }
}

/// Checks `text`; `today` decides whether a date of birth lies in the future.
pub(super) fn check(format: Format, text: &str, today: Date) -> Checked {
    match format {
        Format::CitizenId => citizen(text, today),
        Format::Phone => judged(check_phone(text), |phone| phone.as_str().to_owned()),
        Format::Uscc => judged(check_uscc(text), |uscc| uscc.as_str().to_owned()),
        Format::BankAccount => judged(check_bank_account(text), |account| account.as_str().to_owned()),
        Format::DisabilityCard => judged(check_disability_card(text, today), |card| card.as_str().to_owned()),
        Format::Date => refused_unless(is_date(text), Refused::NoDate),
        Format::Division => refused_unless(is_division(text), Refused::NoDivision),
    }
}

fn citizen(text: &str, today: Date) -> Checked {
    let verdict = check_citizen(text, today);
    let person = match &verdict {
        Verdict::Ok(number) | Verdict::Warn(number, _) => Some(Person::of(number, today)),
        Verdict::Refuse(_) => None,
    };
    Checked { person, ..judged(verdict, |number| number.as_str().to_owned()) }
}

fn judged<T>(verdict: Verdict<T>, canonical: impl Fn(&T) -> String) -> Checked {
    match verdict {
        Verdict::Ok(value) => Checked { canonical: Some(canonical(&value)), ..Checked::default() },
        Verdict::Warn(value, concerns) => {
            Checked { canonical: Some(canonical(&value)), concerns, ..Checked::default() }
        }
        Verdict::Refuse(concern) => {
            Checked { refused: Some(Refused::Identity(concern)), ..Checked::default() }
        }
    }
}

fn refused_unless(right: bool, refused: Refused) -> Checked {
    Checked { refused: (!right).then_some(refused), ..Checked::default() }
}

fn is_date(text: &str) -> bool {
    text.len() == 10 && text.parse::<Date>().is_ok()
}

/// 12 digits: province, city, county, town, village.
fn is_division(text: &str) -> bool {
    text.len() == 12 && text.bytes().all(|byte| byte.is_ascii_digit())
}
