//! A made-up counter for the tests of the store.
#![allow(dead_code, clippy::unwrap_used)]

use casework::case::{Applicant, Frozen, ItemEdition, SignedBy, Signing, Submission};
use casework::id::{CaseId, DraftId, EntryId};
use casework::moment::Moment;
use casework::place::DeviceNumber;
use casework::state::{Act, State};
use seal::slot::DataKey;
use seal::{Digest, PublicKey, SigningKey};
use serde_json::{Map, json};
use station_store::{
    Arrival, CaseChange, DraftRecord, Freezing, FrozenRecord, Identity, Most, NewEntry, Step, Store,
    StoreError,
};
use std::path::Path;
use uuid::Uuid;
use wire::down::{Event, EventHeader, RawEvent};
use wire::enrol::{Certificate, Enrolment};
use wire::entry::{CatalogueEdition, EntryType, Epoch};

pub fn at(minute: i64) -> Moment {
    Moment::from_millis(1_776_216_600_000 + minute * 60_000) // 2026-04-15 09:30 in China
}

pub fn edition() -> ItemEdition {
    ItemEdition {
        publisher: "469028".into(),
        code: "x".into(),
        slug: "temporary-relief".into(),
        name: "临时救助".into(),
        version: 1,
        hash: "0".repeat(64).parse().unwrap(),
    }
}

pub fn catalogue() -> CatalogueEdition {
    CatalogueEdition { publisher: "469028".into(), version: 1, hash: "0".repeat(64).parse().unwrap() }
}

pub fn identity() -> Identity {
    let gateway = SigningKey::from_bytes([1; 32]);
    let key = SigningKey::from_bytes([2; 32]);
    let certificate = Certificate {
        station: "469028100200".parse().unwrap(),
        station_name: "城内村便民服务站".into(),
        device: DeviceNumber::new(1).unwrap(),
        key: key.public(),
    };
    let enrolment = Enrolment::sign(certificate, None, PublicKey([3; 32]), &gateway).unwrap();
    Identity {
        enrolment,
        gateway: "http://127.0.0.1:1".into(),
        tls_keys: Vec::new(),
        key,
        epoch: Epoch::new(7),
    }
}

pub fn draft(store: &mut Store, name: &str) -> DraftRecord {
    let mut data = Map::new();
    data.insert("applicant_name".into(), json!(name));
    data.insert("applicant_id".into(), json!("460034196503071234"));
    let record = DraftRecord {
        id: DraftId::new(Uuid::now_v7()),
        item: "temporary-relief".into(),
        case: None,
        data,
        rev: 1,
        begun_by: "张小梅".into(),
        saved_at: at(0),
        discarded: false,
        frozen: false,
    };
    store.begin_draft(&record, &[]).unwrap();
    record
}

pub fn freeze(
    store: &mut Store,
    draft: &DraftRecord,
    case: CaseId,
    at: Moment,
) -> Result<FrozenRecord, StoreError> {
    let name = draft.data["applicant_name"].as_str().unwrap().to_owned();
    freeze_under(store, draft, case, at, &[name, "lxy".into(), "460034196503071234".into()])
}

/// A desk with a case that is frozen.
pub fn with_a_frozen_case() -> (tempfile::TempDir, Store, CaseId) {
    let folder = tempfile::tempdir().unwrap();
    let mut store = open(folder.path(), &DataKey::generate().unwrap());
    let draft = draft(&mut store, "李秀英");
    let case = freeze(&mut store, &draft, new_case(), at(1)).unwrap().frozen.case;
    (folder, store, case)
}

pub fn freeze_under(
    store: &mut Store,
    draft: &DraftRecord,
    case: CaseId,
    at: Moment,
    keys: &[String],
) -> Result<FrozenRecord, StoreError> {
    let station = "469028100200".parse().unwrap();
    let device = DeviceNumber::new(1).unwrap();
    let name = draft.data["applicant_name"].as_str().unwrap().to_owned();
    let freezing = Freezing { draft: draft.id, rev: draft.rev, case, station: &station, device, at, keys };
    let data = draft.data.clone();
    store.freeze(&freezing, |number, version| Frozen {
        case,
        version,
        number,
        station: "469028100200".parse().unwrap(),
        device,
        item: edition(),
        form_version: 1,
        applicant: Applicant { name, id_number: "460034196503071234".into(), phone: "无".into() },
        form: data,
        materials: vec![],
        deferred: vec![],
        clerk: "张小梅".into(),
        frozen_at: at,
        signed_by: SignedBy::Hand,
    })
}

pub fn new_case() -> CaseId {
    CaseId::new(Uuid::now_v7())
}

pub fn open(folder: &Path, key: &DataKey) -> Store {
    let opened = if Store::lies_in(folder) { Store::open(folder, key) } else { Store::create(folder, key) };
    opened.unwrap()
}

pub fn submit(store: &mut Store, frozen: &FrozenRecord) -> EntryId {
    let signing = Signing::ScanBy { due: "2026-04-18".parse().unwrap(), at: at(5) };
    let submission =
        Submission { frozen: frozen.frozen.clone(), papers: vec![], signing, answers_round: None };
    let entry = NewEntry {
        id: EntryId::new(Uuid::now_v7()),
        kind: EntryType::CaseSubmit,
        case: frozen.frozen.case,
        rev: 1,
        payload: serde_json::to_value(&submission).unwrap(),
        files: vec![],
        claimed_at: at(5),
    };
    let step = Step {
        at: at(5),
        clock: "station".into(),
        who: "张小梅".into(),
        act: Act::Submit,
        state: State::Queued,
        note: String::new(),
    };
    let change = CaseChange { case: frozen.frozen.case, step, due: None, attention: "", round: None };
    store.change_and_queue(&change, &identity(), &catalogue(), &entry).unwrap();
    entry.id
}

/// So many entries, however large.
pub fn most(entries: u32) -> Most {
    Most { entries, bytes: usize::MAX }
}

/// An event as the gateway sends it.
pub fn event(case: CaseId, dseq: u64, prev: Digest, event: Event) -> Arrival {
    let (station, device) = ("469028100200".parse().unwrap(), identity().enrolment.certificate.device);
    let header = EventHeader { v: 1, station, device, dseq, case, at: at(20) };
    let raw = RawEvent::new(&header, &event).unwrap();
    Arrival { hash: raw.hash(&prev), raw, header, event }
}
