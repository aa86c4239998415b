//! Recovery: what gives a station back its data when a password is forgotten or a device secret is lost.
//!
//! From its enrolment on a station keeps its data key beside its other keys, sealed to the province's recovery key
//! ([`seal()`], file [`SEALED_KEY`]). Brought to the province it is opened there and wrapped anew ([`Recovery::wrap`]): into
//! a file for that data folder alone, under a code that goes another way than the file. Neither opens anything without
//! the other and without the folder.

use crate::spelling::{read, spelled};
use casework::place::{DeviceNumber, StationCode};
use seal::envelope::{EnvelopeError, Label};
use seal::sign::{KeyError, random};
use seal::slot::{Cost, DataKey, Rung, Slot, SlotError};
use seal::{Digest, PublicKey, SigningKey};
use serde::{Deserialize, Serialize};

/// Name of the sealed data key in a station's data folder.
pub const SEALED_KEY: &str = "recovery.age";
/// End of a recovery file's name.
pub const ENDING: &str = "-recovery.json";
/// A file of this kind is smaller.
pub const LARGEST: u64 = 16 * 1024;

/// First word on a sealed data key.
const WHAT: &str = "recovery";
/// Stands for the device secret, which is what was lost. The code alone is strong enough: nobody guesses 80 bits.
const NO_SECRET: [u8; 32] = [0; 32];

/// Why something of a recovery does not open.
#[derive(Debug, thiserror::Error)]
pub enum RecoveryError {
    /// Not a file of this kind.
    #[error("this is not a recovery file")]
    Foreign,
    /// Sealed to the recovery key of another province.
    #[error("it is sealed to another recovery key")]
    NotForUs,
    /// It was cut or changed.
    #[error("it was cut or changed")]
    DoesNotOpen,
    /// Another code belongs to it, or it was changed.
    #[error("the code does not open this file")]
    OtherCode,
    /// Nothing can be sealed: a key that is none, no randomness, not enough memory.
    #[error("nothing can be sealed")]
    Sealing(#[source] Box<dyn std::error::Error + Send + Sync>),
}

impl From<EnvelopeError> for RecoveryError {
    fn from(error: EnvelopeError) -> Self {
        match error {
            EnvelopeError::Foreign => Self::Foreign,
            EnvelopeError::NotForUs(_) => Self::NotForUs,
            EnvelopeError::DoesNotOpen => Self::DoesNotOpen,
            EnvelopeError::Key | EnvelopeError::Io(_) => Self::Sealing(Box::new(error)),
        }
    }
}

impl From<SlotError> for RecoveryError {
    fn from(error: SlotError) -> Self {
        match error {
            SlotError::DoesNotOpen => Self::OtherCode,
            SlotError::Damaged => Self::DoesNotOpen,
            other => Self::Sealing(Box::new(other)),
        }
    }
}

/// Whose data key it is.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Origin {
    /// Station.
    pub station: StationCode,
    /// Device.
    pub device: DeviceNumber,
    /// Name of the data folder in its key file: another life of the same device has another.
    pub folder: String,
}

impl Origin {
    fn label(&self) -> Label {
        let Self { station, device, folder } = self;
        vec![WHAT.to_owned(), station.to_string(), device.get().to_string(), folder.clone()]
    }

    fn of_label(label: &[String]) -> Option<Self> {
        let [what, station, device, folder] = label else { return None };
        let device = DeviceNumber::new(device.parse().ok()?).ok()?;
        let origin = Self { station: station.parse().ok()?, device, folder: folder.clone() };
        (what == WHAT).then_some(origin)
    }
}

/// Seals a station's data key to the province's recovery key.
///
/// # Errors
/// [`RecoveryError::Sealing`].
pub fn seal(key: &DataKey, origin: &Origin, to: &PublicKey) -> Result<Vec<u8>, RecoveryError> {
    Ok(seal::seal_key(key, to, &origin.label())?)
}

/// Opens a station's sealed data key, and tells whose it is.
///
/// # Errors
/// [`RecoveryError`].
pub fn open(with: &SigningKey, sealed: &[u8]) -> Result<(DataKey, Origin), RecoveryError> {
    let (key, label) = seal::open_key(with, sealed)?;
    let origin = Origin::of_label(&label).ok_or(RecoveryError::Foreign)?;
    Ok((key, origin))
}

/// Opens one [`Recovery`]: ten random bytes and two by which a mistyped letter shows.
#[derive(Clone, PartialEq, Eq)]
pub struct RecoveryCode([u8; 10]);

/// A code that was mistyped.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("this is not a recovery code")]
pub struct NotARecoveryCode;

impl RecoveryCode {
    /// A new code.
    ///
    /// # Errors
    /// [`KeyError::Randomness`].
    pub fn generate() -> Result<Self, KeyError> {
        Ok(Self(random()?))
    }

    fn check(&self) -> [u8; 2] {
        let Digest([first, second, ..]) =
            Digest::of_parts(&[b"bianmin recovery code 1\0".as_slice(), &self.0]);
        [first, second]
    }
}

impl std::fmt::Display for RecoveryCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&spelled(&[self.0.as_slice(), &self.check()].concat()))
    }
}

