//! The authority's paper for a decision: a letter in plain official words, the same bytes for the same decision.

use crate::gateway::Gateway;
use crate::published::Terms;
use casework::case::Frozen;
use casework::decision::{Decided, Decision, Outcome};
use casework::state::PaperKind;
use gateway_store::Draft;
use papers::{Column, Document, FontSet, Grid, Letter, Marks, PaperError};

/// The paper of a drafted decision. Where it cannot be made the decision stands without one, and the log says why.
pub(crate) fn issue(gateway: &Gateway, draft: &Draft, terms: &Terms) -> Option<Vec<u8>> {
    let kind = draft.causes?;
    let fonts = gateway.fonts.as_ref()?;
    letter(kind, &draft.decided, &draft.frozen, terms, fonts)
        .inspect_err(|error| tracing::error!(%error, "a paper could not be made"))
        .ok()
}

/// PDF bytes of a decision's paper.
///
/// # Errors
/// [`PaperError`], for instance a character that no font has.
fn letter(
    kind: PaperKind,
    decided: &Decided,
    frozen: &Frozen,
    terms: &Terms,
    fonts: &FontSet,
) -> Result<Vec<u8>, PaperError> {
    let refuses = matches!(kind, PaperKind::NotAccepted | PaperKind::Denied | PaperKind::Termination);
    let letter = Letter {
        organ: decided.authority.clone(),
        title: wording::paper_title(kind),
        document_number: decided.document_number.clone(),
        addressee: frozen.applicant.name.clone(),
        paragraphs: paragraphs(decided, frozen),
        table: demands(&decided.decision),
        remedies: if refuses { remedies(terms) } else { Vec::new() },
        signed_by: decided.authority.clone(),
        date: decided.at.date().to_string(),
        seal: true,
    };
    Ok(papers::render(&Document::Letter(letter), fonts, &Marks::Plain)?.pdf)
}

fn paragraphs(decided: &Decided, frozen: &Frozen) -> Vec<String> {
    let mut paragraphs = vec![opening(decided, frozen)];
    paragraphs.push(what_was_decided(decided));
    let Decision { reason, clause, result, .. } = &decided.decision;
    for (head, words) in [("理由：", reason), ("依据：", clause), ("办理结果：", result)] {
        if !words.trim().is_empty() {
            paragraphs.push(format!("{head}{}", words.trim()));
        }
    }
    paragraphs
}

fn opening(decided: &Decided, frozen: &Frozen) -> String {
    let item = &frozen.item.name;
    format!("你提出的“{item}”申请（收件编号 {}）已收悉。", decided.number.grouped())
}

fn what_was_decided(decided: &Decided) -> String {
    let decision = &decided.decision;
    let due = |date: Option<jiff::civil::Date>| date.map(|date| date.to_string());
    match decision.outcome {
        Outcome::Accept => match due(decided.promised_due) {
            Some(date) => format!("经审查，予以受理，承诺于{date}前办结。"),
            None => "经审查，予以受理。".to_owned(),
        },
        Outcome::RefuseAcceptance => "经审查，不予受理。".to_owned() + &right_authority(decision),
        Outcome::Correct | Outcome::FurtherMaterials => match due(decision.due) {
            Some(date) => format!("经审查，需要补正下列内容，请于{date}前到便民服务站一次补齐。"),
            None => "经审查，需要补正下列内容，请到便民服务站一次补齐。".to_owned(),
        },
        Outcome::Forward => "经审查，不属于本机关办理。".to_owned() + &right_authority(decision),
        Outcome::Suspend => {
            let end = due(decision.due).unwrap_or_default();
            format!("办理中需要进行{}，预计{end}结束，所需时间不计入办理时限。", decision.procedure)
        }
        Outcome::Resume => "特别程序已结束，继续办理。".to_owned(),
        Outcome::Grant => "经审查，符合条件，准予办理。".to_owned(),
        Outcome::Deny => "经审查，不符合条件，不予办理。".to_owned(),
        Outcome::Terminate => "本申请终止办理。".to_owned(),
    }
}

fn right_authority(decision: &Decision) -> String {
    match decision.right_authority.trim() {
        "" => String::new(),
        authority => format!("请向{authority}提出。"),
    }
}

/// 补正: all of it at once, numbered.
fn demands(decision: &Decision) -> Option<Grid> {
    if decision.demands.is_empty() {
        return None;
    }
    let rows = decision.demands.iter().enumerate();
    let rows = rows.map(|(i, demand)| vec![(i + 1).to_string(), demand.words.clone()]).collect();
    let columns = vec![Column::new("序号", 1.0), Column::new("需要补正的内容", 9.0)];
    Some(Grid { columns, rows, blank_rows: 0 })
}

/// The item's own words, else those of the law (行政复议法 art. 20, 行政诉讼法 art. 46).
fn remedies(terms: &Terms) -> Vec<String> {
    let known: Vec<String> =
        terms.remedies.iter().filter(|words| !words.trim().is_empty()).cloned().collect();
    if !known.is_empty() {
        return known;
    }
    vec![
        "不服本决定的，可以自收到之日起六十日内依法申请行政复议。".to_owned(),
        "也可以自收到之日起六个月内依法向人民法院提起行政诉讼。".to_owned(),
    ]
}
