//! Tables out of data: rows under a head, in columns that keep numbers in one piece.

use crate::block::{BODY, Block, body};
use crate::documents::Grid;
use crate::furniture::MEASURE;
use crate::lines::Align;
use crate::parts::label;
use crate::table::{Band, Cell, PADDING_X, Row, Table};

/// A table with a shaded head that is repeated on each page.
pub(crate) fn grid(grid: &Grid, wanted: &[Option<Align>], place: &str) -> Block {
    let shares = shares(grid);
    let head =
        grid.columns.iter().zip(&shares).map(|(column, share)| Cell::new(*share, label(&column.title)));
    let head = Row { shade: true, ..Row::new(head.collect()) };
    let blank = vec![String::new(); shares.len()];
    let texts = grid.rows.iter().chain(std::iter::repeat_n(&blank, grid.blank_rows as usize));
    let aligns: Vec<Align> = (0..shares.len())
        .map(|column| {
            wanted.get(column).copied().flatten().unwrap_or_else(|| column_align(&grid.rows, column))
        })
        .collect();
    let rows = texts.map(|texts| grid_row(texts, &shares, &aligns, grid, place)).collect();
    Block::Table(Table { bands: vec![Band { side: None, head: vec![head], rows }] })
}

fn grid_row(texts: &[String], shares: &[f32], aligns: &[Align], grid: &Grid, place: &str) -> Row {
    let cells = shares.iter().enumerate().map(|(index, share)| {
        let text = texts.get(index).map_or("", String::as_str);
        let column = grid.columns.get(index).map_or("", |column| column.title.as_str());
        Cell::new(*share, body(text, &format!("{place} {column}")).leading(1.35).align(aligns[index]))
    });
    Row::new(cells.collect())
}

/// Columns of short words are centred, columns of text stand left.
fn column_align(rows: &[Vec<String>], column: usize) -> Align {
    const SHORT: usize = 8;
    let short = rows.iter().filter_map(|row| row.get(column)).all(|text| text.chars().count() <= SHORT);
    if short { Align::Centre } else { Align::Left }
}

/// Each column's share of the width: by weight, but no column is narrower than the longest number in it.
fn shares(grid: &Grid) -> Vec<f32> {
    let total: f32 = grid.columns.iter().map(|column| column.weight.max(0.01)).sum();
    let wanted: Vec<f32> = grid.columns.iter().map(|column| column.weight.max(0.01) / total).collect();
    let least: Vec<f32> = (0..wanted.len()).map(|column| least_share(&grid.rows, column)).collect();
    if least.iter().sum::<f32>() > 1.0 { wanted } else { widened(wanted, &least) }
}

/// Columns below their least get it; the others give way, each by its size.
fn widened(wanted: Vec<f32>, least: &[f32]) -> Vec<f32> {
    let mut shares = wanted;
    for _ in 0..shares.len() {
        let narrow = |(share, least): &(&f32, &f32)| share <= least;
        let kept: f32 = shares.iter().zip(least).filter(narrow).map(|(_, least)| least).sum();
        let free: f32 = shares.iter().zip(least).filter(|pair| !narrow(pair)).map(|(share, _)| share).sum();
        let give = if free > 0.0 { (1.0 - kept) / free } else { 1.0 };
        for (share, least) in shares.iter_mut().zip(least) {
            *share = if *share <= *least { *least } else { *share * give };
        }
    }
    shares
}

/// Room for the longest number of a column, and for two characters of its head at the least.
fn least_share(rows: &[Vec<String>], column: usize) -> f32 {
    const DIGIT: f32 = 0.58;
    let numbers =
        rows.iter().filter_map(|row| row.get(column)).flat_map(|text| text.split(|c: char| !c.is_ascii()));
    let longest = numbers.map(|number| number.chars().count()).max().unwrap_or_default();
    let room = (longest as f32 * DIGIT).max(2.1) * BODY + 2.0 * PADDING_X;
    room / MEASURE
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::documents::Column;

    fn household() -> Grid {
        let columns = [("姓名", 3.0), ("身份证号", 5.0), ("周岁", 1.0), ("残疾人证号", 5.0), ("职业", 9.0)];
        let row = ["黄阿婆", "460034194102181023", "85", "46003419410218102342", "在家"];
        Grid {
            columns: columns.map(|(title, weight)| Column::new(title, weight)).into(),
            rows: vec![row.map(str::to_owned).into()],
            blank_rows: 0,
        }
    }

    #[test]
    fn a_column_is_as_wide_as_its_longest_number_and_the_widths_still_fill_the_page() {
        let shares = shares(&household());
        assert!(shares[1] * MEASURE > 18.0 * 0.5 * BODY + 2.0 * PADDING_X, "{shares:?}");
        assert!(shares[2] * MEASURE > 2.0 * BODY, "{shares:?}");
        assert!((shares.iter().sum::<f32>() - 1.0).abs() < 1e-4, "{shares:?}");
    }

    #[test]
    fn numbers_that_cannot_all_fit_fall_back_to_the_weights() {
        let mut grid = household();
        grid.rows[0] = vec!["1".repeat(40); 5];
        let shares = shares(&grid);
        assert!((shares[4] - 9.0 / 23.0).abs() < 1e-4, "{shares:?}");
    }
}
