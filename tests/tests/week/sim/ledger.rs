//! What people were told, written down beside both programs.

use casework::id::{CaseId, EntryId};
use casework::number::ReceiptNumber;
use seal::Digest;
use std::collections::{BTreeMap, BTreeSet};
use wire::entry::EntryType;

/// Something a person handed in.
#[derive(Clone, Debug)]
pub struct Deed {
    /// Its entry.
    pub id: EntryId,
    /// What.
    pub kind: EntryType,
    /// For which case.
    pub case: CaseId,
    /// Hash of the payload's bytes.
    pub payload: Digest,
    /// Disks it lies on.
    pub disks: BTreeSet<usize>,
    /// The gateway had it once.
    pub arrived: bool,
    /// The person saw that it was taken, or the disk had it after a crash.
    pub told: bool,
}

/// All of it.
#[derive(Default)]
pub struct Ledger {
    /// In the order in which they were done.
    pub deeds: Vec<Deed>,
    by_id: BTreeMap<EntryId, usize>,
    /// Numbers that were printed, and for which case at which station.
    pub printed: BTreeMap<ReceiptNumber, BTreeSet<(CaseId, usize)>>,
    /// Cases of a station.
    pub cases: BTreeMap<usize, Vec<CaseId>>,
    /// Cases of which two disks told different things, or of which a disk forgot something.
    pub parted: BTreeSet<CaseId>,
    /// Proof numbers ever seen anywhere, and what they prove.
    pub proofs: BTreeMap<String, Digest>,
}

impl Ledger {
    /// Somebody is about to hand something in.
    pub fn intends(&mut self, deed: Deed) {
        self.by_id.insert(deed.id, self.deeds.len());
        self.deeds.push(deed);
    }

    /// The person was told that it is done.
    pub fn told(&mut self, id: EntryId) {
        if let Some(at) = self.by_id.get(&id) {
            self.deeds[*at].told = true;
        }
    }

    /// The gateway has it.
    pub fn arrived(&mut self, id: EntryId) {
        if let Some(at) = self.by_id.get(&id) {
            (self.deeds[*at].arrived, self.deeds[*at].told) = (true, true);
        }
    }

    /// A number was printed.
    pub fn prints(&mut self, number: ReceiptNumber, case: CaseId, station: usize) {
        self.printed.entry(number).or_default().insert((case, station));
        let cases = self.cases.entry(station).or_default();
        if !cases.contains(&case) {
            cases.push(case);
        }
    }

    /// A disk has become what it was when there were so many deeds.
    pub fn set_back(&mut self, station: usize, deeds: usize) {
        for deed in self.deeds.iter_mut().skip(deeds) {
            if deed.disks.remove(&station) {
                self.parted.insert(deed.case);
            }
        }
    }

    /// A copy of a disk goes on as another station.
    pub fn copied(&mut self, from: usize, to: usize) {
        for deed in self.deeds.iter_mut().filter(|deed| deed.disks.contains(&from)) {
            deed.disks.insert(to);
            self.parted.insert(deed.case);
        }
        let cases = self.cases.get(&from).cloned().unwrap_or_default();
        self.parted.extend(cases.iter().copied());
        self.cases.insert(to, cases);
    }

    /// A proof number was seen; says so when it proved something else before.
    pub fn sees(&mut self, no: String, entry: Digest) -> Option<String> {
        let known = *self.proofs.entry(no.clone()).or_insert(entry);
        (known != entry).then(|| format!("proof number {no} was given for two entries"))
    }
}
