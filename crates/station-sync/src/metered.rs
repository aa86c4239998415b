//! Keeps count of a line that costs by the byte, across restarts of the program.

use crate::core::{Core, Spent};
use crate::door::StoreDoor;
use casework::moment::Moment;
use station_store::{Spending, StoreError};
use std::time::Duration;

/// More than this is not forgotten when the power fails in the middle of a talk.
const MUCH: u64 = 256 * 1024;

/// The count of one talk.
#[derive(Default)]
pub(crate) struct Meter {
    begun: bool,
    noted: u64,
}

impl Meter {
    /// Tells the core what the day cost before; once.
    pub fn begin(&mut self, door: &impl StoreDoor, core: &mut Core, now: Duration) -> Result<(), StoreError> {
        if std::mem::replace(&mut self.begun, true) {
            return Ok(());
        }
        let before = door.with(|store| store.spending())?;
        if let Some(before) = before.and_then(|before| age(before, door.now())) {
            core.go_on_spending(now, before);
        }
        self.noted = core.spent(now).map_or(0, |spent| spent.bytes);
        Ok(())
    }

    /// Notes the count when it grew by much.
    pub fn note_much(&mut self, door: &impl StoreDoor, core: &Core, now: Duration) -> Result<(), StoreError> {
        match core.spent(now) {
            Some(spent) if spent.bytes.abs_diff(self.noted) >= MUCH => self.note(door, core, now),
            _ => Ok(()),
        }
    }

    /// Notes the count.
    pub fn note(&mut self, door: &impl StoreDoor, core: &Core, now: Duration) -> Result<(), StoreError> {
        let Some(spent) = core.spent(now).filter(|spent| spent.bytes != self.noted) else { return Ok(()) };
        self.noted = spent.bytes;
        let age = i64::try_from(spent.age.as_millis()).unwrap_or(0);
        let since = Moment::from_millis(door.now().millis() - age);
        door.with(|store| store.note_spending(Spending { since, bytes: spent.bytes }))
    }
}

/// A clock that ran back begins a new day: to send too much is better than not to send.
fn age(spending: Spending, now: Moment) -> Option<Spent> {
    let age = u64::try_from(now.millis_since(spending.since)).ok()?;
    Some(Spent { bytes: spending.bytes, age: Duration::from_millis(age) })
}
