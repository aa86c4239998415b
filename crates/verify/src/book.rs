//! The keys that are believed.

use crate::Refused;
use papers::{PaperKind, PaperNumber};
use seal::{KeyId, PublicKey, Signature};
use wire::keys::{KeyKind, KeyList, ListedKey};

/// A key list whose own signature holds.
#[derive(Clone, Debug)]
pub struct KeyBook(KeyList);

/// Digits of a receipt number that name the county.
const COUNTY: usize = 6;
/// Digits of a receipt number that name the station.
const STATION: usize = 12;

impl KeyBook {
    /// Reads a key list.
    ///
    /// # Errors
    /// [`Refused::KeyListShape`], [`Refused::KeyListForged`].
    pub fn read(bytes: &[u8]) -> Result<Self, Refused> {
        Ok(Self(KeyList::read(bytes)?))
    }

    /// The same list, if the gateway whose key has this short name signed it.
    ///
    /// # Errors
    /// [`Refused::OtherGateway`].
    pub fn pinned(self, gateway: KeyId) -> Result<Self, Refused> {
        match self.gateway() {
            id if id == gateway => Ok(self),
            found => Err(Refused::OtherGateway { found }),
        }
    }

    /// What the list says.
    pub fn list(&self) -> &KeyList {
        &self.0
    }

    /// Short name of the key that signed the list: what a person compares at first use.
    pub fn gateway(&self) -> KeyId {
        self.0.gateway.id()
    }

    /// The key a signature names.
    ///
    /// # Errors
    /// [`Refused::UnknownKey`].
    pub(crate) fn named(&self, id: KeyId) -> Result<&ListedKey, Refused> {
        self.0.named(id).ok_or(Refused::UnknownKey { id })
    }

    /// Whether the named key made this signature.
    pub(crate) fn signed(&self, id: &papers::KeyId, bytes: &[u8], signature: &papers::Signature) -> bool {
        let key: Option<PublicKey> = self.0.named(KeyId(*id)).map(|listed| listed.key);
        key.is_some_and(|key| key.verifies(bytes, &Signature(*signature)))
    }

    /// The gateway's own line of the list.
    pub(crate) fn of_gateway(&self) -> Result<&ListedKey, Refused> {
        self.named(self.gateway())
    }
}

/// Whether a key may speak for a paper of this kind and number.
pub(crate) fn speaks_for(key: &ListedKey, kind: PaperKind, number: &PaperNumber) -> Result<(), Refused> {
    let of_authority = kind == PaperKind::Letter;
    match key.kind {
        KeyKind::County if of_authority => speaks_at(key, number),
        KeyKind::Device if !of_authority => speaks_at(key, number),
        _ => Err(Refused::WrongSigner { name: key.name.clone() }),
    }
}

/// Whether a key may speak for a case of this number.
pub(crate) fn speaks_at(key: &ListedKey, number: &PaperNumber) -> Result<(), Refused> {
    let digits = match key.kind {
        KeyKind::County => COUNTY,
        KeyKind::Device => STATION,
        KeyKind::Gateway => 0,
    };
    let here = digits > 0 && number.as_str()[..digits] == key.place;
    if here { Ok(()) } else { Err(Refused::WrongSigner { name: key.name.clone() }) }
}
