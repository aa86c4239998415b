use super::frame::{MARK, crc32c};
use super::{BundleError, Frame, Header, Index, MAGIC, MARK_EVERY, after, begun, mark_message};
use seal::envelope::{Sealing, seal_to};
use seal::{Digest, PublicKey, SigningKey, canonical};
use std::io::{self, Write};

/// Bytes of a frame beside its payload, and of a mark.
const FRAME_HEAD: u64 = 9;
const MARK_BYTES: u64 = FRAME_HEAD + 64;
/// Room for what ends a volume.
const END_BYTES: u64 = 2 * MARK_BYTES + 1024;
/// Room for an answer or a page of events.
const WORDS: u64 = 256 * 1024;

/// Who makes it and who may open it.
pub struct Addressed<'a> {
    /// The maker's.
    pub from: &'a SigningKey,
    /// The reader's.
    pub to: &'a PublicKey,
}

/// A volume being written.
pub struct Writer<'a, W: Write> {
    out: Sealing<W>,
    from: &'a SigningKey,
    running: Digest,
    unmarked: usize,
    index: Index,
    bytes: u64,
}

impl<'a, W: Write> Writer<'a, W> {
    /// Begins a volume.
    ///
    /// # Errors
    /// [`BundleError::Io`].
    pub fn begin(out: W, header: &Header, keys: &Addressed<'a>) -> Result<Self, BundleError> {
        let bytes = canonical::bytes(header).map_err(|error| io::Error::other(error.to_string()))?;
        let sealing = seal_to(keys.to, &header.address().label(), out);
        let mut out = sealing.map_err(|error| io::Error::other(error.to_string()))?;
        let length = u32::try_from(bytes.len()).map_err(io::Error::other)?;
        out.write_all(MAGIC)?;
        out.write_all(&length.to_be_bytes())?;
        out.write_all(&bytes)?;
        let written = (MAGIC.len() + 4 + bytes.len()) as u64;
        let (running, index) = (begun(&bytes), Index::default());
        let mut writer = Self { out, from: keys.from, running, unmarked: 0, index, bytes: written };
        writer.mark()?;
        Ok(writer)
    }

    /// Adds a frame.
    ///
    /// # Errors
    /// [`BundleError::Io`].
    pub fn add(&mut self, frame: &Frame) -> Result<(), BundleError> {
        let payload = frame.payload()?;
        self.put(frame.kind(), &payload)?;
        self.running = after(&self.running, frame.kind(), &payload);
        self.count(frame);
        self.unmarked += payload.len();
        if self.unmarked >= MARK_EVERY {
            self.mark()?;
        }
        Ok(())
    }

    fn count(&mut self, frame: &Frame) {
        self.index.frames += 1;
        match frame {
            Frame::Batch(_) => self.index.batches += 1,
            Frame::Piece(piece) => {
                self.index.bytes += piece.bytes.len() as u64;
                self.index.files += u64::from(piece.last);
            }
            _ => {}
        }
    }

    /// Bytes so far, without the seal.
    pub fn bytes(&self) -> u64 {
        self.bytes
    }

    /// Whether a frame still fits into a volume of so many bytes, its end included. A volume without a frame takes any.
    pub fn has_room(&self, frame: &Frame, volume: u64) -> bool {
        let payload = match frame {
            Frame::Batch(packed) => packed.len() as u64,
            Frame::Piece(piece) => piece.bytes.len() as u64 + 41,
            // words of the gateway, at most a page of them
            _ => WORDS,
        };
        self.index.frames == 0 || self.bytes + payload + END_BYTES <= volume
    }

    /// Ends the volume; gives back where it was written to, and the running hash that the next volume names.
    ///
    /// # Errors
    /// [`BundleError::Io`].
    pub fn finish(mut self, more: bool) -> Result<(W, Digest), BundleError> {
        let end = Frame::End(Index { more, ..self.index });
        self.put(end.kind(), &end.payload()?)?;
        self.running = after(&self.running, end.kind(), &end.payload()?);
        self.mark()?;
        Ok((self.out.finish()?, self.running))
    }

    fn mark(&mut self) -> Result<(), BundleError> {
        let signature = self.from.sign(&mark_message(&self.running));
        self.unmarked = 0;
        self.put(MARK, &signature.0)
    }

    fn put(&mut self, kind: u8, payload: &[u8]) -> Result<(), BundleError> {
        let length = u32::try_from(payload.len()).map_err(io::Error::other)?;
        self.out.write_all(&[kind])?;
        self.out.write_all(&length.to_be_bytes())?;
        self.out.write_all(&crc32c(payload).to_be_bytes())?;
        self.out.write_all(payload)?;
        self.bytes += FRAME_HEAD + u64::from(length);
        Ok(())
    }
}
