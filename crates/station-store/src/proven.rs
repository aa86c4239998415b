//! Whether a version was handed in, and whether the gateway's word on it comes with its proof.

use crate::{Store, StoreError};
use casework::id::CaseId;
use rusqlite::OptionalExtension as _;
use sqlite_kit::Prepared as _;
use wire::Proof;
use wire::batch::Verdict;
use wire::entry::Epoch;

impl Store {
    /// Every version that was taken by these verdicts has its proof, beside them or here already. A verdict bears no
    /// signature: without the proof it is anybody's word.
    ///
    /// # Errors
    /// Unreadable value or database.
    pub fn all_proven(
        &self,
        epoch: Epoch,
        lane: u8,
        verdicts: &[Verdict],
        proofs: &[Proof],
    ) -> Result<bool, StoreError> {
        let proves = |(case, rev): (CaseId, u32)| {
            proofs.iter().any(|proof| proof.body.case == case && proof.body.rev == rev)
        };
        for verdict in verdicts {
            if let Verdict::Accepted { seq, .. } = verdict
                && !self.unproven_version(epoch, lane, *seq)?.is_none_or(proves)
            {
                return Ok(false);
            }
        }
        Ok(true)
    }

    /// A version of a case was handed to the line.
    ///
    /// # Errors
    /// Database.
    pub fn was_handed_in(&self, case: CaseId, version: u32) -> Result<bool, StoreError> {
        let sql = "SELECT EXISTS (SELECT 1 FROM outbox WHERE case_id = ?1 AND rev = ?2
                                  AND kind IN ('case.submit', 'case.correct'))";
        Ok(self.db.connection().ask(sql, (case.to_string(), version), |r| r.get(0))?)
    }

    /// The version that an entry brought, where no proof of it is here.
    fn unproven_version(
        &self,
        epoch: Epoch,
        lane: u8,
        seq: u64,
    ) -> Result<Option<(CaseId, u32)>, StoreError> {
        let sql = "SELECT case_id, rev FROM outbox WHERE epoch = ?1 AND lane = ?2 AND seq = ?3
                   AND kind IN ('case.submit', 'case.correct') AND NOT EXISTS
                     (SELECT 1 FROM proof WHERE proof.case_id = outbox.case_id AND proof.rev = outbox.rev)";
        let read = |r: &rusqlite::Row<'_>| Ok((r.get::<_, String>(0)?, r.get(1)?));
        let found = self.db.connection().ask(sql, (epoch.to_string(), lane, seq), read).optional()?;
        found.map(|(case, rev)| Ok((case.parse().map_err(StoreError::unreadable)?, rev))).transpose()
    }
}
