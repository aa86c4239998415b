//! Keys, signatures, hash chains, sealed files. Nothing else in the workspace signs or seals; plain hashes and TLS
//! apart.
//!
//! Suite 1 is SHA-256 + Ed25519; at rest XChaCha20-Poly1305, Argon2id and HKDF-SHA-256; on a stick `age`.

pub mod canonical;
pub mod chain;
pub mod digest;
pub mod envelope;
pub mod file;
mod hex_text;
mod key_seal;
pub mod merkle;
pub mod sign;
pub mod slot;

pub use digest::Digest;
pub(crate) use hex_text::hex_text;
pub use key_seal::{open_key, seal_key};
pub use sign::{KeyId, PublicKey, Signature, SigningKey};
