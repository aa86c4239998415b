//! Lists: the home screen, all cases, what waits.

use super::items::{row, used_items};
use super::showing::short_time;
use crate::Desk;
use crate::view::*;
use casework::identity::masked_number;
use casework::moment::Moment;
use casework::state::Phase;
use station_store::{CaseRecord, DraftRecord, Filter};

/// Rows of a window at most.
const WINDOW: u32 = 200;

pub(crate) fn case_row(desk: &Desk, case: &CaseRecord) -> Result<CaseRow, Failure> {
    let phase = case.state.phase();
    Ok(CaseRow {
        case: case.id.to_string(),
        draft: String::new(),
        number: case.number.grouped(),
        item_name: case.item_name.clone(),
        applicant: case.applicant.clone(),
        id_masked: masked_number(&case.id_number),
        phase: phase_name(phase),
        word: wording::phase_word(phase),
        note: case.note.clone(),
        remaining: remaining(desk, &case.due, case)?,
        due: case.due.clone(),
        changed_at: short_time(case.changed_at),
        clerk: case.clerk.clone(),
    })
}

pub(crate) fn phase_name(phase: Phase) -> String {
    serde_json::to_value(phase).ok().and_then(|v| v.as_str().map(ToOwned::to_owned)).unwrap_or_default()
}

/// 还剩 2 个工作日, 今天到期, 已超 1 个工作日.
fn remaining(desk: &Desk, due: &str, case: &CaseRecord) -> Result<String, Failure> {
    let Ok(due) = due.parse::<jiff::civil::Date>() else {
        return Ok(String::new());
    };
    let county = case.number.station()[..6].parse().ok();
    let left = desk.calendar()?.remaining(desk.today(), due, county.as_ref());
    Ok(match (left.overdue, left.working_days) {
        (true, days) => format!("已超 {days} 个工作日"),
        (false, 0) => "今天到期".to_owned(),
        (false, days) => format!("还剩 {days} 个工作日"),
    })
}

fn draft_row(draft: &DraftRecord, item_name: String) -> CaseRow {
    let text = |id: &str| draft.data.get(id).and_then(|v| v.as_str()).unwrap_or_default().to_owned();
    let name = text("applicant_name");
    CaseRow {
        case: draft.case.map(|c| c.to_string()).unwrap_or_default(),
        draft: draft.id.to_string(),
        number: String::new(),
        item_name,
        applicant: if name.is_empty() { "(还没填姓名)".to_owned() } else { name },
        id_masked: masked_number(&text("applicant_id")),
        phase: phase_name(Phase::Draft),
        word: wording::phase_word(Phase::Draft),
        note: if draft.case.is_some() { "补正或更改".to_owned() } else { String::new() },
        remaining: String::new(),
        due: String::new(),
        changed_at: short_time(draft.saved_at),
        clerk: draft.begun_by.clone(),
    }
}

fn draft_rows(desk: &Desk) -> Result<Vec<CaseRow>, Failure> {
    let drafts = desk.at_work(|store, _| Ok(store.open_drafts()?))?;
    let shelf = desk.shelf().ok();
    let name = |slug: &str| {
        let item = shelf.as_ref().and_then(|s| s.catalogue.item(slug));
        item.map_or_else(|| slug.to_owned(), |i| i.name.clone())
    };
    Ok(drafts.iter().map(|d| draft_row(d, name(&d.item))).collect())
}

fn midnight(desk: &Desk) -> Moment {
    let day = 86_400_000;
    let china = 8 * 3_600_000;
    let now = desk.now().millis();
    Moment::from_millis((now + china).div_euclid(day) * day - china)
}

fn phase_rows(desk: &Desk, phase: Phase, limit: u32) -> Result<Vec<CaseRow>, Failure> {
    let filter = Filter { phase: Some(phase), text: String::new() };
    let found = desk.at_work(|store, _| Ok(store.list_cases(&filter, 0, limit)?))?;
    found.cases.iter().map(|c| case_row(desk, c)).collect()
}

/// The home screen.
///
/// # Errors
/// Nobody logged in.
pub fn home(desk: &Desk, _: Nothing) -> Result<HomeView, Failure> {
    let since = midnight(desk);
    let ((phases, taken_today), sent_today, loose_pages) = desk.at_work(|store, _| {
        Ok((store.count_phases(since)?, store.sent_since(since)?, store.count_loose()?))
    })?;
    let count = |phase: Phase| phases.iter().find(|(p, _)| *p == phase).map_or(0, |(_, n)| *n);
    let mut attention = phase_rows(desk, Phase::NeedsYou, 20)?;
    attention.extend(phase_rows(desk, Phase::Decided, 20)?);
    attention.extend(phase_rows(desk, Phase::AwaitingSignature, 20)?);
    Ok(HomeView {
        attention,
        drafts: draft_rows(desk)?,
        taken_today,
        sent_today,
        awaiting_signature: count(Phase::AwaitingSignature),
        corrections: count(Phase::NeedsYou),
        waiting: count(Phase::Waiting),
        loose_pages,
        frequent: frequent(desk)?,
    })
}

fn frequent(desk: &Desk) -> Result<Vec<ItemRow>, Failure> {
    let Ok(shelf) = desk.shelf() else {
        return Ok(Vec::new());
    };
    let used = used_items(desk)?;
    let mut rows: Vec<ItemRow> = shelf.catalogue.items().iter().map(|i| row(i, &used)).collect();
    rows.retain(|r| r.used > 0);
    rows.sort_by_key(|r| std::cmp::Reverse(r.used));
    rows.truncate(8);
    Ok(rows)
}

/// A window of all cases; with the filter `draft` or `all` the drafts stand on top.
///
/// # Errors
/// An unknown filter.
pub fn case_list(desk: &Desk, input: CaseListInput) -> Result<CaseListView, Failure> {
    let phase: Option<Phase> = match input.filter.as_str() {
        "" | "all" => None,
        name => Some(
            serde_json::from_value(serde_json::Value::String(name.to_owned()))
                .map_err(|_| Failure::new(ErrorCode::Input, name))?,
        ),
    };
    let mut drafts = Vec::new();
    if matches!(phase, None | Some(Phase::Draft)) {
        drafts = draft_rows(desk)?;
        let text = input.text.trim();
        drafts.retain(|d| text.is_empty() || d.applicant.contains(text) || d.item_name.contains(text));
    }
    if phase == Some(Phase::Draft) {
        let total = u32::try_from(drafts.len()).unwrap_or(u32::MAX);
        return Ok(CaseListView { rows: drafts, total, more: false });
    }
    let filter = Filter { phase, text: input.text.clone() };
    let limit = input.limit.clamp(1, WINDOW);
    let found = desk.at_work(|store, _| Ok(store.list_cases(&filter, input.after, limit)?))?;
    let mut rows = if input.after == 0 { drafts } else { Vec::new() };
    let total = found.total + u32::try_from(rows.len()).unwrap_or(0);
    for case in &found.cases {
        rows.push(case_row(desk, case)?);
    }
    Ok(CaseListView { rows, total, more: found.more })
}
