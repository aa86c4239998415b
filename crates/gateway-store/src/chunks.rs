//! A growing file chunk by chunk: what was said of each chunk lies beside it, so that what does not hold is found and asked
//! for again alone. A chunk in the middle that has to come again is a hole: the file keeps its length, and goes on there.

use crate::StoreError;
use seal::Digest;
use std::fs::{self, File, OpenOptions};
use std::io::{Read as _, Seek as _, SeekFrom, Write as _};
use std::ops::Range;
use std::path::{Path, PathBuf};
use wire::chunks::CHUNK;

const SIZE: u64 = CHUNK as u64;
const HASH: u64 = 32;

/// What is known of the chunks of a file that end in a piece, or behind it.
#[derive(Clone, Default, Debug)]
pub struct Chunks {
    first: u64,
    hashes: Vec<Digest>,
}

impl Chunks {
    /// The hashes that came with a piece at an offset.
    pub fn from(offset: u64, hashes: &[Digest]) -> Self {
        Self { first: offset / SIZE, hashes: hashes.to_vec() }
    }

    fn of(&self, nth: u64) -> Option<&Digest> {
        self.hashes.get(usize::try_from(nth.checked_sub(self.first)?).ok()?)
    }
}

/// A growing file and what lies beside it.
pub(crate) struct Growing {
    path: PathBuf,
}

/// Bytes that have to come again.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(crate) struct Hole {
    pub next: u64,
    pub end: u64,
}

impl Growing {
    pub(crate) fn at(path: PathBuf) -> Self {
        Self { path }
    }

    pub(crate) fn path(&self) -> &Path {
        &self.path
    }

    fn beside(&self, what: &str) -> PathBuf {
        self.path.with_extension(what)
    }

    fn failed(&self) -> impl Fn(std::io::Error) -> StoreError + '_ {
        |error| StoreError::file(&self.path, error)
    }

    /// All its bytes, those in a hole as well.
    pub(crate) fn length(&self) -> u64 {
        fs::metadata(&self.path).map_or(0, |m| m.len())
    }

    /// The hole, if there is one. One that was not noted whole is none: the end finds it again.
    pub(crate) fn hole(&self) -> Option<Hole> {
        let noted: [u8; 16] = fs::read(self.beside("hole")).ok()?.try_into().ok()?;
        let number = |bytes: &[u8]| bytes.iter().fold(0, |number, byte| number << 8 | u64::from(*byte));
        let hole = Hole { next: number(&noted[..8]), end: number(&noted[8..]) };
        (hole.next < hole.end && hole.end <= self.length()).then_some(hole)
    }

    fn note_hole(&self, Hole { next, end }: Hole) -> Result<(), StoreError> {
        let noted = [next.to_be_bytes(), end.to_be_bytes()].concat();
        fs::write(self.beside("hole"), noted).map_err(self.failed())
    }

    /// Puts bytes into a hole, as far as it goes; they are on the disk when this returns. Says whether it is filled.
    pub(crate) fn fill(&self, hole: Hole, bytes: &[u8]) -> Result<bool, StoreError> {
        let room = usize::try_from(hole.end - hole.next).unwrap_or(usize::MAX);
        let bytes = bytes.get(..room).unwrap_or(bytes);
        let mut out = OpenOptions::new().write(true).open(&self.path).map_err(self.failed())?;
        out.seek(SeekFrom::Start(hole.next)).map_err(self.failed())?;
        out.write_all(bytes).and_then(|()| out.sync_data()).map_err(self.failed())?;
        let next = hole.next + bytes.len() as u64;
        if next < hole.end {
            self.note_hole(Hole { next, ..hole })?;
            return Ok(false);
        }
        remove(&self.beside("hole"))?;
        Ok(true)
    }

    /// Holds the chunks that ended between two lengths against what was said of them, and notes what was said.
    ///
    /// # Errors
    /// [`StoreError::FileOffset`] with the beginning of the first that does not hold; it is cut off, or is a hole.
    pub(crate) fn check(&self, ended: Range<u64>, end: u64, chunks: &Chunks) -> Result<(), StoreError> {
        let mut fault = None;
        for nth in ended.start / SIZE..ended.end.div_ceil(SIZE) {
            let until = ((nth + 1) * SIZE).min(end);
            let Some(said) = chunks.of(nth).filter(|_| until <= ended.end) else { continue };
            self.note(nth, said)?;
            if fault.is_none() && self.hash(nth, until)? != *said {
                fault = Some((nth, until));
            }
        }
        match fault {
            // what else does not hold is found at the end
            Some((nth, until)) => Err(self.give_up(nth, until)?),
            None => Ok(()),
        }
    }

    /// A file that is whole and not what its name says: the first chunk that is not what was said of it has to come again,
    /// [`StoreError::FileOffset`] with its beginning. Where none is known to be at fault nothing is left of the file:
    /// [`StoreError::FileHash`].
    ///
    /// # Errors
    /// The disk.
    pub(crate) fn fault(&self) -> Result<StoreError, StoreError> {
        let length = self.length();
        for nth in 0..length.div_ceil(SIZE) {
            let until = ((nth + 1) * SIZE).min(length);
            let Some(said) = self.noted(nth) else { continue };
            if self.hash(nth, until)? != said {
                return self.give_up(nth, until);
            }
        }
        self.clear_beside()?;
        remove(&self.path)?;
        Ok(StoreError::FileHash)
    }

    /// What lies beside it is needed no more.
    pub(crate) fn clear_beside(&self) -> Result<(), StoreError> {
        remove(&self.beside("hole"))?;
        remove(&self.beside("chunks"))
    }

    fn give_up(&self, nth: u64, until: u64) -> Result<StoreError, StoreError> {
        let begin = nth * SIZE;
        if until == self.length() {
            let out = OpenOptions::new().write(true).open(&self.path).map_err(self.failed())?;
            out.set_len(begin).and_then(|()| out.sync_data()).map_err(self.failed())?;
        } else {
            self.note_hole(Hole { next: begin, end: until })?;
        }
        Ok(StoreError::FileOffset { have: begin })
    }

    fn hash(&self, nth: u64, until: u64) -> Result<Digest, StoreError> {
        let mut file = File::open(&self.path).map_err(self.failed())?;
        file.seek(SeekFrom::Start(nth * SIZE)).map_err(self.failed())?;
        let mut bytes = Vec::with_capacity(CHUNK);
        file.take(until - nth * SIZE).read_to_end(&mut bytes).map_err(self.failed())?;
        Ok(Digest::of(&bytes))
    }

    fn note(&self, nth: u64, said: &Digest) -> Result<(), StoreError> {
        let path = self.beside("chunks");
        let noted = OpenOptions::new().create(true).write(true).truncate(false).open(&path);
        let written = noted.and_then(|mut noted| {
            noted.seek(SeekFrom::Start(nth * HASH))?;
            noted.write_all(said.as_bytes())
        });
        written.map_err(|error| StoreError::file(&path, error))
    }

    /// What was said of a chunk, if anything.
    fn noted(&self, nth: u64) -> Option<Digest> {
        let mut noted = File::open(self.beside("chunks")).ok()?;
        noted.seek(SeekFrom::Start(nth * HASH)).ok()?;
        let mut hash = [0; HASH as usize];
        noted.read_exact(&mut hash).ok()?;
        Some(Digest(hash)).filter(|said| *said != Digest::ZERO)
    }
}

fn remove(path: &Path) -> Result<(), StoreError> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(StoreError::file(path, error)),
        _ => Ok(()),
    }
}
