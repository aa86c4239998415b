use crate::text;
use serde::{Deserialize, Serialize};
use ts_rs::TS;

macro_rules! error_codes {
    ($($(#[$doc:meta])* $name:ident => $key:literal,)*) => {
        /// What went wrong, for the program; [`sentence`] has the words.
        #[derive(Clone, Copy, PartialEq, Eq, Hash, Debug, Serialize, Deserialize, TS)]
        #[serde(rename_all = "snake_case")]
        pub enum ErrorCode {
            $($(#[$doc])* $name,)*
        }

        impl ErrorCode {
            /// All of them.
            pub const ALL: &[ErrorCode] = &[$(ErrorCode::$name),*];

            /// The name in the locale files and in problem documents.
            pub fn key(self) -> &'static str {
                match self {
                    $(Self::$name => $key,)*
                }
            }
        }
    };
}

error_codes! {
    /// Nobody is logged in, or the screen is locked.
    NotLoggedIn => "not_logged_in",
    /// Wrong name or password.
    WrongPassword => "wrong_password",
    /// Too many wrong passwords; wait.
    LockedOut => "locked_out",
    /// A new password that is too weak.
    WeakPassword => "weak_password",
    /// Not this role's.
    NotAllowed => "not_allowed",
    /// Nobody would be left who may manage staff.
    LastChief => "last_chief",
    /// The data folder is not prepared yet.
    NotPrepared => "not_prepared",
    /// The data folder is prepared already.
    AlreadyPrepared => "already_prepared",
    /// The station is not enrolled yet.
    NotEnrolled => "not_enrolled",
    /// The enrolment code is unknown, used or mistyped.
    EnrolCode => "enrol_code",
    /// The computer is bound already, and the gateway knows it.
    Bound => "bound",
    /// The gateway knows this computer no more, or its key ended.
    KeyEnded => "key_ended",
    /// The data is another station's than the one to be bound.
    StationChanged => "station_changed",
    /// Another instance has the data folder.
    Busy => "busy",
    /// The database does not open under this key, or is damaged.
    Damaged => "damaged",
    /// The data belongs to another computer: its secret is not on this one.
    Copied => "copied",
    /// Written by a newer program.
    Newer => "newer",
    /// The disk is full.
    DiskFull => "disk_full",
    /// The disk failed.
    Disk => "disk",
    /// The keyring that holds the device secret does not answer.
    Keyring => "keyring",
    /// The recovery code is mistyped, or belongs to another recovery file.
    RecoveryCode => "recovery_code",
    /// The recovery file is none, or not for this data.
    RecoveryFile => "recovery_file",
    /// No recovery file lies there.
    RecoveryNone => "recovery_none",
    /// No such item, case, draft, paper.
    NotFound => "not_found",
    /// Somebody else saved the draft meanwhile.
    DraftChanged => "draft_changed",
    /// The form has errors; see `problems`.
    Form => "form",
    /// Required materials are missing; see `problems`.
    Missing => "missing",
    /// The file is too large.
    FileTooLarge => "file_too_large",
    /// The file is not a picture or PDF that can be read.
    FileKind => "file_kind",
    /// A kept file is damaged or gone.
    FileDamaged => "file_damaged",
    /// Not possible where the case stands.
    State => "state",
    /// A version of the case was handed to the line: the case is asked back and not given up.
    Sent => "sent",
    /// The scan shows no code of ours.
    NoCode => "no_code",
    /// The scan belongs to another case.
    OtherCase => "other_case",
    /// The scan is of a page printed before a change.
    OldVersion => "old_version",
    /// The scan is of a page that need not be signed.
    OtherPaper => "other_paper",
    /// The code on the paper does not hold.
    ForgedCode => "forged_code",
    /// A paper of the authority whose signature does not hold: kept, never printed.
    PaperHeld => "paper_held",
    /// The page was printed at another station.
    OtherStation => "other_station",
    /// The page was printed in another province.
    OtherProvince => "other_province",
    /// The page was printed on another computer of this station.
    OtherDevice => "other_device",
    /// The page is of a case that is over.
    CaseClosed => "case_closed",
    /// Nobody has looked at the scanned page yet.
    Unread => "unread",
    /// Pages that have to be signed are not back; see `problems`.
    NotSigned => "not_signed",
    /// A place to sign on the screen is empty, or shows no more than a dot.
    InkEmpty => "ink_empty",
    /// Strokes that nobody wrote: beyond their place, too many, in no order.
    Ink => "ink",
    /// Who signs by thumb print or through a witness signs on paper.
    OnPaper => "on_paper",
    /// A number whose check character does not fit.
    Number => "number",
    /// The witness is not fully named.
    Witness => "witness",
    /// A character that no font has.
    NoGlyph => "no_glyph",
    /// The fonts are not installed.
    Fonts => "fonts",
    /// A page cannot be shown or read: the page reader is not installed or failed.
    Pages => "pages",
    /// The printer does not answer or refused.
    Printer => "printer",
    /// No printer is chosen.
    NoPrinter => "no_printer",
    /// A paper that is not printed large.
    NoLarge => "no_large",
    /// A copy in large print would not say what the paper says.
    LargeDiffers => "large_differs",
    /// The paper was printed before: why again?
    Reprint => "reprint",
    /// The catalogue is missing or its signature is wrong.
    Catalogue => "catalogue",
    /// The gateway cannot be reached.
    Link => "link",
    /// This computer has no network.
    NoNetwork => "no_network",
    /// The gateway's name is not known to the name server.
    NameUnknown => "name_unknown",
    /// The gateway's machine is there, its program is not.
    GatewayDown => "gateway_down",
    /// The gateway has too much to do or a fault.
    GatewayBusy => "gateway_busy",
    /// A proxy wants a log-in.
    Proxy => "proxy",
    /// No safe connection could be made.
    LinkUnsafe => "link_unsafe",
    /// The gateway did not answer in time.
    LinkTimeout => "link_timeout",
    /// Something else answered instead of the gateway.
    NotTheGateway => "not_the_gateway",
    /// The answer is cut or not readable.
    LinkGarbage => "link_garbage",
    /// The gateway's key is another one.
    WrongKey => "wrong_key",
    /// An answer is not signed as it must be.
    Forged => "forged",
    /// The gateway knows another history of this station.
    Fork => "fork",
    /// The file on the stick is not a bundle.
    BundleForeign => "bundle_foreign",
    /// The bundle is another station's, or another computer's.
    BundleOtherStation => "bundle_other_station",
    /// The bundle comes from another province's gateway.
    BundleOtherProvince => "bundle_other_province",
    /// The bundle was not taken to the county yet.
    BundleGoesUp => "bundle_goes_up",
    /// The bundle ends too soon.
    BundleCut => "bundle_cut",
    /// The bundle was changed or is damaged.
    BundleAltered => "bundle_altered",
    /// The bundle was made by a newer program.
    BundleNewer => "bundle_newer",
    /// Events before those of the bundle are missing.
    BundleGap => "bundle_gap",
    /// No bundle lies there.
    BundleNone => "bundle_none",
    /// A bundle is being written or read already.
    BundleBusy => "bundle_busy",
    /// A person stopped the writing.
    BundleStopped => "bundle_stopped",
    /// The stick has no room.
    StickFull => "stick_full",
    /// The stick is gone or cannot be written to.
    Stick => "stick",
    /// The gateway refused.
    Refused => "refused",
    /// What was typed cannot be read.
    Input => "input",
    /// A fault of ours.
    Internal => "internal",
}

/// One sentence and one next step.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Sentence {
    /// What happened.
    pub message: String,
    /// What to do.
    pub next: String,
}

/// The words for a code. `detail` fills `%{detail}` where the sentence has it.
pub fn sentence(code: ErrorCode, detail: &str) -> Sentence {
    said(&format!("failure.{}", code.key()), detail)
}

/// Message and next step that stand under one key.
pub(crate) fn said(key: &str, detail: &str) -> Sentence {
    let words = |part: &str| text(&format!("{key}.{part}")).replace("%{detail}", detail);
    Sentence { message: words("message"), next: words("next") }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_has_a_sentence_and_a_next_step_in_chinese() {
        for code in ErrorCode::ALL {
            let Sentence { message, next } = sentence(*code, "");
            for words in [&message, &next] {
                assert!(words.chars().any(|c| ('\u{4e00}'..'\u{9fff}').contains(&c)), "{code:?}: {words}");
            }
        }
    }
}
