//! What county staff pull: a leased, signed batch of cases.

use crate::proof::Proof;
use casework::case::{FileHash, Submission, Supplement};
use casework::decision::Decided;
use casework::id::CaseId;
use casework::moment::Moment;
use casework::number::ReceiptNumber;
use casework::place::StationCode;
use casework::state::State;
use seal::{Digest, PublicKey, Signature, SigningKey, canonical};
use serde::{Deserialize, Serialize};

/// One case of a batch.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ManifestCase {
    /// Its number.
    pub number: ReceiptNumber,
    /// Version.
    pub rev: u32,
    /// Chain hash of its entry.
    pub entry: Digest,
    /// SHA-256 of the canonical bytes of the [`CaseFile`].
    pub file: Digest,
    /// Materials and scans, with their sizes.
    pub materials: Vec<(FileHash, u64)>,
}

/// What a lease holds; immutable.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// Lease.
    pub lease: String,
    /// County.
    pub county: String,
    /// Who pulled.
    pub user: String,
    /// When.
    pub made_at: Moment,
    /// The cases.
    pub cases: Vec<ManifestCase>,
}

/// A manifest and the gateway's signature over `bianmin-manifest-1\0` ‖ canonical bytes.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignedManifest {
    /// What is in the batch.
    pub manifest: Manifest,
    /// The gateway's key.
    pub gateway: PublicKey,
    /// Its signature.
    pub signature: Signature,
}

fn message(manifest: &Manifest) -> Result<Vec<u8>, canonical::NotCanonical> {
    Ok([b"bianmin-manifest-1\0".as_slice(), &canonical::bytes(manifest)?].concat())
}

impl SignedManifest {
    /// Signs.
    ///
    /// # Errors
    /// When the value has no canonical form (it always has).
    pub fn sign(manifest: Manifest, key: &SigningKey) -> Result<Self, canonical::NotCanonical> {
        let signature = key.sign(&message(&manifest)?);
        Ok(Self { manifest, gateway: key.public(), signature })
    }

    /// True when the signature is by the key it names. Compare that key with the one you know.
    pub fn verify(&self) -> bool {
        message(&self.manifest).is_ok_and(|m| self.gateway.verifies(&m, &self.signature))
    }
}

/// One case as the county gets it: the station's submission and everything that followed.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct CaseFile {
    /// The case.
    pub case: CaseId,
    /// Its number.
    pub number: ReceiptNumber,
    /// Where it was taken in.
    pub station: StationCode,
    /// Where it stands.
    pub state: State,
    /// The newest version.
    pub submission: Submission,
    /// Official receipt.
    pub proof: Proof,
    /// What followed.
    pub supplements: Vec<Supplement>,
    /// What was decided so far.
    pub decisions: Vec<Decided>,
}

impl CaseFile {
    /// Whether another file came in the place of this one: it did not open any more at the station, and is not here.
    pub fn is_replaced(&self, file: &FileHash) -> bool {
        self.supplements.iter().any(|supplement| supplement.instead_of() == Some(file))
    }
}

/// Ask for a lease.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LeaseRequest {
    /// At most so many cases.
    pub max_cases: u32,
}

/// The batch is on disk and verified. A gateway that does not know all that is said here refuses it: otherwise what was
/// left out would count as pulled.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LeaseAck {
    /// SHA-256 of the manifest's canonical bytes.
    pub manifest: Digest,
    /// Cases of it that did not come, because a file of theirs is at fault at the gateway.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub left_out: Vec<ReceiptNumber>,
}

/// Log in.
#[derive(Clone, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Login {
    /// User.
    pub user: String,
    /// Password.
    pub password: String,
}

/// Logged in. What a newer gateway says beside it is passed over.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Session {
    /// Bearer token.
    pub token: String,
    /// User.
    pub user: String,
    /// Full name.
    pub name: String,
    /// Role.
    pub role: casework::role::CountyRole,
    /// County.
    pub county: String,
}
