//! What a bundle needs of the store: whose it is, and the stored words on what it carried.

use crate::accept::{Stand, stand};
use crate::{DeviceId, Store, StoreError, replay, row};
use casework::case::FileHash;
use casework::moment::Moment;
use casework::place::StationCode;
use rusqlite::Connection;
use seal::{Digest, PublicKey};
use wire::PushAnswer;
use wire::batch::{FileState, LogId};

impl Store {
    /// The key by which a device signs.
    ///
    /// # Errors
    /// [`StoreError::NotAuthorised`] for a device that is not known.
    pub fn key_of(&self, owner: &DeviceId) -> Result<PublicKey, StoreError> {
        self.read(|db| crate::enrol::device_key(db, &owner.station, owner.device))
    }

    /// Last sequence taken of a log, and the chain hash there.
    ///
    /// # Errors
    /// Database errors.
    pub fn stand_of(&self, log: &LogId) -> Result<(u64, Digest), StoreError> {
        let Stand { accepted_through, head } = self.read(|db| stand(db, log))?;
        Ok((accepted_through, head))
    }

    /// The words on the entries of a log from one sequence to another, as their pushes were answered; what was not taken
    /// is left out.
    ///
    /// # Errors
    /// Database errors.
    pub fn answer_between(&self, log: &LogId, first: u64, last: u64) -> Result<PushAnswer, StoreError> {
        let (mut answer, files) = self.read(|db| {
            let Stand { accepted_through, head } = stand(db, log)?;
            let (verdicts, proofs) =
                replay::words(db, log, first, last)?.into_iter().unzip::<_, _, Vec<_>, Vec<_>>();
            let proofs = proofs.into_iter().flatten().collect();
            let answer =
                PushAnswer { accepted_through, head, verdicts, proofs, files: Vec::new(), waits: None };
            Ok((answer, files_between(db, log, first, last)?))
        })?;
        answer.files = self.states_of(&log.station, &files)?;
        Ok(answer)
    }

    /// How much of each file of a station is here; files that no entry named are left out.
    ///
    /// # Errors
    /// Database errors.
    pub fn file_states(
        &self,
        station: &StationCode,
        files: &[FileHash],
    ) -> Result<Vec<FileState>, StoreError> {
        self.states_of(station, files)
    }

    /// Keeps in the audit chain that a bundle was read, and who read it.
    ///
    /// # Errors
    /// Database errors.
    pub fn note_bundle(
        &self,
        owner: &DeviceId,
        number: u64,
        who: &str,
        now: Moment,
    ) -> Result<(), StoreError> {
        let about = format!("{} {} {number}", owner.station, owner.device.get());
        let who = who.to_owned();
        self.write(move |db| crate::audit::note(db, now, &who, "bundle.import", &about))
    }
}

fn files_between(db: &Connection, log: &LogId, first: u64, last: u64) -> Result<Vec<FileHash>, StoreError> {
    let mut rows = db.prepare_cached(
        "SELECT DISTINCT f.sha256 FROM entry e JOIN case_file f ON f.case_id = e.case_id
         WHERE e.station = ?1 AND e.device = ?2 AND e.epoch = ?3 AND e.lane = ?4 AND e.seq BETWEEN ?5 AND ?6",
    )?;
    let (station, device, epoch) = (log.station.as_str(), log.device.get(), log.epoch.to_string());
    let range = (station, device, epoch, log.lane, row::int(first), row::int(last));
    let files = rows.query_map(range, |r| r.get::<_, String>(0))?;
    files.map(|file| row::text(&file?)).collect()
}
