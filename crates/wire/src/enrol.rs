//! Enrolment: a station's device becomes known to the gateway by a one-time code, and pins the gateway's key.

use crate::spelling::{read, spelled};
use casework::place::{DeviceNumber, StationCode};
use seal::{KeyId, PublicKey, Signature, SigningKey, canonical};
use serde::{Deserialize, Serialize};

/// The one-time code a county gives: secret, and the short name of the gateway's key, so that the first contact
/// is pinned as well.
#[derive(Clone, PartialEq, Eq)]
pub struct EnrolCode {
    /// 8 random bytes.
    pub secret: [u8; 8],
    /// Whose gateway.
    pub gateway: KeyId,
}

/// A code that was mistyped.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("this is not an enrolment code")]
pub struct NotACode;

impl std::fmt::Display for EnrolCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&spelled(&[self.secret, self.gateway.0].concat()))
    }
}

impl std::str::FromStr for EnrolCode {
    type Err = NotACode;
    fn from_str(text: &str) -> Result<Self, NotACode> {
        let bytes: [u8; 16] = read(text).ok_or(NotACode)?;
        let (mut secret, mut gateway) = ([0; 8], [0; 8]);
        secret.copy_from_slice(&bytes[..8]);
        gateway.copy_from_slice(&bytes[8..]);
        Ok(Self { secret, gateway: KeyId(gateway) })
    }
}

impl std::fmt::Debug for EnrolCode {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("EnrolCode(…)")
    }
}

/// What a device asks.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct EnrolRequest {
    /// The code as typed.
    pub code: String,
    /// Which station it wants to be.
    pub station: StationCode,
    /// Its own key.
    pub key: PublicKey,
}

/// The gateway's word that a key belongs to a device of a station.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Certificate {
    /// Station.
    pub station: StationCode,
    /// Its full name, as printed: 县 + 镇 + 村 + 便民服务站.
    pub station_name: String,
    /// Device number given.
    pub device: DeviceNumber,
    /// The device's key.
    pub key: PublicKey,
}

/// What the device gets and keeps. `signature` is the gateway's over the canonical bytes of the rest.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Enrolment {
    /// Who the device is.
    pub certificate: Certificate,
    /// The gateway's key, pinned from now on.
    pub gateway: PublicKey,
    /// The first of the TLS keys at which the gateway is met ([`crate::introduction`]), in hex; None on loopback. A station pins
    /// the one that it met.
    pub tls_key: Option<String>,
    /// Key to which a station seals its data key, so that a forgotten password loses nothing ([`crate::recovery`]).
    pub recovery: PublicKey,
    /// The gateway's.
    pub signature: Signature,
}

#[derive(Serialize)]
struct Signed<'a> {
    certificate: &'a Certificate,
    gateway: &'a PublicKey,
    tls_key: &'a Option<String>,
    recovery: &'a PublicKey,
}

impl Enrolment {
    fn message(&self) -> Result<Vec<u8>, canonical::NotCanonical> {
        let Self { certificate, gateway, tls_key, recovery, .. } = self;
        let body = canonical::bytes(&Signed { certificate, gateway, tls_key, recovery })?;
        Ok([b"bianmin-enrolment-1\0".as_slice(), &body].concat())
    }

    /// Makes and signs it.
    ///
    /// # Errors
    /// When the value has no canonical form (it always has).
    pub fn sign(
        certificate: Certificate,
        tls_key: Option<String>,
        recovery: PublicKey,
        gateway: &SigningKey,
    ) -> Result<Self, canonical::NotCanonical> {
        let mut enrolment =
            Self { certificate, gateway: gateway.public(), tls_key, recovery, signature: Signature([0; 64]) };
        enrolment.signature = gateway.sign(&enrolment.message()?);
        Ok(enrolment)
    }

    /// True when it was signed by the gateway whose short key name the code carries.
    pub fn is_of(&self, code: &EnrolCode) -> bool {
        self.gateway.id() == code.gateway
            && self.message().is_ok_and(|m| self.gateway.verifies(&m, &self.signature))
    }
}
