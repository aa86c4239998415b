//! Tables out of data: rows under a head, in columns that keep numbers in one piece.

use crate::block::{Block, body};
use crate::breaks::{is_of_unit, is_short_unit};
use crate::cell::{Cell, PADDING_X};
use crate::documents::Grid;
use crate::lines::{Align, Text};
use crate::parts::{RUNNING, label};
use crate::table::{Band, Row, Table};

/// How large the text of a table is and how wide the table.
#[derive(Clone, Copy)]
pub(crate) struct Measure {
    pub size: f32,
    /// The size it will be printed in: larger in large print.
    pub printed: f32,
    pub width: f32,
}

/// A table with a shaded head that is repeated on each page, under `again` where there is one.
pub(crate) fn grid(
    grid: &Grid,
    wanted: &[Option<Align>],
    place: &str,
    measure: Measure,
    again: Option<Text>,
) -> Block {
    let shares = shares(grid, measure);
    let title = |title: &str| label(title).size(measure.size - 0.5).fitted();
    let head =
        grid.columns.iter().zip(&shares).map(|(column, share)| Cell::new(*share, title(&column.title)));
    let head = Row { shade: true, ..Row::new(head.collect()) };
    let blank = vec![String::new(); shares.len()];
    let texts = grid.rows.iter().chain(std::iter::repeat_n(&blank, grid.blank_rows as usize));
    let aligns: Vec<Align> = (0..shares.len())
        .map(|column| {
            wanted.get(column).copied().flatten().unwrap_or_else(|| column_align(&grid.rows, column))
        })
        .collect();
    let columns = Columns { grid, shares, aligns, place, size: measure.size };
    let mut rows: Vec<Row> = texts.map(|texts| columns.row(texts)).collect();
    rows.iter_mut().for_each(|row| row.min_height = row.min_height.max(grid.high));
    in_company(&mut rows);
    Block::Table(Table { bands: vec![Band { side: None, head: vec![head], rows, again }] })
}

/// No row stands alone under the head, neither where the table begins nor where it ends.
pub(crate) fn in_company(rows: &mut [Row]) {
    const LEAST: usize = 4;
    let count = rows.len();
    if count >= LEAST {
        rows[0].keep_next = true;
        rows[count - 2].keep_next = true;
    }
}

struct Columns<'a> {
    grid: &'a Grid,
    shares: Vec<f32>,
    aligns: Vec<Align>,
    place: &'a str,
    size: f32,
}

impl Columns<'_> {
    fn row(&self, texts: &[String]) -> Row {
        let cells = self.shares.iter().enumerate().map(|(index, share)| {
            let text = texts.get(index).map_or("", String::as_str);
            let column = self.grid.columns.get(index).map_or("", |column| column.title.as_str());
            let place = format!("{} {column}", self.place);
            let align = match self.aligns[index] {
                Align::Left if text.chars().count() > RUNNING => Align::Justify,
                align => align,
            };
            Cell::new(*share, body(text, &place).size(self.size).leading(1.35).align(align))
        });
        Row::new(cells.collect())
    }
}

/// Columns of short words and of numbers are centred, money stands right, text left.
fn column_align(rows: &[Vec<String>], column: usize) -> Align {
    const SHORT: usize = 8;
    let texts = || rows.iter().filter_map(|row| row.get(column)).filter(|text| !text.is_empty());
    if texts().next().is_some() && texts().all(|text| text.ends_with('元')) {
        return Align::Right;
    }
    let short = texts().all(|text| text.is_ascii() || text.chars().count() <= SHORT);
    if short { Align::Centre } else { Align::Left }
}

/// Each column's share of the width: by weight, but no column is narrower than what must stay in one piece in it.
fn shares(grid: &Grid, measure: Measure) -> Vec<f32> {
    let total: f32 = grid.columns.iter().map(|column| column.weight.max(0.01)).sum();
    let wanted: Vec<f32> = grid.columns.iter().map(|column| column.weight.max(0.01) / total).collect();
    let least: Vec<f32> = (0..wanted.len()).map(|column| least_share(grid, column, measure)).collect();
    widened(wanted, &least, 1.0)
}

/// Columns below their least get it; the others give way, each by its size. `all` is what they share.
pub(crate) fn widened(wanted: Vec<f32>, least: &[f32], all: f32) -> Vec<f32> {
    let mut shares = wanted;
    if least.iter().sum::<f32>() > all {
        return shares;
    }
    for _ in 0..shares.len() {
        let narrow = |(share, least): &(&f32, &f32)| share <= least;
        let kept: f32 = shares.iter().zip(least).filter(narrow).map(|(_, least)| least).sum();
        let free: f32 = shares.iter().zip(least).filter(|pair| !narrow(pair)).map(|(share, _)| share).sum();
        let give = if free > 0.0 { (all - kept) / free } else { 1.0 };
        for (share, least) in shares.iter_mut().zip(least) {
            *share = if *share <= *least { *least } else { *share * give };
        }
    }
    shares
}

