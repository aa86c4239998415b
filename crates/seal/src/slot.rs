//! Key slots: the data key of a station, wrapped once per clerk under Argon2id(password) and a device secret.
//! A slot says which rung its device secret lies on; a rung that cannot be reached is an error
//! with its own name, never a new secret.

use crate::file::{self, SealError};
use crate::sign::{KeyError, random};
use argon2::{Algorithm, Argon2, Params, Version};
use hkdf::Hkdf;
use serde::{Deserialize, Serialize};
use sha2::Sha256;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

/// The one key all others of a station come from. Wiped when dropped.
#[derive(Clone, Zeroize, ZeroizeOnDrop)]
pub struct DataKey(pub(crate) [u8; 32]);

/// What a derived key is for.
#[derive(Clone, Copy, Debug)]
pub enum Purpose {
    /// SQLCipher's raw key.
    Database,
    /// Sealed material and paper files.
    Files,
    /// Sealed settings: signing key and the like.
    Secrets,
}

impl DataKey {
    /// A new key.
    ///
    /// # Errors
    /// [`KeyError::Randomness`].
    pub fn generate() -> Result<Self, KeyError> {
        Ok(Self(random()?))
    }

    /// The key for one purpose.
    pub fn derive(&self, purpose: Purpose) -> Zeroizing<[u8; 32]> {
        let info: &[u8] = match purpose {
            Purpose::Database => b"bianmin database 1",
            Purpose::Files => b"bianmin files 1",
            Purpose::Secrets => b"bianmin secrets 1",
        };
        expand(&self.0, info)
    }
}

impl std::fmt::Debug for DataKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("DataKey(…)")
    }
}

fn expand(key: &[u8], info: &[u8]) -> Zeroizing<[u8; 32]> {
    let mut out = Zeroizing::new([0u8; 32]);
    // 32 bytes are far below HKDF's limit of 255 blocks, the only way it can fail
    if Hkdf::<Sha256>::new(None, key).expand(info, out.as_mut_slice()).is_err() {
        out.zeroize();
    }
    out
}

/// Where the device secret of a slot lies.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Rung {
    /// The operating system's keyring.
    Keyring,
    /// A file beside the database, where no keyring answers: the password alone protects then.
    File,
}

/// Argon2id cost of a slot.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Cost {
    /// Memory in KiB.
    pub memory_kib: u32,
    /// Passes.
    pub passes: u32,
}

impl Cost {
    /// 64 MiB, 3 passes: half a second on an old PC.
    pub const STRONG: Cost = Cost { memory_kib: 64 * 1024, passes: 3 };
    /// The floor: 19 MiB, 2 passes. For PCs with little memory, and for tests.
    pub const FLOOR: Cost = Cost { memory_kib: 19 * 1024, passes: 2 };
}

/// The data key wrapped for one clerk.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Slot {
    /// Log-in name of the clerk.
    pub clerk: String,
    /// Where the device secret lies.
    pub rung: Rung,
    /// Cost of the password.
    pub cost: Cost,
    /// Salt, hex.
    pub salt: String,
    /// Wrapped data key, hex.
    pub wrapped: String,
}

/// Why a slot does not open.
#[derive(Debug, thiserror::Error)]
pub enum SlotError {
    /// Wrong password, or the slot belongs to another device secret.
    #[error("wrong password, or this data folder came from another computer")]
    DoesNotOpen,
    /// The slot's bytes are damaged.
    #[error("the key slot is damaged")]
    Damaged,
    /// Argon2 could not run (not enough memory).
    #[error("the password could not be worked: {0}")]
    Argon2(argon2::Error),
    /// No randomness.
    #[error(transparent)]
    Key(#[from] KeyError),
}

impl Slot {
    /// Wraps the data key for a clerk.
    ///
    /// # Errors
    /// [`SlotError::Argon2`], [`SlotError::Key`].
    pub fn wrap(
        key: &DataKey,
        clerk: &str,
        password: &str,
        device_secret: &[u8; 32],
        rung: Rung,
        cost: Cost,
    ) -> Result<Slot, SlotError> {
        let salt: [u8; 16] = random()?;
        let kek = key_of(password, &salt, device_secret, cost)?;
        let wrapped = file::seal(&kek, &about(clerk, rung), &key.0).map_err(|_| SlotError::Damaged)?;
        Ok(Slot {
            clerk: clerk.to_owned(),
            rung,
            cost,
            salt: hex::encode(salt),
            wrapped: hex::encode(wrapped),
        })
    }

