//! One evaluation of a form: what is computed, what is hidden, what is wrong, and which papers are needed.
//!
//! The same evaluation serves the screen, the freeze and the gateway, so a form that is clean at the counter is clean
//! everywhere. A hidden field counts as null, and is hidden before anything that reads it is worked out.

mod formats;
mod run;
mod schema;
mod sheet;

use std::cell::Cell;
use std::collections::BTreeMap;

use datalogic_rs::bumpalo::Bump;
use jiff::civil::Date;
use serde::Serialize;
use serde_json::{Map, Value};

use crate::form::Form;
use crate::form::fields::FieldPath;
use crate::form::pack::{Adults, Widget};
use crate::item::Need;
pub(crate) use formats::Refused;
use run::Run;

/// Bytes that a large form takes.
const ROOM: usize = 64 * 1024;
/// Room that a thread keeps at most; what a hostile form made larger is given back.
const MOST_ROOM: usize = 1024 * 1024;

/// Everything there is to say about a form filled so far.
#[derive(Debug, Clone, PartialEq, Serialize)]
pub struct Evaluation {
    /// The computed fields and cells; null where the value cannot be worked out yet.
    pub values: BTreeMap<FieldPath, Value>,
    /// Not shown, not asked, not sent. A hidden table stands for all its cells.
    pub hidden: Vec<FieldPath>,
    /// Shown and required, filled or not.
    pub required: Vec<FieldPath>,
    /// What must be put right; at most one per place, unknown fields first, then in the order of the layout.
    pub errors: Vec<FieldError>,
    /// What a person should look at twice; does not hinder.
    pub concerns: Vec<FieldError>,
    /// One per material of the item, in its order.
    pub materials: Vec<MaterialNeed>,
    /// The signature lines the paper has for this case.
    pub signatures: Vec<SignatureLine>,
    #[serde(skip)]
    submission: Map<String, Value>,
}

/// Something wrong at one place, in a sentence that says what to do. An empty path means the form as a whole.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct FieldError {
    pub path: FieldPath,
    pub kind: FaultKind,
    pub message: String,
}

/// The sort of a [`FieldError`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum FaultKind {
    /// The form has no such field.
    Unknown,
    /// A text where a number belongs, and the like.
    Type,
    /// Not filled.
    Required,
    /// Too long or too short.
    Length,
    /// Too large or too small.
    Range,
    /// None of the options.
    Choice,
    /// Not what the format or the pattern asks for.
    Format,
    /// Too many, too few or repeated rows or choices.
    Count,
    /// A check of the form does not hold.
    Check,
    /// A rule could not be worked out.
    Rule,
    /// Any other wish of the schema.
    Other,
}

/// Whether this case needs a material, and how strongly.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct MaterialNeed {
    pub slot: String,
    pub name: String,
    /// Its `when` holds, so the list has it; false = this case is not asked for it.
    pub needed: bool,
    pub need: Need,
    /// Pieces that stay with the case.
    pub pieces: u16,
    /// Calendar days to bring it later, when deferrable.
    pub defer_days: u16,
}

/// A line to sign on this case's paper.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct SignatureLine {
    pub label: String,
    pub date: bool,
    /// Each of them signs in a row of his own.
    #[serde(skip)]
    pub adults: Option<Adults>,
}

impl Evaluation {
    /// Nothing is wrong: the form may be frozen.
    pub fn is_clean(&self) -> bool {
        self.errors.is_empty()
    }

    /// The data that is frozen: the shown and filled fields and the computed ones, numbers of people and bodies in
    /// their canonical writing; nothing else.
    pub fn submission(&self) -> &Map<String, Value> {
        &self.submission
    }
}

impl Form {
    /// Evaluates the data of a form as of `today`; a frozen version is judged as of the day it was frozen.
    ///
    /// Computed fields in `data` are ignored and worked out anew. Never fails: whatever is wrong with the data is in
    /// [`Evaluation::errors`].
    pub fn evaluate(&self, data: &Map<String, Value>, today: Date) -> Evaluation {
        in_arena(|arena| {
            let (run, submission) = Run::worked_out(self, data, today, arena);
            run.finished(submission)
        })
    }

    /// The errors of [`Form::evaluate`] alone, for who only needs to know whether the form holds.
    pub fn faults(&self, data: &Map<String, Value>, today: Date) -> Vec<FieldError> {
        in_arena(|arena| Run::worked_out(self, data, today, arena).0.errors())
    }
}

/// Lends room for one evaluation. It is kept for the next one of this thread: asking the system for it each time took
/// longer than some of the steps.
fn in_arena<T>(work: impl FnOnce(&Bump) -> T) -> T {
    thread_local! {
        static KEPT: Cell<Option<Bump>> = const { Cell::new(None) };
    }
    let mut arena = KEPT.take().unwrap_or_else(|| Bump::with_capacity(ROOM));
    let answer = work(&arena);
    arena.reset();
    if arena.allocated_bytes() <= MOST_ROOM {
        KEPT.set(Some(arena));
    }
    answer
}

/// Whether a person chooses rather than writes.
pub(crate) fn is_chosen(widget: Widget) -> bool {
    matches!(
        widget,
        Widget::Radio | Widget::Select | Widget::Combobox | Widget::Checks | Widget::Check | Widget::Division
    )
}
