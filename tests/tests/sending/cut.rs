//! Answers that break off. What was cut is never taken for the whole, whatever byte it ends at.

use crate::clerk::cases;
use crate::coming::next_edition;
use crate::desk::Desk;
use crate::office::Office;
use crate::records::Records;
use casework::decision::{Decision, Outcome};
use journeys::world::{STATION, World};
use station_sync::HttpExchange;
use std::cell::Cell;
use std::collections::BTreeMap;
use std::io::{self, BufReader, Read as _, Write as _};
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::Duration;
use wire::{Answer, Exchange, LinkError, Request};

pub const PATIENCE: Duration = Duration::from_secs(10);

#[test]
fn an_answer_that_ends_at_any_byte_before_its_last_is_no_answer() {
    let world = World::begin();
    let cutter = Cutter::before(&world.address());
    let (line, asked) = questions(&world, &cutter.address());
    for (kind, request) in asked {
        let answer = Cell::new(None);
        let whole = cutter.whole(|| answer.set(line.ask(&request, PATIENCE).ok()));
        let all = answer.take().expect(kind);
        for bytes in 0..whole {
            cutter.cut_behind(bytes);
            let answer = line.ask(&request, PATIENCE);
            // an answer with the time in it is now and then some bytes shorter
            let cut = bytes < cutter.last.load(Ordering::SeqCst);
            let less = answer.as_ref().is_ok_and(|part| begins_with(&all, part));
            assert!(answer.is_err() || less || !cut, "{kind}: {bytes} of {whole} bytes gave {answer:?}");
        }
        cutter.whole(|| assert!(line.ask(&request, PATIENCE).is_ok(), "{kind} once more"));
    }
}

/// A line to a gateway at an address, and a question of each kind that was answered on it.
pub fn questions(world: &World, address: &str) -> (HttpExchange, BTreeMap<&'static str, Request>) {
    let desk = Desk::open(address, world.enrolment_code_of(STATION), |_| ()).unwrap();
    for _ in 0..3 {
        desk.take_in(1, &Records(None)).unwrap();
    }
    let line = Noting { line: desk.line().unwrap(), asked: Mutex::default() };
    assert!(desk.send(&line).unwrap().all);
    let office = Office::of(world);
    let number = cases(&desk)[0].number.clone();
    office.decides_with(&number, Decision::new(Outcome::Accept), b"%PDF-1.7 of the county".to_vec());
    office.publishes(next_edition());
    assert!(desk.send(&line).unwrap().report.catalogue);
    let asked = line.asked.into_inner().unwrap();
    let kinds: Vec<_> = asked.keys().copied().collect();
    assert_eq!(kinds, ["append", "catalogue", "fetch", "hello", "pull", "push"]);
    (line.line, asked)
}

/// Of what comes down in parts, a part that was cut is a shorter one.
pub fn begins_with(all: &Answer, part: &Answer) -> bool {
    let (all, part) = match (all, part) {
        (Answer::File(all), Answer::File(part)) => (all, part),
        (Answer::Pack(all), Answer::Pack(part)) => (&all.stretch, &part.stretch),
        _ => return false,
    };
    let shorter = part.bytes.len() < all.bytes.len() && all.bytes.starts_with(&part.bytes);
    shorter && (part.from, part.size) == (all.from, all.size)
}

/// Notes the first question of each kind.
struct Noting<E> {
    line: E,
    asked: Mutex<BTreeMap<&'static str, Request>>,
}

impl<E: Exchange> Exchange for Noting<E> {
    fn ask(&self, request: &Request, patience: Duration) -> Result<Answer, LinkError> {
        let answer = self.line.ask(request, patience)?;
        self.asked.lock().unwrap().entry(kind(request)).or_insert_with(|| request.clone());
        Ok(answer)
    }
}

fn kind(request: &Request) -> &'static str {
    match request {
        Request::Enrol(_) => "enrol",
        Request::Hello(_) => "hello",
        Request::Push(_) => "push",
        Request::Append { .. } => "append",
        Request::Pull { .. } => "pull",
        Request::Fetch { .. } => "fetch",
        Request::Catalogue { .. } => "catalogue",
    }
}

/// Stands before the gateway and lets only so many bytes of an answer through.
struct Cutter {
    address: SocketAddr,
    most: Arc<AtomicUsize>,
    last: Arc<AtomicUsize>,
}

impl Cutter {
    fn before(gateway: &str) -> Self {
        let gateway: SocketAddr = gateway.trim_start_matches("http://").parse().unwrap();
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let address = listener.local_addr().unwrap();
        let (most, last) = (Arc::new(AtomicUsize::new(usize::MAX)), Arc::default());
        let cutter = Self { address, most: Arc::clone(&most), last: Arc::clone(&last) };
        thread::spawn(move || {
            for near in listener.incoming().flatten() {
                let (most, last) = (Arc::clone(&most), Arc::clone(&last));
                // one of both ends went away
                thread::spawn(move || carried(near, gateway, &most, &last).err());
            }
        });
        cutter
    }

    fn address(&self) -> String {
        format!("http://{}", self.address)
    }

    fn cut_behind(&self, bytes: usize) {
        self.most.store(bytes, Ordering::SeqCst);
    }

    /// Lets all through; gives the bytes of the answer.
    fn whole(&self, ask: impl FnOnce()) -> usize {
        self.cut_behind(usize::MAX);
        ask();
        self.last.load(Ordering::SeqCst)
    }
}

fn carried(near: TcpStream, gateway: SocketAddr, most: &AtomicUsize, last: &AtomicUsize) -> io::Result<()> {
    let far = TcpStream::connect(gateway)?;
    if begins_as_http2(&near)? {
        return near.shutdown(Shutdown::Both);
    }
    let (mut questions, mut answers) = (BufReader::new(near.try_clone()?), BufReader::new(far.try_clone()?));
    loop {
        (&far).write_all(&message(&mut questions)?)?;
        let answer = message(&mut answers)?;
        last.store(answer.len(), Ordering::SeqCst);
        let through = most.load(Ordering::SeqCst).min(answer.len());
        (&near).write_all(&answer[..through])?;
        if through < answer.len() {
            return near.shutdown(Shutdown::Both);
        }
    }
}

/// Messages of HTTP/1.1 only can be told apart here: a station that is not understood speaks that.
fn begins_as_http2(near: &TcpStream) -> io::Result<bool> {
    let mut first = [0; 4];
    let bytes = near.peek(&mut first)?;
    Ok(first[..bytes] == *b"PRI ")
}

/// The next HTTP/1.1 message, head and body.
fn message(from: &mut impl io::BufRead) -> io::Result<Vec<u8>> {
    let (mut message, mut body) = (Vec::new(), 0);
    loop {
        let begins = message.len();
        if from.read_until(b'\n', &mut message)? == 0 {
            return Err(io::ErrorKind::UnexpectedEof.into());
        }
        let line = String::from_utf8_lossy(&message[begins..]).to_lowercase();
        if let Some(length) = line.strip_prefix("content-length:") {
            body = length.trim().parse().map_err(io::Error::other)?;
        }
        if line.trim().is_empty() {
            break;
        }
    }
    from.take(body).read_to_end(&mut message)?;
    Ok(message)
}
