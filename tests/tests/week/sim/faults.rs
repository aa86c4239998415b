//! What goes wrong, and how it is mended again.

use super::disk;
use super::door::Crash;
use super::happening::{Asked, Happening};
use super::plan::Break;
use super::station::{Backup, Station};
use super::week::Week;

use wire::{Answer, LinkError, PushAnswer, Request, Verdict};

const YEAR: i64 = 365 * 24 * 3600 * 1000;

impl Week {
    /// Something goes wrong somewhere.
    pub(super) fn fault(&mut self) {
        if self.is_calm {
            return;
        }
        self.soon(60 * self.weather.fault_every, Happening::Fault);
        let nr = self.chance.below(self.stations.len() as u64) as usize;
        let (copies, forgets) = (self.weather.copies, self.weather.forgets);
        match self.chance.below(100) {
            0..21 => self.cut(nr),
            21..25 => self.damages(nr),
            25..40 => self.partition(Some(nr)),
            40..46 => self.partition(None),
            46..70 => self.sets_crash(nr),
            70..76 => self.gateway_dies(),
            76..88 => self.clock_jumps(nr),
            88..92 if copies => self.backs_up(nr),
            92..95 if copies => self.sets_back(nr),
            95..96 if copies => self.copies_disk(nr),
            88..92 if forgets => self.gateway.back_up(self.place.path()),
            92..95 if forgets => self.gateway_set_back(),
            _ => self.cut(nr),
        }
    }

    /// Everything under way of a station breaks off at once; what left may arrive all the same.
    fn cut(&mut self, nr: usize) {
        let station = &mut self.stations[nr];
        let Some(first) = station.asked.keys().next().copied() else { return };
        self.tally.cuts += 1;
        let (talk, until) = (station.talks, self.now);
        let tickets: Vec<_> = station.asked.keys().copied().collect();
        self.note(&format!("station {nr} is cut off from {first:?} on"));
        for ticket in tickets {
            let request = std::rc::Rc::new(Request::Push(Vec::new()));
            let asked = Asked { station: nr, talk, ticket, until, request };
            self.hears_at(self.now, asked, Err(LinkError::Unreachable));
        }
    }

    fn partition(&mut self, of: Option<usize>) {
        self.tally.partitions += 1;
        match of {
            Some(nr) => self.stations[nr].cut_off = true,
            None => self.gateway.cut_off = true,
        }
        let longest = self.chance.one_of(&[60, 900, 4 * 3_600, 20 * 3_600]);
        self.soon(longest / 2, Happening::LineBack(of));
    }

    pub(super) fn line_back(&mut self, of: Option<usize>) {
        match of {
            None => self.gateway.cut_off = false,
            Some(nr) => {
                self.stations[nr].cut_off = false;
                self.talks(nr, true);
            }
        }
    }

    fn sets_crash(&mut self, nr: usize) {
        let crash = Crash { passes: self.chance.below(60), after: self.chance.in_a_hundred(50) };
        self.stations[nr].door.set_crash(crash);
    }

    pub(super) fn station_dies(&mut self, nr: usize) {
        self.tally.station_crashes += 1;
        self.note(&format!("station {nr} dies"));
        self.stations[nr].die();
        self.soon(600, Happening::Starts(Some(nr)));
    }

    /// What the line knew of a talk that this ended is still in memory when the next one begins.
    pub(super) fn store_goes(&mut self, nr: usize) {
        self.note(&format!("station {nr} has no store any more"));
        self.stations[nr].loses_its_store();
        self.soon(600, Happening::Starts(Some(nr)));
    }

    pub(super) fn gateway_dies(&mut self) {
        if self.gateway.store().is_none() {
            return;
        }
        self.tally.gateway_crashes += 1;
        self.note("the gateway dies");
        self.gateway.die();
        self.soon(120, Happening::Starts(None));
    }

    pub(super) fn starts(&mut self, of: Option<usize>) {
        let Some(nr) = of else {
            if self.gateway.store().is_none() {
                self.gateway.start();
            }
            return;
        };
        if !self.stations[nr].runs() {
            self.stations[nr].start(&mut self.chance);
            self.finds_on_disk(nr);
            self.talks(nr, true);
        }
    }

    /// Deeds of which nobody was told are done all the same where the disk has them.
    fn finds_on_disk(&mut self, nr: usize) {
        for id in super::oracle::entries_on(&self.stations[nr]) {
            self.ledger.told(id);
        }
        for (number, case) in super::oracle::numbers_on(&self.stations[nr]) {
            self.ledger.prints(number, case, nr);
        }
    }

    fn clock_jumps(&mut self, nr: usize) {
        self.tally.jumps += 1;
        let truth = super::beginning().millis() + self.now.as_millis() as i64;
        let offset = match self.chance.below(6) {
            0 => 946_684_800_000 - truth,
            1 => 4_102_444_800_000 - truth,
            2 => 0,
            3 => 3_600_000 - self.chance.below(7_200_000) as i64,
            _ => self.chance.below(20 * YEAR as u64) as i64 - 10 * YEAR,
        };
        self.stations[nr].offset = offset;
    }

    fn backs_up(&mut self, nr: usize) {
        let station = &mut self.stations[nr];
        if !station.runs() {
            return;
        }
        let folder = disk::under(self.place.path(), "backup", nr);
        disk::copy(&station.folder, &folder);
        station.backup = Some(Backup { folder, deeds: self.ledger.deeds.len() });
    }

