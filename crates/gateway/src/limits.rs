//! Limits by the calendar: how long the authority has, and what counts as accepted when it said nothing.

use crate::assets;
use crate::gateway::Gateway;
use crate::published::Terms;
use casework::calendar::{Calendar, Days, Due, Unit};
use casework::moment::Moment;
use casework::place::CountyCode;
use casework::state::State;
use catalogue::item::Limit;
use gateway_store::{Dates, StoreError, Unanswered};
use jiff::civil::Date;
use serde::Serialize;

/// Working days in which the authority accepts, refuses, or tells once what is missing (行政许可法 art. 32).
const ANSWER: u32 = 5;
const DAY_MILLIS: i64 = 24 * 3600 * 1000;

/// What must happen by a day.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize)]
#[serde(rename_all = "snake_case")]
pub(crate) enum Until {
    /// The authority's first answer; after it the case counts as accepted.
    Answer,
    /// The promised end.
    Decision,
    /// What was asked of the resident.
    Resident,
}

/// The limit that runs for a case.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub(crate) struct Running {
    pub until: Until,
    /// Last day.
    pub due: Date,
    /// Working days left, or over.
    pub working_days: u32,
    /// The last day has passed.
    pub overdue: bool,
    /// A year without a published calendar lies on the way.
    pub provisional: bool,
}

/// A county's calendar on one day.
pub(crate) struct Reckoner<'a> {
    pub calendar: &'a Calendar,
    pub county: &'a CountyCode,
    pub today: Date,
}

impl Reckoner<'_> {
    /// The limit that runs where a case stands; None where none runs.
    pub(crate) fn running(&self, state: State, dates: &Dates) -> Option<Running> {
        let (until, due, provisional) = match state {
            State::MaterialsComplete | State::Corrected => {
                let Due { date, provisional, .. } = self.answer_due(dates.materials_at?)?;
                (Until::Answer, date, provisional)
            }
            State::Accepted | State::InReview | State::WithdrawalRequested => {
                (Until::Decision, dates.promised_due?, false)
            }
            State::CorrectionRequested | State::FurtherMaterials => {
                (Until::Resident, dates.asked_due?, false)
            }
            _ => return None,
        };
        let left = self.calendar.remaining(self.today, due, Some(self.county));
        Some(Running {
            until,
            due,
            working_days: left.working_days,
            overdue: left.overdue,
            provisional: provisional || left.provisional,
        })
    }

    fn answer_due(&self, materials_at: Moment) -> Option<Due> {
        self.due(materials_at.date(), ANSWER, Unit::Working, false)
    }

    /// The last day of an item's limit that starts from a day.
    pub(crate) fn promised(&self, limit: &Limit, from: Date) -> Option<Date> {
        Some(self.due(from, u32::from(limit.days), unit_of(limit), limit.roll)?.date)
    }

    /// A last day moved on by what was left of it when the clocks were stopped.
    pub(crate) fn resumed(&self, limit: &Limit, due: Date, stopped: Date) -> Option<Date> {
        if stopped > due {
            return Some(due);
        }
        let left = match unit_of(limit) {
            Unit::Working => self.calendar.remaining(stopped, due, Some(self.county)).working_days,
            Unit::Calendar => u32::try_from((due - stopped).get_days()).unwrap_or(0),
        };
        match left {
            0 => Some(self.today),
            left => Some(self.due(self.today, left, unit_of(limit), limit.roll)?.date),
        }
    }

    fn due(&self, from: Date, days: u32, unit: Unit, roll: bool) -> Option<Due> {
        self.calendar.due(from, Days::new(days).ok()?, unit, Some(self.county), roll).ok()
    }
}

fn unit_of(limit: &Limit) -> Unit {
    match limit.unit {
        catalogue::item::Unit::Working => Unit::Working,
        catalogue::item::Unit::Calendar => Unit::Calendar,
    }
}

/// Accepts what was left without an answer for too long, and says how many. Without a calendar, or beyond its last
/// year, nothing is: such a day is nobody's to vouch for.
///
/// # Errors
/// Database errors; what was accepted before stands.
pub(crate) fn accept_unanswered(gateway: &Gateway) -> Result<usize, StoreError> {
    let Some(calendar) = assets::calendar(gateway.store.folder()) else {
        return Ok(0);
    };
    let now = gateway.now();
    let before = Moment::from_millis(now.millis() - i64::from(ANSWER) * DAY_MILLIS);
    let mut accepted = 0;
    for waiting in gateway.store.unanswered(before)? {
        let reckoner = Reckoner { calendar: &calendar, county: &waiting.county, today: now.date() };
        let due = reckoner.answer_due(waiting.materials_at);
        if due.is_some_and(|due| !due.provisional && due.date < reckoner.today) {
            let promised = promised_for(gateway, &reckoner, &waiting)?;
            accepted += usize::from(gateway.store.deem_accepted(&waiting, promised, now)?);
        }
    }
    Ok(accepted)
}

/// The clocks of what counts as accepted started when the materials were received.
fn promised_for(
    gateway: &Gateway,
    reckoner: &Reckoner<'_>,
    waiting: &Unanswered,
) -> Result<Option<Date>, StoreError> {
    let limit = Terms::of(&gateway.store, &waiting.item, &waiting.county)?.promised;
    Ok(limit.and_then(|limit| reckoner.promised(&limit, waiting.materials_at.date())))
}
