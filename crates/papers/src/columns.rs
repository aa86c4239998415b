//! Labels and values side by side on one grid of columns: the uprights of neighbouring rows meet or keep well apart.

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

/// How many columns each label and each value takes.
pub(crate) fn columns_of(fields: &[Wanted<'_>]) -> Vec<(usize, usize)> {
    let labels: Vec<usize> = (0..fields.len()).map(|at| label_columns(fields, at)).collect();
    let all = COLUMNS.saturating_sub(labels.iter().sum());
    labels.into_iter().zip(value_columns(fields, all)).collect()
}

fn label_columns(fields: &[Wanted<'_>], at: usize) -> usize {
    const SHORT: usize = 5;
    let many = fields.len() > 2 && at > 0;
    if many && fields[at].label.chars().count() <= SHORT { SHORT_LABEL } else { LABEL }
}

/// By weight; then who has more than the value takes gives to who has not enough, the smallest want first.
fn value_columns(fields: &[Wanted<'_>], all: usize) -> Vec<usize> {
    let mut shares = by_weight(fields, all);
    let least: Vec<usize> = fields.iter().map(|field| columns_for(longest_piece(field.value))).collect();
    let whole: Vec<usize> = fields.iter().map(|field| columns_for(length(field.value))).collect();
    // what may not be cut goes before what reads better on one line
    for wanted in [&least, &whole] {
        while let Some(poor) = poorest(&shares, wanted) {
            let Some(rich) = richest(&shares, wanted) else { break };
            shares[rich] -= 1;
            shares[poor] += 1;
        }
    }
    shares
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
fn by_weight(fields: &[Wanted<'_>], all: usize) -> Vec<usize> {
    let total: f32 = fields.iter().map(|field| field.weight).sum();
    let exact: Vec<f32> = fields.iter().map(|field| field.weight / total * all as f32).collect();
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
