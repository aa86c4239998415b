//! Sealed bytes: chunks of 64 KiB, each under XChaCha20-Poly1305 with a counter and a last-chunk mark in its nonce,
//! so that a changed, cut, swapped or lengthened file is refused and no plain byte of it comes out.

use crate::sign::{KeyError, random};
use chacha20poly1305::aead::{Aead, KeyInit, Payload};
use chacha20poly1305::{XChaCha20Poly1305, XNonce};
use std::io::{Read, Seek, SeekFrom};

const MAGIC: &[u8; 8] = b"bmseal1\n";
const CHUNK: usize = 64 * 1024;
const TAG: usize = 16;
const PREFIX: usize = 19;

/// Why bytes could not be sealed or opened.
#[derive(Debug, thiserror::Error)]
pub enum SealError {
    /// Not a sealed file of ours.
    #[error("this is not a sealed file")]
    NotSealed,
    /// Wrong key, or the bytes were changed or cut.
    #[error("the sealed bytes do not open: wrong key, or they were changed")]
    DoesNotOpen,
    /// More than 4 billion chunks.
    #[error("too long to seal")]
    TooLong,
    /// No randomness.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// What is opened piece by piece cannot be read.
    #[error("the sealed bytes cannot be read")]
    Read(#[source] std::io::Error),
}

fn nonce(prefix: &[u8; PREFIX], counter: u32, last: bool) -> XNonce {
    let mut nonce = [0u8; 24];
    nonce[..PREFIX].copy_from_slice(prefix);
    nonce[PREFIX..23].copy_from_slice(&counter.to_be_bytes());
    nonce[23] = u8::from(last);
    XNonce::from(nonce)
}

/// Seals bytes. `about` is bound in but not stored: the file's hash, a slot's name. To open, say the same.
///
/// # Errors
/// [`SealError::TooLong`], [`SealError::Key`].
pub fn seal(key: &[u8; 32], about: &[u8], plain: &[u8]) -> Result<Vec<u8>, SealError> {
    let cipher = XChaCha20Poly1305::new(key.into());
    let prefix: [u8; PREFIX] = random()?;
    let mut sealed = Vec::with_capacity(plain.len() + MAGIC.len() + PREFIX + TAG * (plain.len() / CHUNK + 1));
    sealed.extend_from_slice(MAGIC);
    sealed.extend_from_slice(&prefix);
    let count = plain.len().div_ceil(CHUNK).max(1);
    for index in 0..count {
        let chunk = &plain[index * CHUNK..plain.len().min((index + 1) * CHUNK)];
        let counter = u32::try_from(index).map_err(|_| SealError::TooLong)?;
        let payload = Payload { msg: chunk, aad: about };
        let bytes = cipher
            .encrypt(&nonce(&prefix, counter, index + 1 == count), payload)
            .map_err(|_| SealError::TooLong)?;
        sealed.extend_from_slice(&bytes);
    }
    Ok(sealed)
}

/// Opens sealed bytes.
///
/// # Errors
/// [`SealError::NotSealed`], [`SealError::DoesNotOpen`].
pub fn open(key: &[u8; 32], about: &[u8], sealed: &[u8]) -> Result<Vec<u8>, SealError> {
    let body = sealed.strip_prefix(MAGIC.as_slice()).ok_or(SealError::NotSealed)?;
    let (prefix, mut rest) = body.split_first_chunk::<PREFIX>().ok_or(SealError::NotSealed)?;
    let cipher = XChaCha20Poly1305::new(key.into());
    let mut plain = Vec::with_capacity(rest.len());
    for counter in 0u32.. {
        let (chunk, after) = rest.split_at(rest.len().min(CHUNK + TAG));
        let last = after.is_empty();
        let payload = Payload { msg: chunk, aad: about };
        let bytes =
            cipher.decrypt(&nonce(prefix, counter, last), payload).map_err(|_| SealError::DoesNotOpen)?;
        plain.extend_from_slice(&bytes);
        if last {
            return Ok(plain);
        }
        rest = after;
    }
    Err(SealError::TooLong)
}

/// Sealed bytes opened piece by piece, for files that need not lie in memory whole.
pub struct Opening<R> {
    from: R,
    cipher: XChaCha20Poly1305,
    prefix: [u8; PREFIX],
    about: Vec<u8>,
    counter: u32,
    /// The sealed chunk that comes next; empty after the last one.
    ahead: Vec<u8>,
}

/// Begins to open sealed bytes; the same as [`open`] otherwise.
///
/// # Errors
/// [`SealError::NotSealed`], [`SealError::Read`].
pub fn opening<R: Read>(key: &[u8; 32], about: &[u8], mut from: R) -> Result<Opening<R>, SealError> {
    let head = up_to(&mut from, MAGIC.len() + PREFIX)?;
    let body = head.strip_prefix(MAGIC.as_slice()).ok_or(SealError::NotSealed)?;
    let prefix: [u8; PREFIX] = body.try_into().map_err(|_| SealError::NotSealed)?;
    let ahead = up_to(&mut from, CHUNK + TAG)?;
    let cipher = XChaCha20Poly1305::new(key.into());
    Ok(Opening { from, cipher, prefix, about: about.to_vec(), counter: 0, ahead })
}

impl<R: Read> Opening<R> {
    /// The next plain bytes; None behind the last ones.
    ///
    /// # Errors
    /// [`SealError::DoesNotOpen`], [`SealError::Read`].
    pub fn next_chunk(&mut self) -> Result<Option<Vec<u8>>, SealError> {
        let chunk = std::mem::take(&mut self.ahead);
        if chunk.is_empty() {
            return if self.counter == 0 { Err(SealError::DoesNotOpen) } else { Ok(None) };
        }
        self.ahead = up_to(&mut self.from, CHUNK + TAG)?;
        let nonce = nonce(&self.prefix, self.counter, self.ahead.is_empty());
        let payload = Payload { msg: &chunk, aad: &self.about };
        let plain = self.cipher.decrypt(&nonce, payload).map_err(|_| SealError::DoesNotOpen)?;
        self.counter = self.counter.checked_add(1).ok_or(SealError::TooLong)?;
        Ok(Some(plain))
    }
}

impl<R: Read + Seek> Opening<R> {
    /// Goes on at the chunk in which this plain byte lies, and gives the byte it begins with. Behind the last chunk nothing
    /// comes any more; that a file was cut at the end of a chunk does not show there.
    ///
    /// # Errors
    /// [`SealError::TooLong`], [`SealError::Read`].
    pub fn go_to(&mut self, byte: u64) -> Result<u64, SealError> {
        let nth = byte / CHUNK as u64;
        let place = (MAGIC.len() + PREFIX) as u64 + nth * (CHUNK + TAG) as u64;
        self.counter = u32::try_from(nth).map_err(|_| SealError::TooLong)?;
        self.from.seek(SeekFrom::Start(place)).map_err(SealError::Read)?;
        self.ahead = up_to(&mut self.from, CHUNK + TAG)?;
        Ok(nth * CHUNK as u64)
    }
}

fn up_to(from: &mut impl Read, most: usize) -> Result<Vec<u8>, SealError> {
    let mut bytes = Vec::with_capacity(most);
    from.take(most as u64).read_to_end(&mut bytes).map_err(SealError::Read)?;
    Ok(bytes)
}

#[cfg(test)]
mod tests {
    use super::*;

