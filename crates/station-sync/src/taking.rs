//! From the gateway's answer to what is kept. Nothing is believed that is not signed.

use crate::anew::begin_anew;
use crate::asking::{Contents, Parcel};
use crate::core::{Ask, Done, Trouble};
use crate::door::{Progress, Report, RoundError, StoreDoor};
use crate::fetch::{arrived, take_pack_part, take_paper};
use crate::history;
use crate::talk::Known;
use casework::case::FileHash;
use seal::{Digest, PublicKey};
use station_store::{Arrival, Arriving, Identity, Setting, StoreError};
use std::time::Duration;
use wire::batch::{FileState, PushAnswer, Verdict};
use wire::down::{Event, Page, RawEvent, county_key_message};
use wire::entry::{CatalogueEdition, Epoch};
use wire::exchange::{PackPart, Part};
use wire::hello::HelloAnswer;
use wire::problem::ProblemCode;
use wire::{Answer, LinkError, Proof, Request};

/// Takes an answer in, and says how the question ended; `failed` keeps the error that a person reads.
pub(crate) fn taken_in(
    door: &impl StoreDoor,
    known: &mut Known,
    report: &mut Report,
    parcel: &Parcel,
    answer: Result<Answer, LinkError>,
) -> Result<Result<Done, Trouble>, RoundError> {
    let taken = match answer {
        Ok(answer) => {
            report.answered = true;
            take(door, known, report, parcel, answer)
        }
        Err(error) if error.code() == Some(ProblemCode::BatchFork) => Err(RoundError::Fork),
        Err(error) if parcel.needs_dictionary() && error.code() == Some(ProblemCode::BadRequest) => {
            // one that is not there: the same goes again without, behind a look at where both sides stand
            known.dictionaries.refuse();
            return Ok(Err(Trouble::Elsewhere));
        }
        Err(error) if error.code() == Some(ProblemCode::NotFound) => not_there(door, known, parcel, error),
        Err(error) => Err(error.into()),
    };
    match taken {
        Ok(done) => Ok(Ok(done)),
        Err(RoundError::Fork) if parcel.epoch != known.identity.epoch => Ok(Ok(Done::Renewed)),
        Err(RoundError::Fork) if parcel.is_of_a_life_before() => {
            known.gaps.retain(|gap| gap.epoch == known.identity.epoch);
            Ok(Ok(Done::Came))
        }
        Err(RoundError::Fork) => renew(door, known).map(Ok),
        Err(RoundError::Store(error)) => Err(error.into()),
        Err(error) => {
            let trouble = sorted(&error, &parcel.ask);
            // of two questions on one line that broke, the one that only waited for it knows least
            let says_least = matches!(error, RoundError::Link(LinkError::Unreachable));
            if !says_least || known.failure.is_none() {
                known.failure = Some(error);
            }
            Ok(Err(trouble))
        }
    }
}

/// The entry that names a file was held: the file would be refused for ever. A paper that a restored gateway forgot is asked
/// for again in the next talk and stops nothing: until then its decision stands without it.
fn not_there(
    door: &impl StoreDoor,
    known: &mut Known,
    parcel: &Parcel,
    error: LinkError,
) -> Result<Done, RoundError> {
    match (&parcel.contents, &parcel.request) {
        (Contents::Piece { upload, .. }, _) => {
            door.with(|store| store.upload_is_unwanted(&upload.sha256))?;
            known.look_again();
        }
        (_, Request::Fetch { .. }) => {}
        _ => return Err(error.into()),
    }
    Ok(Done::Came)
}

/// A copied disk or a restored folder: what has no verdict goes again under a new epoch, with the same ids.
fn renew(door: &impl StoreDoor, known: &mut Known) -> Result<Done, RoundError> {
    known.identity.epoch = begin_anew(door, &known.identity)?;
    known.failure = Some(RoundError::Fork);
    Ok(Done::Renewed)
}

fn sorted(error: &RoundError, ask: &Ask) -> Trouble {
    match error {
        RoundError::Link(LinkError::Problem(problem)) => match problem.code {
            ProblemCode::Busy => Trouble::Busy { wait: problem.retry_after.map(Duration::from_secs) },
            ProblemCode::NotAuthorised if *ask != Ask::Hello => Trouble::SessionOver,
            ProblemCode::BatchGap | ProblemCode::FileOffset | ProblemCode::FileHash => Trouble::Elsewhere,
            ProblemCode::Internal => Trouble::Busy { wait: None },
            _ if *ask == Ask::Hello => Trouble::Busy { wait: None },
            _ => Trouble::Refused,
        },
        RoundError::Link(_) => Trouble::Cut,
        _ => Trouble::Refused,
    }
}

