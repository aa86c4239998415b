//! Working days and limits. What counts as a day off is data: the national list of holidays and make-up working
//! days, and the holidays that counties set themselves (三月三).

mod days;
mod due;
mod pack;

pub use days::{Days, DueError, MAX_DAYS, Unit};
pub use due::{Due, Remaining, Skipped};
pub use pack::{CalendarError, Fault, List};

use crate::place::CountyCode;
use jiff::civil::{Date, Weekday};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The days off and make-up working days that the pack knows.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Calendar {
    national: BTreeMap<Date, NationalDay>,
    counties: BTreeMap<(CountyCode, Date), String>,
    first_year: i16,
    last_year: i16,
}

/// A day that the national list names.
#[derive(Debug, Clone, PartialEq, Eq)]
enum NationalDay {
    Holiday(String),
    MakeupWorkday,
}

/// Why a day is not a working day.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(tag = "kind", content = "occasion", rename_all = "snake_case")]
pub enum DayOff {
    /// A Saturday or Sunday that is no make-up working day.
    Weekend,
    /// A national holiday, with its occasion as the list names it.
    Holiday(String),
    /// A holiday of this county alone, with its occasion.
    CountyHoliday(String),
}

impl Calendar {
    /// Reads the two lists: `date,kind,occasion` with kind `holiday` or `makeup_workday`, and
    /// `county,date,occasion`. A blank county list means that no county has holidays of its own.
    ///
    /// # Errors
    /// [`CalendarError`] names the list, the line and what is wrong with it. A year missing between the first and
    /// the last is an error, because its holidays would silently count as working days.
    pub fn parse(national_csv: &str, counties_csv: &str) -> Result<Calendar, CalendarError> {
        let national = pack::national_days(national_csv)?;
        let counties = pack::county_holidays(counties_csv)?;
        let (first_year, last_year) = pack::covered_years(national.keys())?;
        Ok(Calendar { national, counties, first_year, last_year })
    }

    /// The first year whose holidays the national list knows.
    pub fn first_year(&self) -> i16 {
        self.first_year
    }

    /// The last year whose holidays the national list knows.
    pub fn last_year(&self) -> i16 {
        self.last_year
    }

    /// Whether the national list knows the holidays of this date's year.
    pub fn covers(&self, date: Date) -> bool {
        (self.first_year..=self.last_year).contains(&date.year())
    }

    /// Whether offices work on this date, in this county if one is given.
    pub fn is_working(&self, date: Date, county: Option<&CountyCode>) -> bool {
        self.day_off(date, county).is_none()
    }

    /// Why offices do not work on this date; `None` on a working day. A county's own holiday is off even where
    /// the nation makes up for a bridge day.
    pub fn day_off(&self, date: Date, county: Option<&CountyCode>) -> Option<DayOff> {
        let national = self.national.get(&date);
        if let Some(NationalDay::Holiday(occasion)) = national {
            return Some(DayOff::Holiday(occasion.clone()));
        }
        if let Some(occasion) = county.and_then(|county| self.counties.get(&(county.clone(), date))) {
            return Some(DayOff::CountyHoliday(occasion.clone()));
        }
        let makeup = matches!(national, Some(NationalDay::MakeupWorkday));
        (is_weekend(date) && !makeup).then_some(DayOff::Weekend)
    }
}

fn is_weekend(date: Date) -> bool {
    matches!(date.weekday(), Weekday::Saturday | Weekday::Sunday)
}

#[cfg(test)]
mod tests;
