//! The gateway's secret keys: one file each, readable by its owner only, made once and never written over.

use crate::StoreError;
use casework::place::CountyCode;
use seal::{KeyId, PublicKey, Signature, SigningKey};
use std::fs;
use std::io::Write as _;
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};

/// The gateway's own keys and the way to those of its counties.
pub struct Keys {
    folder: PathBuf,
    gateway: SigningKey,
    recovery: SigningKey,
}

/// A county's key and the gateway's word for it.
pub struct CountyKey {
    /// The key.
    pub key: SigningKey,
    /// The gateway's.
    pub certified: Signature,
}

impl Keys {
    pub(crate) fn open(data: &Path) -> Result<Self, StoreError> {
        let folder = data.join("keys");
        fs::create_dir_all(&folder).map_err(|e| StoreError::file(&folder, e))?;
        let gateway = kept(&folder.join("gateway.key"))?;
        let recovery = kept(&folder.join("recovery.key"))?;
        Ok(Self { folder, gateway, recovery })
    }

    /// Signs proofs, pages, manifests, certificates and packs.
    pub fn gateway(&self) -> &SigningKey {
        &self.gateway
    }

    /// To which stations seal their backups.
    pub fn recovery(&self) -> PublicKey {
        self.recovery.public()
    }

    /// The key that signs a county's decisions and their papers, made when it is first needed.
    ///
    /// # Errors
    /// Disk errors, a stored key that is none.
    pub fn county(&self, county: &CountyCode) -> Result<CountyKey, StoreError> {
        let key = kept(&self.folder.join(format!("county-{county}.key")))?;
        let message = wire::down::county_key_message(county.as_str(), &key.public());
        Ok(CountyKey { certified: self.gateway.sign(&message), key })
    }

    /// Puts a county's key away where it is the one in use, so that a new one is made when it is next needed.
    ///
    /// # Errors
    /// Disk errors, a stored key that is none.
    pub(crate) fn put_away(&self, county: &CountyCode, key: KeyId) -> Result<(), StoreError> {
        let used = self.folder.join(format!("county-{county}.key"));
        if !used.exists() || kept(&used)?.public().id() != key {
            return Ok(());
        }
        let away = self.folder.join(format!("county-{county}-{key}.ended"));
        fs::rename(&used, &away).map_err(|e| StoreError::file(&used, e))?;
        crate::blobs::sync_folder_of(&away)
    }
}

/// Reads a key, or makes it. Two programs that make the same one at once both end with the first.
fn kept(path: &Path) -> Result<SigningKey, StoreError> {
    if !path.exists() {
        keep(path, &SigningKey::generate()?)?;
    }
    let text = fs::read_to_string(path).map_err(|e| StoreError::file(path, e))?;
    let secret: seal::Digest = crate::row::text(text.trim())?;
    Ok(SigningKey::from_bytes(*secret.as_bytes()))
}

fn keep(path: &Path, key: &SigningKey) -> Result<(), StoreError> {
    let fresh = path.with_extension(format!("fresh-{}", std::process::id()));
    let file = |e| StoreError::file(path, e);
    let mut out = fs::OpenOptions::new()
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(&fresh)
        .map_err(file)?;
    writeln!(out, "{}", seal::Digest(*key.secret())).map_err(file)?;
    out.sync_all().map_err(file)?;
    // a link never replaces a key that is there
    match fs::hard_link(&fresh, path) {
        Err(e) if e.kind() != std::io::ErrorKind::AlreadyExists => return Err(file(e)),
        _ => fs::remove_file(&fresh).map_err(file)?,
    }
    crate::blobs::sync_folder_of(path)
}
