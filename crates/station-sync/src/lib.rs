//! Carries the outbox out and the inbox in, over any [`wire::Exchange`].
//!
//! [`core`] decides and touches nothing; a [`Talk`] does what it says, and [`talk()`] carries its questions over a line.
//! What is under way is never stored: after a crash or a cut the next hello says where both sides stand. The store is
//! borrowed for moments only, never while the line is awaited.
//!
//! [`bundle`] does the same by stick: both ways may be used at once.

mod anew;
mod asking;
mod batches;
pub mod bundle;
mod client;
pub mod core;
mod dictionaries;
mod door;
mod fault;
mod fetch;
mod history;
mod introduction;
mod metered;
mod taking;
mod talk;

pub use client::HttpExchange;
pub use core::Core;
pub use door::{Progress, Report, RoundError, StoreDoor};
pub use introduction::{Introduced, NotIntroduced, introduced, met_again};
pub use reach::NotAnAddress;
pub use talk::{Step, Talk, round, talk};
pub use wire::exchange::PATIENCE;
