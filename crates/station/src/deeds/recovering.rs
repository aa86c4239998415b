//! Back to one's data when the password is forgotten or the device secret is gone: the data key lies sealed to the province
//! beside the other keys, and what the county brings back for it opens the folder once more.

use super::bundles::existing;
use super::desk_state;
use super::session::{refuse_foreign_clock, sit_down, strong};
use crate::Desk;
use crate::desk::{Clerk, Opened};
use crate::vault::Vault;
use crate::view::*;
use seal::{Digest, Signature};
use sqlite_kit::DbError;
use station_store::{Setting, Store, StoreError};
use std::fs;
use std::path::Path;
use wire::recovery::{self, LARGEST, Origin, Recovery, RecoveryCode};

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

/// Gives the chief a new password by what the county brought back, and logs him in. Nothing is changed before the database
/// has opened under the key that came back.
///
/// # Errors
/// A weak password, a recovery file of another folder, a code that does not belong to it, a name that is no chief's, a
/// program that has the folder open, a database that is damaged.
pub fn desk_recover(desk: &Desk, input: RecoverInput) -> Result<DeskState, Failure> {
    strong(&input.password)?;
    let code: RecoveryCode = input.code.parse().map_err(|_| Failure::new(ErrorCode::RecoveryCode, ""))?;
    let path = existing(&input.file)?;
    let brought = brought(&path)?;
    let folder = brought.origin.folder.clone();
    // where the key file is gone or spoilt as well, the database tells whether it is the right one
    if desk.vault.name().is_ok_and(|name| name != folder) {
        return Err(Failure::new(ErrorCode::RecoveryFile, ""));
    }
    let key = brought.open(&code)?;
    let mut store = opened_by(desk, &key)?;
    refuse_foreign_clock(desk, &store)?;
    let clerk = chief(&store, input.clerk.trim())?;
    store.note_recovery(&clerk.name, desk.now())?;
    desk.vault.recover(&key, &folder, &clerk.name, &input.password)?;
    use_up(&path);
    sit_down(desk, store, key, clerk)?;
    desk_state(desk, Nothing {})
}

fn brought(path: &Path) -> Result<Recovery, Failure> {
    let lost = |_| Failure::new(ErrorCode::Stick, "");
    let about = fs::metadata(path).map_err(lost)?;
    if !about.is_file() || about.len() > LARGEST {
        return Err(Failure::new(ErrorCode::RecoveryFile, ""));
    }
    Ok(Recovery::from_bytes(&fs::read(path).map_err(lost)?)?)
}

fn opened_by(desk: &Desk, key: &seal::slot::DataKey) -> Result<Store, Failure> {
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

/// A recovery file serves once: what still lies on a stick may be found by somebody.
fn use_up(path: &Path) {
    if let Err(error) = fs::remove_file(path) {
        tracing::warn!(%error, "the recovery file still lies where it was");
    }
}
