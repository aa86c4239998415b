//! What comes down to a device: its own contiguous sequence, chained and signed by the gateway like a batch.

use crate::entry::EntryError;
use crate::newer;
use casework::decision::Decided;
use casework::id::CaseId;
use casework::moment::Moment;
use casework::place::{DeviceNumber, StationCode};
use casework::state::State;
use seal::{Digest, PublicKey, Signature, SigningKey, canonical, chain};
use serde::{Deserialize, Serialize};
use serde_json::value::RawValue;

/// Header of a down-event.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct EventHeader {
    /// Version of this layout: 1.
    pub v: u8,
    /// To which station.
    pub station: StationCode,
    /// To which device.
    pub device: DeviceNumber,
    /// From 1, without gaps, per device.
    pub dseq: u64,
    /// The case it is about.
    pub case: CaseId,
    /// Gateway's clock.
    pub at: Moment,
}

/// What is said.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(tag = "event", rename_all = "snake_case", deny_unknown_fields)]
pub enum Event {
    /// Every file named in the case is there: the second proof.
    MaterialsComplete {
        /// Version.
        rev: u32,
    },
    /// The case moved without a decision (taken up for review, deemed accepted …).
    Moved {
        /// Where it stands now.
        state: State,
        /// In words for the time line.
        note: String,
    },
    /// The authority decided. `signature` is by the county's key over `bianmin-decision-1\0` ‖ canonical decision.
    Decided {
        /// The decision.
        decided: Box<Decided>,
        /// The county's public key.
        key: PublicKey,
        /// Its signature.
        signature: Signature,
        /// The gateway's word that the key is the county's: over `bianmin-county-key-1\0` ‖ county ‖ key.
        key_signature: Signature,
    },
    /// Something that only a newer program can read. It is kept as it came, and read again by that program.
    #[serde(skip)]
    Newer,
}

impl Event {
    /// Reads a payload. Fields that nothing knows are left out.
    ///
    /// # Errors
    /// [`EntryError::Shape`] for what no program made.
    pub fn read(payload: &[u8]) -> Result<Self, EntryError> {
        #[derive(Deserialize)]
        struct Kind {
            #[serde(rename = "event")]
            _event: String,
        }
        match newer::read(payload) {
            Ok((event, _)) => Ok(event),
            Err(error) => match serde_json::from_slice::<Kind>(payload) {
                Ok(_) => Ok(Self::Newer),
                Err(_) => Err(error.into()),
            },
        }
    }
}

/// Message that the county's key signs.
///
/// # Errors
/// When the decision has no canonical form (it always has).
pub fn decision_message<D: Serialize>(decided: &D) -> Result<Vec<u8>, canonical::NotCanonical> {
    Ok([b"bianmin-decision-1\0".as_slice(), &canonical::bytes(decided)?].concat())
}

/// Message by which the gateway certifies a county's key.
pub fn county_key_message(county: &str, key: &PublicKey) -> Vec<u8> {
    [b"bianmin-county-key-1\0".as_slice(), county.as_bytes(), b"\0", &key.0].concat()
}

/// The exact bytes of an event.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawEvent {
    header: Box<RawValue>,
    payload: Box<RawValue>,
}

impl PartialEq for RawEvent {
    fn eq(&self, other: &Self) -> bool {
        self.header_bytes() == other.header_bytes() && self.payload_bytes() == other.payload_bytes()
    }
}

impl RawEvent {
    /// Makes an event.
    ///
    /// # Errors
    /// [`EntryError::Canonical`].
    pub fn new(header: &EventHeader, event: &Event) -> Result<Self, EntryError> {
        Self::from_bytes(canonical::bytes(header)?, canonical::bytes(event)?)
    }

    /// From stored bytes.
    ///
    /// # Errors
    /// [`EntryError`].
    pub fn from_bytes(header: Vec<u8>, payload: Vec<u8>) -> Result<Self, EntryError> {
        let text = |bytes| String::from_utf8(bytes).map_err(|_| EntryError::NotCanonical);
        Ok(Self {
            header: RawValue::from_string(text(header)?)?,
            payload: RawValue::from_string(text(payload)?)?,
        })
    }

