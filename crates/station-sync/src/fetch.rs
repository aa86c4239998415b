//! What comes down beside events: papers of the authority, and a newer catalogue.

use crate::door::{RoundError, StoreDoor};
use casework::case::FileHash;
use casework::decision::{Decided, IssuedPaper};
use casework::moment::Moment;
use papers::{SealError, file_seal};
use seal::{Digest, PublicKey, Signature};
use station_store::{Announced, HeldPaper, Holding, Identity, PackRecord, PaperRecord};
use wire::entry::CatalogueEdition;
use wire::exchange::{PackAnswer, pack_message};
use wire::packing::patched;

/// Keeps a paper that came, or holds it back; says what does not hold. One that does not stops no other, and is fetched
/// again in the next talk.
pub(crate) fn take_paper(
    door: &impl StoreDoor,
    Announced { decided, key }: &Announced,
    bytes: &[u8],
) -> Result<Option<Holding>, RoundError> {
    let Some(paper) = &decided.paper else {
        return Ok(None);
    };
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

/// A catalogue can grow, but not beyond this.
const LARGEST_PACK: usize = 64 * 1024 * 1024;

/// The whole pack, where only the difference from the one before came.
fn whole(
    door: &impl StoreDoor,
    edition: &CatalogueEdition,
    pack: PackAnswer,
) -> Result<PackAnswer, RoundError> {
    let Some(since) = pack.since else { return Ok(pack) };
    let old = door.with(|store| store.newest_pack_of(&edition.publisher))?;
    let old = old.filter(|old| old.version == since).ok_or(RoundError::Forged)?;
    let made = patched(&old.bytes, &pack.bytes, LARGEST_PACK).ok().flatten();
    Ok(PackAnswer { bytes: made.ok_or(RoundError::Forged)?, since: None, ..pack })
}

/// Keeps the catalogue that hello named, if it is that and signed.
pub(crate) fn take_catalogue(
    door: &impl StoreDoor,
    identity: &Identity,
    edition: Option<&CatalogueEdition>,
    pack: PackAnswer,
) -> Result<(), RoundError> {
    let Some(edition) = edition else { return Ok(()) };
    let pack = whole(door, edition, pack)?;
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
    Ok(door.with(|store| store.keep_pack(&record, at))?)
}
