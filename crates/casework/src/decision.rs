//! What the authority says of a case, and what an official must give with it.

use crate::case::FileHash;
use crate::id::CaseId;
use crate::moment::Moment;
use crate::number::ReceiptNumber;
use crate::procedure::stopping_article;
use crate::state::{Act, PaperKind, State};
use jiff::civil::Date;
use serde::{Deserialize, Serialize};

/// What an official can decide (`bianmin-county decide --result …`).
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Outcome {
    /// 受理.
    Accept,
    /// 不予受理.
    RefuseAcceptance,
    /// 补正.
    Correct,
    /// 转办.
    Forward,
    /// 特别程序.
    Suspend,
    /// Ends a 特别程序.
    Resume,
    /// Further materials after acceptance.
    FurtherMaterials,
    /// 准予 / 办结.
    Grant,
    /// 不予.
    Deny,
    /// 终止.
    Terminate,
}

impl Outcome {
    /// All of them, in the order of the way of a case.
    pub const ALL: [Outcome; 10] = [
        Self::Accept,
        Self::RefuseAcceptance,
        Self::Correct,
        Self::Forward,
        Self::Suspend,
        Self::Resume,
        Self::FurtherMaterials,
        Self::Grant,
        Self::Deny,
        Self::Terminate,
    ];

    /// The act it is in the transition table.
    pub fn act(self) -> Act {
        match self {
            Self::Accept => Act::Accept,
            Self::RefuseAcceptance => Act::RefuseAcceptance,
            Self::Correct => Act::RequestCorrection,
            Self::Forward => Act::Forward,
            Self::Suspend => Act::Suspend,
            Self::Resume => Act::Resume,
            Self::FurtherMaterials => Act::RequestFurtherMaterials,
            Self::Grant => Act::Grant,
            Self::Deny => Act::Deny,
            Self::Terminate => Act::Terminate,
        }
    }

    /// The act it is where a case stands: to end what the resident asked back is to let it go, to end what waits for a
    /// correction is to say that it never came.
    pub fn act_on(self, state: State) -> Act {
        match (self, state) {
            (Self::Terminate, State::WithdrawalRequested) => Act::Withdraw,
            (Self::Terminate, State::CorrectionRequested) => Act::Lapse,
            _ => self.act(),
        }
    }

    /// The last day on which the resident may bring what he was asked for, while it has not passed: so long nothing is
    /// decided against him for want of it. Where no day was set, none is waited for.
    pub fn waits_until(self, state: State, asked_due: Option<Date>, today: Date) -> Option<Date> {
        let is_asked = matches!(state, State::CorrectionRequested | State::FurtherMaterials);
        asked_due.filter(|due| is_asked && self != Self::Grant && today <= *due)
    }
}

impl std::fmt::Display for Outcome {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match serde_json::to_value(self) {
            Ok(serde_json::Value::String(name)) => f.write_str(&name),
            _ => Err(std::fmt::Error),
        }
    }
}

impl std::str::FromStr for Outcome {
    type Err = crate::state::UnknownName;
    fn from_str(name: &str) -> Result<Self, Self::Err> {
        Self::ALL
            .into_iter()
            .find(|o| o.to_string() == name)
            .ok_or_else(|| crate::state::UnknownName(name.to_owned()))
    }
}

/// One thing the resident must mend, in the official's plain words.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Demand {
    /// Field path of the form (`members[0].name`) or slot of a material.
    pub field: String,
    /// What is wrong and what to do.
    pub words: String,
}

/// An official's decision before it is checked against the case.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Decision {
    /// What.
    pub outcome: Outcome,
    /// Why; needed where the transition table says so.
    #[serde(default)]
    pub reason: String,
    /// The clause it rests on.
    #[serde(default)]
    pub clause: String,
    /// For a correction or further materials: all of it, at once (行政许可法 art. 32 (4)).
    #[serde(default)]
    pub demands: Vec<Demand>,
    /// For forwarding and refusal of acceptance: who is the right authority.
    #[serde(default)]
    pub right_authority: String,
    /// For a special procedure: its kind (听证, 现场勘查, 公示 …).
    #[serde(default)]
    pub procedure: String,
    /// Last day for a correction, or end of a special procedure.
    #[serde(default)]
    pub due: Option<Date>,
    /// For a grant: the name and number of what is given.
    #[serde(default)]
    pub result: String,
}

