//! Numbers that people copy from paper: the station's receipt number and the gateway's proof number.

use crate::check_digit;
use crate::place::{DeviceNumber, StationCode};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use std::fmt;
use std::str::FromStr;

/// Why a text is not a number of ours.
#[derive(Debug, thiserror::Error, PartialEq, Eq, Clone)]
pub enum NumberError {
    /// Wrong count of characters; spaces and dashes do not count.
    #[error("the number has {found} characters, it needs {expected}")]
    Length {
        /// Characters it needs.
        expected: usize,
        /// Characters it has.
        found: usize,
    },
    /// A character that cannot stand there.
    #[error("character {position} cannot stand there")]
    Character {
        /// Counted from 1.
        position: usize,
    },
    /// The check character at the end does not fit: something was misread.
    #[error("the check character does not fit")]
    Check,
    /// The day's sequence is used up (9999).
    #[error("no number is left for this day")]
    Exhausted,
}

/// Receipt number: village 12, date 8, device 2, sequence of the day 4, check 1 (ISO 7064 MOD 37,36).
/// Given once per case when its first version is frozen, never reused.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ReceiptNumber(String);

/// Characters of a receipt number.
pub const RECEIPT_LENGTH: usize = 27;

impl ReceiptNumber {
    /// # Errors
    /// [`NumberError::Exhausted`] when `sequence` is 0 or above 9999.
    pub fn new(
        station: &StationCode,
        date: Date,
        device: DeviceNumber,
        sequence: u32,
    ) -> Result<Self, NumberError> {
        if !(1..=9999).contains(&sequence) {
            return Err(NumberError::Exhausted);
        }
        let body = format!(
            "{station}{:04}{:02}{:02}{:02}{sequence:04}",
            date.year(),
            date.month(),
            date.day(),
            device.get()
        );
        let check = check_digit::mod_37_36(&body).ok_or(NumberError::Check)?;
        Ok(Self(format!("{body}{check}")))
    }

    /// The 27 characters without gaps, as stored and sent.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Village, date, device, sequence and check with gaps, as printed.
    pub fn grouped(&self) -> String {
        let n = &self.0;
        format!("{} {} {} {} {}", &n[..12], &n[12..20], &n[20..22], &n[22..26], &n[26..])
    }

    /// The station that gave it.
    pub fn station(&self) -> &str {
        &self.0[..12]
    }

    /// The station's device that gave it.
    pub fn device(&self) -> &str {
        &self.0[20..22]
    }
}

/// Sequences of one day for each life of a device's data.
const BLOCK: u32 = 1000;
/// A sequence has four digits.
const LAST_SEQUENCE: u32 = 9999;

/// The day and sequence of the next receipt number. The date is the later of the last one used and today,
/// so a clock that ran back never makes a number twice. Sequences go on behind `block` ([`block_of`]). Where those of a
/// day are used up, because a clock once ran far ahead and its day never passes, the day behind it follows.
pub fn next_day_and_sequence(last: Option<(Date, u32)>, today: Date, block: u32) -> (Date, u32) {
    let full = (block + BLOCK).min(LAST_SEQUENCE);
    match last {
        Some((date, sequence)) if date >= today && sequence < full => (date, sequence.max(block) + 1),
        Some((date, _)) if date >= today => (date.tomorrow().unwrap_or(date), block + 1),
        _ => (today, block + 1),
    }
}

/// Behind which sequence a life of a device's data numbers its cases. A copied disk and a restored folder know nothing of
/// the numbers that the other one gave; each in its own thousand, they never give one twice.
pub fn block_of(life: u32) -> u32 {
    (life.max(1) - 1) % 10 * BLOCK
}

/// Proof number: province 2 – year 4 – term 2 – counter 8 – check 1, given by the gateway.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct ProofNumber(String);

impl ProofNumber {
    /// `province` two digits, `term` the gateway's term, `counter` of it in the year, from 1. Of the term two digits are
    /// written: every second hundred of terms counts down from the largest counter, so that a gateway that was restored a
    /// hundred times in a year gives no number again.
    ///
    /// # Errors
    /// [`NumberError::Exhausted`] when a part does not fit its digits.
    pub fn new(province: u32, year: u32, term: u32, counter: u32) -> Result<Self, NumberError> {
        if province > 99 || year > 9999 || counter > 99_999_999 {
            return Err(NumberError::Exhausted);
        }
        let counter = if (term / 100).is_multiple_of(2) { counter } else { 100_000_000 - counter.max(1) };
        let body = format!("{province:02}{year:04}{:02}{counter:08}", term % 100);
        let check = check_digit::mod_37_36(&body).ok_or(NumberError::Check)?;
        Ok(Self(format!("{}-{}-{}-{}-{check}", &body[..2], &body[2..6], &body[6..8], &body[8..])))
    }

