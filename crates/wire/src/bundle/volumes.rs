use super::{Addressed, BundleError, ENDING, Frame, Header, Writer};
use casework::place::{DeviceNumber, StationCode};
use std::collections::BTreeSet;
use std::fs::{self, File};
use std::io::{self, BufWriter};
use std::path::{Path, PathBuf};

/// Ending of a volume that is being written.
const UNFINISHED: &str = "part";

/// Writes a bundle into a folder, in as many volumes as it takes. Nothing has its name before all of it is on the stick;
/// what is given up before that leaves nothing behind.
pub struct Volumes<'a> {
    folder: PathBuf,
    header: Header,
    keys: Addressed<'a>,
    /// Bytes of a volume at most.
    most: u64,
    open: Option<Writer<'a, BufWriter<File>>>,
    /// Files without their names yet, in the order of the volumes.
    fresh: Vec<PathBuf>,
    bytes: u64,
}

/// A bundle that is on the stick.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Written {
    /// Its volumes.
    pub files: Vec<PathBuf>,
    /// Bytes of all of them, without the seal.
    pub bytes: u64,
}

impl<'a> Volumes<'a> {
    /// Begins the first volume. What an earlier bundle of the same device left unfinished here goes.
    ///
    /// # Errors
    /// [`BundleError::Io`].
    pub fn begin(folder: &Path, header: Header, keys: Addressed<'a>, most: u64) -> Result<Self, BundleError> {
        sweep(folder, &header)?;
        let folder = folder.to_owned();
        let mut volumes = Self { folder, header, keys, most, open: None, fresh: Vec::new(), bytes: 0 };
        volumes.open_volume()?;
        Ok(volumes)
    }

    /// Adds a frame, to a new volume when this one is full.
    ///
    /// # Errors
    /// [`BundleError::Io`].
    pub fn add(&mut self, frame: &Frame) -> Result<(), BundleError> {
        let full = self.open.as_ref().is_some_and(|open| !open.has_room(frame, self.most));
        if full {
            self.header.before = self.close_volume(true)?;
            self.header.volume += 1;
            self.open_volume()?;
        }
        match &mut self.open {
            Some(open) => open.add(frame),
            None => Err(io::Error::from(io::ErrorKind::BrokenPipe).into()),
        }
    }

    fn open_volume(&mut self) -> Result<(), BundleError> {
        let path = self.folder.join(format!("{}.{UNFINISHED}", self.header.address().file_name(1)));
        let path = path.with_file_name(format!("{}~{}", name_of(&path), self.header.volume));
        self.fresh.push(path.clone());
        let out = BufWriter::with_capacity(256 * 1024, File::create(&path)?);
        self.open = Some(Writer::begin(out, &self.header, &self.keys)?);
        Ok(())
    }

    /// Ends the open volume; it is on the stick when this returns. Gives the hash that the next one names.
    fn close_volume(&mut self, more: bool) -> Result<seal::Digest, BundleError> {
        let Some(open) = self.open.take() else { return Ok(self.header.before) };
        self.bytes += open.bytes();
        let (out, running) = open.finish(more)?;
        out.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()?;
        Ok(running)
    }

    /// Ends the bundle: gives every volume its name when all of them are on the stick.
    ///
    /// # Errors
    /// [`BundleError::Io`].
    pub fn finish(mut self) -> Result<Written, BundleError> {
        self.close_volume(false)?;
        let volumes = self.header.volume;
        let mut files = Vec::with_capacity(self.fresh.len());
        for (volume, fresh) in (1..).zip(&self.fresh) {
            let address = super::Address { volume, ..self.header.address() };
            let path = self.folder.join(address.file_name(volumes));
            fs::rename(fresh, &path)?;
            files.push(path);
        }
        self.fresh.clear();
        sync_folder(&self.folder)?;
        Ok(Written { files, bytes: self.bytes })
    }
}

impl Drop for Volumes<'_> {
    /// Given up: on a full stick the room is needed, and on a pulled one there is nothing to be done.
    fn drop(&mut self) {
        self.open = None;
        for path in &self.fresh {
            let _ = fs::remove_file(path);
        }
    }
}

fn name_of(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

/// The first number from `from` on that no bundle of the device in the folder has, or its answer: one from a life of the
/// data that a backup was put back over may lie there, and must not be written over.
///
/// # Errors
/// A folder that cannot be read.
pub fn free_number(
    folder: &Path,
    station: &StationCode,
    device: DeviceNumber,
    from: u64,
) -> Result<u64, BundleError> {
    let ours = beginning(station, device);
    let mut taken = BTreeSet::new();
    for entry in fs::read_dir(folder)? {
        let name = name_of(&entry?.path());
        let number = name.strip_prefix(&ours).and_then(|rest| rest.split(['-', '.']).next()?.parse().ok());
        taken.extend::<Option<u64>>(number);
    }
    Ok((from..).find(|number| !taken.contains(number)).unwrap_or(from))
}

fn beginning(station: &StationCode, device: DeviceNumber) -> String {
    format!("{station}-{}-", device.get())
}

/// Removes what a stick that was pulled still holds of this device.
fn sweep(folder: &Path, header: &Header) -> Result<(), BundleError> {
    let ours = beginning(&header.station, header.device);
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        let name = name_of(&path);
        if name.starts_with(&ours) && name.contains(&format!(".{ENDING}.{UNFINISHED}~")) {
            fs::remove_file(&path)?;
        }
    }
    Ok(())
}

/// Some kinds of sticks cannot do it; their own order of writing has to do then.
fn sync_folder(folder: &Path) -> Result<(), BundleError> {
    match File::open(folder).and_then(|folder| folder.sync_all()) {
        Err(error) if matches!(error.kind(), io::ErrorKind::InvalidInput | io::ErrorKind::Unsupported) => {
            Ok(())
        }
        done => Ok(done?),
    }
}
