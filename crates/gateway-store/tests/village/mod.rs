//! A made-up village station that speaks the wire's language, for the tests of the store and of the server.
#![allow(dead_code)]

use casework::case::*;
use casework::id::{CaseId, EntryId, MaterialId};
use casework::moment::Moment;
use casework::number::ReceiptNumber;
use casework::place::DeviceNumber;
use gateway_store::{NewStation, Store};
use seal::{Digest, SigningKey};
use serde::Serialize;
use serde_json::{Map, Value};
use wire::batch::LogId;
use wire::enrol::{EnrolRequest, Enrolment};
use wire::entry::{After, Attachment, CatalogueEdition, EntryType, Served, Withdrawal};
use wire::hello::{Hello, SignedHello, Stand};
use wire::{Batch, CASE_LANE, Entry, Epoch, Header};

pub const STATION: &str = "469028100200";
pub const NAME: &str = "陵水黎族自治县椰林镇城内村便民服务站";

/// 2026-04-15 09:00 in China.
pub fn noon() -> Moment {
    Moment::from_millis(1_776_214_800_000)
}

pub fn later(minutes: i64) -> Moment {
    Moment::from_millis(noon().millis() + minutes * 60_000)
}

pub fn hash_of(bytes: &[u8]) -> FileHash {
    Digest::of(bytes).to_string().parse().unwrap()
}

/// One device with its log.
#[derive(Clone)]
pub struct Village {
    pub key: SigningKey,
    pub log: LogId,
    pub seq: u64,
    pub head: Digest,
    pub day: u32,
    /// What the next entry follows.
    pub after: Vec<After>,
    /// Layout of the payloads.
    pub schema: u32,
    pub form_version: u32,
    /// What is applied for, and a form filled for it.
    pub item: ItemEdition,
    pub form: Map<String, Value>,
}

/// A case at the counter.
#[derive(Clone)]
pub struct Counter {
    pub frozen: Frozen,
    pub signing: Signing,
}

impl Village {
    pub fn new(station: &str) -> Self {
        let device = DeviceNumber::new(1).unwrap();
        let log = LogId { station: station.parse().unwrap(), device, epoch: Epoch::new(7), lane: CASE_LANE };
        Self {
            key: SigningKey::generate().unwrap(),
            log,
            seq: 0,
            head: Digest::ZERO,
            day: 0,
            after: Vec::new(),
            schema: 1,
            form_version: 1,
            item: ItemEdition {
                publisher: "469028".into(),
                code: "11469028MB0A001".into(),
                slug: "temporary-relief".into(),
                name: "临时救助".into(),
                version: 1,
                hash: hash_of(b"pack"),
            },
            form: Map::new(),
        }
    }

    pub fn enrol_request(&self, code: &str) -> EnrolRequest {
        EnrolRequest { code: code.to_owned(), station: self.log.station.clone(), key: self.key.public() }
    }

    pub fn enrolled(&mut self, enrolment: &Enrolment) {
        self.log.device = enrolment.certificate.device;
    }

    /// The same computer on another lane of its log.
    pub fn on_lane(&self, lane: u8) -> Self {
        let log = LogId { lane, ..self.log.clone() };
        Self { log, seq: 0, head: Digest::ZERO, ..self.clone() }
    }

    /// The same computer in a new epoch.
    pub fn in_epoch(&self, bits: u64) -> Self {
        let log = LogId { epoch: Epoch::new(bits), ..self.log.clone() };
        Self { log, seq: 0, head: Digest::ZERO, ..self.clone() }
    }

    /// An entry again, under the same id, at the next place of this log.
    pub fn again(&mut self, entry: &Entry) -> Entry {
        self.seq += 1;
        let mut header = entry.header().unwrap();
        (header.epoch, header.lane, header.seq) = (self.log.epoch, self.log.lane, self.seq);
        entry.under(&header).unwrap()
    }

    pub fn stand(&self) -> Stand {
        Stand { lane: self.log.lane, seq: self.seq, head: self.head }
    }

    /// What a program that knows all lanes says.
    pub fn hello_of(lanes: &[&Self], cursor: u64) -> SignedHello {
        let first = lanes.iter().find(|v| v.log.lane == CASE_LANE).unwrap();
        let SignedHello { hello, .. } = first.hello(vec![]);
        let lanes = lanes.iter().map(|v| v.stand()).collect();
        SignedHello::sign(Hello { lanes, cursor, ..hello }, &first.key).unwrap()
    }

    pub fn hello(&self, unfinished: Vec<FileHash>) -> SignedHello {
        let hello = Hello {
            log: self.log.clone(),
            lanes: Vec::new(),
            seq: self.seq,
            head: self.head,
            cursor: 0,
            unfinished,
            program: "0.1.0".to_owned(),
            clock: Moment::from_millis(0),
        };
        SignedHello::sign(hello, &self.key).unwrap()
    }

