//! The line to a slip printer: a connection or a device of this machine, never waited for without an end.

use super::super::dial::dial;
use super::ThermalAddress;
use super::address::Place;
use super::report::ThermalError;
use rustix::event::{PollFd, PollFlags, Timespec, poll};
use rustix::fs::{FileType, Mode, OFlags, fstat, open};
use rustix::io::Errno;
use rustix::termios::{
    ControlModes, InputModes, OptionalActions, ioctl_tiocexcl, tcflush, tcgetattr, tcsetattr,
};
use std::fs::File;
use std::io::{Read as _, Write as _};
use std::os::fd::OwnedFd;
use std::path::Path;
use std::time::{Duration, Instant};

/// How often a line is looked at while a printer prints.
const LOOK: Duration = Duration::from_millis(200);

/// An open line.
pub(super) struct Line {
    end: File,
    /// Questions the printer has not answered yet.
    pub(super) owed: usize,
}

/// The line broke.
#[derive(Debug)]
pub(super) struct Gone;

impl Line {
    pub(super) fn open(address: &ThermalAddress) -> Result<Self, ThermalError> {
        let end = match address.place() {
            Place::Tcp { host, port } => connect(host, *port)?,
            Place::Usb(path) => device(path)?,
            Place::Serial { path, baud } => serial(path, *baud)?,
        };
        Ok(Self { end: File::from(end), owed: 0 })
    }

    /// Writes all of it; `Err` tells how many bytes went before the line broke or took nothing for so long.
    pub(super) fn write(&mut self, bytes: &[u8], stalled: Duration) -> Result<(), usize> {
        let mut rest = bytes;
        while !rest.is_empty() {
            let gone = bytes.len() - rest.len();
            if !self.ready(PollFlags::OUT, stalled) {
                return Err(gone);
            }
            match self.end.write(rest) {
                Ok(0) => return Err(gone),
                Ok(taken) => rest = &rest[taken..],
                Err(fault) if passing(&fault) => {}
                Err(_) => return Err(gone),
            }
        }
        Ok(())
    }

    /// The next byte of the printer, if one comes by then.
    pub(super) fn read(&mut self, deadline: Instant) -> Result<Option<u8>, Gone> {
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            if !self.ready(PollFlags::IN, left) {
                return Ok(None);
            }
            let mut byte = [0];
            match self.end.read(&mut byte) {
                Ok(0) => return Err(Gone),
                Ok(_) => return Ok(Some(byte[0])),
                Err(fault) if passing(&fault) && !left.is_zero() => {}
                Err(fault) if passing(&fault) => return Ok(None),
                Err(_) => return Err(Gone),
            }
        }
    }

    /// Lets a little time pass, less when the printer says something.
    pub(super) fn wait_for_more(&self, deadline: Instant) {
        self.ready(PollFlags::IN, deadline.saturating_duration_since(Instant::now()).min(LOOK));
    }

    /// Whether the line can be read or written, or has broken, which reading and writing then tell.
    fn ready(&self, what: PollFlags, within: Duration) -> bool {
        let deadline = Instant::now() + within;
        loop {
            let left = deadline.saturating_duration_since(Instant::now());
            let wait = Timespec { tv_sec: left.as_secs() as i64, tv_nsec: left.subsec_nanos().into() };
            match poll(&mut [PollFd::new(&self.end, what)], Some(&wait)) {
                Ok(ready) => return ready > 0,
                Err(Errno::INTR) => {}
                Err(_) => return false,
            }
        }
    }
}

fn passing(fault: &std::io::Error) -> bool {
    matches!(fault.kind(), std::io::ErrorKind::WouldBlock | std::io::ErrorKind::Interrupted)
}

fn connect(host: &str, port: u16) -> Result<OwnedFd, ThermalError> {
    let stream = dial(host, port).ok_or(ThermalError::Unreachable)?;
    stream.set_nonblocking(true).map_err(|_| ThermalError::Unreachable)?;
    Ok(stream.into())
}

/// Opens a device without waiting for it. What is no device is left alone: a file would be overwritten.
fn device(path: &Path) -> Result<OwnedFd, ThermalError> {
    let flags = OFlags::RDWR | OFlags::NONBLOCK | OFlags::NOCTTY | OFlags::CLOEXEC;
    let end = open(path, flags, Mode::empty()).map_err(|fault| match fault {
        Errno::NOENT | Errno::NOTDIR | Errno::ISDIR => ThermalError::NoDevice,
        Errno::ACCESS | Errno::PERM => ThermalError::NotAllowed,
        Errno::BUSY => ThermalError::Busy,
        _ => ThermalError::Unreachable,
    })?;
    let kind = fstat(&end).map(|about| FileType::from_raw_mode(about.st_mode));
    if kind == Ok(FileType::CharacterDevice) { Ok(end) } else { Err(ThermalError::NoDevice) }
}

/// A serial line: eight bits, no parity, nothing changed on the way; the printer may stop and start it (XON/XOFF,
/// which no answer of ours looks like).
fn serial(path: &Path, baud: u32) -> Result<OwnedFd, ThermalError> {
    let end = device(path)?;
    let set = || -> rustix::io::Result<()> {
        let mut modes = tcgetattr(&end)?;
        modes.make_raw();
        modes.input_modes |= InputModes::IXON;
        modes.control_modes |= ControlModes::CLOCAL | ControlModes::CREAD;
        modes.set_speed(baud)?;
        ioctl_tiocexcl(&end)?;
        tcsetattr(&end, OptionalActions::Now, &modes)?;
        tcflush(&end, rustix::termios::QueueSelector::IFlush)
    };
    match set() {
        Ok(()) => Ok(end),
        Err(_) => Err(ThermalError::NoDevice),
    }
}
