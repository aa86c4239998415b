//! The county: decides through the gateway's store, and is sometimes overtaken.

use super::COUNTY;
use super::chance::Chance;
use super::gateway_end::{Gateway, moment};
use casework::decision::{Decision, Demand, Outcome};
use casework::number::ReceiptNumber;
use casework::role::CountyRole;
use casework::state::State;
use gateway_store::{Draft, Drafted, Official, StoreError};
use std::time::Duration;

/// The county's office.
#[derive(Default)]
pub struct County {
    /// A decision that is being written: others may come before it is committed.
    on_the_desk: Option<(Box<Draft>, Option<Vec<u8>>)>,
    /// Decisions that stand.
    pub decided: usize,
    /// Drafts that came too late.
    pub overtaken: usize,
}

impl County {
    /// Does something, if there is something to do.
    pub fn does_something(&mut self, gateway: &Gateway, chance: &mut Chance, now: Duration) {
        let Some(store) = gateway.store() else { return };
        if let Some((draft, paper)) = self.on_the_desk.take() {
            match store.commit_decision(&official(), *draft, paper) {
                Ok(_) => self.decided += 1,
                Err(StoreError::Overtaken) => self.overtaken += 1,
                Err(error) => panic!("a decision was not committed: {error}"),
            }
        }
        let Some((number, state)) = picked(gateway, chance) else { return };
        let Some(decision) = decision(state, chance) else { return };
        let authority = "陵水黎族自治县民政局";
        let drafted = store.draft_decision(&official(), &number, decision, authority, None, moment(now));
        if let Ok(Drafted::Fresh(draft)) = drafted {
            let paper = draft.causes.filter(|_| chance.in_a_hundred(60)).map(|_| paper(chance));
            self.on_the_desk = Some((draft, paper));
        }
        if chance.in_a_hundred(70) {
            self.commits(gateway);
        }
    }

    fn commits(&mut self, gateway: &Gateway) {
        let (Some(store), Some((draft, paper))) = (gateway.store(), self.on_the_desk.take()) else { return };
        store.commit_decision(&official(), *draft, paper).expect("nothing came between");
        self.decided += 1;
    }

    /// The office burnt down with the gateway.
    pub fn forgets(&mut self) {
        self.on_the_desk = None;
    }
}

/// Who decides, and who reads.
pub fn official() -> Official {
    Official {
        user: "wang".to_owned(),
        name: "王审核".to_owned(),
        role: CountyRole::Reviewer,
        county: COUNTY.parse().expect("a county"),
    }
}

/// One of the newest cases, which are those that the village may still touch.
fn picked(gateway: &Gateway, chance: &mut Chance) -> Option<(ReceiptNumber, State)> {
    let db = gateway.database();
    let count: u64 = db.query_row("SELECT count(*) FROM cases", [], |r| r.get(0)).ok()?;
    let skip = chance.below(count.min(60));
    let sql = "SELECT number, state FROM cases ORDER BY n DESC LIMIT 1 OFFSET ?1";
    let (number, state): (String, String) = db.query_row(sql, [skip], |r| Ok((r.get(0)?, r.get(1)?))).ok()?;
    Some((number.parse().ok()?, state.parse().ok()?))
}

fn decision(state: State, chance: &mut Chance) -> Option<Decision> {
    use Outcome::*;
    let outcome = match state {
        State::Received | State::MaterialsComplete | State::Corrected => {
            chance.one_of(&[Accept, Accept, Correct, Correct, RefuseAcceptance, Forward])
        }
        State::Accepted | State::InReview => {
            chance.one_of(&[Grant, Grant, Deny, FurtherMaterials, Suspend, Terminate])
        }
        State::Suspended => Resume,
        // not everybody is waited for
        State::CorrectionRequested if chance.in_a_hundred(10) => Terminate,
        State::FurtherMaterials if chance.in_a_hundred(10) => chance.one_of(&[Grant, Deny, Terminate]),
        State::WithdrawalRequested => chance.one_of(&[Terminate, Terminate, Grant, Deny]),
        _ => return None,
    };
    let mut decision = Decision::new(outcome);
    decision.reason = "材料与规定不符".to_owned();
    if matches!(outcome, Correct | FurtherMaterials) {
        decision.demands =
            vec![Demand { field: "id_card".into(), words: "照片看不清,请重拍".into() }];
    }
    if outcome == Forward {
        decision.right_authority = "陵水黎族自治县农业农村局".to_owned();
    }
    if outcome == Suspend {
        decision.procedure = "现场勘查".to_owned();
        decision.due = Some(jiff::civil::date(2026, 5, 1));
    }
    Some(decision)
}

fn paper(chance: &mut Chance) -> Vec<u8> {
    let size = chance.one_of(&[400, 4_000, 30_000]);
    [b"%PDF-1.7\n".as_slice(), &chance.bytes(size)].concat()
}
