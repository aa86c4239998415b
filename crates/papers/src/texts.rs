//! Dates as they are spoken, and the sentences that stand around every page.

use serde::Deserialize;

/// Sentences around the page.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct PageTexts {
    pub continued: String,
    pub reprint: String,
    pub number: String,
    /// The number of the case, at the foot of a letter.
    pub case: String,
    pub folio: String,
    pub version: String,
    pub seal: String,
    pub date: String,
    /// Where there is nothing to say: an empty cell could be filled in later, beside the signature.
    #[serde(default)]
    pub nothing: String,
    /// After a name that stands again because what it names goes on.
    #[serde(default)]
    pub goes_on: String,
    /// None in a pack from before there was large print.
    #[serde(default)]
    pub large: Option<LargeTexts>,
}

/// What a copy in large print says of itself.
#[derive(Debug, Clone, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct LargeTexts {
    /// At the head of every page.
    pub banner: String,
    /// The title of the file.
    pub title: String,
}

/// Puts values in the place of `{name}`.
pub fn put(text: &str, values: &[(&str, &str)]) -> String {
    let mut out = String::with_capacity(text.len());
    let mut rest = text;
    while let Some((before, tail)) = rest.split_once('{') {
        out.push_str(before);
        let Some((name, after)) = tail.split_once('}') else {
            out.push('{');
            rest = tail;
            continue;
        };
        match values.iter().find(|(known, _)| *known == name) {
            Some((_, value)) => out.push_str(value),
            None => out.push_str(&format!("{{{name}}}")),
        }
        rest = after;
    }
    out + rest
}

/// `2026-04-15` → `2026年4月15日`, `2026-04-15T10:05` → `2026年4月15日10时05分`; anything else stays as it is.
pub fn spoken(date: &str) -> String {
    let (day, time) = date.split_once('T').map_or((date, None), |(day, time)| (day, Some(time)));
    let numbers: Vec<u32> = day.split('-').filter_map(|part| part.parse().ok()).collect();
    let [year, month, day] = numbers[..] else {
        return date.to_owned();
    };
    let clock = time.and_then(|time| time.get(0..5)).and_then(|time| time.split_once(':'));
    let clock = clock.map_or(String::new(), |(hour, minute)| {
        format!("{}时{minute}分", hour.trim_start_matches('0').parse::<u32>().unwrap_or(0))
    });
    format!("{year}年{month}月{day}日{clock}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_are_put_in_their_places_and_never_read_as_places_themselves() {
        assert_eq!(put("{a}说{b}{c}{", &[("a", "{b}"), ("b", "乙")]), "{b}说乙{c}{");
    }

    #[test]
    fn dates_are_spoken_and_other_words_left_alone() {
        assert_eq!(spoken("2026-04-05"), "2026年4月5日");
        assert_eq!(spoken("2026-04-05T09:05:30+08:00"), "2026年4月5日9时05分");
        assert_eq!(spoken("2026-04-05T00:30"), "2026年4月5日0时30分");
        assert_eq!(spoken("收到通知后五日内"), "收到通知后五日内");
        assert_eq!(spoken(""), "");
    }
}
