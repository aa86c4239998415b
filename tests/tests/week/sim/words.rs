//! Questions and answers in the words of the history.

use wire::down::Page;
use wire::exchange::Stretch;
use wire::{Answer, LinkError, Request};

/// A question in a word.
pub fn name_of(request: &Request) -> String {
    match request {
        Request::Enrol(_) => "enrol".to_owned(),
        Request::Hello(_) => "hello".to_owned(),
        Request::Push(bytes) => format!("push {}", bytes.len()),
        Request::Append { offset, bytes, .. } => format!("append {offset}+{}", bytes.len()),
        Request::Pull { cursor, .. } => format!("pull {cursor}"),
        Request::Fetch { part, .. } => format!("fetch {}", part.from),
        Request::Catalogue { since, part, .. } => format!("catalogue since {since:?} {}", part.from),
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
        Ok(Answer::File(part)) => came(part),
        Ok(Answer::Pack(pack)) => came(&pack.stretch),
        Ok(_) => "ok".to_owned(),
        Err(error) => error.to_string(),
    }
}

fn came(part: &Stretch) -> String {
    format!("{}+{} of {}", part.from, part.bytes.len(), part.size)
}

/// Bytes of an answer on the line, about.
pub fn weight_of(answer: &Answer) -> usize {
    const SHORT: usize = 600;
    SHORT
        + match answer {
            Answer::File(part) => part.bytes.len(),
            Answer::Pack(pack) => pack.stretch.bytes.len(),
            // packed on the way: a third
            Answer::Page(page) => page_weight(page),
            Answer::Hello(hello) => hello.events.as_ref().map_or(0, page_weight),
            Answer::Pushed(pushed) => pushed.proofs.len() * 300,
            _ => 0,
        }
}

fn page_weight(page: &Page) -> usize {
    page.events.iter().map(|event| event.payload_bytes().len()).sum::<usize>() / 3
}
