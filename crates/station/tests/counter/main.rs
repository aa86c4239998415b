//! The counter through its commands, as both hosts call them, against a real gateway on this computer.

mod bad_input;
mod stories;
mod town;
