//! Phone numbers as people at the counter give them: mobile, landline with area code, service number, or none.

use super::text::{all_fit, length_is, masked, plain};
use super::{Concern, Verdict, checked_text, masked_debug};
use serde::{Deserialize, Serialize};

/// What is written for a person without a phone.
const ABSENT: &str = "无";

const MOBILE_LENGTH: usize = 11;

/// A checked phone number: `13907651234`, `0898-65332211`, `12345` or `无`.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Phone {
    text: String,
    kind: PhoneKind,
}

/// What kind of number it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PhoneKind {
    /// 11 digits beginning with 13 to 19.
    Mobile,
    /// Area code and 7 or 8 digits.
    Landline,
    /// A service number such as 12345, 110 or 9693668.
    Short,
    /// The person has no phone; a contact person is needed.
    Absent,
}

/// Checks what was typed as a phone number; dashes, brackets and the country code 86 are understood.
pub fn check_phone(text: &str) -> Verdict<Phone> {
    match read(&plain(text)) {
        Ok(phone) => Verdict::Ok(phone),
        Err(concern) => Verdict::Refuse(concern),
    }
}

impl Phone {
    /// A person without a phone.
    pub fn absent() -> Phone {
        Phone { text: ABSENT.to_owned(), kind: PhoneKind::Absent }
    }

    /// The number, a landline with a dash behind its area code; `无` when there is none.
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// What kind of number it is.
    pub fn kind(&self) -> PhoneKind {
        self.kind
    }

    /// The first three and the last four characters: `139…1234`. Service numbers and `无` belong to nobody and stay.
    pub fn masked(&self) -> String {
        match self.kind {
            PhoneKind::Mobile | PhoneKind::Landline => masked(&self.text, 3, 4),
            PhoneKind::Short | PhoneKind::Absent => self.text.clone(),
        }
    }
}

checked_text!(Phone, check_phone);
masked_debug!(Phone);

fn read(text: &str) -> Result<Phone, Concern> {
    if text == ABSENT {
        return Ok(Phone::absent());
    }
    all_fit(text, |position, c| c.is_ascii_digit() || is_ornament(c) || (c == '+' && position == 1))?;
    let digits = without_country(&text.chars().filter(|&c| !is_ornament(c)).collect::<String>());
    match digits.as_bytes() {
        [] => Err(Concern::Empty),
        [b'1', b'3'..=b'9', ..] => mobile(digits),
        [b'0', ..] => landline(&digits),
        [b'1', b'0'..=b'2', rest @ ..] if (1..=4).contains(&rest.len()) => Ok(short(digits)),
        [b'9', b'5' | b'6', rest @ ..] if (3..=5).contains(&rest.len()) => Ok(short(digits)),
        [b'2'..=b'9', rest @ ..] if (6..=7).contains(&rest.len()) => Err(Concern::AreaCodeMissing),
        _ => Err(Concern::NotAPhone),
    }
}

fn mobile(digits: String) -> Result<Phone, Concern> {
    length_is(&digits, MOBILE_LENGTH, MOBILE_LENGTH)?;
    Ok(Phone { text: digits, kind: PhoneKind::Mobile })
}

/// Big cities (010, 02x) have three digits of area code and eight of number, all others four and seven or eight.
fn landline(digits: &str) -> Result<Phone, Concern> {
    let (area, fewest) = if digits.starts_with("010") || digits.starts_with("02") { (3, 8) } else { (4, 7) };
    length_is(digits, area + fewest, area + 8)?;
    let (area, number) = digits.split_at(area);
    if area.starts_with("00") || number.starts_with(['0', '1']) {
        return Err(Concern::NotAPhone);
    }
    Ok(Phone { text: format!("{area}-{number}"), kind: PhoneKind::Landline })
}

fn short(digits: String) -> Phone {
    Phone { text: digits, kind: PhoneKind::Short }
}

