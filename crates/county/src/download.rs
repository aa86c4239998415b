//! Fetches a file so that a broken line costs only what was not yet written.

use crate::{CountyError, Link, NamedFile, disk, verify};
use casework::number::ReceiptNumber;
use seal::digest::Hasher;
use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek as _, SeekFrom, Write as _};
use std::path::Path;

/// Continues `part` to the whole file and leaves it verified and synced. Bytes that turn out wrong are thrown away,
/// since what they would be continued with could never make the file.
pub(crate) fn complete(
    link: &Link,
    wanted: &NamedFile,
    number: &ReceiptNumber,
    part: &Path,
) -> Result<(), CountyError> {
    disk::make_folder_of(part)?;
    let on_disk = CountyError::disk;
    let opened = OpenOptions::new().create(true).truncate(false).read(true).write(true).open(part);
    let mut file = opened.map_err(on_disk(part))?;
    let have = file.seek(SeekFrom::End(0)).map_err(on_disk(part))?;
    if have < wanted.size {
        let (mut answer, goes_on) = link.file(&wanted.sha256, have)?;
        let start = if goes_on { have } else { 0 };
        file.set_len(start).and_then(|()| file.seek(SeekFrom::Start(start))).map_err(on_disk(part))?;
        append(&mut answer, &mut file, wanted.size - start, part)?;
    }
    file.sync_all().map_err(on_disk(part))?;
    if holds(part, wanted).map_err(on_disk(part))? {
        return Ok(());
    }
    let length = file.metadata().map_err(on_disk(part))?.len();
    if length >= wanted.size {
        std::fs::remove_file(part).map_err(on_disk(part))?;
        return Err(CountyError::Material(number.clone()));
    }
    Err(CountyError::NotAGateway)
}

/// One byte more than wanted is read at most, so that an endless answer cannot fill the disk.
fn append(answer: &mut impl Read, file: &mut File, missing: u64, part: &Path) -> Result<(), CountyError> {
    let mut piece = vec![0; 64 * 1024];
    let mut answer = answer.take(missing + 1);
    loop {
        match answer.read(&mut piece) {
            Ok(0) => return Ok(()),
            Ok(length) => file.write_all(&piece[..length]).map_err(CountyError::disk(part))?,
            Err(broken) if broken.kind() == io::ErrorKind::Interrupted => {}
            Err(broken) => return Err(CountyError::Cut(broken)),
        }
    }
}

/// True when the file at `path` is exactly the wanted one.
pub(crate) fn holds(path: &Path, wanted: &NamedFile) -> io::Result<bool> {
    let mut file = File::open(path)?;
    if file.metadata()?.len() != wanted.size {
        return Ok(false);
    }
    let mut hasher = Hasher::default();
    let mut piece = vec![0; 64 * 1024];
    loop {
        match file.read(&mut piece)? {
            0 => return Ok(verify::is_named(hasher.finish(), &wanted.sha256)),
            length => hasher.update(&piece[..length]),
        }
    }
}
