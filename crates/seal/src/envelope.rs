//! Files for one reader only, in `age` format: what travels on a stick.
//!
//! Whom it is for is named by an Ed25519 key, since that is what both ends know of each other from enrolment on. The
//! X25519 key that `age` wants is the same point in its other form (the birational map, as `age` does for SSH keys;
//! signing and agreeing with one pair is sound: eprint 2021/509). So no second key has to be made, carried, certified or
//! lost, and stations that enrolled long ago can seal at once.
//!
//! A file tells openly whom it is for ([`Label`]), so that whoever cannot open it learns where it belongs. That part is
//! believed only when the file opens. The length of a file is a multiple of [`BLOCK`]: a file of another length was cut.

use crate::{PublicKey, SigningKey};
use age::stream::{StreamReader, StreamWriter};
use age::{DecryptError, Decryptor, EncryptError, Encryptor};
use age_core::format::{FileKey, Stanza};
use bech32::{Bech32, Hrp};
use std::collections::HashSet;
use std::io::{self, Read, Write};
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use zeroize::Zeroize as _;

/// A whole file is a multiple of so many bytes long.
pub const BLOCK: u64 = 512;
/// Bytes of plain text that `age` seals at once, and what it adds to each.
const CHUNK: u64 = 64 * 1024;
const TAG: u64 = 16;
/// First line of an `age` file.
const FIRST: &[u8] = b"age-encryption.org/v1\n";
/// Name of the open part among the recipients of an `age` file; programs that do not know it pass over it.
const STANZA: &str = "bianmin-label";

/// What is written openly on a file: words without spaces.
pub type Label = Vec<String>;

/// Why a file was not sealed or does not open.
#[derive(Debug, thiserror::Error)]
pub enum EnvelopeError {
    /// Not a file of this kind at all.
    #[error("this is not a sealed file")]
    Foreign,
    /// It is sealed to somebody else; what is written on it, which nobody vouches for.
    #[error("the file is sealed to another key")]
    NotForUs(Label),
    /// Its beginning ends too soon or was changed.
    #[error("the file does not open: it was cut or changed")]
    DoesNotOpen,
    /// A key that cannot be sealed to, or no randomness.
    #[error("nothing can be sealed to this key")]
    Key,
    /// Reading or writing.
    #[error(transparent)]
    Io(#[from] io::Error),
}

/// The open part, as `age` sees it: a recipient that holds no key.
struct Written<'a>(&'a Label);

impl age::Recipient for Written<'_> {
    fn wrap_file_key(&self, _: &FileKey) -> Result<(Vec<Stanza>, HashSet<String>), EncryptError> {
        let stanza = Stanza { tag: STANZA.to_owned(), args: self.0.clone(), body: Vec::new() };
        Ok((vec![stanza], HashSet::new()))
    }
}

/// Takes note of the open part while `age` looks for a key.
#[derive(Default)]
struct Noted(Mutex<Option<Label>>);

impl age::Identity for Noted {
    fn unwrap_stanza(&self, stanza: &Stanza) -> Option<Result<FileKey, DecryptError>> {
        if stanza.tag == STANZA
            && let Ok(mut noted) = self.0.lock()
        {
            *noted = Some(stanza.args.clone());
        }
        None
    }
}

impl Noted {
    fn label(self) -> Label {
        self.0.into_inner().ok().flatten().unwrap_or_default()
    }
}

fn recipient(key: &PublicKey) -> Result<age::x25519::Recipient, EnvelopeError> {
    let point = ed25519_dalek::VerifyingKey::from_bytes(&key.0).map_err(|_| EnvelopeError::Key)?;
    if point.is_weak() {
        return Err(EnvelopeError::Key);
    }
    let text = spelled("age", point.to_montgomery().as_bytes())?;
    text.parse().map_err(|_| EnvelopeError::Key)
}

fn identity(key: &SigningKey) -> Result<age::x25519::Identity, EnvelopeError> {
    let mut scalar = ed25519_dalek::SigningKey::from_bytes(key.secret()).to_scalar_bytes();
    let mut text = spelled("age-secret-key-", &scalar)?.to_uppercase();
    let identity = text.parse().map_err(|_| EnvelopeError::Key);
    scalar.zeroize();
    text.zeroize();
    identity
}

fn spelled(kind: &str, bytes: &[u8]) -> Result<String, EnvelopeError> {
    let kind = Hrp::parse(kind).map_err(|_| EnvelopeError::Key)?;
    bech32::encode_lower::<Bech32>(kind, bytes).map_err(|_| EnvelopeError::Key)
}

