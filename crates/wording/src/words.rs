use crate::text;
use casework::decision::Outcome;
use casework::state::{Act, PaperKind, Phase, State};

/// The one word for where a case is: 草稿 待签字 存在本机 省里已收到 县里在办 要处理 已有结果 已了结.
pub fn phase_word(phase: Phase) -> String {
    text(match phase {
        Phase::Draft => "phase.draft",
        Phase::AwaitingSignature => "phase.awaiting_signature",
        Phase::Waiting => "phase.waiting",
        Phase::Received => "phase.received",
        Phase::InHand => "phase.in_hand",
        Phase::NeedsYou => "phase.needs_you",
        Phase::Decided => "phase.decided",
        Phase::Closed => "phase.closed",
    })
}

/// What happened, for the time line.
pub fn act_words(act: Act) -> String {
    text(&format!("act.{act}"))
}

/// What to read to the resident where the case stands.
pub fn state_tell(state: State) -> String {
    text(&format!("tell.{state}"))
}

/// The title of a paper.
pub fn paper_title(kind: PaperKind) -> String {
    text(&format!("paper.{kind}"))
}

/// The name of a decision.
pub fn outcome_title(outcome: Outcome) -> String {
    text(&format!("outcome.{outcome}"))
}

/// Whose clock a time is by.
pub fn clock_word(clock: &str) -> String {
    text(if clock == "gateway" { "clock.gateway" } else { "clock.station" })
}

#[cfg(test)]
mod tests {
    use super::*;
    use casework::state::EDGES;

    fn said(words: &str) -> bool {
        words.chars().any(|c| ('\u{4e00}'..'\u{9fff}').contains(&c))
    }

    #[test]
    fn every_state_act_paper_and_outcome_has_its_words() {
        for edge in EDGES {
            assert!(said(&act_words(edge.act)), "{:?}", edge.act);
            assert!(said(&state_tell(edge.to)), "{:?}", edge.to);
            assert!(said(&phase_word(edge.to.phase())));
            if let Some(kind) = edge.causes {
                assert!(said(&paper_title(kind)), "{kind:?}");
            }
        }
        for outcome in Outcome::ALL {
            assert!(said(&outcome_title(outcome)), "{outcome}");
        }
    }
}
