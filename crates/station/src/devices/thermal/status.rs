//! `DLE EOT n`: a printer says at once how it stands, a byte to a question, also while it prints or cannot.

use super::super::Reason;
use super::line::{Gone, Line};
use super::report::{ThermalReport, ThermalState};
use std::time::{Duration, Instant};

/// Longest wait for all four answers.
const ANSWER: Duration = Duration::from_secs(1);

/// What was answered. Each byte is one answer, and none is made up.
#[derive(Debug, Default)]
pub(super) struct Told {
    printer: Option<u8>,
    cause: Option<u8>,
    error: Option<u8>,
    paper: Option<u8>,
    /// It also answered the question that is answered in turn, so it is through with all before it.
    pub(super) through: bool,
    /// It says things nobody asked for.
    noise: bool,
}

/// Asks the four questions, one after the other, so that an answer belongs to its question. A printer that is silent
/// once is not asked the rest; what it still owes comes late and is told from the next answers by being counted. Who
/// answers with anything else is not believed at all.
///
/// # Errors
/// [`Gone`] when the line broke.
pub(super) fn ask(line: &mut Line) -> Result<Told, Gone> {
    let deadline = Instant::now() + ANSWER;
    let mut told = Told::default();
    // what came before the question is no answer to it
    while let Some(byte) = line.read(Instant::now())? {
        told.hear(byte, line);
    }
    for question in 1..=4 {
        line.write(&[0x10, 0x04, question], ANSWER).map_err(|_| Gone)?;
        let Some(answer) = answer(line, deadline, &mut told)? else {
            line.owed += 1;
            break;
        };
        match question {
            1 => told.printer = Some(answer),
            2 => told.cause = Some(answer),
            3 => told.error = Some(answer),
            _ => told.paper = Some(answer),
        }
    }
    Ok(if told.noise { Told::default() } else { told })
}

fn answer(line: &mut Line, deadline: Instant, told: &mut Told) -> Result<Option<u8>, Gone> {
    while let Some(byte) = line.read(deadline)? {
        if is_status(byte) && line.owed == 0 {
            return Ok(Some(byte));
        }
        told.hear(byte, line);
    }
    Ok(None)
}

/// Answers to `DLE EOT` are `0xx1xx10`; everything else is noise or an answer to something else.
fn is_status(byte: u8) -> bool {
    byte & 0b1001_0011 == 0b0001_0010
}

/// Answers to `GS r 1` are `0000xxxx`.
fn is_through(byte: u8) -> bool {
    byte & 0b1111_0000 == 0
}

impl Told {
    /// A byte that is no answer to the question just asked.
    fn hear(&mut self, byte: u8, line: &mut Line) {
        if is_status(byte) && line.owed > 0 {
            line.owed -= 1;
        } else if is_through(byte) {
            self.through = true;
        } else if !is_status(byte) {
            self.noise = true;
        }
    }

    pub(super) fn answered(&self) -> bool {
        self.printer.is_some()
    }

    /// The printer says that it cannot print.
    pub(super) fn stops(&self) -> bool {
        has(self.printer, 0x08) || !self.causes().is_empty()
    }

    pub(super) fn report(&self) -> ThermalReport {
        let mut reasons = self.causes();
        // off line and nothing wrong: somebody holds the feed button, or it waits to be let go on
        if reasons.is_empty() && has(self.printer, 0x08) {
            reasons.push(Reason::Paused);
        }
        if has(self.paper, 0x0C) && !reasons.contains(&Reason::RollEmpty) {
            reasons.push(Reason::RollLow);
        }
        ThermalReport { state: self.state(), reasons }
    }

    fn state(&self) -> ThermalState {
        match (self.printer, self.paper) {
            _ if self.stops() => ThermalState::Stopped,
            (Some(_), Some(_)) => ThermalState::Ready,
            _ => ThermalState::Unknown,
        }
    }

    fn causes(&self) -> Vec<Reason> {
        let causes = [
            (has(self.paper, 0x60) || has(self.cause, 0x20), Reason::RollEmpty),
            (has(self.cause, 0x04), Reason::DoorOpen),
            (has(self.error, 0x08), Reason::CutterStuck),
            (has(self.error, 0x40), Reason::HeadHot),
            (has(self.error, 0x24), Reason::Broken),
        ];
        causes.into_iter().filter(|(so, _)| *so).map(|(_, reason)| reason).collect()
    }
}

/// Whether the answer is there and has one of the bits.
fn has(answer: Option<u8>, bits: u8) -> bool {
    answer.is_some_and(|byte| byte & bits != 0)
}