    /// With its dashes.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

fn bare(text: &str) -> String {
    text.chars().filter(|c| !c.is_whitespace() && *c != '-').map(|c| c.to_ascii_uppercase()).collect()
}

fn verify(bare: &str, expected: usize) -> Result<(), NumberError> {
    let found = bare.chars().count();
    if found != expected {
        return Err(NumberError::Length { expected, found });
    }
    let body = expected - 1;
    if let Some(at) = bare.chars().take(body).position(|c| !c.is_ascii_digit()) {
        return Err(NumberError::Character { position: at + 1 });
    }
    let Some(last) = bare.chars().last().filter(char::is_ascii_alphanumeric) else {
        return Err(NumberError::Character { position: expected });
    };
    if check_digit::mod_37_36(&bare[..body]) == Some(last) { Ok(()) } else { Err(NumberError::Check) }
}

impl FromStr for ReceiptNumber {
    type Err = NumberError;
    fn from_str(text: &str) -> Result<Self, NumberError> {
        let bare = bare(text);
        verify(&bare, RECEIPT_LENGTH)?;
        Ok(Self(bare))
    }
}

impl FromStr for ProofNumber {
    type Err = NumberError;
    fn from_str(text: &str) -> Result<Self, NumberError> {
        let bare = bare(text);
        verify(&bare, 17)?;
        Ok(Self(format!("{}-{}-{}-{}-{}", &bare[..2], &bare[2..6], &bare[6..8], &bare[8..16], &bare[16..])))
    }
}

macro_rules! number_text {
    ($name:ident) => {
        impl TryFrom<String> for $name {
            type Error = NumberError;
            fn try_from(text: String) -> Result<Self, NumberError> {
                text.parse()
            }
        }
        impl From<$name> for String {
            fn from(number: $name) -> String {
                number.0
            }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    };
}
number_text!(ReceiptNumber);
number_text!(ProofNumber);

#[cfg(test)]
mod tests {
    use super::*;
    use jiff::civil::date;

    fn sample() -> ReceiptNumber {
        let station = "469028100200".parse().unwrap();
        ReceiptNumber::new(&station, date(2026, 4, 15), DeviceNumber::new(1).unwrap(), 7).unwrap()
    }

    #[test]
    fn a_number_is_read_back_with_or_without_its_gaps() {
        let number = sample();
        assert_eq!(number.as_str().len(), RECEIPT_LENGTH);
        assert_eq!(number.grouped().parse::<ReceiptNumber>().unwrap(), number);
        assert_eq!(number.as_str().to_lowercase().parse::<ReceiptNumber>().unwrap(), number);
    }

    #[test]
    fn every_single_wrong_digit_and_every_swap_of_neighbours_is_noticed() {
        let text = sample().as_str().to_owned();
        for position in 0..26 {
            for digit in b'0'..=b'9' {
                let mut wrong = text.clone().into_bytes();
                if wrong[position] != digit {
                    wrong[position] = digit;
                    let wrong = String::from_utf8(wrong).unwrap();
                    assert_eq!(wrong.parse::<ReceiptNumber>(), Err(NumberError::Check), "{wrong}");
                }
            }
        }
        for position in 0..25 {
            let mut swapped = text.clone().into_bytes();
            swapped.swap(position, position + 1);
            let swapped = String::from_utf8(swapped).unwrap();
            assert!(swapped == text || swapped.parse::<ReceiptNumber>().is_err(), "{swapped}");
        }
    }

    #[test]
    fn hostile_text_is_refused_without_a_panic() {
        for text in [
            "",
            "é",
            "一二三四五六七八九十一二三四五六七八九十一二三四五六七",
            "4690281002002026041501000\u{1F600}",
        ] {
            assert!(text.parse::<ReceiptNumber>().is_err(), "{text}");
        }
    }

    #[test]
    fn a_clock_that_ran_back_goes_on_counting_on_the_later_day() {
        let last = Some((date(2026, 4, 15), 12));
        assert_eq!(next_day_and_sequence(last, date(2019, 1, 1), 0), (date(2026, 4, 15), 13));
        assert_eq!(next_day_and_sequence(last, date(2026, 4, 16), 0), (date(2026, 4, 16), 1));
        assert_eq!(next_day_and_sequence(None, date(2026, 4, 16), 0), (date(2026, 4, 16), 1));
    }

    #[test]
    fn a_day_whose_sequences_are_used_up_is_followed_by_the_next_one() {
        let (ahead, behind) = (date(2099, 12, 31), date(2100, 1, 1));
        let today = date(2026, 4, 15);
        assert_eq!(next_day_and_sequence(Some((ahead, 999)), today, 0), (ahead, 1000));
        assert_eq!(next_day_and_sequence(Some((ahead, 1000)), today, 0), (behind, 1));
        assert_eq!(next_day_and_sequence(Some((ahead, 1000)), today, block_of(2)), (ahead, 1001));
        assert_eq!(next_day_and_sequence(Some((ahead, 9999)), today, block_of(10)), (behind, 9001));
    }

    #[test]
    fn copies_of_a_disk_number_in_different_thousands() {
        let last = Some((date(2026, 4, 15), 12));
        assert_eq!([0, 1, 2, 10, 11].map(block_of), [0, 0, 1000, 9000, 0]);
        assert_eq!(next_day_and_sequence(last, date(2026, 4, 15), block_of(2)), (date(2026, 4, 15), 1001));
        assert_eq!(next_day_and_sequence(last, date(2026, 4, 16), block_of(3)), (date(2026, 4, 16), 2001));
    }

    #[test]
    fn a_proof_number_keeps_its_dashes() {
        let number = ProofNumber::new(46, 2026, 1, 123).unwrap();
        assert!(number.as_str().starts_with("46-2026-01-00000123-"));
        assert_eq!(number.as_str().replace('-', "").parse::<ProofNumber>().unwrap(), number);
    }

    #[test]
    fn two_hundred_terms_of_a_year_give_no_proof_number_twice() {
        let numbers = (1..=200).flat_map(|term| (1..=30).map(move |counter| (term, counter)));
        let given: std::collections::BTreeSet<String> = numbers
            .map(|(term, counter)| ProofNumber::new(46, 2026, term, counter).unwrap().to_string())
            .collect();
        assert_eq!(given.len(), 200 * 30);
        assert!(ProofNumber::new(46, 2026, 1, 1).unwrap().as_str().starts_with("46-2026-01-00000001-"));
    }
}
