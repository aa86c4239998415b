//! A program at an end of a link that tells what happens, a line of JSON each, and is told what to do.

use crate::station::{Said, Told};
use std::error::Error;
use std::io::{BufRead as _, BufReader, Write as _};
use std::os::unix::process::CommandExt as _;
use std::process::{Child, ChildStdin, Command, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::thread;
use std::time::{Duration, Instant};
use testkit::End;

type Failed = Box<dyn Error + Send + Sync>;

/// Longest it may take to get ready.
const PATIENCE: Duration = Duration::from_secs(300);

/// The program; it ends when this is dropped.
pub struct Talking {
    child: Child,
    input: ChildStdin,
    heard: Receiver<Told>,
    /// Everything it told.
    pub told: Vec<Told>,
}

impl Talking {
    /// Starts it at an end and waits until it is ready; gives what it made ready.
    ///
    /// # Errors
    /// When it does not start or gets not ready.
    pub fn start(end: &End, mut command: Command) -> Result<(Self, u64), Failed> {
        command.stdin(Stdio::piped()).stdout(Stdio::piped()).process_group(0);
        let mut child = end.run(|| command.spawn())??;
        let (input, output) =
            (child.stdin.take().ok_or("no input")?, child.stdout.take().ok_or("no output")?);
        let (says, heard) = channel();
        thread::spawn(move || {
            let lines = BufReader::new(output).lines().map_while(Result::ok);
            lines
                .filter_map(|line| serde_json::from_str(&line).ok())
                .try_for_each(|told: Told| says.send(told))
        });
        let mut talking = Self { child, input, heard, told: Vec::new() };
        let ready = |said: &Said| matches!(said, Said::Ready(_));
        match talking.until(PATIENCE, ready).map(|told| told.said) {
            Some(Said::Ready(bytes)) => Ok((talking, bytes)),
            _ => Err(format!("{command:?} did not get ready").into()),
        }
    }

    /// Tells it to do something.
    ///
    /// # Errors
    /// When it is no more.
    pub fn tell(&mut self, what: &str) -> Result<(), Failed> {
        Ok(writeln!(self.input, "{what}")?)
    }

    /// Listens until it tells something, but not longer.
    pub fn until(&mut self, most: Duration, sign: impl Fn(&Said) -> bool) -> Option<Told> {
        let deadline = Instant::now() + most;
        loop {
            let told = self.heard.recv_timeout(deadline.saturating_duration_since(Instant::now())).ok()?;
            self.told.push(told.clone());
            if sign(&told.said) {
                return Some(told);
            }
        }
    }

    /// The same until all has arrived.
    pub fn until_done(&mut self, most: Duration) -> Option<Told> {
        self.until(most, |said| matches!(said, Said::Done(_)))
    }

    /// When it told something for the first time, in seconds after it began.
    pub fn after(&self, sign: impl Fn(&Said) -> bool) -> Option<f64> {
        let first =
            |sign: &dyn Fn(&Said) -> bool| self.told.iter().find(|told| sign(&told.said)).map(|told| told.at);
        let begun = first(&|said| *said == Said::Begun)?;
        Some((first(&sign)?.saturating_sub(begun)) as f64 / 1e6)
    }

    /// How many cases arrived.
    pub fn proven(&self) -> usize {
        let counts = self.told.iter().map(|told| if let Said::Proven(count) = told.said { count } else { 0 });
        counts.max().unwrap_or(0)
    }
}

impl Drop for Talking {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
