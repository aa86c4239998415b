//! The answer to a push, read back from what is stored: the same bytes for a first coming and for a replay.

use crate::StoreError;
use crate::accept::{Stand, stand};
use crate::row;
use casework::case::FileHash;
use rusqlite::Connection;
use wire::batch::LogId;
use wire::{Batch, Proof, PushAnswer, Verdict};

/// The stored words on a batch, the same for a first coming and a replay, and the files that its taken entries name;
/// `named` has the files of each entry.
pub(crate) fn answer(
    db: &Connection,
    batch: &Batch,
    named: Vec<Vec<FileHash>>,
) -> Result<(PushAnswer, Vec<FileHash>), StoreError> {
    let last = batch.first_seq + batch.entries.len() as u64 - 1;
    let found = words(db, &batch.log, batch.first_seq, last)?;
    let (mut verdicts, mut proofs, mut files) = (Vec::new(), Vec::new(), Vec::new());
    for ((verdict, proof), named) in found.into_iter().zip(named) {
        if matches!(verdict, Verdict::Accepted { .. }) {
            files.extend(named);
        }
        verdicts.push(verdict);
        proofs.extend(proof);
    }
    let Stand { accepted_through, head } = stand(db, &batch.log)?;
    Ok((PushAnswer { accepted_through, head, verdicts, proofs, files: Vec::new(), waits: None }, files))
}

/// The stored word on each entry of a log from one sequence to another, with its proof where it has one.
pub(crate) fn words(
    db: &Connection,
    log: &LogId,
    first: u64,
    last: u64,
) -> Result<Vec<(Verdict, Option<Proof>)>, StoreError> {
    let mut rows = db.prepare_cached(
        "SELECT verdict, proof FROM entry
         WHERE station = ?1 AND device = ?2 AND epoch = ?3 AND lane = ?4 AND seq BETWEEN ?5 AND ?6
         ORDER BY seq",
    )?;
    let found = rows.query_map(
        (
            log.station.as_str(),
            log.device.get(),
            log.epoch.to_string(),
            log.lane,
            row::int(first),
            row::int(last),
        ),
        |r| Ok((r.get::<_, String>(0)?, r.get::<_, Option<String>>(1)?)),
    )?;
    found
        .map(|found| {
            let (verdict, proof) = found?;
            let proof = proof.map(|proof| row::json(proof.as_bytes())).transpose()?;
            Ok((row::json(verdict.as_bytes())?, proof))
        })
        .collect()
}
