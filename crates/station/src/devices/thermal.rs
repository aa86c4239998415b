//! Slip printers that speak ESC/POS: over TCP, USB or a serial line. Such a printer takes bytes and promises nothing,
//! so it is asked before, and after: by `DLE EOT`, which it answers at once, and by `GS r`, which it answers when it
//! has worked through the slip. What it does not answer stays unknown.

mod address;
mod charset;
mod encode;
mod line;
mod report;
mod status;

pub use address::{NotAThermalAddress, ThermalAddress};
pub use encode::encode;
pub use report::{SlipEnd, SlipReport, ThermalError, ThermalReport, ThermalState};

use line::{Gone, Line};
use status::{Told, ask};
use std::path::PathBuf;
use std::time::{Duration, Instant};

/// Longest wait for the printer to take more of a slip.
const STALLED: Duration = Duration::from_secs(10);
/// Longest wait for a slip to be printed once all of it is sent.
const PRINTING: Duration = Duration::from_secs(10);
/// How long a printer that does not talk is left the line, so that what it was sent is through.
const SILENT: Duration = Duration::from_secs(1);
/// "Say how the paper is", answered in turn, after all that was sent before it (`GS r 1`).
const THROUGH: [u8; 3] = [0x1D, b'r', 1];

/// How a printer stands.
///
/// # Errors
/// See [`ThermalError`].
pub fn status(address: &ThermalAddress) -> Result<ThermalReport, ThermalError> {
    let mut line = Line::open(address)?;
    match ask(&mut line) {
        Ok(told) => Ok(told.report()),
        Err(Gone) => Err(ThermalError::Unreachable),
    }
}

/// Sends a slip as [`encode`] wrote it and says how far that went.
///
/// # Errors
/// See [`ThermalError`]: on an error nothing was sent.
pub fn send(address: &ThermalAddress, slip: &[u8]) -> Result<SlipReport, ThermalError> {
    let mut line = Line::open(address)?;
    let before = ask(&mut line).map_err(|Gone| ThermalError::Unreachable)?;
    if before.stops() {
        return Err(ThermalError::NotReady(before.report().reasons));
    }
    match line.write(&[slip, &THROUGH].concat(), STALLED) {
        Ok(()) => Ok(end(&mut line, before.answered())),
        Err(0) => Err(ThermalError::Unreachable),
        Err(_) => Ok(stuck(&mut line)),
    }
}

/// Broken off in the middle: what the printer still says is told, and only a person knows how much came out.
fn stuck(line: &mut Line) -> SlipReport {
    let reasons = ask(line).map(|told| told.report().reasons).unwrap_or_default();
    let end = if reasons.is_empty() { SlipEnd::Unsure } else { SlipEnd::CutShort };
    SlipReport { end, reasons }
}

/// Waits until the printer is through with a slip or says what keeps it.
fn end(line: &mut Line, talks: bool) -> SlipReport {
    let deadline = Instant::now() + if talks { PRINTING } else { SILENT };
    loop {
        let told = match ask(line) {
            Ok(told) => told,
            Err(Gone) => return SlipReport { end: SlipEnd::Unsure, reasons: Vec::new() },
        };
        if let Some(end) = how_it_ended(&told, talks, Instant::now() >= deadline) {
            return SlipReport { end, reasons: told.report().reasons };
        }
        line.wait_for_more(deadline);
    }
}

fn how_it_ended(told: &Told, talks: bool, late: bool) -> Option<SlipEnd> {
    match told.through {
        _ if told.stops() => Some(SlipEnd::CutShort),
        true => Some(SlipEnd::Printed),
        false if !late => None,
        false if talks && !told.answered() => Some(SlipEnd::Unsure),
        false => Some(SlipEnd::Taken),
    }
}

/// Printers at the USB ports of this machine, whatever their kind.
pub fn at_usb() -> Vec<ThermalAddress> {
    let entries = std::fs::read_dir("/dev/usb").into_iter().flatten().flatten();
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.path()).filter(|path| is_printer(path)).collect();
    paths.sort();
    paths.iter().filter_map(|path| format!("usb:{}", path.display()).parse().ok()).collect()
}

fn is_printer(path: &std::path::Path) -> bool {
    path.file_name().is_some_and(|name| name.to_string_lossy().starts_with("lp"))
}
