//! The answer to a push, read back from what is stored: the same bytes for a first coming and for a replay.

use crate::StoreError;
use crate::accept::{Stand, stand};
use crate::row;
use casework::case::FileHash;
use rusqlite::Connection;
use wire::{Batch, PushAnswer, Verdict};

/// The stored words on a batch, the same for a first coming and a replay, and the files that its taken entries name;
/// `named` has the files of each entry.
pub(crate) fn answer(
    db: &Connection,
    batch: &Batch,
    named: Vec<Vec<FileHash>>,
) -> Result<(PushAnswer, Vec<FileHash>), StoreError> {
    let stand = stand(db, &batch.log)?;
    let log = &batch.log;
    let mut rows = db.prepare_cached(
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
    let (mut verdicts, mut proofs, mut files) = (Vec::new(), Vec::new(), Vec::new());
    for (found, named) in found.zip(named) {
        let (verdict, proof) = found?;
        let verdict: Verdict = row::json(verdict.as_bytes())?;
        if matches!(verdict, Verdict::Accepted { .. }) {
            files.extend(named);
        }
        verdicts.push(verdict);
        proofs.extend(proof.map(|proof| row::json(proof.as_bytes())).transpose()?);
    }
    let Stand { accepted_through, head } = stand;
    Ok((PushAnswer { accepted_through, head, verdicts, proofs, files: Vec::new(), waits: None }, files))
}
