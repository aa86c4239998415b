//! Carries the outbox out and the inbox in, over any [`Exchange`].
//!
//! One round: hello, push what has no verdict, append what is missing of the files, pull, fetch issued papers. What is
//! under way is never stored: after a crash or a cut the next hello says where both sides stand. The store is borrowed
//! for moments only, never while the line is awaited.
//!
//! [`bundle`] does the same by stick: both ways may be used at once.

mod anew;
pub mod bundle;
mod client;
mod fetch;
mod parcel;
mod pin;
mod push;
mod round;

pub use client::{HttpExchange, NotAnAddress, PATIENCE};
pub use round::{Progress, Report, RoundError, StoreDoor, round};
