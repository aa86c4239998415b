//! Things that stand on the counter.

mod dial;
pub mod discover;
pub mod ipp;
mod printer;
mod reasons;
pub mod thermal;

pub use printer::{Condition, NotAPrinter, Printer, PrinterFault, Ready};
pub use reasons::Reason;