/// What is missing in a decision.
#[derive(Debug, thiserror::Error, PartialEq, Eq, Clone, Copy)]
pub enum Incomplete {
    /// A refusal, correction, suspension … without its reason.
    #[error("a reason is needed")]
    Reason,
    /// A correction that asks for nothing.
    #[error("say what must be corrected")]
    Demands,
    /// A demand without words.
    #[error("each demand needs a plain sentence")]
    Words,
    /// Forwarding to nobody.
    #[error("name the right authority")]
    RightAuthority,
    /// A special procedure without kind or end.
    #[error("name the special procedure and its end")]
    Procedure,
    /// Against the resident, without the clause it rests on.
    #[error("name the clause it rests on")]
    Clause,
}

impl Decision {
    /// A bare decision.
    pub fn new(outcome: Outcome) -> Self {
        Self {
            outcome,
            reason: String::new(),
            clause: String::new(),
            demands: Vec::new(),
            right_authority: String::new(),
            procedure: String::new(),
            due: None,
            result: String::new(),
        }
    }

    /// Checks that nothing the law asks for is missing. For a correction the demands are the reason.
    ///
    /// # Errors
    /// [`Incomplete`], the first thing that is missing.
    pub fn check(&self) -> Result<(), Incomplete> {
        let asks = matches!(self.outcome, Outcome::Correct | Outcome::FurtherMaterials);
        if asks && self.demands.is_empty() {
            return Err(Incomplete::Demands);
        }
        if self.demands.iter().any(|d| d.words.trim().is_empty() || d.field.trim().is_empty()) {
            return Err(Incomplete::Words);
        }
        let needs_reason = crate::state::EDGES.iter().any(|e| e.act == self.outcome.act() && e.needs_reason);
        if needs_reason && !asks && self.reason.trim().is_empty() {
            return Err(Incomplete::Reason);
        }
        if self.outcome == Outcome::Forward && self.right_authority.trim().is_empty() {
            return Err(Incomplete::RightAuthority);
        }
        if self.outcome == Outcome::Suspend && (self.procedure.trim().is_empty() || self.due.is_none()) {
            return Err(Incomplete::Procedure);
        }
        Ok(())
    }
}

impl Decision {
    /// Checks that what goes against the resident names the clause it rests on: a refusal, an end, and a stop of the
    /// clocks, but for the procedures that the law on licences names itself. To let a case go rests on the request.
    ///
    /// # Errors
    /// [`Incomplete::Clause`].
    pub fn check_ground(&self, from: State, licence: bool) -> Result<(), Incomplete> {
        let needed = match self.outcome.act_on(from) {
            Act::RefuseAcceptance | Act::Lapse | Act::Deny | Act::Terminate => true,
            Act::Suspend => !licence || stopping_article(&self.procedure).is_none(),
            _ => false,
        };
        if needed && self.clause.trim().is_empty() { Err(Incomplete::Clause) } else { Ok(()) }
    }
}

/// A decision that stands: committed at the gateway, signed with the county's key, on its way to the station.
#[derive(Clone, PartialEq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Decided {
    /// The case.
    pub case: CaseId,
    /// Its receipt number.
    pub number: ReceiptNumber,
    /// Version decided on.
    pub version: u32,
    /// What was decided.
    pub decision: Decision,
    /// Where the case stands now.
    pub state: State,
    /// 补正 round, counted from 1, when this is one.
    pub round: Option<u32>,
    /// The authority that decided.
    pub authority: String,
    /// The official's name.
    pub official: String,
    /// The authority's document number.
    pub document_number: String,
    /// The paper to print and serve, when one is caused.
    pub paper: Option<IssuedPaper>,
    /// Promised last day, once the clock runs.
    pub promised_due: Option<Date>,
    /// Gateway time: the legal time.
    pub at: Moment,
}

impl Decided {
    /// The act it was in the transition table.
    pub fn act(&self) -> Act {
        match self.state {
            State::Withdrawn => Act::Withdraw,
            State::Lapsed => Act::Lapse,
            _ => self.decision.outcome.act(),
        }
    }
}

