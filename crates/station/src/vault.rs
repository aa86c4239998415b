//! The key to a data folder: one slot per clerk in `keys.json`, under the clerk's password and a device secret. The
//! secret lies in the system's keyring; where no keyring answers when the folder is made, in a file, and the slot says
//! so. A rung that cannot be reached later is an error, never a new secret; only a recovery makes one.

mod recovering;

use seal::sign::random;
use seal::slot::{Cost, DataKey, Rung, Slot, SlotError};
use serde::{Deserialize, Serialize};
use std::fs::{self, OpenOptions};
use std::io::Write as _;
use std::path::{Path, PathBuf};

const SERVICE: &str = "cn.bianmin.station";

/// Wrong passwords in a row before a pause.
const PATIENCE: u32 = 5;
/// Pause in milliseconds: 15 minutes.
const PAUSE: i64 = 15 * 60 * 1000;

/// Why the vault does not open.
#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    /// No `keys.json`: the folder was never prepared.
    #[error("the data folder is not prepared")]
    NotPrepared,
    /// It was prepared already.
    #[error("the data folder is prepared already")]
    AlreadyPrepared,
    /// `keys.json` cannot be read.
    #[error("the key file is damaged")]
    Damaged(#[source] serde_json::Error),
    /// Nobody of that name, or a wrong password.
    #[error("wrong name or password")]
    WrongPassword,
    /// Too many wrong passwords; so many minutes to wait.
    #[error("locked for {minutes} more minutes")]
    LockedOut {
        /// Minutes.
        minutes: i64,
    },
    /// The keyring that holds the device secret does not answer.
    #[error("the keyring does not give the device secret")]
    Keyring(#[source] keyring_core::Error),
    /// The device secret is not on this computer: the folder, or a part of it, was copied here.
    #[error("the data belongs to another computer or folder")]
    Copied,
    /// The slot cannot be worked.
    #[error(transparent)]
    Slot(SlotError),
    /// A file failed.
    #[error("{path}: {source}")]
    File {
        /// Which.
        path: PathBuf,
        /// Why.
        source: std::io::Error,
    },
}

impl From<SlotError> for VaultError {
    fn from(error: SlotError) -> Self {
        match error {
            SlotError::DoesNotOpen => Self::WrongPassword,
            other => Self::Slot(other),
        }
    }
}

/// `keys.json`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct Keys {
    /// Names this folder in the keyring.
    folder: String,
    slots: Vec<Slot>,
    /// The database behind it is complete. False only while the folder is being prepared.
    #[serde(default = "yes")]
    complete: bool,
}

/// Key files of before the mark was written are complete.
fn yes() -> bool {
    true
}

/// `attempts.json`: wrong passwords per name.
#[derive(Default, Serialize, Deserialize)]
struct Attempts {
    wrong: u32,
    last: i64,
}

/// The key file of a data folder.
pub struct Vault {
    folder: PathBuf,
    cost: Cost,
}

impl Vault {
    /// The vault of a folder; `cost` is for new slots.
    pub fn new(folder: &Path, cost: Cost) -> Self {
        Self { folder: folder.to_owned(), cost }
    }

    fn path(&self) -> PathBuf {
        self.folder.join("keys.json")
    }

    /// A key file is there, complete or not.
    pub fn is_begun(&self) -> bool {
        self.path().exists()
    }

    /// Names that can log in; empty when the folder was never prepared.
    ///
    /// # Errors
    /// A damaged or unreadable key file.
    pub fn clerks(&self) -> Result<Vec<String>, VaultError> {
        match self.read() {
            Ok(keys) if keys.complete => Ok(keys.slots.into_iter().map(|s| s.clerk).collect()),
            Ok(_) | Err(VaultError::NotPrepared) => Ok(Vec::new()),
            Err(other) => Err(other),
        }
    }

    /// Which rung the device secret lies on.
    ///
    /// # Errors
    /// As [`Vault::clerks`].
    pub fn rung(&self) -> Result<Option<Rung>, VaultError> {
        Ok(self.read()?.slots.first().map(|s| s.rung))
    }

    /// Begins to prepare a folder: a new data key and its first slot. A beginning that was cut short is begun anew.
    ///
    /// # Errors
    /// [`VaultError::AlreadyPrepared`], a failing disk.
    pub fn prepare(&self, clerk: &str, password: &str) -> Result<DataKey, VaultError> {
        match self.read() {
            Err(VaultError::NotPrepared) => {}
            Ok(keys) if !keys.complete => {}
            _ => return Err(VaultError::AlreadyPrepared),
        }
        fs::create_dir_all(&self.folder).map_err(|e| self.failed(&self.folder, e))?;
        let name: [u8; 8] = random().map_err(SlotError::from)?;
        let folder = name.iter().map(|b| format!("{b:02x}")).collect::<String>();
        let secret: [u8; 32] = random().map_err(SlotError::from)?;
        let rung = self.keep_secret(&folder, &secret)?;
        let key = DataKey::generate().map_err(SlotError::from)?;
        let slot = Slot::wrap(&key, clerk, password, &secret, rung, self.cost)?;
        self.write(&Keys { folder, slots: vec![slot], complete: false })?;
        Ok(key)
    }

