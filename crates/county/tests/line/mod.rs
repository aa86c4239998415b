//! A line to the gateway that counts what comes down and breaks where it is told to.

use std::io::{self, Read as _, Write as _};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;

pub struct Line {
    address: SocketAddr,
    carried: Arc<AtomicUsize>,
    left: Arc<AtomicUsize>,
}

impl Line {
    pub fn to(gateway: SocketAddr) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let line = Self { address, carried: Arc::default(), left: Arc::new(usize::MAX.into()) };
        let (carried, left) = (Arc::clone(&line.carried), Arc::clone(&line.left));
        thread::spawn(move || {
            for near in listener.incoming() {
                let (carried, left) = (Arc::clone(&carried), Arc::clone(&left));
                let (near, far) = (near.unwrap(), TcpStream::connect(gateway).unwrap());
                let (mut up, mut out) = (near.try_clone().unwrap(), far.try_clone().unwrap());
                thread::spawn(move || io::copy(&mut up, &mut out));
                thread::spawn(move || carry_down(far, near, &carried, &left));
            }
        });
        line
    }

    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// Breaks when so many more bytes have come down.
    pub fn breaks_after(&self, bytes: usize) {
        self.carried.store(0, Ordering::SeqCst);
        self.left.store(bytes, Ordering::SeqCst);
    }

    /// Bytes that came down since then.
    pub fn carried(&self) -> usize {
        self.carried.load(Ordering::SeqCst)
    }
}

fn carry_down(mut far: TcpStream, mut near: TcpStream, carried: &AtomicUsize, left: &AtomicUsize) {
    let mut piece = vec![0; 4096];
    while let Ok(length @ 1..) = far.read(&mut piece) {
        let goes = length.min(left.load(Ordering::SeqCst));
        left.fetch_sub(goes, Ordering::SeqCst);
        carried.fetch_add(goes, Ordering::SeqCst);
        if near.write_all(&piece[..goes]).is_err() || goes < length {
            break;
        }
    }
    let _ = (far.shutdown(Shutdown::Both), near.shutdown(Shutdown::Both));
}