fn take(
    door: &impl StoreDoor,
    known: &mut Known,
    report: &mut Report,
    parcel: &Parcel,
    answer: Answer,
) -> Result<Done, RoundError> {
    match (answer, &parcel.contents) {
        (Answer::Hello(_), _) if parcel.epoch != known.identity.epoch => Err(RoundError::Fork),
        (Answer::Hello(answer), _) => greeted(door, known, report, *answer),
        (Answer::Pushed(answer), Contents::Entries { count, .. }) => {
            let Ask::Push { epoch, lane, .. } = parcel.ask else { return Err(LinkError::Garbage.into()) };
            let judged = judged(door, known, (epoch, lane), answer)?;
            report.entries += judged.fresh;
            Ok(Done::Pushed { judged: judged.of, sent: *count })
        }
        (Answer::Appended(state), Contents::Piece { upload, end }) => {
            note(door, known, std::slice::from_ref(&state))?;
            let (file, sent, size) = (upload.sha256.clone(), state.offset, upload.size);
            door.progress(Progress::File { file, sent, size });
            report.files += usize::from(state.complete);
            if !state.complete && state.offset <= upload.sent && *end > upload.sent {
                // a piece was sent and nothing of it is there: not again before the next rest
                return Err(LinkError::Garbage.into());
            }
            Ok(Done::Appended { complete: state.complete })
        }
        (Answer::Page(page), _) => {
            report.events += events(door, known, &page)?;
            Ok(Done::Pulled { more: page.more && !page.events.is_empty() })
        }
        (Answer::File(part), _) => {
            let Request::Fetch { file, part: asked, .. } = &parcel.request else {
                return Err(LinkError::Garbage.into());
            };
            match arrived(door, Arriving::Paper(file), *asked, &part)? {
                Some(bytes) => paper(door, known, report, file, &bytes),
                None => Ok(Done::Arrived),
            }
        }
        (Answer::Pack(pack), _) => {
            let Request::Catalogue { part: asked, .. } = &parcel.request else {
                return Err(LinkError::Garbage.into());
            };
            catalogue(door, known, report, *asked, pack)
        }
        _ => Err(LinkError::Garbage.into()),
    }
}

fn greeted(
    door: &impl StoreDoor,
    known: &mut Known,
    report: &mut Report,
    answer: HelloAnswer,
) -> Result<Done, RoundError> {
    history::compare(door, known, &answer)?;
    note(door, known, &answer.files)?;
    known.session = answer.session;
    if let Some(page) = &answer.events {
        report.events += events(door, known, page)?;
    }
    let here = |edition: &CatalogueEdition| door.with(|store| store.has_pack(&edition.hash));
    known.catalogue = match answer.catalogue {
        Some(edition) if !here(&edition)? => Some(edition),
        _ => None,
    };
    known.refresh(door)?;
    let at = door.now();
    report.clock_ahead = at.millis().saturating_sub(answer.server_time.millis());
    let cursor = door.with(|store| {
        store.set(Setting::LastContact, &at)?;
        Ok(store.cursor()?.0)
    })?;
    Ok(Done::Greeted {
        events: answer.newest_event > cursor,
        catalogue: known.catalogue.is_some(),
        daily_bytes: answer.policy.daily_bytes,
        server_time: answer.server_time,
        pause: answer.policy.pause_seconds.map(|seconds| Duration::from_secs(seconds.into())),
    })
}

/// Verdicts that came, and those of them that are new.
struct Judged {
    of: usize,
    fresh: usize,
}

/// Takes verdicts and proofs in.
fn judged(
    door: &impl StoreDoor,
    known: &mut Known,
    (epoch, lane): (Epoch, u8),
    answer: PushAnswer,
) -> Result<Judged, RoundError> {
    let signed = Proof::verify_all(&answer.proofs, &known.identity.enrolment.gateway);
    if !signed || answer.verdicts.is_empty() && answer.waits.is_none() {
        return Err(RoundError::Forged);
    }
    let at = door.now();
    let PushAnswer { verdicts, proofs, files, .. } = answer;
    if !door.with(|store| store.all_proven(epoch, lane, &verdicts, &proofs))? {
        return Err(RoundError::Forged);
    }
    let fresh = door.with(|store| store.take_verdicts(epoch, lane, &verdicts, &proofs, at))?;
    history::remembered(door, known, (epoch, lane), verdicts.last().map(Verdict::seq))?;
    note(door, known, &files)?;
    known.look_again();
    Ok(Judged { of: verdicts.len(), fresh })
}

