//! The one table of ways between the states.

use super::{Act, Actor, Clock, PaperKind, State};

/// One allowed way.
#[derive(Clone, Copy, Debug)]
pub struct Edge {
    /// From here …
    pub from: State,
    /// … by this …
    pub act: Act,
    /// … to there.
    pub to: State,
    /// Who may.
    pub who: Actor,
    /// A reason must be given.
    pub needs_reason: bool,
    /// The paper it causes.
    pub causes: Option<PaperKind>,
    /// What the clocks do.
    pub clock: Clock,
    /// Only for a case of which a version was sent and not held (`true`), or only for one of which none was.
    pub sent: Option<bool>,
}

/// An act that the table does not allow from where the case stands.
#[derive(Debug, thiserror::Error, PartialEq, Eq, Clone, Copy)]
#[error("{act:?} is not possible while the case is {from:?}")]
pub struct NotAllowed {
    /// Where the case stands.
    pub from: State,
    /// What was tried.
    pub act: Act,
}

const fn way(from: State, act: Act, to: State, who: Actor) -> Edge {
    Edge { from, act, to, who, needs_reason: false, causes: None, clock: Clock::Unchanged, sent: None }
}

impl Edge {
    const fn because(mut self) -> Self {
        self.needs_reason = true;
        self
    }
    const fn paper(mut self, kind: PaperKind) -> Self {
        self.causes = Some(kind);
        self
    }
    const fn clock(mut self, clock: Clock) -> Self {
        self.clock = clock;
        self
    }
    const fn sent(mut self, sent: bool) -> Self {
        self.sent = Some(sent);
        self
    }

    /// Whether it is open to a case, of which a version `was_sent` and not held or none was: what others have is asked
    /// back from them, and nobody is asked for what never came to him.
    pub fn is_open(&self, was_sent: bool) -> bool {
        self.sent.is_none_or(|sent| sent == was_sent)
    }
}

use Act::*;
use Actor::{Authority, Gateway, Station};
use State::*;