    /// The database is there: from now on the folder is prepared.
    ///
    /// # Errors
    /// A failing disk.
    pub fn complete(&self) -> Result<(), VaultError> {
        let keys = self.read()?;
        self.write(&Keys { complete: true, ..keys })
    }

    /// Opens a clerk's slot. Five wrong passwords in a row lock the folder for a quarter of an hour.
    ///
    /// # Errors
    /// [`VaultError::WrongPassword`], [`VaultError::LockedOut`], [`VaultError::Keyring`], [`VaultError::Copied`].
    pub fn open(&self, clerk: &str, password: &str, now: i64) -> Result<DataKey, VaultError> {
        let keys = self.read()?;
        if !keys.complete {
            return Err(VaultError::NotPrepared);
        }
        let attempts = self.attempts();
        let waiting = attempts.last + PAUSE - now;
        if attempts.wrong >= PATIENCE && (1..=PAUSE).contains(&waiting) {
            return Err(VaultError::LockedOut { minutes: waiting.div_euclid(60_000) + 1 });
        }
        let opened = match keys.slots.iter().find(|s| s.clerk == clerk) {
            Some(slot) => self.secret(&keys.folder, slot.rung).and_then(|s| Ok(slot.open(password, &s)?)),
            None => Err(VaultError::WrongPassword),
        };
        match &opened {
            Ok(_) if attempts.wrong == 0 => {}
            Ok(_) => self.note_attempts(&Attempts::default())?,
            Err(VaultError::WrongPassword) => {
                self.note_attempts(&Attempts { wrong: attempts.wrong.saturating_add(1), last: now })?;
            }
            Err(_) => {}
        }
        opened
    }

    /// Adds a clerk, or gives one a new password.
    ///
    /// # Errors
    /// [`VaultError::Keyring`], a failing disk.
    pub fn add(&self, key: &DataKey, clerk: &str, password: &str) -> Result<(), VaultError> {
        let mut keys = self.read()?;
        let rung = keys.slots.first().map_or(Rung::File, |s| s.rung);
        let secret = self.secret(&keys.folder, rung)?;
        put(&mut keys.slots, Slot::wrap(key, clerk, password, &secret, rung, self.cost)?);
        self.write(&keys)
    }

    fn read(&self) -> Result<Keys, VaultError> {
        let path = self.path();
        let bytes = fs::read(&path).map_err(|e| match e.kind() {
            std::io::ErrorKind::NotFound => VaultError::NotPrepared,
            _ => self.failed(&path, e),
        })?;
        serde_json::from_slice(&bytes).map_err(VaultError::Damaged)
    }

    fn write(&self, keys: &Keys) -> Result<(), VaultError> {
        let bytes = serde_json::to_vec_pretty(keys).map_err(VaultError::Damaged)?;
        self.replace(&self.path(), &bytes)
    }

    fn replace(&self, path: &Path, bytes: &[u8]) -> Result<(), VaultError> {
        let fresh = path.with_extension("part");
        let mut options = OpenOptions::new();
        options.create(true).write(true).truncate(true);
        #[cfg(unix)]
        std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
        let done = options.open(&fresh).and_then(|mut f| {
            f.write_all(bytes)?;
            f.sync_all()?;
            fs::rename(&fresh, path)?;
            fs::File::open(&self.folder)?.sync_all()
        });
        done.map_err(|e| self.failed(path, e))
    }

    fn failed(&self, path: &Path, source: std::io::Error) -> VaultError {
        VaultError::File { path: path.to_owned(), source }
    }

    fn attempts(&self) -> Attempts {
        // a missing or spoilt counter counts as none: the password still has to be right
        let bytes = fs::read(self.folder.join("attempts.json")).unwrap_or_default();
        serde_json::from_slice(&bytes).unwrap_or_default()
    }

    fn note_attempts(&self, attempts: &Attempts) -> Result<(), VaultError> {
        let bytes = serde_json::to_vec(attempts).map_err(VaultError::Damaged)?;
        self.replace(&self.folder.join("attempts.json"), &bytes)
    }

    /// Keeps the secret on the highest rung that really keeps it: proved by reading it back.
    fn keep_secret(&self, folder: &str, secret: &[u8; 32]) -> Result<Rung, VaultError> {
        let kept = keyring_entry(folder).and_then(|entry| {
            entry.set_secret(secret)?;
            entry.get_secret()
        });
        if kept.is_ok_and(|bytes| bytes == secret) {
            return Ok(Rung::Keyring);
        }
        self.replace(&self.folder.join("device-secret"), secret)?;
        Ok(Rung::File)
    }

