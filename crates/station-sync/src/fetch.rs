//! What is fetched at the end of a round: papers of the authority, and a newer catalogue.

use crate::round::{RoundError, StoreDoor};
use casework::decision::Decided;
use seal::Digest;
use station_store::{Identity, PackRecord, PaperRecord};
use wire::Exchange;
use wire::exchange::pack_message;
use wire::hello::HelloAnswer;

pub(crate) fn fetch_papers(
    door: &impl StoreDoor,
    exchange: &impl Exchange,
    session: &str,
) -> Result<usize, RoundError> {
    let missing = door.with(|s| s.papers_to_fetch())?;
    let mut done = 0;
    for decided in missing {
        if door.stop() {
            break;
        }
        fetch_paper(door, exchange, session, &decided)?;
        done += 1;
    }
    Ok(done)
}

fn fetch_paper(
    door: &impl StoreDoor,
    exchange: &impl Exchange,
    session: &str,
    decided: &Decided,
) -> Result<(), RoundError> {
    let Some(paper) = &decided.paper else {
        return Ok(());
    };
    let bytes = exchange.fetch(session, &paper.sha256)?;
    // the decision that names this hash is signed by the county: other bytes are not its paper
    if Digest::of(&bytes).to_string() != paper.sha256.as_str() {
        return Err(RoundError::Forged);
    }
    let at = door.now();
    door.with(|store| {
        let sha256 = store.files().keep(&bytes)?;
        let record = PaperRecord {
            case: decided.case,
            version: decided.version,
            kind: paper.kind,
            sha256,
            size: paper.size,
            pages: 0,
            issued: true,
            document: decided.document_number.clone(),
            made_at: at,
        };
        store.keep_paper(&record, "gateway")
    })?;
    Ok(())
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
    door.with(|s| s.keep_pack(&record, at))?;
    Ok(true)
}
