//! What the authority asks of a resident: it may come up to its day; who never comes keeps no case open; who asks for the
//! case back is heard, and who answers behind his wish as well.
#![allow(clippy::unwrap_used)]

mod village;

use casework::decision::{Decided, Decision, Demand, Outcome};
use casework::moment::Moment;
use casework::role::CountyRole;
use casework::state::{PaperKind, State};
use gateway_store::{Draft, Drafted, Foundation, Official, Store, StoreError};
use jiff::civil::{Date, date};
use village::*;
use wire::batch::{HoldCode, Verdict};

struct World {
    store: Store,
    village: Village,
    counter: Counter,
    _folder: tempfile::TempDir,
}

/// A case of which something is asked: before acceptance a correction, after it further materials.
fn asked(outcome: Outcome, due: Option<Date>) -> World {
    let folder = tempfile::tempdir().unwrap();
    let store = Store::init(folder.path(), Foundation { province: 46, demo: false }, noon()).unwrap();
    let mut village = enrolled(&store, STATION);
    let counter = village.take_in("王小妹", b"photo", b"scan");
    let mut world = World { store, village, counter, _folder: folder };
    assert_eq!(world.push(Village::submit), []);
    if outcome == Outcome::FurtherMaterials {
        world.decides(Decision::new(Outcome::Accept), noon()).unwrap();
    }
    let demands = vec![Demand { field: "id_card".into(), words: "照片看不清,请重拍".into() }];
    world.decides(Decision { demands, due, ..Decision::new(outcome) }, noon()).unwrap();
    world
}

impl World {
    fn push(&mut self, make: impl FnOnce(&mut Village, &Counter) -> wire::Entry) -> Vec<HoldCode> {
        let entry = make(&mut self.village, &self.counter);
        let packed = self.village.batch(vec![entry]);
        let answer = self.store.push(&packed, noon()).unwrap();
        let held = |verdict: &Verdict| match verdict {
            Verdict::Held { code, .. } => Some(*code),
            Verdict::Accepted { .. } => None,
        };
        answer.verdicts.iter().filter_map(held).collect()
    }

    /// The resident brings what was asked for.
    fn answers(&mut self) -> Vec<HoldCode> {
        self.counter.frozen.version += 1;
        self.push(|village, counter| village.correct(counter, 1))
    }

    fn drafts(&self, decision: Decision, now: Moment) -> Result<Box<Draft>, StoreError> {
        let number = &self.counter.frozen.number;
        let drafted = self.store.draft_decision(&official(), number, decision, "民政局", None, now)?;
        let Drafted::Fresh(draft) = drafted else { panic!("decided before") };
        Ok(draft)
    }

    fn decides(&self, decision: Decision, now: Moment) -> Result<Decided, StoreError> {
        self.store.commit_decision(&official(), *self.drafts(decision, now)?, None)
    }

    fn state(&self) -> State {
        self.store.case(&official(), &self.counter.frozen.number).unwrap().file.state
    }
}

fn official() -> Official {
    let (user, name) = ("wang".to_owned(), "王审核".to_owned());
    Official { user, name, role: CountyRole::Reviewer, county: "469028".parse().unwrap() }
}

/// Against the resident, who brought nothing.
fn against(outcome: Outcome) -> Decision {
    Decision { reason: "到期没有补来".into(), ..Decision::new(outcome) }
}

/// Nine in the morning in China.
fn morning(day: Date) -> Moment {
    format!("{day}T01:00:00Z").parse::<jiff::Timestamp>().unwrap().into()
}

#[test]
fn a_correction_that_never_comes_is_ended_when_its_day_has_passed_and_not_before() {
    let due = date(2026, 4, 22);
    let mut world = asked(Outcome::Correct, Some(due));
    let early = world.decides(against(Outcome::Terminate), morning(due));
    assert!(matches!(early, Err(StoreError::Awaited { until }) if until == due), "{early:?}");
    assert_eq!(world.state(), State::CorrectionRequested);

    let next = morning(date(2026, 4, 23));
    let draft = world.drafts(against(Outcome::Terminate), next).unwrap();
    assert_eq!(draft.causes, Some(PaperKind::Termination));
    let ended = world.decides(against(Outcome::Terminate), next).unwrap();
    assert_eq!((ended.state, world.state()), (State::Lapsed, State::Lapsed));
    assert_eq!(world.answers(), [HoldCode::TooLate]);
    assert_eq!(world.push(|village, counter| village.serve(counter, "陵民终〔2026〕1号")), []);
    assert_eq!(world.state(), State::Served);
}

#[test]
fn a_correction_that_comes_on_its_last_day_is_taken_and_one_without_a_day_is_ended_at_any_time() {
    let mut world = asked(Outcome::Correct, Some(noon().date()));
    assert!(world.decides(against(Outcome::Terminate), noon()).is_err());
    assert_eq!((world.answers(), world.state()), (vec![], State::Corrected));
    let ended = asked(Outcome::Correct, None).decides(against(Outcome::Terminate), noon()).unwrap();
    assert_eq!(ended.state, State::Lapsed);
}

#[test]
fn what_was_asked_after_acceptance_and_never_came_is_decided_by_what_there_is() {
    let due = date(2026, 4, 22);
    for (outcome, end) in [(Outcome::Deny, State::Denied), (Outcome::Terminate, State::Terminated)] {
        let world = asked(Outcome::FurtherMaterials, Some(due));
        let early = world.decides(against(outcome), morning(due));
        assert!(matches!(early, Err(StoreError::Awaited { .. })), "{early:?}");
        assert_eq!(world.decides(against(outcome), morning(date(2026, 4, 23))).unwrap().state, end);
    }
    let granted = asked(Outcome::FurtherMaterials, Some(due)).decides(Decision::new(Outcome::Grant), noon());
    assert_eq!(granted.unwrap().state, State::Granted, "what is for the resident waits for nothing");
}

#[test]
fn who_was_asked_for_something_may_ask_for_the_case_back() {
    for outcome in [Outcome::Correct, Outcome::FurtherMaterials] {
        let mut world = asked(outcome, Some(date(2026, 4, 22)));
        assert_eq!(world.push(Village::withdraw), []);
        assert_eq!(world.state(), State::WithdrawalRequested);
        let let_go = Decision { reason: "申请人撤回".into(), ..Decision::new(Outcome::Terminate) };
        assert_eq!(world.decides(let_go, noon()).unwrap().state, State::Withdrawn);
    }
}

#[test]
fn an_answer_behind_the_wish_to_have_the_case_back_goes_on_where_the_case_was() {
    for (outcome, goes_on) in
        [(Outcome::Correct, State::Corrected), (Outcome::FurtherMaterials, State::InReview)]
    {
        let mut world = asked(outcome, None);
        assert_eq!(world.push(Village::withdraw), []);
        assert_eq!(world.answers(), []);
        assert_eq!(world.state(), goes_on);
    }
}