    /// The disk broke; the copy made earlier is put in its place.
    fn sets_back(&mut self, nr: usize) {
        let Some(backup) = self.stations[nr].backup.take() else { return };
        self.note(&format!("station {nr} is set back"));
        self.tally.set_back += 1;
        self.stations[nr].die();
        disk::copy(&backup.folder, &self.stations[nr].folder);
        self.ledger.set_back(nr, backup.deeds);
        let code = self.stations[nr].code().clone();
        for other in self.stations.iter_mut().filter(|other| *other.code() == code) {
            other.copied = true;
            other.left.clear();
        }
        self.soon(600, Happening::Starts(Some(nr)));
    }

    /// Somebody copies the disk to another computer, and both go on.
    fn copies_disk(&mut self, nr: usize) {
        if !self.stations[nr].runs() || self.stations.len() >= self.plan.stations * 2 {
            return;
        }
        self.tally.copied += 1;
        let to = self.stations.len();
        self.note(&format!("the disk of station {nr} is copied to {to}"));
        let folder = disk::under(self.place.path(), "station", to);
        disk::copy(&self.stations[nr].folder, &folder);
        let Station { key, identity, .. } = &self.stations[nr];
        let mut copy = Station::on(to, folder, key.clone(), identity.clone(), &mut self.chance);
        (copy.copied, copy.damaged) = (true, self.stations[nr].damaged);
        self.stations[nr].copied = true;
        self.ledger.copied(nr, to);
        self.stations.push(copy);
        self.people_and_timers_of(to);
    }

    fn gateway_set_back(&mut self) {
        let before = super::oracle::moves_at(&self.gateway);
        if !self.gateway.set_back(self.now, true) {
            return;
        }
        self.note("the gateway is set back");
        self.tally.forgot += 1;
        self.county.forgets();
        let after = super::oracle::moves_at(&self.gateway);
        let forgot = before.into_iter().filter(|(case, moves)| after.get(case) != Some(moves));
        self.ledger.parted.extend(forgot.map(|(case, _)| case));
        let here = super::oracle::arrived_at(&self.gateway);
        for deed in &mut self.ledger.deeds {
            deed.arrived = here.contains(&deed.id.to_string());
        }
        self.stations.iter_mut().for_each(|station| station.left.clear());
    }

    /// From here on nothing goes wrong any more, and nobody does anything new.
    pub(super) fn calm(&mut self) {
        self.is_calm = true;
        self.weather = self.weather.calm();
        self.gateway.cut_off = false;
        self.starts(None);
        for nr in 0..self.stations.len() {
            (self.stations[nr].cut_off, self.stations[nr].idle) = (false, false);
            self.starts(Some(nr));
            self.talks(nr, true);
        }
    }

    /// What an answer of the gateway says for good. Of two computers with the same disk the other one has something to hear
    /// of now.
    pub(super) fn learn(&mut self, nr: usize, answer: &Result<Answer, LinkError>) {
        if let Ok(Answer::Pushed(pushed)) = answer {
            for verdict in &pushed.verdicts {
                let (Verdict::Accepted { id, .. } | Verdict::Held { id, .. }) = verdict;
                self.ledger.arrived(*id);
            }
        }
        if let Ok(Answer::Pushed(_) | Answer::Appended(_)) = answer {
            let code = self.stations[nr].code().clone();
            let alike = self.stations.iter_mut().filter(|station| *station.code() == code);
            alike.for_each(Station::stirs);
        }
    }

    /// Counts bytes of entries that left before.
    pub(super) fn count_again(&mut self, asked: &Asked) {
        let Request::Push(packed) = &*asked.request else { return };
        let Some(batch) = self.content.unpack(packed) else { return };
        let (epoch, lane, count) = (batch.log.epoch.to_string(), batch.log.lane, batch.entries.len() as u64);
        let station = &mut self.stations[asked.station];
        let places = (batch.first_seq..batch.first_seq + count).map(|seq| (epoch.clone(), lane, seq));
        let again = places.filter(|place| !station.left.insert(place.clone())).count() as u64;
        self.tally.sent_again += packed.len() as u64 * again / count.max(1);
    }

    /// With the fence broken, what was said of the places of an old epoch is said of the new one.
    pub(super) fn open_fence(&mut self, asked: &Asked) -> Option<Answer> {
        let Request::Push(packed) = &*asked.request else { return None };
        if self.plan.broken != Break::OpenFence {
            return None;
        }
        let batch = self.content.unpack(packed)?;
        let station = &self.stations[asked.station];
        if batch.log.epoch == station.identity.epoch {
            return None;
        }
        let verdicts = batch.entries.iter().filter_map(|entry| {
            let header = entry.header().ok()?;
            Some(Verdict::Accepted { seq: header.seq, id: header.id })
        });
        Some(Answer::Pushed(PushAnswer {
            accepted_through: batch.first_seq + batch.entries.len() as u64 - 1,
            head: batch.head(),
            verdicts: verdicts.collect(),
            proofs: Vec::new(),
            files: Vec::new(),
            waits: None,
        }))
    }

    /// A disk that says that a commit is made, and has lost it after a crash.
    pub(super) fn loses_commits(&mut self, nr: usize, deed: impl FnOnce(&mut Self)) {
        if self.plan.broken != Break::LostCommit || !self.chance.in_a_hundred(10) {
            return deed(self);
        }
        let folder = disk::under(self.place.path(), "unsynced", nr);
        disk::copy(&self.stations[nr].folder, &folder);
        deed(self);
        self.stations[nr].die();
        disk::copy(&folder, &self.stations[nr].folder);
        self.soon(600, Happening::Starts(Some(nr)));
    }
}
