//! One case, whole: where it stands, what it holds, what happened, what can be done now.

use super::cases::find_case;
use super::correcting::{broken_of, materials_of};
use super::deferrals::{deferred_of, deferred_views, may_follow};
use super::drafts::clock_time;
use super::listing::case_row;
use super::pads::pad_offers;
use super::papers::paper_views;
use super::signing::{PaperToSign, papers_to_scan, sign_pages, sign_way, signed_by, still_missing};
use crate::Desk;
use crate::form_words::filled_sections;
use crate::view::*;
use casework::case::{Deferred, FileHash, Frozen, Material, SignedBy, SignedPage, Signing, Trust};
use casework::decision::{Decided, Outcome};
use casework::state::{Act, Actor, State};
use catalogue::item::Item;
use papers::Layouts;
use station_store::{CaseRecord, Step, Store, Upload};
use wire::Proof;

struct Gathered {
    case: CaseRecord,
    frozen: Frozen,
    signing: Option<Signing>,
    steps: Vec<Step>,
    was_sent: bool,
    /// This version, and not only one before it.
    was_handed_in: bool,
    decisions: Vec<Decided>,
    proof: Option<Proof>,
    uploads: Vec<Upload>,
    papers: Vec<PaperView>,
    large_print: bool,
    to_sign: Vec<PaperToSign>,
    /// Files that opened no more when they were to be sent.
    broken: Vec<FileHash>,
    materials: Vec<Material>,
    deferred: Vec<Deferred>,
    signed_by: SignedBy,
    pads: Vec<PadOffer>,
}

fn gather(store: &Store, layouts: &Layouts, text: &str) -> Result<Gathered, Failure> {
    let case = find_case(store, text)?;
    let frozen = store.frozen(case.id, case.version)?.frozen;
    let (signed_by, to_sign) = (signed_by(store, &frozen)?, papers_to_scan(store, &case)?);
    let materials = materials_of(store, &frozen)?;
    Ok(Gathered {
        deferred: deferred_of(store, &case, &materials)?,
        materials,
        pads: pad_offers(store, &case, &signed_by, &to_sign)?,
        signed_by,
        frozen,
        to_sign,
        signing: store.signing(case.id, case.version)?,
        steps: store.steps(case.id)?,
        was_sent: store.was_sent(case.id)?,
        was_handed_in: store.was_handed_in(case.id, case.version)?,
        decisions: store.decisions(case.id)?,
        proof: store.proof(case.id, case.version)?,
        uploads: store.uploads_of(case.id)?,
        broken: broken_of(store, &case)?,
        papers: paper_views(store, layouts, &case)?,
        large_print: store.large_print_wished(&case.id.to_string())?,
        case,
    })
}

/// One case by id or receipt number.
///
/// # Errors
/// No such case.
pub fn case_show(desk: &Desk, input: CaseInput) -> Result<CaseView, Failure> {
    let shelf = desk.shelf()?;
    let g = desk.at_work(|store, _| gather(store, &shelf.layouts, &input.case))?;
    let item = shelf.catalogue.item(&g.case.item);
    // the newest edition's labels; a form that is gone shows its fields by id rather than not at all
    let sections = match shelf.catalogue.form(&g.case.item) {
        Ok(form) => filled_sections(form.pack(), &g.frozen.form),
        Err(_) => bare_sections(&g.frozen),
    };
    let deferred = deferred_views(g.case.state, &g.deferred, &g.materials, item);
    Ok(CaseView {
        next: next(&g, &deferred),
        row: case_row(desk, &g.case)?,
        case: g.case.id.to_string(),
        state: g.case.state.to_string(),
        version: g.case.version,
        number: g.case.number.to_string(),
        number_grouped: g.case.number.grouped(),
        proof: g.proof.as_ref().map(|p| p.body.proof_no.to_string()).unwrap_or_default(),
        received_at: g.proof.as_ref().map(|p| p.body.received_at.minute()).unwrap_or_default(),
        sections,
        materials: materials(&g),
        deferred,
        signed: g.signing.as_ref().map(|signing| signed_words(signing, &g.signed_by)).unwrap_or_default(),
        sign_way: sign_way(&g.signed_by),
        sign_pages: sign_pages(&g.to_sign),
        unsigned: unsigned(&g),
        broken_pages: if has_broken_page(&g) { still_missing(&g.to_sign) } else { Vec::new() },
        scan_within_days: item
            .filter(|i| i.submit.before_scan)
            .map_or(0, |i| u32::from(i.submit.scan_within_days)),
        decisions: g.decisions.iter().map(|d| decision_view(d, item)).collect(),
        timeline: g.steps.iter().map(timeline_row).collect(),
        tell: tell(&g),
        large_print: g.large_print,
        pads: g.pads,
        papers: g.papers,
    })
}

fn bare_sections(frozen: &Frozen) -> Vec<FilledSection> {
    let fields = frozen.form.iter().map(|(id, value)| FilledField {
        id: id.clone(),
        label: id.clone(),
        value: value.as_str().map_or_else(|| value.to_string(), ToOwned::to_owned),
    });
    vec![FilledSection {
        page: String::new(),
        title: String::new(),
        fields: fields.collect(),
        tables: Vec::new(),
    }]
}

fn materials(g: &Gathered) -> Vec<CaseMaterial> {
    let view = |m: &Material| CaseMaterial {
        name: m.name.clone(),
        broken: g.broken.contains(&m.sha256),
        progress: progress(g.uploads.iter().find(|u| u.sha256 == m.sha256), g.case.state),
        file: MaterialView {
            id: m.id.to_string(),
            slot: m.slot.clone(),
            media_type: m.media_type.clone(),
            size: u32::try_from(m.size).unwrap_or(u32::MAX),
            pages: m.pages,
            compared: m.trust == Trust::B,
            taken_at: m.taken_at.minute(),
        },
    };
    g.materials.iter().map(view).collect()
}