    /// Takes in a case with one photo and a scan of the signed form.
    pub fn take_in(&mut self, name: &str, photo: &[u8], scan: &[u8]) -> Counter {
        self.day += 1;
        let mut form = self.form.clone();
        form.entry("applicant_name").or_insert(name.into());
        let date = jiff::civil::date(2026, 4, 15);
        let number = ReceiptNumber::new(&self.log.station, date, self.log.device, self.day).unwrap();
        let frozen = Frozen {
            case: CaseId::new(uuid::Uuid::now_v7()),
            version: 1,
            number,
            station: self.log.station.clone(),
            device: self.log.device,
            item: self.item.clone(),
            form_version: self.form_version,
            applicant: Applicant {
                name: name.into(),
                id_number: "46902819900307123X".into(),
                phone: "无".into(),
            },
            form,
            materials: vec![Material {
                id: MaterialId::new(uuid::Uuid::now_v7()),
                slot: "id_card".into(),
                name: "申请人居民身份证".into(),
                sha256: hash_of(photo),
                size: photo.len() as u64,
                media_type: "image/jpeg".into(),
                pages: 1,
                trust: Trust::B,
                taken_at: noon(),
            }],
            deferred: Vec::new(),
            clerk: "符办事".into(),
            frozen_at: noon(),
            signed_by: SignedBy::Hand,
        };
        let signing = Signing::Scanned {
            scan: hash_of(scan),
            size: scan.len() as u64,
            media_type: "image/png".into(),
            at: noon(),
            pages: vec![],
            by: SignedBy::Hand,
        };
        Counter { frozen, signing }
    }

    pub fn submit(&mut self, counter: &Counter) -> Entry {
        let payload = submission(counter, None);
        self.entry(EntryType::CaseSubmit, counter.frozen.case, counter.frozen.version, &payload)
    }

    pub fn correct(&mut self, counter: &Counter, round: u32) -> Entry {
        let payload = submission(counter, Some(round));
        self.entry(EntryType::CaseCorrect, counter.frozen.case, counter.frozen.version, &payload)
    }

    pub fn withdraw(&mut self, counter: &Counter) -> Entry {
        let payload = Withdrawal { number: counter.frozen.number.clone(), reason: "不办了".into() };
        self.entry(EntryType::CaseWithdraw, counter.frozen.case, counter.frozen.version, &payload)
    }

    pub fn attach(&mut self, counter: &Counter, supplement: Supplement) -> Entry {
        let payload = Attachment { number: counter.frozen.number.clone(), supplement };
        self.entry(EntryType::MaterialAttach, counter.frozen.case, counter.frozen.version, &payload)
    }

    pub fn serve(&mut self, counter: &Counter, document: &str) -> Entry {
        let service = Service {
            document: document.into(),
            way: ServiceWay::Direct,
            recipient: counter.frozen.applicant.name.clone(),
            relation: "本人".into(),
            clerk: "符办事".into(),
            at: noon(),
        };
        let payload = Served { number: counter.frozen.number.clone(), service };
        self.entry(EntryType::CaseServe, counter.frozen.case, counter.frozen.version, &payload)
    }

    pub fn entry<P: Serialize>(&mut self, kind: EntryType, case: CaseId, rev: u32, payload: &P) -> Entry {
        self.seq += 1;
        let header = Header {
            v: 1,
            suite: 1,
            station: self.log.station.clone(),
            device: self.log.device,
            epoch: self.log.epoch,
            lane: self.log.lane,
            seq: self.seq,
            id: EntryId::new(uuid::Uuid::now_v7()),
            kind,
            case,
            rev,
            schema: self.schema,
            after: std::mem::take(&mut self.after),
            catalogue: CatalogueEdition { publisher: "469028".into(), version: 1, hash: hash_of(b"pack") },
            claimed_at: noon(),
            boot: 1,
            dict: 0,
        };
        Entry::new(&header, payload).unwrap()
    }

    /// Packs the entries made last; the log goes on behind them.
    pub fn batch(&mut self, entries: Vec<Entry>) -> Vec<u8> {
        self.signed(entries).pack().unwrap()
    }

    pub fn signed(&mut self, entries: Vec<Entry>) -> Batch {
        let first = self.seq - entries.len() as u64 + 1;
        let batch = Batch::sign(self.log.clone(), first, self.head, entries, &self.key);
        self.head = batch.head();
        batch
    }
}

pub fn submission(counter: &Counter, answers_round: Option<u32>) -> Submission {
    Submission {
        frozen: counter.frozen.clone(),
        papers: Vec::new(),
        signing: counter.signing.clone(),
        answers_round,
    }
}

/// A station of the store, with its computer enrolled.
pub fn enrolled(store: &Store, station: &str) -> Village {
    let new = NewStation { code: station.parse().unwrap(), name: NAME.into() };
    let code = store.add_station(new, noon()).unwrap();
    let mut village = Village::new(station);
    let enrolment = store.enrol(&village.enrol_request(&code.to_string()), None, noon()).unwrap();
    assert!(enrolment.is_of(&code));
    village.enrolled(&enrolment);
    village
}
