//! The authority's decisions: drafted from what stands, then committed in one transaction if nothing moved meanwhile.
//! The paper is made between the two, so that no printing holds up the writer and no document number is lost.

use crate::cases::{self, Case};
use crate::list::dates_of;
use crate::row;
use crate::submitted::{case_file, decisions};
use crate::{Keys, Official, Store, StoreError, documents};
use casework::case::Frozen;
use casework::decision::{Decided, Decision, IssuedPaper, Outcome};
use casework::moment::Moment;
use casework::number::ReceiptNumber;
use casework::state::{Act, Actor, Clock, NotAllowed, PaperKind, State};
use jiff::civil::Date;
use rusqlite::Connection;
use seal::canonical;
use sqlite_kit::Prepared as _;
use std::sync::Arc;
use wire::down::{Event, decision_message};

/// A case as an official has it before them when they decide. What is not named is not compared: older programs name
/// nothing.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub struct Seen {
    /// Its version.
    pub version: Option<u32>,
    /// Where it stands.
    pub state: Option<State>,
}

/// A decision as an official asks for it.
#[derive(Clone, Debug)]
pub struct Proposed {
    /// What.
    pub decision: Decision,
    /// On the case as it was seen.
    pub seen: Seen,
}

impl From<Decision> for Proposed {
    /// On the case as it stands, whatever was seen of it.
    fn from(decision: Decision) -> Self {
        Self { decision, seen: Seen::default() }
    }
}

impl Seen {
    fn check_version(self, case: &Case) -> Result<(), StoreError> {
        match self.version {
            Some(seen) if seen != case.version => Err(StoreError::OtherVersion { seen, now: case.version }),
            _ => Ok(()),
        }
    }

    fn check_state(self, case: &Case) -> Result<(), StoreError> {
        match self.state {
            Some(seen) if seen != case.state => Err(StoreError::OtherState { seen, now: case.state }),
            _ => Ok(()),
        }
    }
}

/// A decision that would stand, without its paper.
#[derive(Clone, Debug)]
pub struct Draft {
    /// What would be decided; `paper` is None.
    pub decided: Decided,
    /// The version decided on.
    pub frozen: Frozen,
    /// The paper that the transition table asks for.
    pub causes: Option<PaperKind>,
    from: State,
    act: Act,
    series: String,
    sequence: u32,
}

/// A decision on its way.
#[derive(Clone, Debug)]
pub enum Drafted {
    /// The same official decided just this before: the answer was lost.
    Already(Box<Decided>),
    /// To be committed.
    Fresh(Box<Draft>),
}

/// What the catalogue says about who decides and until when.
struct Terms<'a> {
    authority: &'a str,
    promised_due: Option<Date>,
}

impl Store {
    /// Drafts a decision. `promised_due` counts where the clocks start or go on: for acceptance and resumption.
    ///
    /// # Errors
    /// [`StoreError::Forbidden`], [`StoreError::NotFound`], [`StoreError::Incomplete`], [`StoreError::State`],
    /// [`StoreError::Awaited`]; and [`StoreError::OtherVersion`], [`StoreError::OtherState`] when the case is not as it
    /// was seen.
    pub fn draft_decision(
        &self,
        official: &Official,
        number: &ReceiptNumber,
        proposed: impl Into<Proposed>,
        authority: &str,
        promised_due: Option<Date>,
        now: Moment,
    ) -> Result<Drafted, StoreError> {
        if !official.role.may_decide() {
            return Err(StoreError::Forbidden);
        }
        let Proposed { decision, seen } = proposed.into();
        decision.check()?;
        let terms = Terms { authority, promised_due };
        self.read(|db| {
            let case = cases::of_county(db, &official.county, number)?;
            seen.check_version(&case)?;
            if let Some(decided) = decided_before(db, &case, official, &decision)? {
                return Ok(Drafted::Already(Box::new(decided)));
            }
            // not before: whoever asks again because the answer was lost saw the case before it moved
            seen.check_state(&case)?;
            Ok(Drafted::Fresh(Box::new(draft(db, &case, official, decision, &terms, now)?)))
        })
    }

    /// Commits a draft with its paper: case, decision, signature and event together.
    ///
    /// # Errors
    /// [`StoreError::Overtaken`] when the case or the document numbers moved meanwhile: draft again.
    pub fn commit_decision(
        &self,
        official: &Official,
        draft: Draft,
        paper: Option<Vec<u8>>,
    ) -> Result<Decided, StoreError> {
        let issued = match (draft.causes, paper) {
            (Some(kind), Some(bytes)) => {
                Some(IssuedPaper { kind, sha256: self.blobs.keep(&bytes)?, size: bytes.len() as u64 })
            }
            _ => None,
        };
        let (keys, official) = (Arc::clone(self.keys()), official.clone());
        self.write(move |db| commit(db, &keys, &official, draft, issued))
    }
}

fn decided_before(
    db: &Connection,
    case: &Case,
    official: &Official,
    decision: &Decision,
) -> Result<Option<Decided>, StoreError> {
    let last = decisions(db, case)?.pop();
    Ok(last.filter(|last| {
        last.decision == *decision
            && last.official == official.name
            && last.version == case.version
            && last.state == case.state
    }))
}

