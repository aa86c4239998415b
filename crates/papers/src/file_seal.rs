//! The seal of a file: one signature over all its bytes, inside the file, so that any changed byte is refused.
//!
//! It stands in the trailer dictionary as `/BMZ_Seal<…>`: 146 upper-case hex digits of version (1 byte, 1), key id (8)
//! and Ed25519 signature (64). Signed is `"bianmin-pdf-1\0"` and the SHA-256 of the file with `0` in the place of each of
//! those digits. The name stands in the file once and the digits are written in this one way; anything else is refused.

use lopdf::{Object, StringFormat};
use sha2::{Digest, Sha256};

use crate::qr::{KeyId, Signature, Signer};

/// The name in the trailer dictionary, of the second class (ISO 32000-1 annex E).
pub(crate) const NAME: &[u8] = b"BMZ_Seal";
const DOMAIN: &[u8] = b"bianmin-pdf-1\0";
const VERSION: u8 = 1;
/// Version, key id, signature.
const LENGTH: usize = 1 + 8 + 64;
const DIGITS: usize = 2 * LENGTH;

/// Who seals a file.
#[derive(Clone, Copy)]
pub struct Sealer<'a> {
    pub key_id: KeyId,
    /// Signs with the key `key_id` names; called once for the file.
    pub sign: &'a Signer<'a>,
}

/// What a file's seal says. Nothing of the file is true before [`FileSeal::verify`].
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FileSeal {
    pub key_id: KeyId,
    pub signature: Signature,
    message: Vec<u8>,
}

/// Why a file is not accepted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SealError {
    /// There is no seal in it: a blank form, a sample, somebody else's file.
    #[error("the file has no seal")]
    Unsealed,
    /// There is something like a seal, but not written the one way we write it.
    #[error("the seal of the file is damaged")]
    Damaged,
    /// The bytes were not signed by the key the seal names.
    #[error("the signature does not fit the bytes of the file")]
    Forged,
}

/// The place of the seal in the trailer, before anybody signed.
pub(crate) fn place() -> Object {
    Object::String(vec![0; LENGTH], StringFormat::Hexadecimal)
}

/// Signs a file that has the place for it.
///
/// # Errors
/// [`SealError::Unsealed`] without the place, [`SealError::Damaged`] when there is more than one.
pub fn seal(pdf: &mut [u8], sealer: Sealer<'_>) -> Result<(), SealError> {
    let at = find(pdf)?;
    let signature = (sealer.sign)(&message(pdf, at));
    let written = [&[VERSION], &sealer.key_id[..], &signature[..]].concat();
    pdf[at..at + DIGITS].copy_from_slice(hex::encode_upper(written).as_bytes());
    Ok(())
}

/// Reads the seal of a file.
///
/// # Errors
/// [`SealError::Unsealed`], [`SealError::Damaged`].
pub fn parse(pdf: &[u8]) -> Result<FileSeal, SealError> {
    let at = find(pdf)?;
    let written = hex::decode(&pdf[at..at + DIGITS]).map_err(|_| SealError::Damaged)?;
    let Some((&[VERSION], key_and_signature)) = written.split_first_chunk::<1>() else {
        return Err(SealError::Damaged);
    };
    let (key_id, signature) = key_and_signature.split_at(8);
    Ok(FileSeal {
        key_id: key_id.try_into().map_err(|_| SealError::Damaged)?,
        signature: signature.try_into().map_err(|_| SealError::Damaged)?,
        message: message(pdf, at),
    })
}

impl FileSeal {
    /// The bytes the signature stands over: a domain prefix and the hash of the file without its signature.
    pub fn signed_bytes(&self) -> &[u8] {
        &self.message
    }

    /// Asks `check(key id, bytes, signature)` whether the named key signed this file.
    ///
    /// # Errors
    /// [`SealError::Forged`].
    pub fn verify(&self, check: impl Fn(&KeyId, &[u8], &Signature) -> bool) -> Result<(), SealError> {
        let holds = check(&self.key_id, &self.message, &self.signature);
        if holds { Ok(()) } else { Err(SealError::Forged) }
    }
}