fn progress(upload: Option<&Upload>, state: State) -> String {
    match upload {
        Some(upload) if upload.complete => "已送到".to_owned(),
        Some(upload) if upload.sent > 0 => format!("已传 {}%", upload.sent * 100 / upload.size.max(1)),
        Some(_) => "存在本机,等待发送".to_owned(),
        None if matches!(state, State::AwaitingSignature | State::Draft) => "存在本机".to_owned(),
        None => "存在本机".to_owned(),
    }
}

fn signed_words(signing: &Signing, by: &SignedBy) -> String {
    match signing {
        Signing::Scanned { at, pages, .. } if pages.is_empty() => {
            format!("已签字,扫描件已绑定({})", at.minute())
        }
        Signing::Scanned { at, pages, by, .. } => {
            let on_pad = pages.iter().filter(|page| page.ink.is_some()).count();
            wording::all_signed(by, pages.len(), on_pad, &at.minute())
        }
        Signing::ScanBy { due, .. } => {
            format!("已签字({}),扫描件 {due} 前补扫", wording::signed_by(by))
        }
    }
}

/// A signed page was sent with its case, and its scan or its ink opens no more before it is at the gateway.
fn has_broken_page(g: &Gathered) -> bool {
    match &g.signing {
        Some(Signing::Scanned { pages, .. }) => {
            pages.iter().flat_map(SignedPage::files).any(|file| g.broken.contains(file))
        }
        _ => false,
    }
}

/// Nothing is missing any more of what counts as scanned back, also where pages were not counted yet.
fn unsigned(g: &Gathered) -> Vec<Trouble> {
    match g.signing {
        Some(Signing::Scanned { .. }) if !has_broken_page(g) => Vec::new(),
        _ => still_missing(&g.to_sign),
    }
}

pub(crate) fn decision_view(decided: &Decided, item: Option<&Item>) -> DecisionView {
    let decision = &decided.decision;
    let refused = matches!(decision.outcome, Outcome::RefuseAcceptance | Outcome::Deny);
    let remedies = item.filter(|_| refused).map(|i| vec![i.remedies.review.clone(), i.remedies.suit.clone()]);
    DecisionView {
        outcome: decision.outcome.to_string(),
        title: wording::outcome_title(decision.outcome),
        authority: decided.authority.clone(),
        official: decided.official.clone(),
        document_number: decided.document_number.clone(),
        reason: decision.reason.clone(),
        clause: decision.clause.clone(),
        demands: decision
            .demands
            .iter()
            .map(|d| Trouble { path: d.field.clone(), message: d.words.clone() })
            .collect(),
        due: decision.due.map(|d| d.to_string()).unwrap_or_default(),
        result: decision.result.clone(),
        at: decided.at.minute(),
        remedies: remedies.unwrap_or_default(),
    }
}

fn timeline_row(step: &Step) -> TimelineRow {
    TimelineRow {
        at: step.at.minute(),
        clock: wording::clock_word(&step.clock),
        who: step.who.clone(),
        what: wording::act_words(step.act),
        more: step.note.clone(),
    }
}

/// What can be done now, in the order to offer it.
fn next(g: &Gathered, deferred: &[DeferredView]) -> Vec<NextDeed> {
    let state = g.case.state;
    let mut deeds = Vec::new();
    if state == State::AwaitingSignature {
        deeds.push(NextDeed::Print);
        deeds.push(if g.signing.is_some() { NextDeed::Submit } else { NextDeed::Sign });
        deeds.push(NextDeed::Change);
    } else if matches!(g.signing, Some(Signing::ScanBy { .. })) && g.was_handed_in && state != State::Voided
        || has_broken_page(g)
    {
        deeds.push(NextDeed::Sign);
    }
    for edge in state.open_to(Actor::Station).filter(|edge| edge.is_open(g.was_sent)) {
        deeds.extend(match edge.act {
            Act::Freeze if state != State::AwaitingSignature => Some(NextDeed::Correct),
            Act::Void => Some(NextDeed::Void),
            Act::RequestWithdrawal => Some(NextDeed::Withdraw),
            Act::Serve => Some(NextDeed::Serve),
            Act::Archive => Some(NextDeed::Archive),
            _ => None,
        });
    }
    if !deferred.is_empty() && may_follow(state).is_ok() {
        // what is still to come is the next thing; to what came more may be added
        let at = if deferred.iter().any(|one| one.lacking > 0) { 0 } else { deeds.len() };
        deeds.insert(at, NextDeed::Supplement);
    }
    deeds
}

fn tell(g: &Gathered) -> String {
    let mut words = wording::state_tell(g.case.state);
    if let Some(last) = g.decisions.last().filter(|d| d.state == g.case.state) {
        for demand in &last.decision.demands {
            words.push_str(&sentence(&demand.words));
        }
        if !last.decision.reason.is_empty() {
            words.push_str(&sentence(&format!("理由:{}", last.decision.reason)));
        }
    }
    if !g.case.due.is_empty() {
        words.push_str(&format!("期限 {}。", crate::form_words::chinese_date(&g.case.due)));
    }
    words
}

/// Words that end as a sentence does, so that they can be read aloud one after the other.
fn sentence(words: &str) -> String {
    let words = words.trim();
    if words.ends_with(['。', '!', '?', ';']) { words.to_owned() } else { format!("{words}。") }
}

/// `04-15 09:30`.
pub(crate) fn short_time(moment: casework::moment::Moment) -> String {
    format!("{} {}", &moment.date().to_string()[5..], clock_time(moment))
}
