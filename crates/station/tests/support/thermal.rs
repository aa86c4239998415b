//! A slip printer without paper: it understands ESC/POS as such printers do, answers by its state, and keeps what came
//! out. It lives behind a TCP port or at the far end of a serial line.

// Shared by several test programs, each of which uses a part.
#![allow(dead_code)]

use image::{GrayImage, Luma};
use papers::{Press, Roll, SlipLine, SlipVoice};
use rustix::pty::{OpenptFlags, grantpt, openpt, ptsname, unlockpt};
use rustix::termios::{OptionalActions, tcgetattr, tcsetattr};
use std::fs::File;
use std::io::{Read, Write};
use std::net::{Ipv4Addr, Shutdown, TcpListener, TcpStream};
use std::sync::{Arc, Condvar, Mutex};
use std::thread;
use std::time::Duration;

/// Longest a test waits for what was sent to be through.
const PATIENCE: Duration = Duration::from_secs(20);
/// Rows of dots of one line of text.
const LINE: usize = 30;

/// How a printer is and behaves.
#[derive(Clone, Default)]
pub struct Manner {
    /// Lines until the roll ends; without end where none is said.
    pub paper: Option<usize>,
    pub paper_low: bool,
    pub cover_open: bool,
    pub knife_stuck: bool,
    pub talk: Talk,
    /// Breaks the connection after so many bytes.
    pub vanishes_after: Option<usize>,
    /// Stays connected and says nothing more after so many bytes.
    pub mute_after: Option<usize>,
}

/// What it answers when it is asked.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
pub enum Talk {
    #[default]
    Well,
    /// Only what is answered at once; it does not know the other question.
    AtOnce,
    Never,
    Garbage,
}

/// What came out of the printer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Out {
    Line {
        text: String,
        bold: bool,
        size: usize,
    },
    /// Bytes across and the rows.
    Dots {
        across: usize,
        rows: Vec<u8>,
    },
    Feed(usize),
    Cut,
}

/// A running printer.
pub struct SlipPrinter {
    address: String,
    shared: Arc<Shared>,
}

#[derive(Default)]
struct Shared {
    machine: Mutex<Machine>,
    /// Something happened: a byte was worked through, somebody hung up.
    freed: Condvar,
}

impl SlipPrinter {
    /// Behind a TCP port.
    pub fn at_a_port(manner: Manner) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a port");
        let address = format!("tcp://{}", listener.local_addr().expect("its number"));
        let shared = Shared::with(manner);
        let serving = shared.clone();
        thread::spawn(move || {
            for line in listener.incoming() {
                serving.serve_tcp(line.expect("a connection"));
            }
        });
        Self { address, shared }
    }

    /// At the far end of a serial line; `scheme` is how its near end is named. The near end changes nothing on the way
    /// when `raw`; otherwise it is as the system gives it, and whoever opens it has to set it.
    pub fn at_a_line(scheme: &str, raw: bool, manner: Manner) -> Self {
        let far = openpt(OpenptFlags::RDWR | OpenptFlags::NOCTTY).expect("a pseudo terminal");
        grantpt(&far).expect("its near end");
        unlockpt(&far).expect("its near end unlocked");
        let path = ptsname(&far, Vec::new()).expect("its name").into_string().expect("a readable name");
        // held open, so that the far end outlives each user of the near end
        let near = File::options().read(true).write(true).open(&path).expect("the near end");
        if raw {
            let mut modes = tcgetattr(&near).expect("its modes");
            modes.make_raw();
            tcsetattr(&near, OptionalActions::Now, &modes).expect("its modes set");
        }
        let shared = Shared::with(manner);
        let serving = shared.clone();
        thread::spawn(move || {
            let _held = near;
            serving.serve(File::from(far));
        });
        Self { address: format!("{scheme}:{path}"), shared }
    }

    pub fn address(&self) -> &str {
        &self.address
    }

    /// Puts a new roll in and closes the cover: what waits goes on.
    pub fn refill(&self) {
        let mut machine = self.shared.machine.lock().expect("the printer");
        machine.manner = Manner { talk: machine.manner.talk, ..Manner::default() };
        machine.work();
    }

    /// What came out once everybody who was connected has hung up.
    pub fn printed(&self) -> Vec<Out> {
        let machine = self.shared.machine.lock().expect("the printer");
        let idle = self.shared.freed.wait_timeout_while(machine, PATIENCE, |machine| machine.callers > 0);
        let (machine, late) = idle.expect("the printer");
        assert!(!late.timed_out(), "somebody stays connected");
        machine.out.clone()
    }

    /// What came out once so many slips are cut off.
    pub fn slips(&self, count: usize) -> Vec<Vec<Out>> {
        let machine = self.shared.machine.lock().expect("the printer");
        let cut = |machine: &Machine| machine.out.iter().filter(|out| **out == Out::Cut).count();
        let done = self.shared.freed.wait_timeout_while(machine, PATIENCE, |machine| cut(machine) < count);
        let (machine, late) = done.expect("the printer");
        assert!(!late.timed_out(), "only {} slips came out", cut(&machine));
        machine.out.split(|out| *out == Out::Cut).take(count).map(<[Out]>::to_vec).collect()
    }

    /// The texts that came out as text.
    pub fn texts(&self) -> Vec<String> {
        let text = |out| match out {
            Out::Line { text, .. } => Some(text),
            _ => None,
        };
        self.printed().into_iter().filter_map(text).collect()
    }

    /// All bytes that came, with questions.
    pub fn received(&self) -> Vec<u8> {
        self.shared.machine.lock().expect("the printer").received.clone()
    }

    /// What lies on the counter.
    pub fn picture(&self, press: &Press, roll: Roll) -> GrayImage {
        let mut rows: Vec<Vec<bool>> = Vec::new();
        for out in self.printed() {
            match out {
                Out::Line { text, bold, size } => {
                    rows.extend(in_its_own_font(press, roll, &text, bold, size))
                }
                Out::Dots { across, rows: bytes } => {
                    rows.extend(
                        bytes.chunks(across).map(|row| (0..across * 8).map(|x| dark(row, x)).collect()),
                    );
                }
                Out::Feed(lines) => rows.extend(vec![Vec::new(); lines * LINE]),
                Out::Cut => rows.push(vec![true; roll.dots()]),
            }
        }
        GrayImage::from_fn(roll.dots() as u32, rows.len() as u32, |x, y| {
            let dark = rows[y as usize].get(x as usize).copied().unwrap_or(false);
            Luma([if dark { 0 } else { 255 }])
        })
    }
}

