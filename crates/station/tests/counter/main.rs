//! The counter through its commands, as both hosts call them, against a real gateway on this computer.
#![allow(clippy::unwrap_used)] // a test that cannot go on stops here

mod bad_input;
mod stories;
mod town;
