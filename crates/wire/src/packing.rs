//! zstd, in which batches and answers cross the line.

use crate::Dictionary;
use std::io::{self, Read as _};

/// How much work packing is worth.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Effort {
    /// For a thin line, and for a stick.
    Hard,
    /// For what the gateway packs once for many while it serves: nearly as small, in a quarter of the memory.
    Fair,
    /// For a line that carries more in the time than would be spared, and for answers.
    Quick,
}

impl Effort {
    fn level(self) -> i32 {
        match self {
            Self::Hard => 9,
            Self::Fair => 5,
            Self::Quick => 1,
        }
    }
}

/// Name of the packing among HTTP's content codings.
pub const CODING: &str = "zstd";

/// Packs a batch.
pub(crate) fn batch(plain: &[u8], effort: Effort, dictionary: Option<&Dictionary>) -> io::Result<Vec<u8>> {
    match dictionary {
        Some(known) => {
            zstd::bulk::Compressor::with_dictionary(effort.level(), known.as_bytes())?.compress(plain)
        }
        None => zstd::bulk::compress(plain, effort.level()),
    }
}

/// Packs an answer for a caller that accepts [`CODING`]: the gateway answers many at once, and its answers are mostly hashes,
/// which no work makes smaller.
///
/// # Errors
/// No memory.
pub fn answer(plain: &[u8]) -> io::Result<Vec<u8>> {
    zstd::bulk::compress(plain, Effort::Quick.level())
}

/// Unpacks; more than `most` bytes are never made of it, and then it is none.
///
/// # Errors
/// Not packed, or cut.
pub fn unpacked(packed: &[u8], most: usize) -> io::Result<Option<Vec<u8>>> {
    unpacked_by(packed, most, None)
}

/// The same for what was packed with a dictionary.
pub(crate) fn unpacked_by(
    packed: &[u8],
    most: usize,
    dictionary: Option<&Dictionary>,
) -> io::Result<Option<Vec<u8>>> {
    let decoder = zstd::Decoder::with_dictionary(packed, dictionary.map_or(&[], Dictionary::as_bytes))?;
    let mut plain = Vec::new();
    decoder.take(most as u64 + 1).read_to_end(&mut plain)?;
    Ok((plain.len() <= most).then_some(plain))
}

/// What must be added to bytes that the other side has, to come to new ones; from nothing: the new ones, packed.
///
/// # Errors
/// No memory.
pub fn difference(old: &[u8], new: &[u8]) -> io::Result<Vec<u8>> {
    zstd::bulk::Compressor::with_dictionary(Effort::Fair.level(), old)?.compress(new)
}

/// The new bytes, from the old ones and their [`difference`]; more than `most` are never made, and then there are none.
///
/// # Errors
/// Not a difference, or cut, or from other bytes.
pub fn patched(old: &[u8], difference: &[u8], most: usize) -> io::Result<Option<Vec<u8>>> {
    let decoder = zstd::Decoder::with_dictionary(difference, old)?;
    let mut new = Vec::new();
    decoder.take(most as u64 + 1).read_to_end(&mut new)?;
    Ok((new.len() <= most).then_some(new))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_edition_is_a_small_difference_from_the_one_before() {
        let lines = |changed: u32| -> Vec<u8> {
            let line = |n: u32| {
                format!(
                    "{{\"item\":{n},\"hash\":\"{:016x}\"}}\n",
                    u64::from(n + u32::from(n == changed)).wrapping_mul(0x9E37_79B9_7F4A_7C15)
                )
            };
            (0..30_000).flat_map(|n| line(n).into_bytes()).collect()
        };
        let (old, new) = (lines(u32::MAX - 1), lines(17_000));
        let difference = difference(&old, &new).unwrap();
        assert!(difference.len() < answer(&new).unwrap().len() / 20, "{}", difference.len());
        assert_eq!(patched(&old, &difference, new.len()).unwrap(), Some(new.clone()));
        assert_eq!(patched(&old, &difference, new.len() - 1).unwrap(), None);
        let backwards: Vec<u8> = old.iter().rev().copied().collect();
        let other = patched(&backwards, &difference, new.len());
        assert!(other.is_err() || other.is_ok_and(|made| made != Some(new)), "from other bytes");
    }

    #[test]
    fn an_answer_comes_back_whole_and_one_that_is_too_large_or_cut_does_not() {
        let plain = "省里已收到".repeat(1_000).into_bytes();
        let packed = answer(&plain).unwrap();
        assert!(packed.len() < plain.len() / 10);
        assert_eq!(unpacked(&packed, plain.len()).unwrap(), Some(plain.clone()));
        assert_eq!(unpacked(&packed, plain.len() - 1).unwrap(), None);
        assert!(unpacked(&packed[..packed.len() - 1], plain.len()).is_err());
        assert!(unpacked(&plain, plain.len()).is_err());
    }
}
