use super::BundleError;
use crate::batch::{LogId, PushAnswer};
use crate::down::Page;
use crate::entry::CatalogueEdition;
use casework::case::FileHash;
use seal::{Digest, Signature};
use serde::{Deserialize, Serialize};

/// Kinds of frames.
pub(super) const BATCH: u8 = 1;
pub(super) const PIECE: u8 = 2;
pub(super) const ANSWER: u8 = 3;
pub(super) const PAGE: u8 = 4;
pub(super) const PACK: u8 = 5;
pub(super) const MARK: u8 = 6;
pub(super) const STAND: u8 = 7;
pub(super) const END: u8 = 8;

/// One part of a bundle.
#[derive(Clone, PartialEq, Debug)]
pub enum Frame {
    /// The body of a push.
    Batch(Vec<u8>),
    /// A piece of a file.
    Piece(Piece),
    /// The gateway's words on entries.
    Answer(Answer),
    /// Down-events.
    Page(Page),
    /// A catalogue pack whose bytes follow as a file.
    Pack(PackNote),
    /// How far the gateway took a lane.
    Stand(Stand),
    /// What was in the volume; nothing follows.
    End(Index),
}

/// A piece of a file: hash, offset, whether the file ends with it, bytes.
#[derive(Clone, PartialEq, Debug)]
pub struct Piece {
    /// The file.
    pub file: FileHash,
    /// Where the piece begins.
    pub offset: u64,
    /// The file ends with it.
    pub last: bool,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// The gateway's words on entries of one lane, as a push is answered.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Answer {
    /// Whose log.
    pub log: LogId,
    /// The words.
    pub answer: PushAnswer,
}

/// How far the gateway took a lane when the bundle was made.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct Stand {
    /// Whose log.
    pub log: LogId,
    /// Last sequence taken.
    pub accepted_through: u64,
    /// Chain hash there.
    pub head: Digest,
    /// The bundle began behind a gap: the gateway waits for this sequence first.
    pub missing: Option<u64>,
}

/// Which pack follows.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
pub struct PackNote {
    /// Its identity; the hash names the file that follows.
    pub edition: CatalogueEdition,
    /// Over [`crate::exchange::pack_message`].
    pub signature: Signature,
}

/// What a volume holds, counted by its maker.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default, Serialize, Deserialize)]
pub struct Index {
    /// Frames before this one.
    pub frames: u64,
    /// Batches among them.
    pub batches: u64,
    /// Files that end in this volume.
    pub files: u64,
    /// Bytes of files.
    pub bytes: u64,
    /// Another volume follows.
    pub more: bool,
}

impl Frame {
    pub(super) fn kind(&self) -> u8 {
        match self {
            Self::Batch(_) => BATCH,
            Self::Piece(_) => PIECE,
            Self::Answer(_) => ANSWER,
            Self::Page(_) => PAGE,
            Self::Pack(_) => PACK,
            Self::Stand(_) => STAND,
            Self::End(_) => END,
        }
    }

    pub(super) fn payload(&self) -> Result<Vec<u8>, BundleError> {
        Ok(match self {
            Self::Batch(packed) => packed.clone(),
            Self::Piece(piece) => piece.to_bytes()?,
            Self::Answer(answer) => json(answer)?,
            Self::Page(page) => json(page)?,
            Self::Pack(note) => json(note)?,
            Self::Stand(stand) => json(stand)?,
            Self::End(index) => json(index)?,
        })
    }

    /// None for a kind that only a newer program knows: it is covered by the marks and passed over.
    pub(super) fn read(kind: u8, payload: Vec<u8>) -> Result<Option<Self>, BundleError> {
        Ok(Some(match kind {
            BATCH => Self::Batch(payload),
            PIECE => Self::Piece(Piece::read(&payload)?),
            ANSWER => Self::Answer(unjson(&payload)?),
            PAGE => Self::Page(unjson(&payload)?),
            PACK => Self::Pack(unjson(&payload)?),
            STAND => Self::Stand(unjson(&payload)?),
            END => Self::End(unjson(&payload)?),
            _ => return Ok(None),
        }))
    }
}

fn json(value: &impl Serialize) -> Result<Vec<u8>, BundleError> {
    serde_json::to_vec(value).map_err(|error| BundleError::Io(error.into()))
}

fn unjson<T: serde::de::DeserializeOwned>(bytes: &[u8]) -> Result<T, BundleError> {
    serde_json::from_slice(bytes).map_err(|_| BundleError::Altered)
}

impl Piece {
    fn to_bytes(&self) -> Result<Vec<u8>, BundleError> {
        let hash: Digest = self.file.as_str().parse().map_err(|_| BundleError::Altered)?;
        let mut bytes = Vec::with_capacity(41 + self.bytes.len());
        bytes.extend_from_slice(hash.as_bytes());
        bytes.extend_from_slice(&self.offset.to_be_bytes());
        bytes.push(u8::from(self.last));
        bytes.extend_from_slice(&self.bytes);
        Ok(bytes)
    }

    fn read(payload: &[u8]) -> Result<Self, BundleError> {
        let read = || {
            let (hash, rest) = payload.split_first_chunk::<32>()?;
            let (offset, rest) = rest.split_first_chunk::<8>()?;
            let (last, bytes) = rest.split_first()?;
            let file = Digest(*hash).to_string().parse().ok()?;
            Some(Self { file, offset: u64::from_be_bytes(*offset), last: *last == 1, bytes: bytes.to_vec() })
        };
        read().ok_or(BundleError::Altered)
    }
}

const CASTAGNOLI: u32 = 0x82F6_3B78;

const TABLE: [u32; 256] = {
    let mut table = [0; 256];
    let mut at = 0;
    while at < 256 {
        let mut sum = at as u32;
        let mut bit = 0;
        while bit < 8 {
            sum = if sum & 1 == 1 { (sum >> 1) ^ CASTAGNOLI } else { sum >> 1 };
            bit += 1;
        }
        table[at] = sum;
        at += 1;
    }
    table
};

/// CRC-32C: tells a fault of our own from one of the stick. The seal has the last word.
pub(super) fn crc32c(bytes: &[u8]) -> u32 {
    !bytes.iter().fold(!0u32, |sum, byte| TABLE[usize::from((sum as u8) ^ byte)] ^ (sum >> 8))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sum_is_the_one_of_the_standard() {
        assert_eq!(crc32c(b"123456789"), 0xE306_9283);
    }
}
