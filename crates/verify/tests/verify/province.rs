//! A gateway, two counties, some stations; and what they sign.

use casework::id::CaseId;
use casework::moment::Moment;
use casework::number::ProofNumber;
use papers::{Code, Document, Marks, PaperKind, PaperNumber, Print, qr};
use seal::{Digest, PublicKey, SigningKey, merkle};
use verify::KeyBook;
use wire::keys::{KeyKind, ListedKey, SignedKeyList};
use wire::{Proof, ProofBody};

/// Stations of the first county; the number of the samples is of the first of them.
pub const STATIONS: [&str; 4] = ["460511002001", "460511002002", "460511103005", "460511200001"];
pub const COUNTY: &str = "460511";
/// So many computers each.
pub const DEVICES: usize = 250;

pub fn noon() -> Moment {
    Moment::from_millis(1_776_225_600_000)
}

fn secret(kind: u8, index: usize) -> SigningKey {
    let mut seed = [kind; 32];
    seed[..8].copy_from_slice(&(index as u64).to_be_bytes());
    SigningKey::from_bytes(seed)
}

pub fn gateway() -> SigningKey {
    secret(1, 0)
}

pub fn county() -> SigningKey {
    secret(2, 0)
}

pub fn other_county() -> SigningKey {
    secret(2, 1)
}

/// A computer of a station.
pub fn device(station: usize, index: usize) -> SigningKey {
    secret(3, station * DEVICES + index)
}

/// A key that is on no list.
pub fn unlisted() -> SigningKey {
    secret(9, 0)
}

fn listed(key: PublicKey, kind: KeyKind, name: &str, place: &str) -> ListedKey {
    ListedKey {
        key,
        kind,
        name: name.into(),
        place: place.into(),
        device: None,
        from: Some(noon()),
        until: None,
    }
}

pub fn signed_list() -> SignedKeyList {
    SignedKeyList::sign(keys(), noon(), &gateway()).unwrap()
}

/// The list after these keys ended.
pub fn book_after(ended: &[(PublicKey, Moment)]) -> KeyBook {
    let mut keys = keys();
    for (key, until) in ended {
        keys.iter_mut().find(|listed| listed.key == *key).unwrap().until = Some(*until);
    }
    let signed = SignedKeyList::sign(keys, noon(), &gateway()).unwrap();
    KeyBook::read(&serde_json::to_vec(&signed).unwrap()).unwrap()
}

fn keys() -> Vec<ListedKey> {
    let mut keys = vec![
        listed(gateway().public(), KeyKind::Gateway, "省审批网", "46"),
        listed(county().public(), KeyKind::County, "陵水黎族自治县", COUNTY),
        listed(other_county().public(), KeyKind::County, "保亭黎族苗族自治县", "469029"),
    ];
    for (at, station) in STATIONS.iter().enumerate() {
        let name = format!("第{}便民服务站", at + 1);
        keys.extend((0..DEVICES).map(|i| listed(device(at, i).public(), KeyKind::Device, &name, station)));
    }
    keys
}

pub fn list() -> Vec<u8> {
    serde_json::to_vec(&signed_list()).unwrap()
}

pub fn book() -> KeyBook {
    KeyBook::read(&list()).unwrap()
}

pub fn number(station: &str, sequence: usize) -> PaperNumber {
    PaperNumber::parse(&format!("{station}2026041501{:04}X", sequence % 10_000)).unwrap()
}

/// What a page's code says before it is signed.
#[derive(Clone)]
pub struct Page {
    pub kind: PaperKind,
    pub number: PaperNumber,
    pub version: u16,
    pub page: u16,
    pub digest: [u8; 16],
}

impl Page {
    /// The content of the code, signed by one key and naming another.
    pub fn signed_as(&self, signer: &SigningKey, named: &SigningKey) -> String {
        let sign = |bytes: &[u8]| signer.sign(bytes).0;
        let id = named.public().id().0;
        qr::content(self.kind, &self.number, self.version, self.page, self.digest, id, &sign).unwrap()
    }

    pub fn signed(&self, key: &SigningKey) -> String {
        self.signed_as(key, key)
    }
}

/// A paper as a PDF file, pages and file signed by this key.
pub fn printed(document: &Document, key: &SigningKey) -> Vec<u8> {
    let sign = |bytes: &[u8]| key.sign(bytes).0;
    let marks = Marks::Coded(Code {
        number: crate::samples::number(),
        version: 1,
        digest: [0x3F; 16],
        key_id: key.public().id().0,
        sign: &sign,
        reprint: 0,
    });
    crate::samples::press().render(document, &marks, Print::Usual).unwrap().pdf
}

/// Proofs of one batch, each as its file.
pub fn proofs(first: usize, count: usize, key: &SigningKey) -> Vec<Vec<u8>> {
    let bodies: Vec<ProofBody> = (first..first + count).map(body).collect();
    let leaves: Vec<Digest> = bodies.iter().map(|body| Proof::leaf(body).unwrap()).collect();
    let (root, paths) = merkle::tree(&leaves);
    let signature = merkle::sign_root(key, &root);
    let proof = |(body, path)| serde_json::to_vec(&Proof { body, path, signature }).unwrap();
    bodies.into_iter().zip(paths).map(proof).collect()
}

fn body(index: usize) -> ProofBody {
    let counter = u32::try_from(index).unwrap() + 1;
    ProofBody {
        proof_no: ProofNumber::new(46, 2026, 1, counter).unwrap(),
        case: CaseId::new(uuid::Uuid::from_u128(index as u128)),
        rev: counter % 5 + 1,
        entry: Digest::of(&index.to_be_bytes()),
        received_at: Moment::from_millis(noon().millis() + index as i64 * 1_000),
        term: 1,
    }
}