    const KEY: [u8; 32] = [9; 32];

    #[test]
    fn bytes_of_every_awkward_length_come_back() {
        for length in [0, 1, CHUNK - 1, CHUNK, CHUNK + 1, 3 * CHUNK + 7] {
            let plain: Vec<u8> = (0..length).map(|i| i as u8).collect();
            let sealed = seal(&KEY, b"about", &plain).unwrap();
            assert_eq!(open(&KEY, b"about", &sealed).unwrap(), plain, "{length}");
            assert_eq!(piecewise(b"about", &sealed).unwrap(), plain, "{length}");
        }
    }

    fn piecewise(about: &[u8], sealed: &[u8]) -> Result<Vec<u8>, SealError> {
        let mut opening = opening(&KEY, about, sealed)?;
        let mut plain = Vec::new();
        while let Some(chunk) = opening.next_chunk()? {
            plain.extend(chunk);
        }
        Ok(plain)
    }

    #[test]
    fn any_byte_is_reached_without_those_before_it() {
        let plain: Vec<u8> = (0..3 * CHUNK + 7).map(|i| (i / 100) as u8).collect();
        let sealed = seal(&KEY, b"about", &plain).unwrap();
        let mut opening = opening(&KEY, b"about", std::io::Cursor::new(&sealed)).unwrap();
        for byte in [2 * CHUNK + 9, 0, 3 * CHUNK, CHUNK] {
            let begin = opening.go_to(byte as u64).unwrap() as usize;
            assert_eq!(begin, byte / CHUNK * CHUNK);
            let chunk = opening.next_chunk().unwrap().unwrap();
            assert_eq!(chunk, plain[begin..plain.len().min(begin + CHUNK)]);
        }
        opening.go_to(4 * CHUNK as u64).unwrap();
        assert_eq!(opening.next_chunk().unwrap(), None);
    }

    #[test]
    fn a_changed_cut_swapped_or_lengthened_file_is_refused() {
        let sealed = seal(&KEY, b"a", &vec![5; 2 * CHUNK + 100]).unwrap();
        for at in [0, 9, 40, CHUNK + 60, sealed.len() - 1] {
            let mut changed = sealed.clone();
            changed[at] ^= 1;
            assert!(open(&KEY, b"a", &changed).is_err(), "byte {at}");
            assert!(piecewise(b"a", &changed).is_err(), "byte {at}");
        }
        let start = MAGIC.len() + PREFIX;
        let full = CHUNK + TAG;
        assert!(open(&KEY, b"a", &sealed[..start + full]).is_err(), "cut at a chunk border");
        for cut in [5, start, start + 1, start + full, sealed.len() - 1] {
            assert!(piecewise(b"a", &sealed[..cut]).is_err(), "cut at {cut}");
        }
        let mut swapped = sealed.clone();
        swapped[start..start + 2 * full].rotate_left(full);
        assert!(open(&KEY, b"a", &swapped).is_err());
        assert!(open(&KEY, b"a", &[sealed.clone(), vec![0; 20]].concat()).is_err());
        assert!(open(&KEY, b"b", &sealed).is_err(), "bound to what it is about");
        assert!(open(&[8; 32], b"a", &sealed).is_err(), "another key");
        assert!(open(&KEY, b"a", b"").is_err());
    }
}
