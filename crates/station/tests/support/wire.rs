//! The line to a printer, which breaks where a test wants it to: before anything goes through, or just when the printer
//! has taken a job and says so.

use std::io::{BufRead as _, BufReader, Read as _, Write as _};
use std::net::{Ipv4Addr, Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

/// `Print-Job` (RFC 8011, 5.4.15).
const PRINT_JOB: [u8; 2] = [0, 2];

#[derive(Clone, Copy, PartialEq, Eq)]
enum Mode {
    Whole,
    /// The answer to the next job does not come back, and after it nothing goes through.
    BreaksAfterAJob,
    Broken,
}

/// A line to a printer.
pub struct Wire {
    address: String,
    mode: Arc<Mutex<Mode>>,
}

impl Wire {
    /// A line to the printer at this address.
    pub fn to(printer: &str) -> Self {
        let place = printer.trim_start_matches("ipp://").split('/').next().unwrap().to_owned();
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let address = format!("ipp://{}/ipp/print", listener.local_addr().unwrap());
        let mode = Arc::new(Mutex::new(Mode::Whole));
        let shared = mode.clone();
        thread::spawn(move || {
            for caller in listener.incoming() {
                carry(caller.unwrap(), &place, &shared);
            }
        });
        Self { address, mode }
    }

    pub fn address(&self) -> String {
        self.address.clone()
    }

    pub fn breaks_after_a_job(&self) {
        *self.mode.lock().unwrap() = Mode::BreaksAfterAJob;
    }

    pub fn is_broken(&self) -> bool {
        *self.mode.lock().unwrap() == Mode::Broken
    }

    pub fn mend(&self) {
        *self.mode.lock().unwrap() = Mode::Whole;
    }
}

fn carry(caller: TcpStream, place: &str, mode: &Mutex<Mode>) {
    let now = *mode.lock().unwrap();
    if now == Mode::Broken {
        return;
    }
    let (head, body) = request(&caller);
    let mut printer = TcpStream::connect(place).unwrap();
    printer.write_all(&[head.as_bytes(), &body].concat()).unwrap();
    // It would keep the line open for a second question.
    printer.shutdown(Shutdown::Write).unwrap();
    let mut answer = Vec::new();
    printer.read_to_end(&mut answer).unwrap();
    if now == Mode::BreaksAfterAJob && body.get(2..4) == Some(&PRINT_JOB[..]) {
        *mode.lock().unwrap() = Mode::Broken;
        return;
    }
    // Who asked may have heard enough and be gone.
    let _ = (&caller).write_all(&answer);
}

fn request(caller: &TcpStream) -> (String, Vec<u8>) {
    let mut reader = BufReader::new(caller);
    let (mut head, mut length) = (String::new(), 0);
    loop {
        let from = head.len();
        reader.read_line(&mut head).unwrap();
        match head[from..].trim().split_once(": ") {
            Some(("Content-Length", value)) => length = value.parse().unwrap(),
            None if head[from..].trim().is_empty() => break,
            _ => {}
        }
    }
    let mut body = vec![0; length];
    reader.read_exact(&mut body).unwrap();
    (head, body)
}
