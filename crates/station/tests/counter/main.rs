//! The counter through its commands, as both hosts call them, against a real gateway on this computer.
#![allow(clippy::unwrap_used, clippy::expect_used)] // a test that cannot go on stops here

mod bad_input;
mod bound;
mod broken;
mod changing;
mod deferred;
#[path = "../support/eve.rs"]
mod eve;
#[path = "../support/front.rs"]
mod front;
mod large;
mod letters;
mod meeting;
mod metered;
mod pads;
mod paper;
#[path = "../support/pretending.rs"]
#[allow(dead_code)] // the tests of the printer use all of it
mod pretending;
mod printed_forms;
mod printers;
mod queue;
mod recovery;
mod refusals;
mod reprints;
mod scans;
mod sending;
mod signing;
#[path = "../support/small_disk.rs"]
mod small_disk;
mod staff;
mod sticks;
mod stories;
#[path = "../support/thermal.rs"]
mod thermal;
mod town;
#[path = "../support/wire.rs"]
mod wire;
