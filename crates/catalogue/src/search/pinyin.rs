//! Pinyin of a text in every reading of its characters, so that 单 is found as `dan` and as `shan`.

use ::pinyin::ToPinyinMulti;

use super::folded;

/// Readings are multiplied out up to this many; from there on only the usual reading of a character counts.
const MOST_READINGS: usize = 32;

/// The keys under which a text is found by its sound: full pinyin and initials, lower case, without tones or gaps,
/// in every reading; `ü` is typed `v`. Latin letters and digits stand for themselves, what has no pinyin is left out.
pub fn pinyin_keys(text: &str) -> Vec<String> {
    let syllables: Vec<Vec<String>> =
        folded(text).chars().map(readings).filter(|readings| !readings.is_empty()).collect();
    let mut keys = multiplied(&syllables, |syllable| syllable);
    keys.extend(multiplied(&syllables, |syllable| syllable.get(..1).unwrap_or(syllable)));
    keys.sort();
    keys.dedup();
    keys
}

/// How one character may sound, the usual reading first.
fn readings(c: char) -> Vec<String> {
    if c.is_ascii_alphanumeric() {
        return vec![c.to_string()];
    }
    let mut readings: Vec<String> = Vec::new();
    for reading in c.to_pinyin_multi().into_iter().flatten() {
        let typed = reading.plain().replace('ü', "v").replace("ê", "e");
        if typed.is_ascii() && !readings.contains(&typed) {
            readings.push(typed);
        }
    }
    readings
}

/// All ways to read the whole text, each syllable cut by `part`.
fn multiplied(syllables: &[Vec<String>], part: impl Fn(&str) -> &str) -> Vec<String> {
    if syllables.is_empty() {
        return Vec::new();
    }
    let mut ways = vec![String::new()];
    for readings in syllables {
        let mut parts: Vec<&str> = readings.iter().map(|reading| part(reading)).collect();
        parts.dedup();
        if ways.len() * parts.len() > MOST_READINGS {
            parts.truncate(1);
        }
        ways = ways.iter().flat_map(|way| parts.iter().map(move |part| format!("{way}{part}"))).collect();
        ways.dedup();
    }
    ways
}
