//! States of a case and the one table of ways between them, used by station, gateway and county alike.
//!
//! A village station takes in (收件) and hands on; only the authority accepts (受理): 行政许可法 art. 24, 32.

mod ways;

pub use ways::{EDGES, Edge, NotAllowed};

use serde::{Deserialize, Serialize};
use std::fmt;

/// Where a case stands.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum State {
    /// Being filled at the station; may change freely.
    Draft,
    /// Frozen, numbered, printed; waits for the resident's signature. Not sent.
    AwaitingSignature,
    /// Signed and in the outbox.
    Queued,
    /// Given up at the station before it was sent; its number stays recorded.
    Voided,
    /// The resident asked for it back; the authority has not answered yet.
    WithdrawalRequested,
    /// The gateway holds it and gave its proof: the official time of receipt.
    Received,
    /// Every material named in it arrived as well.
    MaterialsComplete,
    /// The gateway could not take the entry; reason and way out are recorded.
    Held,
    /// The authority asked, once and for all, for what must be corrected (补正).
    CorrectionRequested,
    /// The correction came in.
    Corrected,
    /// 不予受理: refused before acceptance, with reason, clause, right authority and remedies.
    NotAccepted,
    /// 转办: handed to another authority.
    Forwarded,
    /// 补正不来办结: the correction never came, and the authority ended the case.
    Lapsed,
    /// 受理, by decision or because five working days passed without telling what is missing.
    Accepted,
    /// Under review after acceptance.
    InReview,
    /// 特别程序: the clocks stand still.
    Suspended,
    /// More materials asked for after acceptance.
    FurtherMaterials,
    /// 准予 / 办结.
    Granted,
    /// 不予: refused after acceptance, with reason and remedies.
    Denied,
    /// Taken back by the resident.
    Withdrawn,
    /// 终止.
    Terminated,
    /// 送达: the answer is in the resident's hands.
    Served,
    /// Closed and put away.
    Archived,
}

/// What happens to a case.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Act {
    /// A version is frozen; the first gets the receipt number.
    Freeze,
    /// Given up before sending.
    Void,
    /// Signed and put into the outbox.
    Submit,
    /// The gateway took the entry and gave its proof.
    Receive,
    /// The gateway took a corrected version.
    ReceiveCorrection,
    /// The last material named in the entry arrived.
    CompleteMaterials,
    /// The gateway refused the entry.
    Hold,
    /// The station mends what was held and queues it again.
    Requeue,
    /// 补正通知.
    RequestCorrection,
    /// 不予受理.
    RefuseAcceptance,
    /// 转办.
    Forward,
    /// 补正不来办结: the correction never came.
    Lapse,
    /// 受理.
    Accept,
    /// Five working days passed in silence: accepted from the day of receipt (行政许可法 art. 32 (4)).
    DeemAccepted,
    /// A reviewer took it up.
    BeginReview,
    /// 特别程序 begins.
    Suspend,
    /// 特别程序 ends.
    Resume,
    /// Further materials asked for after acceptance.
    RequestFurtherMaterials,
    /// 准予 / 办结.
    Grant,
    /// 不予.
    Deny,
    /// The resident asks for it back.
    RequestWithdrawal,
    /// The authority lets it go.
    Withdraw,
    /// 终止.
    Terminate,
    /// 送达.
    Serve,
    /// A material or scan followed its case; moves nothing, stands in the time line.
    Attach,
    /// Put away.
    Archive,
}

/// Who may do an act.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Actor {
    /// Staff of the village station.
    Station,
    /// The gateway, by its own rules.
    Gateway,
    /// The authority, by a named person.
    Authority,
}

