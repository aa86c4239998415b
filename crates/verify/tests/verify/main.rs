//! What holds and what is refused: the codes, proofs and files of a small province.
#![allow(clippy::unwrap_used, clippy::expect_used)] // a test that cannot go on stops here

mod changed;
mod command_line;
mod ended;
mod province;
#[path = "../../../papers/tests/samples/mod.rs"]
mod samples;
mod signers;
