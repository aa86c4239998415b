//! Putting a file together from its pieces, one at a time.

use casework::case::FileHash;
use seal::Digest;
use wire::bundle::Piece;

/// A paper or a pack beyond this comes over the line only.
const LARGEST: usize = 24 * 1024 * 1024;

/// The file that is being put together.
#[derive(Default)]
pub(super) struct Assembly {
    file: Option<FileHash>,
    bytes: Vec<u8>,
    /// It has a hole or is too large.
    broken: bool,
}

impl Assembly {
    /// Adds a piece; gives the file when it is whole and its bytes make its name.
    pub(super) fn add(&mut self, piece: Piece) -> Option<(FileHash, Vec<u8>)> {
        if piece.offset == 0 {
            *self = Self { file: Some(piece.file.clone()), ..Self::default() };
        }
        let follows = self.file.as_ref() == Some(&piece.file) && piece.offset == self.bytes.len() as u64;
        self.broken |= !follows || self.bytes.len() + piece.bytes.len() > LARGEST;
        if self.broken {
            self.bytes = Vec::new();
            return None;
        }
        self.bytes.extend_from_slice(&piece.bytes);
        if !piece.last {
            return None;
        }
        let bytes = std::mem::take(&mut self.bytes);
        self.file = None;
        (Digest::of(&bytes).to_string() == piece.file.as_str()).then_some((piece.file, bytes))
    }
}
