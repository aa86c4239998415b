//! The way by stick.

use crate::options::BundleCommand;
use crate::report::{Ended, Reporter};
use station::view::*;
use station::{Desk, deeds};

/// Exit code of what could be done in part only.
const IN_PART: u8 = 6;

pub fn bundle(desk: &Desk, what: &BundleCommand, out: &Reporter) -> Result<u8, Ended> {
    match what {
        BundleCommand::Export { to } => {
            let place = BundlePlace { path: to.to_string_lossy().into_owned() };
            let written = deeds::bundle_export(desk, place)?;
            out.say(&written, || {
                format!("{}\n{}\n{}", written.files.join("\n"), written.words, written.next)
            });
            Ok(0)
        }
        BundleCommand::Import { from } => {
            let place = BundlePlace { path: from.to_string_lossy().into_owned() };
            let taken = deeds::bundle_import(desk, place)?;
            out.say(&taken, || told(&taken));
            Ok(if taken.troubles.is_empty() { 0 } else { IN_PART })
        }
    }
}

fn told(taken: &BundleTaken) -> String {
    let troubles =
        taken.troubles.iter().map(|one| format!("{}:{}{}", one.file, one.failure.message, one.failure.next));
    let lines = std::iter::once(format!("{}{}", taken.words, taken.next)).chain(troubles);
    lines.collect::<Vec<_>>().join("\n")
}
