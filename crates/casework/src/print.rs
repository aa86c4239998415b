//! Where a print job stands, and which printer is for what. A state after `sending` is told only when the printer told
//! it or a person saw the paper.

use crate::state::{PaperKind, UnknownName, stored_name};
use serde::{Deserialize, Serialize};
use std::fmt;

/// Where a print job stands.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PrintState {
    /// Recorded; no printer has it.
    Queued,
    /// On its way: from here on the printer may have it.
    Sending,
    /// The printer has it in its queue.
    Waiting,
    /// The printer prints it.
    Printing,
    /// The printer has it and needs a hand.
    Stopped,
    /// The printer says it is through. Whether a page came out only a person can say.
    Done,
    /// A person holds the page.
    Confirmed,
    /// It did not come out.
    Failed,
    /// The printer may have printed it and cannot say: only a person can.
    Unsure,
    /// Taken back before it came out.
    Cancelled,
}

stored_name!(PrintState);

impl PrintState {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::Queued,
        Self::Sending,
        Self::Waiting,
        Self::Printing,
        Self::Stopped,
        Self::Done,
        Self::Confirmed,
        Self::Failed,
        Self::Unsure,
        Self::Cancelled,
    ];

    /// Whether a job may go from here to there. Two may change it at once, the clerk and the spooler; who comes second
    /// must not undo what is over.
    pub fn may_become(self, next: Self) -> bool {
        match self {
            Self::Queued => matches!(next, Self::Queued | Self::Sending | Self::Failed | Self::Cancelled),
            Self::Sending => next != Self::Sending,
            Self::Waiting | Self::Printing | Self::Stopped => next.at_the_printer() || next.is_over(),
            Self::Done | Self::Unsure => matches!(next, Self::Confirmed | Self::Failed),
            Self::Failed => next == Self::Cancelled,
            Self::Confirmed | Self::Cancelled => false,
        }
    }

    /// The spooler still has work with it.
    pub fn is_open(self) -> bool {
        self == Self::Queued || self == Self::Sending || self.at_the_printer()
    }

    /// A printer said that it has the job and is not through.
    pub fn at_the_printer(self) -> bool {
        matches!(self, Self::Waiting | Self::Printing | Self::Stopped)
    }

    /// Nothing more comes from the printer.
    pub fn is_over(self) -> bool {
        !self.is_open()
    }

    /// Only a person can say whether it came out.
    pub fn asks(self) -> bool {
        matches!(self, Self::Done | Self::Unsure)
    }

    /// Counts as a print of its paper: what did not come out or was taken back does not.
    pub fn counts(self) -> bool {
        !matches!(self, Self::Failed | Self::Cancelled)
    }
}

/// What a printer is for.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PrintRole {
    /// 表格和文书.
    Forms,
    /// 收件凭证; the printer of the forms where none is chosen.
    Receipts,
    /// 小票, on thermal paper.
    Slips,
}

stored_name!(PrintRole);

impl PrintRole {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Forms, Self::Receipts, Self::Slips];

    /// Which printer a paper goes to.
    pub fn of(kind: PaperKind) -> Self {
        if kind == PaperKind::Receipt { Self::Receipts } else { Self::Forms }
    }

    /// Whose printer serves where none is chosen.
    pub fn falls_back_to(self) -> Option<Self> {
        (self == Self::Receipts).then_some(Self::Forms)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_over_stays_over_except_for_the_answer_of_a_person() {
        for from in PrintState::ALL {
            for next in PrintState::ALL {
                let back = from.is_over() && next.is_open();
                assert!(!(back && from.may_become(next)), "{from} becomes {next}");
            }
            assert!(!PrintState::Confirmed.may_become(from) && !PrintState::Cancelled.may_become(from));
        }
        assert!(PrintState::Done.may_become(PrintState::Failed));
        assert!(!PrintState::Queued.may_become(PrintState::Done), "nobody printed it");
    }
}
