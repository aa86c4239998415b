//! What measuring programs (the examples of our crates) share: how a figure is taken, and how it is told.
//!
//! A program tells each figure as one line of JSON, `{"name":…,"value":…,"unit":…}`. What a figure should be stands
//! in `cargo xtask bench`, which reads the lines; a program only measures.

mod dice;
pub mod memory;
mod times;

pub use dice::Dice;
pub use times::{Times, cpu, times};

use serde_json::json;

/// In what a figure is counted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Unit {
    /// Milliseconds.
    Ms,
    /// Mebibytes.
    MiB,
    /// So many a second.
    PerSecond,
    /// A part of something.
    Ratio,
    /// Pieces.
    Count,
}

impl Unit {
    /// As it stands in the row.
    pub fn name(self) -> &'static str {
        match self {
            Self::Ms => "ms",
            Self::MiB => "MiB",
            Self::PerSecond => "1/s",
            Self::Ratio => "ratio",
            Self::Count => "count",
        }
    }
}

/// Tells that nothing can be measured on this machine, and what it lacks: instead of figures, never beside some.
pub fn tell_lack(lack: &str) {
    println!("{}", json!({"lack": lack}));
}

/// Tells one figure.
pub fn tell(name: &str, value: f64, unit: Unit) {
    println!("{}", json!({"name": name, "value": value, "unit": unit.name()}));
}
