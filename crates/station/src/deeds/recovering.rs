//! Back to one's data when the password is forgotten or the device secret is gone: the data key lies sealed to the province
//! beside the other keys, and what the county brings back for it opens the folder once more.

use super::bundles::{existing, plugged_in};
use super::desk_state;
use super::session::{refuse_foreign_clock, sit_down, strong};
use crate::Desk;
use crate::desk::{Clerk, Opened};
use crate::vault::Vault;
use crate::view::*;
use seal::slot::DataKey;
use seal::{Digest, Signature};
use sqlite_kit::DbError;
use station_store::{Setting, Store, StoreError};
use std::fs::{self, File};
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};
use wire::recovery::{self, ENDING, LARGEST, Origin, Recovery, RecoveryCode, SEALED_KEY};

/// Sees to it that the data key lies sealed beside the other keys, for this enrolment and as it was written. What goes wrong
/// keeps nobody from his work: the next log-in tries again.
pub(crate) fn keep_recoverable(desk: &Desk) {
    let mut opened = desk.opened();
    let Some(open) = opened.as_mut() else { return };
    if let Err(failure) = seal_data_key(open, &desk.vault) {
        tracing::warn!(code = failure.code.key(), "the data key is not sealed for recovery");
    }
}

fn seal_data_key(open: &mut Opened, vault: &Vault) -> Result<(), Failure> {
    let Some(identity) = open.store.identity()? else { return Ok(()) };
    let enrolment = identity.enrolment;
    let noted: Option<(Signature, Digest)> = open.store.setting(Setting::SealedKey)?;
    let lies = vault.sealed_key().map(|sealed| (enrolment.signature, Digest::of(&sealed)));
    if lies.is_some() && lies == noted {
        return Ok(());
    }
    let certificate = enrolment.certificate;
    let origin = Origin { station: certificate.station, device: certificate.device, folder: vault.name()? };
    let sealed = recovery::seal(&open.key, &origin, &enrolment.recovery)?;
    vault.keep_sealed_key(&sealed)?;
    Ok(open.store.set(Setting::SealedKey, &(enrolment.signature, Digest::of(&sealed)))?)
}

/// What lies here to be carried to the county, and the sticks that are plugged in. Nobody has to be logged in.
///
/// # Errors
/// None.
pub fn recovery_state(desk: &Desk, _: Nothing) -> Result<RecoveryView, Failure> {
    Ok(RecoveryView {
        folder: desk.settings.folder.to_string_lossy().into_owned(),
        sealed: desk.vault.sealed_key().is_some(),
        sticks: plugged_in(),
    })
}

/// Copies the sealed data key onto a stick, to be carried to the county; gives the file. A courier may carry those of several
/// stations, so each has a name of its own, and the same one twice is one.
///
/// # Errors
/// Nothing is sealed here, no stick, a stick that is full.
pub fn recovery_carry(desk: &Desk, input: BundlePlace) -> Result<BundlePlace, Failure> {
    let sealed = desk.vault.sealed_key().ok_or_else(|| Failure::new(ErrorCode::NotFound, SEALED_KEY))?;
    let place = existing(&input.path)?;
    let name = Digest::of(&sealed).to_string();
    let file = place.join(format!("recovery-{}.age", &name[..8]));
    put_on_stick(&file, &sealed).map_err(|error| match error.kind() {
        ErrorKind::StorageFull => Failure::new(ErrorCode::StickFull, ""),
        _ => lost(error),
    })?;
    Ok(BundlePlace { path: file.to_string_lossy().into_owned() })
}