fn note(door: &impl StoreDoor, known: &mut Known, states: &[FileState]) -> Result<(), StoreError> {
    door.with(|store| store.uploads_stand(states))?;
    states.iter().for_each(|state| known.stands(state));
    if known.uploads.is_empty() {
        known.look_again();
    }
    Ok(())
}

fn events(door: &impl StoreDoor, known: &mut Known, page: &Page) -> Result<usize, RoundError> {
    let (cursor, head) = door.with(|store| store.cursor())?;
    if page.events.is_empty() {
        return Ok(0);
    }
    let arrivals = verified(page, cursor, &head, &known.identity)?;
    door.with(|store| store.take_events(&arrivals))?;
    known.refresh(door)?;
    Ok(arrivals.len())
}

fn paper(
    door: &impl StoreDoor,
    known: &mut Known,
    report: &mut Report,
    file: &FileHash,
    bytes: &[u8],
) -> Result<Done, RoundError> {
    let names = |paper: &casework::decision::IssuedPaper| paper.sha256 == *file;
    let at = known.papers.iter().position(|announced| announced.decided.paper.as_ref().is_some_and(names));
    let Some(announced) = at.map(|at| known.papers.remove(at)) else { return Ok(Done::Came) };
    Ok(match take_paper(door, &announced, bytes)? {
        None => {
            report.papers += 1;
            Done::Came
        }
        Some(_) => {
            report.held += 1;
            Done::Held
        }
    })
}

fn catalogue(
    door: &impl StoreDoor,
    known: &mut Known,
    report: &mut Report,
    asked: Part,
    pack: PackPart,
) -> Result<Done, RoundError> {
    let Some(edition) = known.catalogue.clone() else { return Ok(Done::Came) };
    let since = pack.since;
    match take_pack_part(door, &known.identity, &edition, asked, pack) {
        Ok(false) => Ok(Done::Arrived),
        Ok(true) => {
            (report.catalogue, known.catalogue) = (true, None);
            Ok(Done::Came)
        }
        // the gateway made it from other bytes than ours under that version, as one does that was restored
        Err(RoundError::Forged) if since.is_some() => {
            known.whole_pack = true;
            Ok(Done::Arrived)
        }
        Err(error) => Err(error),
    }
}

/// Reads a page; refuses it whole when chain, gateway signature, addressee or a county's signature does not hold.
pub(crate) fn verified(
    page: &Page,
    cursor: u64,
    head: &Digest,
    identity: &Identity,
) -> Result<Vec<Arrival>, RoundError> {
    let gateway = &identity.enrolment.gateway;
    if !page.follows(head, cursor + 1, gateway) {
        return Err(RoundError::Forged);
    }
    let certificate = &identity.enrolment.certificate;
    let mut hash = *head;
    let mut arrivals = Vec::with_capacity(page.events.len());
    for (raw, dseq) in page.events.iter().zip(cursor + 1..) {
        let (header, event) = raw.read().map_err(|_| RoundError::Forged)?;
        let ours = header.dseq == dseq
            && header.station == certificate.station
            && header.device == certificate.device;
        if !ours || !decision_holds(raw, &event, gateway, certificate.station.county().as_str())? {
            return Err(RoundError::Forged);
        }
        hash = raw.hash(&hash);
        arrivals.push(Arrival { raw: raw.clone(), hash, header, event });
    }
    Ok(arrivals)
}

fn decision_holds(
    raw: &RawEvent,
    event: &Event,
    gateway: &PublicKey,
    county: &str,
) -> Result<bool, RoundError> {
    let Event::Decided { key, signature, key_signature, .. } = event else {
        return Ok(true);
    };
    let signed = raw.decision_message().map_err(|_| RoundError::Forged)?;
    Ok(gateway.verifies(&county_key_message(county, key), key_signature) && key.verifies(&signed, signature))
}

/// Takes events that the program of before could not read, and this one can. A decision that its county did not sign stays
/// where it is, and what follows for its case behind it: the line has other things to carry.
///
/// # Errors
/// Database.
pub(crate) fn read_again(door: &impl StoreDoor, identity: &Identity) -> Result<(), StoreError> {
    let (gateway, station) = (&identity.enrolment.gateway, &identity.enrolment.certificate.station);
    let holds = |Arrival { raw, event, .. }: &Arrival| {
        decision_holds(raw, event, gateway, station.county().as_str()).unwrap_or(false)
    };
    let mut left = Vec::new();
    for arrival in door.with(|store| store.unread_events())? {
        match !left.contains(&arrival.header.case) && holds(&arrival) {
            true => door.with(|store| store.take_unread(&arrival))?,
            false => left.push(arrival.header.case),
        }
    }
    Ok(())
}
