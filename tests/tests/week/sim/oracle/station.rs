//! A station's database, read beside the program.

use super::super::station::Station;
use super::gateway::{CaseThere, GatewaySide};
use casework::id::{CaseId, EntryId};
use casework::number::ReceiptNumber;
use casework::state::{Act, State};
use rusqlite::{Connection, Row};
use seal::Digest;
use seal::slot::Purpose;
use std::collections::BTreeMap;
use std::str::FromStr;
use wire::entry::EntryType;
use wire::{Proof, Verdict};

/// An entry here.
pub struct Queued {
    /// Life of the data.
    pub epoch: String,
    /// Lane.
    pub lane: u8,
    /// Place in it.
    pub seq: u64,
    /// Its id.
    pub id: EntryId,
    /// What it says.
    pub kind: EntryType,
    /// For which case.
    pub case: CaseId,
    /// Version.
    pub rev: u32,
    /// Hash of the payload.
    pub payload: Digest,
    /// Chain hash.
    pub hash: Digest,
    /// The word on it.
    pub verdict: Option<Verdict>,
}

impl Queued {
    /// It was taken.
    pub fn is_accepted(&self) -> bool {
        matches!(self.verdict, Some(Verdict::Accepted { .. }))
    }
}

/// A file on its way.
pub struct Sending {
    /// Which.
    pub file: String,
    /// For which case.
    pub case: CaseId,
    /// So much is there.
    pub sent: u64,
    /// All of it.
    pub complete: bool,
    /// Why it cannot go.
    pub broken: String,
}

/// A case here.
pub struct CaseHere {
    /// Its id.
    pub id: CaseId,
    /// Where it stands.
    pub state: State,
    /// Newest version.
    pub version: u32,
}

impl CaseHere {
    /// What differs from the gateway's; `taken`: it took the newest version.
    pub fn differs(&self, there: &CaseThere, taken: bool) -> Option<String> {
        // what was frozen and not handed in is known here only
        let ahead = self.state == State::AwaitingSignature;
        // a correction that came too late stays here, and files that it was to replace never come
        let is_late = !taken && self.version > there.version;
        let alike = is_late || self.version == there.version && there.complete;
        let same = self.state == there.state && alike;
        let words = || {
            format!(
                "case {} is {} v{} here and {} v{} at the gateway (complete: {})",
                self.id, self.state, self.version, there.state, there.version, there.complete
            )
        };
        (!ahead && !same).then(words)
    }
}

/// Everything here.
pub struct StationSide {
    /// Entries.
    pub outbox: Vec<Queued>,
    /// Files.
    pub uploads: Vec<Sending>,
    /// Cases.
    pub cases: Vec<CaseHere>,
    /// Proofs.
    pub proofs: Vec<Proof>,
    /// Last event applied, and the chain hash there.
    pub cursor: (u64, Digest),
    /// The life that goes on.
    pub epoch: String,
    /// What happened to each case.
    pub steps: BTreeMap<String, Vec<Did>>,
}

/// A step of a case.
pub struct Did {
    /// The gateway said it; else it was done here.
    pub by_gateway: bool,
    /// What.
    pub act: Act,
    /// Where it stood then.
    pub to: State,
}

impl StationSide {
    /// Reads it.
    pub fn of(station: &Station) -> Self {
        let db = open(station);
        Self {
            outbox: all(&db, OUTBOX, queued),
            uploads: all(&db, "SELECT sha256, case_id, sent, complete, broken FROM upload", sending),
            cases: all(&db, "SELECT id, state, version FROM case_file", case_here),
            proofs: all(&db, "SELECT proof FROM proof", |r| json(r, 0)),
            cursor: cursor(&db),
            epoch: epoch(&db),
            steps: steps(&db),
        }
    }

    /// The gateway took the newest version of a case.
    pub fn is_taken(&self, case: &CaseHere) -> bool {
        let its = |row: &&Queued| row.case == case.id && row.rev == case.version;
        self.outbox.iter().filter(its).any(|row| row.kind.receipt().is_some() && row.is_accepted())
    }

    /// Bytes of the version that a proof proves.
    pub fn payload_of(&self, proof: &Proof) -> Option<Digest> {
        let its = |row: &&Queued| {
            row.case == proof.body.case && row.rev == proof.body.rev && row.hash == proof.body.entry
        };
        self.outbox.iter().find(its).map(|row| row.payload)
    }