fn dark(row: &[u8], x: usize) -> bool {
    row[x / 8] & (0x80 >> (x % 8)) != 0
}

/// Stands for the font burnt into the printer.
fn in_its_own_font(press: &Press, roll: Roll, text: &str, bold: bool, size: usize) -> Vec<Vec<bool>> {
    let voice = match (size, bold) {
        (2, _) => SlipVoice::Title,
        (_, true) => SlipVoice::Bold,
        _ => SlipVoice::Plain,
    };
    let dots = press.draw_line(&SlipLine { text: text.to_owned(), voice }, roll).expect("its own characters");
    (0..dots.height()).map(|y| (0..dots.width()).map(|x| dots.dark(x, y)).collect()).collect()
}

impl Shared {
    fn with(manner: Manner) -> Arc<Self> {
        Arc::new(Self { machine: Mutex::new(Machine { manner, ..Machine::default() }), ..Self::default() })
    }

    fn serve_tcp(&self, line: TcpStream) {
        self.machine.lock().expect("the printer").callers += 1;
        self.serve(&line);
        let _ = line.shutdown(Shutdown::Both);
        self.machine.lock().expect("the printer").callers -= 1;
        self.freed.notify_all();
    }

    fn serve(&self, mut line: impl Read + Write) {
        let mut byte = [0];
        while let Ok(1) = line.read(&mut byte) {
            let mut machine = self.machine.lock().expect("the printer");
            machine.received.push(byte[0]);
            machine.waiting.push(byte[0]);
            machine.work();
            let answers = machine.answers.split_off(0);
            if machine.has_vanished() {
                return;
            }
            drop(machine);
            self.freed.notify_all();
            // Who asked may be gone.
            let _ = line.write_all(&answers);
        }
    }
}

/// What is inside the printer.
#[derive(Default)]
struct Machine {
    manner: Manner,
    callers: usize,
    received: Vec<u8>,
    /// Not worked through yet.
    waiting: Vec<u8>,
    answers: Vec<u8>,
    out: Vec<Out>,
    text: Vec<u8>,
    bold: bool,
    size: usize,
    chinese: bool,
}

/// What the bytes at the front mean.
enum Order {
    /// More must come first.
    Part,
    /// So many bytes, of no consequence here.
    Done(usize),
}

impl Machine {
    fn has_vanished(&self) -> bool {
        self.manner.vanishes_after.is_some_and(|bytes| self.received.len() >= bytes)
    }

    fn is_out(&self) -> bool {
        self.manner.paper == Some(0)
    }

    fn stands_still(&self) -> bool {
        self.is_out() || self.manner.cover_open || self.manner.knife_stuck
    }

