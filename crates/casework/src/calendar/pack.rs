//! Reading the two lists of the calendar pack, with errors that name the line.

use super::NationalDay;
use crate::place::CountyCode;
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::fmt;

/// Why a calendar pack cannot be used.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum CalendarError {
    /// The first line does not name the columns.
    #[error("{list}: the first line must be {expected:?}")]
    Header {
        /// The list.
        list: List,
        /// The line it must begin with.
        expected: &'static str,
    },
    /// A line cannot be used.
    #[error("{list}, line {line}: {fault}")]
    Line {
        /// The list.
        list: List,
        /// Counted from 1, the header included.
        line: u64,
        /// What is wrong.
        fault: Fault,
    },
    /// The national list has no day at all.
    #[error("{}: no day is listed", List::National)]
    Empty,
    /// A year between the first and the last has no line.
    #[error("{}: the year {year} is missing", List::National)]
    YearMissing {
        /// The year.
        year: i16,
    },
}

/// Which of the two lists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum List {
    /// Holidays and make-up working days of the whole country.
    National,
    /// Holidays that counties set themselves.
    Counties,
}

/// What is wrong with a line.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// Not three columns, or broken quotes.
    #[error("it does not have three columns")]
    Columns,
    /// Not a date written YYYY-MM-DD.
    #[error("{0:?} is not a date like 2026-05-01")]
    Date(String),
    /// Neither `holiday` nor `makeup_workday`.
    #[error("{0:?} is neither holiday nor makeup_workday")]
    Kind(String),
    /// Not six digits.
    #[error("{0:?} is not a county code of 6 digits")]
    County(String),
    /// The day stands in the list already.
    #[error("{0} is listed twice")]
    Repeated(Date),
}

impl fmt::Display for List {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            List::National => "national calendar",
            List::Counties => "county calendar",
        })
    }
}

pub(super) fn national_days(text: &str) -> Result<BTreeMap<Date, NationalDay>, CalendarError> {
    keyed_lines(List::National, "date,kind,occasion", text, |[date, kind, occasion]| {
        Ok((date_of(date)?, national_day(kind, occasion)?))
    })
    .and_then(|lines| without_repeats(List::National, lines, |&date| date))
}

pub(super) fn county_holidays(text: &str) -> Result<BTreeMap<(CountyCode, Date), String>, CalendarError> {
    if text.trim().is_empty() {
        return Ok(BTreeMap::new());
    }
    keyed_lines(List::Counties, "county,date,occasion", text, |[county, date, occasion]| {
        Ok(((county_of(county)?, date_of(date)?), occasion.to_owned()))
    })
    .and_then(|lines| without_repeats(List::Counties, lines, |&(_, date)| date))
}

/// The first and the last year of the list; every year between them must be there.
pub(super) fn covered_years<'a>(dates: impl Iterator<Item = &'a Date>) -> Result<(i16, i16), CalendarError> {
    let mut years = dates.map(|date| date.year());
    let first = years.next().ok_or(CalendarError::Empty)?;
    let mut last = first;
    for year in years {
        if year > last + 1 {
            return Err(CalendarError::YearMissing { year: last + 1 });
        }
        last = year;
    }
    Ok((first, last))
}

/// One entry with the number of the line it stood on.
type Line<K, V> = (u64, (K, V));

fn keyed_lines<K, V>(
    list: List,
    header: &'static str,
    text: &str,
    read: impl Fn([&str; 3]) -> Result<(K, V), Fault>,
) -> Result<Vec<Line<K, V>>, CalendarError> {
    let mut lines = csv::ReaderBuilder::new()
        .has_headers(false)
        .trim(csv::Trim::All)
        .from_reader(text.trim_start_matches('\u{FEFF}').as_bytes())
        .into_records();
    let first = lines.next().and_then(Result::ok);
    if !first.is_some_and(|first| first.iter().eq(header.split(','))) {
        return Err(CalendarError::Header { list, expected: header });
    }
    lines.map(|line| read_line(list, line, &read)).collect()
}

fn read_line<K, V>(
    list: List,
    line: Result<csv::StringRecord, csv::Error>,
    read: impl Fn([&str; 3]) -> Result<(K, V), Fault>,
) -> Result<Line<K, V>, CalendarError> {
    let cells = line.map_err(|error| {
        let line = error.position().map_or(0, csv::Position::line);
        CalendarError::Line { list, line, fault: Fault::Columns }
    })?;
    let line = cells.position().map_or(0, csv::Position::line);
    match (cells.get(0), cells.get(1), cells.get(2)) {
        (Some(a), Some(b), Some(c)) => read([a, b, c]),
        _ => Err(Fault::Columns),
    }
    .map(|entry| (line, entry))
    .map_err(|fault| CalendarError::Line { list, line, fault })
}

fn without_repeats<K: Ord, V>(
    list: List,
    lines: Vec<Line<K, V>>,
    date_in: impl Fn(&K) -> Date,
) -> Result<BTreeMap<K, V>, CalendarError> {
    let mut entries = BTreeMap::new();
    for (line, (key, value)) in lines {
        let date = date_in(&key);
        if entries.insert(key, value).is_some() {
            return Err(CalendarError::Line { list, line, fault: Fault::Repeated(date) });
        }
    }
    Ok(entries)
}

fn date_of(text: &str) -> Result<Date, Fault> {
    let shape = text.len() == "2026-05-01".len();
    text.parse().ok().filter(|_| shape).ok_or_else(|| Fault::Date(text.to_owned()))
}

fn national_day(kind: &str, occasion: &str) -> Result<NationalDay, Fault> {
    match kind {
        "holiday" => Ok(NationalDay::Holiday(occasion.to_owned())),
        "makeup_workday" => Ok(NationalDay::MakeupWorkday),
        _ => Err(Fault::Kind(kind.to_owned())),
    }
}

fn county_of(text: &str) -> Result<CountyCode, Fault> {
    text.parse().map_err(|_| Fault::County(text.to_owned()))
}
