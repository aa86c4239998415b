//! The line between the village and the province: a wire on loopback that can be cut, also in the middle of a sending.

use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread;

use crate::problem::{Outcome, Problem};

/// A wire to the gateway. Station's side: [`Line::address`].
pub struct Line {
    address: SocketAddr,
    wire: Arc<Wire>,
}

struct Wire {
    gateway: SocketAddr,
    /// How many bytes may still go up; at zero the line is down.
    left: AtomicI64,
    /// Both ends of everything that is open.
    ends: Mutex<Vec<TcpStream>>,
}

impl Line {
    /// A whole line to a gateway.
    ///
    /// # Errors
    /// When no port is free.
    pub fn to(gateway: SocketAddr) -> Outcome<Self> {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).map_err(no_wire)?;
        let address = listener.local_addr().map_err(no_wire)?;
        let wire = Arc::new(Wire { gateway, left: AtomicI64::new(i64::MAX), ends: Mutex::default() });
        let carrying = Arc::clone(&wire);
        thread::spawn(move || {
            for station in listener.incoming().map_while(Result::ok) {
                // A line that is down, or a gateway that is away, shows as a connection that closes at once.
                let _ = carrying.join(station);
            }
        });
        Ok(Line { address, wire })
    }

    /// Where the station finds the line.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Nothing goes any more.
    pub fn cut(&self) {
        self.cut_after(0);
        self.wire.part();
    }

    /// The line breaks when so many more bytes have gone up.
    pub fn cut_after(&self, bytes: i64) {
        self.wire.left.store(bytes, Ordering::SeqCst);
    }

    /// The line is whole again.
    pub fn mend(&self) {
        self.cut_after(i64::MAX);
    }
}

impl Wire {
    fn join(self: &Arc<Self>, station: TcpStream) -> io::Result<()> {
        if self.left.load(Ordering::SeqCst) <= 0 {
            return station.shutdown(Shutdown::Both);
        }
        let gateway = TcpStream::connect(self.gateway)?;
        self.ends().extend([station.try_clone()?, gateway.try_clone()?]);
        let (up, down) = (gateway.try_clone()?, station.try_clone()?);
        let wire = Arc::clone(self);
        thread::spawn(move || wire.carry_up(station, up));
        thread::spawn(move || {
            // Whoever hangs up first ends it for both.
            let _ = io::copy(&mut &gateway, &mut &down);
            let _ = down.shutdown(Shutdown::Write);
        });
        Ok(())
    }

    fn carry_up(&self, mut station: TcpStream, mut gateway: TcpStream) {
        let mut piece = [0; 16 * 1024];
        while let Ok(read @ 1..) = station.read(&mut piece) {
            let carried = i64::try_from(read).unwrap_or(i64::MAX);
            if self.left.fetch_sub(carried, Ordering::SeqCst) <= carried {
                return self.part();
            }
            if gateway.write_all(&piece[..read]).is_err() {
                break;
            }
        }
        let _ = gateway.shutdown(Shutdown::Write);
    }

    /// Breaks everything that is open.
    fn part(&self) {
        for end in self.ends().drain(..) {
            // It may have been closed long ago.
            let _ = end.shutdown(Shutdown::Both);
        }
    }

    fn ends(&self) -> MutexGuard<'_, Vec<TcpStream>> {
        self.ends.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

fn no_wire(error: io::Error) -> Problem {
    Problem::said(format!("no line on this machine: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A gateway that says back what it hears.
    fn echo() -> SocketAddr {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        let address = listener.local_addr().unwrap();
        thread::spawn(move || {
            for heard in listener.incoming().map_while(Result::ok) {
                thread::spawn(move || io::copy(&mut &heard, &mut &heard));
            }
        });
        address
    }

    fn says_back(line: &Line, words: &[u8]) -> bool {
        let mut stream = TcpStream::connect(line.address()).unwrap();
        let mut heard = vec![0; words.len()];
        stream.write_all(words).is_ok() && stream.read_exact(&mut heard).is_ok() && heard == words
    }

    #[test]
    fn a_line_carries_both_ways_and_a_cut_one_nothing_until_it_is_mended() {
        let line = Line::to(echo()).unwrap();
        assert!(says_back(&line, b"hello"));
        line.cut();
        assert!(!says_back(&line, b"hello"));
        line.mend();
        assert!(says_back(&line, b"hello"));
    }

    #[test]
    fn a_line_breaks_in_the_middle_of_what_is_sent() {
        let line = Line::to(echo()).unwrap();
        line.cut_after(100_000);
        assert!(says_back(&line, &[7; 50_000]));
        assert!(!says_back(&line, &[7; 90_000]));
    }
}
