//! 发送状态: what waits, how big, when next, why stuck.

use super::drafts::clock_time;
use crate::Desk;
use crate::line::LineStatus;
use crate::view::*;
use casework::id::CaseId;
use casework::moment::Moment;
use station_store::{Forgetting, Setting, Store};
use station_sync::Progress;
use std::time::Duration;
use wording::LineWord;

/// Cases that are listed at most: after weeks without a line nobody reads them all, and each costs two looks into the store.
const LISTED: usize = 100;
/// A clock that is further off than this is told.
const CLOCK_OFF: Duration = Duration::from_secs(5 * 60);
/// What is over is told so long.
const TOLD: Duration = Duration::from_secs(7 * 24 * 3600);

fn waiting_row(
    store: &Store,
    waiting: (CaseId, u64, u64, u64),
    progress: Option<&Progress>,
) -> Result<WaitingRow, Failure> {
    let (id, entry, missing, size) = waiting;
    let case = store.case(id)?;
    let broken = !store.broken_uploads(id)?.is_empty();
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
        under_way: is_under_way(store, id, entry > 0, progress)?,
        stuck: if broken { wording::line_broken() } else { String::new() },
    })
}

/// Entries leave by the batch: all that wait are on their way then.
fn is_under_way(
    store: &Store,
    case: CaseId,
    has_entry: bool,
    progress: Option<&Progress>,
) -> Result<bool, Failure> {
    Ok(match progress {
        Some(Progress::Entries { .. }) => has_entry,
        Some(Progress::File { file, .. }) if !has_entry => {
            store.uploads_of(case)?.iter().any(|upload| upload.sha256 == *file)
        }
        _ => false,
    })
}

/// How the line stands.
///
/// # Errors
/// Nobody logged in.
pub fn line_state(desk: &Desk, _: Nothing) -> Result<LineView, Failure> {
    let status = desk.line.status();
    let now = desk.now();
    let (enrolled, past, contact, queue, waiting) = desk.at_work(|store, _| {
        let queue = store.waiting_cases()?;
        let progress = status.progress.as_ref();
        let rows = queue.iter().take(LISTED).map(|waiting| waiting_row(store, *waiting, progress));
        let rows = rows.collect::<Result<Vec<_>, _>>()?;
        let contact = store.setting::<Moment>(Setting::LastContact)?;
        let past = Past { forgot: store.forgetting()?, forked: store.setting::<Moment>(Setting::Forked)? };
        Ok((store.identity()?.is_some(), past, contact, queue, rows))
    })?;
    // the program that was started anew has not asked yet
    let contact = status.last_contact.or(contact);
    let (state, words) = spoken(&status, enrolled, contact.is_some(), queue.len());
    let told =
        |moment: Moment| if moment.date() == now.date() { clock_time(moment) } else { moment.minute() };
    let files = queue.iter().any(|(_, entry, ..)| *entry == 0);
    let bytes = queue.iter().map(|(_, entry, missing, _)| entry + missing).sum();
    let outlook = match queue.len() {
        0 => String::new(),
        count => wording::line_outlook(count, bytes, status.goodput),
    };
    Ok(LineView {
        state: state.to_owned(),
        words,
        next: next_step(&status),
        unlisted: u32::try_from(queue.len() - waiting.len()).unwrap_or(u32::MAX),
        waiting,
        last_contact: contact.map(told).unwrap_or_default(),
        next_try: status.next_try.filter(|_| enrolled && !status.paused).map(told).unwrap_or_default(),
        paused: status.paused,
        outlook,
        warnings: warnings(&status, &past, now, files),
    })
}

fn next_step(status: &LineStatus) -> String {
    match &status.failure {
        _ if status.paused => wording::line_resume(),
        // what lies behind 离线 is worth a look all the same
        Some(failure) if is_just_offline(failure.code) => format!("{}{}", failure.message, failure.next),
        Some(failure) => failure.next.clone(),
        None => String::new(),
    }
}

/// What went wrong once and was mended by itself: told some days longer, for who was not there.
struct Past {
    /// The gateway was restored from an older backup.
    forgot: Option<Forgetting>,
    /// This folder was copied, or set back.
    forked: Option<Moment>,
}

impl Past {
    fn told(&self, now: Moment) -> impl Iterator<Item = String> {
        let fresh = |moment: &Moment| now.millis_since(*moment) < TOLD.as_millis() as i64;
        let forgot = self.forgot.and_then(|forgot| match forgot.healed {
            None => Some(wording::line_forgot()),
            Some(healed) => fresh(&healed).then(|| wording::line_forgot_healed(&healed.minute())),
        });
        let forked = self.forked.filter(fresh).map(|forked| wording::line_forked(&forked.minute()));
        forgot.into_iter().chain(forked)
    }
}

/// What a person must know beside.
fn warnings(status: &LineStatus, past: &Past, now: Moment, files: bool) -> Vec<String> {
    let off = Duration::from_millis(status.clock_ahead.unsigned_abs());
    let clock = (off > CLOCK_OFF).then(|| wording::line_clock(off, status.clock_ahead > 0));
    let spent = status.files_after.filter(|_| files).map(|after| wording::line_spent(&after.minute()));
    past.told(now).chain(spent).chain(clock).collect()
}

fn spoken(status: &LineStatus, enrolled: bool, met: bool, waiting: usize) -> (&'static str, String) {
    let (state, word) = match &status.failure {
        _ if !enrolled => ("not_enrolled", LineWord::NotEnrolled),
        _ if status.paused => ("paused", LineWord::Paused),
        _ if status.sending => ("sending", LineWord::Sending),
        Some(failure) if is_just_offline(failure.code) => ("offline", LineWord::Offline),
        Some(failure) if failure.code == ErrorCode::KeyEnded => return ("ended", failure.message.clone()),
        Some(failure) => return ("stuck", failure.message.clone()),
        None if !met => ("offline", LineWord::Never),
        None if status.last_contact.is_none() => ("offline", LineWord::Offline),
        None if waiting > 0 => ("sending", LineWord::Connected),
        None => ("idle", LineWord::Connected),
    };
    (state, wording::line_words(word, waiting))
}

/// No line is normal at a village and nobody has to do anything about it; what to look at stands below all the same.
fn is_just_offline(code: ErrorCode) -> bool {
    matches!(
        code,
        ErrorCode::Link
            | ErrorCode::NoNetwork
            | ErrorCode::NameUnknown
            | ErrorCode::GatewayDown
            | ErrorCode::GatewayBusy
            | ErrorCode::LinkTimeout
            | ErrorCode::LinkGarbage
    )
}

/// 现在发.
///
/// # Errors
/// What stands in the way, as a sentence.
pub fn line_send(desk: &Desk, _: Nothing) -> Result<LineView, Failure> {
    desk.line.pause(false);
    desk.send_now()?;
    line_state(desk, Nothing {})
}

/// 暂停, and on again. It lasts until the program ends: nobody forgets a line that stands still for weeks.
///
/// # Errors
/// Nobody logged in.
pub fn line_pause(desk: &Desk, LinePause { paused }: LinePause) -> Result<LineView, Failure> {
    desk.line.pause(paused);
    line_state(desk, Nothing {})
}
