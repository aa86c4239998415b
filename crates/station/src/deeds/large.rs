//! 大字版: one copy of a paper in 18 point, for the resident to read beside it, never instead of it.

use super::cases::find_case;
use super::papers::{Ready, before_a_case, own, ready, render};
use super::parsed;
use crate::Desk;
use crate::view::*;
use casework::state::PaperKind;
use papers::Print;

/// Stands before the kind of its paper in the record of the prints, which are numbered apart from those of the paper.
const LARGE: &str = "large_";

/// What a print of a paper is called in the record.
pub(crate) fn print_kind(kind: PaperKind, print: Print) -> String {
    match print {
        Print::Usual => kind.to_string(),
        Print::Large => format!("{LARGE}{kind}"),
    }
}

/// What people call it.
pub(crate) fn print_title(kind: PaperKind, print: Print) -> String {
    let title = wording::paper_title(kind);
    match print {
        Print::Usual => title,
        Print::Large => wording::large_title(&title),
    }
}

/// The copy in large print of a paper, with the mark of its n-th reprint; its bytes are kept.
///
/// # Errors
/// As for making the paper; one that is not printed large, as none of the authority's is; one that would not say what
/// was printed, because catalogue or layout changed since.
pub(crate) fn large_print(desk: &Desk, subject: &str, kind: &str, reprint: u16) -> Result<Ready, Failure> {
    let kind: PaperKind = parsed(kind, "这份文书")?;
    if let Some(paper) = before_a_case(desk, subject, kind, Print::Large)? {
        return Ok(paper);
    }
    let paper = ready(desk, subject, &kind.to_string(), "")?;
    if !own(kind) || !paper.large {
        return Err(Failure::new(ErrorCode::NoLarge, ""));
    }
    let case = desk.at_work(|store, _| find_case(store, subject))?;
    if render(desk, &case, kind, 0, Print::Usual)?.pdf != paper.pdf {
        return Err(Failure::new(ErrorCode::LargeDiffers, ""));
    }
    let rendered = render(desk, &case, kind, reprint, Print::Large)?;
    let (name, title) = (print_kind(kind, Print::Large), print_title(kind, Print::Large));
    Ready::kept(desk, &paper.subject, &name, title, rendered, true)
}
