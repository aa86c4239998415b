//! The code on every page: `BM1:` + base45 of CBOR
//! `[kind, number, version, page, digest16, key id, signature]`. No name and no identity number is in it.

use std::io::Cursor;

use ciborium::Value;
use serde::Deserialize;

use crate::error::PaperError;
use crate::number::PaperNumber;

const PREFIX: &str = "BM1:";
const DOMAIN: &[u8] = b"bianmin-paper-1\0";
/// Characters of an alphanumeric QR code of version 9, level Q (ISO/IEC 18004 table 7).
const CAPACITY: usize = 189;

/// First 16 bytes of the SHA-256 of what is printed (the caller says over what).
pub type Digest16 = [u8; 16];
/// Names the key that signed: first 8 bytes of the SHA-256 of the public key.
pub type KeyId = [u8; 8];
/// Nobody's key: a sample.
pub const NOBODY: KeyId = [0; 8];
/// An Ed25519 signature.
pub type Signature = [u8; 64];
/// Signs bytes with the key the [`KeyId`] names.
pub type Signer<'a> = dyn Fn(&[u8]) -> Signature + 'a;

/// Which paper a page belongs to. The numbers are printed in codes: never renumber.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
#[repr(u8)]
pub enum PaperKind {
    /// 收件凭证 申请人联
    Receipt = 1,
    /// 收件凭证 存档联
    ReceiptArchive = 2,
    /// 申请表
    Form = 3,
    /// 一次性告知书
    Notice = 4,
    /// The authority's paper: 受理通知书, 补正通知书, decisions
    Letter = 5,
    /// 送达回证
    Delivery = 6,
    /// 告知承诺书
    Promise = 7,
    /// 授权委托书
    Mandate = 8,
    /// 转介单
    Referral = 9,
    /// 领取凭证
    Collection = 10,
    /// 办事指南
    Guide = 11,
}

impl PaperKind {
    const ALL: [Self; 11] = [
        Self::Receipt,
        Self::ReceiptArchive,
        Self::Form,
        Self::Notice,
        Self::Letter,
        Self::Delivery,
        Self::Promise,
        Self::Mandate,
        Self::Referral,
        Self::Collection,
        Self::Guide,
    ];

    fn from_number(number: i128) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| i128::from(*kind as u8) == number)
    }
}

/// What a code says, read back from paper. Nothing of it is true before [`PaperCode::verify`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PaperCode {
    pub kind: PaperKind,
    pub number: PaperNumber,
    /// Version of the case, from 1.
    pub version: u16,
    /// Page of this paper (of this copy), from 1.
    pub page: u16,
    pub digest: Digest16,
    pub key_id: KeyId,
    pub signature: Signature,
}

/// Why a scanned code is not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum CodeError {
    /// Some other QR code: not ours.
    #[error("not a paper code")]
    Foreign,
    /// Starts like ours, but the rest is damaged or not written the one way we write it.
    #[error("the paper code is damaged")]
    Damaged,
    /// The fields were not signed by the key the code names.
    #[error("the signature does not fit the fields")]
    Forged,
}

/// The content of the code for one page.
///
/// # Errors
/// [`PaperError::CodeTooLong`] if it would not fit version 9, level Q.
pub fn content(
    kind: PaperKind,
    number: &PaperNumber,
    version: u16,
    page: u16,
    digest: Digest16,
    key_id: KeyId,
    sign: &Signer<'_>,
) -> Result<String, PaperError> {
    let mut code =
        PaperCode { kind, number: number.clone(), version, page, digest, key_id, signature: [0; 64] };
    code.signature = sign(&code.signed_bytes());
    let text = code.text();
    if text.len() <= CAPACITY { Ok(text) } else { Err(PaperError::CodeTooLong { length: text.len() }) }
}

/// Reads a code as scanned. Only the one canonical writing is accepted.
pub fn parse(text: &str) -> Result<PaperCode, CodeError> {
    let packed = text.strip_prefix(PREFIX).ok_or(CodeError::Foreign)?;
    let bytes = base45::decode(packed).map_err(|_| CodeError::Damaged)?;
    let value: Value = ciborium::from_reader(Cursor::new(bytes)).map_err(|_| CodeError::Damaged)?;
    let code = PaperCode::from_value(&value).ok_or(CodeError::Damaged)?;
    if code.text() == text { Ok(code) } else { Err(CodeError::Damaged) }
}

/// The first four bytes of the digest in two groups, as they stand at the foot of the page: for comparing paper and
/// record by eye.
pub fn check_words(digest: &Digest16) -> String {
    format!("{:02X}{:02X} {:02X}{:02X}", digest[0], digest[1], digest[2], digest[3])
}

impl PaperCode {
    /// The bytes the signature stands over: a domain prefix and the CBOR array of the first six fields.
    pub fn signed_bytes(&self) -> Vec<u8> {
        let mut bytes = DOMAIN.to_vec();
        bytes.extend(cbor(Value::Array(self.fields())));
        bytes
    }

    /// Asks `check(key id, bytes, signature)` whether the named key signed these fields.
    pub fn verify(&self, check: impl Fn(&KeyId, &[u8], &Signature) -> bool) -> Result<(), CodeError> {
        if check(&self.key_id, &self.signed_bytes(), &self.signature) {
            Ok(())
        } else {
            Err(CodeError::Forged)
        }
    }

    fn fields(&self) -> Vec<Value> {
        vec![
            Value::from(self.kind as u8),
            Value::Bytes(self.number.pack().to_vec()),
            Value::from(self.version),
            Value::from(self.page),
            Value::Bytes(self.digest.to_vec()),
            Value::Bytes(self.key_id.to_vec()),
        ]
    }

    fn text(&self) -> String {
        let mut fields = self.fields();
        fields.push(Value::Bytes(self.signature.to_vec()));
        format!("{PREFIX}{}", base45::encode(cbor(Value::Array(fields))))
    }

    fn from_value(value: &Value) -> Option<Self> {
        let [kind, number, version, page, digest, key_id, signature] = value.as_array()?.as_slice() else {
            return None;
        };
        Some(Self {
            kind: PaperKind::from_number(kind.as_integer()?.into())?,
            number: PaperNumber::unpack(&fixed(number)?)?,
            version: version.as_integer()?.try_into().ok()?,
            page: page.as_integer()?.try_into().ok()?,
            digest: fixed(digest)?,
            key_id: fixed(key_id)?,
            signature: fixed(signature)?,
        })
    }
}

fn fixed<const N: usize>(value: &Value) -> Option<[u8; N]> {
    value.as_bytes()?.as_slice().try_into().ok()
}

fn cbor(value: Value) -> Vec<u8> {
    let mut bytes = Vec::new();
    // Writing to a Vec cannot fail; an empty result would fail every later check, never pass one.
    if ciborium::into_writer(&value, &mut bytes).is_err() {
        bytes.clear();
    }
    bytes
}
