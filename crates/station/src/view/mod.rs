//! What the screens see and say: inputs and outputs of the commands. Plain data; no rules.
//!
//! Exported to TypeScript by `cargo xtask generate` (ts-rs), checked fresh by `cargo xtask tidy`.

mod bundles;
mod cases;
mod drafts;
mod failure;
mod items;
mod lines;
mod pads;
mod papers;
mod printing;
mod session;
mod signing;

pub use bundles::*;
pub use cases::*;
pub use drafts::*;
pub use failure::*;
pub use items::*;
pub use lines::*;
pub use pads::*;
pub use papers::*;
pub use printing::*;
pub use session::*;
pub use signing::*;

use serde::{Deserialize, Serialize};
use ts_rs::TS;

/// No input, or nothing to say back.
#[derive(Clone, Copy, Debug, Default, Serialize, Deserialize, TS)]
pub struct Nothing {}

/// Base64 of a file's bytes on its way between screen and core.
pub type Base64 = String;
