//! Which receipt number a version has: the case's own, and a new one where another case has it at the gateway.

use crate::{Freezing, Setting, StoreError, Write, settings};
use casework::number::{ReceiptNumber, block_of, next_day_and_sequence};
use rusqlite::OptionalExtension as _;
use sqlite_kit::Prepared as _;

/// Number and version of what is being frozen.
pub(crate) struct Numbered {
    pub number: ReceiptNumber,
    pub version: u32,
    /// Numbers that the case had before. The resident may still hold a paper with one.
    pub before: Vec<String>,
}

pub(crate) fn numbered(w: &Write<'_>, freezing: &Freezing<'_>) -> Result<Numbered, StoreError> {
    let case = freezing.case.to_string();
    let known = w.ask("SELECT number, version FROM case_file WHERE id = ?1", [&case], |r| {
        Ok((r.get::<_, String>(0)?, r.get::<_, u32>(1)?))
    });
    let Some((number, version)) = known.optional()? else {
        return Ok(Numbered { number: next_number(w, freezing)?, version: 1, before: Vec::new() });
    };
    let number =
        if is_another_cases(w, &case, &number)? { next_number(w, freezing)? } else { number.parse()? };
    let before = before(w, &case, &number)?;
    Ok(Numbered { number, version: version + 1, before })
}

/// True when the gateway held the case under this number because it is another one's: two copies of this data gave it.
fn is_another_cases(w: &Write<'_>, case: &str, number: &str) -> Result<bool, StoreError> {
    let held = w.ask(
        "SELECT 1 FROM outbox WHERE case_id = ?1 AND kind = 'case.submit' AND verdict ->> '$.code' = 'number'
           AND payload ->> '$.frozen.number' = ?2 LIMIT 1",
        (case, number),
        |_| Ok(()),
    );
    Ok(held.optional()?.is_some())
}

fn before(w: &Write<'_>, case: &str, number: &ReceiptNumber) -> Result<Vec<String>, StoreError> {
    let mut query = w.prepare_cached(
        "SELECT DISTINCT frozen ->> '$.number' FROM version WHERE case_id = ?1 AND frozen ->> '$.number' <> ?2",
    )?;
    let rows = query.query_map((case, number.as_str()), |r| r.get(0))?;
    Ok(rows.collect::<Result<_, _>>()?)
}

fn next_number(w: &Write<'_>, freezing: &Freezing<'_>) -> Result<ReceiptNumber, StoreError> {
    let last: Option<(String, u32)> =
        w.ask("SELECT day, sequence FROM last_number", [], |r| Ok((r.get(0)?, r.get(1)?))).optional()?;
    let last = match last {
        Some((day, sequence)) => Some((day.parse().map_err(StoreError::unreadable)?, sequence)),
        None => None,
    };
    let block = block_of(settings::get(w, Setting::Life)?.unwrap_or(1));
    let (day, sequence) = next_day_and_sequence(last, freezing.at.date(), block);
    w.run(
        "INSERT INTO last_number VALUES (1, ?1, ?2)
         ON CONFLICT (only) DO UPDATE SET day = excluded.day, sequence = excluded.sequence",
        (day.to_string(), sequence),
    )?;
    Ok(ReceiptNumber::new(freezing.station, day, freezing.device, sequence)?)
}
