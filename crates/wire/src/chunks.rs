//! A large file in chunks, each with its hash: where something is wrong, only that chunk goes again. The hashes go beside
//! the pieces and are kept nowhere; what decides in the end is the hash of the whole.

use seal::Digest;
use std::ops::Range;

/// Bytes of a chunk; the last one of a file is shorter.
pub const CHUNK: usize = 256 * 1024;
/// Hashes that go with one piece at most.
pub const MOST: usize = 16;

/// Hashes of the chunks of a file that end within a piece of it, in order. None for a file of one chunk: its name is the
/// hash.
pub fn ended_within(file: &[u8], piece: Range<usize>) -> Vec<Digest> {
    if file.len() <= CHUNK {
        return Vec::new();
    }
    let chunks = file.chunks(CHUNK).enumerate().skip(piece.start / CHUNK);
    let ended = chunks.take_while(|(nth, chunk)| nth * CHUNK + chunk.len() <= piece.end);
    ended.map(|(_, chunk)| Digest::of(chunk)).collect()
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
        let told = |piece| ended_within(&file, piece);
        assert_eq!(told(0..CHUNK - 1), []);
        assert_eq!(told(CHUNK - 1..CHUNK), hashes[..1]);
        assert_eq!(told(100..file.len()), hashes[..]);
        assert_eq!(told(CHUNK..file.len() - 1), hashes[1..2]);
        assert_eq!(
            told(file.len()..file.len()),
            hashes[2..],
            "an empty piece at the end tells the last one again"
        );
        assert_eq!(ended_within(&file[..CHUNK], 0..CHUNK), []);
        assert_eq!(read(&written(&hashes)), Some(hashes));
        assert_eq!(read(&written(&[Digest::ZERO; MOST + 1])), None);
        assert_eq!(read("sha-256"), None);
    }
}
