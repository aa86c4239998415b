//! One question and its answer: HTTP/1.1 (RFC 9112) over a connection of its own, as RFC 8010 lays it down.
//! Straight to the printer, past any proxy a machine is set up with, because residents' papers go this way; with a
//! length in front, because small printers stumble over chunks; and bounded in time and size at every step.

use super::super::dial::dial;
use super::{PrinterAddress, PrinterError};
use ipp::parser::IppParser;
use ipp::reader::IppReader;
use ipp::request::IppRequestResponse;
use std::io::{self, BufRead, BufReader, Cursor, ErrorKind, Read, Write as _};
use std::net::TcpStream;
use std::time::{Duration, Instant};

/// Longest wait for the answer, and for the printer to take more of a document.
const ANSWER: Duration = Duration::from_secs(20);
const LARGEST_HEAD: u64 = 32 * 1024;
const LARGEST_ANSWER: u64 = 4 * 1024 * 1024;

/// Asks a printer. `document` follows the request.
///
/// # Errors
/// [`PrinterError::Unreachable`], [`PrinterError::NoAnswer`], [`PrinterError::NotAPrinter`],
/// [`PrinterError::Encrypted`], [`PrinterError::Refused`], [`PrinterError::Garbage`].
pub(super) fn ask(
    address: &PrinterAddress,
    request: &IppRequestResponse,
    document: &[u8],
) -> Result<IppRequestResponse, PrinterError> {
    if address.encrypted() {
        return Err(PrinterError::Encrypted);
    }
    let mut stream = dial(address.host(), address.port()).ok_or(PrinterError::Unreachable)?;
    let sent = send(&mut stream, address, &request.to_bytes(), document);
    // A printer may refuse before it has read everything: its answer counts for more than the broken line.
    if sent.is_err_and(|error| timed_out(error.kind())) {
        return Err(PrinterError::NoAnswer);
    }
    let answer = read(&answer(stream)?)?;
    let ours = answer.header().request_id == request.header().request_id;
    if ours { Ok(answer) } else { Err(PrinterError::Garbage) }
}

fn read(bytes: &[u8]) -> Result<IppRequestResponse, PrinterError> {
    let reader = IppReader::new(Cursor::new(bytes.to_vec()));
    IppParser::new(reader).parse().map_err(|_| PrinterError::Garbage)
}

fn send(stream: &mut TcpStream, to: &PrinterAddress, request: &[u8], document: &[u8]) -> io::Result<()> {
    stream.set_write_timeout(Some(ANSWER))?;
    let head = format!(
        "POST {} HTTP/1.1\r\nHost: {}\r\nContent-Type: application/ipp\r\nContent-Length: {}\r\n\
         Connection: close\r\n\r\n",
        to.path(),
        to.authority(),
        request.len() + document.len(),
    );
    stream.write_all(&[head.as_bytes(), request].concat())?;
    stream.write_all(document)
}

fn timed_out(kind: ErrorKind) -> bool {
    matches!(kind, ErrorKind::WouldBlock | ErrorKind::TimedOut)
}

/// A stream that stops waiting when the answer is overdue.
struct Patient {
    stream: TcpStream,
    deadline: Instant,
}

impl Read for Patient {
    fn read(&mut self, into: &mut [u8]) -> io::Result<usize> {
        let left = self.deadline.saturating_duration_since(Instant::now());
        if left.is_zero() {
            return Err(ErrorKind::TimedOut.into());
        }
        self.stream.set_read_timeout(Some(left))?;
        self.stream.read(into)
    }
}

fn answer(stream: TcpStream) -> Result<Vec<u8>, PrinterError> {
    let mut line = BufReader::new(Patient { stream, deadline: Instant::now() + ANSWER });
    let head = loop {
        let head = Head::read(&mut line)?;
        if head.status >= 200 {
            break head;
        }
    };
    head.grants()?;
    body(&mut line, &head).map_err(|error| match error.kind() {
        ErrorKind::UnexpectedEof | ErrorKind::InvalidData => PrinterError::Garbage,
        _ => PrinterError::NoAnswer,
    })
}

