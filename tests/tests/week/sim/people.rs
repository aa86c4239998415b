//! People at the counters of a week: what they do, what breaks on their disks, and what they take in anew.

use super::happening::Happening;
use super::person::Person;
use super::plan::Break;
use super::week::Week;
use station_store::StoreError;
use station_sync::StoreDoor as _;
use std::fs;
use std::path::Path;

impl Week {
    pub(super) fn person(&mut self, nr: usize) {
        if self.is_calm {
            return self.mends(nr);
        }
        self.soon(4 * 3600, Happening::Person(nr));
        if !self.stations[nr].runs() {
            return;
        }
        if self.weather.carriers && self.chance.in_a_hundred(6) {
            return self.carrier_leaves(nr);
        }
        self.loses_commits(nr, |week| week.works(nr, |person| person.does_something()));
    }

    /// A person at a counter, for one deed.
    fn works(&mut self, nr: usize, deed: impl FnOnce(&mut Person<'_>) -> Result<(), StoreError>) {
        self.stations[nr].set_clock(self.now);
        let mut person = Person {
            station: &self.stations[nr],
            content: &mut self.content,
            ledger: &mut self.ledger,
            chance: &mut self.chance,
        };
        let done = deed(&mut person);
        if self.stations[nr].door.has_crashed() {
            return self.station_dies(nr);
        }
        if let Err(error) = done {
            self.faults.push(format!("station {nr}: the counter could not work: {error}"));
        }
        if self.stations[nr].talk.is_none() {
            self.talks(nr, false);
        }
    }

    /// A bit flips in a file that is still to be sent.
    pub(super) fn damages(&mut self, nr: usize) {
        if !self.stations[nr].runs() {
            return;
        }
        let waiting = self.stations[nr].door.with(|store| store.uploads_to_carry());
        if self.stations[nr].door.has_crashed() {
            return self.station_dies(nr);
        }
        let waiting = waiting.expect("what waits");
        if waiting.is_empty() {
            return;
        }
        let file = &waiting[self.chance.below(waiting.len() as u64) as usize].sha256;
        self.tally.damaged += 1;
        flip(&self.stations[nr].folder.join("files").join(&file.as_str()[..2]).join(file.as_str()));
        self.note(&format!("station {nr} has a bit flipped in {file}"));
        self.stations[nr].damaged = self.plan.broken != Break::NobodyMends;
    }

    /// When all is calm nobody does anything new, but somebody still mends what opens no more.
    fn mends(&mut self, nr: usize) {
        if self.stations[nr].runs() && self.stations[nr].damaged {
            self.works(nr, |person| person.mends().map(drop));
        }
    }

    /// A station that has tried to send everything and holds what opens no more waits for somebody who mends it.
    pub(super) fn is_to_be_mended(&mut self, nr: usize) -> bool {
        if !self.is_calm || !self.stations[nr].damaged {
            return false;
        }
        let cases = self.ledger.cases.get(&nr).cloned().unwrap_or_default();
        let broken = |case| self.stations[nr].door.with(|store| store.broken_uploads(case));
        let to_mend = cases.into_iter().any(|case| broken(case).is_ok_and(|files| !files.is_empty()));
        if self.stations[nr].door.has_crashed() {
            self.station_dies(nr);
            return true;
        }
        self.stations[nr].damaged = to_mend;
        if to_mend {
            self.soon(600, Happening::Person(nr));
        }
        to_mend
    }
}

impl Person<'_> {
    /// Takes in anew whatever opens no more, and says whether there was anything.
    pub fn mends(&mut self) -> Result<bool, StoreError> {
        let mut found = false;
        for case in self.ledger.cases.get(&self.station.nr).cloned().unwrap_or_default() {
            for file in self.station.door.with(|store| store.broken_uploads(case))? {
                found = true;
                let case = self.station.door.with(|store| store.case(case))?;
                self.takes_in_anew(&case, file)?;
            }
        }
        Ok(found)
    }
}

fn flip(path: &Path) {
    let mut bytes = fs::read(path).expect("a file that is to be sent is there");
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    // copies of a disk share what lies on it: only this one changes
    let changed = path.with_extension("changed");
    fs::write(&changed, bytes).and_then(|()| fs::rename(&changed, path)).expect("a place to write");
}