    fn secret(&self, folder: &str, rung: Rung) -> Result<[u8; 32], VaultError> {
        match rung {
            Rung::Keyring => {
                let bytes = keyring_entry(folder).and_then(|e| e.get_secret()).map_err(|e| match e {
                    keyring_core::Error::NoEntry => VaultError::Copied,
                    other => VaultError::Keyring(other),
                })?;
                bytes.try_into().map_err(|_| VaultError::Slot(SlotError::Damaged))
            }
            Rung::File => {
                let path = self.folder.join("device-secret");
                let bytes = fs::read(&path).map_err(|e| match e.kind() {
                    std::io::ErrorKind::NotFound => VaultError::Copied,
                    _ => self.failed(&path, e),
                })?;
                bytes.try_into().map_err(|_| VaultError::Slot(SlotError::Damaged))
            }
        }
    }
}

/// A clerk has one slot.
fn put(slots: &mut Vec<Slot>, slot: Slot) {
    slots.retain(|s| s.clerk != slot.clerk);
    slots.push(slot);
}

#[cfg(target_os = "linux")]
fn keyring_entry(folder: &str) -> keyring_core::Result<keyring_core::Entry> {
    if keyring_core::get_default_store().is_none() {
        keyring_core::set_default_store(zbus_secret_service_keyring_store::Store::new()?);
    }
    keyring_core::Entry::new(SERVICE, folder)
}

#[cfg(not(target_os = "linux"))]
fn keyring_entry(folder: &str) -> keyring_core::Result<keyring_core::Entry> {
    keyring_core::Entry::new(SERVICE, folder)
}

#[cfg(test)]
mod tests {
    use super::*;
    use seal::slot::Purpose;

    fn vault(folder: &Path) -> Vault {
        Vault::new(folder, Cost::FLOOR)
    }

    fn prepared(vault: &Vault) -> DataKey {
        let key = vault.prepare("张小梅", "椰林2026站").unwrap();
        vault.complete().unwrap();
        key
    }

    #[test]
    fn the_right_password_opens_and_five_wrong_ones_lock_for_a_while() {
        let folder = tempfile::tempdir().unwrap();
        let vault = vault(folder.path());
        let key = prepared(&vault);
        let opened = vault.open("张小梅", "椰林2026站", 0).unwrap();
        assert_eq!(*opened.derive(Purpose::Files), *key.derive(Purpose::Files));
        for _ in 0..PATIENCE {
            assert!(matches!(vault.open("张小梅", "不对", 1_000), Err(VaultError::WrongPassword)));
        }
        assert!(matches!(
            vault.open("张小梅", "椰林2026站", 2_000),
            Err(VaultError::LockedOut { minutes: 15 })
        ));
        vault.open("张小梅", "椰林2026站", 1_000 + PAUSE + 1).unwrap();
    }

    #[test]
    fn a_clock_that_ran_back_years_does_not_lock_for_years() {
        let folder = tempfile::tempdir().unwrap();
        let vault = vault(folder.path());
        prepared(&vault);
        for _ in 0..PATIENCE {
            assert!(vault.open("张小梅", "不对", 1_776_000_000_000).is_err());
        }
        vault.open("张小梅", "椰林2026站", 1_546_300_800_000).unwrap();
    }

    #[test]
    fn a_second_clerk_opens_the_same_data_and_a_folder_is_prepared_once() {
        let folder = tempfile::tempdir().unwrap();
        let vault = vault(folder.path());
        let key = prepared(&vault);
        vault.add(&key, "王海", "另一个密码8").unwrap();
        let opened = vault.open("王海", "另一个密码8", 0).unwrap();
        assert_eq!(*opened.derive(Purpose::Database), *key.derive(Purpose::Database));
        assert_eq!(vault.clerks().unwrap(), ["张小梅", "王海"]);
        assert!(matches!(vault.prepare("x", "y"), Err(VaultError::AlreadyPrepared)));
    }

    #[test]
    fn a_folder_whose_preparation_was_cut_short_is_prepared_anew() {
        let folder = tempfile::tempdir().unwrap();
        let vault = vault(folder.path());
        vault.prepare("张小梅", "椰林2026站").unwrap();
        assert!(vault.clerks().unwrap().is_empty());
        assert!(matches!(vault.open("张小梅", "椰林2026站", 0), Err(VaultError::NotPrepared)));
        prepared(&vault);
        vault.open("张小梅", "椰林2026站", 0).unwrap();
    }

    #[test]
    fn a_copied_folder_without_its_device_secret_does_not_open_and_makes_no_new_one() {
        let folder = tempfile::tempdir().unwrap();
        let vault = vault(folder.path());
        prepared(&vault);
        if vault.rung().unwrap() == Some(Rung::File) {
            let secret = folder.path().join("device-secret");
            fs::remove_file(&secret).unwrap();
            assert!(matches!(vault.open("张小梅", "椰林2026站", 0), Err(VaultError::Copied)));
            assert!(!secret.exists());
        }
    }
}
