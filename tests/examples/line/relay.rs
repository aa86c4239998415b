//! Stands between a station and the gateway and counts what passes, headers and all.

use std::io::{Read, Write};
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering};
use std::thread;

#[derive(Default)]
struct Counted {
    up: AtomicU64,
    down: AtomicU64,
}

/// A counting line to somewhere.
pub struct Relay {
    address: SocketAddr,
    counted: Arc<Counted>,
}

impl Relay {
    /// Opens a line to `http://HOST:PORT`.
    ///
    /// # Errors
    /// When no port can be had or the address is none.
    pub fn to(address: &str) -> Result<Self, Box<dyn std::error::Error>> {
        let target: SocketAddr = address.trim_start_matches("http://").parse()?;
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
        let relay = Self { address: listener.local_addr()?, counted: Arc::default() };
        let counted = Arc::clone(&relay.counted);
        thread::spawn(move || {
            for near in listener.incoming().flatten() {
                if let Ok(far) = TcpStream::connect(target) {
                    join(near, far, &counted);
                }
            }
        });
        Ok(relay)
    }

    /// Where it begins.
    pub fn address(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Bytes towards the gateway so far.
    pub fn up(&self) -> u64 {
        self.counted.up.load(Ordering::Relaxed)
    }

    /// Bytes towards the station so far.
    pub fn down(&self) -> u64 {
        self.counted.down.load(Ordering::Relaxed)
    }
}

fn join(near: TcpStream, far: TcpStream, counted: &Arc<Counted>) {
    let ends = (near.try_clone(), far.try_clone());
    let (Ok(near_too), Ok(far_too)) = ends else { return };
    let (up, down) = (Arc::clone(counted), Arc::clone(counted));
    thread::spawn(move || pass(near, far, &up.up));
    thread::spawn(move || pass(far_too, near_too, &down.down));
}

fn pass(mut from: TcpStream, mut to: TcpStream, counted: &AtomicU64) {
    let mut piece = [0; 64 * 1024];
    while let Ok(count) = from.read(&mut piece) {
        if count == 0 || to.write_all(&piece[..count]).is_err() {
            break;
        }
        counted.fetch_add(count as u64, Ordering::Relaxed);
    }
    let _ = to.shutdown(Shutdown::Write);
}
