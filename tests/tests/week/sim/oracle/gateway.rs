//! The gateway's database, read beside the program.

use super::super::gateway_end::Gateway;
use super::super::ledger::{Deed, Ledger};
use super::edges;
use casework::id::CaseId;
use casework::state::{Act, State};
use rusqlite::Connection;
use seal::Digest;
use std::collections::{BTreeMap, BTreeSet};
use wire::{Proof, Verdict};

/// An entry there.
pub struct Taken {
    /// Its id.
    pub id: String,
    /// It came for the first time.
    pub first: bool,
    /// Chain hash.
    pub hash: Digest,
    /// Hash of the payload.
    pub payload: Digest,
    /// The word on it.
    pub verdict: Verdict,
    /// Its proof.
    pub proof: Option<Proof>,
}

/// A case there.
#[derive(Clone)]
pub struct CaseThere {
    /// Its id.
    pub id: CaseId,
    /// Its number.
    pub number: String,
    /// Where it stands.
    pub state: State,
    /// Newest version.
    pub version: u32,
    /// All its files are there.
    pub complete: bool,
}

/// A place of a log: station, device, epoch, lane, sequence.
pub type Place = (String, u32, String, u8, u64);

/// Everything there.
pub struct GatewaySide {
    /// Entries by their place.
    pub entries: BTreeMap<Place, Taken>,
    /// Cases.
    pub cases: Vec<CaseThere>,
    /// Newest event of a device, and the chain hash there.
    pub events: BTreeMap<(String, u32), (u64, Digest)>,
    /// How far each lane was taken.
    pub heads: BTreeMap<(String, u32, String, u8), (u64, Digest)>,
    /// Entries that were held.
    pub held: u64,
    /// What happened to each case.
    pub timeline: BTreeMap<String, Vec<(Act, State)>>,
}

impl GatewaySide {
    /// Reads it; `doubled`: a case is put in twice, to see that it is found.
    pub fn of(gateway: &Gateway, doubled: bool) -> Self {
        let db = gateway.database();
        let mut cases = cases(db);
        if let (true, Some(first)) = (doubled, cases.first().cloned()) {
            cases.push(first);
        }
        let entries = entries(db);
        let held =
            entries.values().filter(|taken| taken.first && matches!(taken.verdict, Verdict::Held { .. }));
        let held = held.count() as u64;
        Self { entries, cases, events: events(db), heads: heads(db), held, timeline: timeline(db) }
    }

    /// Nothing doubled, nothing altered, only allowed ways.
    pub fn is_sound(&self, ledger: &Ledger, forgot: bool) -> Vec<String> {
        let mut faults = Vec::new();
        let mut ids = BTreeSet::new();
        for taken in self.entries.values().filter(|taken| taken.first) {
            if !ids.insert(&taken.id) {
                faults.push(format!("entry {} was worked twice", taken.id));
            }
        }
        let (mut seen, mut numbers) = (BTreeSet::new(), BTreeSet::new());
        for case in &self.cases {
            if !seen.insert(case.id) || !numbers.insert(&case.number) {
                faults.push(format!("case {} is there twice", case.id));
            }
        }
        for deed in &ledger.deeds {
            let id = deed.id.to_string();
            let other = |taken: &&Taken| taken.id == id && taken.payload != deed.payload;
            faults.extend(self.entries.values().find(other).map(|_| format!("entry {id} has other bytes")));
        }
        for (case, steps) in &self.timeline {
            faults.extend(edges::of_gateway(case, steps, forgot));
        }
        faults
    }

    /// Proof numbers, each for one entry for ever.
    pub fn numbers(&self, ledger: &mut Ledger) -> Vec<String> {
        let proofs =
            self.entries.values().filter(|taken| taken.first).filter_map(|taken| taken.proof.as_ref());
        let mut here = BTreeSet::new();
        let mut faults = Vec::new();
        for proof in proofs {
            let no = proof.body.proof_no.to_string();
            if !here.insert(no.clone()) {
                faults.push(format!("proof number {no} was given twice"));
            }
            faults.extend(ledger.sees(no, proof.body.entry));
        }
        faults
    }

    /// It is here exactly once, with the same bytes.
    pub fn has_once(&self, deed: &Deed) -> Option<String> {
        let id = deed.id.to_string();
        let mut here = self.entries.values().filter(|taken| taken.first && taken.id == id);
        match (here.next(), here.next()) {
            (Some(taken), None) if taken.payload == deed.payload => None,
            (Some(_), None) => Some(format!("entry {id} has other bytes at the gateway")),
            (None, _) => Some(format!("{:?} {id} was handed in and is not at the gateway", deed.kind)),
            (Some(_), Some(_)) => Some(format!("entry {id} was worked twice")),
        }
    }

