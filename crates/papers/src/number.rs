//! The number of a case as it stands on paper: village 12, day 8, device 2, sequence 4, check 1.

use std::fmt;

const DIGITS: usize = 26;
const GROUPS: [usize; 5] = [12, 8, 2, 4, 1];

/// A receipt number: 26 digits and a final check character `0-9A-Z` (ISO 7064 MOD 37,36).
/// Whether the check character is right is the business of who gives the number; here only the shape is held.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct PaperNumber(String);

/// The text is not 26 digits and a check character.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a receipt number of 26 digits and a check character")]
pub struct NotANumber(pub String);

impl PaperNumber {
    /// Reads a number; spaces between the groups are allowed, as a person types them from the paper.
    pub fn parse(text: &str) -> Result<Self, NotANumber> {
        let bare: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        let bytes = bare.as_bytes();
        let shaped = bytes.len() == DIGITS + 1
            && bytes[..DIGITS].iter().all(u8::is_ascii_digit)
            && (bytes[DIGITS].is_ascii_digit() || bytes[DIGITS].is_ascii_uppercase());
        if shaped { Ok(Self(bare)) } else { Err(NotANumber(text.to_owned())) }
    }

    /// The 27 characters without spaces.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The groups a person reads: `460105001001 20260415 01 0007 X`.
    pub fn groups(&self) -> String {
        let mut rest = self.0.as_str();
        let mut parts = Vec::with_capacity(GROUPS.len());
        for width in GROUPS {
            let (part, tail) = rest.split_at(width);
            parts.push(part);
            rest = tail;
        }
        parts.join(" ")
    }

    /// Twelve bytes: the digits as one integer times 36, plus the check character. Small enough for QR version 9.
    pub(crate) fn pack(&self) -> [u8; 12] {
        let digits = self.0[..DIGITS].bytes().fold(0u128, |sum, byte| sum * 10 + u128::from(byte - b'0'));
        let packed = digits * 36 + u128::from(check_value(self.0.as_bytes()[DIGITS]));
        let mut bytes = [0; 12];
        bytes.copy_from_slice(&packed.to_be_bytes()[4..]);
        bytes
    }

    /// The inverse of [`PaperNumber::pack`]; `None` when the integer is too large for a number.
    pub(crate) fn unpack(bytes: &[u8; 12]) -> Option<Self> {
        let mut wide = [0; 16];
        wide[4..].copy_from_slice(bytes);
        let packed = u128::from_be_bytes(wide);
        let (digits, check) = (packed / 36, (packed % 36) as u8);
        let text = format!("{digits:026}{}", check_character(check));
        Self::parse(&text).ok()
    }
}

impl fmt::Display for PaperNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

fn check_value(byte: u8) -> u8 {
    if byte.is_ascii_digit() { byte - b'0' } else { byte - b'A' + 10 }
}

fn check_character(value: u8) -> char {
    char::from(if value < 10 { b'0' + value } else { b'A' + value - 10 })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_number_is_printed_in_groups_and_read_with_or_without_them() {
        let number = PaperNumber::parse("46010500100120260415010007X").expect("a number");
        assert_eq!(number.groups(), "460105001001 20260415 01 0007 X");
        assert_eq!(PaperNumber::parse(&number.groups()), Ok(number));
    }

    #[test]
    fn other_shapes_are_no_numbers() {
        for text in [
            "",
            "46010500100120260415010007",
            "46010500100120260415010007x",
            "4601050010012026041501000XX",
            "４60105001001202604150100071",
        ] {
            assert_eq!(PaperNumber::parse(text), Err(NotANumber(text.to_owned())));
        }
    }

    #[test]
    fn packing_keeps_each_digit_and_the_check_character() {
        for text in
            ["00000000000000000000000000 0", "99999999999999999999999999 Z", "46010500100120260415010007 X"]
        {
            let number = PaperNumber::parse(text).expect("a number");
            assert_eq!(PaperNumber::unpack(&number.pack()), Some(number));
        }
        assert_eq!(PaperNumber::unpack(&[0xFF; 12]), None);
    }
}
