//! The key list: whose signatures stand on papers and proofs, for whoever checks them without a line.
//!
//! A JSON file: `list` is signed by the gateway's key that it names, over `"bianmin-keys-1\0"` and the canonical bytes
//! (RFC 8785) of `list`; `signature` is that signature in hex. Keys of [`KeyList`] and [`ListedKey`] are those of the
//! JSON. A reader passes over what it does not know: the signature is checked over the list as it was written.
//!
//! The list vouches for itself only. Who takes one for the first time compares the short name of its gateway's key
//! with the one the province made public (it is part of every enrolment code as well), and pins it.

use casework::moment::Moment;
use casework::place::DeviceNumber;
use seal::{KeyId, PublicKey, Signature, SigningKey, canonical};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use std::collections::BTreeMap;

/// Layout of a list that this program makes.
const VERSION: u8 = 1;

/// Whose key it is.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeyKind {
    /// The province's gateway: proofs, this list.
    Gateway,
    /// A county: the authority's decisions and papers.
    County,
    /// One computer of a station: its papers.
    Device,
}

/// A key and whose it is.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct ListedKey {
    /// The public key.
    pub key: PublicKey,
    /// Whose.
    pub kind: KeyKind,
    /// As people call them: the station's full name, the county's.
    pub name: String,
    /// Division code: village of a station, county; province of the gateway.
    pub place: String,
    /// Which computer of the station.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub device: Option<DeviceNumber>,
    /// In use since, by the gateway's clock; not known for keys that are older than the first station.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<Moment>,
    /// Not in use any more since.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Moment>,
}

/// All keys of a province.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct KeyList {
    /// Version of this layout: 1.
    pub v: u8,
    /// When it was made.
    pub made_at: Moment,
    /// The gateway's key, which signs the list.
    pub gateway: PublicKey,
    /// The gateway's, the counties', the devices'.
    pub keys: Vec<ListedKey>,
}

/// A list and the gateway's signature.
#[derive(Clone, PartialEq, Eq, Debug, Serialize)]
pub struct SignedKeyList {
    /// The keys.
    pub list: KeyList,
    /// By the key that the list names as its gateway's.
    pub signature: Signature,
}

/// Why a list is not believed.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub enum KeyListError {
    /// Not a key list, or one of a newer layout.
    #[error("this is not a key list")]
    Shape,
    /// The gateway it names did not sign it.
    #[error("the key list is not signed by the gateway it names")]
    Signature,
}

fn message(list: &impl Serialize) -> Result<Vec<u8>, canonical::NotCanonical> {
    Ok([b"bianmin-keys-1\0".as_slice(), &canonical::bytes(list)?].concat())
}

impl SignedKeyList {
    /// Signs.
    ///
    /// # Errors
    /// When the value has no canonical form (it always has).
    pub fn sign(
        keys: Vec<ListedKey>,
        made_at: Moment,
        gateway: &SigningKey,
    ) -> Result<Self, canonical::NotCanonical> {
        let list = KeyList { v: VERSION, made_at, gateway: gateway.public(), keys };
        let signature = gateway.sign(&message(&list)?);
        Ok(Self { list, signature })
    }
}

impl KeyList {
    /// Reads a list whose own signature holds.
    ///
    /// # Errors
    /// [`KeyListError`].
    pub fn read(bytes: &[u8]) -> Result<Self, KeyListError> {
        let shape = |_| KeyListError::Shape;
        let mut file: BTreeMap<String, Value> = serde_json::from_slice(bytes).map_err(shape)?;
        let mut part = |name: &str| file.remove(name).ok_or(KeyListError::Shape);
        let (written, signature) = (part("list")?, part("signature")?);
        let signature: Signature = serde_json::from_value(signature).map_err(shape)?;
        let list: Self = serde_json::from_value(written.clone()).map_err(shape)?;
        let signed = message(&written).is_ok_and(|message| list.gateway.verifies(&message, &signature));
        match (signed, list.v) {
            (false, _) => Err(KeyListError::Signature),
            (true, VERSION) => Ok(list),
            (true, _) => Err(KeyListError::Shape),
        }
    }

    /// The key of a short name.
    pub fn named(&self, id: KeyId) -> Option<&ListedKey> {
        self.keys.iter().find(|listed| listed.key.id() == id)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn gateway() -> SigningKey {
        SigningKey::from_bytes([3; 32])
    }

    fn listed() -> SignedKeyList {
        let device = ListedKey {
            key: SigningKey::from_bytes([4; 32]).public(),
            kind: KeyKind::Device,
            name: "椰林镇城内村便民服务站".into(),
            place: "469028100200".into(),
            device: DeviceNumber::new(1).ok(),
            from: Some(Moment::from_millis(1_776_216_600_000)),
            until: None,
        };
        SignedKeyList::sign(vec![device], Moment::from_millis(1_776_216_600_000), &gateway()).unwrap()
    }

    #[test]
    fn a_list_reads_back_and_finds_a_key_by_its_short_name() {
        let signed = listed();
        let list = KeyList::read(&serde_json::to_vec_pretty(&signed).unwrap()).unwrap();
        assert_eq!(list, signed.list);
        assert_eq!(list.named(list.keys[0].key.id()), Some(&list.keys[0]));
        assert_eq!(list.named(gateway().public().id()), None);
    }

    #[test]
    fn a_changed_name_or_another_gateway_is_not_believed() {
        let text = serde_json::to_string(&listed()).unwrap();
        for (from, to) in [("城内村", "城外村"), ("\"device\":1", "\"device\":2"), ("\"v\":1", "\"v\":2")]
        {
            assert!(text.contains(from));
            assert_eq!(
                KeyList::read(text.replace(from, to).as_bytes()),
                Err(KeyListError::Signature),
                "{to}"
            );
        }
        let other = SigningKey::from_bytes([9; 32]).public().to_string();
        let swapped = text.replace(&gateway().public().to_string(), &other);
        assert_eq!(KeyList::read(swapped.as_bytes()), Err(KeyListError::Signature));
        assert_eq!(KeyList::read(b"{}"), Err(KeyListError::Shape));
    }

    #[test]
    fn what_a_newer_gateway_says_beside_the_known_is_signed_and_passed_over() {
        let mut list = serde_json::to_value(listed().list).unwrap();
        list["keys"][0]["retired_because"] = "换了电脑".into();
        let signature = gateway().sign(&message(&list).unwrap());
        let file = serde_json::json!({"list": list, "signature": signature});
        assert_eq!(KeyList::read(&serde_json::to_vec(&file).unwrap()).unwrap(), listed().list);
    }
}
