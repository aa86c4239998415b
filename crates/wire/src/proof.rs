//! The gateway's signed acknowledgement of a case: the official time of receipt.

use casework::id::CaseId;
use casework::moment::Moment;
use casework::number::ProofNumber;
use seal::merkle::{self, Path};
use seal::{Digest, PublicKey, Signature, canonical};
use serde::{Deserialize, Serialize};

/// What is proved.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ProofBody {
    /// The gateway's number.
    pub proof_no: ProofNumber,
    /// The case.
    pub case: CaseId,
    /// Its version.
    pub rev: u32,
    /// Hash of the entry in its chain.
    pub entry: Digest,
    /// Gateway's clock: the legal time of receipt.
    pub received_at: Moment,
    /// The gateway's term: one more at every failover or restore.
    pub term: u32,
}

/// Body, way to the root, signature over the root.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Proof {
    /// What is proved.
    pub body: ProofBody,
    /// Neighbours up to the root; empty for a batch of one.
    pub path: Path,
    /// The gateway's, over the root.
    pub signature: Signature,
}

impl Proof {
    /// The leaf of a body.
    ///
    /// # Errors
    /// When the body has no canonical form (it always has).
    pub fn leaf(body: &ProofBody) -> Result<Digest, canonical::NotCanonical> {
        Ok(merkle::leaf(&canonical::bytes(body)?))
    }

    /// True when the gateway whose key this is signed it.
    pub fn verify(&self, gateway: &PublicKey) -> bool {
        Self::verify_all(std::slice::from_ref(self), gateway)
    }

    /// True when the gateway whose key this is signed all of them.
    pub fn verify_all(proofs: &[Self], gateway: &PublicKey) -> bool {
        let leaves: Result<Vec<_>, _> = proofs.iter().map(|proof| Self::leaf(&proof.body)).collect();
        leaves.is_ok_and(|leaves| {
            let stands = leaves.into_iter().zip(proofs);
            merkle::verify_all(gateway, stands.map(|(leaf, p)| (leaf, p.path.as_slice(), &p.signature)))
        })
    }
}
