use crate::text;
use casework::case::SignedBy;
use casework::decision::Outcome;
use casework::ink::InkFault;
use casework::print::{PrintRole, PrintState};
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

/// That a further version was frozen, under another number or the same.
pub fn version_note(version: u32, renumbered: bool) -> String {
    let key = if renumbered { "freeze.renumbered" } else { "freeze.version" };
    text(key).replace("%{version}", &version.to_string())
}

/// What to read to the resident where the case stands.
pub fn state_tell(state: State) -> String {
    text(&format!("tell.{state}"))
}

/// The title of a paper.
pub fn paper_title(kind: PaperKind) -> String {
    text(&format!("paper.{kind}"))
}

/// What the clerk calls a paper that comes back signed: of the receipt it is the copy that stays.
pub fn signed_paper(kind: PaperKind) -> String {
    text(&format!("signed_paper.{kind}"))
}

/// By what the resident signs.
pub fn signed_by(by: &SignedBy) -> String {
    match by {
        SignedBy::Hand => text("signed_by.hand"),
        SignedBy::Thumb => text("signed_by.thumb"),
        SignedBy::Pad => text("signed_by.pad"),
        SignedBy::Witness { name, .. } => text("signed_by.witness").replace("%{name}", name),
    }
}

/// That every page is back: how it was signed, when the last page came, and how many of them were signed on the screen.
pub fn all_signed(by: &SignedBy, pages: usize, on_pad: usize, at: &str) -> String {
    let key = match on_pad {
        0 => "all_signed.scanned",
        count if count == pages => "all_signed.on_pad",
        _ => "all_signed.mixed",
    };
    text(key)
        .replace("%{by}", &signed_by(by))
        .replace("%{pages}", &pages.to_string())
        .replace("%{on_pad}", &on_pad.to_string())
        .replace("%{at}", at)
}

/// The line at the foot of a page that was signed on the screen: `ink` begins the name of the record that is kept of it.
pub fn pad_mark(at: &str, ink: &str) -> String {
    text("pad_mark").replace("%{at}", at).replace("%{ink}", ink)
}

/// Why a paper is not signed on the screen: somebody signs otherwise than by hand.
pub fn pad_only_hand() -> String {
    text("pad_only_hand")
}

/// Why a paper is not signed on the screen: it has no place that was noted.
pub fn pad_no_place() -> String {
    text("pad_no_place")
}

/// Why strokes are not taken, for the failure's sentence.
pub fn ink_fault(fault: InkFault) -> String {
    text(match fault {
        InkFault::Outside => "ink_fault.outside",
        InkFault::Time => "ink_fault.time",
        InkFault::TooMuch => "ink_fault.too_much",
        InkFault::Empty => "ink_fault.empty",
    })
}

/// Which pages of a paper are still to come back; `missing` of all its `pages`, none of a paper that was not printed.
pub fn still_missing(kind: PaperKind, pages: u32, missing: &[u32]) -> String {
    let key = match (pages, missing.len()) {
        (0, _) => "still.unprinted",
        (1, _) => "still.only",
        (pages, count) if count == pages as usize => "still.all",
        _ => "still.some",
    };
    let numbers: Vec<String> = missing.iter().map(ToString::to_string).collect();
    text(key)
        .replace("%{paper}", &signed_paper(kind))
        .replace("%{pages}", &pages.to_string())
        .replace("%{missing}", &numbers.join("、"))
}

/// A paper is still to come because what was signed of it on the screen opens no more: nobody has it on paper.
pub fn sign_again_on_paper() -> String {
    text("still.on_screen")
}

/// The name of a decision.
pub fn outcome_title(outcome: Outcome) -> String {
    text(&format!("outcome.{outcome}"))
}

/// Whose clock a time is by.
pub fn clock_word(clock: &str) -> String {
    text(if clock == "gateway" { "clock.gateway" } else { "clock.station" })
}

/// Where a print job stands.
pub fn print_word(state: PrintState) -> String {
    text(&format!("print.{state}"))
}

