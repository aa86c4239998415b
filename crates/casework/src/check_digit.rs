//! Check characters: ISO 7064 MOD 11-2 and MOD 37,36, GB 32100-2015 and Luhn.
//!
//! Every function takes upper-case ASCII. A character outside the alphabet makes a computation answer `None`
//! and a verification `false`, never a panic.

/// The alphabet of GB 32100-2015: digits and capitals without I, O, S, V, Z.
const GB_32100: &str = "0123456789ABCDEFGHJKLMNPQRTUWXY";

/// Length of the part of a unified social credit code that the check character covers.
const USCC_BODY: usize = 17;

/// The check character of a number of digits by ISO 7064 MOD 11-2 (GB 11643-1999 uses it over 17 digits).
pub fn mod_11_2(body: &str) -> Option<char> {
    let remainder = body.chars().try_fold(0, |sum, c| Some((sum + c.to_digit(10)?) * 2 % 11))?;
    char_of_11((12 - remainder) % 11)
}

/// Whether the last character is the MOD 11-2 check of those before it.
pub fn mod_11_2_holds(text: &str) -> bool {
    holds(text, mod_11_2)
}

/// The check character of a text of digits and capitals by ISO 7064 MOD 37,36.
pub fn mod_37_36(body: &str) -> Option<char> {
    let product = body.chars().try_fold(36, |product, c| {
        let sum = match (product + value_of_36(c)?) % 36 {
            0 => 36,
            sum => sum,
        };
        Some(sum * 2 % 37)
    })?;
    char_of_36((37 - product) % 36)
}

/// Whether the last character is the MOD 37,36 check of those before it.
pub fn mod_37_36_holds(text: &str) -> bool {
    holds(text, mod_37_36)
}

/// The check character of the 17 characters of a unified social credit code (GB 32100-2015: weights 3^(i-1) mod 31).
pub fn gb_32100(body: &str) -> Option<char> {
    if body.chars().count() != USCC_BODY {
        return None;
    }
    let (sum, _) = body
        .chars()
        .try_fold((0, 1), |(sum, weight), c| Some((sum + value_of_gb_32100(c)? * weight, weight * 3 % 31)))?;
    GB_32100.chars().nth((31 - sum % 31) % 31)
}

/// Whether the eighteenth character is the GB 32100 check of the seventeen before it.
pub fn gb_32100_holds(text: &str) -> bool {
    holds(text, gb_32100)
}

/// Whether a character may stand in a unified social credit code.
pub fn in_gb_32100(c: char) -> bool {
    value_of_gb_32100(c).is_some()
}

/// Whether the digits of a bank card pass the Luhn check (ISO/IEC 7812-1).
pub fn luhn_holds(text: &str) -> bool {
    let sum = text.chars().rev().enumerate().try_fold(0, |sum, (place, c)| {
        let digit = c.to_digit(10)?;
        let doubled = if place % 2 == 1 { digit * 2 } else { digit };
        Some(sum + doubled / 10 + doubled % 10)
    });
    !text.is_empty() && sum.is_some_and(|sum| sum % 10 == 0)
}

fn holds(text: &str, check_of: fn(&str) -> Option<char>) -> bool {
    let Some((place, last)) = text.char_indices().next_back() else {
        return false;
    };
    place > 0 && check_of(&text[..place]) == Some(last)
}

fn char_of_11(value: u32) -> Option<char> {
    if value == 10 { Some('X') } else { char::from_digit(value, 10) }
}

fn char_of_36(value: u32) -> Option<char> {
    char::from_digit(value, 36).map(|c| c.to_ascii_uppercase())
}

fn value_of_36(c: char) -> Option<u32> {
    if c.is_ascii_lowercase() { None } else { c.to_digit(36) }
}

fn value_of_gb_32100(c: char) -> Option<usize> {
    GB_32100.chars().position(|known| known == c)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Three real licence numbers without root and dots.
    const LICENCES: [&str; 3] = [
        "11100000000013338W01111430000006122244L20230000403001U",
        "11100000000013338W03211220000013544541J2430599001F",
        "11100000000013338W01111110000000021135M20230329701003Y",
    ];

    #[test]
    fn mod_11_2_agrees_with_published_citizen_numbers() {
        for number in ["11010519491231002X", "440524188001010014", "46902719900307123X", "830000199001010012"]
        {
            assert!(mod_11_2_holds(number), "{number}");
        }
    }

    #[test]
    fn mod_11_2_agrees_with_the_weights_printed_in_gb_11643() {
        const WEIGHTS: [u32; 17] = [7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2];
        for seed in 0..2000_u64 {
            let body = format!("{:017}", seed.wrapping_mul(48_611_766_702_991) % 100_000_000_000_000_000);
            let sum: u32 =
                body.chars().zip(WEIGHTS).filter_map(|(c, weight)| Some(c.to_digit(10)? * weight)).sum();
            assert_eq!(mod_11_2(&body), "10X98765432".chars().nth(sum as usize % 11), "{body}");
        }
    }

    #[test]
    fn mod_37_36_agrees_with_real_licence_numbers() {
        for licence in LICENCES {
            assert!(mod_37_36_holds(licence), "{licence}");
        }
    }

    #[test]
    fn mod_37_36_sees_every_single_wrong_character() {
        let right = LICENCES[1];
        for place in 0..right.len() {
            for c in ('0'..='9').chain('A'..='Z').filter(|&c| !right[place..].starts_with(c)) {
                let mut wrong = right.to_owned();
                wrong.replace_range(place..=place, c.encode_utf8(&mut [0; 4]));
                assert!(!mod_37_36_holds(&wrong), "{wrong}");
            }
        }
    }

    #[test]
    fn gb_32100_agrees_with_a_published_code() {
        assert_eq!(gb_32100("91350100M000100Y4"), Some('3'));
        assert!(gb_32100_holds("91350100M000100Y43"));
        assert!(gb_32100_holds("11370800MB28559184"));
        assert!(!gb_32100_holds("91350100M000100Y44"));
    }

    #[test]
    fn luhn_sees_one_wrong_digit() {
        assert!(luhn_holds("4111111111111111"));
        assert!(!luhn_holds("4111111111111112"));
    }

    #[test]
    fn characters_outside_the_alphabet_are_answered_without_a_panic() {
        for text in ["", "X", "1", "abc", "一二三", "46902719900307123x", "91350100I000100Y43"] {
            assert!(!mod_11_2_holds(text), "{text}");
            assert!(!gb_32100_holds(text), "{text}");
        }
        assert_eq!(mod_37_36("ab"), None);
        assert_eq!(mod_37_36("海"), None);
        assert!(!luhn_holds(""));
    }
}