    /// Chains, verdicts and events are the gateway's. One that forgot decisions may say another word on what followed them;
    /// the station keeps the first.
    pub fn agrees(&self, side: &GatewaySide, station: &Station, forgot: bool) -> Vec<String> {
        let certificate = &station.identity.enrolment.certificate;
        let (code, device) = (certificate.station.to_string(), certificate.device.get());
        let mut faults = Vec::new();
        for row in &self.outbox {
            let place = (code.clone(), device, row.epoch.clone(), row.lane, row.seq);
            let there = side.entries.get(&place);
            let same = there.is_some_and(|there| there.hash == row.hash && there.payload == row.payload);
            if !same {
                faults.push(format!(
                    "{:?} {} at {}/{} is not the gateway's",
                    row.kind, row.id, row.lane, row.seq
                ));
            } else if !forgot && there.map(|there| &there.verdict) != row.verdict.as_ref() {
                faults.push(format!("{:?} {} has another verdict than the gateway's", row.kind, row.id));
            }
        }
        for lane in wire::lane::LANES {
            let last = self.outbox.iter().filter(|row| row.epoch == self.epoch && row.lane == lane);
            let last = last.map(|row| (row.seq, row.hash)).max_by_key(|(seq, _)| *seq);
            let key = (code.clone(), device, self.epoch.clone(), lane);
            if last != side.heads.get(&key).copied() {
                faults
                    .push(format!("lane {lane} of epoch {} ends elsewhere than at the gateway", self.epoch));
            }
        }
        let newest = side.events.get(&(code, device)).copied().unwrap_or((0, Digest::ZERO));
        if newest != self.cursor {
            faults.push(format!("events end at {} and at the gateway at {}", self.cursor.0, newest.0));
        }
        faults
    }
}

/// Ids of the entries on a disk.
pub fn entries_on(station: &Station) -> Vec<EntryId> {
    all(&open(station), "SELECT id FROM outbox", |r| text(r, 0))
}

/// Numbers given on a disk.
pub fn numbers_on(station: &Station) -> Vec<(ReceiptNumber, CaseId)> {
    all(&open(station), "SELECT number, id FROM case_file", |r| (text(r, 0), text(r, 1)))
}

fn open(station: &Station) -> Connection {
    use std::fmt::Write as _;
    let db = Connection::open(station.folder.join("station.db")).expect("the station's database");
    let mut hex = String::new();
    for byte in station.key.derive(Purpose::Database).iter() {
        write!(hex, "{byte:02x}").expect("a text");
    }
    db.pragma_update(None, "key", format!("x'{hex}'")).expect("its key");
    db
}

const OUTBOX: &str = "SELECT epoch, lane, seq, id, kind, case_id, rev, payload, hash, verdict FROM outbox";

fn all<T>(db: &Connection, sql: &str, read: impl Fn(&Row<'_>) -> T) -> Vec<T> {
    let mut rows = db.prepare(sql).expect("a statement");
    let found = rows.query_map([], |r| Ok(read(r))).expect("rows");
    found.collect::<Result<_, _>>().expect("rows")
}

fn string(r: &Row<'_>, at: usize) -> String {
    r.get(at).expect("a text")
}

fn text<T: FromStr>(r: &Row<'_>, at: usize) -> T {
    string(r, at).parse().unwrap_or_else(|_| panic!("{} is not readable", string(r, at)))
}

fn json<T: serde::de::DeserializeOwned>(r: &Row<'_>, at: usize) -> T {
    serde_json::from_str(&string(r, at)).expect("stored JSON")
}

fn queued(r: &Row<'_>) -> Queued {
    let verdict: Option<String> = r.get(9).expect("a verdict");
    Queued {
        epoch: string(r, 0),
        lane: r.get(1).expect("a lane"),
        seq: r.get(2).expect("a sequence"),
        id: text(r, 3),
        kind: serde_json::from_value(string(r, 4).into()).expect("a kind"),
        case: text(r, 5),
        rev: r.get(6).expect("a version"),
        payload: Digest::of(string(r, 7).as_bytes()),
        hash: text(r, 8),
        verdict: verdict.map(|verdict| serde_json::from_str(&verdict).expect("a verdict")),
    }
}

fn sending(r: &Row<'_>) -> Sending {
    let complete: i64 = r.get(3).expect("a flag");
    let sent = r.get(2).expect("a number");
    Sending { file: string(r, 0), case: text(r, 1), sent, complete: complete == 1, broken: string(r, 4) }
}

fn case_here(r: &Row<'_>) -> CaseHere {
    CaseHere { id: text(r, 0), state: text(r, 1), version: r.get(2).expect("a version") }
}

fn cursor(db: &Connection) -> (u64, Digest) {
    let sql = "SELECT dseq, hash FROM inbox WHERE dseq > 0 ORDER BY dseq DESC LIMIT 1";
    let found = all(db, sql, |r| (r.get(0).expect("a sequence"), text(r, 1)));
    found.first().copied().unwrap_or((0, Digest::ZERO))
}

fn epoch(db: &Connection) -> String {
    let found = all(db, "SELECT value FROM setting WHERE name = 'epoch'", |r| json(r, 0));
    found.first().cloned().unwrap_or_default()
}

fn steps(db: &Connection) -> BTreeMap<String, Vec<Did>> {
    let rows = all(db, "SELECT case_id, clock = 'gateway', act, state FROM step ORDER BY case_id, nr", |r| {
        (string(r, 0), Did { by_gateway: r.get(1).expect("a flag"), act: text(r, 2), to: text(r, 3) })
    });
    let mut found: BTreeMap<String, Vec<Did>> = BTreeMap::new();
    for (case, step) in rows {
        found.entry(case).or_default().push(step);
    }
    found
}
