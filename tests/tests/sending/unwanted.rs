//! A file that the gateway does not wait for: the entry that named it was held, or is not known there.

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
fn a_file_of_a_held_entry_is_not_offered_and_one_that_is_unknown_there_once_until_it_is_named_again() {
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
    assert_eq!(line.of(&name), []);
    assert!(desk.with(|store| store.waiting_cases()).unwrap().is_empty(), "nobody is told that it waits");
    assert!(desk.with(|store| store.uploads_to_carry()).unwrap().is_empty(), "no stick carries it");
    assert_eq!(desk.with(|store| store.waiting_files()).unwrap(), (0, 0));
    assert!(
        desk.with(|store| store.broken_uploads(returned.id)).unwrap().is_empty(),
        "nor that it is damaged"
    );
    // as one that a gateway forgot which was put back
    desk.with(|store| store.upload_opens_again(&name)).unwrap();
    for talk in ["once", "and not again"] {
        let sent = desk.send(&line).unwrap();
        assert!(sent.failure.is_none(), "{:?}", sent.failure);
        assert_eq!(line.of(&name), [Some(ProblemCode::NotFound)], "it is offered {talk}");
    }

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
