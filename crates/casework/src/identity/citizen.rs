//! Citizen number (公民身份号码, GB 11643-1999) and the numbers that stand in its place: residence permits of
//! Hong Kong, Macao and Taiwan, permanent residence cards of foreigners.

use super::division::{self, Standing};
use super::text::{all_fit, length_is, masked, only_repairing_swap, plain};
use super::{Concern, Verdict, checked_text, masked_debug};
use crate::check_digit;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// Nobody alive was born earlier; an earlier year is a slip.
const FIRST_BIRTH_YEAR: i16 = 1850;

/// A checked number of a natural person, in upper case without gaps.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CitizenNumber {
    text: String,
    holder: HolderKind,
    birth: Option<Date>,
}

/// Whose number it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HolderKind {
    /// A citizen of the mainland.
    Citizen,
    /// A holder of a residence permit for Hong Kong residents, division 810000, since 2018-09-01.
    HongKong,
    /// A holder of a residence permit for Macao residents, division 820000.
    Macao,
    /// A holder of a residence permit for Taiwan residents, division 830000.
    Taiwan,
    /// A foreigner with permanent residence: 18 digits beginning with 9 (from 2023-12-01), or the older 3 letters
    /// and 12 digits, which stays valid.
    ForeignResident,
}

/// Sex by GB/T 2261.1.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Sex {
    /// Not known.
    #[serde(rename = "0")]
    Unknown,
    /// Male.
    #[serde(rename = "1")]
    Male,
    /// Female.
    #[serde(rename = "2")]
    Female,
    /// Not stated.
    #[serde(rename = "9")]
    Unstated,
}

impl Sex {
    /// The code of GB/T 2261.1.
    pub fn code(self) -> &'static str {
        match self {
            Sex::Unknown => "0",
            Sex::Male => "1",
            Sex::Female => "2",
            Sex::Unstated => "9",
        }
    }
}

/// Checks what was typed as a person's number. `today` bounds the date of birth.
///
/// Refused: a wrong length or character, 15 digits, an impossible date of birth, a wrong check digit. An unknown or
/// revoked division only warns, because most older numbers of Hainan carry a division that is gone.
pub fn check_citizen(text: &str, today: Date) -> Verdict<CitizenNumber> {
    match read(&plain(text), today) {
        Ok(number) => {
            let concerns = number.oddities();
            Verdict::weighed(number, concerns)
        }
        Err(concern) => Verdict::Refuse(concern),
    }
}

impl CitizenNumber {
    /// The number, upper case, without gaps.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whose number it is.
    pub fn holder(&self) -> HolderKind {
        self.holder
    }

    /// Date of birth. `None` only for permanent residence cards from which none can be read.
    pub fn birth(&self) -> Option<Date> {
        self.birth
    }

    /// Sex from the seventeenth digit, odd for male. Unknown for foreigners, whose layout is not published.
    pub fn sex(&self) -> Sex {
        match self.text.as_bytes().get(16) {
            Some(digit) if self.holder != HolderKind::ForeignResident => {
                if digit % 2 == 1 {
                    Sex::Male
                } else {
                    Sex::Female
                }
            }
            _ => Sex::Unknown,
        }
    }

    /// Full years of age (周岁) on a date; `None` without a date of birth or before it. Who was born on 29 February
    /// completes a common year on its 28th (民法典 art. 202: without a corresponding day, the last of the month).
    pub fn age_on(&self, date: Date) -> Option<u16> {
        let birth = self.birth.filter(|&birth| birth <= date)?;
        let birthday = (birth.month(), birth.day().min(last_day(date.year(), birth.month())));
        let had_birthday = (date.month(), date.day()) >= birthday;
        u16::try_from(date.year() - birth.year() - i16::from(!had_birthday)).ok()
    }

    /// The first four and the last four characters: `5301…1223`.
    pub fn masked(&self) -> String {
        masked(&self.text, 4, 4)
    }

    /// The six digits of the division that gave the number (GB/T 2260); foreigners have none.
    pub fn division(&self) -> Option<&str> {
        if self.holder == HolderKind::ForeignResident { None } else { self.text.get(..6) }
    }

    fn oddities(&self) -> Vec<Concern> {
        let Some(code) = self.division() else {
            return if self.text.len() == 18 && self.birth.is_none() {
                vec![Concern::BirthUnread]
            } else {
                vec![]
            };
        };
        match division::standing(code) {
            Standing::Revoked => vec![Concern::RevokedDivision { division: code.to_owned() }],
            Standing::Unknown => vec![Concern::UnknownDivision { division: code.to_owned() }],
            Standing::Current | Standing::OtherProvince | Standing::ResidencePermit => vec![],
        }
    }
}

