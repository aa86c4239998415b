//! What is told about printers and jobs.

use super::{Reason, Tray};

/// What went wrong between us and a printer.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum PrinterError {
    /// No connection: off, unplugged, another address.
    #[error("nothing answers at the printer's address")]
    Unreachable,
    /// Connected, and then silence or a broken line. A job on its way may or may not have been taken: ask
    /// [`find_job`](super::find_job) before sending it again.
    #[error("the printer did not answer in time")]
    NoAnswer,
    /// Something else lives there: a web site, or a print server without such a printer.
    #[error("what answers at this address is not a printer")]
    NotAPrinter,
    /// It only talks over TLS, which this program does not speak to printers.
    #[error("the printer insists on an encrypted line")]
    Encrypted,
    /// It does not take PDF.
    #[error("the printer does not take PDF")]
    NoPdf,
    /// It takes no jobs now; why, as far as it says.
    #[error("the printer takes no jobs now: {0:?}")]
    NotAccepting(Vec<Reason>),
    /// The printer no longer (or never) knew this job.
    #[error("the printer does not know this job")]
    UnknownJob,
    /// It refused: the status it gave and the wishes it cannot meet.
    #[error("the printer refused: {0}")]
    Refused(String),
    /// The answer cannot be read or lacks what every printer must say.
    #[error("the printer's answer cannot be read")]
    Garbage,
}

/// Which sides of the sheet to print on.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Sides {
    /// Front only.
    One,
    /// Both, turned like a book.
    Two,
}

impl Sides {
    pub(super) fn keyword(self) -> &'static str {
        match self {
            Self::One => "one-sided",
            Self::Two => "two-sided-long-edge",
        }
    }
}

/// What became of taking a job back.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Cancelled {
    /// The printer drops it; a page that is in the works may still come out.
    TakenBack,
    /// It is over already.
    TooLate,
}

/// A job the printer took.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SentJob {
    /// The printer's address of the job.
    pub uri: String,
    /// The printer's number of the job.
    pub id: i32,
    /// What the printer will not do as asked, by its own word (`sides` when it cannot turn the sheet …).
    pub ignored: Vec<String>,
}

/// Where a job stands, in the printer's own words (RFC 8011, 5.3.7).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum JobState {
    /// In the queue.
    Waiting,
    /// Held back until somebody lets it go.
    Held,
    /// Being printed.
    Printing,
    /// Begun or next, and the printer needs a hand.
    Stopped,
    /// The printer says it is through.
    Done,
    /// Taken back by somebody.
    Cancelled,
    /// Given up by the printer.
    Aborted,
}

impl JobState {
    pub(super) fn of(number: i32) -> Option<Self> {
        Some(match number {
            3 => Self::Waiting,
            4 => Self::Held,
            5 => Self::Printing,
            6 => Self::Stopped,
            7 => Self::Cancelled,
            8 => Self::Aborted,
            9 => Self::Done,
            _ => return None,
        })
    }

    /// Nothing more will happen to the job.
    pub fn over(self) -> bool {
        matches!(self, Self::Done | Self::Cancelled | Self::Aborted)
    }

    /// As said at the counter.
    pub fn words(self) -> &'static str {
        match self {
            Self::Waiting => "排队等待打印",
            Self::Held => "打印任务被暂挂,请在打印机上放行",
            Self::Printing => "正在打印",
            Self::Stopped => "打印停住了,请查看打印机",
            Self::Done => "打印机报告已打完,请核对纸张",
            Self::Cancelled => "打印已被取消",
            Self::Aborted => "打印机中止了这次打印",
        }
    }
}

/// Where a job stands and what the printer says about it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct JobReport {
    /// State.
    pub state: JobState,
    /// What stands in the way or needs care, most often nothing.
    pub reasons: Vec<Reason>,
}

/// Where a printer stands (RFC 8011, 5.4.11).
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum PrinterState {
    /// Free.
    Idle,
    /// At work.
    Printing,
    /// Needs a hand.
    Stopped,
}

impl PrinterState {
    pub(super) fn of(number: i32) -> Option<Self> {
        Some(match number {
            3 => Self::Idle,
            4 => Self::Printing,
            5 => Self::Stopped,
            _ => return None,
        })
    }

    /// As said at the counter.
    pub fn words(self) -> &'static str {
        match self {
            Self::Idle => "空闲",
            Self::Printing => "正在打印",
            Self::Stopped => "已停止,请查看打印机",
        }
    }
}

/// What a printer says of itself.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct PrinterReport {
    /// What people call it; its model or address when it has no name.
    pub name: String,
    /// State.
    pub state: PrinterState,
    /// What needs care.
    pub reasons: Vec<Reason>,
    /// Takes jobs now; `None` when it does not say.
    pub accepting: Option<bool>,
    /// Takes PDF.
    pub accepts_pdf: bool,
    /// Prints both sides by itself.
    pub both_sides: bool,
    /// Where it takes paper from, as far as it says.
    pub trays: Vec<Tray>,
    /// The most copies of a job; `None` when it does not say.
    pub most_copies: Option<u16>,
}
