//! The code on the page and the seal of the file: golden vectors, reading back, and every changed field refused.
#![allow(clippy::expect_used)]

use std::path::Path;

use ed25519_dalek::{Signer as _, SigningKey, VerifyingKey};
use papers::qr::{self, PaperKind};
use papers::{CodeError, KeyId, PaperCode, PaperNumber, SealError, Sealer, Signature, file_seal};
use serde::Deserialize;

#[derive(Deserialize)]
struct Vector {
    secret_key: String,
    public_key: String,
    key_id: String,
    kind: u8,
    number: String,
    version: u16,
    page: u16,
    digest: String,
    signed_bytes: String,
    signature: String,
    content: String,
}

fn vector() -> Vector {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/vectors/paper-code.json");
    serde_json::from_str(&std::fs::read_to_string(path).expect("the vector")).expect("json")
}

fn bytes<const N: usize>(hex: &str) -> [u8; N] {
    hex::decode(hex).expect("hex").try_into().expect("its length")
}

fn checks(key: &VerifyingKey) -> impl Fn(&KeyId, &[u8], &Signature) -> bool {
    let key = *key;
    move |_, bytes, signature| {
        key.verify_strict(bytes, &ed25519_dalek::Signature::from_bytes(signature)).is_ok()
    }
}

fn signed() -> (PaperCode, VerifyingKey) {
    let key = SigningKey::from_bytes(&[7; 32]);
    let number = PaperNumber::parse("460105001001 20260415 01 0007 X").expect("a number");
    let sign = |bytes: &[u8]| key.sign(bytes).to_bytes();
    let text = qr::content(PaperKind::ReceiptArchive, &number, 2, 1, [3; 16], [4; 8], &sign).expect("fits");
    (qr::parse(&text).expect("reads back"), key.verifying_key())
}

#[test]
fn the_content_is_the_golden_vector() {
    let vector = vector();
    let key = SigningKey::from_bytes(&bytes(&vector.secret_key));
    assert_eq!(hex::encode(key.verifying_key().to_bytes()), vector.public_key);
    let number = PaperNumber::parse(&vector.number).expect("a number");
    let sign = |message: &[u8]| {
        assert_eq!(hex::encode(message), vector.signed_bytes);
        key.sign(message).to_bytes()
    };
    let kind = PaperKind::Form;
    assert_eq!(kind as u8, vector.kind);
    let (digest, key_id) = (bytes(&vector.digest), bytes(&vector.key_id));
    let text = qr::content(kind, &number, vector.version, vector.page, digest, key_id, &sign).expect("fits");
    assert_eq!(text, vector.content);
    let code = qr::parse(&text).expect("reads back");
    assert_eq!(hex::encode(code.signature), vector.signature);
    assert_eq!(code.number, number);
    assert_eq!(code.verify(checks(&key.verifying_key())), Ok(()));
}

#[test]
fn what_was_signed_reads_back_and_holds() {
    let (code, key) = signed();
    assert_eq!(code.kind, PaperKind::ReceiptArchive);
    assert_eq!((code.version, code.page, code.digest, code.key_id), (2, 1, [3; 16], [4; 8]));
    assert_eq!(code.number.groups(), "460105001001 20260415 01 0007 X");
    assert_eq!(code.verify(checks(&key)), Ok(()));
}

#[test]
fn any_changed_field_is_forged() {
    let (code, key) = signed();
    let other = PaperNumber::parse("460105001001 20260415 01 0008 X").expect("a number");
    let mut signature = code.signature;
    signature[0] ^= 1;
    let changed = [
        PaperCode { kind: PaperKind::Receipt, ..code.clone() },
        PaperCode { number: other, ..code.clone() },
        PaperCode { version: 3, ..code.clone() },
        PaperCode { page: 2, ..code.clone() },
        PaperCode { digest: [5; 16], ..code.clone() },
        PaperCode { key_id: [5; 8], ..code.clone() },
        PaperCode { signature, ..code.clone() },
    ];
    for forged in changed {
        assert_eq!(forged.verify(checks(&key)), Err(CodeError::Forged), "{forged:?}");
    }
}

#[test]
fn other_codes_are_foreign_and_torn_ones_damaged() {
    let vector = vector();
    assert_eq!(qr::parse("https://example.invalid/"), Err(CodeError::Foreign));
    assert_eq!(qr::parse("BM1:"), Err(CodeError::Damaged));
    assert_eq!(qr::parse(&vector.content[..100]), Err(CodeError::Damaged));
    assert_eq!(qr::parse(&format!("{}00", vector.content)), Err(CodeError::Damaged));
    assert_eq!(qr::parse(&vector.content.to_lowercase().replacen("bm1", "BM1", 1)), Err(CodeError::Damaged));
}

#[derive(Deserialize)]
struct SealVector {
    secret_key: String,
    public_key: String,
    key_id: String,
    blank: String,
    signed_bytes: String,
    signature: String,
    sealed: String,
}

#[test]
fn the_seal_of_a_file_is_the_golden_vector() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../tests/vectors/pdf-seal.json");
    let vector: SealVector =
        serde_json::from_str(&std::fs::read_to_string(path).expect("the vector")).expect("json");
    let key = SigningKey::from_bytes(&bytes(&vector.secret_key));
    assert_eq!(hex::encode(key.verifying_key().to_bytes()), vector.public_key);
    let sign = |message: &[u8]| {
        assert_eq!(hex::encode(message), vector.signed_bytes);
        key.sign(message).to_bytes()
    };
    let mut pdf = vector.blank.clone().into_bytes();
    file_seal::seal(&mut pdf, Sealer { key_id: bytes(&vector.key_id), sign: &sign }).expect("a place for it");
    assert_eq!(String::from_utf8(pdf).expect("text"), vector.sealed);
    let seal = file_seal::parse(vector.sealed.as_bytes()).expect("reads back");
    assert_eq!(hex::encode(seal.signature), vector.signature);
    assert_eq!(seal.verify(checks(&key.verifying_key())), Ok(()));
    let changed = vector.sealed.replace("/Count 0", "/Count 1");
    let seal = file_seal::parse(changed.as_bytes()).expect("reads back");
    assert_eq!(seal.verify(checks(&key.verifying_key())), Err(SealError::Forged));
}