    /// The entry of this chain hash is here, and has these bytes where they are known.
    pub fn has_bytes(&self, entry: &Digest, payload: &Option<Digest>) -> bool {
        let mut here = self.entries.values().filter(|taken| taken.hash == *entry);
        here.any(|taken| payload.is_none_or(|payload| payload == taken.payload))
    }
}

/// How often each case moved.
pub fn moves_at(gateway: &Gateway) -> BTreeMap<CaseId, usize> {
    let moves = timeline(gateway.database()).into_iter();
    moves.map(|(case, steps)| (case.parse().expect("an id"), steps.len())).collect()
}

/// Ids of all entries.
pub fn arrived_at(gateway: &Gateway) -> BTreeSet<String> {
    let db = gateway.database();
    let mut rows = db.prepare("SELECT id FROM entry").expect("a statement");
    let ids = rows.query_map([], |r| r.get(0)).expect("entries");
    ids.collect::<Result<_, _>>().expect("ids")
}

/// Files that are not whole yet, named as they lie in the folder of those that grow.
pub fn awaited_at(gateway: &Gateway) -> BTreeSet<String> {
    let db = gateway.database();
    let sql = "SELECT station || '-' || sha256 FROM file WHERE complete = 0";
    let mut rows = db.prepare(sql).expect("a statement");
    let names = rows.query_map([], |r| r.get(0)).expect("files");
    names.collect::<Result<_, _>>().expect("names")
}

fn entries(db: &Connection) -> BTreeMap<Place, Taken> {
    let sql = "SELECT station, device, epoch, lane, seq, id, first, hash, payload, verdict, proof FROM entry";
    let mut rows = db.prepare(sql).expect("a statement");
    let read = |r: &rusqlite::Row<'_>| {
        let text = |at: usize| r.get::<_, String>(at);
        let (payload, proof): (Vec<u8>, Option<String>) = (r.get(8)?, r.get(10)?);
        let taken = Taken {
            id: text(5)?,
            first: r.get(6)?,
            hash: text(7)?.parse().expect("a hash"),
            payload: Digest::of(&payload),
            verdict: serde_json::from_str(&text(9)?).expect("a verdict"),
            proof: proof.map(|proof| serde_json::from_str(&proof).expect("a proof")),
        };
        Ok(((text(0)?, r.get(1)?, text(2)?, r.get(3)?, r.get(4)?), taken))
    };
    rows.query_map([], read).expect("entries").collect::<Result<_, _>>().expect("entries")
}

fn cases(db: &Connection) -> Vec<CaseThere> {
    let mut rows = db.prepare("SELECT id, number, state, version, complete FROM cases").expect("a statement");
    let read = |r: &rusqlite::Row<'_>| {
        Ok(CaseThere {
            id: r.get::<_, String>(0)?.parse().expect("an id"),
            number: r.get(1)?,
            state: r.get::<_, String>(2)?.parse().expect("a state"),
            version: r.get(3)?,
            complete: r.get(4)?,
        })
    };
    rows.query_map([], read).expect("cases").collect::<Result<_, _>>().expect("cases")
}

fn events(db: &Connection) -> BTreeMap<(String, u32), (u64, Digest)> {
    let sql = "SELECT station, device, max(dseq), hash FROM down_event GROUP BY station, device";
    let mut rows = db.prepare(sql).expect("a statement");
    let read = |r: &rusqlite::Row<'_>| {
        let hash = r.get::<_, String>(3)?.parse().expect("a hash");
        Ok(((r.get(0)?, r.get(1)?), (r.get(2)?, hash)))
    };
    rows.query_map([], read).expect("events").collect::<Result<_, _>>().expect("events")
}

fn heads(db: &Connection) -> BTreeMap<(String, u32, String, u8), (u64, Digest)> {
    let sql = "SELECT station, device, epoch, lane, accepted_through, head FROM log_head";
    let mut rows = db.prepare(sql).expect("a statement");
    let read = |r: &rusqlite::Row<'_>| {
        let hash = r.get::<_, String>(5)?.parse().expect("a hash");
        Ok(((r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?), (r.get(4)?, hash)))
    };
    rows.query_map([], read).expect("heads").collect::<Result<_, _>>().expect("heads")
}

fn timeline(db: &Connection) -> BTreeMap<String, Vec<(Act, State)>> {
    let mut rows = db.prepare("SELECT case_id, act, state FROM timeline ORDER BY n").expect("a statement");
    let read = |r: &rusqlite::Row<'_>| {
        let (act, state): (String, String) = (r.get(1)?, r.get(2)?);
        Ok((r.get::<_, String>(0)?, (act.parse().expect("an act"), state.parse().expect("a state"))))
    };
    let mut found: BTreeMap<String, Vec<_>> = BTreeMap::new();
    for row in rows.query_map([], read).expect("steps") {
        let (case, step) = row.expect("a step");
        found.entry(case).or_default().push(step);
    }
    found
}
