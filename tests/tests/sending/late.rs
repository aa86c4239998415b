//! Answers that come late: the gateway took a correction, and its word arrives when the case has gone on.

use crate::clerk::{asks_back, begins_to_correct, case, cases, corrects, hands_in_what_does_not_hold};
use crate::desk::Desk;
use crate::office::{Kept, Office};
use crate::waiting;
use casework::decision::{Decision, Outcome};
use casework::id::CaseId;
use casework::state::{Act, State};
use journeys::world::World;
use station_sync::core::Ticket;
use station_sync::{Core, HttpExchange, PATIENCE, Step, StoreDoor as _, Talk};
use std::time::{Duration, Instant};
use wire::{Answer, Exchange as _, LinkError, Request};

#[test]
fn the_late_answer_to_a_correction_that_was_sent_again_does_not_speak_for_the_next_one() {
    let scene = Scene::returned();
    scene.corrects(b"the first");
    let mut core = Core::new(1);
    let mut talk = scene.begins(&mut core);
    let (hello, _) = talk.asks();
    talk.carries_until_a_push();
    let (first, taken) = talk.the_gateway_takes_it();
    // the line broke under the greeting: everything goes again, and nobody waits for the first answer any more
    talk.hears(hello, Err(LinkError::Unreachable));
    talk.carries_until_a_push();
    let (again, same) = talk.the_gateway_takes_it();
    assert_eq!(same, taken, "a replay gets the stored word");
    talk.hears(again, Ok(same));
    assert_eq!(scene.stands(), State::Corrected);

    scene.office.asks_for_more(&case(&scene.desk, scene.case).number);
    talk.carries_on();
    assert_eq!(scene.stands(), State::CorrectionRequested);
    scene.corrects(b"the second");
    talk.hears(first, Ok(taken));
    assert_eq!(scene.stands(), State::Queued, "the second waits for its own word");
    assert_eq!(scene.desk.with(|store| store.waiting_cases()).unwrap().len(), 1);
    drop(talk);
    assert!(scene.desk.send(&scene.line).unwrap().failure.is_none());
    assert_eq!(scene.stands(), State::Corrected);
    scene.both_sides_have(3);
}

#[test]
fn the_word_on_a_correction_that_comes_behind_the_next_question_leaves_the_question_open() {
    let scene = Scene::returned();
    scene.corrects(b"the first");
    let mut core = Core::new(1);
    let mut talk = scene.begins(&mut core);
    let (hello, asked) = talk.asks();
    assert!(matches!(asked, Request::Hello(_)), "{asked:?}");
    talk.carries_until_a_push();
    let (push, taken) = talk.the_gateway_takes_it();
    scene.office.asks_for_more(&case(&scene.desk, scene.case).number);
    talk.hears(hello, scene.line.ask(&asked, PATIENCE));
    assert_eq!(scene.stands(), State::CorrectionRequested, "the question came with the greeting");
    talk.hears(push, Ok(taken));
    let stands = case(&scene.desk, scene.case);
    assert_eq!((stands.state, stands.round), (State::CorrectionRequested, 2));
    let steps = scene.desk.with(|store| store.steps(scene.case)).unwrap();
    let received = steps.iter().filter(|step| step.act == Act::ReceiveCorrection).count();
    assert_eq!(received, 1, "it was received once: {steps:?}");
    scene.both_sides_have(2);
}

#[test]
fn who_answers_a_question_that_came_behind_his_wish_to_have_it_back_is_heard_with_both() {
    let scene = Scene::crossed();
    let mut core = Core::new(1);
    let mut talk = scene.begins(&mut core);
    let (hello, asked) = talk.asks();
    let greeted = scene.line.ask(&asked, PATIENCE);
    talk.carries_until_a_push();
    talk.hears(hello, greeted);
    assert_eq!(scene.stands(), State::CorrectionRequested, "the question came with the greeting");
    scene.corrects(b"the answer to it");
    let (push, taken) = talk.the_gateway_takes_it();
    let number = case(&scene.desk, scene.case).number;
    assert_eq!(Kept::of(&scene.world).state(&number), "withdrawal_requested", "the wish came first");
    talk.hears(push, Ok(taken));
    assert_eq!(scene.stands(), State::Queued, "the correction waits for its own word");
    drop(talk);
    assert!(scene.desk.send(&scene.line).unwrap().failure.is_none());
    assert_eq!(scene.stands(), State::Corrected);
    scene.both_sides_have(2);
}

