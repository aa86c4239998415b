//! zstd, in which batches and answers cross the line.

use std::io::{self, Read as _};

/// Small batches on a thin line are worth the work.
const HARD: i32 = 9;
/// The gateway answers many at once, and its answers are mostly hashes, which no work makes smaller.
const QUICK: i32 = 3;

/// Name of the packing among HTTP's content codings.
pub const CODING: &str = "zstd";

/// Packs a batch.
pub(crate) fn batch(plain: &[u8]) -> io::Result<Vec<u8>> {
    zstd::bulk::compress(plain, HARD)
}

/// Packs an answer for a caller that accepts [`CODING`].
///
/// # Errors
/// No memory.
pub fn answer(plain: &[u8]) -> io::Result<Vec<u8>> {
    zstd::bulk::compress(plain, QUICK)
}

/// Unpacks; more than `most` bytes are never made of it, and then it is none.
///
/// # Errors
/// Not packed, or cut.
pub fn unpacked(packed: &[u8], most: usize) -> io::Result<Option<Vec<u8>>> {
    let decoder = zstd::Decoder::new(packed)?;
    let mut plain = Vec::new();
    decoder.take(most as u64 + 1).read_to_end(&mut plain)?;
    Ok((plain.len() <= most).then_some(plain))
}

#[cfg(test)]
mod tests {
    use super::*;

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
