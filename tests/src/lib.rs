//! A whole small world (stations, gateway, county) and the journeys through it. Everything in it is the real program.
// This crate is nothing but tests: what goes wrong here is to stop the test with its reason.
#![allow(clippy::unwrap_used, clippy::expect_used)]

pub mod batch;
pub mod desk;
pub mod driver;
#[path = "../../crates/station/tests/support/eve.rs"]
pub mod eve;
mod hand;
pub mod page;
pub mod program;
pub mod shots;
#[path = "../../crates/station/tests/support/thermal.rs"]
pub mod thermal;
pub mod things;
pub mod world;
