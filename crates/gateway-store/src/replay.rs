//! The answer to a push, read back from what is stored: the same bytes for a first coming and for a replay.

use crate::StoreError;
use crate::accept::{Stand, stand};
use crate::cases;
use crate::row;
use casework::case::FileHash;
use rusqlite::Connection;
use wire::{Batch, Body, Entry, PushAnswer, Verdict};

/// The stored words on a batch, the same for a first coming and a replay.
pub(crate) fn answer(db: &Connection, batch: &Batch) -> Result<(PushAnswer, Vec<FileHash>), StoreError> {
    let stand = stand(db, &batch.log)?;
    let log = &batch.log;
    let mut rows = db.prepare(
        "SELECT verdict, proof FROM entry
         WHERE station = ?1 AND device = ?2 AND epoch = ?3 AND lane = ?4 AND seq BETWEEN ?5 AND ?6
         ORDER BY seq",
    )?;
    let last = batch.first_seq + batch.entries.len() as u64 - 1;
    let (from, to) = (row::int(batch.first_seq), row::int(last));
    let found = rows.query_map(
        (log.station.as_str(), log.device.get(), log.epoch.to_string(), log.lane, from, to),
        |r| Ok((r.get::<_, String>(0)?, r.get::<_, Option<String>>(1)?)),
    )?;
    let (mut verdicts, mut proofs, mut named) = (Vec::new(), Vec::new(), Vec::new());
    for (found, entry) in found.zip(&batch.entries) {
        let (verdict, proof) = found?;
        let verdict: Verdict = row::json(verdict.as_bytes())?;
        if matches!(verdict, Verdict::Accepted { .. }) {
            named.extend(named_by(entry)?);
        }
        verdicts.push(verdict);
        proofs.extend(proof.map(|proof| row::json(proof.as_bytes())).transpose()?);
    }
    let Stand { accepted_through, head } = stand;
    Ok((PushAnswer { accepted_through, head, verdicts, proofs, files: Vec::new() }, named))
}

fn named_by(entry: &Entry) -> Result<Vec<FileHash>, StoreError> {
    let files = match entry.body(entry.header()?.kind)? {
        Body::Submission(submission) => cases::files_of(&submission),
        Body::Attachment(attachment) => cases::files_of_supplement(&attachment.supplement),
        Body::Withdrawal(_) | Body::Served(_) => Vec::new(),
    };
    Ok(files.into_iter().map(|file| file.sha256).collect())
}