/// Every allowed way. What is not here does not happen.
pub const EDGES: &[Edge] = &[
    way(Draft, Freeze, AwaitingSignature, Station).paper(PaperKind::Receipt),
    way(AwaitingSignature, Freeze, AwaitingSignature, Station).paper(PaperKind::Receipt),
    way(AwaitingSignature, Void, Voided, Station).because().sent(false),
    way(AwaitingSignature, Submit, Queued, Station),
    way(Queued, Receive, Received, Gateway),
    way(Queued, Hold, Held, Gateway).because(),
    way(Held, Requeue, Queued, Station),
    way(Held, Freeze, AwaitingSignature, Station).paper(PaperKind::Receipt),
    way(Held, Void, Voided, Station).because().sent(false),
    way(Received, CompleteMaterials, MaterialsComplete, Gateway),
    // before acceptance
    way(Received, RequestCorrection, CorrectionRequested, Authority).because().paper(PaperKind::Correction),
    way(MaterialsComplete, RequestCorrection, CorrectionRequested, Authority)
        .because()
        .paper(PaperKind::Correction),
    way(Corrected, RequestCorrection, CorrectionRequested, Authority).because().paper(PaperKind::Correction),
    // the station's way through a correction: a new version is frozen, printed and signed again
    way(CorrectionRequested, Freeze, AwaitingSignature, Station).paper(PaperKind::Receipt),
    way(CorrectionRequested, ReceiveCorrection, Corrected, Gateway),
    way(Queued, ReceiveCorrection, Corrected, Gateway),
    way(CorrectionRequested, Lapse, Lapsed, Authority).because().paper(PaperKind::Termination),
    way(Received, RefuseAcceptance, NotAccepted, Authority).because().paper(PaperKind::NotAccepted),
    way(MaterialsComplete, RefuseAcceptance, NotAccepted, Authority).because().paper(PaperKind::NotAccepted),
    way(Corrected, RefuseAcceptance, NotAccepted, Authority).because().paper(PaperKind::NotAccepted),
    way(Received, Forward, Forwarded, Authority).because().paper(PaperKind::Forwarding),
    way(MaterialsComplete, Forward, Forwarded, Authority).because().paper(PaperKind::Forwarding),
    way(Corrected, Forward, Forwarded, Authority).because().paper(PaperKind::Forwarding),
    way(Received, Accept, Accepted, Authority).paper(PaperKind::Acceptance).clock(Clock::Start),
    way(MaterialsComplete, Accept, Accepted, Authority).paper(PaperKind::Acceptance).clock(Clock::Start),
    way(Corrected, Accept, Accepted, Authority).paper(PaperKind::Acceptance).clock(Clock::Start),
    way(Received, DeemAccepted, Accepted, Gateway).clock(Clock::Start),
    way(MaterialsComplete, DeemAccepted, Accepted, Gateway).clock(Clock::Start),
    way(Corrected, DeemAccepted, Accepted, Gateway).clock(Clock::Start),
    // after acceptance
    way(Accepted, BeginReview, InReview, Authority),
    way(Accepted, Suspend, Suspended, Authority).because().paper(PaperKind::Suspension).clock(Clock::Stop),
    way(InReview, Suspend, Suspended, Authority).because().paper(PaperKind::Suspension).clock(Clock::Stop),
    way(Suspended, Resume, InReview, Authority).clock(Clock::Continue),
    way(Accepted, RequestFurtherMaterials, FurtherMaterials, Authority)
        .because()
        .paper(PaperKind::Correction),
    way(InReview, RequestFurtherMaterials, FurtherMaterials, Authority)
        .because()
        .paper(PaperKind::Correction),
    way(FurtherMaterials, Freeze, AwaitingSignature, Station).paper(PaperKind::Receipt),
    way(FurtherMaterials, ReceiveCorrection, InReview, Gateway),
    // who never brings it is decided on by what there is, as the letter that asked for it says
    way(FurtherMaterials, Grant, Granted, Authority).paper(PaperKind::Granted).clock(Clock::End),
    way(FurtherMaterials, Deny, Denied, Authority).because().paper(PaperKind::Denied).clock(Clock::End),
    way(FurtherMaterials, Terminate, Terminated, Authority)
        .because()
        .paper(PaperKind::Termination)
        .clock(Clock::End),
    way(Accepted, Grant, Granted, Authority).paper(PaperKind::Granted).clock(Clock::End),
    way(InReview, Grant, Granted, Authority).paper(PaperKind::Granted).clock(Clock::End),
    way(Accepted, Deny, Denied, Authority).because().paper(PaperKind::Denied).clock(Clock::End),
    way(InReview, Deny, Denied, Authority).because().paper(PaperKind::Denied).clock(Clock::End),
    way(Accepted, Terminate, Terminated, Authority).because().paper(PaperKind::Termination).clock(Clock::End),
    way(InReview, Terminate, Terminated, Authority).because().paper(PaperKind::Termination).clock(Clock::End),
    way(Suspended, Terminate, Terminated, Authority)
        .because()
        .paper(PaperKind::Termination)
        .clock(Clock::End),
    // taking back; what a correction was to change, or what was held, may be at the gateway in an older version
    way(AwaitingSignature, RequestWithdrawal, WithdrawalRequested, Station).because().sent(true),
    way(Held, RequestWithdrawal, WithdrawalRequested, Station).because().sent(true),
    way(Queued, RequestWithdrawal, WithdrawalRequested, Station).because(),
    way(Received, RequestWithdrawal, WithdrawalRequested, Station).because(),
    way(MaterialsComplete, RequestWithdrawal, WithdrawalRequested, Station).because(),
    way(CorrectionRequested, RequestWithdrawal, WithdrawalRequested, Station).because(),
    way(Corrected, RequestWithdrawal, WithdrawalRequested, Station).because(),
    way(Accepted, RequestWithdrawal, WithdrawalRequested, Station).because(),
    way(InReview, RequestWithdrawal, WithdrawalRequested, Station).because(),
    way(FurtherMaterials, RequestWithdrawal, WithdrawalRequested, Station).because(),
    way(WithdrawalRequested, Withdraw, Withdrawn, Authority).clock(Clock::End),
    // what the authority decided before it heard of the request stands: the first committed at the gateway wins
    way(WithdrawalRequested, Receive, WithdrawalRequested, Gateway),
    // it was not taken: there is nothing to ask back
    way(WithdrawalRequested, Hold, Held, Gateway).because(),
    // who asked for it back before he heard of a question, and then answers it, asks for it back no longer
    way(WithdrawalRequested, ReceiveCorrection, Corrected, Gateway),
    way(WithdrawalRequested, Grant, Granted, Authority).paper(PaperKind::Granted).clock(Clock::End),
    way(WithdrawalRequested, Deny, Denied, Authority).because().paper(PaperKind::Denied).clock(Clock::End),
    // the answer reaches the resident
    way(NotAccepted, Serve, Served, Station).paper(PaperKind::Delivery),
    way(Granted, Serve, Served, Station).paper(PaperKind::Delivery),
    way(Denied, Serve, Served, Station).paper(PaperKind::Delivery),
    way(Terminated, Serve, Served, Station).paper(PaperKind::Delivery),
    way(Lapsed, Serve, Served, Station).paper(PaperKind::Delivery),
    way(Served, Archive, Archived, Station),
    way(Forwarded, Archive, Archived, Station),
    way(Lapsed, Archive, Archived, Station),
    way(Withdrawn, Archive, Archived, Station),
    way(Voided, Archive, Archived, Station),
];

