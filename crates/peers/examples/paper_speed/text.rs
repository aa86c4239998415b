//! The papers that are measured.

use encoding_rs::GBK;
use papers::{Document, Guide, Marks, Receipt};

use crate::samples;
use measure::Dice;

/// Of the hanzi of the dense paper, so many are different: everyday ones, those of the first level of GB 2312.
const DIFFERENT: usize = 3_000;
/// Paragraphs of the dense paper: with these it fills 20 pages.
const PARAGRAPHS: usize = 115;
const CHARACTERS: usize = 300;

/// A measured paper, of the resident with this number.
pub fn paper(name: &str, number: usize) -> Option<(Document, Marks<'static>)> {
    match name {
        "receipt" => {
            let receipt = Receipt { applicant: resident(number), ..samples::receipt() };
            Some((Document::Receipt(receipt), samples::marks(0)))
        }
        "form" => Some((Document::Form(samples::form()).named(&resident(number)), samples::marks(0))),
        "dense" => {
            let guide = Guide { conditions: dense(number), ..samples::guide() };
            Some((Document::Guide(guide), Marks::Plain))
        }
        _ => None,
    }
}

/// Every resident has another name: the glyphs differ from paper to paper.
fn resident(number: usize) -> String {
    const SURNAMES: [char; 10] = ['陈', '王', '李', '符', '黎', '吴', '林', '周', '黄', '𬱖'];
    let given = char::from_u32(0x4E00 + (number as u32 * 37) % 0x5000).unwrap_or('某');
    format!("{}阿{given}", SURNAMES[number % SURNAMES.len()])
}

/// Paragraphs of hanzi by chance, with a comma after every tenth.
fn dense(number: usize) -> Vec<String> {
    let mut dice = Dice::new(number as u64);
    let everyday = everyday();
    let mut paragraph = || {
        (1..=CHARACTERS)
            .map(|at| match at {
                CHARACTERS => '。',
                _ if at % 11 == 0 => '，',
                _ => dice.one_of(&everyday),
            })
            .collect()
    };
    (0..PARAGRAPHS).map(|_| paragraph()).collect()
}

fn everyday() -> Vec<char> {
    let codes = (0xB0..=0xD7).flat_map(|row| (0xA1..=0xFE).map(move |cell| [row, cell]));
    let hanzi = codes.filter_map(|code| GBK.decode(&code).0.chars().next().filter(|c| !c.is_ascii()));
    hanzi.take(DIFFERENT).collect()
}
