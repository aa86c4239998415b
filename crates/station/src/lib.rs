//! What a person can do at a station, one function per deed, and the two ways to reach them without a window: the
//! loopback web host and the `bianmin` command line. Rules of the work live in `casework`, storage in `station-store`.

mod bundling;
pub mod clock;
pub mod commands;
pub mod deeds;
pub mod desk;
pub mod devices;
pub mod failing;
mod form_blank;
mod form_paper;
mod form_samples;
mod form_signers;
pub mod form_words;
pub mod host;
mod ink;
pub mod line;
mod network;
pub mod pages;
mod spool;
pub mod vault;
pub mod view;

pub use desk::Desk;
pub use form_samples::form_samples;
