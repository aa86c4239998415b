use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// What went wrong, for the program; the sentence and the next step are in [`Failure`].
#[derive(Clone, Copy, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
#[serde(rename_all = "snake_case")]
pub enum ErrorCode {
    /// Nobody is logged in, or the screen is locked.
    NotLoggedIn,
    /// Wrong name or password.
    WrongPassword,
    /// Too many wrong passwords; wait.
    LockedOut,
    /// Not this role's.
    NotAllowed,
    /// The data folder is not prepared yet.
    NotPrepared,
    /// The station is not enrolled yet.
    NotEnrolled,
    /// The enrolment code is unknown, used or mistyped.
    EnrolCode,
    /// Another instance has the data folder.
    Busy,
    /// The database does not open under this key, or is damaged.
    Damaged,
    /// Written by a newer program.
    Newer,
    /// The disk is full.
    DiskFull,
    /// The disk failed.
    Disk,
    /// The keyring that holds the device secret does not answer.
    Keyring,
    /// No such item, case, draft, paper.
    NotFound,
    /// Somebody else saved the draft meanwhile.
    DraftChanged,
    /// The form has errors; see `problems`.
    Form,
    /// Required materials are missing; see `problems`.
    Missing,
    /// The file is too large.
    FileTooLarge,
    /// The file is not a picture or PDF that can be read.
    FileKind,
    /// Not possible where the case stands.
    State,
    /// The scan shows no code of ours.
    NoCode,
    /// The scan belongs to another case.
    OtherCase,
    /// The scan is of a page printed before a change.
    OldVersion,
    /// The code on the paper does not hold.
    ForgedCode,
    /// A character that no font has.
    NoGlyph,
    /// The fonts are not installed.
    Fonts,
    /// The printer does not answer or refused.
    Printer,
    /// The catalogue is missing or its signature is wrong.
    Catalogue,
    /// The gateway cannot be reached.
    Link,
    /// Something else answered instead of the gateway.
    NotTheGateway,
    /// The gateway's key is another one.
    WrongKey,
    /// What was typed cannot be read.
    Input,
    /// A fault of ours.
    Internal,
}

/// Where in the form or list something is wrong.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
pub struct Trouble {
    /// Field path (`members[2].id_number`) or slot of a material.
    pub path: String,
    /// What is wrong and what to do.
    pub message: String,
}

/// One sentence, one next step, and where.
#[derive(Clone, PartialEq, Eq, Debug, Serialize, Deserialize, TS)]
pub struct Failure {
    /// For the program.
    pub code: ErrorCode,
    /// What happened.
    pub message: String,
    /// What to do.
    pub next: String,
    /// Where, for forms and materials.
    pub problems: Vec<Trouble>,
}
