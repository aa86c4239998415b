//! The connection that all questions share (HTTP/2) breaks off at any byte that comes down on it: with TLS, as the station
//! speaks everywhere but on its own computer, and without, where no record hides what the bytes are.

use crate::cut::{PATIENCE, begins_with, questions};
use crate::desk::Desk;
use casework::moment::Moment;
use journeys::world::{STATION, World};
use std::io::{self, Read as _, Write as _};
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;
use wire::{Answer, Exchange, Request};

#[test]
fn a_shared_connection_that_breaks_off_at_any_byte_spoils_no_answer() {
    let world = World::begin();
    let carrier = Carrier::before(&world);
    let (line, asked) = questions(&world, &format!("http://{}", carrier.address));
    for (kind, request) in asked {
        breaks_off_at_each_byte(&carrier, &line, (kind, &request), Connection::Open);
    }
}

#[test]
fn a_connection_with_tls_that_breaks_off_at_any_byte_spoils_no_answer() {
    // all addresses of this computer are no loopback to the gateway
    let world = World::begin_at(Ipv4Addr::UNSPECIFIED.into());
    let carrier = Carrier::before(&world);
    let (line, asked) = questions(&world, &format!("https://{}", carrier.address));
    for connection in [Connection::Open, Connection::Dialled] {
        breaks_off_at_each_byte(&carrier, &line, ("push", &asked["push"]), connection);
    }
}

#[test]
fn one_cut_at_the_first_word_makes_no_line_speak_the_older_http_for_ever() {
    let world = World::begin_at(Ipv4Addr::UNSPECIFIED.into());
    let carrier = Carrier::before(&world);
    let address = format!("https://{}", carrier.address);
    let (_, asked) = questions(&world, &address);
    let desk = Desk::open(&address, world.enrolment_code_of(STATION), |_| ()).unwrap();
    let line = desk.line().unwrap();
    carrier.cut_once();
    assert!(line.ask(&asked["hello"], PATIENCE).is_ok());
    assert!(
        carrier.mend() && !carrier.is_asked_for_http_2(),
        "it may have been a front that speaks no other"
    );
    assert!(line.ask(&asked["hello"], PATIENCE).is_ok());
    assert!(carrier.is_asked_for_http_2());
}

/// Where a question goes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Connection {
    /// It carried answers before.
    Open,
    /// It is made for this question.
    Dialled,
}

fn breaks_off_at_each_byte(
    carrier: &Carrier,
    line: &impl Exchange,
    (kind, request): (&str, &Request),
    connection: Connection,
) {
    let all = answered(line, kind, request);
    for bytes in 0.. {
        carrier.cut_behind(bytes);
        let answer = line.ask(request, PATIENCE);
        if !carrier.mend() {
            println!("{kind}, {connection:?}: cut behind each of {bytes} bytes");
            assert!(answer.is_ok() && bytes > 50, "{kind}, nothing was cut at {bytes}: {answer:?}");
            return;
        }
        let spoilt = answer.as_ref().is_ok_and(|part| !begins_with(&all, part) && !alike(&all, part));
        assert!(!spoilt, "{kind}: {bytes} bytes gave {answer:?}, not {all:?}");
        if connection == Connection::Open {
            answered(line, kind, request);
        }
    }
}

/// The answer of a whole connection. What was cut a moment ago may take one question with it.
fn answered(line: &impl Exchange, kind: &str, request: &Request) -> Answer {
    let mut tries = (0..3).map(|_| line.ask(request, PATIENCE));
    tries.find_map(Result::ok).unwrap_or_else(|| panic!("{kind} is not answered on a whole connection"))
}

/// The same was said; each greeting opens a session of its own and tells the time.
fn alike(one: &Answer, other: &Answer) -> bool {
    timeless(one) == timeless(other)
}

fn timeless(answer: &Answer) -> Answer {
    let mut answer = answer.clone();
    if let Answer::Hello(hello) = &mut answer {
        (hello.session, hello.server_time) = (String::new(), Moment::from_millis(0));
    }
    answer
}

/// Stands before the gateway and carries bytes, whatever they mean, until so many came down.
struct Carrier {
    address: SocketAddr,
    down: Arc<Mutex<Down>>,
    /// The first that was said on the last connection.
    greeting: Arc<Mutex<Vec<u8>>>,
}

/// What still may come down, and whether more wanted to.
#[derive(Default)]
struct Down {
    left: Option<usize>,
    once: bool,
    cut: bool,
}

impl Carrier {
    fn before(world: &World) -> Self {
        let port = world.address().rsplit(':').next().unwrap().parse().unwrap();
        let gateway = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let address = listener.local_addr().unwrap();
        let (down, greeting) = (Arc::<Mutex<Down>>::default(), Arc::<Mutex<Vec<u8>>>::default());
        let shared = (Arc::clone(&down), Arc::clone(&greeting));
        thread::spawn(move || {
            for near in listener.incoming().flatten() {
                let (down, greeting) = shared.clone();
                // one of both ends went away
                thread::spawn(move || {
                    let mut first = [0; 1024];
                    let came = near.peek(&mut first).unwrap_or(0);
                    *greeting.lock().unwrap() = first[..came].to_vec();
                    carried(&near, gateway, &down).err()
                });
            }
        });
        Self { address, down, greeting }
    }

    fn cut_behind(&self, bytes: usize) {
        *self.down.lock().unwrap() = Down { left: Some(bytes), once: false, cut: false };
    }

    /// The next connection only, at the first word that comes down on it.
    fn cut_once(&self) {
        *self.down.lock().unwrap() = Down { left: Some(0), once: true, cut: false };
    }

    /// The greeting of TLS says in the clear which HTTP is wanted (RFC 7301).
    fn is_asked_for_http_2(&self) -> bool {
        self.greeting.lock().unwrap().windows(3).any(|name| name == b"\x02h2")
    }

    /// All comes through again. Gives whether anything was cut.
    fn mend(&self) -> bool {
        let mut down = self.down.lock().unwrap();
        std::mem::take(&mut *down).cut
    }
}

fn carried(near: &TcpStream, gateway: SocketAddr, down: &Mutex<Down>) -> io::Result<()> {
    let far = TcpStream::connect(gateway)?;
    near.set_nodelay(true)?;
    far.set_nodelay(true)?;
    let (mut from, mut to) = (near.try_clone()?, far.try_clone()?);
    thread::spawn(move || io::copy(&mut from, &mut to).and_then(|_| to.shutdown(Shutdown::Both)));
    let mut room = [0; 16 * 1024];
    let (mut near, mut far) = (near, &far);
    loop {
        let came = far.read(&mut room)?;
        // held while the bytes leave: who mends knows what went through
        let mut down = down.lock().unwrap();
        let through = down.left.map_or(came, |left| came.min(left));
        near.write_all(&room[..through])?;
        down.left = down.left.map(|left| left - through);
        if through < came {
            down.cut = true;
            down.left = down.left.filter(|_| !down.once);
        }
        if came == 0 || through < came {
            far.shutdown(Shutdown::Both)?;
            return near.shutdown(Shutdown::Both);
        }
    }
}
