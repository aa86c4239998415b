//! A file that the gateway waits for no more: the entry that named it was held.

use crate::clerk::{adds, answers, case, cases};
use crate::desk::Desk;
use crate::office::{Kept, Office};
use crate::records::Records;
use casework::case::FileHash;
use casework::state::State;
use journeys::world::{STATION, World};
use seal::Digest;
use station_sync::StoreDoor as _;
use std::sync::Mutex;
use std::time::Duration;
use wire::problem::ProblemCode;
use wire::{Answer, Exchange, LinkError, Request};

const SCAN: &[u8] = b"a page that answers no question";

#[test]
fn a_file_that_the_gateway_does_not_know_is_offered_once_stops_no_other_and_goes_when_it_is_named_again() {
    let world = World::begin();
    let desk = Desk::open(&world.address(), world.enrolment_code_of(STATION), |_| ()).unwrap();
    desk.take_in(1, &Records(None)).unwrap();
    let line = Listening { line: desk.line().unwrap(), heard: Mutex::default() };
    assert!(desk.send(&line).unwrap().all);
    let returned = cases(&desk).remove(0);
    Office::of(&world).asks_for_more(&returned.number);
    desk.send(&line).unwrap();

    answers(&desk, returned.id, 7, SCAN);
    desk.take_in(1, &Records(None)).unwrap();
    let sent = desk.send(&line).unwrap();
    assert!(sent.failure.is_none() && sent.all, "{:?}", sent.failure);
    assert_eq!(case(&desk, returned.id).state, State::Held, "it answers no round");
    let name: FileHash = Digest::of(SCAN).to_string().parse().unwrap();
    assert_eq!(line.of(&name), [Some(ProblemCode::NotFound)]);
    assert!(desk.with(|store| store.waiting_cases()).unwrap().is_empty(), "nobody is told that it waits");
    assert!(
        desk.with(|store| store.broken_uploads(returned.id)).unwrap().is_empty(),
        "nor that it is damaged"
    );
    desk.send(&line).unwrap();
    assert_eq!(line.of(&name).len(), 1, "it is not offered again");

    adds(&desk, returned.id, SCAN);
    let sent = desk.send(&line).unwrap();
    assert!(sent.failure.is_none() && sent.report.files == 1, "{:?}", sent.failure);
    assert_eq!(line.of(&name), [Some(ProblemCode::NotFound), None]);
    assert!(Kept::of(&world).files().contains(&(name.to_string(), true)));
}

/// Notes what the gateway says to pieces of files.
struct Listening<E> {
    line: E,
    heard: Mutex<Vec<(FileHash, Option<ProblemCode>)>>,
}

impl<E> Listening<E> {
    /// To those of a file; none where it took the piece.
    fn of(&self, file: &FileHash) -> Vec<Option<ProblemCode>> {
        let heard = self.heard.lock().unwrap();
        heard.iter().filter(|(of, _)| of == file).map(|(_, code)| *code).collect()
    }
}

impl<E: Exchange> Exchange for Listening<E> {
    fn ask(&self, request: &Request, patience: Duration) -> Result<Answer, LinkError> {
        let answer = self.line.ask(request, patience);
        if let Request::Append { file, .. } = request {
            let code = answer.as_ref().err().and_then(LinkError::code);
            self.heard.lock().unwrap().push((file.clone(), code));
        }
        answer
    }
}
