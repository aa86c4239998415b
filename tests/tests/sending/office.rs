//! The county, at the gateway's own store beside the gateway that serves: what it decides, and what it holds in the end.

use crate::village::morning;
use casework::decision::{Decision, Demand, Outcome};
use casework::number::ReceiptNumber;
use casework::role::CountyRole;
use gateway_store::{Drafted, Official, PackRow, Store};
use jiff::civil::Date;
use journeys::world::World;
use rusqlite::{Connection, Row};
use seal::Digest;
use std::fs;
use wire::{Batch, Proof};

/// The county's reviewer at a gateway.
pub struct Office {
    store: Store,
}

impl Office {
    pub fn of(world: &World) -> Self {
        Self { store: Store::open(&world.folder("gateway")).unwrap() }
    }

    /// A batch as it came.
    pub fn unpack(&self, packed: &[u8]) -> Batch {
        self.store.unpack(packed).unwrap()
    }

    /// A correction is asked for.
    pub fn asks_for_more(&self, number: &ReceiptNumber) {
        self.asks(number, Some("2026-04-22".parse().unwrap()));
    }

    /// A correction is asked for, and no day is set.
    pub fn asks_for_more_without_a_day(&self, number: &ReceiptNumber) {
        self.asks(number, None);
    }

    fn asks(&self, number: &ReceiptNumber, due: Option<Date>) {
        let demands = vec![Demand { field: "id_card".into(), words: "身份证背面没有拍".into() }];
        self.decides(number, Decision { demands, due, ..Decision::new(Outcome::Correct) });
    }

    /// It is not for this authority.
    pub fn refuses(&self, number: &ReceiptNumber) {
        let (reason, clause) = ("不属于本机关职权".to_owned(), "《行政许可法》第三十二条".to_owned());
        self.decides(number, Decision { reason, clause, ..Decision::new(Outcome::RefuseAcceptance) });
    }

    /// Publishes a catalogue; gives how many bytes lead to it from the version before.
    pub fn publishes(&self, pack: PackRow) -> usize {
        let edition = self.store.publish(pack, morning()).unwrap();
        let (publisher, version) = (edition.publisher, edition.version);
        self.store.packed_since(&publisher, version, Some(version - 1)).unwrap().bytes.len()
    }

    pub fn decides(&self, number: &ReceiptNumber, decision: Decision) {
        self.decided(number, decision, None);
    }

    /// With a paper.
    pub fn decides_with(&self, number: &ReceiptNumber, decision: Decision, paper: Vec<u8>) {
        self.decided(number, decision, Some(paper));
    }

    fn decided(&self, number: &ReceiptNumber, decision: Decision, paper: Option<Vec<u8>>) {
        let user = "刘审核".to_owned();
        let name = user.clone();
        let (role, county) = (CountyRole::Reviewer, "469028".parse().unwrap());
        let official = Official { user, name, role, county };
        let drafted =
            self.store.draft_decision(&official, number, decision, "椰林镇人民政府", None, morning());
        let Drafted::Fresh(draft) = drafted.unwrap() else { panic!("it was decided before") };
        self.store.commit_decision(&official, *draft, paper).unwrap();
    }
}

/// What the gateway keeps, read beside it.
pub struct Kept(Connection, std::path::PathBuf);

impl Kept {
    pub fn of(world: &World) -> Self {
        let folder = world.folder("gateway");
        Self(Connection::open(folder.join("gateway.db")).unwrap(), folder)
    }

    pub fn count(&self, of: &str) -> usize {
        self.0.query_row(&format!("SELECT count(*) FROM {of}"), [], |r| r.get(0)).unwrap()
    }

    /// Hashes of the entries that brought the versions of a case, and their proofs, the first first.
    pub fn versions(&self, number: &ReceiptNumber) -> Vec<(Digest, Proof)> {
        let sql = "SELECT e.hash, e.proof FROM case_version v JOIN cases c ON c.id = v.case_id JOIN entry e ON e.n = v.entry
                   WHERE c.number = ?1 ORDER BY v.version";
        let mut rows = self.0.prepare(sql).unwrap();
        let text = |r: &Row<'_>, at| r.get::<_, String>(at);
        let versions = rows.query_map([number.as_str()], |r| Ok((text(r, 0)?, text(r, 1)?))).unwrap();
        let read =
            |(hash, proof): (String, String)| (hash.parse().unwrap(), serde_json::from_str(&proof).unwrap());
        versions.map(|version| read(version.unwrap())).collect()
    }

    pub fn state(&self, number: &ReceiptNumber) -> String {
        self.0
            .query_row("SELECT state FROM cases WHERE number = ?1", [number.as_str()], |r| r.get(0))
            .unwrap()
    }

    /// Names of the files that cases name, and whether their bytes make the name.
    pub fn files(&self) -> Vec<(String, bool)> {
        let mut rows = self.0.prepare("SELECT DISTINCT sha256 FROM case_file ORDER BY sha256").unwrap();
        let names = rows.query_map([], |r| r.get::<_, String>(0)).unwrap();
        let whole = |name: &str| {
            let bytes = fs::read(self.1.join("files").join(&name[..2]).join(name));
            bytes.is_ok_and(|bytes| Digest::of(&bytes).to_string() == name)
        };
        names.map(|name| name.unwrap()).map(|name| (name.clone(), whole(&name))).collect()
    }
}
