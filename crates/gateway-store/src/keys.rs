//! The gateway's secret keys: one file each, readable by its owner only, made once and never written over.

use crate::{Store, StoreError};
use casework::place::CountyCode;
use rusqlite::{Connection, OptionalExtension as _};
use seal::slot::DataKey;
use seal::{KeyId, PublicKey, Signature, SigningKey};
use sqlite_kit::Prepared as _;
use std::fs;
use std::io::{ErrorKind, Write as _};
use std::os::unix::fs::OpenOptionsExt as _;
use std::path::{Path, PathBuf};
use wire::recovery::{self, Origin, RecoveryError};

/// The gateway's own: its signing key, and the one that opens the stations' backups.
const OWN: [&str; 2] = ["gateway.key", "recovery.key"];

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
    /// Makes the gateway's own keys, where they are not there yet. Only for a folder that is being prepared: of
    /// one that is, a key that is not there was lost, and with a new one it would be another gateway.
    pub(crate) fn make(data: &Path) -> Result<(), StoreError> {
        let folder = folder_of(data);
        fs::create_dir_all(&folder).map_err(|e| StoreError::file(&folder, e))?;
        crate::blobs::sync_folder_of(&folder)?;
        OWN.iter().try_for_each(|name| kept(&folder.join(name)).map(drop))
    }

    pub(crate) fn open(data: &Path) -> Result<Self, StoreError> {
        let folder = folder_of(data);
        let [gateway, recovery] = OWN.map(|name| read(&folder.join(name)));
        Ok(Self { folder, gateway: gateway?, recovery: recovery? })
    }

    /// Signs proofs, pages, manifests, certificates and packs.
    pub fn gateway(&self) -> &SigningKey {
        &self.gateway
    }

    /// To which stations seal their data keys.
    pub fn recovery(&self) -> PublicKey {
        self.recovery.public()
    }

    /// Opens the sealed data key of a station, and tells whose it is.
    ///
    /// # Errors
    /// [`RecoveryError`].
    pub fn open_data_key(&self, sealed: &[u8]) -> Result<(DataKey, Origin), RecoveryError> {
        recovery::open(&self.recovery, sealed)
    }

    /// The key that signs a county's decisions and their papers, made when it is first needed.
    ///
    /// # Errors
    /// [`StoreError::KeyMissing`] when the county decided with one that did not end and is gone; disk errors, a
    /// stored key that is none.
    pub(crate) fn county(&self, db: &Connection, county: &CountyCode) -> Result<CountyKey, StoreError> {
        let path = self.county_path(county);
        if !path.exists() && decided_with(db, county)?.is_some() {
            return Err(StoreError::KeyMissing(path));
        }
        let key = kept(&path)?;
        let message = wire::down::county_key_message(county.as_str(), &key.public());
        Ok(CountyKey { certified: self.gateway.sign(&message), key })
    }

    /// The public half of it, also of one that is gone: it stays on the list, where its end can be noted.
    pub(crate) fn county_public(
        &self,
        db: &Connection,
        county: &CountyCode,
    ) -> Result<PublicKey, StoreError> {
        match self.county(db, county) {
            Err(StoreError::KeyMissing(path)) => {
                decided_with(db, county)?.ok_or(StoreError::KeyMissing(path))
            }
            key => Ok(key?.key.public()),
        }
    }

    fn county_path(&self, county: &CountyCode) -> PathBuf {
        self.folder.join(format!("county-{county}.key"))
    }

    /// Puts a county's key away where it is the one in use, so that a new one is made when it is next needed.
    ///
    /// # Errors
    /// Disk errors, a stored key that is none.
    pub(crate) fn put_away(&self, county: &CountyCode, key: KeyId) -> Result<(), StoreError> {
        let used = self.county_path(county);
        if !used.exists() || read(&used)?.public().id() != key {
            return Ok(());
        }
        let away = self.folder.join(format!("county-{county}-{key}.ended"));
        fs::rename(&used, &away).map_err(|e| StoreError::file(&used, e))?;
        crate::blobs::sync_folder_of(&away)
    }
}

impl Store {
    /// The key that signs a county's decisions and their papers, made when it is first needed.
    ///
    /// # Errors
    /// [`StoreError::KeyMissing`] when the county decided with one that did not end and is gone; disk and
    /// database errors.
    pub fn county_key(&self, county: &CountyCode) -> Result<CountyKey, StoreError> {
        self.read(|db| self.keys().county(db, county))
    }
}

fn folder_of(data: &Path) -> PathBuf {
    data.join("keys")
}

/// The key of a county's newest decision that was signed by one that did not end. Asked only where no key is there.
fn decided_with(db: &Connection, county: &CountyCode) -> Result<Option<PublicKey>, StoreError> {
    let key = db.ask(
        "SELECT CAST(e.payload AS TEXT) ->> '$.key' FROM down_event e JOIN cases c ON c.id = e.case_id
         WHERE c.county = ?1 AND CAST(e.payload AS TEXT) ->> '$.event' = 'decided'
         AND CAST(e.payload AS TEXT) ->> '$.key' NOT IN (SELECT key FROM ended_key)
         ORDER BY e.rowid DESC LIMIT 1",
        [county.as_str()],
        |r| r.get::<_, String>(0),
    );
    key.optional()?.map(|key| crate::row::text(&key)).transpose()
}

fn read(path: &Path) -> Result<SigningKey, StoreError> {
    let text = fs::read_to_string(path).map_err(|e| match e.kind() {
        ErrorKind::NotFound => StoreError::KeyMissing(path.to_owned()),
        _ => StoreError::file(path, e),
    })?;
    let secret: seal::Digest = crate::row::text(text.trim())?;
    Ok(SigningKey::from_bytes(*secret.as_bytes()))
}

/// Reads a key, or makes it. Two programs that make the same one at once both end with the first.
fn kept(path: &Path) -> Result<SigningKey, StoreError> {
    if !path.exists() {
        let made = SigningKey::generate()?;
        keep_once(path, format!("{}\n", seal::Digest(*made.secret())).as_bytes())?;
    }
    read(path)
}

/// Writes a file where none is, readable by its owner only: whole and on the disk, or not at all. One that is
/// there is left as it is.
///
/// # Errors
/// Disk errors; no randomness.
pub fn keep_once(path: &Path, bytes: &[u8]) -> Result<(), StoreError> {
    let fresh = path.with_extension(format!("fresh-{}", KeyId(seal::sign::random()?)));
    let file = |e| StoreError::file(path, e);
    let mut out =
        fs::OpenOptions::new().write(true).create_new(true).mode(0o600).open(&fresh).map_err(file)?;
    out.write_all(bytes).map_err(file)?;
    out.sync_all().map_err(file)?;
    // a link never replaces what is there
    match fs::hard_link(&fresh, path) {
        Err(e) if e.kind() != ErrorKind::AlreadyExists => return Err(file(e)),
        _ => fs::remove_file(&fresh).map_err(file)?,
    }
    crate::blobs::sync_folder_of(path)
}
