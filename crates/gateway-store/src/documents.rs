//! Numbers of documents (文号): one series for each authority, kind and year, such as 椰政受〔2026〕.
//!
//! A gateway that was put back to a copy does not know which numbers it gave after the copy was made. They are spared: it
//! goes on behind them, so that no two letters have one number.

use crate::StoreError;
use crate::store::{next_number, set_last, set_setting, setting, term};
use casework::moment::Moment;
use rusqlite::Connection;
use sqlite_kit::Prepared as _;

/// So many numbers of a series are not given in any case between two copies.
const SPARED: u32 = 1_000;

/// The year (in China) in which the gateway was last put back.
const YEAR: &str = "documents_spared_in";

/// The next number of a series. Given out only by [`take`].
pub(crate) fn next(db: &Connection, series: &str, now: Moment) -> Result<u32, StoreError> {
    let next = next_number(db, &name(series))?;
    let may_have_begun = next == 1 && setting(db, YEAR)? == Some(year(now));
    // which series began behind the copy is forgotten as well
    Ok(if may_have_begun { spared(term(db)? - 1) + 1 } else { next })
}

/// Gives out the next number; a rolled back transaction has given none.
pub(crate) fn take(db: &Connection, series: &str, now: Moment) -> Result<u32, StoreError> {
    let given = next(db, series, now)?;
    set_last(db, &name(series), given)?;
    Ok(given)
}

/// Spares what may have been given since the copy was made: in its own term, and in each that followed when the same copy
/// was put back before, up to a copy made in it and behind that.
pub(crate) fn spare(db: &Connection, terms: u32, now: Moment) -> Result<(), StoreError> {
    let spared = spared(terms);
    db.run("UPDATE counter SET last = last + ?1 WHERE name LIKE 'document/%'", [spared])?;
    set_setting(db, YEAR, &year(now))
}

/// Behind so many restorations: each term may have given so many before a copy was made in it, and as many after.
fn spared(terms: u32) -> u32 {
    (2 * terms).saturating_sub(1).saturating_mul(SPARED)
}

fn name(series: &str) -> String {
    format!("document/{series}")
}

fn year(now: Moment) -> String {
    now.date().year().to_string()
}
