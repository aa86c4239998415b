//! Pulling: lease, verify, write, acknowledge. Any step may break; the next pull goes on where this one stopped,
//! since the gateway gives the same lease again until it is acknowledged (sync.md §5.9).

use crate::batch::Batch;
use crate::shelf::Shelf;
use crate::{CountyError, Link, NamedFile, disk, download, files_of, verify};
use casework::number::ReceiptNumber;
use seal::{Digest, PublicKey, canonical};
use serde::Serialize;
use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};
use wire::county::{CaseFile, Manifest, ManifestCase, SignedManifest};

/// What a pull brought.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Pulled {
    /// The batch's folder; None when nothing waits.
    pub folder: Option<PathBuf>,
    /// Its lease.
    pub lease: Option<String>,
    /// Cases in it.
    pub cases: usize,
    /// Files that came over the line this time.
    pub fetched: usize,
    /// The gateway's key, when this pull was the one that pinned it.
    pub pinned_key: Option<String>,
}

/// Pulls one batch of at most `max_cases` into `out`. `key` is the gateway's, when it is known from elsewhere; else the
/// one pinned in `out`; else the first one seen is pinned there.
///
/// # Errors
/// See [`CountyError`]. What was written and verified stays for the next pull.
pub fn pull(link: &Link, out: &Path, max_cases: u32, key: Option<PublicKey>) -> Result<Pulled, CountyError> {
    fs::create_dir_all(out).map_err(CountyError::disk(out))?;
    let _alone = stay_alone(out)?;
    let known = match key {
        Some(key) => Some(key),
        None => pinned_key(out)?,
    };
    let signed_bytes = link.lease(max_cases)?;
    let signed: SignedManifest =
        serde_json::from_slice(&signed_bytes).map_err(|_| CountyError::NotAGateway)?;
    let manifest = verify::manifest(&signed, known.as_ref())?;
    let pinned_key = pin(out, &signed.gateway)?;
    if manifest.cases.is_empty() {
        return Ok(Pulled { folder: None, lease: None, cases: 0, fetched: 0, pinned_key });
    }
    let batch = Batch::of(out, &manifest.lease);
    let fetched = if batch.is_whole() { 0 } else { fill(link, &batch, out, &signed, &signed_bytes)? };
    link.acknowledge(&manifest.lease, digest_of(&manifest)?)?;
    let (folder, cases) = (Some(batch.folder().to_owned()), manifest.cases.len());
    Ok(Pulled { folder, lease: Some(manifest.lease), cases, fetched, pinned_key })
}

fn digest_of(manifest: &Manifest) -> Result<Digest, CountyError> {
    let bytes = canonical::bytes(manifest).map_err(|e| CountyError::Internal(e.to_string()))?;
    Ok(Digest::of(&bytes))
}

/// Two pulls into one folder would write over each other's parts.
fn stay_alone(out: &Path) -> Result<File, CountyError> {
    let path = out.join(".pull-lock");
    let lock = File::create(&path).map_err(CountyError::disk(&path))?;
    match lock.try_lock() {
        Ok(()) => Ok(lock),
        Err(TryLockError::WouldBlock) => Err(CountyError::Busy(out.to_owned())),
        Err(TryLockError::Error(source)) => Err(CountyError::Disk { path, source }),
    }
}

fn key_path(out: &Path) -> PathBuf {
    out.join("gateway-key")
}

fn pinned_key(out: &Path) -> Result<Option<PublicKey>, CountyError> {
    let path = key_path(out);
    match fs::read_to_string(&path) {
        Ok(text) => text.trim().parse().map(Some).map_err(|_| CountyError::PinnedKey(path)),
        Err(missing) if missing.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(CountyError::Disk { path, source }),
    }
}

fn pin(out: &Path, key: &PublicKey) -> Result<Option<String>, CountyError> {
    if pinned_key(out)?.is_some() {
        return Ok(None);
    }
    disk::write_whole(&key_path(out), format!("{key}\n").as_bytes())?;
    Ok(Some(key.to_string()))
}

fn fill(
    link: &Link,
    batch: &Batch,
    out: &Path,
    signed: &SignedManifest,
    signed_bytes: &[u8],
) -> Result<usize, CountyError> {
    batch.put_manifest(signed_bytes)?;
    let mut shelf = Shelf::of(out)?;
    let mut cases = Vec::with_capacity(signed.manifest.cases.len());
    let mut fetched = 0;
    for listed in &signed.manifest.cases {
        let file = case_of(link, batch, signed, listed)?;
        for named in files_of(&file) {
            fetched += usize::from(put_material(link, batch, &mut shelf, &listed.number, &named)?);
        }
        cases.push(file);
    }
    batch.finish(&cases)?;
    Ok(fetched)
}

fn case_of(
    link: &Link,
    batch: &Batch,
    signed: &SignedManifest,
    listed: &ManifestCase,
) -> Result<CaseFile, CountyError> {
    let earlier = batch.case_bytes(&listed.number);
    if let Some(file) = earlier.and_then(|b| verify::case_file(&b, listed, &signed.gateway).ok()) {
        return Ok(file);
    }
    let bytes = link.case_file(&signed.manifest.lease, &listed.number)?;
    let file = verify::case_file(&bytes, listed, &signed.gateway)?;
    batch.put_case(&listed.number, &bytes)?;
    Ok(file)
}

/// True when the file had to come over the line.
fn put_material(
    link: &Link,
    batch: &Batch,
    shelf: &mut Shelf,
    number: &ReceiptNumber,
    named: &NamedFile,
) -> Result<bool, CountyError> {
    let target = batch.material_path(named);
    if download::holds(&target, named).unwrap_or(false) {
        return Ok(false);
    }
    let copied = copy_from(shelf, named, &target)?;
    if !copied {
        let part = batch.part_path(&named.sha256);
        download::complete(link, named, number, &part)?;
        disk::put_in_place(&part, &target)?;
    }
    shelf.put(named.sha256.clone(), target);
    Ok(!copied)
}

fn copy_from(shelf: &Shelf, named: &NamedFile, target: &Path) -> Result<bool, CountyError> {
    let Some(lying) = shelf.find(&named.sha256) else {
        return Ok(false);
    };
    if !download::holds(lying, named).unwrap_or(false) {
        return Ok(false);
    }
    let bytes = fs::read(lying).map_err(CountyError::disk(lying))?;
    disk::write_whole(target, &bytes)?;
    Ok(true)
}
