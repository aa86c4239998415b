//! The bytes of the line against vectors that another program made. They never change: what was signed stays
//! provable for years.
#![allow(clippy::unwrap_used)] // a test that cannot go on stops here

use casework::number::ReceiptNumber;
use casework::place::DeviceNumber;
use seal::{Digest, PublicKey, Signature, SigningKey, merkle};
use serde_json::Value;
use wire::batch::{Batch, LogId};
use wire::exchange::pack_message;
use wire::{CASE_LANE, Entry, KeyKind, KeyList, Proof, ProofBody, SignedKeyList};

fn vectors() -> Value {
    serde_json::from_str(include_str!("../../../tests/vectors/line.json")).unwrap()
}

fn text<'a>(value: &'a Value, name: &str) -> &'a str {
    value[name].as_str().unwrap()
}

fn key(value: &Value, name: &str) -> SigningKey {
    let seed: Digest = text(value, name).parse().unwrap();
    SigningKey::from_bytes(seed.0)
}

fn entries(vectors: &Value) -> Vec<Entry> {
    let made = |e: &Value| Entry::from_bytes(text(e, "header").into(), text(e, "payload").into()).unwrap();
    vectors["entries"].as_array().unwrap().iter().map(made).collect()
}

#[test]
fn an_entrys_header_reads_and_writes_back_to_the_same_bytes() {
    for entry in entries(&vectors()) {
        let header = entry.header().unwrap();
        assert_eq!(seal::canonical::bytes(&header).unwrap(), entry.header_bytes());
        let payload: Value = serde_json::from_slice(entry.payload_bytes()).unwrap();
        assert_eq!(Entry::new(&header, &payload).unwrap(), entry);
    }
}

#[test]
fn the_chain_and_the_batch_signature_are_those_of_the_vectors() {
    let vectors = vectors();
    let station = key(&vectors, "station_seed");
    assert_eq!(station.public().to_string(), text(&vectors, "station_key"));
    let entries = entries(&vectors);
    let mut hash = Digest::ZERO;
    for (entry, expected) in entries.iter().zip(vectors["entries"].as_array().unwrap()) {
        hash = entry.hash(&hash);
        assert_eq!(hash.to_string(), text(expected, "hash"));
    }
    let header = entries[0].header().unwrap();
    let log = LogId { station: header.station, device: header.device, epoch: header.epoch, lane: CASE_LANE };
    let batch = Batch::sign(log, 1, Digest::ZERO, entries, &station);
    assert_eq!(batch.head().to_string(), text(&vectors["batch"], "head"));
    assert_eq!(batch.signature.to_string(), text(&vectors["batch"], "signature"));
    let unpacked = Batch::unpack(&batch.pack().unwrap(), None).unwrap();
    unpacked.verify(&station.public()).unwrap();
    assert!(unpacked.verify(&key(&vectors, "gateway_seed").public()).is_err());
}

#[test]
fn proofs_lead_to_the_signed_root_of_the_vectors() {
    let vectors = vectors();
    let gateway: PublicKey = text(&vectors, "gateway_key").parse().unwrap();
    let signature: Signature = text(&vectors, "root_signature").parse().unwrap();
    let mut leaves = Vec::new();
    for proof in vectors["proofs"].as_array().unwrap() {
        let body: ProofBody = serde_json::from_value(proof["body"].clone()).unwrap();
        let leaf = Proof::leaf(&body).unwrap();
        assert_eq!(leaf.to_string(), text(proof, "leaf"));
        leaves.push(leaf);
        let path = serde_json::from_value(proof["path"].clone()).unwrap();
        assert!(Proof { body: body.clone(), path, signature }.verify(&gateway));
        let forged = ProofBody { rev: body.rev + 1, ..body };
        let path = serde_json::from_value(proof["path"].clone()).unwrap();
        assert!(!Proof { body: forged, path, signature }.verify(&gateway));
    }
    let (root, paths) = merkle::tree(&leaves);
    assert_eq!(root.to_string(), text(&vectors, "root"));
    assert_eq!(merkle::sign_root(&key(&vectors, "gateway_seed"), &root), signature);
    for (path, proof) in paths.iter().zip(vectors["proofs"].as_array().unwrap()) {
        assert_eq!(serde_json::to_value(path).unwrap(), proof["path"]);
    }
}

#[test]
fn receipt_number_and_pack_signature_are_those_of_the_vectors() {
    let vectors = vectors();
    let expected = &vectors["receipt_number"];
    let station = text(expected, "station").parse().unwrap();
    let number = ReceiptNumber::new(
        &station,
        text(expected, "date").parse().unwrap(),
        DeviceNumber::new(1).unwrap(),
        7,
    );
    assert_eq!(number.unwrap().as_str(), text(expected, "number"));
    let pack = &vectors["pack"];
    let signature: Signature = text(pack, "signature").parse().unwrap();
    let gateway: PublicKey = text(&vectors, "gateway_key").parse().unwrap();
    assert!(gateway.verifies(&pack_message(text(pack, "bytes").as_bytes()), &signature));
    assert!(!gateway.verifies(&pack_message(b"{\"pack\":2}"), &signature));
}

#[test]
fn the_key_list_is_that_of_the_vectors_and_names_the_keys() {
    let vectors: Value = serde_json::from_str(include_str!("../../../tests/vectors/keys.json")).unwrap();
    let file = serde_json::to_vec(&vectors["file"]).unwrap();
    let list = KeyList::read(&file).unwrap();
    let gateway = key(&vectors, "gateway_seed");
    let signed = SignedKeyList::sign(list.keys.clone(), list.made_at, &gateway).unwrap();
    assert_eq!(serde_json::to_value(&signed).unwrap(), vectors["file"]);
    let kinds =
        [("gateway_id", KeyKind::Gateway), ("county_id", KeyKind::County), ("device_id", KeyKind::Device)];
    for (id, kind) in kinds {
        assert_eq!(list.named(text(&vectors, id).parse().unwrap()).unwrap().kind, kind);
    }
    let hex = |bytes: &[u8]| bytes.iter().map(|byte| format!("{byte:02x}")).collect::<String>();
    let message = [b"bianmin-keys-1\0".as_slice(), &seal::canonical::bytes(&list).unwrap()].concat();
    assert_eq!(hex(&message), text(&vectors, "signed_bytes"));
}