checked_text!(CitizenNumber, |text| check_citizen(text, Date::MAX));
masked_debug!(CitizenNumber);

fn read(text: &str, today: Date) -> Result<CitizenNumber, Concern> {
    if begins_with_three_letters(text) {
        return read_lettered_card(text);
    }
    all_fit(text, |position, c| c.is_ascii_digit() || (c == 'X' && position == text.chars().count()))?;
    if text.len() == 15 && !text.ends_with('X') {
        return Err(Concern::OldCitizenNumber);
    }
    length_is(text, 18, 18)?;
    let birth = if text.starts_with('9') {
        read_card(text, today)?
    } else {
        Some(read_birth_and_check(text, today)?)
    };
    Ok(CitizenNumber { text: text.to_owned(), holder: holder_of(text), birth })
}

/// The card of 2017: country, then 12 digits whose check is not published.
fn read_lettered_card(text: &str) -> Result<CitizenNumber, Concern> {
    all_fit(text, |position, c| if position <= 3 { c.is_ascii_uppercase() } else { c.is_ascii_digit() })?;
    length_is(text, 15, 15)?;
    Ok(CitizenNumber { text: text.to_owned(), holder: HolderKind::ForeignResident, birth: None })
}

/// The card of 2023. Only its check digit is a published rule, so a date of birth is read where a citizen number
/// has it if it makes sense there, and is never a reason to refuse.
fn read_card(text: &str, today: Date) -> Result<Option<Date>, Concern> {
    if !check_digit::mod_11_2_holds(text) {
        let swap =
            only_repairing_swap(text, |other| other.starts_with('9') && check_digit::mod_11_2_holds(other));
        return Err(Concern::WrongCheckDigit { swap });
    }
    Ok(birth_in(text).ok().filter(|&birth| birth <= today && birth.year() >= FIRST_BIRTH_YEAR))
}

fn read_birth_and_check(text: &str, today: Date) -> Result<Date, Concern> {
    let swap = || only_repairing_swap(text, |other| is_right(other, today));
    let birth = birth_in(text).map_err(|(year, month, day)| Concern::NoSuchBirthDate {
        year,
        month,
        day,
        swap: swap(),
    })?;
    if birth > today {
        return Err(Concern::BirthInFuture { swap: swap() });
    }
    if birth.year() < FIRST_BIRTH_YEAR {
        return Err(Concern::BirthTooEarly { swap: swap() });
    }
    if !check_digit::mod_11_2_holds(text) {
        return Err(Concern::WrongCheckDigit { swap: swap() });
    }
    Ok(birth)
}

fn is_right(text: &str, today: Date) -> bool {
    let possible = |birth: Date| birth <= today && birth.year() >= FIRST_BIRTH_YEAR;
    check_digit::mod_11_2_holds(text) && birth_in(text).is_ok_and(possible)
}

/// The date in the seventh to fourteenth digit, or year, month and day as they stand there.
fn birth_in(text: &str) -> Result<Date, (u16, u8, u8)> {
    let year = number_in(text, 6, 10);
    let month = number_in(text, 10, 12);
    let day = number_in(text, 12, 14);
    Date::new(year, month, day).map_err(|_| (year.unsigned_abs(), month.unsigned_abs(), day.unsigned_abs()))
}

fn number_in<N: std::str::FromStr + Default>(text: &str, from: usize, to: usize) -> N {
    text.get(from..to).and_then(|digits| digits.parse().ok()).unwrap_or_default()
}

fn begins_with_three_letters(text: &str) -> bool {
    text.chars().take(3).filter(char::is_ascii_alphabetic).count() == 3
}

fn holder_of(text: &str) -> HolderKind {
    match text.get(..6) {
        Some(division::HONG_KONG) => HolderKind::HongKong,
        Some(division::MACAO) => HolderKind::Macao,
        Some(division::TAIWAN) => HolderKind::Taiwan,
        _ if text.starts_with('9') => HolderKind::ForeignResident,
        _ => HolderKind::Citizen,
    }
}

fn last_day(year: i16, month: i8) -> i8 {
    Date::new(year, month, 1).map_or(31, |first| first.days_in_month())
}

#[cfg(test)]
mod tests;
