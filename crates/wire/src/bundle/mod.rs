//! A bundle: entries and files on a stick, and on the way back what the county said to them.
//!
//! A bundle is one or more files (volumes, so that each fits on FAT32), every one of them sealed to its reader in `age`
//! format ([`seal::envelope`]). Inside stands:
//!
//! ```text
//! "BMBUNDLE1\n" | length of the header, 4 bytes | header, canonical JSON | frames … | zeros
//! frame = kind, 1 byte | length, 4 bytes | CRC-32C of the payload, 4 bytes | payload
//! ```
//!
//! Numbers are big-endian. The payload of a [`Frame::Batch`] is byte for byte the body of a push, so that whoever takes
//! it does what a push does. A running hash goes over the header and every frame; a mark (kind 6) is the maker's
//! signature over it so far, and one stands at least behind every [`MARK_EVERY`] bytes. Readers give out only what a mark
//! covers: a bundle that was cut still gives everything before the cut, and one that somebody else made gives nothing.

mod frame;
mod reader;
mod volumes;
mod writer;

pub use frame::{Answer, Frame, Index, PackNote, Piece, Stand};
pub use reader::{Reader, Unread, label_of, open};
pub use volumes::{Volumes, Written, free_number};
pub use writer::{Addressed, Writer};

use crate::entry::{CatalogueEdition, Epoch};
use casework::case::FileHash;
use casework::moment::Moment;
use casework::place::{DeviceNumber, StationCode};
use seal::{Digest, KeyId};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::io;
use std::str::FromStr;

const MAGIC: &[u8] = b"BMBUNDLE1\n";
/// Longest header.
const MAX_HEADER: usize = 64 * 1024;
/// Longest payload of a frame; a batch of one large entry is the longest there is.
const MAX_FRAME: usize = crate::MAX_BATCH_PLAIN + 1024;
/// Bytes of frames that a reader keeps back until the maker's next mark, before one more frame.
pub const MARK_EVERY: usize = 1024 * 1024;
/// Bytes of a volume at most: what FAT32 holds, with room for the seal.
pub const VOLUME: u64 = 2_000_000_000;
/// Bytes of a file in one frame.
pub const PIECE: usize = 256 * 1024;
/// Ending of a bundle's file name.
pub const ENDING: &str = "bianmin";

/// Which way it goes.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Way {
    /// From a station to its gateway.
    Up,
    /// Back, with verdicts, events, papers, packs.
    Down,
}

impl fmt::Display for Way {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Up => "up",
            Self::Down => "down",
        })
    }
}

impl FromStr for Way {
    type Err = ();
    fn from_str(text: &str) -> Result<Self, ()> {
        match text {
            "up" => Ok(Self::Up),
            "down" => Ok(Self::Down),
            _ => Err(()),
        }
    }
}

/// A stretch of a lane: upwards what is in the bundle, downwards what is answered. Where nothing of the lane is carried,
/// `first` stands right behind `last`.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize)]
pub struct LaneRange {
    /// Lane.
    pub lane: u8,
    /// First sequence.
    pub first: u64,
    /// Last sequence.
    pub last: u64,
    /// Chain hash before the first.
    pub before: Digest,
}

/// What a bundle is. Fields that a newer program adds are passed over.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Header {
    /// Version of this layout: 1.
    pub v: u8,
    /// 1 = SHA-256 + Ed25519.
    pub suite: u8,
    /// Which way it goes.
    pub way: Way,
    /// The station.
    pub station: StationCode,
    /// Its device.
    pub device: DeviceNumber,
    /// The gateway it enrolled with.
    pub gateway: KeyId,
    /// Number of the device's bundle, from 1; downwards that of the bundle that is answered.
    pub number: u64,
    /// Volume, from 1.
    pub volume: u32,
    /// The volume before ended with this running hash; zero in the first.
    pub before: Digest,
    /// Maker's clock.
    pub made_at: Moment,
    /// Maker's program.
    pub program: String,
    /// Life of the device's data.
    pub epoch: Epoch,
    /// The lanes with something in it.
    pub lanes: Vec<LaneRange>,
    /// Last down-event applied; downwards the one that the events follow.
    pub cursor: u64,
    /// Chain hash there. A gateway that was restored and tells other events than those begins with its first.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cursor_head: Option<Digest>,
    /// Papers that were announced and have not come; downwards files of the station's cases that the gateway waits for,
    /// also those that it had and lost. Stations of before pass these over.
    #[serde(default)]
    pub wanted: Vec<FileHash>,
    /// Newest catalogue that is there.
    #[serde(default)]
    pub catalogue: Option<CatalogueEdition>,
}

