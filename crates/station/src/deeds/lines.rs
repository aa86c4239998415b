//! 发送状态: what waits, how big, when next, why stuck.

use super::drafts::clock_time;
use crate::Desk;
use crate::line::LineStatus;
use crate::view::*;
use casework::id::CaseId;
use station_store::Store;

fn waiting_row(store: &Store, waiting: (CaseId, u64, u64, u64)) -> Result<WaitingRow, Failure> {
    let (id, entry, missing, size) = waiting;
    let case = store.case(id)?;
    let (part, bytes, percent) = if entry > 0 {
        ("entry", entry + missing, 0)
    } else {
        ("files", missing, (size - missing) * 100 / size.max(1))
    };
    Ok(WaitingRow {
        case: id.to_string(),
        number: case.number.grouped(),
        applicant: case.applicant,
        item_name: case.item_name,
        part: part.to_owned(),
        bytes: u32::try_from(bytes).unwrap_or(u32::MAX),
        percent: u32::try_from(percent).unwrap_or(100),
        stuck: String::new(),
    })
}

/// How the line stands.
///
/// # Errors
/// Nobody logged in.
pub fn line_state(desk: &Desk, _: Nothing) -> Result<LineView, Failure> {
    let status = desk.line.status();
    let (enrolled, waiting) = desk.at_work(|store, _| {
        let rows = store.waiting_cases()?.into_iter().map(|w| waiting_row(store, w));
        Ok((store.identity()?.is_some(), rows.collect::<Result<Vec<_>, _>>()?))
    })?;
    let (state, words) = spoken(&status, enrolled, waiting.len());
    Ok(LineView {
        state: state.to_owned(),
        words,
        next: status.failure.as_ref().map(|f| f.next.clone()).unwrap_or_default(),
        waiting,
        last_contact: status.last_contact.map(clock_time).unwrap_or_default(),
        next_try: status.next_try.map(clock_time).unwrap_or_default(),
    })
}

fn spoken(status: &LineStatus, enrolled: bool, waiting: usize) -> (&'static str, String) {
    let queue = if waiting == 0 { String::new() } else { format!(" · {waiting} 件待发送") };
    if !enrolled {
        return ("not_enrolled", "还没有绑定省网".to_owned());
    }
    if status.sending {
        return ("sending", format!("正在发{queue}"));
    }
    match &status.failure {
        Some(failure) if is_just_offline(failure.code) => ("offline", format!("离线{queue}")),
        Some(failure) => ("stuck", failure.message.clone()),
        None if status.last_contact.is_none() => ("offline", format!("还没有连上{queue}")),
        None if waiting > 0 => ("sending", format!("已连上{queue}")),
        None => ("idle", "已连上 · 全部发完".to_owned()),
    }
}

/// No line is normal at a village and nobody has to do anything about it.
fn is_just_offline(code: ErrorCode) -> bool {
    matches!(code, ErrorCode::Link | ErrorCode::LinkTimeout | ErrorCode::LinkGarbage)
}

/// 现在发.
///
/// # Errors
/// What stands in the way, as a sentence.
pub fn line_send(desk: &Desk, _: Nothing) -> Result<LineView, Failure> {
    desk.send_now()?;
    line_state(desk, Nothing {})
}
