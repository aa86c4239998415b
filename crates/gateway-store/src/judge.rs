//! May this entry be taken? Every answer is final: taken, or held with a reason. Nothing is written here.

use crate::cases::{self, Case};
use crate::catalogues::FormWord;
use crate::files::{MAX_FILE, NamedFile};
use crate::{DeviceId, StoreError};
use casework::case::{Submission, Supplement};
use casework::number::ReceiptNumber;
use casework::state::{Act, State};
use rusqlite::Connection;
use wire::batch::HoldCode;
use wire::{Body, EntryError, Header};

/// What taking an entry does.
pub(crate) enum Plan {
    /// A case begins.
    Begin(Box<Submission>),
    /// A corrected version.
    Renew(Box<Submission>, State),
    /// The case moves.
    Move(Act, State),
    /// A file follows.
    Supplement(Box<Supplement>),
}

/// Why an entry is held.
pub(crate) struct Hold {
    pub code: HoldCode,
    pub detail: String,
}

type Judgement = Result<Plan, Hold>;

fn hold(code: HoldCode, detail: impl Into<String>) -> Judgement {
    Err(Hold { code, detail: detail.into() })
}

/// Judges an entry against what the gateway knows; `proven` when the gateway took it once and forgot that it did.
pub(crate) fn judge(
    db: &Connection,
    owner: &DeviceId,
    header: &Header,
    body: Result<Body, EntryError>,
    form: &FormWord,
    proven: bool,
) -> Result<Judgement, StoreError> {
    let body = match body {
        Ok(body) => body,
        Err(e @ EntryError::Newer) => return Ok(hold(HoldCode::NewerSchema, e.to_string())),
        Err(e) => return Ok(hold(HoldCode::Unreadable, e.to_string())),
    };
    let known = cases::by_id(db, header.case)?;
    let foreign = known.as_ref().is_some_and(|case| case.owner.station != owner.station);
    let known = known.filter(|_| !foreign);
    match body {
        Body::Submission(_) if foreign => Ok(hold(HoldCode::Number, "the case is another station's")),
        Body::Submission(submission) => judge_submission(db, owner, header, known, submission, form, proven),
        Body::Withdrawal(withdrawal) => {
            Ok(following(known, &withdrawal.number).and_then(|case| withdrawn(&case)))
        }
        Body::Attachment(attached) => {
            Ok(following(known, &attached.number).and_then(|_| attachable(attached.supplement)))
        }
        Body::Served(served) => Ok(following(known, &served.number).and_then(|case| served_to(&case))),
    }
}

fn judge_submission(
    db: &Connection,
    owner: &DeviceId,
    header: &Header,
    known: Option<Case>,
    submission: Box<Submission>,
    form: &FormWord,
    proven: bool,
) -> Result<Judgement, StoreError> {
    let number = &submission.frozen.number;
    if number.station() != owner.station.as_str() {
        return Ok(hold(HoldCode::Number, "the number belongs to another station"));
    }
    let holder = cases::by_number(db, number)?;
    if holder.is_some_and(|holder| holder.id != header.case) {
        return Ok(hold(HoldCode::Number, "the number is another case's"));
    }
    let frozen = &submission.frozen;
    let same = frozen.case == header.case && frozen.version == header.rev && frozen.station == owner.station;
    if !same {
        return Ok(hold(HoldCode::Unreadable, "header and payload name different things"));
    }
    if let Err(hold) = sizes_allowed(&cases::files_of(&submission)) {
        return Ok(Err(hold));
    }
    if let FormWord::Faulty(words) = form {
        return Ok(hold(HoldCode::Form, words));
    }
    if header.kind != wire::entry::EntryType::CaseCorrect {
        return Ok(begun(known.as_ref(), submission));
    }
    // what was asked for after acceptance goes back to the review it came from
    let back = if cases::was_accepted(db, header.case)? { State::InReview } else { State::Corrected };
    Ok(corrected(known, submission, back, proven))
}

fn begun(known: Option<&Case>, submission: Box<Submission>) -> Judgement {
    match known {
        Some(case) => hold(HoldCode::State, format!("the case is here already and is {}", case.state)),
        None => Ok(Plan::Begin(submission)),
    }
}

fn corrected(known: Option<Case>, submission: Box<Submission>, back: State, proven: bool) -> Judgement {
    let case = following(known, &submission.frozen.number)?;
    if proven && submission.frozen.version > case.version && !case.state.has_ended() {
        // the round it answers was forgotten with the rest; that it was answered in time is proved
        return Ok(Plan::Renew(
            submission,
            if case.state == State::Suspended { State::Suspended } else { back },
        ));
    }
    if case.state.has_ended() {
        return hold(HoldCode::TooLate, format!("the case is {}", case.state));
    }
    let answers = submission.answers_round == Some(case.round) && submission.frozen.version > case.version;
    match case.state.take(Act::ReceiveCorrection) {
        Ok(_) if answers => Ok(Plan::Renew(submission, back)),
        Ok(_) => hold(HoldCode::StaleCorrection, format!("round {} is open", case.round)),
        Err(not_allowed) => hold(HoldCode::StaleCorrection, not_allowed.to_string()),
    }
}

fn withdrawn(case: &Case) -> Judgement {
    match case.state.take(Act::RequestWithdrawal) {
        Ok(edge) => Ok(Plan::Move(edge.act, edge.to)),
        Err(_) if case.state.has_ended() => hold(HoldCode::TooLate, format!("the case is {}", case.state)),
        Err(not_allowed) => hold(HoldCode::State, not_allowed.to_string()),
    }
}

fn served_to(case: &Case) -> Judgement {
    match case.state.take(Act::Serve) {
        Ok(edge) => Ok(Plan::Move(edge.act, edge.to)),
        Err(not_allowed) => hold(HoldCode::State, not_allowed.to_string()),
    }
}

fn attachable(supplement: Supplement) -> Judgement {
    let files = cases::files_of_supplement(&supplement);
    if files.is_empty() {
        return hold(HoldCode::Unreadable, "the supplement names no file");
    }
    if files.iter().any(|file| Some(&file.sha256) == supplement.instead_of()) {
        return hold(HoldCode::Unreadable, "the supplement replaces itself");
    }
    sizes_allowed(&files)?;
    Ok(Plan::Supplement(Box::new(supplement)))
}

fn following(known: Option<Case>, number: &ReceiptNumber) -> Result<Case, Hold> {
    match known {
        None => Err(Hold { code: HoldCode::UnknownCase, detail: "the case is not here".to_owned() }),
        Some(case) if case.number != *number => {
            Err(Hold { code: HoldCode::Number, detail: "the case has another number".to_owned() })
        }
        Some(case) => Ok(case),
    }
}

fn sizes_allowed(files: &[NamedFile]) -> Result<(), Hold> {
    match files.iter().find(|file| file.size > MAX_FILE) {
        None => Ok(()),
        Some(file) => Err(Hold {
            code: HoldCode::Unreadable,
            detail: format!("{} has {} bytes, at most {MAX_FILE} are taken", file.sha256, file.size),
        }),
    }
}
