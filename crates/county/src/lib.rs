//! Pulls batches of cases to the county's own disk, verifies them there, and sends decisions.
//!
//! Nothing is written under its final name before it is verified, and nothing is acknowledged before it is written.

pub mod batch;
pub mod decide;
mod disk;
mod download;
mod error;
mod left_out;
mod link;
mod naming;
mod pull;
mod shelf;
mod table;
pub mod verify;
pub mod words;

pub use disk::write_whole;
pub use error::CountyError;
pub use left_out::{FileFault, LeftOut};
pub use link::{Account, Link};
pub use naming::{NamedFile, files_of};
pub use pull::{Pulled, pull};
pub use shelf::pulled_version;
pub use table::{csv, xlsx};
