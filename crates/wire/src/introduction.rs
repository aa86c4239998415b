//! How a gateway shows whose it is before anything is entrusted to a connection: by its own key it vouches for the TLS
//! keys at which it is met. Whoever stands in between can pass its word on, but shows another TLS key himself.
//!
//! So the code of an enrolment goes to nobody else, and a TLS key or an address may change without every station being
//! bound anew.

use seal::sign::{KeyError, random};
use seal::{Digest, KeyId, PublicKey, Signature, SigningKey, canonical};
use serde::{Deserialize, Serialize};

/// What a station asks with: random, so that nobody answers with what the gateway said before.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Nonce(Digest);

impl Nonce {
    /// A new one.
    ///
    /// # Errors
    /// [`KeyError::Randomness`].
    pub fn fresh() -> Result<Self, KeyError> {
        Ok(Self(Digest(random()?)))
    }
}

impl std::fmt::Display for Nonce {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        self.0.fmt(f)
    }
}

/// The gateway's word on itself. `signature` is over `bianmin-introduction-1\0` and the canonical bytes of the rest.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Introduction {
    /// Its key, by which everything else is known.
    pub gateway: PublicKey,
    /// SHA-256 of the TLS keys at which it is met, as certificates hold them (SubjectPublicKeyInfo, RFC 5280 §4.1): its own,
    /// and those of fronts that stand before it. Empty where it is reached in plain HTTP on its own computer only.
    pub tls_keys: Vec<Digest>,
    /// What was asked.
    pub nonce: Nonce,
    /// The gateway's.
    pub signature: Signature,
}

#[derive(Serialize)]
struct Signed<'a> {
    gateway: &'a PublicKey,
    tls_keys: &'a [Digest],
    nonce: &'a Nonce,
}

fn message(
    gateway: &PublicKey,
    tls_keys: &[Digest],
    nonce: &Nonce,
) -> Result<Vec<u8>, canonical::NotCanonical> {
    let body = canonical::bytes(&Signed { gateway, tls_keys, nonce })?;
    Ok([b"bianmin-introduction-1\0".as_slice(), &body].concat())
}

impl Introduction {
    /// Answers a station.
    ///
    /// # Errors
    /// When the value has no canonical form (it always has).
    pub fn sign(
        tls_keys: Vec<Digest>,
        nonce: Nonce,
        key: &SigningKey,
    ) -> Result<Self, canonical::NotCanonical> {
        let gateway = key.public();
        let signature = key.sign(&message(&gateway, &tls_keys, &nonce)?);
        Ok(Self { gateway, tls_keys, nonce, signature })
    }

    /// True when the gateway of that name answers this question, and is met where the connection ends: at the TLS key
    /// `seen`, or without TLS where it has none.
    pub fn holds(&self, gateway: KeyId, nonce: &Nonce, seen: Option<Digest>) -> bool {
        let met_here = match seen {
            Some(seen) => self.tls_keys.contains(&seen),
            None => true,
        };
        met_here
            && self.gateway.id() == gateway
            && self.nonce == *nonce
            && message(&self.gateway, &self.tls_keys, nonce)
                .is_ok_and(|message| self.gateway.verifies(&message, &self.signature))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_gateway_is_believed_for_this_question_and_where_it_is_met_only() {
        let (key, other) = (SigningKey::from_bytes([3; 32]), SigningKey::from_bytes([4; 32]));
        let (own, front, elsewhere) = (Digest::of(b"own"), Digest::of(b"front"), Digest::of(b"elsewhere"));
        let nonce = Nonce::fresh().unwrap();
        let said = Introduction::sign(vec![own, front], nonce, &key).unwrap();
        let read: Introduction = serde_json::from_slice(&serde_json::to_vec(&said).unwrap()).unwrap();
        let name = key.public().id();
        assert!(read.holds(name, &nonce, Some(own)) && read.holds(name, &nonce, Some(front)));
        assert!(read.holds(name, &nonce, None), "on its own computer there is no TLS");
        assert!(!read.holds(name, &nonce, Some(elsewhere)), "somebody stands in between");
        assert!(!read.holds(name, &Nonce::fresh().unwrap(), Some(own)), "said before");
        assert!(!read.holds(other.public().id(), &nonce, Some(own)), "another gateway");

        let with_another = Introduction { tls_keys: vec![elsewhere], ..read.clone() };
        assert!(!with_another.holds(name, &nonce, Some(elsewhere)), "changed on the way");
        let by_another =
            Introduction { gateway: key.public(), ..Introduction::sign(vec![own], nonce, &other).unwrap() };
        assert!(!by_another.holds(name, &nonce, Some(own)), "signed by another");
    }
}
