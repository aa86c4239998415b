//! Black and white dots.

/// Rows of dots, eight to a byte, the leftmost in the highest bit: the way printers take them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bitmap {
    width: usize,
    rows: Vec<u8>,
}

impl Bitmap {
    /// All white. The width is rounded up to whole bytes.
    pub fn blank(width: usize, height: usize) -> Self {
        let width = width.next_multiple_of(8).max(8);
        Self { width, rows: vec![0; width / 8 * height] }
    }

    /// Dots across.
    pub fn width(&self) -> usize {
        self.width
    }

    /// Dots down.
    pub fn height(&self) -> usize {
        self.rows.len() / (self.width / 8)
    }

    /// All rows, one after the other.
    pub fn rows(&self) -> &[u8] {
        &self.rows
    }

    /// Whether a dot is black; white outside.
    pub fn dark(&self, x: usize, y: usize) -> bool {
        x < self.width && self.rows.get(self.byte(x, y)).is_some_and(|byte| byte & bit(x) != 0)
    }

    /// Makes a dot black; outside nothing happens.
    pub fn darken(&mut self, x: usize, y: usize) {
        let at = self.byte(x, y);
        if let Some(byte) = self.rows.get_mut(at).filter(|_| x < self.width) {
            *byte |= bit(x);
        }
    }

    /// Puts another of the same width below.
    pub(super) fn append(&mut self, below: &Self) {
        debug_assert_eq!(self.width, below.width);
        self.rows.extend_from_slice(&below.rows);
    }

    fn byte(&self, x: usize, y: usize) -> usize {
        y * (self.width / 8) + x / 8
    }
}

fn bit(x: usize) -> u8 {
    0x80 >> (x % 8)
}