/// A paper of the authority, made and signed at the gateway, printed at the station byte for byte.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct IssuedPaper {
    /// Which.
    pub kind: PaperKind,
    /// Plain PDF bytes.
    pub sha256: FileHash,
    /// Bytes.
    pub size: u64,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_outcome_has_its_name_and_its_way_in_the_table() {
        for outcome in Outcome::ALL {
            assert_eq!(outcome.to_string().parse::<Outcome>().unwrap(), outcome);
            assert!(crate::state::EDGES.iter().any(|e| e.act == outcome.act()));
        }
        assert_eq!(Outcome::RefuseAcceptance.to_string(), "refuse-acceptance");
    }

    #[test]
    fn what_the_resident_asked_back_is_ended_by_letting_it_go() {
        assert_eq!(Outcome::Terminate.act_on(State::WithdrawalRequested), Act::Withdraw);
        assert_eq!(Outcome::Terminate.act_on(State::InReview), Act::Terminate);
        assert_eq!(Outcome::Grant.act_on(State::WithdrawalRequested), Act::Grant);
    }

    #[test]
    fn what_waits_for_a_correction_is_ended_by_saying_that_it_never_came_and_not_before_its_day_has_passed() {
        assert_eq!(Outcome::Terminate.act_on(State::CorrectionRequested), Act::Lapse);
        assert_eq!(Outcome::Terminate.act_on(State::FurtherMaterials), Act::Terminate);
        let due = jiff::civil::date(2026, 5, 8);
        let next = jiff::civil::date(2026, 5, 9);
        for state in [State::CorrectionRequested, State::FurtherMaterials] {
            assert_eq!(Outcome::Terminate.waits_until(state, Some(due), due), Some(due), "the day counts");
            assert_eq!(Outcome::Terminate.waits_until(state, Some(due), next), None);
            assert_eq!(Outcome::Terminate.waits_until(state, None, due), None, "no day was set");
        }
        assert_eq!(Outcome::Deny.waits_until(State::FurtherMaterials, Some(due), due), Some(due));
        assert_eq!(Outcome::Grant.waits_until(State::FurtherMaterials, Some(due), due), None);
        assert_eq!(Outcome::Deny.waits_until(State::InReview, Some(due), due), None);
    }

    #[test]
    fn a_correction_asks_for_something_in_words() {
        let mut decision = Decision::new(Outcome::Correct);
        assert_eq!(decision.check(), Err(Incomplete::Demands));
        decision.demands.push(Demand { field: "household_book".into(), words: " ".into() });
        assert_eq!(decision.check(), Err(Incomplete::Words));
        decision.demands[0].words = "户口簿照片看不清,请重拍".into();
        assert_eq!(decision.check(), Ok(()));
    }

    #[test]
    fn a_refusal_without_reason_is_incomplete_and_an_acceptance_needs_none() {
        assert_eq!(Decision::new(Outcome::Deny).check(), Err(Incomplete::Reason));
        assert_eq!(Decision::new(Outcome::RefuseAcceptance).check(), Err(Incomplete::Reason));
        assert_eq!(Decision::new(Outcome::Accept).check(), Ok(()));
        assert_eq!(Decision::new(Outcome::Grant).check(), Ok(()));
    }

    #[test]
    fn what_can_be_objected_to_says_how_and_what_only_moves_a_case_on_does_not() {
        use crate::state::PaperKind::*;
        assert!([NotAccepted, Denied, Termination, Granted].into_iter().all(|kind| kind.tells_remedies()));
        assert!(![Acceptance, Correction, Forwarding, Receipt].into_iter().any(|kind| kind.tells_remedies()));
    }

    #[test]
    fn what_goes_against_the_resident_names_its_clause_unless_the_law_on_licences_names_it() {
        let lacks = |decision: &Decision, from, licence| decision.check_ground(from, licence).is_err();
        for outcome in [Outcome::RefuseAcceptance, Outcome::Deny, Outcome::Terminate, Outcome::Suspend] {
            let bare = Decision::new(outcome);
            assert!(lacks(&bare, State::InReview, true), "{outcome}");
            let grounded = Decision { clause: "社会救助暂行办法第四十七条".into(), ..bare };
            assert!(!lacks(&grounded, State::InReview, false), "{outcome}");
        }
        let hearing = Decision { procedure: "听证".into(), ..Decision::new(Outcome::Suspend) };
        assert!(!lacks(&hearing, State::InReview, true) && lacks(&hearing, State::InReview, false));
        assert!(!lacks(&Decision::new(Outcome::Terminate), State::WithdrawalRequested, false));
        assert!(lacks(&Decision::new(Outcome::Terminate), State::CorrectionRequested, true));
        assert!(!lacks(&Decision::new(Outcome::Grant), State::InReview, false));
    }
}