/// On the stick itself when it returns: it is pulled next.
fn put_on_stick(path: &Path, bytes: &[u8]) -> std::io::Result<()> {
    let mut file = File::create(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}

/// Gives the chief a new password by what the county brought back, and logs him in. Nothing is changed before the database
/// has opened under the key that came back.
///
/// # Errors
/// A weak password, no recovery file, one of another folder, a code that does not belong to it, a name that is no chief's,
/// a program that has the folder open, a database that is damaged.
pub fn desk_recover(desk: &Desk, input: RecoverInput) -> Result<Recovered, Failure> {
    strong(&input.password)?;
    let code: RecoveryCode = input.code.parse().map_err(|_| Failure::new(ErrorCode::RecoveryCode, ""))?;
    let Brought { file, folder, key } = brought(desk, &existing(&input.file)?, &code)?;
    let mut store = opened_by(desk, &key)?;
    refuse_foreign_clock(desk, &store)?;
    let clerk = chief(&store, input.clerk.trim())?;
    store.note_recovery(&clerk.name, desk.now())?;
    desk.vault.recover(&key, &folder, &clerk.name, &input.password)?;
    let left = if use_up(&file) { String::new() } else { file.to_string_lossy().into_owned() };
    sit_down(desk, store, key, clerk)?;
    Ok(Recovered { desk: desk_state(desk, Nothing {})?, left })
}

/// What the county brought, opened by its code.
struct Brought {
    file: PathBuf,
    folder: String,
    key: DataKey,
}

/// Opens the file that lies there; of those on a stick the one that is for this folder and this code.
fn brought(desk: &Desk, place: &Path, code: &RecoveryCode) -> Result<Brought, Failure> {
    let mut refused = Failure::new(ErrorCode::RecoveryNone, "");
    for file in files_at(place)? {
        match unwrapped(desk, &file, code) {
            Ok((folder, key)) => return Ok(Brought { file, folder, key }),
            // a file of ours that wants another code says more than those of strangers
            Err(failure) if refused.code != ErrorCode::RecoveryCode => refused = failure,
            Err(_) => {}
        }
    }
    Err(refused)
}

/// A courier's stick holds the files of several stations, perhaps an older one of ours as well.
fn files_at(place: &Path) -> Result<Vec<PathBuf>, Failure> {
    if !place.is_dir() {
        return Ok(vec![place.to_owned()]);
    }
    let mut files = Vec::new();
    for entry in fs::read_dir(place).map_err(lost)? {
        let path = entry.map_err(lost)?.path();
        if path.to_string_lossy().ends_with(ENDING) {
            files.push(path);
        }
    }
    Ok(files)
}

/// The data key in a recovery file, and the folder that it is for.
fn unwrapped(desk: &Desk, file: &Path, code: &RecoveryCode) -> Result<(String, DataKey), Failure> {
    let recovery = read(file)?;
    // where the key file is gone or spoilt as well, the database tells whether it is the right one
    if desk.vault.name().is_ok_and(|name| name != recovery.origin.folder) {
        return Err(Failure::new(ErrorCode::RecoveryFile, ""));
    }
    let key = recovery.open(code)?;
    Ok((recovery.origin.folder, key))
}

fn read(file: &Path) -> Result<Recovery, Failure> {
    let about = fs::metadata(file).map_err(lost)?;
    if !about.is_file() || about.len() > LARGEST {
        return Err(Failure::new(ErrorCode::RecoveryFile, ""));
    }
    Ok(Recovery::from_bytes(&fs::read(file).map_err(lost)?)?)
}

fn lost(_: std::io::Error) -> Failure {
    Failure::new(ErrorCode::Stick, "")
}

fn opened_by(desk: &Desk, key: &DataKey) -> Result<Store, Failure> {
    match Store::open(&desk.settings.folder, key) {
        Err(StoreError::Db(DbError::WrongKey)) => Err(Failure::new(ErrorCode::RecoveryFile, "")),
        other => Ok(other?),
    }
}

/// The chief of that name; without a name the first there is.
fn chief(store: &Store, name: &str) -> Result<Clerk, Failure> {
    let staff = store.clerks()?.into_iter();
    let mut chiefs = staff.filter(|(_, role)| role.may_manage_staff());
    let found = chiefs.find(|(chief, _)| name.is_empty() || chief == name);
    let (name, role) = found.ok_or_else(|| Failure::new(ErrorCode::NotAllowed, ""))?;
    Ok(Clerk { name, role })
}

/// A recovery file serves once: what still lies on a stick may be found by somebody. Whether it is gone.
fn use_up(path: &Path) -> bool {
    let gone = fs::remove_file(path);
    if let Err(error) = &gone {
        tracing::warn!(%error, "the recovery file still lies where it was");
    }
    // not every stick can be told to write its folder at once
    let _ = path.parent().map(|place| File::open(place)?.sync_all());
    gone.is_ok()
}
