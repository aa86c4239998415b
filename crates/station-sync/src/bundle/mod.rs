//! The way by stick: what waits is written into a folder, and what came back is taken in as it would be over the line.
//!
//! What is written stays in the queue until the gateway's word on it comes back, by stick or by line.

mod assembly;
mod export;
mod find;
mod import;

pub use export::{Exported, Plan, Terms, export, plan};
pub use find::{Found, find};
pub use import::{Imported, import};

use crate::door::RoundError;
use casework::place::StationCode;
use station_store::StoreError;
use std::io;
use wire::bundle::BundleError;

/// Why a bundle was not written, or not taken in to its end.
#[derive(Debug, thiserror::Error)]
pub enum BundleFault {
    /// The bundle itself.
    #[error(transparent)]
    Bundle(#[from] BundleError),
    /// What a round says as well: store, forgery, fork.
    #[error(transparent)]
    Round(#[from] RoundError),
    /// The stick has no room left.
    #[error("the stick is full")]
    StickFull,
    /// The stick is gone, write-protected or broken.
    #[error("the stick cannot be used: {0}")]
    Stick(#[source] io::Error),
    /// It is another station's, or another computer's of this one.
    #[error("the bundle is for station {station} device {device}")]
    OtherStation {
        /// Whose.
        station: StationCode,
        /// Which computer.
        device: u32,
    },
    /// It comes from another gateway.
    #[error("the bundle comes from another gateway")]
    OtherGateway,
    /// It is one of ours that nobody has taken to the county yet.
    #[error("the bundle goes up and has no answer in it")]
    GoesUp,
    /// Its events begin behind those that are here.
    #[error("events {from} to {to} are missing before this bundle")]
    Gap {
        /// First one missing.
        from: u64,
        /// Last one missing.
        to: u64,
    },
    /// Nothing of ours lies there.
    #[error("there is no bundle")]
    None,
    /// A person stopped it.
    #[error("stopped")]
    Stopped,
}

impl From<StoreError> for BundleFault {
    fn from(error: StoreError) -> Self {
        Self::Round(error.into())
    }
}

/// Sorts what a stick says.
pub(crate) fn stick(error: BundleError) -> BundleFault {
    match error {
        BundleError::Io(error) => match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge => {
                BundleFault::StickFull
            }
            _ => BundleFault::Stick(error),
        },
        other => BundleFault::Bundle(other),
    }
}
