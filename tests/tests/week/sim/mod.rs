//! A county's week in virtual time: real stores at both ends, the station's own talk and the gateway's own answers
//! between them, one source of chance, one queue of what will happen, and an oracle that sees everything.

mod altered;
mod carrier;
mod chance;
mod content;
mod county;
mod disk;
mod door;
mod faults;
mod gateway_end;
mod happening;
mod ledger;
mod line;
mod oracle;
mod people;
mod person;
mod plan;
mod station;
mod tally;
mod week;
mod words;

pub use plan::{Break, Plan};
pub use tally::Tally;
pub use week::run;

use casework::moment::Moment;

/// 2026-04-15, 09:00 in China: the true time at which every run begins.
pub fn beginning() -> Moment {
    Moment::from_millis(1_776_214_800_000)
}

/// The county of all stations.
pub const COUNTY: &str = "469028";
