//! Proofs: one Merkle root per push, signed once. A proof that this gateway gave before it was restored from an older backup
//! is given again, number and day and all, when the station shows it.

use crate::accept::{Placed, Stand};
use crate::row;
use crate::{Keys, StoreError};
use casework::moment::Moment;
use casework::number::ProofNumber;
use rusqlite::Connection;
use seal::{Digest, SigningKey, merkle};
use sqlite_kit::Prepared as _;
use wire::{Batch, Header, Proof, ProofBody};

/// An accepted version of a case that has no proof yet.
pub(crate) struct Provable {
    row: i64,
    case: casework::id::CaseId,
    rev: u32,
    hash: Digest,
    given: Option<Proof>,
}

/// Proofs of entries that are not here, in the hands of the station.
pub(crate) struct Shown(Vec<Proof>);

impl Shown {
    /// Those that this gateway signed for entries of the batch which it does not have. Where there is one of this term,
    /// its data came from a backup without being told so: a new term begins, so that no number is given twice.
    pub(crate) fn of(
        db: &Connection,
        batch: &Batch,
        keys: &Keys,
        placed: &[Placed<'_>],
        stand: &Stand,
        now: Moment,
    ) -> Result<Self, StoreError> {
        let gateway = keys.gateway().public();
        let fresh = |hash: &Digest| placed.iter().any(|p| p.seq > stand.accepted_through && p.hash == *hash);
        let ours = |proof: &&Proof| fresh(&proof.body.entry) && proof.verify(&gateway);
        let shown: Vec<Proof> = batch.proofs.iter().filter(ours).cloned().collect();
        if let Some(last) = shown.iter().map(|proof| proof.body.term).max()
            && last >= crate::store::term(db)?
        {
            crate::store::begin_term(db, last, now)?;
        }
        Ok(Self(shown))
    }

    /// The one of an entry.
    pub(crate) fn take(&mut self, header: &Header, hash: Digest) -> Option<Proof> {
        let its = |proof: &Proof| {
            proof.body.entry == hash && proof.body.case == header.case && proof.body.rev == header.rev
        };
        let at = self.0.iter().position(its)?;
        Some(self.0.swap_remove(at))
    }
}

impl Provable {
    /// Submissions and corrections are proved; what else comes belongs to a case that has its proof.
    pub(crate) fn of(header: &Header, hash: Digest, row: i64, given: Option<Proof>) -> Option<Self> {
        header.kind.receipt().is_some().then_some(Self {
            row,
            case: header.case,
            rev: header.rev,
            hash,
            given,
        })
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
    let (given, provable): (Vec<_>, Vec<_>) = provable.into_iter().partition(|p| p.given.is_some());
    for Provable { row: entry, given, .. } in given {
        db.run("UPDATE entry SET proof = ?2 WHERE n = ?1", (entry, row::to_json(&given)?))?;
    }
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