/// What stands before the answer, as far as we need it.
#[derive(Default)]
struct Head {
    status: u16,
    ipp: bool,
    chunked: bool,
    length: Option<u64>,
}

impl Head {
    fn read(line: &mut impl BufRead) -> Result<Self, PrinterError> {
        let mut bounded = line.take(LARGEST_HEAD);
        let status = status_of(&head_line(&mut bounded)?).ok_or(PrinterError::NotAPrinter)?;
        let mut head = Self { status, ..Self::default() };
        loop {
            let field = head_line(&mut bounded)?;
            if field.is_empty() {
                return Ok(head);
            }
            head.note(&field);
        }
    }

    fn note(&mut self, field: &str) {
        let Some((name, value)) = field.split_once(':') else {
            return;
        };
        let value = value.trim().to_ascii_lowercase();
        match name.to_ascii_lowercase().as_str() {
            "content-type" => {
                self.ipp = value.split(';').next().is_some_and(|t| t.trim() == "application/ipp")
            }
            "transfer-encoding" => self.chunked = value == "chunked",
            "content-length" => self.length = value.parse().ok(),
            _ => {}
        }
    }

    /// 426 is how CUPS asks for TLS; 401, 403 and the 5xx are a printer's own refusals; the rest is a web site.
    fn grants(&self) -> Result<(), PrinterError> {
        match self.status {
            200 if self.ipp => Ok(()),
            426 => Err(PrinterError::Encrypted),
            401 | 403 | 500..=599 => Err(PrinterError::Refused(format!("HTTP {}", self.status))),
            _ => Err(PrinterError::NotAPrinter),
        }
    }
}

fn status_of(line: &str) -> Option<u16> {
    let (version, rest) = line.split_once(' ')?;
    version.starts_with("HTTP/1.").then(|| rest.split(' ').next()?.parse().ok())?
}

/// A line that is cut off in the middle is a broken connection; one that does not end is no printer's.
fn head_line(bounded: &mut io::Take<&mut impl BufRead>) -> Result<String, PrinterError> {
    match text_line(bounded) {
        Ok(text) => Ok(text),
        Err(_) if bounded.limit() == 0 => Err(PrinterError::NotAPrinter),
        Err(error) if error.kind() == ErrorKind::InvalidData => Err(PrinterError::NotAPrinter),
        Err(_) => Err(PrinterError::NoAnswer),
    }
}

fn text_line(from: &mut impl BufRead) -> io::Result<String> {
    let mut text = String::new();
    from.read_line(&mut text)?;
    let line = text.strip_suffix('\n').ok_or(ErrorKind::UnexpectedEof)?;
    Ok(line.strip_suffix('\r').unwrap_or(line).to_owned())
}

fn body(line: &mut impl BufRead, head: &Head) -> io::Result<Vec<u8>> {
    match head.length {
        _ if head.chunked => chunks(line),
        Some(length) => exactly(line, length),
        None => {
            let mut bytes = Vec::new();
            line.take(LARGEST_ANSWER).read_to_end(&mut bytes)?;
            Ok(bytes)
        }
    }
}

fn exactly(line: &mut impl BufRead, length: u64) -> io::Result<Vec<u8>> {
    if length > LARGEST_ANSWER {
        return Err(ErrorKind::InvalidData.into());
    }
    let mut bytes = Vec::new();
    let read = line.take(length).read_to_end(&mut bytes)?;
    if read as u64 == length { Ok(bytes) } else { Err(ErrorKind::UnexpectedEof.into()) }
}

fn chunks(line: &mut impl BufRead) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    loop {
        let size = text_line(&mut line.take(LARGEST_HEAD))?;
        let size = size.split(';').next().unwrap_or_default().trim();
        let size = u64::from_str_radix(size, 16).map_err(|_| ErrorKind::InvalidData)?;
        if size == 0 {
            return Ok(bytes);
        }
        let room = LARGEST_ANSWER - bytes.len() as u64;
        bytes.extend(exactly(line, size.min(room + 1))?);
        if bytes.len() as u64 > LARGEST_ANSWER || !text_line(&mut line.take(2))?.is_empty() {
            return Err(ErrorKind::InvalidData.into());
        }
    }
}
