//! The one question asked after a cut: where do you stand?

use crate::batch::{FileState, LogId};
use crate::entry::CatalogueEdition;
use casework::case::FileHash;
use casework::moment::Moment;
use seal::{Digest, PublicKey, Signature, SigningKey, canonical};
use serde::{Deserialize, Serialize};

/// Where the station stands.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hello {
    /// Whose log, with its lane.
    pub log: LogId,
    /// Last sequence made.
    pub seq: u64,
    /// Chain hash there.
    pub head: Digest,
    /// Last down-event applied, 0 = none.
    pub cursor: u64,
    /// Files begun but not acknowledged.
    pub unfinished: Vec<FileHash>,
    /// Program version.
    pub program: String,
    /// Station's clock.
    pub clock: Moment,
}

/// A hello and the station's signature over its canonical bytes.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignedHello {
    /// What is said.
    pub hello: Hello,
    /// By the device's key.
    pub signature: Signature,
}

fn message(hello: &Hello) -> Result<Vec<u8>, canonical::NotCanonical> {
    Ok([b"bianmin-hello-1\0".as_slice(), &canonical::bytes(hello)?].concat())
}

impl SignedHello {
    /// Signs.
    ///
    /// # Errors
    /// When the value has no canonical form (it always has).
    pub fn sign(hello: Hello, key: &SigningKey) -> Result<Self, canonical::NotCanonical> {
        let signature = key.sign(&message(&hello)?);
        Ok(Self { hello, signature })
    }

    /// True when the device whose key this is said it.
    pub fn verify(&self, key: &PublicKey) -> bool {
        message(&self.hello).is_ok_and(|m| key.verifies(&m, &self.signature))
    }
}

/// The gateway's answer.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct HelloAnswer {
    /// Opens pull and files for an hour.
    pub session: String,
    /// Last sequence taken of this log.
    pub accepted_through: u64,
    /// Chain hash there; another than the station's means a fork.
    pub head: Digest,
    /// Offsets of the unfinished files.
    pub files: Vec<FileState>,
    /// Last down-event there is for this device.
    pub newest_event: u64,
    /// Gateway's clock.
    pub server_time: Moment,
    /// Its term.
    pub term: u32,
    /// Catalogue in force.
    pub catalogue: Option<CatalogueEdition>,
}