    /// Opens the slot.
    ///
    /// # Errors
    /// [`SlotError::DoesNotOpen`] for a wrong password or device, [`SlotError::Damaged`].
    pub fn open(&self, password: &str, device_secret: &[u8; 32]) -> Result<DataKey, SlotError> {
        let salt = hex::decode(&self.salt).map_err(|_| SlotError::Damaged)?;
        let wrapped = hex::decode(&self.wrapped).map_err(|_| SlotError::Damaged)?;
        let kek = key_of(password, &salt, device_secret, self.cost)?;
        let plain = Zeroizing::new(match file::open(&kek, &about(&self.clerk, self.rung), &wrapped) {
            Ok(plain) => plain,
            Err(SealError::DoesNotOpen) => return Err(SlotError::DoesNotOpen),
            Err(_) => return Err(SlotError::Damaged),
        });
        let key: [u8; 32] = plain.as_slice().try_into().map_err(|_| SlotError::Damaged)?;
        Ok(DataKey(key))
    }
}

fn about(clerk: &str, rung: Rung) -> Vec<u8> {
    format!("bianmin slot 1 {rung:?} {clerk}").into_bytes()
}

fn key_of(
    password: &str,
    salt: &[u8],
    device: &[u8; 32],
    cost: Cost,
) -> Result<Zeroizing<[u8; 32]>, SlotError> {
    let params = Params::new(cost.memory_kib, cost.passes, 1, Some(32)).map_err(SlotError::Argon2)?;
    let mut stretched = Zeroizing::new([0u8; 64]);
    Argon2::new(Algorithm::Argon2id, Version::V0x13, params)
        .hash_password_into(password.as_bytes(), salt, &mut stretched[..32])
        .map_err(SlotError::Argon2)?;
    stretched[32..].copy_from_slice(device);
    Ok(expand(stretched.as_slice(), b"bianmin slot key 1"))
}

/// A password stored only to be compared (the gateway's accounts): Argon2id with its own salt.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PasswordCheck {
    cost: Cost,
    salt: String,
    hash: String,
}

impl PasswordCheck {
    /// # Errors
    /// [`SlotError::Argon2`], [`SlotError::Key`].
    pub fn new(password: &str, cost: Cost) -> Result<Self, SlotError> {
        let salt: [u8; 16] = random()?;
        let hash = key_of(password, &salt, &[0; 32], cost)?;
        Ok(Self { cost, salt: hex::encode(salt), hash: hex::encode(hash.as_slice()) })
    }

    /// True for the right password. The comparison takes the same time wherever the bytes differ.
    ///
    /// # Errors
    /// [`SlotError::Damaged`], [`SlotError::Argon2`].
    pub fn matches(&self, password: &str) -> Result<bool, SlotError> {
        let salt = hex::decode(&self.salt).map_err(|_| SlotError::Damaged)?;
        let stored = hex::decode(&self.hash).map_err(|_| SlotError::Damaged)?;
        let hash = key_of(password, &salt, &[0; 32], self.cost)?;
        let differing = hash.iter().zip(&stored).fold(0u8, |d, (a, b)| d | (a ^ b));
        Ok(stored.len() == 32 && differing == 0)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slot_opens_with_its_password_on_its_device_only() {
        let key = DataKey::generate().unwrap();
        let slot = Slot::wrap(&key, "chief", "椰林2026!", &[1; 32], Rung::File, Cost::FLOOR).unwrap();
        let opened = slot.open("椰林2026!", &[1; 32]).unwrap();
        assert_eq!(*opened.derive(Purpose::Files), *key.derive(Purpose::Files));
        assert!(matches!(slot.open("椰林2026", &[1; 32]), Err(SlotError::DoesNotOpen)));
        assert!(matches!(slot.open("椰林2026!", &[2; 32]), Err(SlotError::DoesNotOpen)));
        let other = Slot { clerk: "clerk".into(), ..slot };
        assert!(other.open("椰林2026!", &[1; 32]).is_err(), "a slot is bound to its clerk");
    }

    #[test]
    fn keys_for_different_purposes_differ() {
        let key = DataKey::generate().unwrap();
        assert_ne!(*key.derive(Purpose::Files), *key.derive(Purpose::Database));
    }

    #[test]
    fn a_password_check_knows_right_from_wrong() {
        let check = PasswordCheck::new("审核2026", Cost::FLOOR).unwrap();
        assert!(check.matches("审核2026").unwrap());
        assert!(!check.matches("审核2025").unwrap());
    }
}