/// What a printer is for.
pub fn printer_role(role: PrintRole) -> String {
    text(&format!("printer_role.{role}"))
}

/// The mark of a print after the first in the title of its job.
pub fn print_again(times: u32) -> String {
    text("print_note.again").replace("%{times}", &times.to_string())
}

/// A printer took a job.
pub fn print_handed_over() -> String {
    text("print_note.handed_over")
}

/// A printer does not answer and has not got the job.
pub fn print_no_reaction() -> String {
    text("print_note.no_reaction")
}

/// A printer answers something nobody can read and has not got the job.
pub fn print_garbled() -> String {
    text("print_note.garbled")
}

/// A printer that has a job does not answer any more.
pub fn print_lost() -> String {
    text("print_note.lost")
}

/// What a person said of a job.
pub fn print_answered(came_out: bool) -> String {
    text(if came_out { "print_note.came_out" } else { "print_note.nothing_came" })
}

/// What a person is asked when a printer says it is through.
pub fn print_question() -> String {
    text("print_note.question")
}

/// The title of a receipt on a roll.
pub fn slip_title() -> String {
    text("print_note.slip")
}

/// The title of the copy in large print of a paper.
pub fn large_title(title: &str) -> String {
    text("print_note.large").replace("%{title}", title)
}

/// The title of a page that tries a printer.
pub fn test_page() -> String {
    text("print_note.test_page")
}

/// How the address of a printer is written.
pub fn printer_address_ways() -> String {
    text("print_note.address_ways")
}

/// This computer cannot search for printers.
pub fn printers_not_searched() -> String {
    text("print_note.not_searched")
}

/// A printer of the wrong kind for its role.
pub fn printer_unfit(slips: bool) -> String {
    text(if slips { "print_note.only_slips" } else { "print_note.no_slips" })
}

/// A person took a job back.
pub fn print_taken_back() -> String {
    text("print_note.taken_back")
}

/// A job is to be taken back from the printer, which has not answered yet.
pub fn print_cancelling() -> String {
    text("print_note.cancelling")
}

/// A paper was printed again since, so that its failed print is not repeated.
pub fn print_overtaken() -> String {
    text("print_note.overtaken")
}

#[cfg(test)]
mod tests {
    use super::*;
    use casework::state::EDGES;

    fn said(words: &str) -> bool {
        words.chars().any(|c| ('\u{4e00}'..'\u{9fff}').contains(&c))
    }

    #[test]
    fn what_is_missing_is_said_page_by_page() {
        assert_eq!(still_missing(PaperKind::Form, 3, &[2]), "申请表共 3 页,第 2 页还没扫回。");
        assert_eq!(still_missing(PaperKind::Form, 4, &[2, 4]), "申请表共 4 页,第 2、4 页还没扫回。");
        assert_eq!(still_missing(PaperKind::Form, 2, &[1, 2]), "申请表共 2 页,都还没扫回。");
        assert_eq!(still_missing(PaperKind::Receipt, 1, &[1]), "收件凭证存档联还没扫回。");
        assert_eq!(still_missing(PaperKind::Mandate, 0, &[]), "授权委托书还没打印。");
        assert!(said(&sign_again_on_paper()));
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

    #[test]
    fn every_state_of_a_print_job_and_every_role_of_a_printer_has_its_words() {
        for state in PrintState::ALL {
            assert!(said(&print_word(state)), "{state}");
        }
        for role in PrintRole::ALL {
            assert!(said(&printer_role(role)), "{role}");
        }
        for words in [
            print_handed_over(),
            print_no_reaction(),
            print_garbled(),
            print_lost(),
            print_answered(true),
            print_answered(false),
            print_question(),
            slip_title(),
            test_page(),
            large_title("申请表"),
            printer_address_ways(),
            printers_not_searched(),
            printer_unfit(true),
            printer_unfit(false),
            print_taken_back(),
            print_cancelling(),
            print_overtaken(),
        ] {
            assert!(said(&words), "{words}");
        }
        assert!(print_again(2).contains('2'));
    }
}
