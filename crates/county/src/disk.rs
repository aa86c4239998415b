//! Files that are there whole or not at all.

use crate::CountyError;
use std::fs::{self, File};
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};

/// Writes beside the target, syncs, renames. Folders on the way are made.
///
/// # Errors
/// [`CountyError::Disk`]; the old file, if there was one, is untouched then.
pub fn write_whole(target: &Path, bytes: &[u8]) -> Result<(), CountyError> {
    make_folder_of(target)?;
    let part = part_of(target);
    let written = File::create(&part).and_then(|mut file| {
        file.write_all(bytes)?;
        file.sync_all()
    });
    written.map_err(CountyError::disk(&part))?;
    put_in_place(&part, target)
}

/// Gives a synced file its final name.
pub(crate) fn put_in_place(part: &Path, target: &Path) -> Result<(), CountyError> {
    make_folder_of(target)?;
    fs::rename(part, target).map_err(CountyError::disk(target))?;
    sync_folder_of(target)
}

/// Takes away what may be there: a file, or a folder with all that is in it.
pub(crate) fn take_away(path: &Path) -> Result<(), CountyError> {
    let taken = if path.is_dir() { fs::remove_dir_all(path) } else { fs::remove_file(path) };
    match taken {
        Err(error) if error.kind() != ErrorKind::NotFound => Err(CountyError::disk(path)(error)),
        _ => Ok(()),
    }
}

pub(crate) fn make_folder_of(target: &Path) -> Result<(), CountyError> {
    let folder = target.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder).map_err(CountyError::disk(folder))
}

fn part_of(target: &Path) -> PathBuf {
    let mut name = target.file_name().unwrap_or_default().to_owned();
    name.push(".part");
    target.with_file_name(name)
}

// A rename is safe from a power cut only when its folder is on the disk; Windows cannot open a folder for that.
#[cfg(unix)]
fn sync_folder_of(target: &Path) -> Result<(), CountyError> {
    let folder = target.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
    File::open(folder).and_then(|opened| opened.sync_all()).map_err(CountyError::disk(folder))
}

#[cfg(not(unix))]
fn sync_folder_of(_target: &Path) -> Result<(), CountyError> {
    Ok(())
}
