//! What the programs answer and refuse in words, kept in `assets/locales/*.zh-CN.yml`. A typed function per message;
//! every error code has one sentence and one next step, and a test walks all of them.

mod bundles;
mod failure;
mod line;
mod official;
mod words;

pub use bundles::{
    bundle_awaited, bundle_exported, bundle_missing, bundle_taken, bundle_waiting, stick_lacks,
    stick_with_room,
};
pub use failure::{ErrorCode, Sentence, sentence};
pub use line::{
    LineWord, line_broken, line_clock, line_forgot, line_forgot_healed, line_forked, line_outlook,
    line_resume, line_spent, line_words, newer_event,
};
pub use official::{
    awaited, bundle_word, county_fault, deemed_accepted, file_fault, forked, form_faults, held, lacking,
    lacking_option, other_state, other_version, outcome_word, refusal, remedies_of_the_law, state_word,
    unknown_item, verify_holds, verify_refusal, verify_word,
};
pub use words::{
    act_words, all_signed, clock_word, ink_fault, large_title, outcome_title, pad_mark, pad_no_place,
    pad_only_hand, paper_title, phase_word, print_again, print_answered, print_cancelling, print_garbled,
    print_handed_over, print_lost, print_no_reaction, print_overtaken, print_question, print_taken_back,
    print_word, printer_address_ways, printer_role, printer_unfit, printers_not_searched,
    sign_again_on_paper, signed_by, signed_paper, slip_title, state_tell, still_missing, test_page,
    version_note,
};

rust_i18n::i18n!("../../assets/locales", fallback = "zh-CN");

/// Looks a key up; an unknown key shows as itself, which the tests refuse.
pub(crate) fn text(key: &str) -> String {
    rust_i18n::t!(key, locale = "zh-CN").into_owned()
}
