//! What is fetched at the end of a round: papers of the authority, and a newer catalogue.

use crate::round::{RoundError, StoreDoor};
use casework::case::FileHash;
use casework::decision::{Decided, IssuedPaper};
use casework::moment::Moment;
use papers::{SealError, file_seal};
use seal::{Digest, PublicKey, Signature};
use station_store::{Announced, HeldPaper, Holding, Identity, PackRecord, PaperRecord};
use wire::Exchange;
use wire::entry::CatalogueEdition;
use wire::exchange::{PackAnswer, pack_message};
use wire::hello::HelloAnswer;

/// Fetches what was announced; says how many hold and how many do not. One that does not hold stops no other, and is
/// fetched again in the next round.
pub(crate) fn fetch_papers(
    door: &impl StoreDoor,
    exchange: &impl Exchange,
    session: &str,
) -> Result<(usize, usize), RoundError> {
    let (mut taken, mut held) = (0, 0);
    for announced in door.with(|s| s.papers_to_fetch())? {
        if door.stop() {
            break;
        }
        match fetch_paper(door, exchange, session, &announced)? {
            None => taken += 1,
            Some(_) => held += 1,
        }
    }
    Ok((taken, held))
}

fn fetch_paper(
    door: &impl StoreDoor,
    exchange: &impl Exchange,
    session: &str,
    announced: &Announced,
) -> Result<Option<Holding>, RoundError> {
    let Some(paper) = &announced.decided.paper else {
        return Ok(None);
    };
    let bytes = exchange.fetch(session, &paper.sha256)?;
    take_paper(door, announced, paper, &bytes)
}

/// Keeps a paper that came, or holds it back; by the line or by a stick.
pub(crate) fn take_paper(
    door: &impl StoreDoor,
    Announced { decided, key }: &Announced,
    paper: &IssuedPaper,
    bytes: &[u8],
) -> Result<Option<Holding>, RoundError> {
    let fault = fault(bytes, &paper.sha256, key);
    let at = door.now();
    door.with(|store| {
        let sha256 = store.files().keep(bytes)?;
        match fault {
            None => store.keep_paper(&kept(decided, paper, sha256, at), "gateway"),
            Some(reason) => store.hold_paper(&held(decided, paper, sha256, reason, at), "gateway"),
        }
    })?;
    Ok(fault)
}

/// What does not hold. The decision that names the hash is signed by the county: other bytes are not its paper. A file
/// without a seal rests on that alone; a seal that is there must be the same county's.
fn fault(bytes: &[u8], named: &FileHash, county: &PublicKey) -> Option<Holding> {
    if Digest::of(bytes).to_string() != named.as_str() {
        return Some(Holding::Hash);
    }
    let of_county = |id: &papers::KeyId, message: &[u8], signature: &papers::Signature| {
        county.id().0 == *id && county.verifies(message, &Signature(*signature))
    };
    match file_seal::parse(bytes).and_then(|seal| seal.verify(of_county)) {
        Ok(()) | Err(SealError::Unsealed) => None,
        Err(SealError::Damaged | SealError::Forged) => Some(Holding::Seal),
    }
}

fn kept(decided: &Decided, paper: &IssuedPaper, sha256: FileHash, at: Moment) -> PaperRecord {
    PaperRecord {
        case: decided.case,
        version: decided.version,
        kind: paper.kind,
        sha256,
        size: paper.size,
        pages: 0,
        issued: true,
        document: decided.document_number.clone(),
        made_at: at,
    }
}

fn held(decided: &Decided, paper: &IssuedPaper, sha256: FileHash, reason: Holding, at: Moment) -> HeldPaper {
    HeldPaper {
        case: decided.case,
        version: decided.version,
        kind: paper.kind,
        document: decided.document_number.clone(),
        sha256,
        reason,
        at,
    }
}

pub(crate) fn fetch_catalogue(
    door: &impl StoreDoor,
    exchange: &impl Exchange,
    identity: &Identity,
    answer: &HelloAnswer,
) -> Result<bool, RoundError> {
    let Some(edition) = &answer.catalogue else {
        return Ok(false);
    };
    if door.with(|s| s.has_pack(&edition.hash))? || door.stop() {
        return Ok(false);
    }
    let pack = exchange.catalogue(&answer.session, &edition.publisher, edition.version)?;
    take_pack(door, identity, edition, pack)?;
    Ok(true)
}

/// Keeps a pack that came and holds; by the line or by a stick.
pub(crate) fn take_pack(
    door: &impl StoreDoor,
    identity: &Identity,
    edition: &CatalogueEdition,
    pack: PackAnswer,
) -> Result<(), RoundError> {
    let named = Digest::of(&pack.bytes).to_string() == edition.hash.as_str();
    if !named || !identity.enrolment.gateway.verifies(&pack_message(&pack.bytes), &pack.signature) {
        return Err(RoundError::Forged);
    }
    let record = PackRecord {
        publisher: edition.publisher.clone(),
        version: edition.version,
        hash: edition.hash.clone(),
        bytes: pack.bytes,
        signature: pack.signature.to_string(),
    };
    let at = door.now();
    Ok(door.with(|s| s.keep_pack(&record, at))?)
}
