//! From what was typed to what is checked, and the steps all checks share.

use super::{Concern, Swap};

/// The text as it is checked: spaces and invisible characters dropped, full-width characters made narrow, letters
/// in upper case.
pub(super) fn plain(text: &str) -> String {
    text.chars().filter(|&c| !is_gap(c)).map(|c| narrow(c).to_ascii_uppercase()).collect()
}

/// Refuses a text in which some character may not stand at its place, counted from 1.
pub(super) fn all_fit(text: &str, fits: impl Fn(usize, char) -> bool) -> Result<(), Concern> {
    match (1..).zip(text.chars()).find(|&(position, c)| !fits(position, c)) {
        Some((position, found)) => Err(Concern::WrongCharacter { position, found }),
        None => Ok(()),
    }
}

/// Refuses an empty text and one that is too short or too long.
pub(super) fn length_is(text: &str, least: usize, most: usize) -> Result<(), Concern> {
    match text.chars().count() {
        0 => Err(Concern::Empty),
        found if found < least || found > most => Err(Concern::WrongLength { least, most, found }),
        _ => Ok(()),
    }
}

/// The swap of two neighbours that makes the text right, if there is exactly one: the commonest slip of a typing
/// hand beside a single wrong key.
pub(super) fn only_repairing_swap(text: &str, is_right: impl Fn(&str) -> bool) -> Option<Swap> {
    let written: Vec<char> = text.chars().collect();
    let mut repairs = (1..written.len()).filter(|&first| {
        let mut swapped = written.clone();
        swapped.swap(first - 1, first);
        swapped != written && is_right(&swapped.iter().collect::<String>())
    });
    match (repairs.next(), repairs.next()) {
        (Some(first), None) => Some(Swap { first }),
        _ => None,
    }
}

/// `4690…1234` of any identity number as papers and lists show it: enough to tell two people apart, not enough to use.
pub fn masked_number(number: &str) -> String {
    const SHORTEST: usize = 9;
    if number.chars().count() < SHORTEST { number.to_owned() } else { masked(number, 4, 4) }
}

/// The first and the last characters with the rest hidden, `5301…1223`; a text too short for that is hidden whole.
pub(super) fn masked(text: &str, first: usize, last: usize) -> String {
    let length = text.chars().count();
    if length <= first + last {
        return "…".to_owned();
    }
    let head: String = text.chars().take(first).collect();
    let tail: String = text.chars().skip(length - last).collect();
    format!("{head}…{tail}")
}

fn is_gap(c: char) -> bool {
    c.is_whitespace()
        || c.is_control()
        || matches!(c, '\u{200B}'..='\u{200F}' | '\u{202A}'..='\u{202E}' | '\u{2060}' | '\u{FEFF}')
}

/// Full-width ASCII (U+FF01 to U+FF5E) stands in the same order as ASCII itself.
fn narrow(c: char) -> char {
    match c {
        '\u{FF01}'..='\u{FF5E}' => char::from_u32(u32::from(c) - 0xFEE0).unwrap_or(c),
        _ => c,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn full_width_text_with_gaps_becomes_plain() {
        assert_eq!(plain(" ４６9027\u{3000}１９90 0307\u{200B}123ｘ\u{FEFF}\t"), "46902719900307123X");
        assert_eq!(plain("１．２-ａ"), "1.2-A");
    }

    #[test]
    fn a_swap_is_told_only_when_it_is_the_only_one() {
        assert_eq!(only_repairing_swap("acb", |text| text == "abc"), Some(Swap { first: 2 }));
        assert_eq!(only_repairing_swap("acb", |text| text != "acb"), None);
        assert_eq!(only_repairing_swap("aaa", |_| true), None);
    }

    #[test]
    fn masking_leaves_the_ends_and_hides_short_texts_whole() {
        assert_eq!(masked("530102199001011223", 4, 4), "5301…1223");
        assert_eq!(masked("12345678", 4, 4), "…");
    }
}
