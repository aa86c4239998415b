//! Cases that the authority left without a word. Who reckons the days says when one counts as accepted
//! (行政许可法 art. 32 (4)); here it is recorded once and goes down to the station.

use crate::cases;
use crate::row;
use crate::submitted::newest_version;
use crate::{Store, StoreError};
use casework::case::ItemEdition;
use casework::id::CaseId;
use casework::moment::Moment;
use casework::number::ReceiptNumber;
use casework::place::CountyCode;
use casework::state::Act;
use jiff::civil::Date;
use rusqlite::Connection;
use sqlite_kit::Prepared as _;
use wire::down::Event;

/// A case whose materials are here and that nobody answered yet.
#[derive(Clone, Debug)]
pub struct Unanswered {
    /// Receipt number.
    pub number: ReceiptNumber,
    /// Whose it is.
    pub county: CountyCode,
    /// What was applied for.
    pub item: ItemEdition,
    /// When every file of the newest version was here.
    pub materials_at: Moment,
    case: CaseId,
    version: u32,
}

impl Store {
    /// Cases without an answer whose materials were here before a moment, the oldest first.
    ///
    /// # Errors
    /// Database errors.
    pub fn unanswered(&self, before: Moment) -> Result<Vec<Unanswered>, StoreError> {
        self.read(|db| {
            let mut rows = db.prepare_cached(
                "SELECT id, materials_at FROM cases INDEXED BY cases_unanswered
                 WHERE (state = 'received' OR state = 'materials_complete' OR state = 'corrected')
                   AND materials_at < ?1
                 ORDER BY materials_at",
            )?;
            let found = rows.query_map([before.millis()], |r| Ok((r.get::<_, String>(0)?, r.get(1)?)))?;
            let mut waiting = Vec::new();
            for found in found {
                let (id, at) = found?;
                waiting.extend(read(db, row::text(&id)?, row::moment(at))?);
            }
            Ok(waiting)
        })
    }

    /// 视为受理, with the promised day that counts from the receipt of the materials. False when the case was answered
    /// or corrected meanwhile; a second time changes nothing.
    ///
    /// # Errors
    /// Database errors.
    pub fn deem_accepted(
        &self,
        waiting: &Unanswered,
        promised_due: Option<Date>,
        now: Moment,
    ) -> Result<bool, StoreError> {
        let waiting = waiting.clone();
        self.write(move |db| deem(db, &waiting, promised_due, now))
    }
}

fn read(db: &Connection, id: CaseId, materials_at: Moment) -> Result<Option<Unanswered>, StoreError> {
    let Some(case) = cases::by_id(db, id)? else {
        return Ok(None);
    };
    let (submission, _) = newest_version(db, id)?;
    let cases::Case { number, county, version, .. } = case;
    let item = submission.frozen.item;
    Ok(Some(Unanswered { number, county, item, materials_at, case: id, version }))
}

fn deem(
    db: &Connection,
    waiting: &Unanswered,
    promised_due: Option<Date>,
    now: Moment,
) -> Result<bool, StoreError> {
    let Some(case) = cases::by_id(db, waiting.case)?.filter(|case| case.version == waiting.version) else {
        return Ok(false);
    };
    let Ok(edge) = case.state.take(Act::DeemAccepted) else {
        return Ok(false);
    };
    let due = promised_due.map(|due| due.to_string());
    db.run("UPDATE cases SET promised_due = ?2 WHERE id = ?1", (case.id.to_string(), due))?;
    cases::move_to(db, case.id, edge.act, edge.to, "", now)?;
    let event = Event::Moved { state: edge.to, note: wording::deemed_accepted(promised_due) };
    crate::events::append(db, &case.owner, case.id, &event, now)?;
    crate::audit::note(db, now, "gateway", "case.deemed", case.number.as_str())?;
    Ok(true)
}