impl Header {
    /// What is openly written on the volume.
    pub fn address(&self) -> Address {
        let Self { way, station, device, gateway, number, volume, .. } = self;
        Address {
            way: *way,
            gateway: *gateway,
            station: station.clone(),
            device: *device,
            number: *number,
            volume: *volume,
        }
    }
}

/// What is openly written on a volume: whose it is, and nothing of what is in it. Believed only when the volume opens.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Address {
    /// Station.
    pub station: StationCode,
    /// Device.
    pub device: DeviceNumber,
    /// Which way.
    pub way: Way,
    /// Number.
    pub number: u64,
    /// Volume.
    pub volume: u32,
    /// The gateway's key.
    pub gateway: KeyId,
}

impl Address {
    fn label(&self) -> Vec<String> {
        let Self { station, device, way, number, volume, gateway } = self;
        let [way, number, volume] = [way.to_string(), number.to_string(), volume.to_string()];
        vec![way, gateway.to_string(), station.to_string(), device.get().to_string(), number, volume]
    }

    fn of_label(label: &[String]) -> Option<Self> {
        let [way, gateway, station, device, number, volume] = label else { return None };
        Some(Self {
            way: way.parse().ok()?,
            gateway: gateway.parse().ok()?,
            station: station.parse().ok()?,
            device: DeviceNumber::new(device.parse().ok()?).ok()?,
            number: number.parse().ok()?,
            volume: volume.parse().ok()?,
        })
    }

    /// Name of the volume's file: station, device and number, nobody's name. `volumes` is how many there are.
    pub fn file_name(&self, volumes: u32) -> String {
        let Self { station, device, way, number, volume, .. } = self;
        let back = if *way == Way::Down { "-back" } else { "" };
        let part = if volumes > 1 { format!("-{volume}of{volumes}") } else { String::new() };
        format!("{station}-{}-{number:04}{back}{part}.{ENDING}", device.get())
    }
}

/// Why a bundle, or the rest of it, is not taken. What came before the fault and was signed stays taken.
#[derive(Debug, thiserror::Error)]
pub enum BundleError {
    /// Not a bundle at all.
    #[error("this is not a bundle")]
    Foreign,
    /// Sealed to another key; to whom, where it says so.
    #[error("the bundle is sealed to somebody else")]
    NotForUs(Option<Box<Address>>),
    /// It ends too soon.
    #[error("the bundle was cut")]
    Cut,
    /// It was changed, or is damaged.
    #[error("the bundle was changed or is damaged")]
    Altered,
    /// Made by a newer program in a layout this one does not know.
    #[error("the bundle has a newer layout")]
    Newer,
    /// The maker is not who it should be.
    #[error("the bundle is not signed by its maker")]
    Forged,
    /// The stick cannot be read or written.
    #[error(transparent)]
    Io(#[from] io::Error),
}

/// The running hash after the header.
fn begun(header: &[u8]) -> Digest {
    Digest::of_parts(&[b"bianmin-bundle-1\0", header])
}

/// The running hash after one more frame.
fn after(running: &Digest, kind: u8, payload: &[u8]) -> Digest {
    Digest::of_parts(&[b"bianmin-frame-1\0", running.as_bytes(), &[kind], payload])
}

/// What a mark signs.
fn mark_message(running: &Digest) -> Vec<u8> {
    [b"bianmin-mark-1\0".as_slice(), running.as_bytes()].concat()
}