/// Paper that an act causes. The authority's papers are made by the gateway and signed there.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PaperKind {
    /// 申请表.
    Form,
    /// 收件凭证, two copies.
    Receipt,
    /// 一次性告知书.
    Notice,
    /// 受理通知书.
    Acceptance,
    /// 不予受理通知书.
    NotAccepted,
    /// 补正通知书.
    Correction,
    /// 转办通知.
    Forwarding,
    /// 特别程序 / 延期告知书.
    Suspension,
    /// 准予办理决定书 / 办结通知.
    Granted,
    /// 不予办理决定书.
    Denied,
    /// 终止办理通知.
    Termination,
    /// 送达回证.
    Delivery,
    /// 办事指南.
    Guide,
    /// 授权委托书.
    Mandate,
    /// 告知承诺书.
    Promise,
    /// 转介单.
    Referral,
    /// 领取凭证.
    Collection,
}

impl PaperKind {
    /// Says how to object: what refuses or ends, and a grant, for its sum or its terms (行政复议法 art. 20, 行政诉讼法
    /// art. 46; 行政许可法 art. 38).
    pub fn tells_remedies(self) -> bool {
        matches!(self, Self::NotAccepted | Self::Denied | Self::Termination | Self::Granted)
    }
}

/// What an act does to the promised and statutory clocks.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Clock {
    /// Leaves them as they are.
    Unchanged,
    /// Starts them.
    Start,
    /// Lets them stand still.
    Stop,
    /// Lets them go on.
    Continue,
    /// Ends them.
    End,
}

impl State {
    /// There is a result, or no more will come: the authority takes the case up no more.
    pub fn has_ended(self) -> bool {
        matches!(self.phase(), Phase::Decided | Phase::Closed)
    }

    /// The one derived word that people see.
    pub fn phase(self) -> Phase {
        use State::*;
        match self {
            Draft => Phase::Draft,
            AwaitingSignature => Phase::AwaitingSignature,
            Queued => Phase::Waiting,
            Received | MaterialsComplete | Corrected | WithdrawalRequested => Phase::Received,
            Accepted | InReview | Suspended => Phase::InHand,
            Held | CorrectionRequested | FurtherMaterials => Phase::NeedsYou,
            Granted | Denied | NotAccepted | Lapsed | Terminated => Phase::Decided,
            Voided | Forwarded | Withdrawn | Served | Archived => Phase::Closed,
        }
    }
}

/// One word for people: 草稿, 待签字, 存在本机, 省里已收到, 县里在办, 要处理, 已有结果, 已了结.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// 草稿.
    Draft,
    /// 待签字.
    AwaitingSignature,
    /// 存在本机, waiting for the line.
    Waiting,
    /// 省里已收到.
    Received,
    /// 县里在办.
    InHand,
    /// 要处理.
    NeedsYou,
    /// 已有结果: print and serve it.
    Decided,
    /// 已了结.
    Closed,
}

macro_rules! stored_name {
    ($($kind:ident),*) => {$(
        impl fmt::Display for $kind {
            /// The name under which it is stored and sent.
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                match serde_json::to_value(self) {
                    Ok(serde_json::Value::String(name)) => f.write_str(&name),
                    _ => Err(fmt::Error),
                }
            }
        }
        impl std::str::FromStr for $kind {
            type Err = UnknownName;
            fn from_str(name: &str) -> Result<Self, UnknownName> {
                serde_json::from_value(serde_json::Value::String(name.to_owned()))
                    .map_err(|_| UnknownName(name.to_owned()))
            }
        }
    )*};
}
pub(crate) use stored_name;
stored_name!(State, Act, PaperKind);

/// A stored name that this program does not know (yet).
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
#[error("{0:?} is not a name this program knows")]
pub struct UnknownName(pub String);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_survive_storage() {
        for edge in EDGES {
            assert_eq!(edge.from.to_string().parse::<State>().unwrap(), edge.from);
            assert_eq!(edge.act.to_string().parse::<Act>().unwrap(), edge.act);
        }
        assert_eq!(State::NotAccepted.to_string(), "not_accepted");
        assert!("accepted_by_aliens".parse::<State>().is_err());
    }
}
