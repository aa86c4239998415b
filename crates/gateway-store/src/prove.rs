//! Proofs: one Merkle root per push, signed once.

use crate::StoreError;
use crate::row;
use casework::moment::Moment;
use casework::number::ProofNumber;
use rusqlite::Connection;
use seal::{Digest, SigningKey, merkle};
use sqlite_kit::Prepared as _;
use wire::entry::EntryType;
use wire::{Header, Proof, ProofBody};

/// An accepted version of a case that has no proof yet.
pub(crate) struct Provable {
    row: i64,
    case: casework::id::CaseId,
    rev: u32,
    hash: Digest,
}

impl Provable {
    /// Submissions and corrections are proved; what else comes belongs to a case that has its proof.
    pub(crate) fn of(header: &Header, hash: Digest, row: i64) -> Option<Self> {
        let proved = matches!(header.kind, EntryType::CaseSubmit | EntryType::CaseCorrect);
        proved.then_some(Self { row, case: header.case, rev: header.rev, hash })
    }
}

/// Numbers, signs and stores the proofs of one push.
pub(crate) fn prove(
    db: &Connection,
    gateway: &SigningKey,
    province: u32,
    provable: Vec<Provable>,
    now: Moment,
) -> Result<(), StoreError> {
    if provable.is_empty() {
        return Ok(());
    }
    let term = crate::store::term(db)?;
    let year = u32::try_from(now.date().year()).unwrap_or(0);
    let count = u32::try_from(provable.len()).unwrap_or(u32::MAX);
    let numbers = crate::store::take_numbers(db, &format!("proof/{year}/{term}"), count)?;
    let mut bodies = Vec::with_capacity(provable.len());
    for (Provable { case, rev, hash, .. }, counter) in provable.iter().zip(numbers) {
        let proof_no = ProofNumber::new(province, year, term, counter)?;
        bodies.push(ProofBody { proof_no, case: *case, rev: *rev, entry: *hash, received_at: now, term });
    }
    let leaves = bodies.iter().map(Proof::leaf).collect::<Result<Vec<_>, _>>()?;
    let (root, paths) = merkle::tree(&leaves);
    let signature = merkle::sign_root(gateway, &root);
    for ((body, path), Provable { row: entry, .. }) in bodies.into_iter().zip(paths).zip(&provable) {
        let proof = row::to_json(&Proof { body, path, signature })?;
        db.run("UPDATE entry SET proof = ?2 WHERE n = ?1", (entry, proof))?;
    }
    Ok(())
}