impl State {
    /// The way that `act` takes from here.
    ///
    /// # Errors
    /// [`NotAllowed`] when the table has none.
    pub fn take(self, act: Act) -> Result<&'static Edge, NotAllowed> {
        EDGES.iter().find(|e| e.from == self && e.act == act).ok_or(NotAllowed { from: self, act })
    }

    /// What may be done from here by `who`, in table order.
    pub fn open_to(self, who: Actor) -> impl Iterator<Item = &'static Edge> {
        EDGES.iter().filter(move |e| e.from == self && e.who == who)
    }

    /// True when the resident waits for the answer to be handed over.
    pub fn awaits_service(self) -> bool {
        self.take(Serve).is_ok()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::HashSet;

    #[test]
    fn no_state_has_two_ways_for_one_act() {
        let mut seen = HashSet::new();
        for edge in EDGES {
            assert!(seen.insert((edge.from, edge.act)), "{edge:?}");
        }
    }

    #[test]
    fn only_the_authority_or_the_clock_of_the_law_accepts() {
        for edge in EDGES.iter().filter(|e| e.to == Accepted) {
            assert_ne!(edge.who, Station, "{edge:?}");
        }
    }

    #[test]
    fn every_state_but_draft_can_be_reached_and_only_archived_is_the_end() {
        let mut reached = HashSet::from([Draft]);
        while let Some(edge) = EDGES.iter().find(|e| reached.contains(&e.from) && !reached.contains(&e.to)) {
            reached.insert(edge.to);
        }
        assert_eq!(reached.len(), 23);
        let ends: Vec<_> = reached.into_iter().filter(|s| !EDGES.iter().any(|e| e.from == *s)).collect();
        assert_eq!(ends, [Archived]);
    }

    #[test]
    fn what_goes_against_the_resident_needs_a_reason_and_causes_a_paper() {
        let against = [NotAccepted, Denied, CorrectionRequested, FurtherMaterials, Lapsed, Terminated];
        for edge in EDGES.iter().filter(|e| against.contains(&e.to)) {
            assert!(edge.needs_reason && edge.causes.is_some(), "{edge:?}");
        }
    }

    #[test]
    fn who_is_asked_for_something_and_never_comes_keeps_no_case_open() {
        for asked in EDGES.iter().filter(|e| matches!(e.act, RequestCorrection | RequestFurtherMaterials)) {
            let mut ways = asked.to.open_to(Authority);
            assert!(ways.any(|edge| edge.needs_reason && edge.to.awaits_service()), "{asked:?}");
            assert_eq!(asked.to.take(RequestWithdrawal).unwrap().who, Station, "{asked:?}");
        }
    }

    #[test]
    fn what_was_sent_is_asked_back_and_only_what_never_was_is_given_up_at_the_station() {
        for stands in [AwaitingSignature, Held] {
            let open = |was_sent| stands.open_to(Station).filter(move |edge| edge.is_open(was_sent));
            let acts = |was_sent| open(was_sent).map(|edge| edge.act).collect::<HashSet<_>>();
            assert!(acts(false).contains(&Void) && !acts(false).contains(&RequestWithdrawal), "{stands:?}");
            assert!(acts(true).contains(&RequestWithdrawal) && !acts(true).contains(&Void), "{stands:?}");
        }
        assert!(EDGES.iter().filter(|edge| edge.act == Void).all(|edge| edge.sent == Some(false)));
    }

    #[test]
    fn who_asks_for_it_back_before_it_went_has_a_way_on_when_it_is_not_taken() {
        let held = WithdrawalRequested.take(Hold).unwrap();
        assert_eq!((held.to, held.who), (Held, Gateway));
        assert!(held.to.take(Void).is_ok() && held.to.take(Freeze).is_ok());
    }

    #[test]
    fn a_suspended_case_is_neither_granted_nor_denied_before_it_is_resumed() {
        assert_eq!(Suspended.take(Grant).unwrap_err(), NotAllowed { from: Suspended, act: Grant });
        assert!(Suspended.take(Deny).is_err());
        assert_eq!(Suspended.take(Resume).unwrap().to, InReview);
    }
}
