//! The station door without a line: the same questions, the same answers, the same refusals.

use crate::answer::Refusal;
use casework::moment::Moment;
use gateway_store::{Chunks, Piece, Store, StoreError};
use wire::exchange::Stretch;
use wire::{Answer, LinkError, Request};

/// Answers a station's question at a moment of the gateway's clock.
///
/// # Errors
/// [`LinkError::Problem`], as it would come over HTTP.
pub fn answer(store: &Store, request: &Request, now: Moment) -> Result<Answer, LinkError> {
    answered(store, request, now).map_err(|error| LinkError::Problem(*Refusal::from(error).problem))
}

fn answered(store: &Store, request: &Request, now: Moment) -> Result<Answer, StoreError> {
    Ok(match request {
        Request::Enrol(request) => Answer::Enrolled(Box::new(store.enrol(request, None, now)?)),
        Request::Hello(hello) => Answer::Hello(Box::new(store.hello(hello, now)?)),
        Request::Push(packed) => Answer::Pushed(store.push(packed, now)?),
        Request::Append { session, file, offset, bytes, last, chunks } => {
            let owner = store.device_of(session, now)?;
            let piece = Piece { offset: *offset, bytes, last: *last, chunks: &Chunks::from(*offset, chunks) };
            Answer::Appended(store.append_piece(&owner, file, &piece, now)?)
        }
        Request::Pull { session, cursor, max_bytes } => {
            Answer::Page(store.pull(&store.device_of(session, now)?, *cursor, *max_bytes)?)
        }
        Request::Fetch { session, file, part } => {
            let paper = store.paper_for(&store.device_of(session, now)?, file)?;
            Answer::File(Stretch::of(&paper, *part))
        }
        Request::Catalogue { session, publisher, version, since, part } => {
            store.device_of(session, now)?;
            Answer::Pack(store.pack_part(publisher, *version, *since, *part)?)
        }
    })
}