#[test]
fn who_begins_to_answer_a_question_that_came_behind_his_wish_to_have_it_back_may_finish() {
    let scene = Scene::crossed();
    let mut core = Core::new(1);
    let mut talk = scene.begins(&mut core);
    let (hello, asked) = talk.asks();
    let greeted = scene.line.ask(&asked, PATIENCE);
    talk.hears(hello, greeted);
    begins_to_correct(&scene.desk, scene.case);
    drop(talk);
    assert!(scene.desk.send(&scene.line).unwrap().failure.is_none());
    let number = case(&scene.desk, scene.case).number;
    assert_eq!(Kept::of(&scene.world).state(&number), "withdrawal_requested");
    assert_eq!(scene.stands(), State::CorrectionRequested, "what was begun is not taken away");
    scene.corrects(b"the answer to it");
    assert!(scene.desk.send(&scene.line).unwrap().failure.is_none());
    assert_eq!(scene.stands(), State::Corrected);
    scene.both_sides_have(2);
}

#[test]
fn a_wish_to_have_it_back_that_crosses_the_countys_question_stands() {
    let scene = Scene::crossed();
    scene.desk.send(&scene.line).unwrap();
    scene.is_let_go(1);
}

#[test]
fn who_was_asked_for_a_correction_asks_for_the_case_back_and_it_is_let_go() {
    let scene = Scene::returned();
    asks_back(&scene.desk, scene.case);
    scene.is_let_go(1);
}

#[test]
fn a_correction_that_comes_when_the_county_has_ended_the_case_is_not_taken_and_the_clerk_reads_why() {
    let scene = Scene::sent();
    let number = case(&scene.desk, scene.case).number;
    scene.office.asks_for_more_without_a_day(&number);
    scene.desk.send(&scene.line).unwrap();
    scene.corrects(b"too late");
    let reason = "要求补正的材料没有收到".to_owned();
    scene.office.decides(&number, Decision { reason, ..Decision::new(Outcome::Terminate) });
    assert!(scene.desk.send(&scene.line).unwrap().failure.is_none());
    assert_eq!(scene.stands(), State::Lapsed);
    assert_eq!(Kept::of(&scene.world).state(&number), "lapsed");
    let steps = scene.desk.with(|store| store.steps(scene.case)).unwrap();
    let told = steps.iter().find(|step| step.act == Act::Hold).unwrap();
    assert!(told.note.contains("没有收下"), "{}", told.note);
}

#[test]
fn a_corrected_case_is_asked_back_and_let_go() {
    let scene = Scene::returned();
    scene.corrects(b"the first");
    assert!(scene.desk.send(&scene.line).unwrap().failure.is_none());
    assert_eq!(scene.stands(), State::Corrected);
    asks_back(&scene.desk, scene.case);
    scene.is_let_go(2);
}

#[test]
fn a_correction_and_the_wish_to_have_it_back_that_go_up_together_are_both_heard() {
    let scene = Scene::returned();
    scene.corrects(b"the first");
    asks_back(&scene.desk, scene.case);
    scene.is_let_go(2);
}

#[test]
fn what_is_asked_back_before_it_went_and_is_not_taken_is_the_clerks_again_with_the_reason_of_its_version() {
    let world = World::begin();
    let desk = waiting(&world, 0);
    let (line, id) = (desk.line().unwrap(), hands_in_what_does_not_hold(&desk));
    asks_back(&desk, id);
    assert!(desk.send(&line).unwrap().failure.is_none());
    let stands = case(&desk, id);
    assert_eq!(stands.state, State::Held);
    let steps = desk.with(|store| store.steps(id)).unwrap();
    let held: Vec<_> = steps.iter().filter(|step| step.act == Act::Hold).collect();
    assert_eq!((held.len(), &held[0].note), (2, &stands.note), "{held:?}");
    assert!(!desk.with(|store| store.was_sent(id)).unwrap(), "nobody has it: it may be given up");
}

/// A desk with a case that was sent.
struct Scene {
    world: World,
    desk: Desk,
    line: HttpExchange,
    office: Office,
    case: CaseId,
}

