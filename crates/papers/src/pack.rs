//! Packing the streams of a file.

use flate2::{Compress, Compression, FlushCompress, Status};
use std::sync::{Mutex, PoisonError};

use crate::error::PaperError;

/// How hard streams are packed, of 9. Harder takes longer and saves less than one byte in a hundred.
const LEVEL: u32 = 2;
/// So much room more is given to a stream that does not get smaller.
const OVER: usize = 256;

/// Fonts packed before: the cut of titles and labels is the same on every receipt.
#[derive(Default)]
pub(crate) struct Packed(Mutex<Vec<PackedFont>>);

struct PackedFont {
    program: Vec<u8>,
    packed: Vec<u8>,
}

impl Packed {
    const MOST: usize = 16;
    /// Larger ones are of names and answers, which do not come again.
    const LARGEST: usize = 64 * 1024;

    /// One that is found goes to the end: the first is the one not wanted for longest.
    fn find(&self, program: &[u8]) -> Option<Vec<u8>> {
        let mut fonts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let at = fonts.iter().position(|font| font.program == program)?;
        let font = fonts.remove(at);
        let packed = font.packed.clone();
        fonts.push(font);
        Some(packed)
    }

    fn keep(&self, program: &[u8], packed: &[u8]) {
        let mut fonts = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if fonts.len() == Self::MOST {
            fonts.remove(0);
        }
        fonts.push(PackedFont { program: program.to_vec(), packed: packed.to_vec() });
    }
}

/// Packs the streams of one file, one after the other.
pub(crate) struct Packer<'a> {
    deflate: Compress,
    packed: &'a Packed,
}

impl<'a> Packer<'a> {
    pub(crate) fn new(packed: &'a Packed) -> Self {
        Self { deflate: Compress::new(Compression::new(LEVEL), true), packed }
    }

    /// A font's program, which may have been packed before.
    pub(crate) fn font(&mut self, program: &[u8]) -> Result<Vec<u8>, PaperError> {
        if let Some(packed) = self.packed.find(program) {
            return Ok(packed);
        }
        let packed = self.pack(program)?;
        if program.len() <= Packed::LARGEST {
            self.packed.keep(program, &packed);
        }
        Ok(packed)
    }

    /// A stream as zlib data.
    pub(crate) fn pack(&mut self, content: &[u8]) -> Result<Vec<u8>, PaperError> {
        let mut packed = Vec::with_capacity(content.len() + OVER);
        self.deflate.reset();
        loop {
            let left = &content[self.deflate.total_in() as usize..];
            let status = self.deflate.compress_vec(left, &mut packed, FlushCompress::Finish);
            match status.map_err(|fault| PaperError::Write(fault.to_string()))? {
                Status::StreamEnd => return Ok(packed),
                Status::Ok | Status::BufError => packed.reserve(OVER),
            }
        }
    }
}
