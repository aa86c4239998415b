//! Keys that are not in use any more. What was signed before a key ended holds, what was signed after is refused. When
//! that was, only the signed bytes may say: a proof has its moment; a file says it in its last line that is a day; in the
//! number of a case is the day on which it was taken in, and nothing that speaks for it is older.
//!
//! Who stole a key can write any day. A key that was lost is therefore ended from the day on which it may have been lost.

use crate::Refused;
use crate::statement::word;
use casework::moment::Moment;
use jiff::civil::Date;
use papers::PaperNumber;
use wire::keys::ListedKey;

/// What the signed bytes say of their time.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) enum Signed {
    At(Moment),
    On(Date),
    /// Not before this day; how long after, nobody says.
    Since(Date),
}

/// What is said of the end of the key: nothing while it is in use.
///
/// # Errors
/// [`Refused::KeyEnded`] for what was signed after it.
pub(crate) fn said_of(key: &ListedKey, signed: Option<Signed>) -> Result<String, Refused> {
    let Some(until) = key.until else { return Ok(String::new()) };
    let (late, before, when) = match signed {
        None => (false, false, String::new()),
        Some(Signed::At(at)) => (at.millis() >= until.millis(), true, at.minute()),
        Some(Signed::On(day)) => (day > until.date(), day < until.date(), day.to_string()),
        Some(Signed::Since(day)) => (day > until.date(), false, day.to_string()),
    };
    let words = |name: &str| {
        let words = word(&format!("key.{name}")).replace("%{name}", &key.name).replace("%{signed}", &when);
        words.replace("%{detail}", &until.minute())
    };
    match (late, before) {
        (true, _) => Err(Refused::KeyEnded { words: words("ended") }),
        (false, true) => Ok(words("until_after")),
        (false, false) => Ok(words("until")),
    }
}

/// The day of a file: its last line that is one, else the day in the number of its case.
pub(crate) fn day_of_file(pages: &[Vec<String>], number: &PaperNumber) -> Option<Signed> {
    let lines = pages.iter().flatten().rev();
    lines.filter_map(|line| spoken_day(line)).next().map(Signed::On).or_else(|| day_of_number(number))
}

/// The day on which a case got its number.
pub(crate) fn day_of_number(number: &PaperNumber) -> Option<Signed> {
    let digits = number.as_str().get(12..20)?;
    let (year, month, day) = (digits.get(..4)?, digits.get(4..6)?, digits.get(6..)?);
    day_of(year, month, day).map(Signed::Since)
}

/// 2026年4月15日 and nothing else.
fn spoken_day(line: &str) -> Option<Date> {
    let line: String = line.split_whitespace().collect();
    let (year, rest) = line.split_once('年')?;
    let (month, rest) = rest.split_once('月')?;
    day_of(year, month, rest.strip_suffix('日')?)
}

fn day_of(year: &str, month: &str, day: &str) -> Option<Date> {
    Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_day_of_a_file_is_its_last_line_that_is_one() {
        let number = PaperNumber::parse("460511002001 20260415 01 0007 X").unwrap();
        let line = |text: &str| vec![text.to_owned()];
        let day = |day: &str| day.parse::<Date>().unwrap();
        let pages = [line("2026年4月20日"), line("2026 年 5 月 2 日"), line("在2026年6月1日前补正。")];
        assert_eq!(day_of_file(&pages, &number), Some(Signed::On(day("2026-05-02"))));
        let undated = [line("年　　月　　日"), line("第 1 页")];
        assert_eq!(day_of_file(&undated, &number), Some(Signed::Since(day("2026-04-15"))));
    }
}