fn without_country(digits: &str) -> String {
    let national = digits.strip_prefix("+86").or_else(|| digits.strip_prefix("0086"));
    let mobile =
        digits.strip_prefix("86").filter(|rest| rest.starts_with('1') && rest.len() == MOBILE_LENGTH);
    match (national, mobile) {
        // Abroad a landline is written without the leading 0 of its area code.
        (Some(rest), _) if rest.starts_with(['0', '1']) || rest.is_empty() => rest.to_owned(),
        (Some(rest), _) => format!("0{rest}"),
        (None, Some(rest)) => rest.to_owned(),
        (None, None) => digits.to_owned(),
    }
}

fn is_ornament(c: char) -> bool {
    matches!(c, '-' | '–' | '—' | '(' | ')')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_understood_as_people_write_them() {
        let cases = [
            ("13907651234", "13907651234", PhoneKind::Mobile),
            ("139 0765 1234", "13907651234", PhoneKind::Mobile),
            ("＋８６ １３９-０７６５-１２３４", "13907651234", PhoneKind::Mobile),
            ("8613907651234", "13907651234", PhoneKind::Mobile),
            ("0898-65332211", "0898-65332211", PhoneKind::Landline),
            ("（0898）65332211", "0898-65332211", PhoneKind::Landline),
            ("0898 6533221", "0898-6533221", PhoneKind::Landline),
            ("+86 898 65332211", "0898-65332211", PhoneKind::Landline),
            ("010-66553322", "010-66553322", PhoneKind::Landline),
            ("12345", "12345", PhoneKind::Short),
            ("110", "110", PhoneKind::Short),
            ("9693668", "9693668", PhoneKind::Short),
            ("95598", "95598", PhoneKind::Short),
            (" 无 ", "无", PhoneKind::Absent),
        ];
        for (typed, text, kind) in cases {
            let phone = check_phone(typed).accepted().unwrap();
            assert_eq!((phone.as_str(), phone.kind()), (text, kind), "{typed}");
        }
    }

    #[test]
    fn what_is_no_number_is_refused_with_its_reason() {
        let cases = [
            ("", Concern::Empty),
            ("-", Concern::Empty),
            ("+", Concern::NotAPhone),
            ("1390765123", Concern::WrongLength { least: 11, most: 11, found: 10 }),
            ("139076512345", Concern::WrongLength { least: 11, most: 11, found: 12 }),
            ("0898-653322", Concern::WrongLength { least: 11, most: 12, found: 10 }),
            ("010-6655332", Concern::WrongLength { least: 11, most: 11, found: 10 }),
            ("0898-15332211", Concern::NotAPhone),
            ("65332211", Concern::AreaCodeMissing),
            ("12007651234", Concern::NotAPhone),
            ("0", Concern::WrongLength { least: 11, most: 12, found: 1 }),
            ("1390765l234", Concern::WrongCharacter { position: 8, found: 'L' }),
            ("没有", Concern::WrongCharacter { position: 1, found: '没' }),
        ];
        for (typed, concern) in cases {
            assert_eq!(check_phone(typed), Verdict::Refuse(concern), "{typed}");
        }
    }

    #[test]
    fn a_number_is_stored_as_it_reads_and_checked_when_it_comes_back() {
        for typed in ["13907651234", "0898-65332211", "12345", "无"] {
            let phone = check_phone(typed).accepted().unwrap();
            let stored = serde_json::to_string(&phone).unwrap();
            assert_eq!(stored, format!("\"{typed}\""));
            assert_eq!(serde_json::from_str::<Phone>(&stored).unwrap(), phone);
        }
        assert!(serde_json::from_str::<Phone>("\"139\"").is_err());
        assert_eq!(Phone::absent().kind(), PhoneKind::Absent);
    }

    #[test]
    fn a_persons_number_is_masked_also_for_the_log() {
        let phone = check_phone("13907651234").accepted().unwrap();
        assert_eq!(phone.masked(), "139…1234");
        assert_eq!(format!("{phone:?}"), "Phone(139…1234)");
        assert_eq!(check_phone("12345").accepted().unwrap().masked(), "12345");
    }
}
