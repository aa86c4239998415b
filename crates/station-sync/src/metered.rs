//! Keeps count of a line that costs by the byte, across restarts of the program.

use crate::core::{Core, Spent};
use crate::door::StoreDoor;
use station_store::{Spending, StoreError};

/// More than this is not forgotten when the power fails in the middle of a talk.
const MUCH: u64 = 256 * 1024;

/// The count of one talk.
#[derive(Default)]
pub(crate) struct Meter {
    begun: bool,
    noted: Option<Spent>,
}

impl Meter {
    /// Tells the core what the day cost before; once. What a program of before noted by the station's clock says nothing of
    /// the gateway's day: a new one begins.
    pub fn begin(&mut self, door: &impl StoreDoor, core: &mut Core) -> Result<(), StoreError> {
        if std::mem::replace(&mut self.begun, true) {
            return Ok(());
        }
        let before = door.with(|store| store.spending())?.filter(|before| before.by_gateway);
        self.noted = before.map(|Spending { since, bytes, .. }| Spent { bytes, since });
        if let Some(before) = self.noted {
            core.go_on_spending(before);
        }
        Ok(())
    }

    /// Notes the count when it grew by much.
    pub fn note_much(&mut self, door: &impl StoreDoor, core: &Core) -> Result<(), StoreError> {
        let noted = self.noted.map_or(0, |noted| noted.bytes);
        match core.spent() {
            Some(spent) if spent.bytes.abs_diff(noted) >= MUCH => self.note(door, core),
            _ => Ok(()),
        }
    }

    /// Notes the count.
    pub fn note(&mut self, door: &impl StoreDoor, core: &Core) -> Result<(), StoreError> {
        let Some(spent) = core.spent().filter(|spent| self.noted != Some(*spent)) else { return Ok(()) };
        self.noted = Some(spent);
        let Spent { bytes, since } = spent;
        door.with(|store| store.note_spending(Spending { since, bytes, by_gateway: true }))
    }
}