impl std::str::FromStr for RecoveryCode {
    type Err = NotARecoveryCode;
    fn from_str(text: &str) -> Result<Self, NotARecoveryCode> {
        let bytes: [u8; 12] = read(text).ok_or(NotARecoveryCode)?;
        let mut secret = [0; 10];
        secret.copy_from_slice(&bytes[..10]);
        let code = Self(secret);
        if code.check() == bytes[10..] { Ok(code) } else { Err(NotARecoveryCode) }
    }
}

impl std::fmt::Debug for RecoveryCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("RecoveryCode(…)")
    }
}

/// What the province gives back: the data key of one folder, wrapped under a code.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Recovery {
    /// Whose it is. Believed when it opens: it is bound into the slot.
    pub origin: Origin,
    slot: Slot,
}

impl Recovery {
    /// Wraps a data key for the folder that it came from.
    ///
    /// # Errors
    /// [`RecoveryError::Sealing`].
    pub fn wrap(key: &DataKey, origin: Origin, code: &RecoveryCode) -> Result<Self, RecoveryError> {
        let whose = origin.label().join(" ");
        let slot = Slot::wrap(key, &whose, &code.to_string(), &NO_SECRET, Rung::File, Cost::FLOOR)?;
        Ok(Self { origin, slot })
    }

    /// Gives the data key back.
    ///
    /// # Errors
    /// [`RecoveryError::OtherCode`] for another code or a changed file, [`RecoveryError::DoesNotOpen`].
    pub fn open(&self, code: &RecoveryCode) -> Result<DataKey, RecoveryError> {
        // a made-up file must not take all the memory of an old PC
        if self.slot.cost != Cost::FLOOR {
            return Err(RecoveryError::Foreign);
        }
        let whose = self.origin.label().join(" ");
        let slot = Slot { clerk: whose, rung: Rung::File, ..self.slot.clone() };
        Ok(slot.open(&code.to_string(), &NO_SECRET)?)
    }

    /// Name of its file: station and device, nobody's name.
    pub fn file_name(&self) -> String {
        format!("{}-{}{ENDING}", self.origin.station, self.origin.device.get())
    }

    /// Its file.
    ///
    /// # Errors
    /// [`RecoveryError::Sealing`].
    pub fn to_bytes(&self) -> Result<Vec<u8>, RecoveryError> {
        serde_json::to_vec_pretty(self).map_err(|error| RecoveryError::Sealing(Box::new(error)))
    }

    /// Reads its file.
    ///
    /// # Errors
    /// [`RecoveryError::Foreign`].
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, RecoveryError> {
        serde_json::from_slice(bytes).map_err(|_| RecoveryError::Foreign)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use ::seal::slot::Purpose;

    fn origin() -> Origin {
        Origin {
            station: "469028100200".parse().unwrap(),
            device: DeviceNumber::new(2).unwrap(),
            folder: "00aa11bb22cc33dd".to_owned(),
        }
    }

    #[test]
    fn a_data_key_comes_back_to_the_folder_that_it_was_sealed_for_and_only_by_its_code() {
        let (province, key) = (SigningKey::from_bytes([5; 32]), DataKey::generate().unwrap());
        let sealed = seal(&key, &origin(), &province.public()).unwrap();
        let (opened, whose) = open(&province, &sealed).unwrap();
        assert_eq!(whose, origin());
        let code = RecoveryCode::generate().unwrap();
        let file = Recovery::wrap(&opened, whose, &code).unwrap().to_bytes().unwrap();
        assert!((file.len() as u64) < LARGEST && (sealed.len() as u64) < LARGEST);

        let brought = Recovery::from_bytes(&file).unwrap();
        assert_eq!(brought.file_name(), "469028100200-2-recovery.json");
        let back = brought.open(&code).unwrap();
        assert_eq!(*back.derive(Purpose::Database), *key.derive(Purpose::Database));
        let other = RecoveryCode::generate().unwrap();
        assert!(matches!(brought.open(&other), Err(RecoveryError::OtherCode)));
        let mut elsewhere = brought;
        elsewhere.origin.folder = "ffffffffffffffff".to_owned();
        assert!(elsewhere.open(&code).is_err(), "it is bound to its folder");
    }

    #[test]
    fn what_is_sealed_to_another_province_or_is_no_data_key_is_said_to_be_so() {
        let (province, other) = (SigningKey::from_bytes([5; 32]), SigningKey::from_bytes([6; 32]));
        let sealed = seal(&DataKey::generate().unwrap(), &origin(), &other.public()).unwrap();
        assert!(matches!(open(&province, &sealed), Err(RecoveryError::NotForUs)));
        assert!(matches!(open(&province, b"{}"), Err(RecoveryError::Foreign)));
        assert!(matches!(Recovery::from_bytes(b"{\"slots\": []}"), Err(RecoveryError::Foreign)));
    }

    #[test]
    fn a_mistyped_letter_of_a_recovery_code_shows() {
        let code = RecoveryCode([7; 10]);
        let text = code.to_string();
        assert_eq!(text.to_lowercase().parse(), Ok(code));
        for (at, letter) in text.char_indices().filter(|(_, letter)| *letter != '-') {
            let other = if letter == 'Z' { "Y" } else { "Z" };
            let mistyped = [&text[..at], other, &text[at + 1..]].concat();
            assert_eq!(mistyped.parse::<RecoveryCode>(), Err(NotARecoveryCode), "{mistyped}");
        }
    }
}
