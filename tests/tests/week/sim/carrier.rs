//! People who carry sticks between a station and the county, and lose some.

use super::disk;
use super::gateway_end::moment;
use super::happening::Happening;
use super::week::Week;
use gateway::{Bearer, deliver};
use station_sync::bundle::{BundleFault, Terms, export, find, import};
use station_sync::{RoundError, StoreDoor as _};
use std::fs;
use std::path::{Path, PathBuf};
use wire::bundle::VOLUME;

/// A stick on its way.
#[derive(Clone, Debug)]
pub struct Stick {
    /// Whose.
    pub station: usize,
    /// The folder on it.
    pub folder: PathBuf,
}

impl Week {
    /// What waits is written onto a stick, and somebody takes it along.
    pub(super) fn carrier_leaves(&mut self, nr: usize) {
        self.tally.sticks += 1;
        let folder = disk::under(self.place.path(), "stick", self.tally.sticks as usize);
        fs::create_dir_all(folder.join("back")).expect("a stick");
        let station = &self.stations[nr];
        station.set_clock(self.now);
        let terms = Terms { folder: &folder, volume: VOLUME, who: "符办事" };
        let written = export(station.door, &terms, &|_| true);
        if station.door.has_crashed() {
            return self.station_dies(nr);
        }
        if let Err(fault) = written {
            return self.faults.push(format!("station {nr}: no stick could be written: {fault}"));
        }
        self.note(&format!("station {nr} gives a stick to a carrier"));
        if self.chance.in_a_hundred(85) {
            self.carried(36 * 3600, Happening::StickUp(Stick { station: nr, folder }));
        }
    }

    fn carried(&mut self, seconds: u64, what: Happening) {
        self.on_the_way += 1;
        self.soon(seconds / 2, what);
    }

    /// The county puts it in, and the answers are carried back. Some sticks are put in twice.
    pub(super) fn stick_up(&mut self, stick: Stick) {
        self.on_the_way -= 1;
        let Some(store) = self.gateway.store() else {
            return self.carried(3_600, Happening::StickUp(stick));
        };
        let bearer = Bearer { who: "符信差", county: None };
        let now = moment(self.now);
        match deliver(store, &bundles_in(&stick.folder), &stick.folder.join("back"), &bearer, || now) {
            Ok(delivery) => {
                let notes: Vec<_> = delivery.bundles.iter().flat_map(|brought| &brought.notes).collect();
                let codes: Vec<_> = notes.iter().map(|note| note.code).collect();
                self.note(&format!("the stick of station {} is at the county: {codes:?}", stick.station));
            }
            Err(error) => self.faults.push(format!("the stick of station {}: {error}", stick.station)),
        }
        self.stations[stick.station].stirs();
        self.learn_all();
        if self.chance.in_a_hundred(15) {
            self.carried(36 * 3600, Happening::StickUp(stick.clone()));
        }
        if self.chance.in_a_hundred(85) {
            self.carried(36 * 3600, Happening::StickBack(stick));
        }
    }

    /// What the gateway has by whatever way.
    fn learn_all(&mut self) {
        let here = super::oracle::arrived_at(&self.gateway);
        let deeds =
            self.ledger.deeds.iter().filter(|deed| !deed.arrived && here.contains(&deed.id.to_string()));
        let arrived: Vec<_> = deeds.map(|deed| deed.id).collect();
        arrived.into_iter().for_each(|id| self.ledger.arrived(id));
    }

    /// The answers are taken in at the station.
    pub(super) fn stick_back(&mut self, stick: Stick) {
        self.on_the_way -= 1;
        let nr = stick.station;
        if !self.stations[nr].runs() {
            return self.carried(3_600, Happening::StickBack(stick));
        }
        self.stations[nr].set_clock(self.now);
        let taken = self.takes_answers(nr, &stick.folder.join("back"));
        if self.stations[nr].door.has_crashed() {
            return self.station_dies(nr);
        }
        self.note(&format!("station {nr} has its stick back: {taken:?}"));
        if let Err(fault) = taken
            && !may_be(&fault, self.gateway.forgot)
        {
            self.faults.push(format!("station {nr}: its stick does not hold: {fault}"));
        }
        self.talks(nr, false);
    }

    fn takes_answers(&self, nr: usize, folder: &Path) -> Result<(), BundleFault> {
        let door = self.stations[nr].door;
        let identity = door.with(|store| store.identity()).map_err(RoundError::from)?;
        let identity = identity.ok_or(RoundError::NotEnrolled)?;
        find(folder, &identity)?.ours.iter().try_for_each(|path| import(door, path).1)
    }
}

/// Of histories that parted, a stick tells as the line does; and a stick may be late. One that was written before the
/// gateway forgot tells other events than those that came since.
fn may_be(fault: &BundleFault, forgot: bool) -> bool {
    let other = forgot && matches!(fault, BundleFault::Round(RoundError::Forged));
    other || matches!(fault, BundleFault::Gap { .. } | BundleFault::Round(RoundError::Fork))
}

fn bundles_in(folder: &Path) -> Vec<PathBuf> {
    let entries = fs::read_dir(folder).expect("a stick").flatten();
    let mut paths: Vec<_> = entries.map(|entry| entry.path()).filter(|path| path.is_file()).collect();
    paths.sort();
    paths
}
