//! Ed25519 keys. A secret key is wiped when dropped and never shown in debug output.

use crate::{Digest, hex_text};
use ed25519_dalek::Signer as _;
use zeroize::Zeroize as _;

/// The system gives no randomness, or a stored key is not one.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// No randomness.
    #[error("the system gives no random bytes")]
    Randomness(#[from] getrandom::Error),
    /// Bytes that are not a key.
    #[error("these bytes are not a public key")]
    NotAKey,
}

/// Fills fresh random bytes.
///
/// # Errors
/// [`KeyError::Randomness`].
pub fn random<const N: usize>() -> Result<[u8; N], KeyError> {
    let mut bytes = [0u8; N];
    getrandom::fill(&mut bytes)?;
    Ok(bytes)
}

/// Secret signing key. The public half is worked out once: it goes into every signature.
#[derive(Clone)]
pub struct SigningKey(ed25519_dalek::SigningKey);

impl SigningKey {
    /// A new key.
    ///
    /// # Errors
    /// [`KeyError::Randomness`].
    pub fn generate() -> Result<Self, KeyError> {
        Ok(Self::from_bytes(random()?))
    }

    /// From its 32 secret bytes, as unsealed from storage.
    pub fn from_bytes(mut bytes: [u8; 32]) -> Self {
        let key = ed25519_dalek::SigningKey::from_bytes(&bytes);
        bytes.zeroize();
        Self(key)
    }

    /// The secret, for sealing into storage.
    pub fn secret(&self) -> &[u8; 32] {
        self.0.as_bytes()
    }

    /// The public half.
    pub fn public(&self) -> PublicKey {
        PublicKey(self.0.verifying_key().to_bytes())
    }

    /// Signs bytes. The caller puts a domain tag in front.
    pub fn sign(&self, message: &[u8]) -> Signature {
        Signature(self.0.sign(message).to_bytes())
    }
}

impl std::fmt::Debug for SigningKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "SigningKey(of {})", self.public().id())
    }
}

/// Public key.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct PublicKey(pub [u8; 32]);

impl PublicKey {
    /// True when `signature` is this key's over `message`. Strict: no malleable or small-order variants.
    pub fn verifies(&self, message: &[u8], signature: &Signature) -> bool {
        let signature = ed25519_dalek::Signature::from_bytes(&signature.0);
        ed25519_dalek::VerifyingKey::from_bytes(&self.0)
            .is_ok_and(|key| key.verify_strict(message, &signature).is_ok())
    }

    /// The short name of the key: first 8 bytes of its SHA-256.
    pub fn id(&self) -> KeyId {
        let digest = Digest::of(&self.0);
        let mut id = [0u8; 8];
        id.copy_from_slice(&digest.0[..8]);
        KeyId(id)
    }
}

/// Short name of a key, enough to look it up, never enough to trust it.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct KeyId(pub [u8; 8]);

/// Ed25519 signature.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Signature(pub [u8; 64]);

hex_text!(PublicKey, 32);
hex_text!(KeyId, 8);
hex_text!(Signature, 64);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_signature_holds_for_its_message_and_key_only() {
        let key = SigningKey::generate().unwrap();
        let signature = key.sign("收件".as_bytes());
        assert!(key.public().verifies("收件".as_bytes(), &signature));
        assert!(!key.public().verifies("受理".as_bytes(), &signature));
        assert!(!SigningKey::generate().unwrap().public().verifies("收件".as_bytes(), &signature));
    }

    #[test]
    fn debug_output_hides_the_secret() {
        let key = SigningKey::from_bytes([7; 32]);
        assert!(!format!("{key:?}").contains("0707"));
    }
}
