//! One entry: canonical header, canonical payload, and the hash that links it to the one before.

use crate::{lane, newer};
use casework::case::{FileHash, Service, Submission, Supplement};
use casework::id::{CaseId, EntryId};
use casework::moment::Moment;
use casework::number::ReceiptNumber;
use casework::place::{DeviceNumber, StationCode};
use casework::state::Act;
use seal::{Digest, canonical, chain};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

/// Why an entry's bytes are not an entry.
#[derive(Debug, thiserror::Error)]
pub enum EntryError {
    /// Not JSON of the right shape.
    #[error("the entry is not readable")]
    Shape(#[from] serde_json::Error),
    /// Readable, but not in its canonical form.
    #[error("the entry is not in canonical form")]
    NotCanonical,
    /// Of a type that a newer program made.
    #[error("the entry is of a newer program")]
    Newer,
    /// It follows a place that can never come.
    #[error("the entry follows what cannot come before it")]
    Order,
    /// A value without canonical form.
    #[error(transparent)]
    Canonical(#[from] canonical::NotCanonical),
}

/// 64 random bits made at installation or restore, 16 hex digits. A copied disk shows by its epoch.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Epoch(u64);

impl Epoch {
    /// From random bits.
    pub const fn new(bits: u64) -> Self {
        Self(bits)
    }
}

impl std::fmt::Display for Epoch {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:016x}", self.0)
    }
}

impl From<Epoch> for String {
    fn from(epoch: Epoch) -> String {
        epoch.to_string()
    }
}

impl TryFrom<String> for Epoch {
    type Error = String;
    fn try_from(text: String) -> Result<Self, String> {
        let hex = text.len() == 16 && text.bytes().all(|b| b.is_ascii_digit() || (b'a'..=b'f').contains(&b));
        match u64::from_str_radix(&text, 16) {
            Ok(bits) if hex => Ok(Self(bits)),
            _ => Err("an epoch has 16 hex digits".to_owned()),
        }
    }
}

/// The newest layout of payloads that this program knows: a supplement may say in whose place it stands.
pub const SCHEMA: u32 = 2;
/// The layout of all else, so that a gateway of before reads it whole.
pub const FIRST_SCHEMA: u32 = 1;

/// What an entry says.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
pub enum EntryType {
    /// A signed version goes to the authority for the first time.
    #[serde(rename = "case.submit")]
    CaseSubmit,
    /// A signed version answers a correction.
    #[serde(rename = "case.correct")]
    CaseCorrect,
    /// The resident asks for it back.
    #[serde(rename = "case.withdraw")]
    CaseWithdraw,
    /// A deferred material or scan follows.
    #[serde(rename = "material.attach")]
    MaterialAttach,
    /// The answer was served.
    #[serde(rename = "case.serve")]
    CaseServe,
    /// A type of a newer program than this one.
    #[serde(rename = "unknown", other)]
    Unknown,
}

impl EntryType {
    /// The lane it goes in. An entry that was queued in another one stays there: its place is part of its bytes.
    pub fn lane(self) -> u8 {
        match self {
            Self::CaseCorrect | Self::CaseWithdraw | Self::MaterialAttach => lane::URGENT,
            Self::CaseSubmit | Self::Unknown => lane::CASES,
            Self::CaseServe => lane::BULK,
        }
    }

    /// What its coming is to the case, for an entry that brings a version of it. What is sent beside versions (a wish to
    /// have it back, a file that follows, a service) moves the case by what it says.
    pub fn receipt(self) -> Option<Act> {
        match self {
            Self::CaseSubmit => Some(Act::Receive),
            Self::CaseCorrect => Some(Act::ReceiveCorrection),
            _ => None,
        }
    }
}

/// Edition of the catalogue in force at the station when the entry was made.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CatalogueEdition {
    /// Publisher's division code.
    pub publisher: String,
    /// Version.
    pub version: u32,
    /// Hash of the pack.
    pub hash: FileHash,
}

/// A place in a lane that must be there first.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct After {
    /// Lane.
    pub lane: u8,
    /// Sequence.
    pub seq: u64,
}

/// The header. Fields that nothing uses yet are here from the first day.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Header {
    /// Version of this layout: 1.
    pub v: u8,
    /// 1 = SHA-256 + Ed25519.
    pub suite: u8,
    /// Who.
    pub station: StationCode,
    /// On which device.
    pub device: DeviceNumber,
    /// Which life of that device's data.
    pub epoch: Epoch,
    /// Lane.
    pub lane: u8,
    /// From 1, without gaps, per (station, device, epoch, lane).
    pub seq: u64,
    /// Its id; sent twice it counts once.
    pub id: EntryId,
    /// What it says.
    #[serde(rename = "type")]
    pub kind: EntryType,
    /// The case it is about.
    pub case: CaseId,
    /// Version of the case.
    pub rev: u32,
    /// Version of the payload's layout, [`FIRST_SCHEMA`] to [`SCHEMA`].
    pub schema: u32,
    /// What must be there first.
    pub after: Vec<After>,
    /// Catalogue in force.
    pub catalogue: CatalogueEdition,
    /// Station's clock: evidence, never a decision.
    pub claimed_at: Moment,
    /// How often the device's data was opened: tells a clock that jumped from a restart.
    pub boot: u64,
    /// Compression dictionary, 0 = none.
    pub dict: u32,
}

