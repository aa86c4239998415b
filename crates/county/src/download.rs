//! Fetches a file so that a broken line costs only what was not yet written.

use crate::left_out::FileFault;
use crate::{CountyError, Link, NamedFile, disk, verify};
use seal::digest::Hasher;
use std::fs::{File, OpenOptions};
use std::io::{self, Read, Seek as _, SeekFrom, Write as _};
use std::path::Path;
use wire::problem::ProblemCode;

/// Why a file did not come.
pub(crate) enum Failed {
    /// The file itself is at fault: others may come.
    File(FileFault),
    /// What stands in the way of this file stands in the way of all: the line, the disk, the account.
    Pull(CountyError),
}

impl From<CountyError> for Failed {
    fn from(error: CountyError) -> Self {
        Self::Pull(error)
    }
}

/// Continues `part` to the whole file and leaves it verified and synced. A file is at fault only when it is so twice: the
/// first time it may have been what an earlier pull left of it.
pub(crate) fn complete(link: &Link, wanted: &NamedFile, part: &Path) -> Result<(), Failed> {
    disk::make_folder_of(part)?;
    match go_on(link, wanted, part) {
        Err(Failed::File(_)) => go_on(link, wanted, part),
        done => done,
    }
}

/// Bytes that turn out wrong are thrown away, since what they would be continued with could never make the file.
fn go_on(link: &Link, wanted: &NamedFile, part: &Path) -> Result<(), Failed> {
    let done = fetch_rest(link, wanted, part);
    if matches!(done, Err(Failed::File(_))) {
        disk::take_away(part)?;
    }
    done
}

fn fetch_rest(link: &Link, wanted: &NamedFile, part: &Path) -> Result<(), Failed> {
    let on_disk = CountyError::disk;
    let opened = OpenOptions::new().create(true).truncate(false).read(true).write(true).open(part);
    let mut file = opened.map_err(on_disk(part))?;
    let have = file.seek(SeekFrom::End(0)).map_err(on_disk(part))?;
    if have < wanted.size {
        let (mut answer, goes_on) = link.file(&wanted.sha256, have).map_err(whose_fault)?;
        let start = if goes_on { have } else { 0 };
        file.set_len(start).and_then(|()| file.seek(SeekFrom::Start(start))).map_err(on_disk(part))?;
        append(&mut answer, &mut file, wanted.size - start, part)?;
    }
    file.sync_all().map_err(on_disk(part))?;
    if holds(part, wanted).map_err(on_disk(part))? {
        return Ok(());
    }
    let length = file.metadata().map_err(on_disk(part))?.len();
    Err(Failed::File(if length < wanted.size { FileFault::Short } else { FileFault::Altered }))
}

/// What the gateway says of one file says nothing of the others, but where it has too much to do or nobody is logged in.
fn whose_fault(error: CountyError) -> Failed {
    let code = if let CountyError::Refused(problem) = &error { Some(problem.code) } else { None };
    match code {
        Some(ProblemCode::NotFound) => Failed::File(FileFault::Missing),
        Some(ProblemCode::Internal) => Failed::File(FileFault::Unreadable),
        // nothing of it lies where it should go on
        Some(ProblemCode::FileOffset) => Failed::File(FileFault::Short),
        _ => Failed::Pull(error),
    }
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
