//! Papers of a case as they go out once more, with the mark 补打 n, and as they go out of a slip printer.

use super::cases::find_case;
use super::papers::{Ready, on_the_press, own, render};
use super::parsed;
use crate::Desk;
use crate::devices::thermal;
use crate::view::*;
use casework::state::PaperKind;
use papers::{Print, Rendered, Roll};

/// The kind of a receipt on a slip.
const SLIP: &str = "slip";

/// The same paper with the mark of its n-th reprint. Nothing where it carries no mark: the authority's, and one that would
/// come out otherwise than it was printed, because catalogue or layout changed since; those go out as they are kept.
///
/// # Errors
/// As for making the paper.
pub(crate) fn reprinted(desk: &Desk, paper: &Ready, reprint: u32) -> Result<Option<Rendered>, Failure> {
    let kind: PaperKind = parsed(&paper.kind, "这份文书")?;
    if !own(kind) {
        return Ok(None);
    }
    let case = desk.at_work(|store, _| find_case(store, &paper.subject))?;
    if render(desk, &case, kind, 0, Print::Usual)?.pdf != paper.pdf {
        tracing::warn!(
            "a paper is printed again as it was kept, without a mark: it would not come out the same"
        );
        return Ok(None);
    }
    render(desk, &case, kind, u16::try_from(reprint).unwrap_or(u16::MAX), Print::Usual).map(Some)
}

/// The receipt of a case for a roll, in the language of slip printers; its bytes are kept.
///
/// # Errors
/// As for making the paper.
pub(crate) fn slip(desk: &Desk, case: &str, roll: Roll, reprint: u32) -> Result<Ready, Failure> {
    let case = desk.at_work(|store, _| find_case(store, case))?;
    let reprint = u16::try_from(reprint).unwrap_or(u16::MAX);
    let bytes = on_the_press(desk, &case, PaperKind::Receipt, reprint, |press, document, marks| {
        thermal::encode(press, &press.slip(document, marks, roll)?)
    })?;
    let bytes = Rendered { pdf: bytes, pages: 1, folios: Vec::new(), spots: Vec::new() };
    Ready::kept(desk, &case.id.to_string(), SLIP, wording::slip_title(), bytes, false)
}