    /// Canonical header.
    pub fn header_bytes(&self) -> &[u8] {
        self.header.get().as_bytes()
    }

    /// Canonical payload.
    pub fn payload_bytes(&self) -> &[u8] {
        self.payload.get().as_bytes()
    }

    /// Header and event, read.
    ///
    /// # Errors
    /// [`EntryError::Shape`].
    pub fn read(&self) -> Result<(EventHeader, Event), EntryError> {
        Ok((serde_json::from_str(self.header.get())?, Event::read(self.payload_bytes())?))
    }

    /// What the county's key signed of a decision: its own words, also those that this program does not know.
    ///
    /// # Errors
    /// [`EntryError::Shape`] for an event without a decision.
    pub fn decision_message(&self) -> Result<Vec<u8>, EntryError> {
        #[derive(Deserialize)]
        struct Decision {
            decided: serde_json::Value,
        }
        let Decision { decided } = serde_json::from_str(self.payload.get())?;
        Ok(decision_message(&decided)?)
    }

    /// Its place in the chain.
    pub fn hash(&self, prev: &Digest) -> Digest {
        chain::entry_hash(prev, self.header_bytes(), self.payload_bytes())
    }
}

/// A page of events. The same cursor gives the same page.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Page {
    /// Sequence of the first event.
    pub first_dseq: u64,
    /// The events; empty when there is nothing new.
    pub events: Vec<RawEvent>,
    /// Chain hash after the last.
    pub head: Digest,
    /// The gateway's, over head, first sequence and count.
    pub signature: Signature,
    /// More is waiting.
    pub more: bool,
}

impl Page {
    /// Signs events that follow `prev`.
    pub fn sign(first_dseq: u64, prev: &Digest, events: Vec<RawEvent>, more: bool, key: &SigningKey) -> Self {
        let head = events.iter().fold(*prev, |hash, event| event.hash(&hash));
        let count = u32::try_from(events.len()).unwrap_or(u32::MAX);
        let signature = chain::sign_batch(key, &head, first_dseq, count);
        Self { first_dseq, events, head, signature, more }
    }

    /// True when the page follows `prev` at `first_dseq` and the gateway signed it.
    pub fn follows(&self, prev: &Digest, first_dseq: u64, gateway: &PublicKey) -> bool {
        let head = self.events.iter().fold(*prev, |hash, event| event.hash(&hash));
        let Ok(count) = u32::try_from(self.events.len()) else {
            return false;
        };
        head == self.head
            && self.first_dseq == first_dseq
            && chain::verify_batch(gateway, &head, first_dseq, count, &self.signature)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn event(payload: &serde_json::Value) -> Result<Event, EntryError> {
        Event::read(&serde_json::to_vec(payload).unwrap())
    }

    #[test]
    fn what_is_told_beside_the_known_is_left_out_and_what_is_not_known_is_newer() {
        let known = json!({"event": "moved", "state": "in_review", "note": "承办人已接手"});
        let Ok(Event::Moved { .. }) = event(&known) else { panic!("{:?}", event(&known)) };
        let mut more = known.clone();
        more["desk"] = "三楼".into();
        assert_eq!(event(&more).unwrap(), event(&known).unwrap());
        let mut other_state = known.clone();
        other_state["state"] = "in_hearing".into();
        assert_eq!(event(&other_state).unwrap(), Event::Newer);
        assert_eq!(event(&json!({"event": "hearing", "when": "2031-05-01"})).unwrap(), Event::Newer);
    }

    #[test]
    fn what_no_program_made_is_no_event() {
        for payload in [json!({"moved": 1}), json!([]), json!({"event": 7})] {
            assert!(event(&payload).is_err(), "{payload}");
        }
    }
}
