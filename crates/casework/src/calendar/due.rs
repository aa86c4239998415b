//! From a day and a limit to the due date, and from a due date to the days that are left.

use super::{Calendar, DayOff, Days, DueError, Unit};
use crate::place::CountyCode;
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// A due date and how it came about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Due {
    /// The last day of the limit.
    pub date: Date,
    /// The count ran over a year whose holidays the calendar does not know: compute it again with a newer pack.
    pub provisional: bool,
    /// Days on the way that did not count, in order.
    pub skipped: Vec<Skipped>,
}

/// A day that did not count.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Skipped {
    /// The day.
    pub date: Date,
    /// Why it did not count.
    pub why: DayOff,
}

/// How far a day is from a due date.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
pub struct Remaining {
    /// Working days after the day up to and including the due date; when overdue, working days after the due date
    /// up to and including the day. 0 on the due date itself.
    pub working_days: u32,
    /// The due date has passed, even if only days off lie between.
    pub overdue: bool,
    /// The count ran over a year whose holidays the calendar does not know.
    pub provisional: bool,
}

impl Calendar {
    /// The last day of a limit that starts from `from`. Day one is the next counted day; working days leave out
    /// weekends and holidays (行政许可法 art. 82). A calendar-day limit that ends on a day off stays there, unless
    /// `roll` moves it to the next working day. The due date is provisional when a year that the calendar does not
    /// cover lies on the way, whatever the unit.
    ///
    /// # Errors
    /// [`DueError::BeyondLastDate`] when the count passes the year 9999.
    pub fn due(
        &self,
        from: Date,
        days: Days,
        unit: Unit,
        county: Option<&CountyCode>,
        roll: bool,
    ) -> Result<Due, DueError> {
        let mut walk = Walk::start(self, from, county);
        for _ in 0..days.get() {
            walk.step()?;
            if unit == Unit::Working {
                walk.pass_days_off()?;
            }
        }
        if roll {
            walk.pass_days_off()?;
        }
        Ok(walk.due)
    }

    /// How many working days lie between `today` and a due date.
    pub fn remaining(&self, today: Date, due: Date, county: Option<&CountyCode>) -> Remaining {
        let overdue = today > due;
        let (after, through) = if overdue { (due, today) } else { (today, due) };
        let mut remaining = Remaining { working_days: 0, overdue, provisional: false };
        for date in days_between(after, through) {
            remaining.working_days += u32::from(self.is_working(date, county));
            remaining.provisional |= !self.covers(date);
        }
        remaining
    }
}

/// A walk along the calendar, one day at a time; it arrives because the lists of days off end.
struct Walk<'a> {
    calendar: &'a Calendar,
    county: Option<&'a CountyCode>,
    from: Date,
    due: Due,
}

impl<'a> Walk<'a> {
    fn start(calendar: &'a Calendar, from: Date, county: Option<&'a CountyCode>) -> Walk<'a> {
        let due = Due { date: from, provisional: false, skipped: Vec::new() };
        Walk { calendar, county, from, due }
    }

    fn step(&mut self) -> Result<(), DueError> {
        let next = self.due.date.tomorrow();
        self.due.date = next.map_err(|_| DueError::BeyondLastDate { from: self.from })?;
        self.due.provisional |= !self.calendar.covers(self.due.date);
        Ok(())
    }

    fn pass_days_off(&mut self) -> Result<(), DueError> {
        while let Some(why) = self.calendar.day_off(self.due.date, self.county) {
            self.due.skipped.push(Skipped { date: self.due.date, why });
            self.step()?;
        }
        Ok(())
    }
}

/// The days after one date up to and including another.
fn days_between(after: Date, through: Date) -> impl Iterator<Item = Date> {
    std::iter::successors(after.tomorrow().ok(), |date| date.tomorrow().ok())
        .take_while(move |&date| date <= through)
}