fn draft(
    db: &Connection,
    case: &Case,
    official: &Official,
    decision: Decision,
    terms: &Terms<'_>,
    now: Moment,
) -> Result<Draft, StoreError> {
    let outcome = decision.outcome;
    let edge = case.state.take(outcome.act_on(case.state))?;
    if edge.who != Actor::Authority {
        return Err(NotAllowed { from: case.state, act: edge.act }.into());
    }
    let asked_due = dates_of(db, &case.id.to_string())?.asked_due;
    if let Some(until) = outcome.waits_until(case.state, asked_due, now.date()) {
        return Err(StoreError::Awaited { until });
    }
    let asks = matches!(outcome, Outcome::Correct | Outcome::FurtherMaterials);
    let promised_due = match edge.clock {
        Clock::Start => terms.promised_due,
        Clock::Continue => terms.promised_due.or(case.promised_due),
        _ => case.promised_due,
    };
    let series = series(terms.authority, outcome, now);
    let sequence = documents::next(db, &series, now)?;
    let decided = Decided {
        case: case.id,
        number: case.number.clone(),
        version: case.version,
        decision,
        state: edge.to,
        round: asks.then_some(case.round + 1),
        authority: terms.authority.to_owned(),
        official: official.name.clone(),
        document_number: format!("{series}{sequence}号"),
        paper: None,
        promised_due,
        at: now,
    };
    let frozen = case_file(db, case)?.submission.frozen;
    Ok(Draft { decided, frozen, causes: edge.causes, from: case.state, act: edge.act, series, sequence })
}

fn commit(
    db: &Connection,
    keys: &Keys,
    official: &Official,
    draft: Draft,
    issued: Option<IssuedPaper>,
) -> Result<Decided, StoreError> {
    let case = cases::of_county(db, &official.county, &draft.decided.number)?;
    let given = documents::take(db, &draft.series, draft.decided.at)?;
    let stands = case.state == draft.from && case.version == draft.decided.version;
    if !stands || given != draft.sequence {
        return Err(StoreError::Overtaken);
    }
    let decided = Decided { paper: issued, ..draft.decided };
    record(db, &case, official, &decided)?;
    cases::move_to(db, case.id, draft.act, decided.state, &official.name, decided.at)?;
    let event = sign(db, keys, &case, &decided)?;
    crate::events::append(db, &case.owner, case.id, &event, decided.at)?;
    let about = format!("{} {}", decided.number, decided.decision.outcome);
    crate::audit::note(db, decided.at, &official.user, "decide", &about)?;
    Ok(decided)
}

fn sign(db: &Connection, keys: &Keys, case: &Case, decided: &Decided) -> Result<Event, StoreError> {
    let county = keys.county(db, &case.county)?;
    let signature = county.key.sign(&decision_message(decided)?);
    Ok(Event::Decided {
        decided: Box::new(decided.clone()),
        key: county.key.public(),
        signature,
        key_signature: county.certified,
    })
}

fn record(db: &Connection, case: &Case, official: &Official, decided: &Decided) -> Result<(), StoreError> {
    let id = case.id.to_string();
    db.run(
        "INSERT INTO decision (case_id, user, decided, document_number) VALUES (?1, ?2, ?3, ?4)",
        (&id, &official.user, canonical::bytes(decided)?, &decided.document_number),
    )?;
    let due = decided.promised_due.map(|due| due.to_string());
    let round = decided.round.unwrap_or(case.round);
    db.run("UPDATE cases SET round = ?2, promised_due = ?3 WHERE id = ?1", (&id, round, due))?;
    if let Some(paper) = &decided.paper {
        db.run(
            "INSERT INTO paper (sha256, case_id, station, kind, size) VALUES (?1, ?2, ?3, ?4, ?5)",
            (
                paper.sha256.as_str(),
                &id,
                case.owner.station.as_str(),
                paper.kind.to_string(),
                row::int(paper.size),
            ),
        )?;
    }
    Ok(())
}

/// The head of a document number: short name of the authority, kind, year, as in 椰政受〔2026〕.
fn series(authority: &str, outcome: Outcome, now: Moment) -> String {
    format!("{}{}〔{}〕", short_name(authority), kind_word(outcome), now.date().year())
}

/// 陵水黎族自治县椰林镇人民政府 → 椰政; 陵水黎族自治县民政局 → 陵民.
fn short_name(authority: &str) -> String {
    let first = |text: &str| text.chars().next().map(String::from).unwrap_or_default();
    let Some((area, office)) = authority.split_once(['县', '区', '市']) else {
        return first(authority);
    };
    match office.split_once(['镇', '乡']) {
        Some((town, _)) if !town.is_empty() => format!("{}政", first(town)),
        _ => format!("{}{}", first(area), first(office)),
    }
}

fn kind_word(outcome: Outcome) -> &'static str {
    match outcome {
        Outcome::Accept => "受",
        Outcome::RefuseAcceptance => "不受",
        Outcome::Correct | Outcome::FurtherMaterials => "补",
        Outcome::Forward => "转",
        Outcome::Suspend => "特",
        Outcome::Resume => "恢",
        Outcome::Grant => "准",
        Outcome::Deny => "不准",
        Outcome::Terminate => "终",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_document_number_begins_with_the_short_name_of_its_authority() {
        let now = Moment::from_millis(1_776_270_600_000);
        assert_eq!(series("陵水黎族自治县椰林镇人民政府", Outcome::Accept, now), "椰政受〔2026〕");
        assert_eq!(series("陵水黎族自治县民政局", Outcome::Deny, now), "陵民不准〔2026〕");
        assert_eq!(series("县", Outcome::Grant, now), "准〔2026〕");
    }
}
