//! What makes a batch believable: the gateway's signature over the manifest, the hash of every case file, the proof
//! of every case, the hash of every material.

use crate::{CountyError, files_of};
use casework::case::FileHash;
use seal::{Digest, PublicKey};
use std::collections::BTreeSet;
use wire::county::{CaseFile, Manifest, ManifestCase, SignedManifest};

/// The manifest, when the known gateway signed it. `known` is None at the first contact only.
///
/// # Errors
/// [`CountyError::Manifest`], [`CountyError::OtherKey`].
pub fn manifest(signed: &SignedManifest, known: Option<&PublicKey>) -> Result<Manifest, CountyError> {
    if known.is_some_and(|key| *key != signed.gateway) {
        return Err(CountyError::OtherKey { found: signed.gateway.to_string() });
    }
    if !signed.verify() || !names_a_folder(&signed.manifest.lease) {
        return Err(CountyError::Manifest);
    }
    Ok(signed.manifest.clone())
}

/// A lease becomes part of a folder's name; it must not lead anywhere else.
fn names_a_folder(lease: &str) -> bool {
    (1..=64).contains(&lease.len()) && lease.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'-')
}

/// The case whose exact bytes these are, when they are what the manifest lists and the gateway proved them.
///
/// # Errors
/// [`CountyError::CaseFile`], [`CountyError::Proof`].
pub fn case_file(bytes: &[u8], listed: &ManifestCase, gateway: &PublicKey) -> Result<CaseFile, CountyError> {
    let wrong = || CountyError::CaseFile(listed.number.clone());
    if Digest::of(bytes) != listed.file {
        return Err(wrong());
    }
    let file: CaseFile = serde_json::from_slice(bytes).map_err(|_| wrong())?;
    if !agrees(&file, listed) {
        return Err(wrong());
    }
    if !file.proof.verify(gateway) {
        return Err(CountyError::Proof(listed.number.clone()));
    }
    Ok(file)
}

fn agrees(file: &CaseFile, listed: &ManifestCase) -> bool {
    let frozen = &file.submission.frozen;
    let proved = &file.proof.body;
    let named: BTreeSet<_> = files_of(file).into_iter().map(|f| (f.sha256, f.size)).collect();
    file.number == listed.number
        && frozen.number == listed.number
        && frozen.case == file.case
        && proved.case == file.case
        && frozen.version == listed.rev
        && proved.rev == listed.rev
        && proved.entry == listed.entry
        && named == listed.materials.iter().cloned().collect()
}

/// True when `found` is the SHA-256 the material is named by.
pub fn is_named(found: Digest, name: &FileHash) -> bool {
    found.to_string() == name.as_str()
}
