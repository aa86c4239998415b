//! The authority's paper for a decision, the same bytes for the same decision, every page and the file signed by the key
//! that signs the decision. How it looks and what it says around the facts stands in `assets/papers/*.json`, one file for
//! each kind.

use crate::gateway::Gateway;
use crate::published::Terms;
use casework::case::Frozen;
use casework::decision::Outcome;
use casework::identity::masked_number;
use casework::place::CountyCode;
use casework::procedure::stopping_article;
use casework::punctuation::ended;
use casework::state::{PaperKind, State};
use gateway_store::Draft;
use papers::{
    Agent, Code, Demanded, Digest16, Document, Layouts, Marks, Nature, PaperError, PaperNumber, Press, Print,
    Ruling, Told,
};
use seal::{Digest, SigningKey, canonical};
use std::error::Error;

/// A resumption causes no paper; it is told by the layout of this name.
const RESUMPTION: &str = "resumption";

/// The paper of a drafted decision of a county. Where it cannot be made the decision stands without one, and the log
/// says why.
pub(crate) fn issue(gateway: &Gateway, county: &CountyCode, draft: &Draft, terms: &Terms) -> Option<Vec<u8>> {
    draft.causes?;
    let press = gateway.press.as_ref()?.under(terms.layouts.clone());
    let key = gateway.store.county_key(county).map_err(Box::<dyn Error>::from);
    key.and_then(|county| printed(draft, terms, &press, &county.key))
        .inspect_err(|error| tracing::error!(%error, "a paper could not be made"))
        .ok()
}

fn printed(draft: &Draft, terms: &Terms, press: &Press, key: &SigningKey) -> Result<Vec<u8>, Box<dyn Error>> {
    let document = Document::Ruling(ruling(draft, terms));
    let sign = |bytes: &[u8]| key.sign(bytes).0;
    let marks = Marks::Coded(Code {
        number: PaperNumber::parse(draft.decided.number.as_str())?,
        version: u16::try_from(draft.decided.version).unwrap_or(u16::MAX),
        digest: digest16(&document)?,
        key_id: key.public().id().0,
        sign: &sign,
        reprint: 0,
    });
    Ok(press.render(&document, &marks, Print::Usual)?.pdf)
}

/// The start of the SHA-256 over the canonical bytes of all that is printed.
fn digest16(document: &Document) -> Result<Digest16, canonical::NotCanonical> {
    let digest = Digest::of(&canonical::bytes(document)?);
    let mut short = Digest16::default();
    short.copy_from_slice(&digest.as_bytes()[..16]);
    Ok(short)
}

/// What the resident will read of a drafted decision. Its number is given with the decision and not before.
///
/// # Errors
/// [`PaperError::Layout`] for a decision without a layout.
pub(crate) fn told(draft: &Draft, terms: &Terms) -> Result<Told, PaperError> {
    let unnumbered = Ruling { document_number: String::new(), ..ruling(draft, terms) };
    let document = Document::Ruling(unnumbered);
    match &terms.layouts {
        Some(published) => published.told(&document),
        None => Layouts::shipped()?.told(&document),
    }
}

fn ruling(draft: &Draft, terms: &Terms) -> Ruling {
    let (decided, frozen) = (&draft.decided, &draft.frozen);
    let decision = &decided.decision;
    // a resumption rests on what it ends
    let stopped = terms.stopped.as_ref().filter(|_| decision.outcome == Outcome::Resume);
    let stop = stopped.map_or(decision, |one| &one.decision);
    let day = |date: Option<jiff::civil::Date>| date.map(|date| date.to_string()).unwrap_or_default();
    Ruling {
        kind: layout_of(draft),
        nature: if terms.licence { Nature::Licence } else { Nature::Other },
        organ: decided.authority.clone(),
        document_number: decided.document_number.clone(),
        applicant: frozen.applicant.name.clone(),
        masked_id: masked_number(&frozen.applicant.id_number),
        agent: agent(frozen),
        phone: frozen.applicant.phone.clone(),
        item: frozen.item.name.clone(),
        item_code: frozen.item.code.clone(),
        number: decided.number.grouped(),
        applied_on: frozen.frozen_at.date().to_string(),
        decided_on: decided.at.date().to_string(),
        promised_due: day(decided.promised_due.filter(|_| tells_promise(decision.outcome))),
        due: day(decision.due),
        article: article(&stop.procedure, terms.licence),
        procedure: stop.procedure.trim().to_owned(),
        days: if matches!(decision.outcome, Outcome::Suspend | Outcome::Resume) { terms.days } else { 0 },
        earlier_number: stopped.map(|one| one.document_number.clone()).unwrap_or_default(),
        earlier_on: day(stopped.map(|one| one.at.date())),
        accepted: decision.outcome == Outcome::FurtherMaterials,
        reason: ended(&decision.reason),
        clause: ended(if decision.clause.trim().is_empty() { &stop.clause } else { &decision.clause }),
        basis: terms.basis.clone(),
        right_authority: decision.right_authority.trim().to_owned(),
        result: ended(&decision.result),
        demands: demands(draft, terms),
        remedies: remedies(draft.causes, terms),
        handler: decided.official.clone(),
        enquiries: terms.enquiries.clone(),
        withdrawn: decided.state == State::Withdrawn,
    }
}

/// The layout that a decision is told by, also where no paper is caused.
fn layout_of(draft: &Draft) -> String {
    match draft.causes {
        Some(kind) => kind.to_string(),
        None if draft.decided.state == State::Withdrawn => PaperKind::Termination.to_string(),
        None => RESUMPTION.to_owned(),
    }
}

/// Where the clocks begin to run or go on.
fn tells_promise(outcome: Outcome) -> bool {
    matches!(outcome, Outcome::Accept | Outcome::Resume)
}

/// The article that stops the clock of a licence; empty for all else.
fn article(procedure: &str, licence: bool) -> String {
    let article = licence.then(|| stopping_article(procedure)).flatten();
    article.map(|number| number.to_string()).unwrap_or_default()
}

fn agent(frozen: &Frozen) -> Option<Agent> {
    let text = |id: &str| frozen.form.get(id).and_then(|value| value.as_str()).unwrap_or_default();
    let name = text("agent_name");
    (!name.is_empty()).then(|| Agent { name: name.to_owned(), masked_id: masked_number(text("agent_id")) })
}

/// 补正: all of it at once, each with the place it is about.
fn demands(draft: &Draft, terms: &Terms) -> Vec<Demanded> {
    let demands = draft.decided.decision.demands.iter();
    demands
        .map(|demand| Demanded {
            place: terms.label(&draft.frozen, &demand.field),
            words: demand.words.trim().to_owned(),
        })
        .collect()
}

/// Under what can be objected to: the item's own words, else those of the law.
fn remedies(causes: Option<PaperKind>, terms: &Terms) -> Vec<String> {
    if !causes.is_some_and(PaperKind::tells_remedies) {
        return Vec::new();
    }
    if terms.remedies.is_empty() {
        return wording::remedies_of_the_law().into();
    }
    terms.remedies.iter().map(|words| ended(words)).collect()
}