/// 撤回.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Withdrawal {
    /// The case's number.
    pub number: ReceiptNumber,
    /// The resident's reason.
    pub reason: String,
}

/// 送达回证.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Served {
    /// The case's number.
    pub number: ReceiptNumber,
    /// How.
    pub service: Service,
}

/// A material or scan that follows its case.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Attachment {
    /// The case's number.
    pub number: ReceiptNumber,
    /// What follows.
    pub supplement: Supplement,
}

/// A payload, by the type in the header.
#[derive(Clone, PartialEq, Debug)]
pub enum Body {
    /// `case.submit`, `case.correct`.
    Submission(Box<Submission>),
    /// `case.withdraw`.
    Withdrawal(Withdrawal),
    /// `material.attach`.
    Attachment(Attachment),
    /// `case.serve`.
    Served(Served),
}

/// The exact bytes of an entry. They are what is hashed, signed, sent and stored, at both ends, for ever.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Entry {
    header: Box<RawValue>,
    payload: Box<RawValue>,
}

impl PartialEq for Entry {
    fn eq(&self, other: &Self) -> bool {
        self.header_bytes() == other.header_bytes() && self.payload_bytes() == other.payload_bytes()
    }
}

fn raw(bytes: Vec<u8>) -> Result<Box<RawValue>, EntryError> {
    let text = String::from_utf8(bytes).map_err(|_| EntryError::NotCanonical)?;
    Ok(RawValue::from_string(text)?)
}

impl Entry {
    /// Makes an entry. The payload's type and the header's must belong together.
    ///
    /// # Errors
    /// [`EntryError::Canonical`].
    pub fn new<P: Serialize>(header: &Header, payload: &P) -> Result<Self, EntryError> {
        Ok(Self { header: raw(canonical::bytes(header)?)?, payload: raw(canonical::bytes(payload)?)? })
    }

    /// The same payload, byte for byte, under another header.
    ///
    /// # Errors
    /// [`EntryError::Canonical`].
    pub fn under(&self, header: &Header) -> Result<Self, EntryError> {
        Ok(Self { header: raw(canonical::bytes(header)?)?, payload: self.payload.clone() })
    }

    /// From the stored bytes.
    ///
    /// # Errors
    /// [`EntryError::Shape`].
    pub fn from_bytes(header: Vec<u8>, payload: Vec<u8>) -> Result<Self, EntryError> {
        Ok(Self { header: raw(header)?, payload: raw(payload)? })
    }

    /// Canonical header.
    pub fn header_bytes(&self) -> &[u8] {
        self.header.get().as_bytes()
    }

    /// Canonical payload.
    pub fn payload_bytes(&self) -> &[u8] {
        self.payload.get().as_bytes()
    }

    /// The header, read; its bytes must be the canonical ones.
    ///
    /// # Errors
    /// [`EntryError`].
    pub fn header(&self) -> Result<Header, EntryError> {
        // one without fields of a newer program needs no detour
        if let Ok(header) = serde_json::from_str::<Header>(self.header.get())
            && canonical::bytes(&header)? == self.header_bytes()
        {
            return Ok(header);
        }
        let value: serde_json::Value = serde_json::from_str(self.header.get())?;
        if canonical::bytes(&value)? != self.header_bytes() {
            return Err(EntryError::NotCanonical);
        }
        Ok(serde_json::from_value(value)?)
    }

    /// The payload, read by the header's type.
    ///
    /// # Errors
    /// [`EntryError::Shape`] names the unknown or missing field; [`EntryError::Newer`] for a type that is not known.
    pub fn body(&self, kind: EntryType) -> Result<Body, EntryError> {
        let text = self.payload.get();
        Ok(match kind {
            EntryType::CaseSubmit | EntryType::CaseCorrect => Body::Submission(serde_json::from_str(text)?),
            EntryType::CaseWithdraw => Body::Withdrawal(serde_json::from_str(text)?),
            EntryType::MaterialAttach => Body::Attachment(serde_json::from_str(text)?),
            EntryType::CaseServe => Body::Served(serde_json::from_str(text)?),
            EntryType::Unknown => return Err(EntryError::Newer),
        })
    }

    /// What can be read of a payload that a newer program made, and whether fields of it had to be left out.
    ///
    /// # Errors
    /// [`EntryError::Newer`] when what is needed cannot be read.
    pub fn body_of_newer(&self, kind: EntryType) -> Result<(Body, bool), EntryError> {
        let bytes = self.payload_bytes();
        let body = match kind {
            EntryType::CaseSubmit | EntryType::CaseCorrect => {
                newer::read(bytes).map(|(read, left_out)| (Body::Submission(read), left_out))
            }
            EntryType::CaseWithdraw => {
                newer::read(bytes).map(|(read, left_out)| (Body::Withdrawal(read), left_out))
            }
            EntryType::MaterialAttach => {
                newer::read(bytes).map(|(read, left_out)| (Body::Attachment(read), left_out))
            }
            EntryType::CaseServe => newer::read(bytes).map(|(read, left_out)| (Body::Served(read), left_out)),
            EntryType::Unknown => return Err(EntryError::Newer),
        };
        body.map_err(|_| EntryError::Newer)
    }

    /// Its place in the chain.
    pub fn hash(&self, prev: &Digest) -> Digest {
        chain::entry_hash(prev, self.header_bytes(), self.payload_bytes())
    }
}
