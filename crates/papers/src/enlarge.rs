//! Large print: the same blocks in 18 point.

use crate::block::{BODY, Block};
use crate::lines::Text;
use crate::table::Table;

/// 18 point where the house has 10.5.
const FACTOR: f32 = 18.0 / BODY;
/// A letter is large already; nothing is set larger than this.
const LARGEST: f32 = 20.0;

pub(crate) fn all(blocks: &mut [Block]) {
    blocks.iter_mut().for_each(one);
}

fn one(block: &mut Block) {
    match block {
        Block::Text(text) | Block::Heading(text) => words(text),
        Block::Table(whole) => table(whole),
        Block::Gap(height) => *height *= FACTOR,
        Block::Signatures(places) => {
            for place in places {
                words(&mut place.label);
                place.after.iter_mut().for_each(words);
            }
        }
        Block::Closing { lines, seal, beside } => {
            lines.iter_mut().chain(seal).for_each(words);
            if let Some((label, date)) = beside {
                words(label);
                words(date);
            }
        }
        Block::Together(blocks) => all(blocks),
    }
}

fn table(table: &mut Table) {
    for band in &mut table.bands {
        let rows = band.head.iter_mut().chain(&mut band.rows);
        let cells = rows.flat_map(|row| &mut row.cells).chain(&mut band.side);
        for cell in cells {
            words(&mut cell.text);
            cell.foot.iter_mut().chain(&mut cell.date).chain(&mut cell.again).for_each(words);
        }
        band.again.iter_mut().for_each(words);
    }
}

/// What a size becomes in large print.
pub(crate) fn size(usual: f32) -> f32 {
    (usual * FACTOR).min(LARGEST)
}

fn words(text: &mut Text) {
    let wanted = size(text.style.size);
    text.style.spacing *= wanted / text.style.size;
    text.style.size = wanted;
    text.leading = text.leading.min(1.45);
}
