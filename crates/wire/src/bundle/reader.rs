use super::frame::{MARK, crc32c};
use super::{
    Address, BundleError, Frame, Header, Index, MAGIC, MARK_EVERY, MAX_FRAME, MAX_HEADER, after, begun,
    mark_message,
};
use seal::envelope::{self, EnvelopeError, Opening};
use seal::{Digest, PublicKey, Signature, SigningKey};
use std::collections::VecDeque;
use std::io::{self, Read};

/// A volume whose header was read and whose maker is not known yet: nothing of it may be believed.
pub struct Unread<R: Read> {
    header: Header,
    bytes: Vec<u8>,
    from: Opening<R>,
}

/// A volume being read, frame by frame, each covered by its maker's signature.
pub struct Reader<R: Read> {
    from: Opening<R>,
    maker: PublicKey,
    running: Digest,
    /// Covered by a mark, not given out yet.
    ready: VecDeque<Frame>,
    /// Frames before the end.
    count: u64,
    end: Option<Index>,
    /// What stands behind the end was looked at.
    drained: bool,
}

impl From<EnvelopeError> for BundleError {
    fn from(error: EnvelopeError) -> Self {
        match error {
            EnvelopeError::Foreign => Self::Foreign,
            EnvelopeError::NotForUs(label) => Self::NotForUs(Address::of_label(&label).map(Box::new)),
            EnvelopeError::DoesNotOpen | EnvelopeError::Key => Self::Altered,
            EnvelopeError::Io(error) => Self::Io(error),
        }
    }
}

/// What is openly written on a volume. Only for sorting: nobody vouches for it.
///
/// # Errors
/// [`BundleError::Foreign`] for an `age` file of somebody else as well, [`BundleError::Altered`], [`BundleError::Io`].
pub fn label_of(from: impl Read) -> Result<Address, BundleError> {
    Address::of_label(&envelope::label_of(from)?).ok_or(BundleError::Foreign)
}

/// Opens a volume that is sealed to `key` and reads its header.
///
/// # Errors
/// [`BundleError`].
pub fn open<R: Read>(key: &SigningKey, from: R) -> Result<Unread<R>, BundleError> {
    let mut from = envelope::open(key, from)?;
    let mut head = [0; MAGIC.len() + 4];
    fill(&mut from, &mut head)?;
    let (magic, length) = head.split_at(MAGIC.len());
    if magic != MAGIC {
        return Err(if magic.starts_with(b"BMBUNDLE") { BundleError::Newer } else { BundleError::Foreign });
    }
    let length = length.try_into().map_or(usize::MAX, |length| u32::from_be_bytes(length) as usize);
    if length > MAX_HEADER {
        return Err(BundleError::Altered);
    }
    let mut bytes = vec![0; length];
    fill(&mut from, &mut bytes)?;
    let header: Header = serde_json::from_slice(&bytes).map_err(|_| BundleError::Altered)?;
    match (header.v, header.suite) {
        (1, 1) => Ok(Unread { header, bytes, from }),
        _ => Err(BundleError::Newer),
    }
}

impl<R: Read> Unread<R> {
    /// What it says it is. Whose key to ask for, no more.
    pub fn header(&self) -> &Header {
        &self.header
    }

    /// Believes it when the maker whose key this is signed its header.
    ///
    /// # Errors
    /// [`BundleError::Forged`], or what reading says.
    pub fn by(self, maker: &PublicKey) -> Result<(Header, Reader<R>), BundleError> {
        let running = begun(&self.bytes);
        let mut reader = Reader {
            from: self.from,
            maker: *maker,
            running,
            ready: VecDeque::new(),
            count: 0,
            end: None,
            drained: false,
        };
        match reader.raw()? {
            (MARK, payload) => reader.check_mark(&payload)?,
            _ => return Err(BundleError::Forged),
        }
        Ok((self.header, reader))
    }
}

impl<R: Read> Reader<R> {
    /// The next frame; None behind the end. An error ends it: what was given out before holds.
    ///
    /// # Errors
    /// [`BundleError`].
    pub fn next_frame(&mut self) -> Result<Option<Frame>, BundleError> {
        while self.ready.is_empty() && self.end.is_none() {
            self.read_to_mark()?;
        }
        if self.ready.is_empty() && !self.drained {
            self.drain()?;
        }
        Ok(self.ready.pop_front())
    }

    /// What the maker counted, once the volume was read to its end.
    pub fn end(&self) -> Option<Index> {
        self.end
    }

    /// The running hash so far; at the end the next volume names it.
    pub fn running(&self) -> Digest {
        self.running
    }

    /// Reads on to the next mark. What does not reach one is dropped.
    fn read_to_mark(&mut self) -> Result<(), BundleError> {
        let (mut frames, mut held, mut end, mut count) = (Vec::new(), 0, None, self.count);
        loop {
            let (kind, payload) = self.raw()?;
            if kind == MARK {
                self.check_mark(&payload)?;
                break;
            }
            held += payload.len();
            if held > MARK_EVERY + MAX_FRAME || end.is_some() {
                return Err(BundleError::Altered);
            }
            self.running = after(&self.running, kind, &payload);
            match Frame::read(kind, payload)? {
                Some(Frame::End(index)) => end = Some(index),
                frame => {
                    count += 1;
                    frames.extend(frame);
                }
            }
        }
        if end.is_some_and(|index| index.frames != count) {
            return Err(BundleError::Altered);
        }
        (self.count, self.end) = (count, end);
        self.ready.extend(frames);
        Ok(())
    }

    fn raw(&mut self) -> Result<(u8, Vec<u8>), BundleError> {
        let mut head = [0; 9];
        fill(&mut self.from, &mut head)?;
        let [kind, a, b, c, d, e, f, g, h] = head;
        let length = u32::from_be_bytes([a, b, c, d]) as usize;
        if length > MAX_FRAME {
            return Err(BundleError::Altered);
        }
        let mut payload = vec![0; length];
        fill(&mut self.from, &mut payload)?;
        if crc32c(&payload) != u32::from_be_bytes([e, f, g, h]) {
            return Err(BundleError::Altered);
        }
        Ok((kind, payload))
    }

    fn check_mark(&self, payload: &[u8]) -> Result<(), BundleError> {
        let signature: [u8; 64] = payload.try_into().map_err(|_| BundleError::Altered)?;
        match self.maker.verifies(&mark_message(&self.running), &Signature(signature)) {
            true => Ok(()),
            false => Err(BundleError::Forged),
        }
    }

    /// Behind the end stand zeros up to the end of the file.
    fn drain(&mut self) -> Result<(), BundleError> {
        let mut rest = Vec::new();
        let read = self.from.by_ref().take(2 * envelope::BLOCK).read_to_end(&mut rest);
        read.map_err(|error| sorted(&self.from, error))?;
        self.drained = rest.iter().all(|byte| *byte == 0);
        if self.drained { Ok(()) } else { Err(BundleError::Altered) }
    }
}

fn fill<R: Read>(from: &mut Opening<R>, into: &mut [u8]) -> Result<(), BundleError> {
    from.read_exact(into).map_err(|error| sorted(from, error))
}

/// A stick that was pulled is told from a file that was cut, and that from one that was changed.
fn sorted<R: Read>(from: &Opening<R>, error: io::Error) -> BundleError {
    match error.kind() {
        io::ErrorKind::InvalidData | io::ErrorKind::UnexpectedEof if from.was_cut() => BundleError::Cut,
        io::ErrorKind::InvalidData | io::ErrorKind::UnexpectedEof => BundleError::Altered,
        _ => BundleError::Io(error),
    }
}
