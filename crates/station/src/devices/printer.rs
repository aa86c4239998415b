//! One word for both kinds of printers.

use super::Reason;
use super::ipp::{self, PrinterAddress, PrinterError, PrinterReport, PrinterState};
use super::thermal::{self, ThermalAddress, ThermalError, ThermalReport, ThermalState};
use std::fmt;
use std::str::FromStr;

/// A printer by its address: one for sheets, which takes PDF over IPP, or one for slips, which takes ESC/POS.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub enum Printer {
    Sheets(PrinterAddress),
    Slips(ThermalAddress),
}

/// The text is no address of a printer.
#[derive(Clone, Copy, PartialEq, Eq, Debug, thiserror::Error)]
#[error("this is not the address of a printer")]
pub struct NotAPrinter;

/// What was wrong between us and a printer.
#[derive(Clone, PartialEq, Eq, Debug, thiserror::Error)]
pub enum PrinterFault {
    #[error(transparent)]
    Sheets(#[from] PrinterError),
    #[error(transparent)]
    Slips(#[from] ThermalError),
}

/// Whether a printer would print now.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Ready {
    Yes,
    No,
    /// It does not say.
    Unknown,
}

impl Ready {
    /// As said at the counter.
    pub fn words(self) -> &'static str {
        match self {
            Self::Yes => ThermalState::Ready.words(),
            Self::No => ThermalState::Stopped.words(),
            Self::Unknown => ThermalState::Unknown.words(),
        }
    }
}

/// How a printer stands.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Condition {
    /// What it calls itself; slip printers do not say.
    pub name: Option<String>,
    pub ready: Ready,
    /// What needs care.
    pub reasons: Vec<Reason>,
}

impl Printer {
    /// Asks the printer how it stands.
    ///
    /// # Errors
    /// See [`PrinterError`] and [`ThermalError`].
    pub fn condition(&self) -> Result<Condition, PrinterFault> {
        Ok(match self {
            Self::Sheets(address) => of_sheets(ipp::describe(address)?),
            Self::Slips(address) => of_slips(thermal::status(address)?),
        })
    }
}

fn of_sheets(printer: PrinterReport) -> Condition {
    let ready = match (printer.accepts_pdf, printer.state, printer.accepting) {
        (false, ..) | (_, PrinterState::Stopped, _) | (.., Some(false)) => Ready::No,
        _ => Ready::Yes,
    };
    Condition { name: Some(printer.name), ready, reasons: printer.reasons }
}

fn of_slips(printer: ThermalReport) -> Condition {
    let ready = match printer.state {
        ThermalState::Ready => Ready::Yes,
        ThermalState::Stopped => Ready::No,
        ThermalState::Unknown => Ready::Unknown,
    };
    Condition { name: None, ready, reasons: printer.reasons }
}

impl FromStr for Printer {
    type Err = NotAPrinter;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        if ThermalAddress::is_meant(text) {
            text.parse().map(Self::Slips).map_err(|_| NotAPrinter)
        } else {
            text.parse().map(Self::Sheets).map_err(|_| NotAPrinter)
        }
    }
}

impl fmt::Display for Printer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Sheets(address) => address.fmt(f),
            Self::Slips(address) => address.fmt(f),
        }
    }
}