/// What has passed.
#[derive(Default)]
struct Passed {
    bytes: AtomicU64,
    /// Nothing follows.
    ended: AtomicBool,
}

/// Counts what passes.
struct Counted<W> {
    inner: W,
    passed: Arc<Passed>,
}

impl<W: Write> Write for Counted<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.inner.write(bytes)?;
        self.passed.bytes.fetch_add(written as u64, Ordering::Relaxed);
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.inner.flush()
    }
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let read = self.inner.read(into)?;
        self.passed.bytes.fetch_add(read as u64, Ordering::Relaxed);
        if read == 0 && !into.is_empty() {
            self.passed.ended.store(true, Ordering::Relaxed);
        }
        Ok(read)
    }
}

/// A file being sealed: what is written comes out sealed at the other end. What is written must know its own end, because
/// zeros are put behind it.
pub struct Sealing<W: Write> {
    stream: StreamWriter<Counted<W>>,
    /// Length of what `age` put in front.
    head: u64,
    plain: u64,
}

/// Begins a file that only the owner of `to` opens. `label` is written on it openly.
///
/// # Errors
/// [`EnvelopeError::Key`], [`EnvelopeError::Io`].
pub fn seal_to<W: Write>(to: &PublicKey, label: &Label, out: W) -> Result<Sealing<W>, EnvelopeError> {
    let (recipient, written) = (recipient(to)?, Written(label));
    let both: [&dyn age::Recipient; 2] = [&written, &recipient];
    let encryptor = Encryptor::with_recipients(both.into_iter()).map_err(|_| EnvelopeError::Key)?;
    let passed = Arc::new(Passed::default());
    let stream = encryptor.wrap_output(Counted { inner: out, passed: passed.clone() })?;
    Ok(Sealing { stream, head: passed.bytes.load(Ordering::Relaxed), plain: 0 })
}

impl<W: Write> Sealing<W> {
    /// Ends the file. Without it nothing of the last part opens.
    ///
    /// # Errors
    /// Writing.
    pub fn finish(mut self) -> io::Result<W> {
        let over =
            |plain: u64| !(self.head + plain + TAG * plain.div_ceil(CHUNK).max(1)).is_multiple_of(BLOCK);
        let padding = (self.plain..).take_while(|plain| over(*plain)).count();
        self.stream.write_all(&vec![0; padding])?;
        Ok(self.stream.finish()?.inner)
    }
}

impl<W: Write> Write for Sealing<W> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        let written = self.stream.write(bytes)?;
        self.plain += written as u64;
        Ok(written)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.stream.flush()
    }
}

/// A sealed file being read. Nothing comes out that was not sealed so: the first changed, cut or swapped part ends it
/// with an error.
pub struct Opening<R: Read> {
    stream: StreamReader<Headed<Counted<R>>>,
    passed: Arc<Passed>,
}

/// Opens a file sealed to `key`.
///
/// # Errors
/// [`EnvelopeError`].
pub fn open<R: Read>(key: &SigningKey, from: R) -> Result<Opening<R>, EnvelopeError> {
    let (noted, identity) = (Noted::default(), identity(key)?);
    let both: [&dyn age::Identity; 2] = [&noted, &identity];
    let passed = Arc::new(Passed::default());
    let decryptor = begun(Counted { inner: from, passed: passed.clone() })?;
    match decryptor.decrypt(both.into_iter()) {
        Ok(stream) => Ok(Opening { stream, passed }),
        Err(DecryptError::NoMatchingKeys) => Err(EnvelopeError::NotForUs(noted.label())),
        Err(DecryptError::Io(error)) => Err(EnvelopeError::Io(error)),
        Err(_) => Err(EnvelopeError::DoesNotOpen),
    }
}

/// What is openly written on a file. Nobody vouches for it: it only says where a file may belong.
///
/// # Errors
/// [`EnvelopeError::Foreign`], [`EnvelopeError::DoesNotOpen`], [`EnvelopeError::Io`].
pub fn label_of(from: impl Read) -> Result<Label, EnvelopeError> {
    let noted = Noted::default();
    let decryptor = begun(from)?;
    // looking for a key is how `age` shows what it read; there is none to be found
    match decryptor.decrypt(std::iter::once(&noted as &dyn age::Identity)) {
        Ok(_) | Err(DecryptError::NoMatchingKeys) => Ok(noted.label()),
        Err(DecryptError::Io(error)) => Err(EnvelopeError::Io(error)),
        Err(_) => Err(EnvelopeError::DoesNotOpen),
    }
}

