//! Pulling: lease, verify, write, acknowledge. Any step may break; the next pull goes on where this one stopped,
//! since the gateway gives the same lease again until it is acknowledged. A case of which a file is at fault
//! at the gateway stops nothing: it is left out, and the acknowledgement says so.

use crate::batch::Batch;
use crate::download::Failed;
use crate::shelf::Shelf;
use crate::{CountyError, LeftOut, Link, NamedFile, disk, download, files_of, verify};
use seal::{Digest, PublicKey, canonical};
use serde::Serialize;
use std::fs::{self, File, TryLockError};
use std::path::{Path, PathBuf};
use wire::county::{CaseFile, LeaseAck, Manifest, ManifestCase, SignedManifest};

/// What a pull brought.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct Pulled {
    /// The batch's folder; None when no case came.
    pub folder: Option<PathBuf>,
    /// Its lease; None when nothing waits.
    pub lease: Option<String>,
    /// Cases in it.
    pub cases: usize,
    /// Files that came over the line this time.
    pub fetched: usize,
    /// Cases that did not come with the others.
    pub left_out: Vec<LeftOut>,
    /// The gateway's key, when this pull was the one that pinned it.
    pub pinned_key: Option<String>,
}

impl Pulled {
    /// # Errors
    /// [`CountyError::LeftOut`] when cases did not come with the others.
    pub fn all_came(&self) -> Result<(), CountyError> {
        match self.left_out.len() {
            0 => Ok(()),
            count => Err(CountyError::LeftOut(count)),
        }
    }
}

/// How far a batch was filled.
#[derive(Default)]
struct Filled {
    fetched: usize,
    left_out: Vec<LeftOut>,
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
        let left_out = Vec::new();
        return Ok(Pulled { folder: None, lease: None, cases: 0, fetched: 0, left_out, pinned_key });
    }
    let batch = Batch::of(out, &manifest.lease);
    let Filled { fetched, left_out } = match batch.is_whole() {
        true => Filled { fetched: 0, left_out: batch.left_out()? },
        false => fill(link, &batch, out, &signed, &signed_bytes)?,
    };
    link.acknowledge(&manifest.lease, &acknowledgement(&manifest, &left_out)?)?;
    let cases = manifest.cases.len().saturating_sub(left_out.len());
    let folder = (cases > 0).then(|| batch.folder().to_owned());
    Ok(Pulled { folder, lease: Some(manifest.lease), cases, fetched, left_out, pinned_key })
}

fn acknowledgement(manifest: &Manifest, left_out: &[LeftOut]) -> Result<LeaseAck, CountyError> {
    let bytes = canonical::bytes(manifest).map_err(|e| CountyError::Internal(e.to_string()))?;
    let left_out = left_out.iter().map(|one| one.number.clone()).collect();
    Ok(LeaseAck { manifest: Digest::of(&bytes), left_out })
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
) -> Result<Filled, CountyError> {
    batch.put_manifest(signed_bytes)?;
    let mut shelf = Shelf::of(out)?;
    let mut cases = Vec::with_capacity(signed.manifest.cases.len());
    let mut filled = Filled::default();
    for listed in &signed.manifest.cases {
        let file = case_of(link, batch, signed, listed)?;
        match put_materials(link, batch, &mut shelf, &file, &mut filled.fetched)? {
            None => cases.push(file),
            Some(left_out) => {
                batch.take_out(&left_out)?;
                filled.left_out.push(left_out);
            }
        }
    }
    if cases.is_empty() {
        batch.give_up()?;
    } else {
        batch.put_left_out(&filled.left_out)?;
        batch.finish(&cases)?;
    }
    Ok(filled)
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

/// Puts the files of a case to their places and counts those that had to come over the line. Gives why the case is left out,
/// if it is.
fn put_materials(
    link: &Link,
    batch: &Batch,
    shelf: &mut Shelf,
    file: &CaseFile,
    fetched: &mut usize,
) -> Result<Option<LeftOut>, CountyError> {
    for named in files_of(file) {
        match put_material(link, batch, shelf, &named) {
            Ok(came) => *fetched += usize::from(came),
            Err(Failed::Pull(error)) => return Err(error),
            Err(Failed::File(fault)) => {
                let NamedFile { sha256, path, .. } = named;
                return Ok(Some(LeftOut { number: file.number.clone(), file: path, sha256, fault }));
            }
        }
    }
    Ok(None)
}

/// True when the file had to come over the line.
fn put_material(link: &Link, batch: &Batch, shelf: &mut Shelf, named: &NamedFile) -> Result<bool, Failed> {
    let target = batch.material_path(named);
    if download::holds(&target, named).unwrap_or(false) {
        return Ok(false);
    }
    let copied = copy_from(shelf, named, &target)?;
    if !copied {
        let part = batch.part_path(&named.sha256);
        download::complete(link, named, &part)?;
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
