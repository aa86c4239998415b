//! Identifier of an electronic licence (电子证照标识, GB/T 36904-2018):
//! `1.2.156.3005.2` . kind 21 . issuer 18 . serial . version 3 . check (ISO 7064 MOD 37,36).

use super::text::{all_fit, plain};
use super::{Concern, Verdict, checked_text};
use crate::check_digit;
use serde::{Deserialize, Serialize};
use std::fmt;

const ROOT: &str = "1.2.156.3005.2.";
const PARTS: usize = 5;

/// Fewest and most characters of kind, issuer, serial, version and check. The standard's bound for the serial was
/// not read; this one only keeps nonsense out.
const LENGTHS: [(usize, usize); PARTS] = [(21, 21), (18, 18), (1, 64), (3, 3), (1, 1)];

/// A checked identifier, in upper case without gaps.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct LicenceId(String);

/// Checks what was typed or scanned as a licence identifier. Everything that does not fit is refused: such an id is
/// copied from a file, not remembered.
pub fn check_licence(text: &str) -> Verdict<LicenceId> {
    let text = plain(text);
    match is_right(&text) {
        Ok(()) => Verdict::Ok(LicenceId(text)),
        Err(concern) => Verdict::Refuse(concern),
    }
}

impl LicenceId {
    /// The identifier with its root and dots.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The kind of licence, 21 characters (证照类型代码).
    pub fn kind(&self) -> &str {
        self.part(0)
    }

    /// The social credit code of the issuer, 18 characters (颁发机构代码).
    pub fn issuer(&self) -> &str {
        self.part(1)
    }

    /// The serial that the issuer gave (流水号).
    pub fn serial(&self) -> &str {
        self.part(2)
    }

    /// The version, 3 characters (版本号).
    pub fn version(&self) -> &str {
        self.part(3)
    }

    fn part(&self, index: usize) -> &str {
        self.0[ROOT.len()..].split('.').nth(index).unwrap_or_default()
    }
}

impl fmt::Display for LicenceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

checked_text!(LicenceId, check_licence);

/// No swap is looked for: among so many characters nearly always several would do.
fn is_right(text: &str) -> Result<(), Concern> {
    let checked = parts(text)?.concat();
    if check_digit::mod_37_36_holds(&checked) { Ok(()) } else { Err(Concern::WrongCheckDigit { swap: None }) }
}

/// The parts behind the root, each of the length it must have.
fn parts(text: &str) -> Result<Vec<&str>, Concern> {
    if text.is_empty() {
        return Err(Concern::Empty);
    }
    all_fit(text, |_, c| c == '.' || c.is_ascii_digit() || c.is_ascii_uppercase())?;
    let parts: Vec<&str> = text.strip_prefix(ROOT).ok_or(Concern::WrongLicenceRoot)?.split('.').collect();
    if parts.len() != PARTS {
        return Err(Concern::WrongLicenceParts { expected: PARTS, found: parts.len() });
    }
    for ((part, text), (least, most)) in (1..).zip(&parts).zip(LENGTHS) {
        let found = text.len();
        if found < least || found > most {
            return Err(Concern::WrongLicencePart { part, least, most, found });
        }
    }
    Ok(parts)
}

#[cfg(test)]
mod tests {
    use super::*;

    const REAL: [&str; 3] = [
        "1.2.156.3005.2.11100000000013338W011.11430000006122244L.20230000403.001.U",
        "1.2.156.3005.2.11100000000013338W032.11220000013544541J.2430599.001.F",
        "1.2.156.3005.2.11100000000013338W011.11110000000021135M.20230329701.003.Y",
    ];

    fn refusal(text: &str) -> Concern {
        check_licence(text).accepted().unwrap_err()
    }

    #[test]
    fn real_identifiers_pass_in_either_case_and_width() {
        for id in REAL {
            assert_eq!(check_licence(id).accepted().unwrap().as_str(), id);
            assert_eq!(check_licence(&id.to_lowercase()).accepted().unwrap().as_str(), id);
            assert_eq!(check_licence(&id.replace('.', "．")).accepted().unwrap().as_str(), id);
        }
    }

    #[test]
    fn the_parts_are_told_apart() {
        let id = check_licence(REAL[1]).accepted().unwrap();
        assert_eq!(
            (id.kind(), id.issuer(), id.serial(), id.version()),
            ("11100000000013338W032", "11220000013544541J", "2430599", "001")
        );
    }

    #[test]
    fn any_other_check_character_is_refused() {
        for id in REAL {
            let (body, right) = id.split_at(id.len() - 1);
            for c in ('0'..='9').chain('A'..='Z').filter(|c| !right.starts_with(*c)) {
                let wrong = format!("{body}{c}");
                assert_eq!(refusal(&wrong).code(), "wrong_check_digit", "{wrong}");
            }
        }
    }

    #[test]
    fn a_serial_with_swapped_neighbours_is_refused() {
        let swapped = REAL[1].replace("2430599", "2435099");
        assert_eq!(refusal(&swapped), Concern::WrongCheckDigit { swap: None });
    }

    #[test]
    fn what_is_wrong_with_the_shape_is_told() {
        let cases = [
            ("", Concern::Empty),
            ("1.2.156.3005.3.A.B.C.001.U", Concern::WrongLicenceRoot),
            ("1.2.156.3005.2.A.B.C", Concern::WrongLicenceParts { expected: 5, found: 3 }),
            ("1.2.156.3005.2.琼", Concern::WrongCharacter { position: 16, found: '琼' }),
            (
                "1.2.156.3005.2.11100000000013338W011.1143000000612224L.1.001.U",
                Concern::WrongLicencePart { part: 2, least: 18, most: 18, found: 17 },
            ),
            (
                "1.2.156.3005.2.11100000000013338W011.11430000006122244L..001.U",
                Concern::WrongLicencePart { part: 3, least: 1, most: 64, found: 0 },
            ),
        ];
        for (text, concern) in cases {
            assert_eq!(refusal(text), concern, "{text}");
        }
    }
}
