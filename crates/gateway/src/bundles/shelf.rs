//! What somebody brought on a stick, taken in and answered: for the command line and for the console.

use super::{ImportError, Taken, reply, take};
use casework::moment::Moment;
use casework::place::{CountyCode, DeviceNumber, StationCode};
use gateway_store::{DeviceId, Store};
use serde::Serialize;
use std::collections::BTreeMap;
use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};
use wire::bundle::{Address, BundleError, VOLUME, label_of};

/// Who brings it, and from whose stations it may be.
pub struct Bearer<'a> {
    /// For the audit chain.
    pub who: &'a str,
    /// Only of this county.
    pub county: Option<&'a CountyCode>,
}

/// What came of all that was brought.
#[derive(Debug, Default, Serialize)]
pub struct Delivery {
    /// The volumes.
    pub bundles: Vec<Brought>,
    /// The answers, to be carried back.
    pub replies: Vec<Answered>,
}

/// One volume.
#[derive(Debug, Default, Serialize)]
pub struct Brought {
    /// Name of its file.
    pub file: String,
    /// The station, as known here; empty when the bundle does not open.
    pub station: String,
    /// Number of the bundle.
    pub number: u64,
    /// Volume.
    pub volume: u32,
    /// Entries taken, now or before.
    pub entries: u64,
    /// Files that are whole now.
    pub files: u64,
    /// What a person must know.
    pub notes: Vec<Note>,
}

/// A sentence and what to do.
#[derive(Debug, Serialize)]
pub struct Note {
    /// For programs.
    pub code: &'static str,
    /// What is so.
    pub message: String,
    /// What to do.
    pub next: String,
}

/// A bundle that goes back.
#[derive(Debug, Serialize)]
pub struct Answered {
    /// The station.
    pub station: String,
    /// Names of its volumes.
    pub files: Vec<String>,
    /// Bytes.
    pub bytes: u64,
}

impl Note {
    fn new(code: &'static str, detail: impl ToString) -> Self {
        let said = wording::bundle_word(code, &detail.to_string());
        Self { code, message: said.message, next: said.next }
    }
}

/// Takes everything in, in the order in which it was made, and writes the answers into a folder. What cannot be taken is
/// told and stops nothing else.
///
/// # Errors
/// The store's own faults: the same call again goes on where it stopped.
pub fn deliver(
    store: &Store,
    paths: &[PathBuf],
    out: &Path,
    bearer: &Bearer<'_>,
    now: impl Fn() -> Moment,
) -> Result<Delivery, ImportError> {
    deliver_in(store, paths, out, bearer, VOLUME, now)
}

/// The same, with answers in volumes of another size.
pub(crate) fn deliver_in(
    store: &Store,
    paths: &[PathBuf],
    out: &Path,
    bearer: &Bearer<'_>,
    volume: u64,
    now: impl Fn() -> Moment,
) -> Result<Delivery, ImportError> {
    let mut delivery = Delivery::default();
    let mut by_device: BTreeMap<(StationCode, DeviceNumber), Vec<Taken>> = BTreeMap::new();
    for path in in_order(paths) {
        let (mut brought, taken) = bring(store, &path, bearer, &now)?;
        if let Some(taken) = taken {
            brought.station = store.station_name(&taken.header.station)?;
            let key = (taken.header.station.clone(), taken.header.device);
            by_device.entry(key).or_default().push(taken);
        }
        delivery.bundles.push(brought);
    }
    for ((station, device), taken) in &by_device {
        let owner = DeviceId { station: station.clone(), device: *device };
        for number in taken.iter().map(|taken| taken.header.number) {
            store.note_bundle(&owner, number, bearer.who, now())?;
        }
        let written = reply(store, taken, out, volume, now())?;
        delivery.replies.extend(written.map(|written| Answered {
            station: store.station_name(station).unwrap_or_default(),
            files: written.files.iter().map(|path| name_of(path)).collect(),
            bytes: written.bytes,
        }));
    }
    tell_of_volumes(&mut delivery, &by_device);
    Ok(delivery)
}

