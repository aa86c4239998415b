//! The deeds, one function each, grouped as a clerk would look for them. Every function of this module's files that is
//! named in `with_commands!` is a command of the screen.

mod binding;
mod bundles;
mod cases;
mod correcting;
mod deferrals;
mod drafts;
mod enrolling;
mod faces;
mod filled;
mod items;
mod large;
mod lines;
mod listing;
mod materials;
mod notices;
mod offers;
mod pads;
mod papers;
mod printers;
mod printing;
mod recovering;
mod reprints;
mod scans;
mod serving;
mod session;
mod showing;
mod signing;

pub use bundles::*;
pub use cases::*;
pub use correcting::*;
pub use drafts::*;
pub use enrolling::*;
pub use faces::*;
pub use items::*;
pub use lines::*;
pub use listing::*;
pub use materials::*;
pub use pads::*;
pub use papers::*;
pub use printers::*;
pub use printing::*;
pub use recovering::*;
pub use scans::*;
pub use serving::*;
pub use session::*;
pub use showing::*;
pub use signing::*;

use crate::view::*;
use crate::{Desk, with_commands};
use serde_json::Value;

macro_rules! dispatcher {
    ($($name:ident($input:ty) -> $output:ty;)*) => {
        /// Names of all commands.
        pub const COMMANDS: &[&str] = &[$(stringify!($name)),*];

        /// Runs a command by its name.
        ///
        /// # Errors
        /// [`ErrorCode::Input`] for an unknown name or unreadable input, else what the deed says.
        pub fn run(desk: &Desk, name: &str, input: Value) -> Result<Value, Failure> {
            match name {
                $(stringify!($name) => {
                    let input: $input = serde_json::from_value(input)
                        .map_err(|e| Failure::new(ErrorCode::Input, e.to_string()))?;
                    let output: $output = $name(desk, input)?;
                    Ok(serde_json::to_value(output)?)
                })*
                other => Err(Failure::new(ErrorCode::Input, other)),
            }
        }
    };
}
with_commands!(dispatcher);

/// A text that should be an id.
fn parsed<T: std::str::FromStr>(text: &str, what: &str) -> Result<T, Failure> {
    text.trim().parse().map_err(|_| Failure::new(ErrorCode::NotFound, what))
}

/// Bytes of a base64 text, at most so many.
fn decoded(text: &str, largest: usize) -> Result<Vec<u8>, Failure> {
    use base64::Engine as _;
    if text.len() > largest / 3 * 4 + 8 {
        return Err(crate::pages::too_large(largest));
    }
    base64::engine::general_purpose::STANDARD
        .decode(text)
        .map_err(|_| Failure::new(ErrorCode::Input, "文件没有完整传到"))
}

/// Base64 of bytes.
fn encoded(bytes: &[u8]) -> String {
    use base64::Engine as _;
    base64::engine::general_purpose::STANDARD.encode(bytes)
}