impl Scene {
    fn sent() -> Self {
        let world = World::begin();
        let desk = waiting(&world, 1);
        let (line, office) = (desk.line().unwrap(), Office::of(&world));
        assert!(desk.send(&line).unwrap().all);
        let case = cases(&desk).remove(0).id;
        Self { world, desk, line, office, case }
    }

    /// The resident asked for it back, and before that is on its way the county asks for a correction.
    fn crossed() -> Self {
        let scene = Self::sent();
        asks_back(&scene.desk, scene.case);
        scene.office.asks_for_more(&case(&scene.desk, scene.case).number);
        scene
    }

    fn returned() -> Self {
        let scene = Self::sent();
        scene.office.asks_for_more(&case(&scene.desk, scene.case).number);
        scene.desk.send(&scene.line).unwrap();
        assert_eq!(scene.stands(), State::CorrectionRequested);
        scene
    }

    fn stands(&self) -> State {
        case(&self.desk, self.case).state
    }

    fn corrects(&self, scan: &[u8]) {
        corrects(&self.desk, self.case, scan);
    }

    fn begins<'a>(&'a self, core: &'a mut Core) -> Driven<'a> {
        let talk = Talk::begin(&self.desk, core).unwrap();
        Driven { talk, line: &self.line, began: Instant::now(), push: None }
    }

    /// The county lets the case go, of which so many versions were handed in.
    fn is_let_go(&self, versions: u32) {
        assert!(self.desk.send(&self.line).unwrap().failure.is_none());
        assert_eq!(self.stands(), State::WithdrawalRequested);
        let number = case(&self.desk, self.case).number;
        assert_eq!(Kept::of(&self.world).state(&number), "withdrawal_requested");
        let reason = "申请人撤回".to_owned();
        self.office.decides(&number, Decision { reason, ..Decision::new(Outcome::Terminate) });
        assert!(self.desk.send(&self.line).unwrap().failure.is_none());
        assert_eq!(self.stands(), State::Withdrawn);
        self.both_sides_have(versions);
    }

    /// So many versions, each with the same proof at both ends, and the same state.
    fn both_sides_have(&self, versions: u32) {
        let stands = case(&self.desk, self.case);
        let proofs = (1..=versions).map(|rev| self.desk.with(|store| store.proof(self.case, rev)));
        let proofs: Vec<_> = proofs.map(|proof| proof.unwrap().unwrap()).collect();
        let kept = Kept::of(&self.world);
        let there: Vec<_> = kept.versions(&stands.number).into_iter().map(|(_, proof)| proof).collect();
        assert_eq!(there, proofs);
        assert_eq!(kept.state(&stands.number), stands.state.to_string());
    }
}

/// A talk whose questions the test carries.
struct Driven<'a> {
    talk: Talk<'a, Desk>,
    line: &'a HttpExchange,
    began: Instant,
    push: Option<(Ticket, Request)>,
}

impl Driven<'_> {
    fn now(&self) -> Duration {
        self.began.elapsed()
    }

    fn asks(&mut self) -> (Ticket, Request) {
        match self.talk.step(self.now()).unwrap() {
            Step::Ask(ticket, request, _) => (ticket, request),
            other => panic!("{other:?}"),
        }
    }

    /// Carries what is asked, up to a push, which is kept back.
    fn carries_until_a_push(&mut self) {
        loop {
            match self.asks() {
                push @ (_, Request::Push(_)) => return self.push = Some(push),
                (ticket, request) => self.hears(ticket, self.line.ask(&request, PATIENCE)),
            }
        }
    }

    /// The push that was kept back arrives; the answer is not heard yet.
    fn the_gateway_takes_it(&mut self) -> (Ticket, Answer) {
        let (ticket, push) = self.push.take().unwrap();
        (ticket, self.line.ask(&push, PATIENCE).unwrap())
    }

    /// Carries everything until the talk rests.
    fn carries_on(&mut self) {
        while let Step::Ask(ticket, request, _) = self.talk.step(self.now()).unwrap() {
            self.hears(ticket, self.line.ask(&request, PATIENCE));
        }
    }

    fn hears(&mut self, ticket: Ticket, answer: Result<Answer, LinkError>) {
        self.talk.hear(self.now(), ticket, answer).unwrap();
    }
}
