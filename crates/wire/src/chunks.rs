//! A large file in chunks, each with its hash: where something is wrong, only that chunk goes again. The hashes go beside
//! the pieces and are kept nowhere; what decides in the end is the hash of the whole.

use seal::Digest;
use std::ops::Range;

/// Bytes of a chunk; the last one of a file is shorter.
pub const CHUNK: usize = 256 * 1024;
/// Hashes that go with one piece at most.
pub const MOST: usize = 16;

/// Where the chunk begins in which a byte of a file lies.
pub fn begin_of(byte: usize) -> usize {
    byte / CHUNK * CHUNK
}

/// Hashes of the chunks of a file of `size` bytes that end within a piece of it, in order. None for a file of one chunk:
/// its name is the hash. `bytes`: the file from the beginning of the chunk in which the piece begins to the end of the
/// piece.
pub fn ended_within(bytes: &[u8], piece: Range<usize>, size: usize) -> Vec<Digest> {
    if size <= CHUNK {
        return Vec::new();
    }
    let is_whole = |chunk: &&[u8]| chunk.len() == CHUNK || piece.end == size;
    bytes.chunks(CHUNK).take_while(is_whole).map(Digest::of).collect()
}

/// As they stand in a header.
pub fn written(hashes: &[Digest]) -> String {
    hashes.iter().map(ToString::to_string).collect::<Vec<_>>().join(", ")
}

/// What stands in a header; none where it is not a list of at most [`MOST`] hashes.
pub fn read(text: &str) -> Option<Vec<Digest>> {
    let hashes: Vec<Digest> =
        text.split(',').take(MOST + 1).map(|hash| hash.trim().parse().ok()).collect::<Option<_>>()?;
    (hashes.len() <= MOST).then_some(hashes)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_chunk_is_told_with_the_piece_in_which_it_ends() {
        let file: Vec<u8> = (0..2 * CHUNK + 10).map(|at| (at / CHUNK) as u8).collect();
        let hashes: Vec<Digest> = file.chunks(CHUNK).map(Digest::of).collect();
        let told =
            |piece: Range<usize>| ended_within(&file[begin_of(piece.start)..piece.end], piece, file.len());
        assert_eq!(told(0..CHUNK - 1), []);
        assert_eq!(told(CHUNK - 1..CHUNK), hashes[..1]);
        assert_eq!(told(100..file.len()), hashes[..]);
        assert_eq!(told(CHUNK..file.len() - 1), hashes[1..2]);
        assert_eq!(
            told(file.len()..file.len()),
            hashes[2..],
            "an empty piece at the end tells the last one again"
        );
        assert_eq!(ended_within(&file[..CHUNK], 0..CHUNK, CHUNK), []);
        assert_eq!(read(&written(&hashes)), Some(hashes));
        assert_eq!(read(&written(&[Digest::ZERO; MOST + 1])), None);
        assert_eq!(read("sha-256"), None);
    }
}