/// Bundles of a device by number and volume; what cannot be read comes last.
fn in_order(paths: &[PathBuf]) -> Vec<PathBuf> {
    let address =
        |path: &PathBuf| -> Option<Address> { label_of(BufReader::new(File::open(path).ok()?)).ok() };
    let mut paths: Vec<(Option<Address>, PathBuf)> =
        paths.iter().map(|path| (address(path), path.clone())).collect();
    paths.sort_by_cached_key(|(address, path)| match address {
        Some(address) => (
            0,
            address.station.to_string(),
            address.device.get(),
            address.number,
            address.volume,
            path.clone(),
        ),
        None => (1, String::new(), 0, 0, 0, path.clone()),
    });
    paths.into_iter().map(|(_, path)| path).collect()
}

fn bring(
    store: &Store,
    path: &Path,
    bearer: &Bearer<'_>,
    now: &impl Fn() -> Moment,
) -> Result<(Brought, Option<Taken>), ImportError> {
    let mut brought = Brought { file: name_of(path), ..Brought::default() };
    let (taken, done) = match take(store, path, bearer.county, now) {
        Ok((taken, done)) => (Some(taken), done),
        Err(error) => (None, Err(error)),
    };
    if let Some(taken) = &taken {
        (brought.number, brought.volume) = (taken.header.number, taken.header.volume);
        (brought.entries, brought.files) = (taken.entries, taken.files);
        brought.notes = notes(taken);
    }
    match done {
        Ok(()) => {}
        Err(ImportError::Store(error)) => return Err(error.into()),
        Err(error) => brought.notes.push(refusal(&error)),
    }
    Ok((brought, taken))
}

fn notes(taken: &Taken) -> Vec<Note> {
    let faults = &taken.faults;
    let counted = [
        ("waiting", faults.waiting),
        ("damaged", faults.damaged),
        ("refused", faults.refused),
        ("held", taken.held),
    ];
    let gaps = faults.missing.values().map(|(first, last)| match first == last {
        true => Note::new("gap", first),
        false => Note::new("gap", format!("{first}–{last}")),
    });
    let fork = faults.fork.then(|| Note::new("fork", ""));
    let counted = counted.into_iter().filter(|(_, count)| *count > 0);
    gaps.chain(fork).chain(counted.map(|(code, count)| Note::new(code, count))).collect()
}

fn refusal(error: &ImportError) -> Note {
    match error {
        ImportError::Bundle(BundleError::Foreign) => Note::new("foreign", ""),
        ImportError::Bundle(BundleError::Cut) => Note::new("cut", ""),
        ImportError::Bundle(BundleError::Altered) => Note::new("altered", ""),
        ImportError::Bundle(BundleError::Newer) => Note::new("newer", ""),
        ImportError::Bundle(BundleError::Forged) => Note::new("forged", ""),
        ImportError::Bundle(BundleError::NotForUs(_)) | ImportError::OtherGateway => {
            Note::new("other_gateway", "")
        }
        ImportError::Bundle(BundleError::Io(_)) | ImportError::Store(_) => Note::new("stick", ""),
        ImportError::UnknownStation { station, device } => {
            Note::new("unknown_station", format!("站点 {station} 的第 {device} 台电脑"))
        }
        ImportError::GoesDown(station) => Note::new("goes_down", station),
        ImportError::OtherCounty(station) => Note::new("other_county", station),
    }
}

/// A volume that says that another follows, which did not come.
fn tell_of_volumes(delivery: &mut Delivery, taken: &BTreeMap<(StationCode, DeviceNumber), Vec<Taken>>) {
    for taken in taken.values() {
        for last in taken.iter().filter(|taken| taken.end.is_some_and(|end| end.more)) {
            let (number, next) = (last.header.number, last.header.volume + 1);
            if taken.iter().any(|other| (other.header.number, other.header.volume) == (number, next)) {
                continue;
            }
            let name = |brought: &&mut Brought| (brought.number, brought.volume) == (number, next - 1);
            if let Some(brought) = delivery.bundles.iter_mut().find(name) {
                brought.notes.push(Note::new("volume", next));
            }
        }
    }
}

fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}
