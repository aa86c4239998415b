//! What the gateway and the county's program say. The words for states and decisions are those of the console, so
//! that an official reads the same on the screen, in a table and on the command line.

use crate::failure::{Sentence, said};
use crate::text;
use casework::decision::{Incomplete, Outcome};
use casework::state::State;
use jiff::civil::Date;

/// A refusal of the gateway, by its code on the wire.
pub fn refusal(code: &str, detail: &str) -> Sentence {
    said(&format!("refusal.{code}"), detail)
}

/// A decision was on another version than the case has.
pub fn other_version(seen: u32, now: u32) -> Sentence {
    seen_otherwise("version", &seen.to_string(), &now.to_string())
}

/// A decision was on a case that stands elsewhere by now.
pub fn other_state(seen: State, now: State) -> Sentence {
    seen_otherwise("state", &state_word(seen), &state_word(now))
}

fn seen_otherwise(what: &str, seen: &str, now: &str) -> Sentence {
    let Sentence { message, next } = said(&format!("seen_otherwise.{what}"), now);
    Sentence { message: message.replace("%{seen}", seen), next }
}

/// Up to this day the resident may still bring what he was asked for.
pub fn awaited(until: Date) -> Sentence {
    said("awaited", &until.to_string())
}

/// Why an entry was held and what the station does about it, by its code on the wire.
pub fn held(code: &str, detail: &str) -> Sentence {
    said(&format!("held.{code}"), detail)
}

/// What is to be said of a bundle that was brought to the gateway, by its code.
pub fn bundle_word(code: &str, detail: &str) -> Sentence {
    said(&format!("bundle.{code}"), detail)
}

/// Two histories of one computer's data: both were seen where they part, or one began a new life.
pub fn forked(seen: bool) -> Sentence {
    said(if seen { "forked.twice" } else { "forked.restored" }, "")
}

/// A fault of the county's program, by its code.
pub fn county_fault(code: &str, detail: &str) -> Sentence {
    said(&format!("county.{code}"), detail)
}

/// What is wrong with a file that a county was to get, by its code.
pub fn file_fault(code: &str) -> String {
    text(&format!("file_fault.{code}"))
}

/// Why a paper, proof or file is not believed, by its code in the crate `verify`.
pub fn verify_refusal(code: &str, detail: &str) -> Sentence {
    said(&format!("verify.refused.{code}"), detail)
}

/// A signature holds.
pub fn verify_holds() -> Sentence {
    said("verify.holds", "")
}

/// A word of the answer to whoever checks a paper, by its key under `verify`.
pub fn verify_word(key: &str) -> String {
    text(&format!("verify.{key}"))
}

/// What a decision lacks.
pub fn lacking(lack: Incomplete) -> String {
    text(&format!("lacking.{}", part(lack)))
}

/// What a decision lacks, named by the option of the command line.
pub fn lacking_option(lack: Incomplete) -> String {
    text(&format!("option.{}", part(lack)))
}

/// 救济途径 of an item that names none: those of the law (行政复议法 art. 20, 行政诉讼法 art. 46), each a paragraph.
pub fn remedies_of_the_law() -> [String; 2] {
    ["review", "suit"].map(|way| text(&format!("remedies.{way}")))
}

fn part(lack: Incomplete) -> &'static str {
    match lack {
        Incomplete::Reason => "reason",
        Incomplete::Demands => "demands",
        Incomplete::Words => "words",
        Incomplete::RightAuthority => "right_authority",
        Incomplete::Procedure => "procedure",
        Incomplete::Clause => "clause",
    }
}

/// Where a case stands, as officials call it.
pub fn state_word(state: State) -> String {
    of_the_console(&format!("state.{state}"))
}

/// What is decided, as officials call it.
pub fn outcome_word(outcome: Outcome) -> String {
    of_the_console(&format!("outcome.{outcome}"))
}

fn of_the_console(key: &str) -> String {
    rust_i18n::t!(key, locale = "console").into_owned()
}

/// 视为受理, with the promised day where there is one.
pub fn deemed_accepted(promised: Option<Date>) -> String {
    match promised {
        Some(date) => text("deemed.note_by").replace("%{detail}", &date.to_string()),
        None => text("deemed.note"),
    }
}

/// A submission names an item that its own edition of the catalogue does not have.
pub fn unknown_item() -> String {
    text("form.unknown_item")
}

/// The first faults of a form, and how many there are when not all are told.
pub fn form_faults(told: &[&str], all: usize) -> String {
    let words = told.join(";");
    match told.len() < all {
        true => words + &text("form.more").replace("%{detail}", &all.to_string()),
        false => words,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use casework::state::EDGES;

    fn chinese(words: &str) -> bool {
        words.chars().any(|c| ('\u{4e00}'..'\u{9fff}').contains(&c))
    }

    #[test]
    fn every_state_decision_and_lack_has_its_words() {
        for edge in EDGES {
            assert!(chinese(&state_word(edge.to)), "{:?}", edge.to);
        }
        for outcome in Outcome::ALL {
            assert!(chinese(&outcome_word(outcome)), "{outcome}");
        }
        for lack in [
            Incomplete::Reason,
            Incomplete::Demands,
            Incomplete::Words,
            Incomplete::RightAuthority,
            Incomplete::Procedure,
            Incomplete::Clause,
        ] {
            assert!(chinese(&lacking(lack)) && chinese(&lacking_option(lack)), "{lack}");
        }
    }

    #[test]
    fn what_was_seen_otherwise_is_told_beside_what_is() {
        let Sentence { message, next } = other_version(1, 2);
        assert!(message.contains("第 1 版") && message.contains("第 2 版") && chinese(&next), "{message}");
        let Sentence { message, next } = other_state(State::InReview, State::WithdrawalRequested);
        for state in [State::InReview, State::WithdrawalRequested] {
            assert!(message.contains(&state_word(state)), "{message}");
        }
        assert!(chinese(&next) && !message.contains("%{"), "{message}");
    }

    #[test]
    fn the_law_leaves_two_ways_open_with_their_terms() {
        let [review, suit] = remedies_of_the_law();
        assert!(review.contains("六十日内") && review.contains("行政复议"), "{review}");
        assert!(suit.contains("六个月内") && suit.contains("行政诉讼"), "{suit}");
    }

    #[test]
    fn what_is_deemed_and_what_is_faulty_is_said_with_its_day_and_its_count() {
        let day = jiff::civil::date(2026, 5, 6);
        assert!(deemed_accepted(Some(day)).contains("2026-05-06"));
        assert!(chinese(&deemed_accepted(None)) && chinese(&unknown_item()));
        let Sentence { message, next } = awaited(day);
        assert!(message.contains("2026-05-06") && chinese(&next), "{message}{next}");
        assert_eq!(form_faults(&["请填姓名"], 1), "请填姓名");
        assert_eq!(form_faults(&["请填姓名", "请选民族"], 5), "请填姓名;请选民族等 5 处");
    }
}
