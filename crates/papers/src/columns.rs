//! Labels and values side by side on one grid of columns: the rows of a table with as many pairs share their uprights.

use crate::block::BODY;
use crate::cell::PADDING_X;
use crate::furniture::MEASURE;
use crate::grid::longest_piece;

/// Columns of the grid, 7 mm each.
pub(crate) const COLUMNS: usize = 24;
/// What a label takes, and a short one in a row of three and more.
const LABEL: usize = 4;
const SHORT_LABEL: usize = 3;
/// No answer stands in less.
const LEAST: usize = 2;

/// A label and a value that want room.
pub(crate) struct Wanted<'a> {
    pub label: &'a str,
    pub value: &'a str,
    /// Relative to the other values of the row.
    pub weight: f32,
}

/// How many columns each label and each value takes, row by row. The rows of a table with as many pairs share their
/// uprights; one whose values find no room between them keeps its own.
pub(crate) fn columns_of(rows: &[Vec<Wanted<'_>>]) -> Vec<Vec<(usize, usize)>> {
    let mut shared: Vec<Shared> = Vec::new();
    let of: Vec<usize> = rows
        .iter()
        .map(|row| {
            let wants = Shared::of(row);
            if let Some(at) = shared.iter().position(|one| one.admits(&wants)) {
                shared[at].take_in(&wants);
                return at;
            }
            shared.push(wants);
            shared.len() - 1
        })
        .collect();
    of.into_iter().map(|at| shared[at].columns()).collect()
}

/// What rows that share their uprights want, pair by pair.
struct Shared {
    labels: Vec<usize>,
    weights: Vec<f32>,
    /// For what may not be cut.
    least: Vec<usize>,
    /// For all on one line.
    whole: Vec<usize>,
}

impl Shared {
    fn of(row: &[Wanted<'_>]) -> Self {
        Self {
            labels: (0..row.len()).map(|at| label_columns(row, at)).collect(),
            weights: row.iter().map(|field| field.weight).collect(),
            least: row.iter().map(|field| columns_for(longest_piece(field.value))).collect(),
            whole: row.iter().map(|field| columns_for(length(field.value))).collect(),
        }
    }

    /// As many pairs, and all that may not be cut still finds room.
    fn admits(&self, other: &Self) -> bool {
        let most = |a: &[usize], b: &[usize]| a.iter().zip(b).map(|(a, b)| *a.max(b)).sum::<usize>();
        self.labels.len() == other.labels.len()
            && most(&self.labels, &other.labels) + most(&self.least, &other.least) <= COLUMNS
    }

    fn take_in(&mut self, other: &Self) {
        let raise = |mine: &mut [usize], theirs: &[usize]| {
            mine.iter_mut().zip(theirs).for_each(|(mine, theirs)| *mine = (*mine).max(*theirs));
        };
        raise(&mut self.labels, &other.labels);
        raise(&mut self.least, &other.least);
        raise(&mut self.whole, &other.whole);
    }

    fn columns(&self) -> Vec<(usize, usize)> {
        let all = COLUMNS.saturating_sub(self.labels.iter().sum());
        self.labels.iter().copied().zip(self.values(all)).collect()
    }

    /// By weight; then who has more than the value takes gives to who has not enough, the smallest want first.
    fn values(&self, all: usize) -> Vec<usize> {
        let mut shares = by_weight(&self.weights, all);
        // what may not be cut goes before what reads better on one line
        for wanted in [&self.least, &self.whole] {
            while let Some(poor) = poorest(&shares, wanted) {
                let Some(rich) = richest(&shares, wanted) else { break };
                shares[rich] -= 1;
                shares[poor] += 1;
            }
        }
        shares
    }
}

fn label_columns(fields: &[Wanted<'_>], at: usize) -> usize {
    const SHORT: usize = 5;
    let many = fields.len() > 2 && at > 0;
    if many && fields[at].label.chars().count() <= SHORT { SHORT_LABEL } else { LABEL }
}

fn poorest(shares: &[usize], wanted: &[usize]) -> Option<usize> {
    let lacks = |at: &usize| wanted[*at].saturating_sub(shares[*at]);
    (0..shares.len()).filter(|at| lacks(at) > 0).min_by_key(lacks)
}

fn richest(shares: &[usize], wanted: &[usize]) -> Option<usize> {
    let spare = |at: &usize| shares[*at].saturating_sub(wanted[*at].max(LEAST));
    (0..shares.len()).filter(|at| spare(at) > 0).max_by_key(spare)
}

/// Whole columns in proportion to the weights.
fn by_weight(weights: &[f32], all: usize) -> Vec<usize> {
    let total: f32 = weights.iter().sum();
    let exact: Vec<f32> = weights.iter().map(|weight| weight / total * all as f32).collect();
    let mut shares: Vec<usize> = exact.iter().map(|share| share.floor() as usize).collect();
    let mut order: Vec<usize> = (0..shares.len()).collect();
    order.sort_by(|a, b| exact[*b].fract().total_cmp(&exact[*a].fract()));
    let left = all - shares.iter().sum::<usize>().min(all);
    order.into_iter().take(left).for_each(|at| shares[at] += 1);
    shares
}

/// The columns that hold so many em of text.
fn columns_for(em: f32) -> usize {
    /// Widths are reckoned without the font.
    const SAFE: f32 = 1.0;
    let points = em * BODY + 2.0 * PADDING_X + SAFE;
    ((points / (MEASURE / COLUMNS as f32)).ceil() as usize).clamp(LEAST, COLUMNS)
}

/// How long a text is on one line, in em.
fn length(text: &str) -> f32 {
    text.chars().map(|c| if c.is_ascii() { 0.6 } else { 1.05 }).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row<'a>(cells: &[(&'a str, &'a str, f32)]) -> Vec<Wanted<'a>> {
        cells.iter().map(|(label, value, weight)| Wanted { label, value, weight: *weight }).collect()
    }

    #[test]
    fn the_rows_of_a_table_with_as_many_pairs_have_their_uprights_one_under_the_other() {
        let columns = columns_of(&[
            row(&[("申请人", "王䶮", 1.2), ("证件号码", "469034********1234", 0.8)]),
            row(&[("申请事项", "临时救助", 1.0)]),
            row(&[("收件人", "符阿妹", 1.2), ("收件时间", "2026年4月15日9时05分", 0.8)]),
        ]);
        assert_eq!(columns[0], columns[2]);
        assert_eq!(columns[1], [(4, 20)]);
        for row in &columns {
            assert_eq!(row.iter().map(|(label, value)| label + value).sum::<usize>(), COLUMNS, "{row:?}");
        }
    }

    #[test]
    fn a_number_that_finds_no_room_between_shared_uprights_has_its_own() {
        let digits = "4".repeat(32);
        let columns = columns_of(&[
            row(&[("申请人", "王䶮", 1.2), ("证件号码", "469034********1234", 0.8)]),
            row(&[("事项编码", &digits, 1.2), ("承诺时限", "10个工作日", 0.8)]),
        ]);
        assert_ne!(columns[0], columns[1]);
        assert!(columns[1][0].1 >= columns_for(longest_piece(&digits)), "{columns:?}");
    }
}
