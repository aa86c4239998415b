//! What is wrong or unusual about a checked text. The sentences a person reads are the business of `wording`,
//! which finds them by [`Concern::code`].

use serde::Serialize;

/// A reason to refuse or to look twice. Positions count characters from 1, after spaces are dropped and full-width
/// characters made narrow.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, thiserror::Error)]
#[serde(tag = "code", rename_all = "snake_case")]
pub enum Concern {
    /// Nothing was written.
    #[error("nothing is written")]
    Empty,
    /// Too short or too long.
    #[error("{found} characters instead of {least} to {most}")]
    WrongLength {
        /// The fewest characters it may have.
        least: usize,
        /// The most characters it may have.
        most: usize,
        /// The characters it has.
        found: usize,
    },
    /// A character that cannot stand at its place.
    #[error("{found:?} cannot stand at position {position}")]
    WrongCharacter {
        /// Where it stands.
        position: usize,
        /// The character.
        found: char,
    },
    /// The check digit or character at the end does not fit the rest: something was misread.
    #[error("the check digit does not fit")]
    WrongCheckDigit {
        /// The one swap of neighbours that makes the number right, if there is exactly one.
        swap: Option<Swap>,
    },
    /// The date of birth inside the number does not exist.
    #[error("{year:04}-{month:02}-{day:02} is not a date")]
    NoSuchBirthDate {
        /// The year as written.
        year: u16,
        /// The month as written.
        month: u8,
        /// The day as written.
        day: u8,
        /// The one swap of neighbours that makes the number right, if there is exactly one.
        swap: Option<Swap>,
    },
    /// The date of birth inside the number is later than today.
    #[error("the date of birth lies in the future")]
    BirthInFuture {
        /// The one swap of neighbours that makes the number right, if there is exactly one.
        swap: Option<Swap>,
    },
    /// The date of birth inside the number is before 1850.
    #[error("the date of birth lies before 1850")]
    BirthTooEarly {
        /// The one swap of neighbours that makes the number right, if there is exactly one.
        swap: Option<Swap>,
    },
    /// A citizen number of 15 digits: no longer valid for new business, the holder has one of 18.
    #[error("a number of 15 digits is no longer valid for new business")]
    OldCitizenNumber,
    /// The first six digits are no division that is known. Warns only.
    #[error("{division} is no division that is known")]
    UnknownDivision {
        /// The six digits.
        division: String,
    },
    /// The first six digits are a division of Hainan that is gone; usual on numbers given before it went. Warns only.
    #[error("{division} is a division that is gone")]
    RevokedDivision {
        /// The six digits.
        division: String,
    },
    /// A permanent residence number from which no date of birth can be read. Warns only.
    #[error("no date of birth can be read from the number")]
    BirthUnread,
    /// A licence id does not begin with the root of GB/T 36904.
    #[error("the licence id does not begin with 1.2.156.3005.2.")]
    WrongLicenceRoot,
    /// A licence id has too few or too many parts behind its root.
    #[error("{found} parts behind the root instead of {expected}")]
    WrongLicenceParts {
        /// The parts it needs.
        expected: usize,
        /// The parts it has.
        found: usize,
    },
    /// A part of a licence id is too short or too long.
    #[error("part {part} has {found} characters instead of {least} to {most}")]
    WrongLicencePart {
        /// Which part behind the root, counted from 1.
        part: usize,
        /// The fewest characters it may have.
        least: usize,
        /// The most characters it may have.
        most: usize,
        /// The characters it has.
        found: usize,
    },
    /// Digits that are no kind of phone number.
    #[error("not a phone number")]
    NotAPhone,
    /// A landline without its area code (Hainan: 0898).
    #[error("the area code is missing")]
    AreaCodeMissing,
    /// The nineteenth character of a disability card is none of the seven categories.
    #[error("{found:?} is no category of disability")]
    UnknownDisability {
        /// The character.
        found: char,
    },
    /// The twentieth character of a disability card is none of the four grades.
    #[error("{found:?} is no grade of disability")]
    UnknownGrade {
        /// The character.
        found: char,
    },
    /// A bank account that fails the Luhn check; passbook accounts often do. Warns only.
    #[error("the account fails the Luhn check")]
    LuhnFails,
}

/// Two neighbouring characters that were written the wrong way round.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
pub struct Swap {
    /// The position of the first of the two, counted from 1; the second follows it.
    pub first: usize,
}

impl Concern {
    /// The name under which `wording` finds the sentence. Never changes.
    pub fn code(&self) -> &'static str {
        match self {
            Concern::Empty => "empty",
            Concern::WrongLength { .. } => "wrong_length",
            Concern::WrongCharacter { .. } => "wrong_character",
            Concern::WrongCheckDigit { .. } => "wrong_check_digit",
            Concern::NoSuchBirthDate { .. } => "no_such_birth_date",
            Concern::BirthInFuture { .. } => "birth_in_future",
            Concern::BirthTooEarly { .. } => "birth_too_early",
            Concern::OldCitizenNumber => "old_citizen_number",
            Concern::UnknownDivision { .. } => "unknown_division",
            Concern::RevokedDivision { .. } => "revoked_division",
            Concern::BirthUnread => "birth_unread",
            Concern::WrongLicenceRoot => "wrong_licence_root",
            Concern::WrongLicenceParts { .. } => "wrong_licence_parts",
            Concern::WrongLicencePart { .. } => "wrong_licence_part",
            Concern::NotAPhone => "not_a_phone",
            Concern::AreaCodeMissing => "area_code_missing",
            Concern::UnknownDisability { .. } => "unknown_disability",
            Concern::UnknownGrade { .. } => "unknown_grade",
            Concern::LuhnFails => "luhn_fails",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_concern_is_written_under_the_code_by_which_its_sentence_is_found() {
        let swap = Some(Swap { first: 3 });
        let division = "460034".to_owned();
        let concerns = [
            Concern::Empty,
            Concern::WrongLength { least: 18, most: 18, found: 17 },
            Concern::WrongCharacter { position: 4, found: 'O' },
            Concern::WrongCheckDigit { swap },
            Concern::NoSuchBirthDate { year: 1990, month: 2, day: 31, swap },
            Concern::BirthInFuture { swap },
            Concern::BirthTooEarly { swap },
            Concern::OldCitizenNumber,
            Concern::UnknownDivision { division: division.clone() },
            Concern::RevokedDivision { division },
            Concern::BirthUnread,
            Concern::WrongLicenceRoot,
            Concern::WrongLicenceParts { expected: 5, found: 4 },
            Concern::WrongLicencePart { part: 1, least: 21, most: 21, found: 20 },
            Concern::NotAPhone,
            Concern::AreaCodeMissing,
            Concern::UnknownDisability { found: '9' },
            Concern::UnknownGrade { found: '9' },
            Concern::LuhnFails,
        ];
        for concern in concerns {
            assert_eq!(serde_json::to_value(&concern).unwrap()["code"], concern.code());
        }
    }
}
