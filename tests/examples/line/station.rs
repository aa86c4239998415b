//! The station, a program of its own: takes cases in, says so, and when it is told to sends until all has arrived. What
//! happens it tells as it happens, a line of JSON each, by the clock on the wall.

use crate::desk::{Desk, Sent};
use crate::records::Records;
use serde::{Deserialize, Serialize};
use std::error::Error;
use std::io::stdin;
use std::path::PathBuf;
use std::sync::Arc;
use std::thread;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

type Failed = Box<dyn Error>;

/// What the station is told to do: the lines of its standard input.
pub const SEND: &str = "send";
/// Takes one more case in, while the others are on their way.
pub const URGENT: &str = "urgent";

/// The station's own line rests no shorter.
const SHORTEST_REST: Duration = Duration::from_millis(500);

/// What it tells.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub enum Said {
    /// So many bytes of JSON wait.
    Ready(u64),
    /// It begins to send.
    Begun,
    /// So many cases have their proof.
    Proven(usize),
    /// One more case was taken in.
    Taken,
    /// A round broke off.
    Broke(String),
    /// All has arrived; the most it held in memory while it sent, in MiB.
    Done(f64),
}

/// A line of what it tells.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Told {
    /// Microseconds since 1970.
    pub at: u64,
    /// What.
    pub said: Said,
}

/// `ADDRESS CODE CASES FILES [RECORDS]`
///
/// # Errors
/// Whatever happens before the sending begins.
pub fn run(arguments: &[String]) -> Result<(), Failed> {
    let [address, code, cases, files, records @ ..] = arguments else {
        return Err("station ADDRESS CODE CASES FILES [RECORDS]".into());
    };
    let records = Records(records.first().map(PathBuf::from));
    let (cases, files): (usize, usize) = (cases.parse()?, files.parse()?);
    let desk = Arc::new(Desk::open(address, code.clone(), |proven| tell(Said::Proven(proven)))?);
    let mut bytes = 0;
    for _ in 0..cases {
        bytes += desk.take_in(files, &records)?;
    }
    forget_peak();
    tell(Said::Ready(bytes as u64));
    for line in stdin().lines() {
        match line?.as_str() {
            SEND => {
                let desk = Arc::clone(&desk);
                thread::spawn(move || {
                    if let Err(error) = send(&desk) {
                        tell(Said::Broke(error.to_string()));
                    }
                });
            }
            URGENT => {
                desk.take_in(0, &Records(None))?;
                tell(Said::Taken);
            }
            other => return Err(format!("what is {other}?").into()),
        }
    }
    Ok(())
}

/// Sends until all has arrived; between two talks it rests as long as the core of the line says.
fn send(desk: &Desk) -> Result<(), Failed> {
    tell(Said::Begun);
    // one way, as at the station: it remembers the gateway's tickets
    let line = desk.line()?;
    loop {
        let Sent { report, failure, all } = desk.send(&line)?;
        if all {
            break;
        }
        tell(Said::Broke(failure.map_or_else(String::new, |failure| format!("{failure:?}"))));
        thread::sleep(report.rest.max(SHORTEST_REST));
    }
    tell(Said::Done(measure::memory::most_resident(std::process::id())));
    Ok(())
}

/// What taking cases in took of memory is not what sending takes.
fn forget_peak() {
    // where the kernel does not let us, the figure is only larger
    let _ = std::fs::write("/proc/self/clear_refs", "5");
}

fn tell(said: Said) {
    let at = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default().as_micros() as u64;
    if let Ok(line) = serde_json::to_string(&Told { at, said }) {
        println!("{line}");
    }
}
