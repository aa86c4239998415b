//! The authority's paper for a decision: a letter in plain official words, the same bytes for the same decision.
//! Its sentences stand in `assets/papers/decision.json`.

use crate::gateway::Gateway;
use crate::published::Terms;
use casework::decision::{Decided, Decision, Outcome};
use casework::state::{PaperKind, State};
use gateway_store::Draft;
use papers::{Column, Document, FontSet, Grid, Letter, Marks, PaperError, put, read_texts, spoken};
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Texts {
    opening: String,
    accept: String,
    accept_by: String,
    refuse_acceptance: String,
    correct: String,
    correct_by: String,
    forward: String,
    suspend: String,
    resume: String,
    grant: String,
    deny: String,
    terminate: String,
    withdraw: String,
    right_authority: String,
    reason: String,
    clause: String,
    result: String,
    demand_columns: [String; 3],
    /// For an item that names none: those of the law (行政复议法 art. 20, 行政诉讼法 art. 46).
    remedies: Vec<String>,
}

fn texts() -> Result<Texts, PaperError> {
    read_texts("decision.json", include_str!("../../../assets/papers/decision.json"))
}

/// The paper of a drafted decision. Where it cannot be made the decision stands without one, and the log says why.
pub(crate) fn issue(gateway: &Gateway, draft: &Draft, terms: &Terms) -> Option<Vec<u8>> {
    draft.causes?;
    let fonts = gateway.fonts.as_ref()?;
    printed(draft, terms, fonts)
        .inspect_err(|error| tracing::error!(%error, "a paper could not be made"))
        .ok()
}

fn printed(draft: &Draft, terms: &Terms, fonts: &FontSet) -> Result<Vec<u8>, PaperError> {
    let letter = letter(draft, terms)?;
    Ok(papers::render(&Document::Letter(letter), fonts, &Marks::Plain)?.pdf)
}

/// What the resident will read of a drafted decision; one that causes no paper is read in the same words.
///
/// # Errors
/// [`PaperError`] when the sentences of the content folder cannot be read.
pub(crate) fn letter(draft: &Draft, terms: &Terms) -> Result<Letter, PaperError> {
    let (texts, decided) = (texts()?, &draft.decided);
    let title = draft.causes.map_or_else(|| wording::act_words(decided.act()), wording::paper_title);
    Ok(Letter {
        organ: decided.authority.clone(),
        title,
        document_number: decided.document_number.clone(),
        addressee: draft.frozen.applicant.name.clone(),
        paragraphs: paragraphs(draft, &texts),
        table: demands(draft, terms, &texts),
        remedies: remedies(draft.causes, terms, texts.remedies),
        signed_by: decided.authority.clone(),
        date: decided.at.date().to_string(),
        seal: true,
    })
}

fn paragraphs(draft: &Draft, texts: &Texts) -> Vec<String> {
    let Decision { reason, clause, result, .. } = &draft.decided.decision;
    let (item, number) = (&draft.frozen.item.name, draft.decided.number.grouped());
    let mut paragraphs = vec![
        put(&texts.opening, &[("item", item), ("number", &number)]),
        what_was_decided(&draft.decided, texts),
    ];
    for (text, words) in [(&texts.reason, reason), (&texts.clause, clause), (&texts.result, result)] {
        if !words.trim().is_empty() {
            paragraphs.push(put(text, &[("words", &ended(words))]));
        }
    }
    paragraphs
}

fn what_was_decided(decided: &Decided, texts: &Texts) -> String {
    let decision = &decided.decision;
    let day = |date: Option<jiff::civil::Date>| date.map(|date| spoken(&date.to_string()));
    let by = |date: Option<String>, with: &str, without: &str| match date {
        Some(date) => put(with, &[("date", &date)]),
        None => without.to_owned(),
    };
    match decision.outcome {
        Outcome::Accept => by(day(decided.promised_due), &texts.accept_by, &texts.accept),
        Outcome::RefuseAcceptance => texts.refuse_acceptance.clone() + &right_authority(decision, texts),
        Outcome::Correct | Outcome::FurtherMaterials => {
            by(day(decision.due), &texts.correct_by, &texts.correct)
        }
        Outcome::Forward => texts.forward.clone() + &right_authority(decision, texts),
        Outcome::Suspend => {
            let end = day(decision.due).unwrap_or_default();
            put(&texts.suspend, &[("procedure", &decision.procedure), ("date", &end)])
        }
        Outcome::Resume => texts.resume.clone(),
        Outcome::Grant => texts.grant.clone(),
        Outcome::Deny => texts.deny.clone(),
        Outcome::Terminate if decided.state == State::Withdrawn => texts.withdraw.clone(),
        Outcome::Terminate => texts.terminate.clone(),
    }
}

fn right_authority(decision: &Decision, texts: &Texts) -> String {
    match decision.right_authority.trim() {
        "" => String::new(),
        authority => put(&texts.right_authority, &[("authority", authority)]),
    }
}

/// 补正: all of it at once, numbered, each with the place it is about.
fn demands(draft: &Draft, terms: &Terms, texts: &Texts) -> Option<Grid> {
    let demands = &draft.decided.decision.demands;
    if demands.is_empty() {
        return None;
    }
    let rows = demands.iter().zip(1u32..).map(|(demand, n)| {
        vec![n.to_string(), terms.label(&draft.frozen, &demand.field), demand.words.trim().to_owned()]
    });
    let columns = texts.demand_columns.iter().zip([1.0, 3.0, 6.0]);
    let columns = columns.map(|(head, width)| Column::new(head, width)).collect();
    Some(Grid { columns, rows: rows.collect(), blank_rows: 0 })
}

/// Under a refusal: the item's own words, else those of the law.
fn remedies(causes: Option<PaperKind>, terms: &Terms, of_the_law: Vec<String>) -> Vec<String> {
    let refuses = matches!(causes, Some(PaperKind::NotAccepted | PaperKind::Denied | PaperKind::Termination));
    match (refuses, terms.remedies.is_empty()) {
        (false, _) => Vec::new(),
        (true, false) => terms.remedies.iter().map(|words| ended(words)).collect(),
        (true, true) => of_the_law,
    }
}

/// What was typed, as a sentence that ends.
fn ended(words: &str) -> String {
    let words = words.trim();
    let stop = if words.ends_with(['。', '！', '？', '；', '…', '.', '!', '?']) { "" } else { "。" };
    format!("{words}{stop}")
}
