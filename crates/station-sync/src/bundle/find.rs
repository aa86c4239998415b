//! Which of the files on a stick are the answers to this station.

use super::BundleFault;
use station_store::Identity;
use std::fs::{self, File};
use std::io::BufReader;
use std::path::{Path, PathBuf};
use wire::bundle::{Address, BundleError, ENDING, Way, label_of};

/// What lies on a stick.
#[derive(Debug, Default)]
pub struct Found {
    /// Answers for this computer, in the order in which they are to be taken in.
    pub ours: Vec<PathBuf>,
    /// Why the other bundles there are not for it.
    pub others: Vec<(PathBuf, BundleFault)>,
}

/// Looks through a folder, or at one file. A courier's stick holds the bundles of several stations.
///
/// # Errors
/// [`BundleFault::Stick`].
pub fn find(place: &Path, identity: &Identity) -> Result<Found, BundleFault> {
    let mut found = Found::default();
    let mut ours = Vec::new();
    for path in candidates(place)? {
        match addressed(&path, identity) {
            Ok(address) => ours.push((address.number, address.volume, path)),
            Err(fault) => found.others.push((path, fault)),
        }
    }
    ours.sort();
    found.ours = ours.into_iter().map(|(_, _, path)| path).collect();
    Ok(found)
}

fn candidates(place: &Path) -> Result<Vec<PathBuf>, BundleFault> {
    if !fs::metadata(place).map_err(BundleFault::Stick)?.is_dir() {
        return Ok(vec![place.to_owned()]);
    }
    let mut paths = Vec::new();
    for entry in fs::read_dir(place).map_err(BundleFault::Stick)? {
        let path = entry.map_err(BundleFault::Stick)?.path();
        if path.extension().is_some_and(|ending| ending == ENDING) {
            paths.push(path);
        }
    }
    paths.sort();
    Ok(paths)
}

/// Reads what is openly written on a file.
fn addressed(path: &Path, identity: &Identity) -> Result<Address, BundleFault> {
    let file = File::open(path).map_err(BundleFault::Stick)?;
    let address = label_of(BufReader::new(file)).map_err(super::stick)?;
    let certificate = &identity.enrolment.certificate;
    if address.gateway != identity.enrolment.gateway.id() {
        return Err(BundleFault::OtherGateway);
    }
    if address.station != certificate.station || address.device != certificate.device {
        return Err(other_station(&address));
    }
    match address.way {
        Way::Down => Ok(address),
        Way::Up => Err(BundleFault::GoesUp),
    }
}

pub(super) fn other_station(address: &Address) -> BundleFault {
    BundleFault::OtherStation { station: address.station.clone(), device: address.device.get() }
}

/// To whom a bundle that does not open is sealed.
pub(super) fn not_for_us(error: BundleError, identity: &Identity) -> BundleFault {
    match error {
        BundleError::NotForUs(Some(address)) if address.gateway != identity.enrolment.gateway.id() => {
            BundleFault::OtherGateway
        }
        BundleError::NotForUs(Some(address)) if address.way == Way::Up => BundleFault::GoesUp,
        BundleError::NotForUs(Some(address)) => other_station(&address),
        other => super::stick(other),
    }
}
