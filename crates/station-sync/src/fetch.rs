//! What comes down beside events: papers of the authority, and a newer catalogue.

use crate::door::{RoundError, StoreDoor};
use casework::case::FileHash;
use casework::decision::{Decided, IssuedPaper};
use casework::moment::Moment;
use papers::{SealError, file_seal};
use seal::{Digest, PublicKey, Signature};
use station_store::{Announced, Arriving, HeldPaper, Holding, Identity, PackRecord, PaperRecord};
use wire::LinkError;
use wire::entry::CatalogueEdition;
use wire::exchange::{PackAnswer, PackPart, Part, Stretch, pack_message};
use wire::packing::patched;

/// Keeps a paper that came, or holds it back; says what does not hold. One that does not stops no other. It is asked for
/// again where other bytes came than its decision names, but not in every talk.
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

/// Nothing that comes down grows beyond this.
const LARGEST: usize = 64 * 1024 * 1024;

/// Puts a part to what is here of the whole, and gives the whole when nothing is missing any more.
///
/// # Errors
/// [`LinkError::Garbage`] for what is no part of it or too large; database.
pub(crate) fn arrived(
    door: &impl StoreDoor,
    what: Arriving<'_>,
    asked: Part,
    part: &Stretch,
) -> Result<Option<Vec<u8>>, RoundError> {
    if asked.from > 0 && asked.from >= part.size {
        // the gateway packs otherwise than it did when the first parts came: the whole is shorter now
        door.with(|store| store.arrives_anew(what))?;
        return Ok(None);
    }
    if part.from != asked.from || part.bytes.is_empty() || part.size > LARGEST as u64 {
        return Err(LinkError::Garbage.into());
    }
    Ok(door.with(|store| store.arrives(what, part))?)
}

/// Takes a part of a catalogue; true when that was the last one and the catalogue is kept.
///
/// # Errors
/// [`RoundError::Forged`] where the whole is not what hello named; [`arrived`].
pub(crate) fn take_pack_part(
    door: &impl StoreDoor,
    identity: &Identity,
    edition: &CatalogueEdition,
    asked: Part,
    PackPart { stretch, since, signature }: PackPart,
) -> Result<bool, RoundError> {
    let Some(packed) = arrived(door, Arriving::Pack(&edition.hash, since), asked, &stretch)? else {
        return Ok(false);
    };
    let bytes = unpacked(door, &edition.publisher, since, &packed)?;
    take_catalogue(door, identity, edition, PackAnswer { bytes, since: None, signature })?;
    Ok(true)
}

/// The pack whose difference from an older one, or from nothing, came.
fn unpacked(
    door: &impl StoreDoor,
    publisher: &str,
    since: Option<u32>,
    difference: &[u8],
) -> Result<Vec<u8>, RoundError> {
    let old = match since {
        None => Vec::new(),
        Some(since) => {
            let old = door.with(|store| store.newest_pack_of(publisher))?;
            old.filter(|old| old.version == since).ok_or(RoundError::Forged)?.bytes
        }
    };
    patched(&old, difference, LARGEST).ok().flatten().ok_or(RoundError::Forged)
}

/// Keeps the catalogue that hello named, if it is that and signed.
pub(crate) fn take_catalogue(
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
    Ok(door.with(|store| store.keep_pack(&record, at))?)
}