    fn work(&mut self) {
        self.answer_at_once();
        while !self.waiting.is_empty() && !self.stands_still() {
            match self.next() {
                Order::Part => return,
                Order::Done(bytes) => drop(self.waiting.drain(..bytes)),
            }
        }
    }

    /// `DLE EOT n` is answered when it comes, whatever lies before it.
    fn answer_at_once(&mut self) {
        if let [.., 0x10, 0x04, question @ 1..=4] = self.waiting[..] {
            self.waiting.truncate(self.waiting.len() - 3);
            let answer = self.condition(question);
            self.say(answer);
        }
    }

    fn say(&mut self, answer: u8) {
        let mute = self.manner.mute_after.is_some_and(|bytes| self.received.len() >= bytes);
        match self.manner.talk {
            _ if mute => {}
            Talk::Well | Talk::AtOnce => self.answers.push(answer),
            Talk::Never => {}
            Talk::Garbage => self.answers.extend([0xFF, 0x40, 0x7E]),
        }
    }

    fn condition(&self, question: u8) -> u8 {
        let bit = |so: bool, bits: u8| if so { bits } else { 0 };
        0x12 | match question {
            1 => bit(self.stands_still(), 0x08),
            2 => {
                bit(self.manner.cover_open, 0x04)
                    | bit(self.is_out(), 0x20)
                    | bit(self.manner.knife_stuck, 0x40)
            }
            3 => bit(self.manner.knife_stuck, 0x08),
            _ => bit(self.manner.paper_low, 0x0C) | bit(self.is_out(), 0x60),
        }
    }

    fn next(&mut self) -> Order {
        match self.waiting[..] {
            [0x1B, b'@', ..] => {
                (self.bold, self.size, self.chinese) = (false, 1, false);
                Order::Done(2)
            }
            [0x1C, b'&', ..] => {
                self.chinese = true;
                Order::Done(2)
            }
            [0x1B, b'E', weight, ..] => {
                self.bold = weight == 1;
                Order::Done(3)
            }
            [0x1D, b'!', size, ..] => {
                self.size = usize::from(size & 7) + 1;
                Order::Done(3)
            }
            [0x1B, b'3', _, ..] => Order::Done(3),
            [0x1B, b'd', lines, ..] => {
                self.out.push(Out::Feed(lines.into()));
                Order::Done(3)
            }
            [0x1D, b'V', 66, _, ..] => {
                self.out.push(Out::Cut);
                Order::Done(4)
            }
            [0x1D, b'r', 1, ..] => {
                if self.manner.talk != Talk::AtOnce {
                    self.say(if self.manner.paper_low { 0x03 } else { 0x00 });
                }
                Order::Done(3)
            }
            [0x1D, b'v', b'0', 0, xl, xh, yl, yh, ..] => self.dots([xl, xh], [yl, yh]),
            [0x10 | 0x1B | 0x1C | 0x1D] | [0x1D, b'v' | b'V', ..] | [0x1D | 0x1B | 0x10, _] => Order::Part,
            [b'\n', ..] => {
                self.line();
                Order::Done(1)
            }
            [byte, ..] => {
                assert!(byte >= 0x20, "{byte:#04x} is no character and no order");
                self.text.push(byte);
                Order::Done(1)
            }
            [] => Order::Part,
        }
    }

    fn line(&mut self) {
        assert!(self.chinese, "text before the Chinese mode is nonsense on paper");
        let bytes = std::mem::take(&mut self.text);
        let (text, _, broken) = encoding_rs::GB18030.decode(&bytes);
        assert!(!broken, "{bytes:x?} is no GB 18030");
        let wide: usize = text.chars().map(|c| if c.is_ascii() { 1 } else { 2 }).sum();
        assert!(bytes.len() == wide, "a character of four bytes, which printers do not have: {text}");
        self.out.push(Out::Line { text: text.into_owned(), bold: self.bold, size: self.size });
        self.use_up(1);
    }

    fn dots(&mut self, across: [u8; 2], down: [u8; 2]) -> Order {
        let (across, down) = (u16::from_le_bytes(across).into(), usize::from(u16::from_le_bytes(down)));
        let Some(rows) = self.waiting.get(8..8 + across * down) else {
            return Order::Part;
        };
        self.out.push(Out::Dots { across, rows: rows.to_vec() });
        self.use_up(down.div_ceil(LINE));
        Order::Done(8 + across * down)
    }

    fn use_up(&mut self, lines: usize) {
        self.manner.paper = self.manner.paper.map(|left| left.saturating_sub(lines));
    }
}
