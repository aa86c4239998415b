//! Bank accounts that benefits are paid to (一卡通).

use super::text::{all_fit, length_is, masked, plain};
use super::{Concern, Verdict, checked_text, masked_debug};
use crate::check_digit;
use serde::{Deserialize, Serialize};

/// A checked account of 16 to 19 digits without gaps.
#[derive(Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct BankAccount(String);

/// Checks what was typed as a bank account. A failed Luhn check only warns: cards keep it, passbooks often do not.
pub fn check_bank_account(text: &str) -> Verdict<BankAccount> {
    let text = plain(text);
    let shape = all_fit(&text, |_, c| c.is_ascii_digit()).and_then(|()| length_is(&text, 16, 19));
    if let Err(concern) = shape {
        return Verdict::Refuse(concern);
    }
    let concerns = if check_digit::luhn_holds(&text) { vec![] } else { vec![Concern::LuhnFails] };
    Verdict::weighed(BankAccount(text), concerns)
}

impl BankAccount {
    /// The digits, without gaps.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// The first four and the last four digits: `6217…1223`.
    pub fn masked(&self) -> String {
        masked(&self.0, 4, 4)
    }
}

checked_text!(BankAccount, check_bank_account);
masked_debug!(BankAccount);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_card_number_passes_with_gaps_and_full_width_digits() {
        let Verdict::Ok(account) = check_bank_account("４111 1111 1111 1111") else {
            panic!("not accepted")
        };
        assert_eq!(account.as_str(), "4111111111111111");
        assert_eq!(format!("{account:?}"), "BankAccount(4111…1111)");
        let stored = serde_json::to_string(&account).unwrap();
        assert_eq!(serde_json::from_str::<BankAccount>(&stored).unwrap(), account);
    }

    #[test]
    fn one_wrong_digit_warns_and_keeps_the_account() {
        for digit in ('0'..='9').filter(|&digit| digit != '1') {
            let Verdict::Warn(account, concerns) = check_bank_account(&format!("41111{digit}1111111111"))
            else {
                panic!("{digit}")
            };
            assert_eq!((account.as_str().len(), concerns), (16, vec![Concern::LuhnFails]));
        }
    }

    #[test]
    fn other_lengths_and_characters_are_refused() {
        let length = |found| Concern::WrongLength { least: 16, most: 19, found };
        let cases = [
            (String::new(), Concern::Empty),
            ("1".repeat(15), length(15)),
            ("1".repeat(20), length(20)),
            ("411111111111111O".to_owned(), Concern::WrongCharacter { position: 16, found: 'O' }),
            ("一卡通".to_owned(), Concern::WrongCharacter { position: 1, found: '一' }),
        ];
        for (typed, concern) in cases {
            assert_eq!(check_bank_account(&typed), Verdict::Refuse(concern), "{typed}");
        }
        for count in 16..=19 {
            assert!(!check_bank_account(&"6".repeat(count)).is_refused(), "{count}");
        }
    }
}
