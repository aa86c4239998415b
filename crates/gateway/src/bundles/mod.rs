//! Bundles from sticks: taken in frame by frame by the same transactions as over the line, and answered by a bundle that
//! goes back.

mod reply;
mod rooms;
mod shelf;
mod taking;

use reply::reply;
pub(crate) use rooms::{KEPT_DAYS, Room, answers, forget_answers, sweep};
pub(crate) use shelf::deliver_in;
pub use shelf::{Answered, Bearer, Brought, Delivery, Note, deliver};
use taking::{Taken, take};

use casework::place::StationCode;
use gateway_store::StoreError;
use std::io;
use wire::bundle::{Address, BundleError};

/// Why a bundle is not taken, or no further than it was.
#[derive(Debug, thiserror::Error)]
pub enum ImportError {
    /// The bundle itself.
    #[error(transparent)]
    Bundle(#[from] BundleError),
    /// It comes from a computer that never enrolled here.
    #[error("device {device} of station {station} is not known")]
    UnknownStation {
        /// Station.
        station: StationCode,
        /// Device.
        device: u32,
    },
    /// It is for another gateway.
    #[error("the bundle is for another gateway")]
    OtherGateway,
    /// It is one of ours that goes back to a station.
    #[error("the bundle goes back to station {0}")]
    GoesDown(StationCode),
    /// It comes from a station of another county than whoever brings it.
    #[error("station {0} belongs to another county")]
    OtherCounty(StationCode),
    /// The store.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl From<io::Error> for ImportError {
    fn from(error: io::Error) -> Self {
        Self::Bundle(error.into())
    }
}

/// Says of a bundle that is not for this gateway whose it is.
pub(crate) fn not_for_us(error: BundleError, gateway: &seal::KeyId) -> ImportError {
    match error {
        BundleError::NotForUs(Some(address)) if address.gateway == *gateway => going_down(*address),
        BundleError::NotForUs(Some(_)) => ImportError::OtherGateway,
        other => other.into(),
    }
}

fn going_down(address: Address) -> ImportError {
    ImportError::GoesDown(address.station)
}
