//! Questions and answers in the words of the history.

use wire::{Answer, LinkError, Request};

/// A question in a word.
pub fn name_of(request: &Request) -> String {
    match request {
        Request::Enrol(_) => "enrol".to_owned(),
        Request::Hello(_) => "hello".to_owned(),
        Request::Push(bytes) => format!("push {}", bytes.len()),
        Request::Append { offset, bytes, .. } => format!("append {offset}+{}", bytes.len()),
        Request::Pull { cursor, .. } => format!("pull {cursor}"),
        Request::Fetch { .. } => "fetch".to_owned(),
        Request::Catalogue { .. } => "catalogue".to_owned(),
    }
}

/// An answer in some words.
pub fn outcome(answer: &Result<Answer, LinkError>) -> String {
    match answer {
        Ok(Answer::Hello(hello)) => format!("stands {} of {}", hello.accepted_through, hello.newest_event),
        Ok(Answer::Pushed(pushed)) => {
            format!(
                "through {}, {} verdicts, waits {:?}",
                pushed.accepted_through,
                pushed.verdicts.len(),
                pushed.waits
            )
        }
        Ok(Answer::Appended(state)) => format!("has {} {}", state.offset, state.complete),
        Ok(Answer::Page(page)) => format!("{} events from {}", page.events.len(), page.first_dseq),
        Ok(_) => "ok".to_owned(),
        Err(error) => error.to_string(),
    }
}
