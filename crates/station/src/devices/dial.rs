//! A connection to a machine, within a bounded time.

use std::net::{SocketAddr, TcpStream, ToSocketAddrs as _};
use std::sync::mpsc;
use std::thread;
use std::time::{Duration, Instant};

/// Longest wait for a name to be looked up, and for a connection.
const CONNECT: Duration = Duration::from_secs(5);

/// Connects to the first of the machine's addresses that answers.
pub(super) fn dial(host: &str, port: u16) -> Option<TcpStream> {
    let deadline = Instant::now() + CONNECT;
    look_up(host, port).into_iter().find_map(|place| {
        let left = deadline.saturating_duration_since(Instant::now()).max(Duration::from_millis(1));
        TcpStream::connect_timeout(&place, left).ok()
    })
}

/// The system's look-up knows no deadline, so it runs aside and is left alone when it takes too long.
fn look_up(host: &str, port: u16) -> Vec<SocketAddr> {
    let (found, waiting) = mpsc::channel();
    let host = host.to_owned();
    thread::spawn(move || {
        let places = (host.as_str(), port).to_socket_addrs().map(Vec::from_iter);
        // Nobody listens any more when it took too long.
        let _ = found.send(places.unwrap_or_default());
    });
    waiting.recv_timeout(CONNECT).unwrap_or_default()
}
