//! What a bundle needs of the store: what is to be carried, and how to take in what came back late or twice.

use crate::settings::{self, Setting};
use crate::uploads::{STILL_GOES, UNWANTED};
use crate::{Identity, Store, StoreError, Upload, audit};
use casework::case::FileHash;
use casework::moment::Moment;
use serde::Serialize;
use sqlite_kit::Prepared as _;
use wire::batch::FileState;

/// What the audit chain keeps of a bundle that left.
#[derive(Serialize)]
struct Left {
    bundle: u64,
    entries: u64,
    files: u64,
}

impl Store {
    /// The number that the next bundle may have at least.
    ///
    /// # Errors
    /// Unreadable value or database.
    pub fn next_bundle(&self) -> Result<u64, StoreError> {
        Ok(self.setting::<u64>(Setting::Bundles)?.unwrap_or(0) + 1)
    }

    /// The number of a bundle, kept before anything of it is written: no two bundles have the same one. It is `number`, or a
    /// later one where that was given meanwhile. `entries` and `files` wait and are going to be in it.
    ///
    /// # Errors
    /// Database.
    pub fn begin_bundle(
        &mut self,
        number: u64,
        entries: u64,
        files: u64,
        who: &str,
        at: Moment,
    ) -> Result<u64, StoreError> {
        self.write(|w| {
            let bundle = number.max(settings::get::<u64>(w, Setting::Bundles)?.unwrap_or(0) + 1);
            settings::set(w, Setting::Bundles, &bundle)?;
            audit::add(w, at, who, "bundle", &Left { bundle, entries, files })?;
            Ok(bundle)
        })
    }

    /// How many entries of a lane are to be carried, because they wait for a verdict or the gateway lacks them, and the bytes
    /// of their payloads.
    ///
    /// # Errors
    /// Database.
    pub fn waiting_size(&self, identity: &Identity, lane: u8) -> Result<(u64, u64), StoreError> {
        let lacks_from = self.lacks_from(identity, lane)?.unwrap_or(i64::MAX as u64);
        Ok(self.db.connection().ask(
            "SELECT count(*), coalesce(sum(length(payload) + length(header)), 0) FROM outbox
             WHERE epoch = ?1 AND lane = ?2 AND (verdict IS NULL OR seq >= ?3)",
            (identity.epoch.to_string(), lane, lacks_from),
            |r| Ok((r.get(0)?, r.get(1)?)),
        )?)
    }

    /// How many files the gateway does not have whole and waits for, and their bytes.
    ///
    /// # Errors
    /// Database.
    pub fn waiting_files(&self) -> Result<(u64, u64), StoreError> {
        let sql = format!("SELECT count(*), coalesce(sum(size), 0) FROM upload WHERE {STILL_GOES}");
        Ok(self.db.connection().ask(&sql, [], |r| Ok((r.get(0)?, r.get(1)?)))?)
    }

    /// How many cases have something that the gateway does not have and waits for, or that it had and lacks.
    ///
    /// # Errors
    /// Database.
    pub fn cases_to_carry(&self) -> Result<u64, StoreError> {
        let sql = format!(
            "SELECT count(*) FROM (SELECT case_id FROM outbox WHERE verdict IS NULL
             UNION SELECT case_id FROM upload WHERE {STILL_GOES}
             UNION SELECT o.case_id FROM json_each(?1) l JOIN outbox o ON o.epoch = l.value ->> '$.epoch'
               AND o.lane = l.value ->> '$.lane' AND o.seq >= l.value ->> '$.from')"
        );
        Ok(self.db.connection().ask(&sql, [self.lacks_as_json()?], |r| r.get(0))?)
    }

    /// Every file that the gateway does not have whole, whether its entry was taken or waits: a stick carries both. The
    /// case with the fewest bytes missing first.
    ///
    /// # Errors
    /// Database.
    pub fn uploads_to_carry(&self) -> Result<Vec<Upload>, StoreError> {
        let wanted = format!(
            "{STILL_GOES}
             ORDER BY (SELECT sum(v.size - v.sent) FROM upload v WHERE v.case_id = u.case_id AND v.complete = 0),
                      u.case_id, u.size"
        );
        self.uploads(&wanted, &[])
    }

    /// The gateway had so much of a file when it answered a bundle. It may have more by now: nothing is taken back; nor is
    /// it there once more because of an answer from before it was lost.
    ///
    /// # Errors
    /// Database.
    pub fn upload_reached(&mut self, state: &FileState, bundle: u64) -> Result<(), StoreError> {
        let FileState { sha256, offset, complete } = state;
        self.write(|w| {
            w.run(
                "UPDATE upload SET sent = max(sent, ?2), complete = max(complete, ?3),
                                   broken = CASE broken WHEN ?5 THEN '' ELSE broken END
                 WHERE sha256 = ?1 AND bundles < ?4",
                (sha256.as_str(), offset, i64::from(*complete), bundle, UNWANTED),
            )?;
            Ok(())
        })
    }

    /// A bundle of that number was begun once. A database that was put back has forgotten it, and goes on behind it.
    ///
    /// # Errors
    /// Database.
    pub fn note_bundle(&mut self, number: u64) -> Result<(), StoreError> {
        self.write(|w| {
            let begun = settings::get::<u64>(w, Setting::Bundles)?.unwrap_or(0);
            settings::set(w, Setting::Bundles, &number.max(begun))
        })
    }

    /// The gateway waited for these files when it answered a bundle. Those that it had when that was begun it has lost; those
    /// that were let go, because their entry was held, belong to an entry that it took after all, as one does that was
    /// restored. Both go once more; gives how many. What it got since is not meant.
    ///
    /// # Errors
    /// Database.
    pub fn uploads_go_again(&mut self, files: &[FileHash], bundle: u64) -> Result<u64, StoreError> {
        self.write(|w| {
            let mut again = 0;
            for file in files {
                let changed = w.run(
                    "UPDATE upload SET sent = iif(complete = 1, 0, sent), complete = 0,
                                       broken = iif(broken = ?3, '', broken)
                     WHERE sha256 = ?1 AND (complete = 1 AND bundles < ?2 OR complete = 0 AND broken = ?3)",
                    (file.as_str(), bundle, UNWANTED),
                )?;
                again += u64::from(changed > 0);
            }
            Ok(again)
        })
    }
}
