//! The connection that all questions share (HTTP/2) breaks off at any byte that comes down on it: with TLS, as the station
//! speaks everywhere but on its own computer, and without, where no record hides what the bytes are.

use crate::cut::{PATIENCE, begins_with, questions};
use casework::moment::Moment;
use journeys::world::World;
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
}

/// What still may come down, and whether more wanted to.
struct Down {
    left: usize,
    cut: bool,
}

impl Carrier {
    fn before(world: &World) -> Self {
        let port = world.address().rsplit(':').next().unwrap().parse().unwrap();
        let gateway = SocketAddr::from((Ipv4Addr::LOCALHOST, port));
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let address = listener.local_addr().unwrap();
        let down = Arc::new(Mutex::new(Down { left: usize::MAX, cut: false }));
        let shared = Arc::clone(&down);
        thread::spawn(move || {
            for near in listener.incoming().flatten() {
                let down = Arc::clone(&shared);
                // one of both ends went away
                thread::spawn(move || carried(&near, gateway, &down).err());
            }
        });
        Self { address, down }
    }

    fn cut_behind(&self, bytes: usize) {
        *self.down.lock().unwrap() = Down { left: bytes, cut: false };
    }

    /// All comes through again. Gives whether anything was cut.
    fn mend(&self) -> bool {
        let mut down = self.down.lock().unwrap();
        std::mem::replace(&mut *down, Down { left: usize::MAX, cut: false }).cut
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
        let through = came.min(down.left);
        near.write_all(&room[..through])?;
        down.left -= through;
        down.cut |= through < came;
        if came == 0 || through < came {
            far.shutdown(Shutdown::Both)?;
            return near.shutdown(Shutdown::Both);
        }
    }
}
