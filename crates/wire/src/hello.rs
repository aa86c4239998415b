//! The one question asked after a cut: where do you stand?

use crate::batch::{FileState, LogId};
use crate::down::Page;
use crate::entry::{CatalogueEdition, Epoch};
use casework::case::FileHash;
use casework::moment::Moment;
use seal::{Digest, PublicKey, Signature, SigningKey, canonical};
use serde::{Deserialize, Serialize};

/// Bytes of events that come with the answer to a hello, so that it needs no second round trip.
pub const EVENTS_WITH_HELLO: u32 = 8 * 1024;

/// How far a lane goes.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct Stand {
    /// Lane.
    pub lane: u8,
    /// Last sequence, 0 = none.
    pub seq: u64,
    /// Chain hash there.
    pub head: Digest,
}

/// How far the lanes of another life of the device's data go.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct OtherLife {
    /// Its epoch.
    pub epoch: Epoch,
    /// Its lanes; those of which nothing came are left out.
    pub lanes: Vec<Stand>,
}

/// Where the station stands.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hello {
    /// Whose log. Its lane is [`crate::CASE_LANE`], of which `seq` and `head` are as well.
    pub log: LogId,
    /// Every lane of the epoch, that of the cases as well. Stations before the lanes say none, and then the answer is the
    /// one they know.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lanes: Vec<Stand>,
    /// Last sequence made.
    pub seq: u64,
    /// Chain hash there.
    pub head: Digest,
    /// Last down-event applied, 0 = none.
    pub cursor: u64,
    /// Files begun but not acknowledged.
    pub unfinished: Vec<FileHash>,
    /// Program version.
    pub program: String,
    /// Station's clock.
    pub clock: Moment,
}

/// A hello and the station's signature over its canonical bytes.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SignedHello {
    /// What is said.
    pub hello: Hello,
    /// By the device's key.
    pub signature: Signature,
}

fn message(hello: &Hello) -> Result<Vec<u8>, canonical::NotCanonical> {
    Ok([b"bianmin-hello-1\0".as_slice(), &canonical::bytes(hello)?].concat())
}

impl SignedHello {
    /// Signs.
    ///
    /// # Errors
    /// When the value has no canonical form (it always has).
    pub fn sign(hello: Hello, key: &SigningKey) -> Result<Self, canonical::NotCanonical> {
        let signature = key.sign(&message(&hello)?);
        Ok(Self { hello, signature })
    }

    /// True when the device whose key this is said it.
    pub fn verify(&self, key: &PublicKey) -> bool {
        message(&self.hello).is_ok_and(|m| key.verifies(&m, &self.signature))
    }
}

/// What the province asks of a station's line.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Policy {
    /// So many bytes a day, both ways, where the line is paid for by the byte; lane 0 is never held back by it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub daily_bytes: Option<u64>,
    /// Stay away so long: the gateway is overloaded or being worked on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pause_seconds: Option<u32>,
}

impl Policy {
    /// Nothing is asked.
    pub fn is_none(&self) -> bool {
        *self == Self::default()
    }
}

/// The gateway's answer. What a newer gateway says beside it is passed over.
///
/// A station compares [`Self::lanes`] with its own hashes at the same places. The same hash: one history, and what lies
/// behind goes up; where entries behind already have their verdict, the gateway was restored from an older backup and
/// forgot them. Another hash, or a place beyond the station's last: the data was copied or restored, and the station goes
/// on in a new epoch.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct HelloAnswer {
    /// Opens pull and files for an hour.
    pub session: String,
    /// Last sequence taken of this log.
    pub accepted_through: u64,
    /// Chain hash there; another than the station's means a fork.
    pub head: Digest,
    /// How far each asked lane was taken, and the chain hash there.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub lanes: Vec<Stand>,
    /// Which epoch of this device it is, counted in the order in which they came up; 0 = not said.
    #[serde(default, skip_serializing_if = "is_zero")]
    pub life: u32,
    /// The other lives of this device's data, where the gateway says them: a station that goes on in a new epoch finds here
    /// what the gateway forgot of the ones before.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub other_lives: Option<Vec<OtherLife>>,
    /// What the province asks of the line.
    #[serde(default, skip_serializing_if = "Policy::is_none")]
    pub policy: Policy,
    /// The first events after the cursor, at most [`EVENTS_WITH_HELLO`] bytes; where more are waiting, the page says so.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub events: Option<Page>,
    /// Chain hash of the down-events at the cursor, or at the newest one where the cursor lies beyond it. Another than the
    /// station's means that the gateway forgot events and made others since.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub events_head: Option<Digest>,
    /// Offsets of the unfinished files, and of others that the gateway waits for: a station that thinks one of these is there
    /// sends it again.
    pub files: Vec<FileState>,
    /// Last down-event there is for this device.
    pub newest_event: u64,
    /// Gateway's clock.
    pub server_time: Moment,
    /// Its term.
    pub term: u32,
    /// Catalogue in force.
    pub catalogue: Option<CatalogueEdition>,
}

fn is_zero(number: &u32) -> bool {
    *number == 0
}

#[cfg(test)]
mod tests {
    use super::*;
    use serde_json::json;

    fn hello(lanes: Vec<Stand>) -> Hello {
        let log = json!({"station": "469028100200", "device": 1, "epoch": "0000000000000007", "lane": 1});
        Hello {
            log: serde_json::from_value(log).unwrap(),
            lanes,
            seq: 3,
            head: Digest([1; 32]),
            cursor: 2,
            unfinished: Vec::new(),
            program: "0.1.0".to_owned(),
            clock: Moment::from_millis(0),
        }
    }

    #[test]
    fn a_hello_without_lanes_is_signed_over_the_bytes_of_stations_that_know_none() {
        let key = SigningKey::from_bytes([4; 32]);
        let old = json!({
            "log": {"station": "469028100200", "device": 1, "epoch": "0000000000000007", "lane": 1},
            "seq": 3, "head": Digest([1; 32]), "cursor": 2, "unfinished": [], "program": "0.1.0",
            "clock": Moment::from_millis(0),
        });
        let message = [b"bianmin-hello-1\0".as_slice(), &canonical::bytes(&old).unwrap()].concat();
        let said = json!({"hello": old, "signature": key.sign(&message)});
        let signed: SignedHello = serde_json::from_value(said).unwrap();
        assert_eq!(signed.hello, hello(Vec::new()));
        assert!(signed.verify(&key.public()));
        let stand = Stand { lane: 0, seq: 1, head: Digest([2; 32]) };
        let swapped = SignedHello { hello: hello(vec![stand]), ..signed };
        assert!(!swapped.verify(&key.public()), "the lanes are signed as well");
    }

    #[test]
    fn an_answer_of_an_older_gateway_reads_and_what_a_newer_one_adds_is_passed_over() {
        let old = json!({
            "session": "s", "accepted_through": 3, "head": Digest([1; 32]), "files": [], "newest_event": 0,
            "server_time": Moment::from_millis(0), "term": 1, "catalogue": null,
        });
        let answer: HelloAnswer = serde_json::from_value(old.clone()).unwrap();
        assert_eq!(
            (answer.lanes.len(), answer.life, answer.policy, answer.events),
            (0, 0, Policy::default(), None)
        );
        let mut newer = old.clone();
        newer["archived_through"] = 3.into();
        newer["policy"] = json!({"daily_bytes": 5_000_000, "window": 2});
        let answer: HelloAnswer = serde_json::from_value(newer).unwrap();
        assert_eq!(answer.policy.daily_bytes, Some(5_000_000));
    }
}