/// Room for the longest piece of a column, and for half of its head at the least. A short word is not cut.
fn least_share(grid: &Grid, column: usize, measure: Measure) -> f32 {
    const WORD: usize = 4;
    let rows = &grid.rows;
    let head = match grid.columns.get(column).map_or(0, |column| column.title.chars().count()) {
        short @ ..=3 => short,
        4 => 2,
        _ => 3,
    };
    let word = |text: &str| text.chars().count() as f32 * f32::from(u8::from(text.chars().count() <= WORD));
    let pieces =
        rows.iter().filter_map(|row| row.get(column)).map(|text| longest_piece(text).max(word(text)));
    let longest = pieces.fold((head as f32 + 0.1).max(2.1), f32::max);
    (longest * measure.printed + 2.0 * PADDING_X) / measure.width
}

/// How long, in em, the longest stretch is that may not be cut: a number with its unit, a date, a word of Latin letters.
pub(crate) fn longest_piece(text: &str) -> f32 {
    const LATIN: f32 = 0.58;
    /// The air between hanzi and digits.
    const AIR: f32 = 0.125;
    let (mut longest, mut length, mut before) = (0.0_f32, 0.0, ' ');
    for character in text.chars() {
        let joins = match character {
            ' ' => before.is_ascii_digit(),
            latin if latin.is_ascii() => before.is_ascii() || length > 0.0 && is_short_unit(before),
            unit => {
                let counted = is_short_unit(unit) && (before.is_ascii_digit() || before == ' ');
                length > 0.0 && (counted || is_of_unit(unit) && is_of_unit(before))
            }
        };
        let wide = if character.is_ascii() { LATIN } else { 1.0 };
        let air = if character.is_ascii() == before.is_ascii() { 0.0 } else { AIR };
        length = match (joins, character.is_ascii_graphic()) {
            (true, _) => length + wide + air,
            (false, true) => wide,
            (false, false) => 0.0,
        };
        if character != ' ' {
            longest = longest.max(length);
        }
        before = character;
    }
    longest
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::block::BODY;
    use crate::documents::Column;
    use crate::furniture::MEASURE;

    const PRINTED: Measure = Measure { size: BODY, printed: BODY, width: MEASURE };

    fn household() -> Grid {
        let columns = [("姓名", 3.0), ("身份证号", 5.0), ("周岁", 1.0), ("残疾人证号", 5.0), ("职业", 9.0)];
        let row = ["黄阿婆", "460034194102181023", "85", "46003419410218102342", "在家"];
        Grid {
            title: String::new(),
            columns: columns.map(|(title, weight)| Column::new(title, weight)).into(),
            rows: vec![row.map(str::to_owned).into()],
            ..Grid::default()
        }
    }

    #[test]
    fn a_column_is_as_wide_as_its_longest_number_and_the_widths_still_fill_the_page() {
        let shares = shares(&household(), PRINTED);
        assert!(shares[1] * MEASURE > 18.0 * 0.5 * BODY + 2.0 * PADDING_X, "{shares:?}");
        assert!(shares[2] * MEASURE > 2.0 * BODY, "{shares:?}");
        assert!((shares.iter().sum::<f32>() - 1.0).abs() < 1e-4, "{shares:?}");
    }

    #[test]
    fn numbers_that_cannot_all_fit_fall_back_to_the_weights() {
        let mut grid = household();
        grid.rows[0] = vec!["1".repeat(40); 5];
        let shares = shares(&grid, PRINTED);
        assert!((shares[4] - 9.0 / 23.0).abs() < 1e-4, "{shares:?}");
    }

    #[test]
    fn the_longest_piece_is_a_whole_date_a_number_with_its_unit_or_a_word() {
        for (text, whole) in [
            ("家住镇上", 0.0),
            ("1979年6月23日出生", 7.0 * 0.58 + 3.0 + 5.0 * 0.125),
            ("面积 18.6 亩，树种松", 5.0 * 0.58 + 1.0 + 0.125),
            ("承诺10个工作日", 2.0 * 0.58 + 4.0 + 0.125),
            ("证号469034196803051234完", 18.0 * 0.58),
        ] {
            assert!((longest_piece(text) - whole).abs() < 0.01, "{text}: {}", longest_piece(text));
        }
    }
}