/// A reader whose first bytes were looked at already.
type Headed<R> = io::Chain<io::Cursor<Vec<u8>>, R>;

/// Reads the head. Its first line tells whether it is such a file at all.
fn begun<R: Read>(mut from: R) -> Result<Decryptor<Headed<R>>, EnvelopeError> {
    let mut first = Vec::with_capacity(FIRST.len());
    from.by_ref().take(FIRST.len() as u64).read_to_end(&mut first)?;
    if first.is_empty() || !FIRST.starts_with(&first) {
        return Err(EnvelopeError::Foreign);
    }
    Decryptor::new(io::Cursor::new(first).chain(from)).map_err(|error| match error {
        DecryptError::Io(error) if error.kind() != io::ErrorKind::UnexpectedEof => EnvelopeError::Io(error),
        _ => EnvelopeError::DoesNotOpen,
    })
}

impl<R: Read> Opening<R> {
    /// After an error: whether the file ended where no whole one ends.
    pub fn was_cut(&self) -> bool {
        let Passed { bytes, ended } = &*self.passed;
        ended.load(Ordering::Relaxed) && !bytes.load(Ordering::Relaxed).is_multiple_of(BLOCK)
    }
}

impl<R: Read> Read for Opening<R> {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        self.stream.read(into)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys() -> (SigningKey, SigningKey) {
        (SigningKey::from_bytes([3; 32]), SigningKey::from_bytes([4; 32]))
    }

    fn label() -> Label {
        vec!["carry".to_owned(), "469028100200".to_owned()]
    }

    fn sealed(plain: &[u8]) -> Vec<u8> {
        let mut sealing = seal_to(&keys().0.public(), &label(), Vec::new()).unwrap();
        sealing.write_all(plain).unwrap();
        sealing.finish().unwrap()
    }

    fn opened(sealed: &[u8]) -> Result<Vec<u8>, bool> {
        let mut opening = open(&keys().0, sealed).map_err(|_| false)?;
        let mut plain = Vec::new();
        opening.read_to_end(&mut plain).map_err(|_| opening.was_cut())?;
        Ok(plain)
    }

    #[test]
    fn bytes_of_every_awkward_length_come_back_with_zeros_up_to_a_whole_block() {
        for length in [0, 1, 511, 512, 65_535, 65_536, 65_537, 200_000] {
            let plain: Vec<u8> = (0..length).map(|i| (i % 251) as u8 + 1).collect();
            let sealed = sealed(&plain);
            assert_eq!(sealed.len() as u64 % BLOCK, 0, "{length}");
            let back = opened(&sealed).unwrap();
            assert!(back.starts_with(&plain) && back[plain.len()..].iter().all(|b| *b == 0), "{length}");
            assert!(back.len() < plain.len() + 2 * BLOCK as usize);
        }
    }

    #[test]
    fn a_changed_or_cut_file_does_not_open_and_a_cut_one_shows_as_cut() {
        let whole = sealed(&[7; 900]);
        for at in (0..whole.len()).step_by(7) {
            let mut changed = whole.clone();
            changed[at] ^= 1;
            assert!(opened(&changed).is_err(), "byte {at}");
            assert!(opened(&whole[..at]).is_err(), "cut at {at}");
        }
        let payload_cut = whole.len() - 100;
        assert_eq!(opened(&whole[..payload_cut]), Err(true));
        let mut changed = whole.clone();
        changed[payload_cut] ^= 1;
        assert_eq!(opened(&changed), Err(false));
    }

    #[test]
    fn whoever_cannot_open_it_reads_whom_it_is_for() {
        let sealed = sealed(b"plain");
        assert!(matches!(open(&keys().1, &sealed[..]), Err(EnvelopeError::NotForUs(on)) if on == label()));
        assert_eq!(label_of(&sealed[..]).unwrap(), label());
        assert!(matches!(open(&keys().0, &b"%PDF-1.7 and more of it"[..]), Err(EnvelopeError::Foreign)));
        assert!(matches!(open(&keys().0, &b""[..]), Err(EnvelopeError::Foreign)));
        let clear = String::from_utf8_lossy(&sealed).into_owned();
        assert!(clear.starts_with("age-encryption.org/v1\n-> bianmin-label carry 469028100200\n"));
    }
}
