//! Files on the disk. Whole ones are named by their SHA-256 (`files/ab/abcd…`), growing ones by station and hash
//! (`partial/STATION-abcd…`); how much of a growing file is here is its length, or where it has a hole ([`crate::chunks`]).

use crate::StoreError;
use crate::chunks::{Chunks, Growing};
use casework::case::FileHash;
use casework::place::StationCode;
use seal::digest::Hasher;
use std::fs::{self, File, OpenOptions};
use std::io::{Read as _, Write as _};
use std::path::{Path, PathBuf};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Files that may grow at the same time without waiting for each other.
const TURNS: usize = 64;

pub(crate) struct Blobs {
    files: PathBuf,
    partial: PathBuf,
    turns: [Mutex<()>; TURNS],
}

/// A file's turn, until it is dropped.
pub(crate) struct Turn<'a> {
    _here: MutexGuard<'a, ()>,
    _everywhere: File,
}

impl Blobs {
    pub(crate) fn open(data: &Path) -> Result<Self, StoreError> {
        let (files, partial) = (data.join("files"), data.join("partial"));
        for folder in [&files, &partial] {
            fs::create_dir_all(folder).map_err(|e| StoreError::file(folder, e))?;
        }
        Ok(Self { files, partial, turns: [const { Mutex::new(()) }; TURNS] })
    }

    /// One at a time for one file; a newer request waits for the older one's piece. Also between programs: sticks are taken
    /// in beside the gateway that serves.
    pub(crate) fn turn(&self, file: &FileHash) -> Result<Turn<'_>, StoreError> {
        let at = file.as_str().bytes().take(4).fold(0usize, |sum, b| sum * 31 + usize::from(b)) % TURNS;
        let here = self.turns[at].lock().unwrap_or_else(PoisonError::into_inner);
        let path = self.partial.join(format!("turn-{at:02}"));
        let failed = |e| StoreError::file(&path, e);
        let everywhere = OpenOptions::new().create(true).append(true).open(&path).map_err(failed)?;
        everywhere.lock().map_err(failed)?;
        Ok(Turn { _here: here, _everywhere: everywhere })
    }

    /// Bytes of a growing file that are here.
    pub(crate) fn have(&self, station: &StationCode, file: &FileHash) -> u64 {
        let growing = self.growing(station, file);
        growing.hole().map_or_else(|| growing.length(), |hole| hole.next)
    }

    /// Appends a piece, or puts it where something has to come again; it is on the disk when this returns. `ends` says
    /// whether the file ends at a length that the piece reaches.
    pub(crate) fn append(
        &self,
        station: &StationCode,
        file: &FileHash,
        bytes: &[u8],
        chunks: &Chunks,
        ends: impl Fn(u64) -> bool,
    ) -> Result<u64, StoreError> {
        let growing = self.growing(station, file);
        if let Some(hole) = growing.hole() {
            if growing.fill(hole, bytes)? {
                growing.check(hole.next..hole.end, growing.length(), chunks)?;
            }
            return Ok(self.have(station, file));
        }
        let before = growing.length();
        let path = growing.path();
        let failed = |e| StoreError::file(path, e);
        let new = !path.exists();
        let mut out = OpenOptions::new().create(true).append(true).open(path).map_err(failed)?;
        out.write_all(bytes).map_err(failed)?;
        out.sync_data().map_err(failed)?;
        if new {
            sync_folder_of(path)?;
        }
        let have = growing.length();
        growing.check(before..have, if ends(have) { have } else { u64::MAX }, chunks)?;
        Ok(have)
    }

    /// A growing file is said to be whole: keeps it under its name. When its bytes do not make the name, the chunk at fault
    /// has to come again, or all of it where none is known.
    pub(crate) fn finish(&self, station: &StationCode, file: &FileHash) -> Result<(), StoreError> {
        let growing = self.growing(station, file);
        if hash_of(growing.path())? != file.as_str() {
            return Err(growing.fault()?);
        }
        self.name(growing.path(), file)?;
        growing.clear_beside()
    }

    /// Keeps bytes made here.
    pub(crate) fn keep(&self, bytes: &[u8]) -> Result<FileHash, StoreError> {
        let file: FileHash = crate::row::text(&seal::Digest::of(bytes).to_string())?;
        let fresh = self.partial.join(format!("fresh-{file}-{}", seal::KeyId(seal::sign::random()?)));
        let failed = |e| StoreError::file(&fresh, e);
        let mut out = File::create(&fresh).map_err(failed)?;
        out.write_all(bytes).map_err(failed)?;
        out.sync_all().map_err(failed)?;
        self.name(&fresh, &file)?;
        Ok(file)
    }

    /// A whole file.
    pub(crate) fn read(&self, file: &FileHash) -> Result<Vec<u8>, StoreError> {
        let path = self.whole(file);
        match fs::read(&path) {
            Err(e) if e.kind() == std::io::ErrorKind::NotFound => Err(StoreError::NotFound),
            read => read.map_err(|e| StoreError::file(&path, e)),
        }
    }

    /// Whether a whole file is here, with the bytes that make its name. Other bytes under that name are laid aside, with
    /// `.damaged` behind it.
    pub(crate) fn holds(&self, file: &FileHash) -> Result<bool, StoreError> {
        let path = self.whole(file);
        match hash_of(&path) {
            Ok(hash) if hash == file.as_str() => Ok(true),
            Ok(_) => {
                let aside = path.with_extension("damaged");
                fs::rename(&path, &aside).map(|()| false).map_err(|e| StoreError::file(&path, e))
            }
            // gone, or out of reach for the moment: it stays as it is
            Err(_) => Ok(false),
        }
    }

    fn name(&self, path: &Path, file: &FileHash) -> Result<(), StoreError> {
        let whole = self.whole(file);
        if let Some(folder) = whole.parent().filter(|folder| !folder.exists()) {
            fs::create_dir_all(folder).map_err(|e| StoreError::file(folder, e))?;
            sync_folder_of(folder)?;
        }
        fs::rename(path, &whole).map_err(|e| StoreError::file(&whole, e))?;
        sync_folder_of(&whole)
    }

    fn growing(&self, station: &StationCode, file: &FileHash) -> Growing {
        Growing::at(self.partial.join(format!("{station}-{file}")))
    }

    fn whole(&self, file: &FileHash) -> PathBuf {
        self.files.join(&file.as_str()[..2]).join(file.as_str())
    }
}

fn hash_of(path: &Path) -> Result<String, StoreError> {
    let failed = |e| StoreError::file(path, e);
    let mut file = File::open(path).map_err(failed)?;
    let mut hasher = Hasher::default();
    let mut piece = vec![0; 64 * 1024];
    loop {
        match file.read(&mut piece).map_err(failed)? {
            0 => return Ok(hasher.finish().to_string()),
            count => hasher.update(&piece[..count]),
        }
    }
}

/// Makes a new or renamed entry durable.
pub(crate) fn sync_folder_of(path: &Path) -> Result<(), StoreError> {
    path.parent().map_or(Ok(()), sync_folder)
}

/// Makes what is in a folder stay in it.
pub(crate) fn sync_folder(folder: &Path) -> Result<(), StoreError> {
    File::open(folder).and_then(|f| f.sync_all()).map_err(|e| StoreError::file(folder, e))
}
