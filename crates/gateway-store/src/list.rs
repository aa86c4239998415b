//! Lists for the console.

use crate::{Official, Store, StoreError, leases, row};
use casework::id::CaseId;
use casework::moment::Moment;
use casework::number::ReceiptNumber;
use casework::place::StationCode;
use casework::state::{Act, State};
use jiff::civil::Date;
use rusqlite::{Connection, Row};
use serde::Serialize;
use sqlite_kit::Prepared as _;

/// Rows of one page.
const PAGE: usize = 50;

/// Which cases are asked for.
#[derive(Clone, Debug, Default)]
pub struct CaseQuery {
    /// Only in this state.
    pub state: Option<State>,
    /// Part of the number, of the applicant's name or of the item's name.
    pub words: String,
    /// Cursor of the last row that was seen.
    pub after: Option<i64>,
}

/// A row of the list, newest first.
#[derive(Clone, Debug, Serialize)]
pub struct CaseRow {
    /// To ask for what follows.
    pub cursor: i64,
    /// Receipt number.
    pub number: ReceiptNumber,
    /// Station.
    pub station: StationCode,
    /// Its name.
    pub station_name: String,
    /// Where it stands.
    pub state: State,
    /// Version.
    pub version: u32,
    /// Every file is here.
    pub complete: bool,
    /// Item.
    pub item_slug: String,
    /// 事项名称.
    pub item_name: String,
    /// Applicant.
    pub applicant_name: String,
    /// Official time of receipt.
    pub received_at: Moment,
    /// What its limits are reckoned by.
    #[serde(flatten)]
    pub dates: Dates,
    /// The catalogue its form names is not here, so the form was taken unread.
    pub form_unread: bool,
    /// The county could not pull it, because a file of it is at fault here.
    pub left_out: bool,
}

/// The days that a case's limits are reckoned by.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize)]
pub struct Dates {
    /// When every file of the newest version was here.
    pub materials_at: Option<Moment>,
    /// Promised last day, once the clock runs.
    pub promised_due: Option<Date>,
    /// The day that the last decision set: for a correction, or the end of a special procedure.
    pub asked_due: Option<Date>,
}

/// One thing that happened to a case.
#[derive(Clone, Debug, Serialize)]
pub struct TimelineRow {
    /// When, gateway's clock.
    pub at: Moment,
    /// What.
    pub act: Act,
    /// Where the case stood then.
    pub state: State,
    /// Clerk or official; empty where nobody did it.
    pub who: String,
}

impl Store {
    /// A page of the county's cases, newest first; true when more follow.
    ///
    /// # Errors
    /// [`StoreError::Forbidden`], database errors.
    pub fn list(&self, official: &Official, query: &CaseQuery) -> Result<(Vec<CaseRow>, bool), StoreError> {
        official.must_read()?;
        let mut rows = self.read(|db| page(db, official, query))?;
        let more = rows.len() > PAGE;
        rows.truncate(PAGE);
        Ok((rows, more))
    }
}

fn page(db: &Connection, official: &Official, query: &CaseQuery) -> Result<Vec<CaseRow>, StoreError> {
    let mut rows = db.prepare_cached(
        "SELECT c.n, c.number, c.station, s.name, c.state, c.version, c.complete, c.item_slug, c.item_name,
                c.applicant_name, c.received_at, c.form_unread, c.id
         FROM cases c JOIN station s ON s.code = c.station
         WHERE c.county = ?1 AND (?2 IS NULL OR c.state = ?2) AND (?3 IS NULL OR c.n < ?3)
           AND (?4 = '' OR instr(c.number, ?4) OR instr(c.applicant_name, ?4) OR instr(c.item_name, ?4))
         ORDER BY c.n DESC LIMIT ?5",
    )?;
    let state = query.state.map(|state| state.to_string());
    // a number may be typed in its printed groups
    let words: String = query.words.split_whitespace().collect();
    let most = row::int(PAGE as u64 + 1);
    let found =
        rows.query_map((official.county.as_str(), state, query.after, words, most), |r| Ok(case_row(db, r)))?;
    found.map(|row| row?).collect()
}

fn case_row(db: &Connection, r: &Row<'_>) -> Result<CaseRow, StoreError> {
    let text = |at: usize| r.get::<_, String>(at);
    let (state, case) = (row::text(&text(4)?)?, text(12)?);
    Ok(CaseRow {
        cursor: r.get(0)?,
        number: row::text(&text(1)?)?,
        station: row::text(&text(2)?)?,
        station_name: text(3)?,
        state,
        version: r.get(5)?,
        complete: r.get(6)?,
        item_slug: text(7)?,
        item_name: text(8)?,
        applicant_name: text(9)?,
        received_at: row::moment(r.get(10)?),
        form_unread: r.get(11)?,
        dates: dates_of(db, &case)?,
        left_out: leases::may_be_lent(state) && leases::is_left_out(db, &case)?,
    })
}

pub(crate) fn dates_of(db: &Connection, case: &str) -> Result<Dates, StoreError> {
    let (materials_at, promised, asked): (Option<i64>, Option<String>, Option<String>) = db.ask(
        "SELECT c.materials_at, c.promised_due,
                (SELECT CAST(d.decided AS TEXT) ->> '$.decision.due' FROM decision d
                 WHERE d.case_id = c.id ORDER BY d.n DESC LIMIT 1)
         FROM cases c WHERE c.id = ?1",
        [case],
        |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?)),
    )?;
    let date = |text: Option<String>| text.map(|text| row::text(&text)).transpose();
    Ok(Dates {
        materials_at: materials_at.map(row::moment),
        promised_due: date(promised)?,
        asked_due: date(asked)?,
    })
}

pub(crate) fn timeline(db: &Connection, case: CaseId) -> Result<Vec<TimelineRow>, StoreError> {
    let mut rows =
        db.prepare_cached("SELECT at, act, state, who FROM timeline WHERE case_id = ?1 ORDER BY n")?;
    let found = rows.query_map([case.to_string()], |r| {
        Ok((r.get::<_, i64>(0)?, r.get::<_, String>(1)?, r.get::<_, String>(2)?, r.get::<_, String>(3)?))
    })?;
    found
        .map(|found| {
            let (at, act, state, who) = found?;
            Ok(TimelineRow { at: row::moment(at), act: row::text(&act)?, state: row::text(&state)?, who })
        })
        .collect()
}
