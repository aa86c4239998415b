//! Unified social credit code (统一社会信用代码, GB 32100-2015) of organs, village committees, firms and the like.

use super::text::{all_fit, length_is, only_repairing_swap, plain};
use super::{Concern, Verdict, checked_text};
use crate::check_digit;
use serde::{Deserialize, Serialize};
use std::fmt;

const LENGTH: usize = 18;

/// A checked code of 18 characters, in upper case without gaps.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Uscc(String);

/// Checks what was typed as a social credit code. A wrong length or character is refused; a wrong check character
/// only warns, because some early codes in real use carry one.
pub fn check_uscc(text: &str) -> Verdict<Uscc> {
    let text = plain(text);
    if let Err(concern) = has_shape(&text) {
        return Verdict::Refuse(concern);
    }
    let concerns = if check_digit::gb_32100_holds(&text) { vec![] } else { vec![wrong_check(&text)] };
    Verdict::weighed(Uscc(text), concerns)
}

impl Uscc {
    /// The code, upper case, without gaps.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for Uscc {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

checked_text!(Uscc, check_uscc);

fn has_shape(text: &str) -> Result<(), Concern> {
    all_fit(text, |_, c| check_digit::in_gb_32100(c))?;
    length_is(text, LENGTH, LENGTH)
}

fn wrong_check(text: &str) -> Concern {
    Concern::WrongCheckDigit { swap: only_repairing_swap(text, check_digit::gb_32100_holds) }
}

#[cfg(test)]
mod tests {
    use super::super::Swap;
    use super::*;

    #[test]
    fn a_right_code_passes_however_it_is_typed() {
        for typed in
            ["91350100M000100Y43", "９１350100m000100y43", "9135 0100 M000 100Y 43", "114690280076543708"]
        {
            let accepted = check_uscc(typed).accepted();
            assert!(accepted.is_ok_and(|code| code.as_str().len() == 18), "{typed}");
        }
        assert!(matches!(check_uscc("91350100m000100y43"), Verdict::Ok(_)));
    }

    #[test]
    fn a_wrong_check_character_warns_and_points_at_swapped_neighbours() {
        let Verdict::Warn(code, concerns) = check_uscc("91351000M000100Y43") else { panic!("no warning") };
        assert_eq!(code.as_str(), "91351000M000100Y43");
        assert_eq!(concerns, [Concern::WrongCheckDigit { swap: Some(Swap { first: 5 }) }]);
    }

    #[test]
    fn letters_outside_the_alphabet_and_other_lengths_are_refused() {
        for (position, letter) in (1..).zip("IOSVZ".chars()) {
            let mut typed = "91350100M000100Y43".to_owned();
            typed.replace_range(position - 1..position, &letter.to_string());
            assert_eq!(
                check_uscc(&typed),
                Verdict::Refuse(Concern::WrongCharacter { position, found: letter })
            );
        }
        let short = Concern::WrongLength { least: 18, most: 18, found: 17 };
        assert_eq!(check_uscc("91350100M000100Y4"), Verdict::Refuse(short));
        assert_eq!(check_uscc("　"), Verdict::Refuse(Concern::Empty));
        assert!(check_uscc("村委会").is_refused());
    }

    #[test]
    fn a_stored_code_is_checked_when_it_is_read_back() {
        let code = check_uscc("91350100M000100Y43").accepted().unwrap();
        assert_eq!(serde_json::to_string(&code).unwrap(), "\"91350100M000100Y43\"");
        assert_eq!(serde_json::from_str::<Uscc>("\"91350100M000100Y43\"").unwrap(), code);
        assert!(serde_json::from_str::<Uscc>("\"91350100M\"").is_err());
    }
}