fn message(pdf: &[u8], at: usize) -> Vec<u8> {
    let mut hash = Sha256::new();
    hash.update(&pdf[..at]);
    hash.update([b'0'; DIGITS]);
    hash.update(&pdf[at + DIGITS..]);
    [DOMAIN, &hash.finalize()[..]].concat()
}

/// Where the digits of the one seal begin.
fn find(pdf: &[u8]) -> Result<usize, SealError> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some(next) = pdf[from..].iter().position(|byte| *byte == NAME[0]) {
        from += next + 1;
        if pdf[from..].starts_with(&NAME[1..]) {
            found.push(from - 1);
        }
    }
    match found[..] {
        [] => Err(SealError::Unsealed),
        [name] => digits(pdf, name).ok_or(SealError::Damaged),
        _ => Err(SealError::Damaged),
    }
}

/// Where the digits behind a name begin, when all around and in them is as we write it.
fn digits(pdf: &[u8], name: usize) -> Option<usize> {
    let at = name + NAME.len() + 1;
    let framed = name > 0
        && pdf[name - 1] == b'/'
        && pdf.get(at - 1) == Some(&b'<')
        && pdf.get(at + DIGITS) == Some(&b'>');
    let upper = |digit: &u8| matches!(digit, b'0'..=b'9' | b'A'..=b'F');
    (framed && pdf[at..at + DIGITS].iter().all(upper)).then_some(at)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn unsigned() -> Vec<u8> {
        format!("%PDF-1.7\n1 0 obj<</BMZ_Seal<{}>/Size 2>>\n%%EOF", "0".repeat(DIGITS)).into_bytes()
    }

    fn sealed() -> Vec<u8> {
        let mut pdf = unsigned();
        let sign = |message: &[u8]| {
            let mut signature = [0xAB; 64];
            signature[..46].copy_from_slice(message);
            signature
        };
        seal(&mut pdf, Sealer { key_id: [7; 8], sign: &sign }).expect("a place");
        pdf
    }

    fn check(_: &KeyId, message: &[u8], signature: &Signature) -> bool {
        message == &signature[..46] && signature[46..] == [0xAB; 18]
    }

    fn holds(pdf: &[u8]) -> Result<(), SealError> {
        parse(pdf)?.verify(check)
    }

    #[test]
    fn a_sealed_file_keeps_its_length_and_holds() {
        let pdf = sealed();
        assert_eq!(pdf.len(), unsigned().len());
        assert_eq!(parse(&pdf).expect("a seal").key_id, [7; 8]);
        assert_eq!(holds(&pdf), Ok(()));
    }

    #[test]
    fn every_changed_bit_is_refused() {
        let pdf = sealed();
        // the key id is no part of what is signed: another one is another key, which `check` here does not ask for
        let at = parse_place(&pdf);
        let key_id = at + 2..at + 2 + 16;
        for (byte, bit) in (0..pdf.len()).flat_map(|byte| (0..8).map(move |bit| (byte, bit))) {
            let mut changed = pdf.clone();
            changed[byte] ^= 1 << bit;
            assert!(key_id.contains(&byte) || holds(&changed).is_err(), "bit {bit} of byte {byte}");
        }
    }

    fn parse_place(pdf: &[u8]) -> usize {
        find(pdf).expect("a seal")
    }

    #[test]
    fn what_is_cut_lengthened_or_sealed_twice_is_refused() {
        let pdf = sealed();
        assert_eq!(holds(&[&pdf[..], b"\n"].concat()), Err(SealError::Forged));
        assert_eq!(holds(&pdf[..pdf.len() - 1]), Err(SealError::Forged));
        assert_eq!(holds(&pdf[..60]), Err(SealError::Damaged));
        assert_eq!(holds(&[pdf.clone(), pdf.clone()].concat()), Err(SealError::Damaged));
        assert_eq!(holds(b"%PDF-1.7\n%%EOF"), Err(SealError::Unsealed));
        let lower = String::from_utf8(pdf).expect("text").replace("AB", "ab").into_bytes();
        assert_eq!(holds(&lower), Err(SealError::Damaged));
    }
}
